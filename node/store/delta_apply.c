#include "node/store/delta_store.h"

enum { PARAMETERS = 4096 };

/* Plans that walk indexes from the staged rows: their cost follows the changes and never the population, and they do
   not hang on statistics of staging tables that were filled a moment ago. */
static const char by_index[] = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;"
                               "SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = on;"
                               "SET LOCAL work_mem = '64MB'";
static const char by_set[] = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'";
static const char by_default[] =
    "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT;"
    "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL work_mem TO DEFAULT";

static const dolen_statement drop_stale_records =
    DOLEN_STATEMENT("delta-drop-stale-records", "DELETE FROM stage_record WHERE agency = $1 AND epoch = $2 "
                                                "AND (chunk < 0 OR chunk >= $3)");
static const dolen_statement drop_stale_flags =
    DOLEN_STATEMENT("delta-drop-stale-flags", "DELETE FROM stage_flag WHERE agency = $1 AND epoch = $2 "
                                              "AND (chunk < 0 OR chunk >= $3)");
static const dolen_statement find_doubles =
    DOLEN_STATEMENT("delta-find-doubles", "SELECT EXISTS (SELECT FROM stage_record WHERE agency = $1 AND epoch = $2 "
                                          "GROUP BY handle HAVING count(*) > 1)");
static const dolen_statement imply_withdrawals = DOLEN_STATEMENT(
    "delta-imply-withdrawals",
    "INSERT INTO stage_record (agency, epoch, chunk, operation, record, handle, subject, fields, protection, contact, "
    "element, token_values, token_kinds, added_values, added_kinds, removed_values) "
    "SELECT r.agency, r.epoch, -1, 3, r.id, r.handle, 0, 0, 0, 0, '', '{}', '{}', '{}', '{}', r.token_values "
    "FROM record r WHERE r.agency = $1 AND r.epoch = $2 AND NOT EXISTS "
    "(SELECT FROM stage_record s WHERE s.agency = $1 AND s.epoch = $2 AND s.record = r.id)");
static const dolen_statement count_operations =
    DOLEN_STATEMENT("delta-count-operations", "SELECT count(*) FILTER (WHERE operation = 2), "
                                              "count(*) FILTER (WHERE operation = 3) FROM stage_record "
                                              "WHERE agency = $1 AND epoch = $2");
static const dolen_statement remove_tokens = DOLEN_STATEMENT(
    "delta-remove-tokens", "DELETE FROM token USING (SELECT s.record, gone.value FROM stage_record s "
                           "CROSS JOIN unnest(s.removed_values) AS gone(value) WHERE s.agency = $1 AND s.epoch = $2 "
                           "ORDER BY gone.value OFFSET 0) AS old "
                           "WHERE token.value = old.value AND token.record = old.record");
static const dolen_statement remove_flags =
    DOLEN_STATEMENT("delta-remove-flags", "DELETE FROM flag USING stage_record s WHERE s.agency = $1 AND s.epoch = $2 "
                                          "AND s.operation IN (2, 3) AND flag.record = s.record");
/* The comparison of owners cannot use an index: a new table has no statistics, and with an equality the planner may
   walk all of an agency's records for each staged one. */
static const dolen_statement remove_records =
    DOLEN_STATEMENT("delta-remove-records",
                    "DELETE FROM record USING stage_record s WHERE s.agency = $1 AND s.epoch = $2 "
                    "AND s.operation = 3 AND record.id = s.record AND (record.agency, record.epoch) IS NOT DISTINCT "
                    "FROM (s.agency, s.epoch)");
static const dolen_statement replace_records = DOLEN_STATEMENT(
    "delta-replace-records",
    "UPDATE record SET subject = s.subject, fields = s.fields, protection = s.protection, contact = s.contact, "
    "element = s.element, token_values = s.token_values, token_kinds = s.token_kinds, age_band = s.age_band, "
    "care_experience = s.care_experience, local_authority = s.local_authority, missing_reason = s.missing_reason "
    "FROM stage_record s WHERE s.agency = $1 AND s.epoch = $2 AND s.operation = 2 AND record.id = s.record AND "
    "(record.agency, record.epoch) IS NOT DISTINCT FROM (s.agency, s.epoch)");
static const dolen_statement add_records = DOLEN_STATEMENT(
    "delta-add-records",
    "INSERT INTO record (id, agency, epoch, handle, subject, fields, protection, contact, element, token_values, "
    "token_kinds, age_band, care_experience, local_authority, missing_reason) SELECT record, agency, epoch, handle, "
    "subject, fields, protection, contact, element, token_values, token_kinds, age_band, care_experience, "
    "local_authority, missing_reason FROM stage_record WHERE agency = $1 AND epoch = $2 AND operation = 1");
/* In the order of the index, so that each of its pages is visited once. */
static const dolen_statement add_tokens = DOLEN_STATEMENT(
    "delta-add-tokens", "INSERT INTO token (value, record, kind) SELECT new.value, s.record, new.kind "
                        "FROM stage_record s CROSS JOIN unnest(s.added_values, s.added_kinds) AS new(value, kind) "
                        "WHERE s.agency = $1 AND s.epoch = $2 ORDER BY new.value");
static const dolen_statement add_flags = DOLEN_STATEMENT(
    "delta-add-flags",
    "INSERT INTO flag (record, code, kind, opened, closed, latest, disputed, months, counts) SELECT record, code, "
    "kind, opened, closed, latest, disputed, months, counts FROM stage_flag WHERE agency = $1 AND epoch = $2");
static const dolen_statement make_population =
    DOLEN_STATEMENT("delta-make-population", "INSERT INTO population (agency, epoch, persons, addresses) "
                                             "VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING");
static const dolen_statement change_population = DOLEN_STATEMENT(
    "delta-change-population", "UPDATE population SET persons = CASE WHEN $5 THEN 0 ELSE persons END + $3, "
                               "addresses = CASE WHEN $5 THEN 0 ELSE addresses END + $4 "
                               "WHERE agency = $1 AND epoch = $2");
static const dolen_statement discard_records =
    DOLEN_STATEMENT("delta-discard-records", "DELETE FROM stage_record WHERE agency = $1 AND epoch = $2");
static const dolen_statement discard_flags =
    DOLEN_STATEMENT("delta-discard-flags", "DELETE FROM stage_flag WHERE agency = $1 AND epoch = $2");
static const dolen_statement discard_chunks =
    DOLEN_STATEMENT("delta-discard-chunks", "DELETE FROM stage_chunk WHERE agency = $1 AND epoch = $2");

static dolen_parameters parameters_of(dolen_arena *arena, dolen_delta_place place)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int2(&parameters, place.agency);
    dolen_parameters_int4(&parameters, (int32_t)place.epoch);
    return parameters;
}

static dolen_status drop_stale(dolen_connection *connection, dolen_delta_place place, uint32_t chunks, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = parameters_of(arena, place);

    dolen_parameters_int4(&parameters, (int32_t)chunks);
    DOLEN_TRY(dolen_statement_run(connection, &drop_stale_records, &parameters, NULL, err));
    return dolen_statement_run(connection, &drop_stale_flags, &parameters, NULL, err);
}

static dolen_status refuse_doubles(dolen_connection *connection, const dolen_parameters *parameters, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(connection, &find_doubles, parameters, &rows, err));
    if (dolen_rows_number(rows, 0, 0))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a record stands twice in one delta");
    return DOLEN_OK;
}

/* Replace and remove exactly the records that were there when the chunks were staged. */
static dolen_status change_records(dolen_connection *connection, const dolen_parameters *parameters, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    int64_t removed = 0;
    int64_t replaced = 0;

    DOLEN_TRY(dolen_statement_run(connection, &count_operations, parameters, &rows, err));
    DOLEN_TRY(dolen_statement_change(connection, &remove_records, parameters, &removed, err));
    DOLEN_TRY(dolen_statement_change(connection, &replace_records, parameters, &replaced, err));
    if (replaced != dolen_rows_number(rows, 0, 0) || removed != dolen_rows_number(rows, 0, 1))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the published records changed after the delta was staged");
    return DOLEN_OK;
}

static dolen_status run_all(dolen_connection *connection, const dolen_statement *const *statements, size_t count,
                            const dolen_parameters *parameters, dolen_err *err)
{
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(dolen_statement_run(connection, statements[i], parameters, NULL, err));
    return DOLEN_OK;
}

static dolen_status count_population(dolen_connection *connection, dolen_delta_place place, const dolen_delta *delta,
                                     const dolen_staged_totals *totals, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    const bool whole = delta->kind == DOLEN_DELTA_SNAPSHOT;
    dolen_parameters parameters = parameters_of(arena, place);

    DOLEN_TRY(dolen_statement_run(connection, &make_population, &parameters, NULL, err));
    dolen_parameters_int8(&parameters, totals->put_persons - (whole ? 0 : totals->old_persons));
    dolen_parameters_int8(&parameters, totals->put_addresses - (whole ? 0 : totals->old_addresses));
    dolen_parameters_bool(&parameters, whole);
    return dolen_statement_run(connection, &change_population, &parameters, NULL, err);
}

dolen_status dolen_delta_store_apply(dolen_connection *connection, dolen_delta_place place, const dolen_delta *delta,
                                     const dolen_staged_totals *totals, dolen_err *err)
{
    static const dolen_statement *const before[] = {&remove_tokens, &remove_flags};
    static const dolen_statement *const after[] = {&add_records, &add_tokens, &add_flags};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    const dolen_parameters parameters = parameters_of(arena, place);

    DOLEN_TRY(dolen_statement_script(connection, "delta-plans", by_set, err));
    DOLEN_TRY(drop_stale(connection, place, delta->chunk_count, err));
    DOLEN_TRY(refuse_doubles(connection, &parameters, err));
    if (delta->kind == DOLEN_DELTA_SNAPSHOT)
        DOLEN_TRY(dolen_statement_run(connection, &imply_withdrawals, &parameters, NULL, err));
    DOLEN_TRY(dolen_statement_script(connection, "delta-plans", by_index, err));
    DOLEN_TRY(run_all(connection, before, sizeof before / sizeof *before, &parameters, err));
    DOLEN_TRY(change_records(connection, &parameters, err));
    DOLEN_TRY(run_all(connection, after, sizeof after / sizeof *after, &parameters, err));
    DOLEN_TRY(count_population(connection, place, delta, totals, err));
    DOLEN_TRY(dolen_delta_store_discard(connection, place, err));
    return dolen_statement_script(connection, "delta-plans", by_default, err);
}

dolen_status dolen_delta_store_discard(dolen_connection *connection, dolen_delta_place place, dolen_err *err)
{
    static const dolen_statement *const statements[] = {&discard_records, &discard_flags, &discard_chunks};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    const dolen_parameters parameters = parameters_of(arena, place);

    return run_all(connection, statements, sizeof statements / sizeof *statements, &parameters, err);
}
