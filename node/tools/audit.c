#include "node/tools/audit.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "governance/audit/ledger_json.h"
#include "governance/audit/lines.h"
#include "governance/audit/proof_file.h"
#include "governance/audit/verify_log.h"
#include "node/base/clock.h"
#include "node/base/file.h"
#include "node/tools/audit_download.h"
#include "node/tools/audit_node.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { DOWNLOAD_MS = 120 * 1000, TELL_MS = 3000, ARENA = 2 * 1024 * 1024 };

static const char usage[] =
    "usage: dolen audit verify --log FOLDER [--earlier FILE] (--policy FILE | --key VKEY) [--json]\n"
    "       dolen audit verify --checkpoint FILE [--earlier FILE --proof FILE] (--policy FILE | --key VKEY) [--json]\n"
    "       dolen audit verify --receipt FILE [--leaf HEX] (--policy FILE | --key VKEY) [--json]\n"
    "       dolen audit show --receipt FILE (--policy FILE | --key VKEY)\n"
    "       dolen audit download --config FILE --out FOLDER [--cosigned] [--hashes] [--ground GROUND]\n"
    "       dolen audit receipt --config FILE --search NUMBER --out FILE\n"
    "       dolen audit reconcile --config FILE [--recent] [--json]\n"
    "       dolen audit alarms --config FILE [--close NUMBER --reason TEXT] [--json]\n"
    "       dolen audit witness --config FILE [--json]\n"
    "       dolen audit find --config FILE --user U --role R --ground GROUND [FILTER...] [--json]\n"
    "       dolen audit entry --config FILE --user U --role R --ground GROUND --search NUMBER [--json]\n"
    "       dolen audit alerts --config FILE --user U --role R --ground GROUND [--by USER] [--from DAY] [--until DAY] "
    "[--json]\n"
    "       dolen audit readings --config FILE --user U --role R --ground GROUND [--json]\n"
    "       dolen audit findings [close NUMBER --reason TEXT] --config FILE --user U --role R --ground GROUND [--all] "
    "[--run] [--json]\n"
    "\n"
    "verify    works offline, from files alone; --earlier is a checkpoint kept from before, which the log must "
    "continue\n"
    "          (with --checkpoint: as --proof shows, a hash a line); the policy comes from dolen federation policy\n"
    "show      prints the entry that a receipt is for, once the receipt verifies\n"
    "download  fetches checkpoint and leaves through the agency's running node, and with --ground (lawfulness,\n"
    "          self-monitoring, integrity, criminal-proceedings, subject-rights: a reading is itself recorded) the "
    "entries\n"
    "          that concern the agency; verify the folder afterwards. --cosigned: as far as the witnesses confirmed;\n"
    "          --hashes: the tiles of hashes too, which verify compares when they are there\n"
    "receipt   the receipt of a past search, under a checkpoint that witnesses have confirmed once there is one\n"
    "reconcile compares the ledger with the agency's own searches; differences are an alarm\n"
    "alarms    what is wrong with the ledger, and what to do; --close with a reason takes the banner off the pages\n"
    "witness   how much of the ledger is confirmed, by whom and since when\n"
    "find      which searches the agency's own staff made: by whom, why, when, for which case, about whom (--help)\n"
    "entry     one of them in full: what was typed, how far it went, its proof, and how the rules decided it\n"
    "alerts    which alerts staff opened, took and ended, who and when\n"
    "readings  who read the log, and why; find, entry, alerts, findings and readings are themselves recorded\n"
    "findings  what is unusual in how staff use the search, and why; --run looks now, close says what came of it\n";

typedef struct options {
    const char *log, *earlier, *checkpoint, *receipt, *leaf, *policy, *key, *config, *ground, *out, *proof;
    bool json, cosigned, hashes;
} options;

static bool read_options(int argc, char **argv, options *out)
{
    static const struct option known[] = {
        {"log", required_argument, NULL, 't'},
        {"earlier", required_argument, NULL, 't'},
        {"checkpoint", required_argument, NULL, 't'},
        {"receipt", required_argument, NULL, 't'},
        {"leaf", required_argument, NULL, 't'},
        {"policy", required_argument, NULL, 't'},
        {"key", required_argument, NULL, 't'},
        {"config", required_argument, NULL, 't'},
        {"ground", required_argument, NULL, 't'},
        {"out", required_argument, NULL, 't'},
        {"proof", required_argument, NULL, 't'},
        {"json", no_argument, NULL, 'j'},
        {"cosigned", no_argument, NULL, 'c'},
        {"hashes", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char **const places[] = {&out->log, &out->earlier, &out->checkpoint, &out->receipt, &out->leaf, &out->policy,
                                   &out->key, &out->config,  &out->ground,     &out->out,     &out->proof};
    int index = 0;

    *out = (options){0};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index)) {
        if (got == '?')
            return false;
        if (got == 'j')
            out->json = true;
        else if (got == 'c')
            out->cosigned = true;
        else if (got == 'h')
            out->hashes = true;
        else
            *places[index] = optarg;
    }
    return optind == argc;
}

static dolen_status read_policy(dolen_arena *arena, const options *with, const dolen_policy_file **out, dolen_err *err)
{
    dolen_note_key key;
    dolen_bytes text;
    size_t line = 0;

    *out = NULL;
    if (with->key) {
        DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(with->key), &key, err));
        return dolen_policy_file_of_key(arena, &key, out, err);
    }
    DOLEN_TRY(dolen_file_read(arena, with->policy, DOLEN_POLICY_LIMIT, &text, err));
    const dolen_status status = dolen_policy_file_read(arena, text, out, &line, err);
    if (status != DOLEN_OK && line)
        fprintf(stderr, "%s:%zu: ", with->policy, line);
    return status;
}

/* A proof is a hash a line. */
static dolen_status read_proof(dolen_arena *arena, const char *path, dolen_merkle_proof *out, dolen_err *err)
{
    dolen_bytes rest;
    dolen_bytes line;

    *out = (dolen_merkle_proof){.count = 0};
    DOLEN_TRY(dolen_file_read(arena, path, DOLEN_PROOF_FILE_LIMIT, &rest, err));
    while (dolen_lines_next(&rest, &line)) {
        if (out->count == DOLEN_PROOF_HASHES)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the proof is too long");
        DOLEN_TRY(dolen_lines_hash(line, &out->hashes[out->count], err));
        out->count++;
    }
    return rest.size ? DOLEN_FAIL(err, DOLEN_E_INPUT, "the proof does not end with a line feed") : DOLEN_OK;
}

static dolen_status verify_consistency(dolen_arena *arena, const options *with, const dolen_policy_file *policy,
                                       dolen_bytes after, dolen_verify_report *report, dolen_err *err)
{
    dolen_merkle_proof proof;
    dolen_bytes before;

    DOLEN_TRY(dolen_file_read(arena, with->earlier, DOLEN_CHECKPOINT_LIMIT, &before, err));
    DOLEN_TRY(read_proof(arena, with->proof, &proof, err));
    return dolen_verify_consistency(policy, before, after, &proof, report, err);
}

static dolen_status verify_checkpoint(dolen_arena *arena, const options *with, const dolen_policy_file *policy,
                                      dolen_verify_report *report, dolen_err *err)
{
    dolen_checkpoint checkpoint;
    dolen_bytes bytes;

    DOLEN_TRY(dolen_file_read(arena, with->checkpoint, DOLEN_CHECKPOINT_LIMIT, &bytes, err));
    if (with->earlier)
        return verify_consistency(arena, with, policy, bytes, report, err);
    return dolen_verify_checkpoint(policy, bytes, &checkpoint, report, err);
}

static dolen_status verify_receipt(dolen_arena *arena, const options *with, const dolen_policy_file *policy,
                                   dolen_verify_report *report, dolen_err *err)
{
    dolen_digest leaf;
    dolen_bytes bytes;

    if (with->leaf)
        DOLEN_TRY(dolen_bytes_from_hex(with->leaf, strlen(with->leaf), leaf.bytes, sizeof leaf.bytes, err));
    DOLEN_TRY(dolen_file_read(arena, with->receipt, DOLEN_PROOF_FILE_LIMIT, &bytes, err));
    return dolen_verify_receipt(policy, bytes, with->leaf ? &leaf : NULL, report, err);
}

static dolen_status verify_log(dolen_arena *arena, const options *with, const dolen_policy_file *policy,
                               dolen_verify_report *report, dolen_err *err)
{
    dolen_bytes earlier = {0};

    if (with->earlier)
        DOLEN_TRY(dolen_file_read(arena, with->earlier, DOLEN_CHECKPOINT_LIMIT, &earlier, err));
    return dolen_verify_log(policy, with->log, earlier, report, err);
}

static dolen_status verify_one(dolen_arena *arena, const options *with, dolen_verify_report *report, dolen_err *err)
{
    const dolen_policy_file *policy;

    DOLEN_TRY(read_policy(arena, with, &policy, err));
    if (with->log)
        return verify_log(arena, with, policy, report, err);
    if (with->receipt)
        return verify_receipt(arena, with, policy, report, err);
    return verify_checkpoint(arena, with, policy, report, err);
}

static void print_report(const dolen_verify_report *report, bool json)
{
    if (json) {
        char *text = dolen_ledger_json_report(report);
        puts(text);
        free(text);
        return;
    }
    printf("%s: %s, %" PRIu64 " entries in the ledger\n", report->origin, report->ok ? "verified" : "FOUND WANTING",
           report->size);
    printf("entries checked %" PRIu64 ", of these opened %" PRIu64 "; witnesses %zu of at least %zu\n",
           report->entries_checked, report->entries_opened, report->witnesses_present, report->witnesses_needed);
    for (size_t i = 0; i < report->problem_count && i < DOLEN_VERIFY_PROBLEMS; i++) {
        if (report->problems[i].index != DOLEN_VERIFY_WHOLE)
            printf("entry %" PRIu64 ": ", report->problems[i].index);
        printf("%s\n    what to do: %s\n", report->problems[i].what, report->problems[i].advice);
    }
}

static int verify(const options *with)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_verify_report report = {0};
    dolen_err err = {0};

    const dolen_status status = verify_one(arena, with, &report, &err);
    if (status == DOLEN_OK || report.problem_count)
        print_report(&report, with->json);
    return status == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("audit verify", &err);
}

static dolen_status print_entry(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_verify_report report;
    dolen_ledger_opening opening;
    dolen_proof_file file;
    dolen_bytes bytes;

    DOLEN_TRY(verify_one(arena, with, &report, err));
    DOLEN_TRY(dolen_file_read(arena, with->receipt, DOLEN_PROOF_FILE_LIMIT, &bytes, err));
    DOLEN_TRY(dolen_proof_file_read(arena, bytes, &file, err));
    if (file.opening.size == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the receipt holds no readable entry");
    DOLEN_TRY(dolen_ledger_opening_read(arena, file.opening, &opening, err));
    char *text = dolen_ledger_json_opening(&opening);
    puts(text);
    free(text);
    return DOLEN_OK;
}

static int show(const options *with)
{
    dolen_err err = {0};

    return print_entry(with, &err) == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("audit show", &err);
}

/* A download in progress: the node, and when people were told last. */
typedef struct fetching {
    dolen_http_client *client;
    int64_t told;
} fetching;

static dolen_status fetch_one(void *context, const char *path, dolen_arena *arena, dolen_http_reply *reply,
                              dolen_err *err)
{
    const fetching *f = context;
    const dolen_http_call call = {.path = path};

    return dolen_http_client_send(f->client, arena, &call, reply, err);
}

/* Every few seconds: a short download says nothing. */
static void tell_progress(void *context, uint64_t done, uint64_t total)
{
    fetching *f = context;
    const int64_t now = dolen_clock_monotonic();

    if (now - f->told < TELL_MS)
        return;
    f->told = now;
    fprintf(stderr, "%" PRIu64 " of %" PRIu64 " files (%" PRIu64 " %%)\n", done, total, done * 100 / total);
}

static dolen_status fetch(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_node_call, node) = NULL;
    dolen_audit_download done;

    DOLEN_TRY(dolen_node_call_new(with->config, DOWNLOAD_MS, &node, err));
    fetching f = {.client = dolen_node_call_client(node), .told = dolen_clock_monotonic()};
    const dolen_audit_download_task task = {.cosigned = with->cosigned,
                                            .hashes = with->hashes,
                                            .ground = with->ground,
                                            .folder = with->out,
                                            .fetch = fetch_one,
                                            .context = &f,
                                            .progress = tell_progress};
    DOLEN_TRY(dolen_audit_download_all(&task, &done, err));
    printf("%" PRIu64 " entries: %" PRIu64 " files fetched, %" PRIu64 " kept\n", done.size, done.fetched, done.had);
    return DOLEN_OK;
}

static int download(const options *with)
{
    dolen_err err = {0};

    return fetch(with, &err) == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("audit download", &err);
}

/* Exactly one thing to verify, exactly one trust. */
static bool is_usable(const char *command, const options *with)
{
    const int subjects = (with->log != NULL) + (with->checkpoint != NULL) + (with->receipt != NULL);
    const int trusts = (with->policy != NULL) + (with->key != NULL);

    if (strcmp(command, "download") == 0)
        return subjects + trusts == 0 && with->config && with->out;
    if (strcmp(command, "show") == 0)
        return subjects == 1 && with->receipt && trusts == 1;
    if (strcmp(command, "verify") != 0 || subjects != 1 || trusts != 1 || with->cosigned || with->hashes)
        return false;
    return with->checkpoint ? !with->earlier == !with->proof && !with->leaf
                            : !with->proof && (with->log || !with->earlier) && (with->receipt || !with->leaf);
}

int dolen_tool_audit(int argc, char **argv)
{
    options with;

    if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    if (argc >= 2 && dolen_audit_node_knows(argv[1]))
        return dolen_audit_node_run(argc - 1, argv + 1);
    if (argc < 2 || !read_options(argc - 1, argv + 1, &with) || !is_usable(argv[1], &with)) {
        fputs(usage, stderr);
        return DOLEN_TOOL_USAGE;
    }
    if (strcmp(argv[1], "download") == 0)
        return download(&with);
    return strcmp(argv[1], "show") == 0 ? show(&with) : verify(&with);
}
