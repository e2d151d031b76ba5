#include "governance/audit/cosignature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/base/cursor.h"
#include "node/base/text.h"

enum { BLOB = 8 + DOLEN_SIGNATURE_SIZE, HEADER = 64 };

/* What a witness signs: a header with the time, then the checkpoint's text. */
static dolen_status make_message(dolen_arena *arena, uint64_t time, dolen_bytes text, dolen_bytes *out, dolen_err *err)
{
    char header[HEADER];
    uint8_t *message = NULL;

    *out = dolen_bytes_of(NULL, 0);
    snprintf(header, sizeof header, "cosignature/v1\ntime %" PRIu64 "\n", time);
    DOLEN_TRY(dolen_arena_take(arena, strlen(header) + text.size, 1, (void *)&message, err));
    dolen_writer writer = dolen_writer_of(message, strlen(header) + text.size);
    dolen_writer_add(&writer, dolen_bytes_of_string(header));
    dolen_writer_add(&writer, text);
    *out = dolen_writer_bytes(&writer);
    return DOLEN_OK;
}

dolen_status dolen_cosignature_make(dolen_arena *arena, dolen_bytes text, const char *name,
                                    const dolen_signing_key *key, uint64_t time, const char **line, dolen_err *err)
{
    dolen_note_key public;
    dolen_bytes message;
    uint8_t blob[BLOB];

    *line = NULL;
    if (time == 0 || time > INT64_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a cosignature needs a time");
    DOLEN_TRY(dolen_note_make_key(name, DOLEN_NOTE_COSIGNATURE, dolen_signing_key_public(key), &public, err));
    DOLEN_TRY(make_message(arena, time, text, &message, err));
    const dolen_signature signature = dolen_sign_make_plain(key, message);
    dolen_writer writer = dolen_writer_of(blob, sizeof blob);
    dolen_writer_u64(&writer, time);
    dolen_writer_add(&writer, dolen_bytes_of(signature.bytes, sizeof signature.bytes));
    return dolen_note_make_line(arena, &public, dolen_writer_bytes(&writer), line, err);
}

static dolen_status check_line(const dolen_note *note, const dolen_note_key *key, dolen_bytes blob, uint64_t *time,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(note->text.size + 1024);
    dolen_reader reader = dolen_reader_of(blob);
    dolen_signature signature = {0};
    dolen_bytes message;

    *time = dolen_reader_u64(&reader);
    const dolen_bytes bytes = dolen_reader_take(&reader, sizeof signature.bytes);
    if (!dolen_reader_is_done(&reader) || *time == 0 || *time > INT64_MAX)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a known witness's cosignature has the wrong form");
    memcpy(signature.bytes, bytes.at, bytes.size);
    DOLEN_TRY(make_message(arena, *time, note->text, &message, err));
    return dolen_sign_check_plain(&key->key, message, &signature, err);
}

dolen_status dolen_cosignature_check(const dolen_note *note, const dolen_note_key *key, bool *found, uint64_t *time,
                                     dolen_err *err)
{
    uint64_t latest = 0;

    *found = false;
    *time = 0;
    if (key->kind != DOLEN_NOTE_COSIGNATURE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no witness's key");
    for (size_t i = 0; i < note->count; i++) {
        const dolen_note_signature *line = &note->signatures[i];
        uint64_t at = 0;
        if (line->id != key->id || !dolen_text_same(line->name, key->name))
            continue;
        DOLEN_TRY(check_line(note, key, line->bytes, &at, err));
        latest = at > latest ? at : latest;
    }
    *found = latest > 0;
    *time = latest;
    return DOLEN_OK;
}
