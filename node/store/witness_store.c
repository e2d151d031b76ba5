#include "node/store/witness_store.h"

#include <string.h>

enum { PARAMETERS = 2048 };

dolen_status dolen_witness_store_find(dolen_connection *connection, const char *origin, dolen_arena *arena,
                                      dolen_stored_witness *out, dolen_err *err)
{
    static const dolen_statement find =
        DOLEN_STATEMENT("witness-find", "SELECT size, root, cosigned, note FROM witness WHERE origin = $1");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *out = (dolen_stored_witness){.note = ""};
    dolen_parameters_text(&parameters, origin);
    DOLEN_TRY(dolen_statement_run(connection, &find, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_OK;
    const char *note = dolen_rows_text(rows, 0, 3);
    out->size = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->root = dolen_rows_digest(rows, 0, 1);
    out->cosigned = (uint64_t)dolen_rows_number(rows, 0, 2);
    out->note = dolen_arena_copy_string(arena, note, strlen(note));
    return out->note ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the checkpoint does not fit");
}

static void add(dolen_parameters *parameters, const char *origin, const dolen_stored_witness *after)
{
    dolen_parameters_text(parameters, origin);
    dolen_parameters_int8(parameters, (int64_t)after->size);
    dolen_parameters_digest(parameters, &after->root);
    dolen_parameters_int8(parameters, (int64_t)after->cosigned);
    dolen_parameters_text(parameters, after->note);
}

dolen_status dolen_witness_store_advance(dolen_connection *connection, const char *origin,
                                         const dolen_stored_witness *before, const dolen_stored_witness *after,
                                         dolen_err *err)
{
    static const dolen_statement begin =
        DOLEN_STATEMENT("witness-begin", "INSERT INTO witness (origin, size, root, cosigned, note)"
                                         " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
    static const dolen_statement advance =
        DOLEN_STATEMENT("witness-advance", "UPDATE witness SET size = $2, root = $3, cosigned = $4, note = $5"
                                           " WHERE origin = $1 AND size = $6 AND root = $7 AND cosigned = $8");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);
    const bool is_first = *before->note == '\0';
    int64_t changed = 0;

    add(&parameters, origin, after);
    if (!is_first) {
        dolen_parameters_int8(&parameters, (int64_t)before->size);
        dolen_parameters_digest(&parameters, &before->root);
        dolen_parameters_int8(&parameters, (int64_t)before->cosigned);
    }
    DOLEN_TRY(dolen_statement_change(connection, is_first ? &begin : &advance, &parameters, &changed, err));
    if (changed != 1)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the witness's memory has moved on");
    return DOLEN_OK;
}

static dolen_status accept(dolen_connection *connection, const dolen_stored_loss *loss, dolen_err *err)
{
    static const dolen_statement store = DOLEN_STATEMENT(
        "witness-accept-loss",
        "INSERT INTO witness_loss (statement, kept, accepted) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);
    int64_t changed = 0;

    dolen_parameters_digest(&parameters, &loss->statement);
    dolen_parameters_int8(&parameters, (int64_t)loss->kept);
    dolen_parameters_int8(&parameters, loss->now);
    DOLEN_TRY(dolen_statement_change(connection, &store, &parameters, &changed, err));
    if (changed != 1)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "this statement of loss was accepted before");
    return DOLEN_OK;
}

dolen_status dolen_witness_store_go_back(dolen_connection *connection, const char *origin,
                                         const dolen_stored_witness *before, const dolen_stored_loss *loss,
                                         dolen_err *err)
{
    const dolen_stored_witness after = {
        .size = loss->kept, .root = loss->kept_root, .cosigned = before->cosigned, .note = "lost"};

    DOLEN_TRY(accept(connection, loss, err));
    return dolen_witness_store_advance(connection, origin, before, &after, err);
}
