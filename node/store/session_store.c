#include "node/store/session_store.h"

#include <string.h>

enum { PARAMETERS = 4096 };

static const dolen_statement add_session = DOLEN_STATEMENT(
    "session-add", "INSERT INTO session (id, account, role, started, last_used, authenticated, openid_sid) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7)");
static const dolen_statement find_session = DOLEN_STATEMENT(
    "session-find", "SELECT s.account, s.role, s.started, s.last_used, s.authenticated, s.openid_sid, "
                    "array_to_string(a.roles, ' ') FROM session s JOIN account a "
                    "ON a.name = s.account WHERE s.id = $1 AND NOT a.suspended AND a.confirmed_until > $2 "
                    "AND s.role = ANY (a.roles)");
static const dolen_statement touch_session =
    DOLEN_STATEMENT("session-touch", "UPDATE session SET last_used = greatest(last_used, $2) WHERE id = $1 RETURNING "
                                     "set_config('synchronous_commit', 'off', true)");
static const dolen_statement end_session = DOLEN_STATEMENT("session-end", "DELETE FROM session WHERE id = $1");
static const dolen_statement end_sessions =
    DOLEN_STATEMENT("session-tidy", "DELETE FROM session WHERE last_used < $1 OR started < $2");

dolen_status dolen_session_store_add(dolen_connection *connection, const dolen_digest *id,
                                     const dolen_stored_session *session, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_digest(&parameters, id);
    dolen_parameters_text(&parameters, session->account);
    dolen_parameters_text(&parameters, session->role.text);
    dolen_parameters_int8(&parameters, session->started);
    dolen_parameters_int8(&parameters, session->last_used);
    dolen_parameters_int8(&parameters, session->authenticated);
    dolen_parameters_text(&parameters, session->openid_sid);
    return dolen_statement_run(connection, &add_session, &parameters, NULL, err);
}

static dolen_status copy_text(const char *text, dolen_arena *arena, const char **out, dolen_err *err)
{
    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_session(const dolen_rows *rows, dolen_arena *arena, dolen_stored_session *out, dolen_err *err)
{
    const char *role = dolen_rows_text(rows, 0, 1);

    DOLEN_TRY(copy_text(dolen_rows_text(rows, 0, 0), arena, &out->account, err));
    DOLEN_TRY(dolen_code_read(role, strlen(role), &out->role, err));
    out->started = dolen_rows_number(rows, 0, 2);
    out->last_used = dolen_rows_number(rows, 0, 3);
    out->authenticated = dolen_rows_number(rows, 0, 4);
    if (!dolen_rows_is_null(rows, 0, 5))
        DOLEN_TRY(copy_text(dolen_rows_text(rows, 0, 5), arena, &out->openid_sid, err));
    return dolen_account_store_read_roles(dolen_rows_text(rows, 0, 6), out->roles, &out->role_count, err);
}

dolen_status dolen_session_store_find(dolen_connection *connection, const dolen_digest *id, int64_t now,
                                      dolen_arena *arena, dolen_stored_session *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_stored_session){0};
    dolen_parameters_digest(&parameters, id);
    dolen_parameters_int8(&parameters, now);
    DOLEN_TRY(dolen_statement_run(connection, &find_session, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such session");
    return read_session(rows, arena, out, err);
}

dolen_status dolen_session_store_touch(dolen_connection *connection, const dolen_digest *id, int64_t now,
                                       dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_digest(&parameters, id);
    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &touch_session, &parameters, NULL, err);
}

dolen_status dolen_session_store_end(dolen_connection *connection, const dolen_digest *id, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_digest(&parameters, id);
    return dolen_statement_run(connection, &end_session, &parameters, NULL, err);
}

dolen_status dolen_session_store_tidy(dolen_connection *connection, int64_t last_used_before, int64_t started_before,
                                      int64_t *ended, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, last_used_before);
    dolen_parameters_int8(&parameters, started_before);
    return dolen_statement_change(connection, &end_sessions, &parameters, ended, err);
}
