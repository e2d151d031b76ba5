#include "node/store/reconciliation_store.h"

#include <string.h>

enum { PARAMETERS = 16384 };

static dolen_status read_all(const dolen_rows *rows, dolen_arena *arena, const dolen_reconciled_search **out,
                             size_t *count, dolen_err *err)
{
    dolen_reconciled_search *list = NULL;

    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        const char *receipt = dolen_rows_text(rows, i, 3);
        list[i] = (dolen_reconciled_search){.id = dolen_rows_uuid(rows, i, 0),
                                            .asked = dolen_rows_number(rows, i, 1),
                                            .index = dolen_rows_number(rows, i, 2),
                                            .receipt = dolen_arena_copy_string(arena, receipt, strlen(receipt))};
        if (!list[i].receipt)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the searches do not fit");
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_reconciliation_store_range(dolen_connection *connection, uint64_t first, uint64_t last,
                                              dolen_arena *arena, const dolen_reconciled_search **out, size_t *count,
                                              dolen_err *err)
{
    static const dolen_statement range = DOLEN_STATEMENT(
        "reconciliation-range", "SELECT id, asked, ledger_index, coalesce(receipt, '') FROM search"
                                " WHERE ledger_index >= $1 AND ledger_index < $2 ORDER BY ledger_index LIMIT 256");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, (int64_t)first);
    dolen_parameters_int8(&parameters, last > INT64_MAX ? INT64_MAX : (int64_t)last);
    DOLEN_TRY(dolen_statement_run(connection, &range, &parameters, &rows, err));
    return read_all(rows, arena, out, count, err);
}

dolen_status dolen_reconciliation_store_known(dolen_connection *connection, const dolen_uuid *ids, size_t count,
                                              dolen_arena *arena, const dolen_reconciled_search **out, size_t *found,
                                              dolen_err *err)
{
    static const dolen_statement known =
        DOLEN_STATEMENT("reconciliation-known",
                        "SELECT id, asked, coalesce(ledger_index, -1), ''::text FROM search WHERE id = ANY ($1)");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *out = NULL;
    *found = 0;
    if (count > DOLEN_RECONCILIATION_BATCH)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many searches at once");
    dolen_parameters_uuids(&parameters, ids, count);
    DOLEN_TRY(dolen_statement_run(connection, &known, &parameters, &rows, err));
    return read_all(rows, arena, out, found, err);
}

dolen_status dolen_reconciliation_store_add(dolen_connection *connection, const dolen_reconciliation *one,
                                            dolen_err *err)
{
    static const dolen_statement add = DOLEN_STATEMENT(
        "reconciliation-add", "INSERT INTO reconciliation (finished, until, size, searches, entries, missing, unknown)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7)");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);

    dolen_parameters_int8(&parameters, one->finished);
    dolen_parameters_int8(&parameters, one->until);
    dolen_parameters_int8(&parameters, (int64_t)one->size);
    dolen_parameters_int8(&parameters, one->searches);
    dolen_parameters_int8(&parameters, one->entries);
    dolen_parameters_int8(&parameters, one->missing);
    dolen_parameters_int8(&parameters, one->unknown);
    return dolen_statement_run(connection, &add, &parameters, NULL, err);
}

dolen_status dolen_reconciliation_store_latest(dolen_connection *connection, dolen_reconciliation *out, dolen_err *err)
{
    static const dolen_statement latest =
        DOLEN_STATEMENT("reconciliation-latest", "SELECT finished, until, size, searches, entries, missing, unknown"
                                                 " FROM reconciliation ORDER BY number DESC LIMIT 1");
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = (dolen_reconciliation){0};
    DOLEN_TRY(dolen_statement_run(connection, &latest, NULL, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_OK;
    *out = (dolen_reconciliation){.finished = dolen_rows_number(rows, 0, 0),
                                  .until = dolen_rows_number(rows, 0, 1),
                                  .size = (uint64_t)dolen_rows_number(rows, 0, 2),
                                  .searches = dolen_rows_number(rows, 0, 3),
                                  .entries = dolen_rows_number(rows, 0, 4),
                                  .missing = dolen_rows_number(rows, 0, 5),
                                  .unknown = dolen_rows_number(rows, 0, 6)};
    return DOLEN_OK;
}
