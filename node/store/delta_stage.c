#include <string.h>

#include "node/store/copy.h"
#include "node/store/delta_store.h"

enum {
    PARAMETERS = 64 * 1024,
    RECORD_COLUMNS = 20,
    FLAG_COLUMNS = 12,
    NEW = 1,
    REPLACE = 2,
    WITHDRAW = 3,
    NOTHING = 4
};

static const dolen_statement has_chunk =
    DOLEN_STATEMENT("delta-has-chunk", "SELECT count(*) FROM stage_chunk WHERE agency = $1 AND epoch = $2 "
                                       "AND chunk = $3 AND sequence = $4 AND digest = $5");
/* The lateral join with a limit leaves the planner no choice but one index look-up a handle. */
static const dolen_statement find_records = DOLEN_STATEMENT(
    "delta-find-records",
    "SELECT asked.place, r.id, r.subject, r.element, r.token_values "
    "FROM unnest($3::uuid[]) WITH ORDINALITY AS asked(handle, place) CROSS JOIN LATERAL (SELECT * FROM record "
    "WHERE record.agency = $1 AND record.epoch = $2 AND record.handle = asked.handle LIMIT 1) AS r");
static const dolen_statement make_ids =
    DOLEN_STATEMENT("delta-make-ids", "SELECT nextval('record_id') FROM generate_series(1, $1)");
static const dolen_statement replace_chunk = DOLEN_STATEMENT(
    "delta-stage-chunk",
    "INSERT INTO stage_chunk (agency, epoch, chunk, sequence, digest, puts, withdrawals, put_persons, put_addresses, "
    "old_persons, old_addresses, put_sum, old_sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (agency, epoch, chunk) DO UPDATE SET (sequence, digest, puts, withdrawals, put_persons, "
    "put_addresses, old_persons, old_addresses, put_sum, old_sum) = (excluded.sequence, excluded.digest, "
    "excluded.puts, excluded.withdrawals, excluded.put_persons, excluded.put_addresses, excluded.old_persons, "
    "excluded.old_addresses, excluded.put_sum, excluded.old_sum)");
static const dolen_statement clear_records =
    DOLEN_STATEMENT("delta-stage-clear-records", "DELETE FROM stage_record WHERE agency = $1 AND epoch = $2 "
                                                 "AND chunk = $3");
static const dolen_statement clear_flags =
    DOLEN_STATEMENT("delta-stage-clear-flags", "DELETE FROM stage_flag WHERE agency = $1 AND epoch = $2 "
                                               "AND chunk = $3");
static const dolen_statement copy_records = DOLEN_STATEMENT(
    "delta-stage-records", "COPY stage_record (agency, epoch, chunk, operation, record, handle, subject, fields, "
                           "protection, contact, element, token_values, token_kinds, added_values, added_kinds, "
                           "removed_values, age_band, care_experience, local_authority, missing_reason) "
                           "FROM STDIN (FORMAT binary)");
static const dolen_statement copy_flags = DOLEN_STATEMENT(
    "delta-stage-flags", "COPY stage_flag (agency, epoch, chunk, record, code, kind, opened, closed, latest, disputed, "
                         "months, counts) FROM STDIN (FORMAT binary)");

static dolen_parameters parameters_of(dolen_arena *arena, const dolen_stored_chunk *chunk)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int2(&parameters, chunk->place.agency);
    dolen_parameters_int4(&parameters, (int32_t)chunk->place.epoch);
    dolen_parameters_int4(&parameters, (int32_t)chunk->index);
    return parameters;
}

dolen_status dolen_delta_store_has_chunk(dolen_connection *connection, const dolen_stored_chunk *chunk, bool *out,
                                         dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = parameters_of(arena, chunk);

    *out = false;
    dolen_parameters_int8(&parameters, (int64_t)chunk->sequence);
    dolen_parameters_digest(&parameters, &chunk->digest);
    DOLEN_TRY(dolen_statement_run(connection, &has_chunk, &parameters, &rows, err));
    *out = dolen_rows_number(rows, 0, 0) == 1;
    return DOLEN_OK;
}

dolen_status dolen_delta_store_find(dolen_connection *connection, dolen_delta_place place, const dolen_uuid *handles,
                                    size_t count, dolen_stored_record *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    memset(out, 0, count * sizeof *out);
    dolen_parameters_int2(&parameters, place.agency);
    dolen_parameters_int4(&parameters, (int32_t)place.epoch);
    dolen_parameters_uuids(&parameters, handles, count);
    DOLEN_TRY(dolen_statement_run(connection, &find_records, &parameters, &rows, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        const size_t at = (size_t)dolen_rows_number(rows, i, 0) - 1;
        if (at >= count)
            return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database answered with what was not asked");
        out[at].id = dolen_rows_number(rows, i, 1);
        out[at].subject = (dolen_subject)dolen_rows_number(rows, i, 2);
        out[at].element = dolen_rows_digest(rows, i, 3);
        out[at].value_count = dolen_rows_uuids(rows, i, 4, out[at].values, DOLEN_SUBJECT_PSEUDONYMS);
    }
    return DOLEN_OK;
}

static int16_t operation_of(const dolen_stored_chunk *chunk, size_t place)
{
    const bool stands = chunk->before[place].id != 0;

    if (chunk->operations[place].put)
        return stands ? REPLACE : NEW;
    return stands ? WITHDRAW : NOTHING;
}

/* The record's number: the one it has, or a new one. */
static dolen_status number_records(dolen_connection *connection, const dolen_stored_chunk *chunk, int64_t *ids,
                                   dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    int32_t wanted = 0;
    size_t used = 0;

    for (size_t i = 0; i < chunk->count; i++)
        wanted += operation_of(chunk, i) == NEW;
    dolen_parameters_int4(&parameters, wanted);
    DOLEN_TRY(dolen_statement_run(connection, &make_ids, &parameters, &rows, err));
    DOLEN_MUST(dolen_rows_count(rows) == (size_t)wanted);
    for (size_t i = 0; i < chunk->count; i++)
        ids[i] = operation_of(chunk, i) == NEW ? dolen_rows_number(rows, used++, 0) : chunk->before[i].id;
    return DOLEN_OK;
}

static bool has_token(const dolen_stored_operation *operation, dolen_uuid value)
{
    for (size_t i = 0; operation->put && i < operation->token_count; i++)
        if (dolen_uuid_same(operation->tokens[i].value, value))
            return true;
    return false;
}

static bool had_token(const dolen_stored_record *before, dolen_uuid value)
{
    for (size_t i = 0; i < before->value_count; i++)
        if (dolen_uuid_same(before->values[i], value))
            return true;
    return false;
}

struct token_list {
    dolen_uuid values[DOLEN_SUBJECT_PSEUDONYMS];
    int16_t kinds[DOLEN_SUBJECT_PSEUDONYMS];
    size_t count;
};

static void add_token(struct token_list *list, const dolen_stored_token *token)
{
    list->values[list->count] = token->value;
    list->kinds[list->count++] = (int16_t)token->kind;
}

static void write_tokens(dolen_copy *copy, const dolen_stored_operation *operation, const dolen_stored_record *before)
{
    struct token_list all = {.count = 0};
    struct token_list added = {.count = 0};
    struct token_list removed = {.count = 0};

    for (size_t i = 0; operation->put && i < operation->token_count; i++) {
        add_token(&all, &operation->tokens[i]);
        if (!had_token(before, operation->tokens[i].value))
            add_token(&added, &operation->tokens[i]);
    }
    for (size_t i = 0; i < before->value_count; i++)
        if (!has_token(operation, before->values[i]))
            removed.values[removed.count++] = before->values[i];
    dolen_copy_uuids(copy, all.values, all.count);
    dolen_copy_int2s(copy, all.kinds, all.count);
    dolen_copy_uuids(copy, added.values, added.count);
    dolen_copy_int2s(copy, added.kinds, added.count);
    dolen_copy_uuids(copy, removed.values, removed.count);
}

static void write_place(dolen_copy *copy, const dolen_stored_chunk *chunk)
{
    dolen_copy_row(copy);
    dolen_copy_int2(copy, chunk->place.agency);
    dolen_copy_int4(copy, (int32_t)chunk->place.epoch);
    dolen_copy_int4(copy, (int32_t)chunk->index);
}

static dolen_status stage_records(dolen_connection *connection, const dolen_stored_chunk *chunk, const int64_t *ids,
                                  dolen_err *err)
{
    static const dolen_record none = {.subject = DOLEN_SUBJECT_NONE};
    DOLEN_OWN(dolen_copy, copy) = NULL;

    DOLEN_TRY(dolen_copy_begin(connection, &copy_records, RECORD_COLUMNS, &copy, err));
    for (size_t i = 0; i < chunk->count; i++) {
        const dolen_stored_operation *operation = &chunk->operations[i];
        const dolen_record *record = operation->put ? operation->put : &none;
        write_place(copy, chunk);
        dolen_copy_int2(copy, operation_of(chunk, i));
        dolen_copy_int8(copy, ids[i]);
        dolen_copy_uuid(copy, operation->handle);
        dolen_copy_int2(copy, (int16_t)record->subject);
        dolen_copy_int2(copy, record->fields);
        dolen_copy_int2(copy, (int16_t)record->protection);
        dolen_copy_int4(copy, record->contact);
        dolen_copy_bytes(copy, dolen_bytes_of(operation->element.bytes, DOLEN_DIGEST_SIZE));
        write_tokens(copy, operation, &chunk->before[i]);
        for (size_t k = 0; k < DOLEN_COUNTED_BY; k++)
            dolen_copy_text(copy, record->dimensions.values[k].text);
    }
    return dolen_copy_finish(copy, NULL, err);
}

static void write_months(dolen_copy *copy, const dolen_flag *flag)
{
    int32_t months[DOLEN_FLAG_MONTHS];
    int32_t counts[DOLEN_FLAG_MONTHS];

    DOLEN_MUST(flag->month_count <= DOLEN_FLAG_MONTHS);
    for (size_t i = 0; i < flag->month_count; i++) {
        months[i] = flag->months[i].month;
        counts[i] = (int32_t)flag->months[i].count;
    }
    dolen_copy_int4s(copy, months, flag->month_count);
    dolen_copy_int4s(copy, counts, flag->month_count);
}

static void write_flag(dolen_copy *copy, const dolen_stored_chunk *chunk, int64_t id, const dolen_flag *flag)
{
    write_place(copy, chunk);
    dolen_copy_int8(copy, id);
    dolen_copy_text(copy, flag->code.text);
    dolen_copy_int2(copy, (int16_t)flag->kind);
    dolen_copy_int4(copy, flag->opened);
    dolen_copy_int4(copy, flag->closed);
    if (flag->latest.year)
        dolen_copy_int4(copy, (int32_t)dolen_day_number(flag->latest));
    else
        dolen_copy_null(copy);
    dolen_copy_bool(copy, flag->disputed);
    write_months(copy, flag);
}

static dolen_status stage_flags(dolen_connection *connection, const dolen_stored_chunk *chunk, const int64_t *ids,
                                dolen_err *err)
{
    DOLEN_OWN(dolen_copy, copy) = NULL;

    DOLEN_TRY(dolen_copy_begin(connection, &copy_flags, FLAG_COLUMNS, &copy, err));
    for (size_t i = 0; i < chunk->count; i++) {
        const dolen_record *record = chunk->operations[i].put;
        for (size_t j = 0; record && j < record->flag_count; j++)
            write_flag(copy, chunk, ids[i], &record->flags[j]);
    }
    return dolen_copy_finish(copy, NULL, err);
}

/* How many records of one kind of subject are put, or stood there before. */
static int32_t count_subjects(const dolen_stored_chunk *chunk, dolen_subject subject, bool before)
{
    int32_t count = 0;

    for (size_t i = 0; i < chunk->count; i++) {
        const dolen_record *put = chunk->operations[i].put;
        if (before)
            count += chunk->before[i].id != 0 && chunk->before[i].subject == subject;
        else
            count += put != NULL && put->subject == subject;
    }
    return count;
}

static dolen_status stage_header(dolen_connection *connection, const dolen_stored_chunk *chunk, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = parameters_of(arena, chunk);
    int32_t puts = 0;

    for (size_t i = 0; i < chunk->count; i++)
        puts += chunk->operations[i].put != NULL;
    dolen_parameters_int8(&parameters, (int64_t)chunk->sequence);
    dolen_parameters_digest(&parameters, &chunk->digest);
    dolen_parameters_int4(&parameters, puts);
    dolen_parameters_int4(&parameters, (int32_t)chunk->count - puts);
    dolen_parameters_int4(&parameters, count_subjects(chunk, DOLEN_SUBJECT_PERSON, false));
    dolen_parameters_int4(&parameters, count_subjects(chunk, DOLEN_SUBJECT_ADDRESS, false));
    dolen_parameters_int4(&parameters, count_subjects(chunk, DOLEN_SUBJECT_PERSON, true));
    dolen_parameters_int4(&parameters, count_subjects(chunk, DOLEN_SUBJECT_ADDRESS, true));
    dolen_parameters_digest(&parameters, &chunk->put_sum);
    dolen_parameters_digest(&parameters, &chunk->old_sum);
    return dolen_statement_run(connection, &replace_chunk, &parameters, NULL, err);
}

dolen_status dolen_delta_store_stage(dolen_connection *connection, const dolen_stored_chunk *chunk, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    const dolen_parameters parameters = parameters_of(arena, chunk);
    int64_t ids[DOLEN_CHUNK_OPERATIONS];

    DOLEN_MUST(chunk->count <= DOLEN_CHUNK_OPERATIONS);
    /* The header first: two stagings of one chunk wait for each other on its row. */
    DOLEN_TRY(stage_header(connection, chunk, err));
    DOLEN_TRY(dolen_statement_run(connection, &clear_records, &parameters, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &clear_flags, &parameters, NULL, err));
    DOLEN_TRY(number_records(connection, chunk, ids, err));
    DOLEN_TRY(stage_records(connection, chunk, ids, err));
    return stage_flags(connection, chunk, ids, err);
}
