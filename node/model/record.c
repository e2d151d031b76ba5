#include "node/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/cursor.h"

static int compare_flags(const void *a, const void *b)
{
    const dolen_flag *left = a;
    const dolen_flag *right = b;

    return strcmp(left->code.text, right->code.text);
}

static void write_text(dolen_writer *writer, const char *text)
{
    dolen_writer_block16(writer, dolen_bytes_of_string(text));
}

static void write_flag(dolen_writer *writer, const dolen_flag *flag)
{
    write_text(writer, flag->code.text);
    dolen_writer_u8(writer, (uint8_t)flag->kind);
    dolen_writer_u8(writer, flag->disputed);
    dolen_writer_u32(writer, (uint32_t)flag->opened);
    dolen_writer_u32(writer, (uint32_t)flag->closed);
    dolen_writer_u16(writer, (uint16_t)flag->month_count);
    for (size_t i = 0; i < flag->month_count; i++) {
        dolen_writer_u32(writer, (uint32_t)flag->months[i].month);
        dolen_writer_u32(writer, flag->months[i].count);
    }
    dolen_writer_u16(writer, (uint16_t)flag->latest.year);
    dolen_writer_u8(writer, flag->latest.month);
    dolen_writer_u8(writer, flag->latest.day);
}

static dolen_status sorted_copies(const dolen_record *record, dolen_arena *arena, dolen_token **tokens,
                                  dolen_flag **flags, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, record->token_count, sizeof **tokens, (void *)tokens, err));
    DOLEN_TRY(dolen_arena_take(arena, record->flag_count, sizeof **flags, (void *)flags, err));
    if (record->token_count)
        memcpy(*tokens, record->tokens, record->token_count * sizeof **tokens);
    if (record->flag_count)
        memcpy(*flags, record->flags, record->flag_count * sizeof **flags);
    qsort(*tokens, record->token_count, sizeof **tokens, dolen_token_compare);
    qsort(*flags, record->flag_count, sizeof **flags, compare_flags);
    return DOLEN_OK;
}

dolen_status dolen_record_canonical(const dolen_record *record, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    uint8_t room[DOLEN_RECORD_CANONICAL];
    dolen_writer writer = dolen_writer_of(room, sizeof room);
    dolen_token *tokens = NULL;
    dolen_flag *flags = NULL;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(sorted_copies(record, arena, &tokens, &flags, err));
    write_text(&writer, "dolen record v2");
    dolen_writer_add(&writer, dolen_bytes_of(record->handle.bytes, sizeof record->handle.bytes));
    dolen_writer_u8(&writer, (uint8_t)record->subject);
    dolen_writer_u8(&writer, record->fields);
    dolen_writer_u8(&writer, (uint8_t)record->protection);
    dolen_writer_u16(&writer, record->contact);
    dolen_writer_u16(&writer, (uint16_t)record->token_count);
    for (size_t i = 0; i < record->token_count; i++) {
        dolen_writer_u8(&writer, (uint8_t)tokens[i].kind);
        dolen_writer_add(&writer, dolen_bytes_of(tokens[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE));
    }
    dolen_writer_u16(&writer, (uint16_t)record->flag_count);
    for (size_t i = 0; i < record->flag_count; i++)
        write_flag(&writer, &flags[i]);
    for (size_t i = 0; i < DOLEN_COUNTED_BY; i++)
        write_text(&writer, record->dimensions.values[i].text);
    const dolen_bytes written = dolen_writer_bytes(&writer);
    if (written.size == 0)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the record is too large");
    const char *copy = dolen_arena_copy_string(arena, (const char *)written.at, written.size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
    *out = dolen_bytes_of(copy, written.size);
    return DOLEN_OK;
}

static dolen_status check_tokens(const dolen_record *record, dolen_err *err)
{
    if (record->token_count == 0 || record->token_count > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a record has 1 to 24 pseudonyms");
    for (size_t i = 0; i < record->token_count; i++) {
        if (dolen_key_kind_subject(record->tokens[i].kind) != record->subject)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a pseudonym's kind does not fit the record's subject");
        for (size_t j = 0; j < i; j++)
            if (dolen_token_compare(&record->tokens[i], &record->tokens[j]) == 0)
                return DOLEN_FAIL(err, DOLEN_E_INPUT, "a pseudonym stands twice in one record");
    }
    return DOLEN_OK;
}

dolen_status dolen_record_check(const dolen_record *record, dolen_month this_month, dolen_err *err)
{
    if (record->subject != DOLEN_SUBJECT_PERSON && record->subject != DOLEN_SUBJECT_ADDRESS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a record is about a person or an address");
    if (record->protection != DOLEN_PROTECTION_NONE && record->protection != DOLEN_PROTECTION_SHIELDED)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown protection");
    if (record->subject == DOLEN_SUBJECT_ADDRESS && !dolen_dimensions_are_empty(&record->dimensions))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "only people are counted by dimensions");
    DOLEN_TRY(check_tokens(record, err));
    if (record->flag_count > DOLEN_RECORD_FLAGS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a record has at most 64 flags");
    for (size_t i = 0; i < record->flag_count; i++) {
        DOLEN_TRY(dolen_flag_check(&record->flags[i], this_month, err));
        for (size_t j = 0; j < i; j++)
            if (dolen_code_same(record->flags[i].code, record->flags[j].code))
                return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code stands twice in one record");
    }
    return DOLEN_OK;
}

dolen_status dolen_delta_canonical(const dolen_delta *delta, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    enum { ROOM = 512 };
    uint8_t *room = NULL;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_arena_take(arena, ROOM, 1, (void *)&room, err));
    dolen_writer writer = dolen_writer_of(room, ROOM);
    write_text(&writer, "dolen delta v1");
    write_text(&writer, delta->federation.text);
    write_text(&writer, delta->agency.text);
    dolen_writer_u32(&writer, delta->epoch);
    dolen_writer_u64(&writer, delta->sequence);
    dolen_writer_add(&writer, dolen_bytes_of(delta->previous.bytes, DOLEN_DIGEST_SIZE));
    dolen_writer_u64(&writer, (uint64_t)delta->created);
    write_text(&writer, delta->rules_version);
    dolen_writer_u8(&writer, (uint8_t)delta->kind);
    dolen_writer_u32(&writer, delta->chunk_count);
    dolen_writer_u64(&writer, delta->put_count);
    dolen_writer_u64(&writer, delta->withdraw_count);
    dolen_writer_add(&writer, dolen_bytes_of(delta->chunks.bytes, DOLEN_DIGEST_SIZE));
    dolen_writer_add(&writer, dolen_bytes_of(delta->set_digest.bytes, DOLEN_DIGEST_SIZE));
    dolen_writer_u64(&writer, (uint64_t)delta->extract_as_of);
    *out = dolen_writer_bytes(&writer);
    return DOLEN_OK;
}
