#include "node/store/erasure_store.h"

#include <string.h>

enum { PARAMETERS = 16 * 1024, HOUR = 3600 * 1000, DAY = 24 * HOUR };

/* The month of an instant in milliseconds, as months are counted (year * 12 + month - 1). */
#define MONTH_OF(instant)                                                                                              \
    "(extract(year FROM to_timestamp(" instant " / 1000) AT TIME ZONE 'UTC') * 12 + extract(month FROM "               \
    "to_timestamp(" instant " / 1000) AT TIME ZONE 'UTC') - 1)::integer"

static const dolen_statement find_places =
    DOLEN_STATEMENT("erasure-places", "SELECT p.agency, p.epoch, a.code FROM population p JOIN agency a "
                                      "ON a.id = p.agency ORDER BY p.agency, p.epoch");
/* What is too old, counted; then months that stay beside those that go; then flags of which nothing stays. */
static const dolen_statement erase_flags = DOLEN_STATEMENT(
    "erasure-flags",
    "WITH old AS MATERIALIZED (SELECT f.record, f.code, f.kind, f.closed, f.months, "
    "CASE WHEN f.kind = 3 THEN f.months[cardinality(f.months)] >= $3 ELSE false END AS stays "
    "FROM flag f JOIN record r ON r.id = f.record WHERE r.agency = $1 AND r.epoch = $2 "
    "AND CASE WHEN f.kind = 3 THEN f.months[1] < $3 ELSE f.closed > 0 AND f.closed < $3 END), "
    "trimmed AS (UPDATE flag SET months = (SELECT array_agg(i.m ORDER BY i.m) FROM unnest(flag.months) AS i(m) "
    "WHERE i.m >= $3), counts = (SELECT array_agg(i.c ORDER BY i.m) FROM unnest(flag.months, flag.counts) AS i(m, c) "
    "WHERE i.m >= $3) FROM old WHERE old.stays AND flag.record = old.record AND flag.code = old.code RETURNING 1), "
    "gone AS (DELETE FROM flag USING old WHERE NOT old.stays AND flag.record = old.record AND flag.code = old.code "
    "RETURNING 1), "
    "lines AS (INSERT INTO erasure (erased, agency, outcome, month, count) SELECT $4, $5, code, month, count(*) "
    "FROM (SELECT code, closed AS month FROM old WHERE kind <> 3 UNION ALL SELECT code, i.m FROM old "
    "CROSS JOIN LATERAL unnest(months) AS i(m) WHERE kind = 3 AND i.m < $3) AS each GROUP BY code, month "
    "ORDER BY code, month RETURNING 1) SELECT count(*) FROM lines");
static const dolen_statement erase_records = DOLEN_STATEMENT(
    "erasure-records",
    "WITH bare AS MATERIALIZED (SELECT r.id, r.subject, r.token_values FROM record r WHERE r.agency = $1 "
    "AND r.epoch = $2 AND NOT EXISTS (SELECT FROM flag f WHERE f.record = r.id)), "
    "tokens AS (DELETE FROM token USING (SELECT bare.id, i.value FROM bare CROSS JOIN LATERAL "
    "unnest(bare.token_values) AS i(value)) AS gone WHERE token.value = gone.value AND token.record = gone.id "
    "RETURNING 1), "
    "records AS (DELETE FROM record USING bare WHERE record.id = bare.id RETURNING record.subject) "
    "UPDATE population SET persons = persons - (SELECT count(*) FROM records WHERE subject = 1), "
    "addresses = addresses - (SELECT count(*) FROM records WHERE subject = 2) WHERE agency = $1 AND epoch = $2");
static const dolen_statement mark_index = DOLEN_STATEMENT(
    "erasure-mark", "INSERT INTO erased_index (agency, epoch, sequence) SELECT $1, $2, max(sequence) FROM delta "
                    "WHERE agency = $1 AND epoch = $2 HAVING max(sequence) IS NOT NULL "
                    "ON CONFLICT (agency, epoch) DO UPDATE SET sequence = excluded.sequence");
static const dolen_statement blank_entries = DOLEN_STATEMENT(
    "erasure-entries",
    "WITH old AS (UPDATE ledger_entry SET salt = NULL, entry = NULL, concerns = '{}' WHERE created < $1 "
    "AND entry IS NOT NULL AND kind = ANY ($2) RETURNING kind, created) "
    "INSERT INTO erasure (erased, agency, outcome, month, count) SELECT $4, '', k.name, " MONTH_OF(
        "old.created") ", "
                       "count(*) FROM old JOIN unnest($2, $3) AS k(number, name) ON k.number = old.kind GROUP BY 3, 4 "
                       "ORDER BY 3, 4");
static const dolen_statement erase_consultations = DOLEN_STATEMENT(
    "erasure-consultations",
    "WITH old AS (DELETE FROM consultation WHERE asked < $1 RETURNING asked) INSERT INTO erasure (erased, agency, "
    "outcome, month, count) SELECT $2, '', 'consultations', " MONTH_OF(
        "asked") ", count(*) FROM old GROUP BY 4 ORDER BY 4");
static const dolen_statement erase_queue = DOLEN_STATEMENT(
    "erasure-queue",
    "WITH old AS (DELETE FROM alert WHERE fetched < $1 OR raised < $2 RETURNING raised) INSERT INTO erasure (erased, "
    "agency, outcome, month, count) SELECT $3, '', 'alerts', " MONTH_OF(
        "raised") ", count(*) FROM old GROUP BY 4 ORDER BY 4");
static const dolen_statement erase_requests = DOLEN_STATEMENT(
    "erasure-requests",
    "WITH old AS (DELETE FROM seen_request WHERE seen < $1 RETURNING 1) INSERT INTO erasure (erased, agency, outcome, "
    "month, count) SELECT $2, '', 'requests', 0, count(*) FROM old HAVING count(*) > 0");
static const dolen_statement erase_quotas = DOLEN_STATEMENT(
    "erasure-quotas",
    "WITH old AS (DELETE FROM quota WHERE (name ~ '^[a-z-]*hour ' AND slot < $1) OR (name ~ '^[a-z-]*day ' "
    "AND slot < $2) RETURNING 1) INSERT INTO erasure (erased, agency, outcome, month, count) "
    "SELECT $3, '', 'quotas', 0, count(*) FROM old HAVING count(*) > 0");
/* Only what a later round of the quorum makes dispensable. */
static const dolen_statement erase_rounds = DOLEN_STATEMENT(
    "erasure-rounds",
    "WITH confirmed AS MATERIALIZED (SELECT size, opened FROM ledger_round r WHERE (SELECT count(*) FROM "
    "ledger_cosignature c WHERE c.size = r.size AND c.member = ANY ($1)) >= $2), "
    "kept AS (SELECT max(size) AS size FROM confirmed GROUP BY opened / 86400000), "
    "old AS (SELECT size FROM ledger_round WHERE opened < $3 AND size < (SELECT max(size) FROM confirmed) "
    "AND size NOT IN (SELECT size FROM kept)), "
    "cosignatures AS (DELETE FROM ledger_cosignature USING old WHERE ledger_cosignature.size = old.size), "
    "rounds AS (DELETE FROM ledger_round USING old WHERE ledger_round.size = old.size RETURNING 1) "
    "INSERT INTO erasure (erased, agency, outcome, month, count) SELECT $4, '', 'rounds', 0, count(*) FROM rounds "
    "HAVING count(*) > 0");
static const dolen_statement erase_stages = DOLEN_STATEMENT(
    "erasure-stages",
    "WITH old AS (SELECT agency, epoch FROM stage_chunk GROUP BY agency, epoch HAVING max(staged) < $1), "
    "flags AS (DELETE FROM stage_flag s USING old WHERE s.agency = old.agency AND s.epoch = old.epoch), "
    "records AS (DELETE FROM stage_record s USING old WHERE s.agency = old.agency AND s.epoch = old.epoch), "
    "chunks AS (DELETE FROM stage_chunk s USING old WHERE s.agency = old.agency AND s.epoch = old.epoch "
    "RETURNING s.agency) INSERT INTO erasure (erased, agency, outcome, month, count) SELECT $2, a.code, 'stages', 0, "
    "count(*) FROM chunks JOIN agency a ON a.id = chunks.agency GROUP BY a.code ORDER BY a.code");
static const dolen_statement list_erased = DOLEN_STATEMENT(
    "erasure-list", "SELECT id, '00000000-0000-0000-0000-000000000000'::uuid, erased, agency, outcome, month, count "
                    "FROM erasure WHERE erased = $1 ORDER BY id");
static const dolen_statement next_unrecorded = DOLEN_STATEMENT(
    "erasure-next", "SELECT id, '00000000-0000-0000-0000-000000000000'::uuid, erased, agency, outcome, month, count "
                    "FROM erasure WHERE entry IS NULL ORDER BY id LIMIT 1 FOR UPDATE");
static const dolen_statement record_line =
    DOLEN_STATEMENT("erasure-record", "UPDATE erasure SET entry = $2 WHERE id = $1 AND entry IS NULL");

/* Listed under what they are called in the ledger (node/broker/notice.c). */
#define ERASE_LISTED(table, instant, action) ERASE_LISTED_WHERE(table, instant, action, "true")
#define ERASE_LISTED_WHERE(table, instant, action, condition)                                                          \
    "WITH old AS (DELETE FROM " table " WHERE " instant " < $1 AND " condition " RETURNING " instant                   \
    " AS at) INSERT INTO "                                                                                             \
    "ledger_notice (made, action, account, case_reference, month, count) SELECT $2, '" action "', '', '', "            \
    "" MONTH_OF("at") ", count(*) FROM old GROUP BY 5 ORDER BY 5"
static const dolen_statement erase_searches =
    DOLEN_STATEMENT("erasure-searches", ERASE_LISTED("search", "asked", "searches"));
static const dolen_statement erase_reviews =
    DOLEN_STATEMENT("erasure-reviews", ERASE_LISTED("review", "closed", "reviews"));
static const dolen_statement erase_owner_notices =
    DOLEN_STATEMENT("erasure-owner-notices", ERASE_LISTED("owner_notice", "asked", "owner-notices"));
static const dolen_statement erase_alerts =
    DOLEN_STATEMENT("erasure-alerts", ERASE_LISTED("alert", "raised", "alerts"));
static const dolen_statement erase_findings =
    DOLEN_STATEMENT("erasure-findings", ERASE_LISTED("finding", "last_search", "findings"));
static const dolen_statement erase_alarms =
    DOLEN_STATEMENT("erasure-alarms", ERASE_LISTED("alarm", "closed", "alarms"));
static const dolen_statement erase_comparisons =
    DOLEN_STATEMENT("erasure-comparisons", ERASE_LISTED_WHERE("reconciliation", "finished", "comparisons",
                                                              "number < (SELECT max(number) FROM reconciliation)"));
static const dolen_statement erase_readings =
    DOLEN_STATEMENT("erasure-readings", ERASE_LISTED("log_reading", "at", "readings"));
static const dolen_statement erase_reading_notices =
    DOLEN_STATEMENT("erasure-reading-notices", "SELECT erase_reading_notices($1)");
static const dolen_statement erase_sessions =
    DOLEN_STATEMENT("erasure-sessions", "DELETE FROM session WHERE last_used < $1");
static const dolen_statement erase_marks =
    DOLEN_STATEMENT("erasure-marks", "DELETE FROM subject_mark WHERE lifted < $1");
static const dolen_statement erase_published =
    DOLEN_STATEMENT("erasure-published", "DELETE FROM published WHERE NOT epoch = ANY ($1)");
static const dolen_statement erase_changes =
    DOLEN_STATEMENT("erasure-changes", "DELETE FROM published_change WHERE NOT epoch = ANY ($1)");
static const dolen_statement erase_results =
    DOLEN_STATEMENT("erasure-results", "DELETE FROM published_result WHERE NOT epoch = ANY ($1)");
static const dolen_statement erase_runs =
    DOLEN_STATEMENT("erasure-runs", "DELETE FROM published_run WHERE NOT epoch = ANY ($1)");
static const dolen_statement erase_publications =
    DOLEN_STATEMENT("erasure-publications", "DELETE FROM publication WHERE NOT epoch = ANY ($1)");
static const dolen_statement list_notices =
    DOLEN_STATEMENT("erasure-notices", "SELECT 0::bigint, id, made, '', action, month, count FROM ledger_notice "
                                       "WHERE made = $1 AND account = '' ORDER BY action, month");

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

dolen_status dolen_erasure_store_places(dolen_connection *connection, dolen_arena *arena,
                                        const dolen_erasure_place **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_erasure_place *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, &find_places, NULL, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        list[i].place.agency = (int16_t)dolen_rows_number(rows, i, 0);
        list[i].place.epoch = (uint32_t)dolen_rows_number(rows, i, 1);
        DOLEN_TRY(read_code(rows, i, 2, &list[i].agency, err));
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_erasure_store_flags(dolen_connection *connection, const dolen_erasure_place *at, dolen_month first,
                                       int64_t now, int64_t *erased, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters place = dolen_parameters_in(arena);

    *erased = 0;
    dolen_parameters_int2(&place, at->place.agency);
    dolen_parameters_int4(&place, (int32_t)at->place.epoch);
    dolen_parameters all = place;
    dolen_parameters_int4(&all, first);
    dolen_parameters_int8(&all, now);
    dolen_parameters_text(&all, at->agency.text);
    DOLEN_TRY(dolen_delta_store_lock(connection, at->place, true, err));
    DOLEN_TRY(dolen_statement_run(connection, &erase_flags, &all, &rows, err));
    *erased = dolen_rows_number(rows, 0, 0);
    if (*erased == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_statement_run(connection, &erase_records, &place, NULL, err));
    return dolen_statement_run(connection, &mark_index, &place, NULL, err);
}

static dolen_status blank(dolen_connection *connection, const dolen_erasure_kind *kinds, size_t count, int64_t before,
                          int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    int16_t numbers[DOLEN_ERASURE_KINDS];
    const char *names[DOLEN_ERASURE_KINDS];
    dolen_parameters parameters = dolen_parameters_in(arena);

    DOLEN_MUST(count <= DOLEN_ERASURE_KINDS);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = kinds[i].number;
        names[i] = kinds[i].outcome.text;
    }
    dolen_parameters_int8(&parameters, before);
    dolen_parameters_int2s(&parameters, numbers, count);
    dolen_parameters_texts(&parameters, names, count);
    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &blank_entries, &parameters, NULL, err);
}

/* A statement of two instants, or one. */
static dolen_status run_until(dolen_connection *connection, const dolen_statement *statement, int64_t before,
                              const int64_t *now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, before);
    if (now)
        dolen_parameters_int8(&parameters, *now);
    return dolen_statement_run(connection, statement, &parameters, NULL, err);
}

dolen_status dolen_erasure_store_log(dolen_connection *connection, const dolen_erasure_kind *kinds, size_t count,
                                     int64_t before, int64_t now, dolen_err *err)
{
    DOLEN_TRY(blank(connection, kinds, count, before, now, err));
    return run_until(connection, &erase_consultations, before, &now, err);
}

dolen_status dolen_erasure_store_alerts(dolen_connection *connection, int64_t fetched_before, int64_t raised_before,
                                        int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, fetched_before);
    dolen_parameters_int8(&parameters, raised_before);
    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &erase_queue, &parameters, NULL, err);
}

dolen_status dolen_erasure_store_admission(dolen_connection *connection, int64_t seen_before, int64_t counted_before,
                                           int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, counted_before / HOUR);
    dolen_parameters_int8(&parameters, counted_before / DAY);
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(run_until(connection, &erase_requests, seen_before, &now, err));
    return dolen_statement_run(connection, &erase_quotas, &parameters, NULL, err);
}

dolen_status dolen_erasure_store_rounds(dolen_connection *connection, const dolen_ledger_quorum *quorum, int64_t before,
                                        int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    const char **names = NULL;

    DOLEN_TRY(dolen_arena_take(arena, quorum->member_count + 1, sizeof *names, (void *)&names, err));
    for (size_t i = 0; i < quorum->member_count; i++)
        names[i] = quorum->members[i].text;
    dolen_parameters_texts(&parameters, names, quorum->member_count);
    dolen_parameters_int8(&parameters, (int64_t)quorum->needed);
    dolen_parameters_int8(&parameters, before);
    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &erase_rounds, &parameters, NULL, err);
}

dolen_status dolen_erasure_store_stages(dolen_connection *connection, int64_t before, int64_t now, dolen_err *err)
{
    return run_until(connection, &erase_stages, before, &now, err);
}

static dolen_status read_line(const dolen_rows *rows, size_t row, dolen_erasure *out, dolen_err *err)
{
    *out = (dolen_erasure){.id = dolen_rows_number(rows, row, 0),
                           .notice = dolen_rows_uuid(rows, row, 1),
                           .erased = dolen_rows_number(rows, row, 2),
                           .month = (dolen_month)dolen_rows_number(rows, row, 5),
                           .count = dolen_rows_number(rows, row, 6)};
    DOLEN_TRY(read_code(rows, row, 3, &out->agency, err));
    return read_code(rows, row, 4, &out->outcome, err);
}

static dolen_status read_list(dolen_connection *connection, const dolen_statement *statement, int64_t now,
                              dolen_arena *arena, const dolen_erasure **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_erasure *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_run(connection, statement, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_line(rows, i, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_erasure_store_list(dolen_connection *connection, int64_t now, dolen_arena *arena,
                                      const dolen_erasure **out, size_t *count, dolen_err *err)
{
    return read_list(connection, &list_erased, now, arena, out, count, err);
}

dolen_status dolen_erasure_store_next(dolen_connection *connection, dolen_erasure *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = (dolen_erasure){0};
    DOLEN_TRY(dolen_statement_run(connection, &next_unrecorded, NULL, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "every erasure is in the ledger");
    return read_line(rows, 0, out, err);
}

dolen_status dolen_erasure_store_record(dolen_connection *connection, int64_t id, uint64_t entry, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    dolen_parameters_int8(&parameters, id);
    dolen_parameters_int8(&parameters, (int64_t)entry);
    DOLEN_TRY(dolen_statement_change(connection, &record_line, &parameters, &changed, err));
    return changed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the erasure was recorded by somebody else");
}

dolen_status dolen_erasure_store_node(dolen_connection *connection, const dolen_erasure_node *what, dolen_err *err)
{
    static const dolen_statement *const by_epoch[] = {&erase_changes, &erase_results, &erase_runs, &erase_published,
                                                      &erase_publications};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters epochs = dolen_parameters_in(arena);

    DOLEN_TRY(run_until(connection, &erase_searches, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_findings, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_reviews, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_owner_notices, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_alerts, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_readings, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_alarms, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_comparisons, what->searches_before, &what->now, err));
    DOLEN_TRY(run_until(connection, &erase_reading_notices, what->searches_before, NULL, err));
    DOLEN_TRY(run_until(connection, &erase_sessions, what->sessions_before, NULL, err));
    DOLEN_TRY(run_until(connection, &erase_marks, what->searches_before, NULL, err));
    dolen_parameters_int4s(&epochs, what->epochs, what->epoch_count);
    for (size_t i = 0; i < sizeof by_epoch / sizeof *by_epoch; i++)
        DOLEN_TRY(dolen_statement_run(connection, by_epoch[i], &epochs, NULL, err));
    return DOLEN_OK;
}

dolen_status dolen_erasure_store_node_list(dolen_connection *connection, int64_t now, dolen_arena *arena,
                                           const dolen_erasure **out, size_t *count, dolen_err *err)
{
    return read_list(connection, &list_notices, now, arena, out, count, err);
}
