#include "node/tools/federation.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/loss_statement.h"
#include "governance/federation/federation.h"
#include "governance/policy/rules.h"
#include "node/base/file.h"
#include "node/base/text.h"
#include "node/net/certificate.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen federation key --name NAME --out FILE\n"
    "       dolen federation signing-key --out FILE\n"
    "       dolen federation spki CERTIFICATE\n"
    "       dolen federation sign --key FILE --name NAME --in DRAFT --out FILE [--rules FOLDER]\n"
    "       dolen federation check FILE (--vkey KEY | --draft) [--rules FOLDER]\n"
    "       dolen federation show FILE --vkey KEY [--json]\n"
    "       dolen federation policy FILE --vkey KEY\n"
    "       dolen federation loss --key FILE --name NAME --in KEPT --lost CHECKPOINT --reason TEXT --out FILE\n"
    "\n"
    "key          makes a key for signed notes (the partnership's governance key, the ledger's key) and prints its\n"
    "             verifier key. NAME is part of it: for the ledger its origin.\n"
    "signing-key  makes a member's key for deltas and questions, or the broker's for receipts, and prints its public "
    "half.\n"
    "spki         prints the pin of a certificate: SHA-256 of its public key.\n"
    "sign         checks a draft and signs it; with --rules also that it names exactly these rules.\n"
    "check        every mistake of a file with its line, or one line saying what it is.\n"
    "show         what a signed file says.\n"
    "policy       the trust file for dolen audit verify: the ledger's key, the witnesses and how many are enough.\n"
    "loss         signs that entries of the ledger are lost for good: KEPT is the checkpoint of the restored database\n"
    "             (dolen database reconcile), CHECKPOINT the largest that any witness has "
    "(STATE/witness.checkpoint).\n";

enum { PROBLEMS = 50, ARENA = 8 * DOLEN_FEDERATION_LIMIT };

typedef struct options {
    const char *name, *out, *key, *in, *rules, *vkey, *lost, *reason, *file;
    bool draft, json;
} options;

static bool read_options(int argc, char **argv, options *out)
{
    static const struct option known[] = {
        {"name", required_argument, NULL, 0},
        {"out", required_argument, NULL, 0},
        {"key", required_argument, NULL, 0},
        {"in", required_argument, NULL, 0},
        {"rules", required_argument, NULL, 0},
        {"vkey", required_argument, NULL, 0},
        {"lost", required_argument, NULL, 0},
        {"reason", required_argument, NULL, 0},
        {"draft", no_argument, NULL, 1},
        {"json", no_argument, NULL, 2},
        {NULL, 0, NULL, 0},
    };
    const char **const texts[] = {&out->name,  &out->out,  &out->key,  &out->in,
                                  &out->rules, &out->vkey, &out->lost, &out->reason};
    int index = 0;

    *out = (options){.name = NULL};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index)) {
        if (got == '?')
            return false;
        if (got == 0)
            *texts[index] = optarg;
        out->draft = out->draft || got == 1;
        out->json = out->json || got == 2;
    }
    if (optind < argc)
        out->file = argv[optind++];
    return optind == argc;
}

static dolen_status make_key(const options *with, dolen_err *err)
{
    dolen_note_key public_half;
    char text[DOLEN_NOTE_KEY_TEXT];
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();

    DOLEN_TRY(dolen_note_make_key(with->name, DOLEN_NOTE_ED25519, dolen_signing_key_public(key), &public_half, err));
    DOLEN_TRY(dolen_signing_key_write_file(with->out, key, err));
    dolen_note_write_key(&public_half, text);
    puts(text);
    return DOLEN_OK;
}

static dolen_status make_signing_key(const options *with, dolen_err *err)
{
    char text[2 * DOLEN_PUBLIC_KEY_SIZE + 1];
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    const dolen_public_key public_half = dolen_signing_key_public(key);

    DOLEN_TRY(dolen_signing_key_write_file(with->out, key, err));
    dolen_bytes_to_hex(dolen_bytes_of(public_half.bytes, sizeof public_half.bytes), text);
    puts(text);
    return DOLEN_OK;
}

static dolen_status print_pin(const options *with, dolen_err *err)
{
    dolen_certificate_about about;
    char text[2 * DOLEN_PEER_KEY_DIGEST_SIZE + 1];

    DOLEN_TRY(dolen_certificate_read_file(with->file, &about, err));
    dolen_bytes_to_hex(dolen_bytes_of(about.peer.spki_sha256, sizeof about.peer.spki_sha256), text);
    puts(text);
    return DOLEN_OK;
}

/* Types must be known, and those of the rules' own members the same here and there. */
static dolen_status check_types(const dolen_federation *federation, const dolen_rules *rules, dolen_err *err)
{
    for (size_t i = 0; i < federation->member_count; i++) {
        const dolen_federation_member *member = &federation->members[i];
        const dolen_partner *partner = dolen_rules_find_partner(rules, member->code);
        if (!dolen_rules_find_type(rules, member->type))
            return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a member is of a type that the rules do not know");
        if (partner && !dolen_code_same(partner->type, member->type))
            return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a member is of another type than the rules say");
    }
    return DOLEN_OK;
}

/* The file names the rules by version and digest; both must be those of the folder. */
static dolen_status check_rules(const dolen_federation *federation, const char *folder, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_rules *read = NULL;

    if (!folder)
        return DOLEN_OK;
    const dolen_status loaded = dolen_rules_load(folder, &read, problems, err);
    DOLEN_OWN(dolen_rules, rules) = read;
    if (loaded != DOLEN_OK) {
        dolen_problems_print(problems, stderr);
        return loaded;
    }
    const dolen_digest digest = dolen_rules_digest(rules);
    if (!dolen_text_same(federation->rules_version, dolen_rules_version(rules)) ||
        memcmp(digest.bytes, federation->rules_digest.bytes, DOLEN_DIGEST_SIZE) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the file names other rules than these, by version or digest");
    return check_types(federation, rules, err);
}

static dolen_status read_draft(dolen_arena *arena, const char *path, dolen_bytes *text, dolen_federation **out,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);

    *out = NULL;
    DOLEN_TRY(dolen_file_read(arena, path, DOLEN_FEDERATION_LIMIT, text, err));
    const dolen_status read = dolen_federation_read_draft(path, *text, out, problems, err);
    dolen_problems_print(problems, stderr);
    return read;
}

static dolen_status sign(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_signing_key *key_read = NULL;
    dolen_federation *read = NULL;
    const char *line = NULL;
    const char *note = NULL;
    dolen_bytes text;

    DOLEN_TRY(dolen_signing_key_read_file(with->key, &key_read, err));
    DOLEN_OWN(dolen_signing_key, key) = key_read;
    const dolen_status draft = read_draft(arena, with->in, &text, &read, err);
    DOLEN_OWN(dolen_federation, federation) = read;
    DOLEN_TRY(draft);
    DOLEN_TRY(check_rules(federation, with->rules, err));
    DOLEN_TRY(dolen_note_sign(arena, text, with->name, key, &line, err));
    DOLEN_TRY(dolen_note_join(arena, text, &line, 1, &note, err));
    return dolen_file_write(with->out, dolen_bytes_of_string(note), 0644, err);
}

static dolen_status read_signed(const options *with, dolen_federation **out, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_note_key governance;

    *out = NULL;
    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(with->vkey), &governance, err));
    const dolen_status read = dolen_federation_read_file(with->file, &governance, out, problems, err);
    dolen_problems_print(problems, stderr);
    return read;
}

static void print_summary(const dolen_federation *federation)
{
    char until[DOLEN_INSTANT_TEXT];

    dolen_instant_write(federation->valid_until, until);
    printf(
        "%s, serial %llu, valid until %s, rules %s, %zu members, %zu key holders, %zu epochs, %zu of %zu witnesses\n",
        federation->name.text, (unsigned long long)federation->serial, until, federation->rules_version,
        federation->member_count, federation->holder_count, federation->epoch_count, federation->witness_quorum,
        dolen_federation_witness_count(federation));
}

static dolen_status check(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_federation *out = NULL;
    dolen_bytes text;

    const dolen_status read =
        with->draft ? read_draft(arena, with->file, &text, &out, err) : read_signed(with, &out, err);
    DOLEN_OWN(dolen_federation, federation) = out;
    DOLEN_TRY(read);
    DOLEN_TRY(check_rules(federation, with->rules, err));
    print_summary(federation);
    return DOLEN_OK;
}

static json_t *member_json(const dolen_federation_member *member)
{
    json_t *teams = json_array();

    for (size_t i = 0; i < member->contact_count; i++)
        json_array_append_new(teams, json_pack("{s:I, s:s, s:s, s:s}", "number", (json_int_t)i + 1, "en",
                                               member->contacts[i].team_en, "cy", member->contacts[i].team_cy,
                                               "telephone", member->contacts[i].telephone));
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:b, s:o}", "code", member->code.text, "type", member->type.text, "name",
                     "en", member->name_en, "cy", member->name_cy, "suspended", member->suspended, "teams", teams);
}

static dolen_status print_json(const dolen_federation *federation, dolen_err *err)
{
    char until[DOLEN_INSTANT_TEXT];
    char digest[2 * DOLEN_DIGEST_SIZE + 1];
    json_t *members = json_array();
    json_t *holders = json_array();

    dolen_instant_write(federation->valid_until, until);
    dolen_bytes_to_hex(dolen_bytes_of(federation->rules_digest.bytes, DOLEN_DIGEST_SIZE), digest);
    for (size_t i = 0; i < federation->member_count; i++)
        json_array_append_new(members, member_json(&federation->members[i]));
    for (size_t i = 0; i < federation->holder_count; i++)
        json_array_append_new(holders,
                              json_pack("{s:I, s:s, s:s}", "number", (json_int_t)federation->holders[i].number, "code",
                                        federation->holders[i].code.text, "endpoint", federation->holders[i].endpoint));
    json_t *document = json_pack(
        "{s:s, s:I, s:s, s:I, s:{s:s, s:s}, s:{s:s, s:s}, s:o, s:o}", "name", federation->name.text, "serial",
        (json_int_t)federation->serial, "valid_until", until, "grace_hours", (json_int_t)(federation->grace / 3600000),
        "rules", "version", federation->rules_version, "digest", digest, "broker", "code", federation->broker.code.text,
        "endpoint", federation->broker.endpoint, "holders", holders, "members", members);
    if (!document)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file has text that JSON cannot carry");
    json_dumpf(document, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(document);
    return DOLEN_OK;
}

static void print_text(const dolen_federation *federation)
{
    print_summary(federation);
    printf("broker   %-23s %s\n", federation->broker.code.text, federation->broker.endpoint);
    for (size_t i = 0; i < federation->holder_count; i++)
        printf("holder %d %-23s %s\n", federation->holders[i].number, federation->holders[i].code.text,
               federation->holders[i].endpoint);
    for (size_t i = 0; i < federation->member_count; i++) {
        const dolen_federation_member *member = &federation->members[i];
        printf("member   %-23s %s, %s%s\n", member->code.text, member->type.text, member->name_en,
               member->suspended ? " (suspended)" : "");
        for (size_t j = 0; j < member->contact_count; j++)
            printf("         team %zu: %s, %s\n", j + 1, member->contacts[j].team_en, member->contacts[j].telephone);
    }
}

static dolen_status show(const options *with, dolen_err *err)
{
    dolen_federation *out = NULL;

    const dolen_status read = read_signed(with, &out, err);
    DOLEN_OWN(dolen_federation, federation) = out;
    DOLEN_TRY(read);
    if (with->json)
        return print_json(federation, err);
    print_text(federation);
    return DOLEN_OK;
}

static dolen_status print_policy(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_FEDERATION_LIMIT);
    DOLEN_OWN(dolen_federation, federation) = NULL;
    const char *text = NULL;

    DOLEN_TRY(read_signed(with, &federation, err));
    DOLEN_TRY(dolen_federation_write_policy(federation, arena, &text, err));
    fputs(text, stdout);
    return DOLEN_OK;
}

static dolen_status read_head(dolen_arena *arena, const char *path, dolen_checkpoint *out, dolen_err *err)
{
    dolen_bytes bytes;
    dolen_note note;

    DOLEN_TRY(dolen_file_read(arena, path, DOLEN_CHECKPOINT_LIMIT, &bytes, err));
    DOLEN_TRY(dolen_note_read(arena, bytes, &note, err));
    return dolen_checkpoint_read(note.text, out, err);
}

static dolen_status sign_loss(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(256 * 1024);
    DOLEN_OWN(dolen_signing_key, key) = NULL;
    dolen_loss_statement statement = {.origin = ""};
    dolen_checkpoint kept;
    dolen_checkpoint lost;
    const char *text = NULL;
    const char *line = NULL;
    const char *note = NULL;

    DOLEN_TRY(read_head(arena, with->in, &kept, err));
    DOLEN_TRY(read_head(arena, with->lost, &lost, err));
    if (!dolen_text_same(kept.origin, lost.origin))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the two checkpoints are of different logs");
    memcpy(statement.origin, kept.origin, sizeof statement.origin);
    statement.kept = dolen_checkpoint_head(&kept);
    statement.lost = dolen_checkpoint_head(&lost);
    DOLEN_TRY(dolen_text_copy(statement.reason, sizeof statement.reason, with->reason, err));
    DOLEN_TRY(dolen_loss_statement_write(arena, &statement, &text, err));
    DOLEN_TRY(dolen_signing_key_read_file(with->key, &key, err));
    DOLEN_TRY(dolen_note_sign(arena, dolen_bytes_of_string(text), with->name, key, &line, err));
    DOLEN_TRY(dolen_note_join(arena, dolen_bytes_of_string(text), &line, 1, &note, err));
    return dolen_file_write(with->out, dolen_bytes_of_string(note), 0644, err);
}

/* A subcommand and whether it was given what it needs. */
static const struct {
    const char *name;
    dolen_status (*run)(const options *with, dolen_err *err);
    bool name_needed, out_needed, key_needed, file_needed, vkey_needed, loss_needed;
} commands[] = {
    {"key", make_key, .name_needed = true, .out_needed = true},
    {"signing-key", make_signing_key, .out_needed = true},
    {"spki", print_pin, .file_needed = true},
    {"sign", sign, .name_needed = true, .out_needed = true, .key_needed = true},
    {"check", check, .file_needed = true, .vkey_needed = true},
    {"show", show, .file_needed = true, .vkey_needed = true},
    {"policy", print_policy, .file_needed = true, .vkey_needed = true},
    {"loss", sign_loss, .name_needed = true, .out_needed = true, .key_needed = true, .loss_needed = true},
};

static bool is_complete(size_t i, const options *with)
{
    return (!commands[i].name_needed || with->name) && (!commands[i].out_needed || with->out) &&
           (!commands[i].key_needed || (with->key && with->in)) && (commands[i].file_needed == (with->file != NULL)) &&
           (commands[i].loss_needed == (with->lost != NULL && with->reason != NULL)) &&
           (!commands[i].vkey_needed || with->vkey || (with->draft && commands[i].run == check));
}

int dolen_tool_federation(int argc, char **argv)
{
    dolen_err err = {0};
    options with;

    if (argc == 2 && dolen_text_same(argv[1], "--help")) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
        if (!dolen_text_same(commands[i].name, argv[1]) || !read_options(argc - 1, argv + 1, &with) ||
            !is_complete(i, &with))
            continue;
        return commands[i].run(&with, &err) == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("federation", &err);
    }
    fputs(usage, stderr);
    return DOLEN_TOOL_USAGE;
}
