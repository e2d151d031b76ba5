#include "node/store/published_store.h"

#include "node/store/transaction.h"

enum { PARAMETERS = 4096, KEEP_PARAMETERS = 256 * 1024 };

static const dolen_statement read_state =
    DOLEN_STATEMENT("publication-state", "SELECT sequence, digest, set_digest, extract_rows, extract_as_of, confirmed "
                                         "FROM publication WHERE epoch = $1");
static const dolen_statement read_sealed =
    DOLEN_STATEMENT("published-sealed", "SELECT sequence, digest, set_digest, commit_message, begun FROM published_run "
                                        "WHERE epoch = $1 AND sequence IS NOT NULL");
static const dolen_statement page_changes =
    DOLEN_STATEMENT("published-changes", "SELECT number, class, key, place, old_handle, old_element "
                                         "FROM published_change WHERE epoch = $1 AND number > $2 "
                                         "ORDER BY number LIMIT $3");
static const dolen_statement keep_results = DOLEN_STATEMENT(
    "published-keep", "INSERT INTO published_result (epoch, number, handle, element) "
                      "SELECT $1, made.number, made.handle, nullif(made.element, ''::bytea) "
                      "FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS made(number, handle, element) "
                      "ON CONFLICT (epoch, number) DO UPDATE SET handle = excluded.handle, element = excluded.element");
static const dolen_statement count_missing = DOLEN_STATEMENT(
    "published-count-missing", "SELECT (SELECT count(*) FROM published_change WHERE epoch = $1) - "
                               "(SELECT count(*) FROM published_change JOIN published_result USING (epoch, number) "
                               "WHERE epoch = $1)");
static const dolen_statement seal_run =
    DOLEN_STATEMENT("published-seal", "UPDATE published_run SET sequence = $2, digest = $3, set_digest = $4, "
                                      "extract_as_of = $5, commit_message = $6 WHERE epoch = $1");
static const dolen_statement lock_sealed =
    DOLEN_STATEMENT("published-lock-sealed", "SELECT 1 FROM published_run WHERE epoch = $1 AND sequence = $2 "
                                             "FOR UPDATE");
static const dolen_statement remove_withdrawn = DOLEN_STATEMENT(
    "published-remove", "DELETE FROM published USING published_change c JOIN published_result r USING (epoch, number) "
                        "WHERE c.epoch = $1 AND r.element IS NULL AND published.epoch = $1 AND published.key = c.key");
static const dolen_statement put_published = DOLEN_STATEMENT(
    "published-put",
    "INSERT INTO published (epoch, key, handle, identity, flags, element) SELECT epoch, c.key, r.handle, c.identity, "
    "c.flags, r.element FROM published_change c JOIN published_result r USING (epoch, number) "
    "WHERE epoch = $1 AND r.element IS NOT NULL ORDER BY c.key ON CONFLICT (epoch, key) DO UPDATE SET "
    "handle = excluded.handle, identity = excluded.identity, flags = excluded.flags, element = excluded.element");
static const dolen_statement record_publication = DOLEN_STATEMENT(
    "published-record",
    "INSERT INTO publication (epoch, sequence, digest, set_digest, extract_rows, extract_as_of, confirmed, receipt) "
    "SELECT epoch, sequence, digest, set_digest, extract_rows, extract_as_of, $2, $3 FROM published_run "
    "WHERE epoch = $1 ON CONFLICT (epoch) DO UPDATE SET (sequence, digest, set_digest, extract_rows, extract_as_of, "
    "confirmed, receipt) = (excluded.sequence, excluded.digest, excluded.set_digest, excluded.extract_rows, "
    "excluded.extract_as_of, excluded.confirmed, excluded.receipt)");
static const dolen_statement drop_changes =
    DOLEN_STATEMENT("published-forget-changes", "DELETE FROM published_change WHERE epoch = $1");
static const dolen_statement drop_results =
    DOLEN_STATEMENT("published-forget-results", "DELETE FROM published_result WHERE epoch = $1");
static const dolen_statement drop_run =
    DOLEN_STATEMENT("published-forget-run", "DELETE FROM published_run WHERE epoch = $1");

static dolen_parameters parameters_of(dolen_arena *arena, uint32_t epoch)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, (int32_t)epoch);
    return parameters;
}

dolen_status dolen_published_store_state(dolen_pool *pool, uint32_t epoch, dolen_publication_state *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    const dolen_parameters parameters = parameters_of(arena, epoch);

    *out = (dolen_publication_state){0};
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(dolen_statement_run(connection, &read_state, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_OK;
    out->sequence = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->digest = dolen_rows_digest(rows, 0, 1);
    out->set_digest = dolen_rows_digest(rows, 0, 2);
    out->extract_rows = dolen_rows_number(rows, 0, 3);
    out->extract_as_of = dolen_rows_number(rows, 0, 4);
    out->confirmed = dolen_rows_number(rows, 0, 5);
    return DOLEN_OK;
}

dolen_status dolen_published_store_sealed(dolen_pool *pool, uint32_t epoch, dolen_arena *arena,
                                          dolen_published_sealed *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    const dolen_parameters parameters = parameters_of(arena, epoch);

    *out = (dolen_published_sealed){0};
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(dolen_statement_run(connection, &read_sealed, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_OK;
    const dolen_bytes message = dolen_rows_bytes(rows, 0, 3);
    const char *copy = dolen_arena_copy_string(arena, (const char *)message.at, message.size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
    out->exists = true;
    out->sequence = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->digest = dolen_rows_digest(rows, 0, 1);
    out->set_digest = dolen_rows_digest(rows, 0, 2);
    out->commit_message = dolen_bytes_of(copy, message.size);
    out->begun = dolen_rows_number(rows, 0, 4);
    return DOLEN_OK;
}

dolen_status dolen_published_store_changes(dolen_pool *pool, uint32_t epoch, int64_t after, dolen_arena *arena,
                                           const dolen_published_change **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_published_change *list = NULL;
    dolen_parameters parameters = parameters_of(arena, epoch);

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, after);
    dolen_parameters_int8(&parameters, DOLEN_PUBLISHED_PAGE);
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(dolen_statement_run(connection, &page_changes, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        list[i].number = dolen_rows_number(rows, i, 0);
        list[i].class = (dolen_published_class)dolen_rows_number(rows, i, 1);
        list[i].key = dolen_rows_uuid(rows, i, 2);
        list[i].place = dolen_rows_number(rows, i, 3);
        list[i].old_handle = dolen_rows_uuid(rows, i, 4);
        list[i].old_element = dolen_rows_digest(rows, i, 5);
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_published_store_keep(dolen_pool *pool, uint32_t epoch, const dolen_published_result *results,
                                        size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(KEEP_PARAMETERS);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t numbers[DOLEN_PUBLISHED_PAGE];
    dolen_uuid handles[DOLEN_PUBLISHED_PAGE];
    dolen_bytes elements[DOLEN_PUBLISHED_PAGE];
    dolen_parameters parameters = parameters_of(arena, epoch);

    DOLEN_MUST(count <= DOLEN_PUBLISHED_PAGE);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = results[i].number;
        handles[i] = results[i].handle;
        elements[i] = dolen_bytes_of(results[i].element.bytes, results[i].is_published ? DOLEN_DIGEST_SIZE : 0);
    }
    dolen_parameters_int8s(&parameters, numbers, count);
    dolen_parameters_uuids(&parameters, handles, count);
    dolen_parameters_byteas(&parameters, elements, count);
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    return dolen_statement_run(connection, &keep_results, &parameters, NULL, err);
}

static dolen_status refuse_missing(dolen_connection *connection, const dolen_parameters *parameters, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    DOLEN_TRY(dolen_statement_run(connection, &count_missing, parameters, &rows, err));
    if (dolen_rows_number(rows, 0, 0) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "changes of this run were not sent");
    return DOLEN_OK;
}

dolen_status dolen_published_store_seal(dolen_pool *pool, uint32_t epoch, const dolen_delta *delta,
                                        const dolen_digest *digest, dolen_bytes commit_message, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_parameters plain = parameters_of(arena, epoch);
    dolen_parameters parameters = plain;
    int64_t sealed = 0;

    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(refuse_missing(connection, &plain, err));
    dolen_parameters_int8(&parameters, (int64_t)delta->sequence);
    dolen_parameters_digest(&parameters, digest);
    dolen_parameters_digest(&parameters, &delta->set_digest);
    dolen_parameters_int8(&parameters, delta->extract_as_of);
    dolen_parameters_bytes(&parameters, commit_message);
    DOLEN_TRY(dolen_statement_change(connection, &seal_run, &parameters, &sealed, err));
    return sealed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no run to seal");
}

static dolen_status forget(dolen_connection *connection, const dolen_parameters *parameters, dolen_err *err)
{
    DOLEN_TRY(dolen_statement_run(connection, &drop_changes, parameters, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &drop_results, parameters, NULL, err));
    return dolen_statement_run(connection, &drop_run, parameters, NULL, err);
}

static dolen_status require_sealed(dolen_connection *connection, const dolen_parameters *epoch, uint64_t sequence,
                                   dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = *epoch;

    dolen_parameters_int8(&parameters, (int64_t)sequence);
    DOLEN_TRY(dolen_statement_run(connection, &lock_sealed, &parameters, &rows, err));
    return dolen_rows_count(rows) == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such run is sealed");
}

dolen_status dolen_published_store_confirm(dolen_pool *pool, uint32_t epoch, uint64_t sequence, int64_t now,
                                           dolen_bytes receipt, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_parameters plain = parameters_of(arena, epoch);
    dolen_parameters parameters = plain;

    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(require_sealed(connection, &plain, sequence, err));
    DOLEN_TRY(dolen_statement_script(connection, "published-plans", "SET LOCAL work_mem = '64MB'", err));
    DOLEN_TRY(dolen_statement_run(connection, &remove_withdrawn, &plain, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &put_published, &plain, NULL, err));
    dolen_parameters_int8(&parameters, now);
    dolen_parameters_bytes(&parameters, receipt);
    DOLEN_TRY(dolen_statement_run(connection, &record_publication, &parameters, NULL, err));
    DOLEN_TRY(forget(connection, &plain, err));
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_published_store_discard(dolen_pool *pool, uint32_t epoch, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_parameters parameters = parameters_of(arena, epoch);

    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    DOLEN_TRY(forget(dolen_transaction_connection(transaction), &parameters, err));
    return dolen_transaction_commit(transaction, err);
}
