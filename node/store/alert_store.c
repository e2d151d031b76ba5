#include "node/store/alert_store.h"

#include <string.h>

#include "node/store/transaction.h"

enum { PARAMETERS = 8 * 1024 };

#define COLUMNS                                                                                                        \
    "SELECT id, kind, entry, handle, watch, agency, flag, flag_kind, month, latest, contact, disputed, raised, "       \
    "purpose, outcome, urgent, received, clock, due, local_id, name, team, state, holder, ended, changed "             \
    "FROM alert_shown "

static const dolen_statement list_open =
    DOLEN_STATEMENT("alert-list", COLUMNS "WHERE state < 4 AND (NOT $3 OR (due > 0 AND due < $4)) "
                                          "ORDER BY team <> $1, due = 0, due, raised, id LIMIT $2");
static const dolen_statement list_ended =
    DOLEN_STATEMENT("alert-list-ended", COLUMNS "WHERE state = 4 ORDER BY team <> $1, changed DESC, id LIMIT $2");
static const dolen_statement find_alert = DOLEN_STATEMENT("alert-find", COLUMNS "WHERE id = $1");
static const dolen_statement mark_seen =
    DOLEN_STATEMENT("alert-seen", "UPDATE alert SET state = 2, changed = $2 WHERE id = $1 AND state = 1");
static const dolen_statement take_alert =
    DOLEN_STATEMENT("alert-take", "UPDATE alert SET state = 3, holder = $3, changed = $2 WHERE id = $1 AND state < 4 "
                                  "AND holder = $4 AND EXISTS (SELECT FROM alert_shown s WHERE s.id = alert.id)");
static const dolen_statement end_alert =
    DOLEN_STATEMENT("alert-end", "UPDATE alert SET state = 4, ended = $4, changed = $2 WHERE id = $1 AND state = 3 "
                                 "AND holder = $3 AND EXISTS (SELECT FROM alert_shown s WHERE s.id = alert.id)");
static const dolen_statement add_step =
    DOLEN_STATEMENT("alert-step", "INSERT INTO alert_step (alert, at, account, role, step, outcome) "
                                  "SELECT id, $2, $3, $4, $5, $6 FROM alert_shown WHERE id = $1");
static const dolen_statement list_steps = DOLEN_STATEMENT(
    "alert-steps", "SELECT at, account, role, step, outcome FROM alert_step WHERE alert = $1 ORDER BY number");
static const dolen_statement count_alerts = DOLEN_STATEMENT(
    "alert-count", "SELECT count(*) FILTER (WHERE state < 3), count(*), count(*) FILTER (WHERE due > 0 AND due < $1), "
                   "(SELECT count(*) FROM alert WHERE key IS NULL) FROM alert_shown WHERE state < 4");
static const dolen_statement count_waiting =
    DOLEN_STATEMENT("alert-waiting", "SELECT count(*) FROM alert_shown WHERE state < 3 AND ($1 = 0 OR team = $1)");

/* Reads the columns of one row from left to right. */
typedef struct reader {
    const dolen_rows *rows;
    size_t row;
    int column;
    dolen_arena *arena;
} reader;

static int64_t next_number(reader *r)
{
    return dolen_rows_number(r->rows, r->row, r->column++);
}

static dolen_uuid next_uuid(reader *r)
{
    return dolen_rows_uuid(r->rows, r->row, r->column++);
}

static dolen_day next_day(reader *r)
{
    static const dolen_day none;
    const int column = r->column++;

    if (dolen_rows_is_null(r->rows, r->row, column))
        return none;
    return dolen_day_from_number(dolen_rows_number(r->rows, r->row, column));
}

static dolen_status next_code(reader *r, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(r->rows, r->row, r->column++);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status next_text(reader *r, const char **out, dolen_err *err)
{
    const char *text = dolen_rows_text(r->rows, r->row, r->column++);

    *out = dolen_arena_copy_string(r->arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_published(reader *r, dolen_alert *out, dolen_err *err)
{
    out->entry = (uint64_t)next_number(r);
    out->handle = next_uuid(r);
    DOLEN_TRY(next_code(r, &out->watch, err));
    DOLEN_TRY(next_code(r, &out->agency, err));
    DOLEN_TRY(next_code(r, &out->flag, err));
    out->kind = (dolen_flag_kind)next_number(r);
    out->month = (dolen_month)next_number(r);
    out->latest = next_day(r);
    out->contact = (uint16_t)next_number(r);
    out->disputed = next_number(r) != 0;
    out->raised = next_number(r);
    return DOLEN_OK;
}

static dolen_status read_alert(reader *r, dolen_kept_alert *out, dolen_err *err)
{
    out->id = next_uuid(r);
    out->sort = (dolen_alert_sort)next_number(r);
    DOLEN_TRY(read_published(r, &out->alert, err));
    DOLEN_TRY(next_code(r, &out->purpose, err));
    out->outcome = (dolen_consulted_outcome)next_number(r);
    out->urgent = next_number(r) != 0;
    out->received = next_number(r);
    DOLEN_TRY(next_code(r, &out->clock, err));
    out->due = next_number(r);
    DOLEN_TRY(next_text(r, &out->local_id, err));
    DOLEN_TRY(next_text(r, &out->name, err));
    out->team = (uint16_t)next_number(r);
    out->state = (dolen_alert_state)next_number(r);
    DOLEN_TRY(next_text(r, &out->holder, err));
    DOLEN_TRY(next_code(r, &out->ended, err));
    out->changed = next_number(r);
    return DOLEN_OK;
}

static dolen_parameters parameters_of(const dolen_alert_wish *wish, dolen_arena *arena)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int2(&parameters, (int16_t)wish->first_team);
    dolen_parameters_int8(&parameters, (int64_t)wish->limit);
    if (wish->choice == DOLEN_ALERTS_ENDED)
        return parameters;
    dolen_parameters_bool(&parameters, wish->choice == DOLEN_ALERTS_OVERDUE);
    dolen_parameters_int8(&parameters, wish->now);
    return parameters;
}

dolen_status dolen_alert_store_list(dolen_connection *connection, const dolen_alert_wish *wish, dolen_arena *arena,
                                    const dolen_kept_alert **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    const dolen_parameters parameters = parameters_of(wish, arena);
    dolen_kept_alert *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, wish->choice == DOLEN_ALERTS_ENDED ? &list_ended : &list_open,
                                  &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_alert(&(reader){rows, i, 0, arena}, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

dolen_status dolen_alert_store_find(dolen_connection *connection, dolen_uuid id, dolen_arena *arena,
                                    dolen_kept_alert *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_kept_alert){.local_id = "", .name = "", .holder = ""};
    dolen_parameters_uuid(&parameters, id);
    DOLEN_TRY(dolen_statement_run(connection, &find_alert, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such alert");
    return read_alert(&(reader){rows, 0, 0, arena}, out, err);
}

/* How many rows the step's own statement changed: 0 when somebody else came first. */
static dolen_status change_state(dolen_connection *connection, dolen_uuid id, const dolen_alert_step *step,
                                 const char *from, int64_t *changed, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, id);
    dolen_parameters_int8(&parameters, step->at);
    if (step->deed == DOLEN_ALERT_LOOKED_AT) {
        *changed = 1;
        return dolen_statement_run(connection, &mark_seen, &parameters, NULL, err);
    }
    const bool ends = step->deed == DOLEN_ALERT_GIVEN_OUTCOME;
    dolen_parameters_text(&parameters, step->account);
    dolen_parameters_text(&parameters, ends ? step->outcome.text : from);
    return dolen_statement_change(connection, ends ? &end_alert : &take_alert, &parameters, changed, err);
}

static dolen_status keep_step(dolen_connection *connection, dolen_uuid id, const dolen_alert_step *step, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t kept = 0;

    dolen_parameters_uuid(&parameters, id);
    dolen_parameters_int8(&parameters, step->at);
    dolen_parameters_text(&parameters, step->account);
    dolen_parameters_text(&parameters, step->role.text);
    dolen_parameters_int2(&parameters, (int16_t)step->deed);
    dolen_parameters_text(&parameters, step->outcome.text);
    DOLEN_TRY(dolen_statement_change(connection, &add_step, &parameters, &kept, err));
    return kept == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such alert");
}

dolen_status dolen_alert_store_do(dolen_pool *pool, dolen_uuid id, const dolen_alert_step *step, const char *from,
                                  dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    int64_t changed = 0;

    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(keep_step(connection, id, step, err));
    DOLEN_TRY(change_state(connection, id, step, from, &changed, err));
    if (changed == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "somebody else has this alert, or has ended it");
    return dolen_transaction_commit(transaction, err);
}

static dolen_status read_step(reader *r, dolen_alert_step *out, dolen_err *err)
{
    out->at = next_number(r);
    DOLEN_TRY(next_text(r, &out->account, err));
    DOLEN_TRY(next_code(r, &out->role, err));
    out->deed = (dolen_alert_deed)next_number(r);
    return next_code(r, &out->outcome, err);
}

dolen_status dolen_alert_store_steps(dolen_connection *connection, dolen_uuid id, dolen_arena *arena,
                                     const dolen_alert_step **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_alert_step *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_uuid(&parameters, id);
    DOLEN_TRY(dolen_statement_run(connection, &list_steps, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_step(&(reader){rows, i, 0, arena}, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

dolen_status dolen_alert_store_count(dolen_connection *connection, int64_t now, dolen_alert_count *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_alert_count){0};
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_run(connection, &count_alerts, &parameters, &rows, err));
    *out = (dolen_alert_count){.waiting = dolen_rows_number(rows, 0, 0),
                               .open = dolen_rows_number(rows, 0, 1),
                               .overdue = dolen_rows_number(rows, 0, 2),
                               .nobodys = dolen_rows_number(rows, 0, 3)};
    return DOLEN_OK;
}

dolen_status dolen_alert_store_waiting(dolen_connection *connection, uint16_t team, int64_t *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = 0;
    dolen_parameters_int2(&parameters, (int16_t)team);
    DOLEN_TRY(dolen_statement_run(connection, &count_waiting, &parameters, &rows, err));
    *out = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}
