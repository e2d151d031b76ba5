#include "node/store/receipt_store.h"

#include <string.h>

enum { PARAMETERS = 1024 };

dolen_status dolen_receipt_store_find(dolen_connection *connection, dolen_uuid search, dolen_arena *arena,
                                      const char **out, dolen_err *err)
{
    static const dolen_statement find =
        DOLEN_STATEMENT("receipt-find", "SELECT receipt FROM search_receipt WHERE search = $1");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *out = NULL;
    dolen_parameters_uuid(&parameters, search);
    DOLEN_TRY(dolen_statement_run(connection, &find, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no confirmed receipt is kept");
    const char *text = dolen_rows_text(rows, 0, 0);
    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the receipt does not fit");
}

dolen_status dolen_receipt_store_add(dolen_connection *connection, dolen_uuid search, const char *receipt,
                                     dolen_err *err)
{
    static const dolen_statement add = DOLEN_STATEMENT(
        "receipt-add", "INSERT INTO search_receipt (search, receipt) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);

    dolen_parameters_uuid(&parameters, search);
    dolen_parameters_text(&parameters, receipt);
    return dolen_statement_run(connection, &add, &parameters, NULL, err);
}
