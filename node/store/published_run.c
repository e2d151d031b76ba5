#include <stdlib.h>

#include "node/base/memory.h"
#include "node/store/copy.h"
#include "node/store/published_store.h"
#include "node/store/transaction.h"

enum { PARAMETERS = 4096, COLUMNS = 4 };

struct dolen_published_run {
    dolen_transaction *transaction;
    dolen_copy *copy;
    uint32_t epoch;
    bool whole;
    int64_t added;
};

/* The staging table and the plans for the comparison: whole tables against each other, so hash or merge joins. The
   extract may take long to read, so no statement's time is limited here. */
static const char prepare[] =
    "SET LOCAL statement_timeout = 0; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB';"
    "CREATE TEMPORARY TABLE seen (key uuid NOT NULL, identity uuid NOT NULL, flags uuid NOT NULL, "
    "place bigint NOT NULL) ON COMMIT DROP";
static const char analyse[] = "ANALYZE seen";

static const dolen_statement lock_epoch =
    DOLEN_STATEMENT("published-lock", "SELECT pg_try_advisory_xact_lock(1349874776, $1)");
static const dolen_statement find_sealed = DOLEN_STATEMENT(
    "published-find-sealed", "SELECT count(*) FROM published_run WHERE epoch = $1 AND sequence IS NOT NULL");
static const dolen_statement drop_changes =
    DOLEN_STATEMENT("published-drop-changes", "DELETE FROM published_change WHERE epoch = $1");
static const dolen_statement drop_results =
    DOLEN_STATEMENT("published-drop-results", "DELETE FROM published_result WHERE epoch = $1");
static const dolen_statement drop_run =
    DOLEN_STATEMENT("published-drop-run", "DELETE FROM published_run WHERE epoch = $1");
static const dolen_statement copy_seen =
    DOLEN_STATEMENT("published-copy", "COPY pg_temp.seen (key, identity, flags, place) FROM STDIN (FORMAT binary)");
static const dolen_statement make_run =
    DOLEN_STATEMENT("published-make-run", "INSERT INTO published_run (epoch, begun, extract_rows) VALUES ($1, $2, 0)");

/* The texts below name pg_temp.seen, which is another table in each transaction: never prepared for long. */
static const char drop_doubles[] =
    "DELETE FROM pg_temp.seen USING (SELECT key, min(place) AS place FROM pg_temp.seen GROUP BY key "
    "HAVING count(*) > 1) AS double WHERE seen.key = double.key AND seen.place > double.place";
static const dolen_statement count_rows = DOLEN_STATEMENT(
    "published-count", "SELECT (SELECT count(*) FROM published WHERE epoch = $1), (SELECT count(*) FROM pg_temp.seen)");
static const dolen_statement find_changes = DOLEN_STATEMENT(
    "published-compare",
    "INSERT INTO published_change (epoch, number, class, key, identity, flags, place, old_handle, old_element) "
    "SELECT $1, row_number() OVER (ORDER BY gone, place), class, key, identity, flags, place, old_handle, old_element "
    "FROM (SELECT s.key IS NULL AS gone, coalesce(s.place, -1) AS place, "
    "CASE WHEN p.key IS NULL THEN 1 WHEN s.key IS NULL THEN 4 WHEN p.identity <> s.identity THEN 2 "
    "WHEN p.flags <> s.flags THEN 3 ELSE 5 END AS class, coalesce(s.key, p.key) AS key, s.identity, s.flags, "
    "p.handle AS old_handle, p.element AS old_element FROM pg_temp.seen s "
    "FULL JOIN (SELECT * FROM published WHERE epoch = $1) AS p ON p.key = s.key) AS compared "
    "WHERE $2 OR class <> 5");
static const dolen_statement count_changes = DOLEN_STATEMENT(
    "published-count-changes",
    "SELECT count(*) FILTER (WHERE class = 1), count(*) FILTER (WHERE class = 2), count(*) FILTER (WHERE class = 3), "
    "count(*) FILTER (WHERE class = 4), count(*) FILTER (WHERE class = 5) FROM published_change WHERE epoch = $1");
static const dolen_statement find_withheld = DOLEN_STATEMENT(
    "published-withheld",
    "INSERT INTO published_change (epoch, number, class, key, place, old_handle, old_element) "
    "SELECT $1, row_number() OVER (ORDER BY p.key), 4, p.key, -1, p.handle, p.element FROM published p "
    "WHERE p.epoch = $1 AND EXISTS (SELECT FROM subject_mark m WHERE m.key = p.key AND m.kind IN (1, 2) "
    "AND m.lifted IS NULL)");
static const dolen_statement note_rows =
    DOLEN_STATEMENT("published-note-rows", "UPDATE published_run SET extract_rows = $2 WHERE epoch = $1");

static dolen_parameters parameters_of(dolen_arena *arena, uint32_t epoch)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, (int32_t)epoch);
    return parameters;
}

static dolen_status ask(dolen_connection *connection, const dolen_statement *statement,
                        const dolen_parameters *parameters, int64_t *answer, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(connection, statement, parameters, &rows, err));
    *answer = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

/* Alone on this epoch, with nothing left of an earlier run. */
static dolen_status clear(dolen_connection *connection, uint32_t epoch, int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = parameters_of(arena, epoch);
    int64_t is_locked = 0;
    int64_t sealed = 0;

    DOLEN_TRY(ask(connection, &lock_epoch, &parameters, &is_locked, err));
    if (!is_locked)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "another run compares right now");
    DOLEN_TRY(ask(connection, &find_sealed, &parameters, &sealed, err));
    if (sealed)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "an interrupted run must be settled with the broker first");
    DOLEN_TRY(dolen_statement_run(connection, &drop_changes, &parameters, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &drop_results, &parameters, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &drop_run, &parameters, NULL, err));
    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &make_run, &parameters, NULL, err);
}

dolen_status dolen_published_run_begin(dolen_pool *pool, uint32_t epoch, bool whole, int64_t now,
                                       dolen_published_run **out, dolen_err *err)
{
    DOLEN_OWN(dolen_published_run, run) = dolen_memory_make(1, sizeof *run);

    *out = NULL;
    run->epoch = epoch;
    run->whole = whole;
    DOLEN_TRY(dolen_transaction_begin(pool, &run->transaction, err));
    dolen_connection *connection = dolen_transaction_connection(run->transaction);
    DOLEN_TRY(clear(connection, epoch, now, err));
    DOLEN_TRY(dolen_statement_script(connection, "published-prepare", prepare, err));
    DOLEN_TRY(dolen_copy_begin(connection, &copy_seen, COLUMNS, &run->copy, err));
    *out = DOLEN_TAKE(run);
    return DOLEN_OK;
}

void dolen_published_run_free(dolen_published_run *run)
{
    if (!run)
        return;
    dolen_copy_free(run->copy);
    dolen_transaction_free(run->transaction);
    free(run);
}

void dolen_published_run_add(dolen_published_run *run, const dolen_published_row *row)
{
    DOLEN_MUST(row->place >= 0);
    dolen_copy_row(run->copy);
    dolen_copy_uuid(run->copy, row->key);
    dolen_copy_uuid(run->copy, row->identity);
    dolen_copy_uuid(run->copy, row->flags);
    dolen_copy_int8(run->copy, row->place);
    run->added++;
}

static dolen_status count_before(dolen_published_run *run, const dolen_parameters *parameters,
                                 dolen_published_counts *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(dolen_transaction_connection(run->transaction), &count_rows, parameters, &rows, err));
    out->before = dolen_rows_number(rows, 0, 0);
    out->rows = dolen_rows_number(rows, 0, 1);
    out->doubled = run->added - out->rows;
    return DOLEN_OK;
}

static dolen_status count_classes(dolen_published_run *run, const dolen_parameters *parameters,
                                  dolen_published_counts *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(
        dolen_statement_run(dolen_transaction_connection(run->transaction), &count_changes, parameters, &rows, err));
    out->fresh = dolen_rows_number(rows, 0, 0);
    out->identity = dolen_rows_number(rows, 0, 1);
    out->flags = dolen_rows_number(rows, 0, 2);
    out->gone = dolen_rows_number(rows, 0, 3);
    out->unchanged = out->rows - out->fresh - out->identity - out->flags;
    return DOLEN_OK;
}

static dolen_status find_and_count(dolen_published_run *run, dolen_published_counts *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_connection *connection = dolen_transaction_connection(run->transaction);
    const dolen_parameters epoch = parameters_of(arena, run->epoch);
    dolen_parameters compare = epoch;
    dolen_parameters rows = epoch;

    DOLEN_TRY(dolen_statement_script(connection, "published-doubles", drop_doubles, err));
    DOLEN_TRY(count_before(run, &epoch, out, err));
    dolen_parameters_bool(&compare, run->whole);
    DOLEN_TRY(dolen_statement_run(connection, &find_changes, &compare, NULL, err));
    DOLEN_TRY(count_classes(run, &epoch, out, err));
    dolen_parameters_int8(&rows, out->rows);
    return dolen_statement_run(connection, &note_rows, &rows, NULL, err);
}

dolen_status dolen_published_run_compare(dolen_published_run *run, dolen_published_counts *out, dolen_err *err)
{
    dolen_connection *connection = dolen_transaction_connection(run->transaction);

    *out = (dolen_published_counts){0};
    DOLEN_TRY(dolen_copy_finish(run->copy, NULL, err));
    dolen_copy_drop(&run->copy);
    DOLEN_TRY(dolen_statement_script(connection, "published-analyse", analyse, err));
    DOLEN_TRY(find_and_count(run, out, err));
    DOLEN_TRY(dolen_transaction_commit(run->transaction, err));
    dolen_transaction_drop(&run->transaction);
    return DOLEN_OK;
}

dolen_status dolen_published_run_withdraw(dolen_pool *pool, uint32_t epoch, int64_t extract_rows, int64_t now,
                                          dolen_published_counts *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_parameters plain = parameters_of(arena, epoch);
    dolen_parameters rows = plain;

    *out = (dolen_published_counts){0};
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(clear(connection, epoch, now, err));
    DOLEN_TRY(dolen_statement_change(connection, &find_withheld, &plain, &out->gone, err));
    dolen_parameters_int8(&rows, extract_rows);
    DOLEN_TRY(dolen_statement_run(connection, &note_rows, &rows, NULL, err));
    return dolen_transaction_commit(transaction, err);
}
