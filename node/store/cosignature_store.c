#include "node/store/cosignature_store.h"

#include <string.h>

enum { PARAMETERS = 8192 };

static dolen_status copy(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                         dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the checkpoints do not fit");
}

dolen_status dolen_cosignature_store_open(dolen_connection *connection, const dolen_ledger_round *round, dolen_err *err)
{
    static const dolen_statement open =
        DOLEN_STATEMENT("cosignature-open", "INSERT INTO ledger_round (size, root, note, opened)"
                                            " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);

    dolen_parameters_int8(&parameters, (int64_t)round->size);
    dolen_parameters_digest(&parameters, &round->root);
    dolen_parameters_text(&parameters, round->note);
    dolen_parameters_int8(&parameters, round->opened);
    return dolen_statement_run(connection, &open, &parameters, NULL, err);
}

static dolen_status read_round(const dolen_rows *rows, dolen_arena *arena, dolen_ledger_round *out, dolen_err *err)
{
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the witnesses have not confirmed such a checkpoint");
    out->size = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->root = dolen_rows_digest(rows, 0, 1);
    out->opened = dolen_rows_number(rows, 0, 3);
    return copy(rows, 0, 2, arena, &out->note, err);
}

dolen_status dolen_cosignature_store_latest(dolen_connection *connection, dolen_arena *arena, dolen_ledger_round *out,
                                            dolen_err *err)
{
    static const dolen_statement latest = DOLEN_STATEMENT(
        "cosignature-latest", "SELECT size, root, note, opened FROM ledger_round ORDER BY size DESC LIMIT 1");
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = (dolen_ledger_round){.note = ""};
    DOLEN_TRY(dolen_statement_run(connection, &latest, NULL, &rows, err));
    return read_round(rows, arena, out, err);
}

static dolen_status add_quorum(dolen_parameters *parameters, dolen_arena *arena, const dolen_ledger_quorum *quorum,
                               dolen_err *err)
{
    const char **names = NULL;

    DOLEN_TRY(dolen_arena_take(arena, quorum->member_count + 1, sizeof *names, (void *)&names, err));
    for (size_t i = 0; i < quorum->member_count; i++)
        names[i] = quorum->members[i].text;
    dolen_parameters_texts(parameters, names, quorum->member_count);
    dolen_parameters_int8(parameters, (int64_t)quorum->needed);
    return DOLEN_OK;
}

dolen_status dolen_cosignature_store_confirmed(dolen_connection *connection, const dolen_ledger_quorum *quorum,
                                               uint64_t after, dolen_arena *arena, dolen_ledger_round *out,
                                               dolen_err *err)
{
    static const dolen_statement largest = DOLEN_STATEMENT(
        "cosignature-largest", "SELECT size, root, note, opened FROM ledger_round r WHERE (SELECT count(*)"
                               " FROM ledger_cosignature c WHERE c.size = r.size AND c.member = ANY ($1)) >= $2"
                               " ORDER BY size DESC LIMIT 1");
    static const dolen_statement smallest = DOLEN_STATEMENT(
        "cosignature-smallest", "SELECT size, root, note, opened FROM ledger_round r WHERE (SELECT count(*)"
                                " FROM ledger_cosignature c WHERE c.size = r.size AND c.member = ANY ($1)) >= $2"
                                " AND size > $3 ORDER BY size LIMIT 1");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *out = (dolen_ledger_round){.note = ""};
    DOLEN_TRY(add_quorum(&parameters, values, quorum, err));
    if (after <= INT64_MAX)
        dolen_parameters_int8(&parameters, (int64_t)after);
    DOLEN_TRY(dolen_statement_run(connection, after <= INT64_MAX ? &smallest : &largest, &parameters, &rows, err));
    return read_round(rows, arena, out, err);
}

dolen_status dolen_cosignature_store_keep(dolen_connection *connection, uint64_t size,
                                          const dolen_ledger_cosignature *cosignature, dolen_err *err)
{
    static const dolen_statement keep = DOLEN_STATEMENT(
        "cosignature-keep", "INSERT INTO ledger_cosignature (size, member, cosigned, line)"
                            " SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT 1 FROM ledger_round WHERE size = $1)"
                            " ON CONFLICT (size, member) DO UPDATE SET cosigned = excluded.cosigned,"
                            " line = excluded.line WHERE excluded.cosigned > ledger_cosignature.cosigned");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);

    dolen_parameters_int8(&parameters, (int64_t)size);
    dolen_parameters_text(&parameters, cosignature->member.text);
    dolen_parameters_int8(&parameters, cosignature->cosigned);
    dolen_parameters_text(&parameters, cosignature->line);
    return dolen_statement_run(connection, &keep, &parameters, NULL, err);
}

dolen_status dolen_cosignature_store_list(dolen_connection *connection, uint64_t size, dolen_arena *arena,
                                          const dolen_ledger_cosignature **out, size_t *count, dolen_err *err)
{
    static const dolen_statement list = DOLEN_STATEMENT(
        "cosignature-list", "SELECT member, cosigned, line FROM ledger_cosignature WHERE size = $1 ORDER BY member");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);
    dolen_ledger_cosignature *items = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, (int64_t)size);
    DOLEN_TRY(dolen_statement_run(connection, &list, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *items, (void *)&items, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        const char *member = dolen_rows_text(rows, i, 0);
        items[i].cosigned = dolen_rows_number(rows, i, 1);
        DOLEN_TRY(dolen_code_read(member, strlen(member), &items[i].member, err));
        DOLEN_TRY(copy(rows, i, 2, arena, &items[i].line, err));
    }
    *out = items;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_cosignature_store_begun(dolen_connection *connection, int64_t *out, dolen_err *err)
{
    static const dolen_statement begun =
        DOLEN_STATEMENT("cosignature-begun", "SELECT opened FROM ledger_round ORDER BY size LIMIT 1");
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = 0;
    DOLEN_TRY(dolen_statement_run(connection, &begun, NULL, &rows, err));
    *out = dolen_rows_count(rows) ? dolen_rows_number(rows, 0, 0) : 0;
    return DOLEN_OK;
}

dolen_status dolen_cosignature_store_losses(dolen_connection *connection, dolen_arena *arena,
                                            const dolen_ledger_loss **out, size_t *count, dolen_err *err)
{
    static const dolen_statement list = DOLEN_STATEMENT(
        "loss-list", "SELECT number::bigint, statement, coalesce(entry, -1) FROM ledger_loss ORDER BY number");
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_ledger_loss *items = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, &list, NULL, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *items, (void *)&items, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        items[i].number = dolen_rows_number(rows, i, 0);
        items[i].entry = dolen_rows_number(rows, i, 2);
        DOLEN_TRY(copy(rows, i, 1, arena, &items[i].statement, err));
    }
    *out = items;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_cosignature_store_add_loss(dolen_connection *connection, const char *statement, dolen_err *err)
{
    static const dolen_statement store = DOLEN_STATEMENT("loss-add", "INSERT INTO ledger_loss (statement) VALUES ($1)");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);

    dolen_parameters_text(&parameters, statement);
    return dolen_statement_run(connection, &store, &parameters, NULL, err);
}

dolen_status dolen_cosignature_store_enter_loss(dolen_connection *connection, int64_t number, uint64_t entry,
                                                dolen_err *err)
{
    static const dolen_statement enter =
        DOLEN_STATEMENT("loss-enter", "UPDATE ledger_loss SET entry = $2 WHERE number = $1::bigint AND entry IS NULL");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);
    int64_t changed = 0;

    dolen_parameters_int8(&parameters, number);
    dolen_parameters_int8(&parameters, (int64_t)entry);
    DOLEN_TRY(dolen_statement_change(connection, &enter, &parameters, &changed, err));
    return changed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the statement of loss is an entry already");
}
