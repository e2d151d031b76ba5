#include "node/store/alert_step_store.h"

#include <string.h>

/* The wish's empty parts are NULL; the two indexes by instant serve both a list of everybody's and one person's. */
static const dolen_statement find_steps = DOLEN_STATEMENT(
    "alert-step-find",
    "SELECT s.number, s.at, s.account, s.role, s.step, s.outcome, coalesce(c.full_name, ''), a.id, a.kind, a.watch, "
    "a.agency, a.flag, a.local_id, a.name FROM alert_step s JOIN alert a ON a.id = s.alert LEFT JOIN account c ON "
    "c.name = s.account WHERE ($1::text IS NULL OR s.account = $1) AND s.at >= $2 AND s.at < $3 AND (s.at, s.number) "
    "< ($4, $5) ORDER BY s.at DESC, s.number DESC LIMIT $6");
static const dolen_statement find_told = DOLEN_STATEMENT(
    "alert-step-told", "SELECT id, kind, received, watch, agency, flag, purpose FROM alert WHERE key = $1 "
                       "ORDER BY received DESC, id LIMIT $2");

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_item(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_alert_step_item *out,
                              dolen_err *err)
{
    out->number = dolen_rows_number(rows, row, 0);
    out->step.at = dolen_rows_number(rows, row, 1);
    DOLEN_TRY(read_text(rows, row, 2, arena, &out->step.account, err));
    DOLEN_TRY(read_code(rows, row, 3, &out->step.role, err));
    out->step.deed = (dolen_alert_deed)dolen_rows_number(rows, row, 4);
    DOLEN_TRY(read_code(rows, row, 5, &out->step.outcome, err));
    DOLEN_TRY(read_text(rows, row, 6, arena, &out->full_name, err));
    out->alert = dolen_rows_uuid(rows, row, 7);
    out->sort = (dolen_alert_sort)dolen_rows_number(rows, row, 8);
    DOLEN_TRY(read_code(rows, row, 9, &out->watch, err));
    DOLEN_TRY(read_code(rows, row, 10, &out->agency, err));
    DOLEN_TRY(read_code(rows, row, 11, &out->flag, err));
    DOLEN_TRY(read_text(rows, row, 12, arena, &out->local_id, err));
    return read_text(rows, row, 13, arena, &out->name, err);
}

dolen_status dolen_alert_step_store_find(dolen_connection *connection, const dolen_alert_step_wish *wish, size_t limit,
                                         dolen_arena *arena, const dolen_alert_step_item **out, size_t *count,
                                         dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_alert_step_item *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_text(&parameters, wish->account && *wish->account ? wish->account : NULL);
    dolen_parameters_int8(&parameters, wish->from);
    dolen_parameters_int8(&parameters, wish->until ? wish->until : INT64_MAX);
    dolen_parameters_int8(&parameters, wish->before.at ? wish->before.at : INT64_MAX);
    dolen_parameters_int8(&parameters, wish->before.number);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &find_steps, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_item(rows, i, arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

static dolen_status read_told(const dolen_rows *rows, size_t row, dolen_alert_told *out, dolen_err *err)
{
    out->id = dolen_rows_uuid(rows, row, 0);
    out->sort = (dolen_alert_sort)dolen_rows_number(rows, row, 1);
    out->received = dolen_rows_number(rows, row, 2);
    DOLEN_TRY(read_code(rows, row, 3, &out->watch, err));
    DOLEN_TRY(read_code(rows, row, 4, &out->agency, err));
    DOLEN_TRY(read_code(rows, row, 5, &out->flag, err));
    return read_code(rows, row, 6, &out->purpose, err);
}

dolen_status dolen_alert_step_store_told(dolen_connection *connection, dolen_uuid key, size_t limit, dolen_arena *arena,
                                         const dolen_alert_told **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_alert_told *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_uuid(&parameters, key);
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &find_told, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        DOLEN_TRY(read_told(rows, i, &list[i], err));
        DOLEN_TRY(dolen_alert_store_steps(connection, list[i].id, arena, &list[i].steps, &list[i].step_count, err));
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}
