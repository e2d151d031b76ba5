#include "node/crypto/key_files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "node/base/file.h"
#include "node/base/sections.h"
#include "node/base/text.h"

enum { FILE_LIMIT = 16 * 1024, ARENA_LIMIT = 256 * 1024, HEX_ROOM = 2 * 32 + 1 };

void dolen_share_file_drop(dolen_share_file *file)
{
    dolen_secret_free(file->secret);
    file->secret = NULL;
}

static dolen_status read_number(const dolen_section *section, const char *key, uint64_t limit, uint64_t *out,
                                dolen_err *err)
{
    DOLEN_TRY(dolen_text_to_number(dolen_section_value(section, key, ""), limit, out, err));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_INPUT, "a number in a key file is 0");
}

static dolen_status read_hex(const dolen_section *section, const char *key, uint8_t out[32], dolen_err *err)
{
    const char *text = dolen_section_value(section, key, "");

    return dolen_bytes_from_hex(text, strlen(text), out, 32, err);
}

static dolen_status read_small(const dolen_section *section, const char *key, uint8_t *out, dolen_err *err)
{
    uint64_t number = 0;

    DOLEN_TRY(read_number(section, key, DOLEN_HOLDERS, &number, err));
    *out = (uint8_t)number;
    return DOLEN_OK;
}

/* What both files begin with. */
static dolen_status read_common(const dolen_section *section, dolen_code *federation, uint32_t *epoch, dolen_err *err)
{
    const char *code = dolen_section_value(section, "federation", "");
    uint64_t number = 0;

    DOLEN_TRY(dolen_code_read(code, strlen(code), federation, err));
    DOLEN_TRY(read_number(section, "epoch", UINT32_MAX, &number, err));
    *epoch = (uint32_t)number;
    return DOLEN_OK;
}

/* The file's only section, of type `type`, with none but `known` keys. */
static dolen_status only_section(dolen_arena *arena, const char *path, dolen_bytes text, const char *type,
                                 const char *const *known, const dolen_section **out, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(1);
    dolen_sections sections;

    DOLEN_TRY(dolen_sections_read(arena, path, text, &sections, problems, err));
    *out = dolen_sections_find(&sections, type, "");
    if (*out)
        dolen_section_check_keys(&sections, *out, known, problems);
    if (!*out || sections.count != 1 || dolen_problems_count(problems))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a key file has one section and only the keys that belong there");
    return DOLEN_OK;
}

static dolen_status read_share_section(const dolen_section *section, dolen_share_file *out, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new(DOLEN_SCALAR_SIZE);

    DOLEN_TRY(read_common(section, &out->federation, &out->epoch, err));
    DOLEN_TRY(read_small(section, "number", &out->number, err));
    DOLEN_TRY(read_small(section, "threshold", &out->threshold, err));
    DOLEN_TRY(read_small(section, "holders", &out->holders, err));
    DOLEN_TRY(read_hex(section, "secret", dolen_secret_fill(secret), err));
    if (out->number > out->holders)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the share's number is larger than the number of holders");
    out->secret = DOLEN_TAKE(secret);
    return DOLEN_OK;
}

static dolen_status read_secret_file(const char *path, const char *type, dolen_share_file *out, dolen_err *err)
{
    static const char *const known[] = {"federation", "epoch", "number", "threshold", "holders", "secret", NULL};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA_LIMIT);
    const dolen_section *section = NULL;
    dolen_bytes text;

    *out = (dolen_share_file){.secret = NULL};
    DOLEN_TRY(dolen_file_read_secret(arena, path, FILE_LIMIT, &text, err));
    DOLEN_TRY(only_section(arena, path, text, type, known, &section, err));
    return read_share_section(section, out, err);
}

static dolen_status write_secret_file(const char *path, const char *type, const dolen_share_file *share, dolen_err *err)
{
    enum { ROOM = 512 };
    DOLEN_OWN(dolen_secret, text) = dolen_secret_new(ROOM);
    char *room = (char *)dolen_secret_fill(text);

    if (access(path, F_OK) == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "there is a file of this name already; a key is never replaced");
    size_t used = (size_t)snprintf(room, ROOM,
                                   "# For one holder of the pseudonym key. Secret: keep it on this holder's machine "
                                   "alone.\n[%s]\nfederation = %s\nepoch = %u\nnumber = %u\nthreshold = %u\n"
                                   "holders = %u\nsecret = ",
                                   type, share->federation.text, share->epoch, (unsigned int)share->number,
                                   (unsigned int)share->threshold, (unsigned int)share->holders);
    DOLEN_MUST(used + 2 * dolen_secret_size(share->secret) + 1 < ROOM);
    dolen_bytes_to_hex(dolen_secret_view(share->secret), room + used);
    used += 2 * dolen_secret_size(share->secret);
    room[used++] = '\n';
    return dolen_file_write(path, dolen_bytes_of(room, used), 0600, err);
}

dolen_status dolen_key_files_read_share(const char *path, dolen_share_file *out, dolen_err *err)
{
    return read_secret_file(path, "share", out, err);
}

dolen_status dolen_key_files_write_share(const char *path, const dolen_share_file *share, dolen_err *err)
{
    return write_secret_file(path, "share", share, err);
}

dolen_status dolen_key_files_read_offset(const char *path, dolen_share_file *out, dolen_err *err)
{
    return read_secret_file(path, "offset", out, err);
}

dolen_status dolen_key_files_write_offset(const char *path, const dolen_share_file *offset, dolen_err *err)
{
    return write_secret_file(path, "offset", offset, err);
}

static dolen_status read_public_section(const dolen_section *section, dolen_joint_key *out, dolen_err *err)
{
    char name[] = "share.0";

    DOLEN_TRY(read_common(section, &out->federation, &out->epoch, err));
    DOLEN_TRY(read_small(section, "threshold", &out->threshold, err));
    DOLEN_TRY(read_small(section, "holders", &out->holders, err));
    DOLEN_TRY(read_hex(section, "joint", out->joint.bytes, err));
    for (uint8_t number = 1; number <= DOLEN_HOLDERS; number++) {
        name[sizeof name - 2] = (char)('0' + number);
        if (number <= out->holders)
            DOLEN_TRY(read_hex(section, name, out->shares[number - 1].bytes, err));
        else if (dolen_section_find(section, name))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a public share of a holder that the key does not have");
    }
    return dolen_joint_key_check(out, err);
}

dolen_status dolen_key_files_read_public(const char *path, dolen_joint_key *out, dolen_err *err)
{
    static const char *const known[] = {"federation", "epoch",   "threshold", "holders", "joint", "share.1",
                                        "share.2",    "share.3", "share.4",   "share.5", NULL};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA_LIMIT);
    const dolen_section *section = NULL;
    dolen_joint_key read = {.epoch = 0};
    dolen_bytes text;

    *out = read;
    DOLEN_TRY(dolen_file_read(arena, path, FILE_LIMIT, &text, err));
    DOLEN_TRY(only_section(arena, path, text, "joint-key", known, &section, err));
    DOLEN_TRY(read_public_section(section, &read, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_key_files_format_public(const dolen_joint_key *key, dolen_arena *arena, dolen_bytes *out,
                                           dolen_err *err)
{
    enum { ROOM = 1024 };
    char hex[HEX_ROOM];
    char *room = NULL;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_arena_take(arena, ROOM, 1, &room, err));
    dolen_bytes_to_hex(dolen_bytes_of(key->joint.bytes, DOLEN_ELEMENT_SIZE), hex);
    size_t used = (size_t)snprintf(room, ROOM,
                                   "# The public part of the pseudonym key: goes into the federation file.\n"
                                   "[joint-key]\nfederation = %s\nepoch = %u\nthreshold = %u\nholders = %u\n"
                                   "joint = %s\n",
                                   key->federation.text, key->epoch, (unsigned int)key->threshold,
                                   (unsigned int)key->holders, hex);
    for (unsigned int number = 1; number <= key->holders; number++) {
        dolen_bytes_to_hex(dolen_bytes_of(key->shares[number - 1].bytes, DOLEN_ELEMENT_SIZE), hex);
        used += (size_t)snprintf(room + used, ROOM - used, "share.%u = %s\n", number, hex);
    }
    DOLEN_MUST(used < ROOM);
    *out = dolen_bytes_of(room, used);
    return DOLEN_OK;
}

dolen_status dolen_key_files_write_public(const char *path, const dolen_joint_key *key, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA_LIMIT);
    dolen_bytes text;

    DOLEN_TRY(dolen_key_files_format_public(key, arena, &text, err));
    return dolen_file_write(path, text, 0644, err);
}
