#include "governance/audit/note.h"

#include <stdio.h>
#include <string.h>

#include "governance/audit/lines.h"
#include "node/base/cursor.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

enum {
    ID_SIZE = 4,
    KEY_BYTES = 1 + DOLEN_PUBLIC_KEY_SIZE,
    SIGNATURE_BYTES = 1024, /* after base64: the largest kind known (ML-DSA-44) is larger, and is not known here */
};

/* An em dash and a space begin each signature line. */
static const char dash[] = "\xe2\x80\x94 ";

/* The code point that starts at `at` of well-formed UTF-8. */
static uint32_t code_point(const uint8_t *at)
{
    if (at[0] < 0x80)
        return at[0];
    if (at[0] < 0xe0)
        return (uint32_t)(at[0] & 0x1f) << 6 | (at[1] & 0x3f);
    if (at[0] < 0xf0)
        return (uint32_t)(at[0] & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
    return UINT32_MAX;
}

static bool is_unicode_space(uint32_t point)
{
    static const uint32_t spaces[] = {0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};

    if (point >= 0x2000 && point <= 0x200a)
        return true;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (spaces[i] == point)
            return true;
    return false;
}

bool dolen_note_is_name(const char *name)
{
    const size_t size = strlen(name);

    if (size == 0 || size >= DOLEN_NOTE_NAME || !dolen_text_is_utf8(name, size))
        return false;
    for (const char *at = name; *at; at++) {
        const uint8_t byte = (uint8_t)*at;
        const bool starts = byte < 0x80 || byte >= 0xc0;
        if (byte < 0x20 || byte == '+' || (starts && is_unicode_space(code_point((const uint8_t *)at))))
            return false;
    }
    return true;
}

static uint32_t key_id(const dolen_note_key *key)
{
    const uint8_t middle[] = {'\n', (uint8_t)key->kind};
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string(key->name));
    dolen_hash_add(&hash, dolen_bytes_of(middle, sizeof middle));
    dolen_hash_add(&hash, dolen_bytes_of(key->key.bytes, sizeof key->key.bytes));
    const dolen_digest digest = dolen_hash_finish(&hash);
    dolen_reader reader = dolen_reader_of(dolen_bytes_of(digest.bytes, ID_SIZE));
    return dolen_reader_u32(&reader);
}

dolen_status dolen_note_make_key(const char *name, dolen_note_kind kind, dolen_public_key key, dolen_note_key *out,
                                 dolen_err *err)
{
    *out = (dolen_note_key){0};
    if (!dolen_note_is_name(name))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a key cannot have this name");
    DOLEN_TRY(dolen_text_copy(out->name, sizeof out->name, name, err));
    out->kind = kind;
    out->key = key;
    out->id = key_id(out);
    return DOLEN_OK;
}

static bool is_kind(uint8_t number)
{
    return number == DOLEN_NOTE_ED25519 || number == DOLEN_NOTE_COSIGNATURE;
}

/* Where the last two plus signs are: standard base64 may hold plus signs itself, names and identifiers may not. */
static bool split_key(dolen_bytes text, dolen_bytes *name, dolen_bytes *id, dolen_bytes *key)
{
    const uint8_t *first = text.size ? memchr(text.at, '+', text.size) : NULL;

    if (!first)
        return false;
    *name = dolen_bytes_of(text.at, (size_t)(first - text.at));
    const size_t left = text.size - name->size - 1;
    if (left < 2 * ID_SIZE + 1 || first[1 + 2 * ID_SIZE] != '+')
        return false;
    *id = dolen_bytes_of(first + 1, 2 * ID_SIZE);
    *key = dolen_bytes_of(first + 2 + 2 * ID_SIZE, left - 2 * ID_SIZE - 1);
    return true;
}

dolen_status dolen_note_read_key(dolen_bytes text, dolen_note_key *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024);
    dolen_bytes name = {0};
    dolen_bytes id = {0};
    dolen_bytes base64 = {0};
    dolen_bytes key = {0};
    uint8_t id_bytes[ID_SIZE];
    dolen_public_key public;
    char name_text[DOLEN_NOTE_NAME] = "";

    *out = (dolen_note_key){0};
    if (text.size >= DOLEN_NOTE_KEY_TEXT || !split_key(text, &name, &id, &base64) || name.size >= sizeof name_text)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a verifier key is written name+id+base64");
    DOLEN_TRY(dolen_bytes_from_hex((const char *)id.at, id.size, id_bytes, sizeof id_bytes, err));
    DOLEN_TRY(dolen_bytes_from_base64(arena, (const char *)base64.at, base64.size, &key, err));
    if (key.size != KEY_BYTES || !is_kind(key.at[0]))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the verifier key is of an unknown kind");
    memcpy(name_text, name.at, name.size);
    memcpy(public.bytes, key.at + 1, sizeof public.bytes);
    if (strlen(name_text) != name.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a key cannot have this name");
    DOLEN_TRY(dolen_note_make_key(name_text, (dolen_note_kind)key.at[0], public, out, err));
    dolen_reader reader = dolen_reader_of(dolen_bytes_of(id_bytes, sizeof id_bytes));
    if (dolen_reader_u32(&reader) == out->id)
        return DOLEN_OK;
    *out = (dolen_note_key){0};
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "the verifier key's identifier does not fit its name and key");
}

void dolen_note_write_key(const dolen_note_key *key, char out[DOLEN_NOTE_KEY_TEXT])
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(256);
    uint8_t bytes[KEY_BYTES] = {(uint8_t)key->kind};

    memcpy(bytes + 1, key->key.bytes, sizeof key->key.bytes);
    const char *base64 = dolen_bytes_to_base64(arena, dolen_bytes_of(bytes, sizeof bytes));
    DOLEN_MUST(base64);
    snprintf(out, DOLEN_NOTE_KEY_TEXT, "%s+%08x+%s", key->name, key->id, base64);
}

static bool is_note_text(dolen_bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.at[i] < 0x20 && bytes.at[i] != '\n')
            return false;
    return dolen_text_is_utf8((const char *)bytes.at, bytes.size);
}

/* Where the last empty line begins: the index of the second LF of the last LF LF; 0 when there is none. */
static size_t last_empty_line(dolen_bytes bytes)
{
    for (size_t i = bytes.size; i-- > 1;)
        if (bytes.at[i] == '\n' && bytes.at[i - 1] == '\n')
            return i;
    return 0;
}

static dolen_status read_signature(dolen_arena *arena, dolen_bytes line, dolen_note_signature *out, dolen_err *err)
{
    dolen_bytes rest;
    dolen_bytes decoded;

    if (!dolen_lines_has_prefix(line, dash, &rest))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a signature line begins with a dash and a space");
    const uint8_t *space = rest.size ? memchr(rest.at, ' ', rest.size) : NULL;
    if (!space)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a signature line has a name and a signature");
    const size_t name_size = (size_t)(space - rest.at);
    const size_t base64_size = rest.size - name_size - 1;
    out->name = dolen_arena_copy_string(arena, (const char *)rest.at, name_size);
    if (!out->name || base64_size > SIGNATURE_BYTES * 4)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a signature line is too long");
    if (!dolen_note_is_name(out->name))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a signature line has a bad name");
    DOLEN_TRY(dolen_bytes_from_base64(arena, (const char *)space + 1, base64_size, &decoded, err));
    if (decoded.size <= ID_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a signature is too short");
    dolen_reader reader = dolen_reader_of(decoded);
    out->id = dolen_reader_u32(&reader);
    out->bytes = reader.rest;
    return DOLEN_OK;
}

dolen_status dolen_note_read(dolen_arena *arena, dolen_bytes bytes, dolen_note *out, dolen_err *err)
{
    dolen_note_signature *signatures = NULL;
    dolen_bytes line;
    size_t count = 0;

    *out = (dolen_note){0};
    if (bytes.size > DOLEN_NOTE_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the note is too long");
    const size_t split = is_note_text(bytes) ? last_empty_line(bytes) : 0;
    if (split == 0 || bytes.at[bytes.size - 1] != '\n' || split + 1 == bytes.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a note is text, an empty line and signatures");
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_NOTE_SIGNATURES, sizeof *signatures, (void *)&signatures, err));
    dolen_bytes rest = dolen_bytes_of(bytes.at + split + 1, bytes.size - split - 1);
    while (dolen_lines_next(&rest, &line)) {
        if (count == DOLEN_NOTE_SIGNATURES)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the note has too many signatures");
        DOLEN_TRY(read_signature(arena, line, &signatures[count], err));
        count++;
    }
    *out = (dolen_note){.text = dolen_bytes_of(bytes.at, split), .signatures = signatures, .count = count};
    return DOLEN_OK;
}

dolen_status dolen_note_check(const dolen_note *note, const dolen_note_key *key, bool *found, dolen_err *err)
{
    dolen_signature signature;

    *found = false;
    for (size_t i = 0; i < note->count; i++) {
        const dolen_note_signature *line = &note->signatures[i];
        if (line->id != key->id || !dolen_text_same(line->name, key->name))
            continue;
        if (key->kind != DOLEN_NOTE_ED25519 || line->bytes.size != sizeof signature.bytes)
            return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a known key's signature has the wrong form");
        memcpy(signature.bytes, line->bytes.at, sizeof signature.bytes);
        DOLEN_TRY(dolen_sign_check_plain(&key->key, note->text, &signature, err));
        *found = true;
    }
    return DOLEN_OK;
}

dolen_status dolen_note_make_line(dolen_arena *arena, const dolen_note_key *key, dolen_bytes signature,
                                  const char **line, dolen_err *err)
{
    uint8_t bytes[ID_SIZE + SIGNATURE_BYTES];
    dolen_writer writer = dolen_writer_of(bytes, sizeof bytes);

    *line = NULL;
    dolen_writer_u32(&writer, key->id);
    dolen_writer_add(&writer, signature);
    DOLEN_MUST(!writer.failed);
    const char *base64 = dolen_bytes_to_base64(arena, dolen_writer_bytes(&writer));
    const size_t room = base64 ? strlen(dash) + strlen(key->name) + strlen(base64) + 3 : 0;
    char *text = base64 ? dolen_arena_make(arena, room, 1) : NULL;
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the signature does not fit");
    snprintf(text, room, "%s%s %s\n", dash, key->name, base64);
    *line = text;
    return DOLEN_OK;
}

dolen_status dolen_note_sign(dolen_arena *arena, dolen_bytes text, const char *name, const dolen_signing_key *key,
                             const char **line, dolen_err *err)
{
    dolen_note_key public;

    *line = NULL;
    if (text.size == 0 || text.at[text.size - 1] != '\n' || !is_note_text(text))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "only text that ends with a line feed can be signed");
    DOLEN_TRY(dolen_note_make_key(name, DOLEN_NOTE_ED25519, dolen_signing_key_public(key), &public, err));
    const dolen_signature signature = dolen_sign_make_plain(key, text);
    return dolen_note_make_line(arena, &public, dolen_bytes_of(signature.bytes, sizeof signature.bytes), line, err);
}

dolen_status dolen_note_join(dolen_arena *arena, dolen_bytes text, const char *const *lines, size_t count,
                             const char **out, dolen_err *err)
{
    size_t room = text.size + 2;

    *out = NULL;
    for (size_t i = 0; i < count; i++)
        room += strlen(lines[i]);
    char *joined = NULL;
    DOLEN_TRY(dolen_arena_take(arena, room, 1, (void *)&joined, err));
    dolen_writer writer = dolen_writer_of(joined, room);
    dolen_writer_add(&writer, text);
    dolen_writer_u8(&writer, '\n');
    for (size_t i = 0; i < count; i++)
        dolen_writer_add(&writer, dolen_bytes_of_string(lines[i]));
    DOLEN_MUST(!writer.failed);
    *out = joined;
    return DOLEN_OK;
}
