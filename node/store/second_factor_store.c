#include "node/store/second_factor_store.h"

#include <string.h>

enum { PARAMETERS = 4096 };

dolen_status dolen_second_factor_store_find(dolen_connection *connection, const char *account,
                                            dolen_stored_second_factor *out, dolen_err *err)
{
    static const dolen_statement find =
        DOLEN_STATEMENT("second-factor-find", "SELECT nonce, confirmed::integer FROM second_factor WHERE account = $1");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_stored_second_factor){0};
    dolen_parameters_text(&parameters, account);
    DOLEN_TRY(dolen_statement_run(connection, &find, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the account has no second factor");
    const dolen_bytes nonce = dolen_rows_bytes(rows, 0, 0);
    DOLEN_MUST(nonce.size == sizeof out->nonce.bytes);
    memcpy(out->nonce.bytes, nonce.at, nonce.size);
    out->is_confirmed = dolen_rows_number(rows, 0, 1) != 0;
    return DOLEN_OK;
}

dolen_status dolen_second_factor_store_begin(dolen_connection *connection, const char *account, dolen_uuid nonce,
                                             dolen_err *err)
{
    static const dolen_statement begin = DOLEN_STATEMENT(
        "second-factor-begin", "INSERT INTO second_factor (account, nonce) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, account);
    dolen_parameters_bytes(&parameters, dolen_bytes_of(nonce.bytes, sizeof nonce.bytes));
    return dolen_statement_run(connection, &begin, &parameters, NULL, err);
}

dolen_status dolen_second_factor_store_take(dolen_connection *connection, const char *account, int64_t step,
                                            dolen_err *err)
{
    static const dolen_statement take =
        DOLEN_STATEMENT("second-factor-take", "UPDATE second_factor SET confirmed = true, last_step = $2 "
                                              "WHERE account = $1 AND last_step < $2");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    dolen_parameters_text(&parameters, account);
    dolen_parameters_int8(&parameters, step);
    DOLEN_TRY(dolen_statement_change(connection, &take, &parameters, &changed, err));
    return changed ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_DENIED, "the security code was used before");
}

dolen_status dolen_second_factor_store_forget(dolen_connection *connection, const char *account, dolen_err *err)
{
    static const dolen_statement forget =
        DOLEN_STATEMENT("second-factor-forget", "DELETE FROM second_factor WHERE account = $1");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    dolen_parameters_text(&parameters, account);
    DOLEN_TRY(dolen_statement_change(connection, &forget, &parameters, &changed, err));
    return changed ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "the account has no second factor");
}
