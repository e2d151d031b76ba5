#include "node/store/alarm_store.h"

#include <string.h>

enum { PARAMETERS = 2048 };

dolen_status dolen_alarm_store_raise(dolen_connection *connection, const char *kind, const char *evidence, int64_t now,
                                     bool *is_new, dolen_err *err)
{
    static const dolen_statement raise = DOLEN_STATEMENT(
        "alarm-raise", "INSERT INTO alarm (kind, first_seen, last_seen, evidence) VALUES ($1, $2, $2, $3)"
                       " ON CONFLICT (kind) WHERE closed IS NULL DO UPDATE SET last_seen = excluded.last_seen,"
                       " times = alarm.times + 1 RETURNING times");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *is_new = false;
    dolen_parameters_text(&parameters, kind);
    dolen_parameters_int8(&parameters, now);
    dolen_parameters_text(&parameters, evidence);
    DOLEN_TRY(dolen_statement_run(connection, &raise, &parameters, &rows, err));
    *is_new = dolen_rows_count(rows) == 1 && dolen_rows_number(rows, 0, 0) == 1;
    return DOLEN_OK;
}

dolen_status dolen_alarm_store_close(dolen_connection *connection, int64_t number, const char *reason, int64_t now,
                                     dolen_err *err)
{
    static const dolen_statement close = DOLEN_STATEMENT(
        "alarm-close", "UPDATE alarm SET closed = $2, reason = $3 WHERE number = $1 AND closed IS NULL");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(values);
    int64_t changed = 0;

    dolen_parameters_int8(&parameters, number);
    dolen_parameters_int8(&parameters, now);
    dolen_parameters_text(&parameters, reason);
    DOLEN_TRY(dolen_statement_change(connection, &close, &parameters, &changed, err));
    return changed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "no alarm of this number is open");
}

dolen_status dolen_alarm_store_count(dolen_connection *connection, int64_t *open, dolen_err *err)
{
    static const dolen_statement count =
        DOLEN_STATEMENT("alarm-count", "SELECT count(*) FROM alarm WHERE closed IS NULL");
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *open = 0;
    DOLEN_TRY(dolen_statement_run(connection, &count, NULL, &rows, err));
    *open = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

static dolen_status copy(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                         dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the alarms do not fit");
}

static dolen_status read_one(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_stored_alarm *out,
                             dolen_err *err)
{
    *out = (dolen_stored_alarm){
        .number = dolen_rows_number(rows, row, 0),
        .first_seen = dolen_rows_number(rows, row, 2),
        .last_seen = dolen_rows_number(rows, row, 3),
        .times = dolen_rows_number(rows, row, 4),
        .closed = dolen_rows_number(rows, row, 6),
    };
    DOLEN_TRY(copy(rows, row, 1, arena, &out->kind, err));
    DOLEN_TRY(copy(rows, row, 5, arena, &out->evidence, err));
    return copy(rows, row, 7, arena, &out->reason, err);
}

dolen_status dolen_alarm_store_list(dolen_connection *connection, size_t limit, dolen_arena *arena,
                                    const dolen_stored_alarm **out, size_t *count, dolen_err *err)
{
    static const dolen_statement list =
        DOLEN_STATEMENT("alarm-list", "SELECT number, kind, first_seen, last_seen, times, evidence, closed, reason"
                                      " FROM alarm ORDER BY closed IS NOT NULL, number DESC LIMIT $1");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);
    dolen_stored_alarm *alarms = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, (int64_t)limit);
    DOLEN_TRY(dolen_statement_run(connection, &list, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *alarms, (void *)&alarms, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_one(rows, i, arena, &alarms[i], err));
    *out = alarms;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}
