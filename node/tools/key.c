#include "node/tools/key.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "governance/audit/note.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/crypto/holder_share.h"
#include "node/crypto/key_files.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen key split --federation CODE --epoch N [--threshold 2] [--holders 3] --out FOLDER\n"
    "       dolen key refresh --public FILE --out FOLDER          (where the public part is: makes offsets)\n"
    "       dolen key refresh --share FILE --offset FILE --out FILE  (at each holder: applies its own)\n"
    "       dolen key status --public FILE [--share FILE] [--json]\n"
    "       dolen key witness --name NAME --out FILE\n"
    "\n"
    "split    makes a new key and writes FOLDER/holder-N/share.key for each holder, to be carried to that holder "
    "alone,\n"
    "         and FOLDER/joint-key.public for the federation file, which it prints too. The key itself is not stored.\n"
    "refresh  keeps the key and its pseudonyms, and makes every old share worthless once all holders have applied\n"
    "         their offsets and the new public part is in the federation file. Do all holders in one maintenance.\n"
    "status   says what a public part holds, and whether a share fits it.\n"
    "witness  makes the key with which an agency confirms the hub's ledger, and prints its verifier key for the\n"
    "         federation file (witness.key). NAME is part of it, such as CODE.federation/witness.\n";

typedef struct options {
    const char *federation, *epoch, *threshold, *holders, *out, *public_file, *share, *offset, *name;
    bool json;
} options;

static bool read_options(int argc, char **argv, options *out)
{
    static const struct option known[] = {
        {"federation", required_argument, NULL, 'f'},
        {"epoch", required_argument, NULL, 'e'},
        {"threshold", required_argument, NULL, 't'},
        {"holders", required_argument, NULL, 'n'},
        {"out", required_argument, NULL, 'o'},
        {"public", required_argument, NULL, 'p'},
        {"share", required_argument, NULL, 's'},
        {"offset", required_argument, NULL, 'x'},
        {"name", required_argument, NULL, 'w'},
        {"json", no_argument, NULL, 'j'},
        {NULL, 0, NULL, 0},
    };
    const char **const places[] = {&out->federation,  &out->epoch, &out->threshold, &out->holders, &out->out,
                                   &out->public_file, &out->share, &out->offset,    &out->name};
    int index = 0;

    *out = (options){.threshold = "2", .holders = "3"};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index)) {
        if (got == '?')
            return false;
        if (got == 'j')
            out->json = true;
        else
            *places[index] = optarg;
    }
    return optind == argc;
}

static dolen_status make_folder(const char *path, dolen_err *err)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder cannot be made");
    return DOLEN_OK;
}

static dolen_status path_in(char path[PATH_MAX], const char *folder, unsigned int holder, const char *name,
                            dolen_err *err)
{
    const int size = holder ? snprintf(path, PATH_MAX, "%s/holder-%u/%s", folder, holder, name)
                            : snprintf(path, PATH_MAX, "%s/%s", folder, name);

    if (size < 0 || size >= PATH_MAX)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the path is too long");
    return DOLEN_OK;
}

/* One file for each holder, each in a folder of its own. */
static dolen_status write_each(const dolen_joint_key *key, const dolen_secret *secrets, const char *folder,
                               bool offsets, dolen_err *err)
{
    char path[PATH_MAX];

    for (uint8_t number = 1; number <= key->holders; number++) {
        DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_copy(
            dolen_bytes_of(dolen_secret_bytes(secrets) + (number - 1U) * DOLEN_SCALAR_SIZE, DOLEN_SCALAR_SIZE));
        const dolen_share_file file = {.federation = key->federation,
                                       .epoch = key->epoch,
                                       .number = number,
                                       .threshold = key->threshold,
                                       .holders = key->holders,
                                       .secret = secret};
        DOLEN_TRY(path_in(path, folder, number, "", err));
        DOLEN_TRY(make_folder(path, err));
        DOLEN_TRY(path_in(path, folder, number, offsets ? "offset.key" : "share.key", err));
        DOLEN_TRY(offsets ? dolen_key_files_write_offset(path, &file, err)
                          : dolen_key_files_write_share(path, &file, err));
    }
    return DOLEN_OK;
}

static dolen_status write_public(const dolen_joint_key *key, const char *folder, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    char path[PATH_MAX];
    dolen_bytes text;

    DOLEN_TRY(path_in(path, folder, 0, "joint-key.public", err));
    DOLEN_TRY(dolen_key_files_write_public(path, key, err));
    DOLEN_TRY(dolen_key_files_format_public(key, arena, &text, err));
    fwrite(text.at, 1, text.size, stdout);
    return DOLEN_OK;
}

static dolen_status read_plan(const options *with, dolen_joint_key *key, dolen_err *err)
{
    uint64_t epoch = 0;
    uint64_t threshold = 0;
    uint64_t holders = 0;

    DOLEN_TRY(dolen_code_read(with->federation, strlen(with->federation), &key->federation, err));
    DOLEN_TRY(dolen_text_to_number(with->epoch, UINT32_MAX, &epoch, err));
    DOLEN_TRY(dolen_text_to_number(with->threshold, DOLEN_THRESHOLD_MAX, &threshold, err));
    DOLEN_TRY(dolen_text_to_number(with->holders, DOLEN_HOLDERS, &holders, err));
    if (epoch < 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "epochs are numbered from 1");
    key->epoch = (uint32_t)epoch;
    key->threshold = (uint8_t)threshold;
    key->holders = (uint8_t)holders;
    return DOLEN_OK;
}

static dolen_status split(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, joint) = dolen_secret_new(DOLEN_SCALAR_SIZE);
    DOLEN_OWN(dolen_secret, shares) = NULL;
    dolen_joint_key key = {.epoch = 0};

    DOLEN_TRY(read_plan(with, &key, err));
    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(joint), 1);
    DOLEN_TRY(dolen_shamir_split(joint, (dolen_shamir_plan){key.threshold, key.holders}, &shares, NULL, err));
    DOLEN_TRY(dolen_joint_key_fill(&key, shares, err));
    DOLEN_TRY(make_folder(with->out, err));
    DOLEN_TRY(write_each(&key, shares, with->out, false, err));
    return write_public(&key, with->out, err);
}

static dolen_status make_offsets(const options *with, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, offsets) = NULL;
    dolen_joint_key key;

    DOLEN_TRY(dolen_key_files_read_public(with->public_file, &key, err));
    DOLEN_TRY(dolen_shamir_offsets((dolen_shamir_plan){key.threshold, key.holders}, &offsets, err));
    DOLEN_TRY(dolen_joint_key_refresh(&key, offsets, err));
    DOLEN_TRY(make_folder(with->out, err));
    DOLEN_TRY(write_each(&key, offsets, with->out, true, err));
    return write_public(&key, with->out, err);
}

static dolen_status apply_offset_to(dolen_share_file *share, const dolen_share_file *offset, const char *out,
                                    dolen_err *err)
{
    if (!dolen_code_same(share->federation, offset->federation) || share->epoch != offset->epoch ||
        share->number != offset->number || share->threshold != offset->threshold || share->holders != offset->holders)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the offset is for another holder or another key");
    DOLEN_TRY(dolen_shamir_apply(share->secret, offset->secret, err));
    return dolen_key_files_write_share(out, share, err);
}

static dolen_status apply_offset(const options *with, dolen_err *err)
{
    DOLEN_SHARE_FILE(share);
    DOLEN_SHARE_FILE(offset);

    DOLEN_TRY(dolen_key_files_read_share(with->share, &share, err));
    DOLEN_TRY(dolen_key_files_read_offset(with->offset, &offset, err));
    return apply_offset_to(&share, &offset, with->out, err);
}

/* Does the share in this file belong to the key? */
static dolen_status check_share(const dolen_joint_key *key, const char *path, uint8_t *number, dolen_err *err)
{
    DOLEN_OWN(dolen_holder_share, fitting) = NULL;
    DOLEN_SHARE_FILE(share);

    DOLEN_TRY(dolen_key_files_read_share(path, &share, err));
    *number = share.number;
    if (!dolen_code_same(share.federation, key->federation) || share.epoch != key->epoch)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the share is for another federation or epoch");
    return dolen_holder_share_new(key, share.number, share.secret, &fitting, err);
}

static dolen_status status(const options *with, dolen_err *err)
{
    char fingerprint[2 * DOLEN_DIGEST_SIZE + 1];
    dolen_joint_key key;
    uint8_t number = 0;

    DOLEN_TRY(dolen_key_files_read_public(with->public_file, &key, err));
    if (with->share)
        DOLEN_TRY(check_share(&key, with->share, &number, err));
    const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of(key.joint.bytes, DOLEN_ELEMENT_SIZE));
    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), fingerprint);
    if (with->json)
        printf("{\"federation\":\"%s\",\"epoch\":%u,\"threshold\":%u,\"holders\":%u,\"fingerprint\":\"%.16s\","
               "\"share\":%u}\n",
               key.federation.text, key.epoch, (unsigned int)key.threshold, (unsigned int)key.holders, fingerprint,
               (unsigned int)number);
    else
        printf("federation %s, epoch %u: any %u of %u holders\nfingerprint of the joint key: %.16s\n",
               key.federation.text, key.epoch, (unsigned int)key.threshold, (unsigned int)key.holders, fingerprint);
    if (with->share && !with->json)
        printf("the share fits: holder %u\n", (unsigned int)number);
    return DOLEN_OK;
}

static dolen_status make_witness(const options *with, dolen_err *err)
{
    dolen_note_key public_half;
    char text[DOLEN_NOTE_KEY_TEXT];
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();

    DOLEN_TRY(
        dolen_note_make_key(with->name, DOLEN_NOTE_COSIGNATURE, dolen_signing_key_public(key), &public_half, err));
    DOLEN_TRY(dolen_signing_key_write_file(with->out, key, err));
    dolen_note_write_key(&public_half, text);
    puts(text);
    return DOLEN_OK;
}

static bool may_make_witness(const options *with)
{
    return with->name && with->out && !with->public_file && !with->share && !with->offset && !with->federation;
}

static bool may_split(const options *with)
{
    return with->federation && with->epoch && with->out && !with->public_file && !with->share && !with->offset;
}

static bool may_make_offsets(const options *with)
{
    return with->public_file && with->out && !with->share && !with->offset;
}

static bool may_apply_offset(const options *with)
{
    return with->share && with->offset && with->out && !with->public_file;
}

static bool may_tell_status(const options *with)
{
    return with->public_file && !with->out && !with->offset;
}

/* What the options given allow decides between the two forms of a name. */
static const struct {
    const char *name;
    bool (*fits)(const options *with);
    dolen_status (*run)(const options *with, dolen_err *err);
} actions[] = {
    {"split", may_split, split},
    {"refresh", may_make_offsets, make_offsets},
    {"refresh", may_apply_offset, apply_offset},
    {"status", may_tell_status, status},
    {"witness", may_make_witness, make_witness},
};

int dolen_tool_key(int argc, char **argv)
{
    dolen_err err = {.what = NULL};
    options with;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    if (argc > 1 && read_options(argc - 1, argv + 1, &with))
        for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
            if (strcmp(argv[1], actions[i].name) == 0 && actions[i].fits(&with))
                return actions[i].run(&with, &err) == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("key", &err);
    fputs(usage, stderr);
    return DOLEN_TOOL_USAGE;
}
