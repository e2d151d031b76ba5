#include "node/store/openid_store.h"

#include <string.h>

enum { PARAMETERS = 8 * 1024 };

dolen_status dolen_openid_store_find(dolen_connection *connection, const char *issuer, const char *subject,
                                     dolen_arena *arena, dolen_account *out, dolen_err *err)
{
    static const dolen_statement find =
        DOLEN_STATEMENT("openid-find", "SELECT name FROM account WHERE openid_issuer = $1 AND openid_subject = $2");
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_account){0};
    dolen_parameters_text(&parameters, issuer);
    dolen_parameters_text(&parameters, subject);
    DOLEN_TRY(dolen_statement_run(connection, &find, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no account is this person's");
    return dolen_account_store_find(connection, dolen_rows_text(rows, 0, 0), arena, out, err);
}

static dolen_status change_one(dolen_connection *connection, const dolen_statement *statement,
                               const dolen_parameters *parameters, dolen_err *err)
{
    int64_t changed = 0;

    DOLEN_TRY(dolen_statement_change(connection, statement, parameters, &changed, err));
    return changed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such account");
}

dolen_status dolen_openid_store_link(dolen_connection *connection, const char *name, const char *issuer,
                                     const char *subject, dolen_err *err)
{
    static const dolen_statement link =
        DOLEN_STATEMENT("openid-link", "UPDATE account SET openid_issuer = $2, openid_subject = $3 WHERE name = $1 "
                                       "AND password_hash = '' AND openid_subject IS NULL");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_text(&parameters, issuer);
    dolen_parameters_text(&parameters, subject);
    return change_one(connection, &link, &parameters, err);
}

dolen_status dolen_openid_store_hand_over(dolen_connection *connection, const char *name, dolen_err *err)
{
    static const dolen_statement hand_over = DOLEN_STATEMENT(
        "openid-hand-over", "WITH ended AS (DELETE FROM session WHERE account = $1) UPDATE account SET "
                            "password_hash = '', openid_issuer = NULL, openid_subject = NULL WHERE name = $1");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    return change_one(connection, &hand_over, &parameters, err);
}

dolen_status dolen_openid_store_set_roles(dolen_connection *connection, const char *name, const dolen_code *roles,
                                          size_t count, dolen_err *err)
{
    static const dolen_statement set_roles =
        DOLEN_STATEMENT("openid-roles", "UPDATE account SET roles = $2 WHERE name = $1");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    const char *texts[DOLEN_ACCOUNT_ROLES];
    dolen_parameters parameters = dolen_parameters_in(arena);

    DOLEN_MUST(count > 0 && count <= DOLEN_ACCOUNT_ROLES);
    for (size_t i = 0; i < count; i++)
        texts[i] = roles[i].text;
    dolen_parameters_text(&parameters, name);
    dolen_parameters_texts(&parameters, texts, count);
    return change_one(connection, &set_roles, &parameters, err);
}

dolen_status dolen_openid_store_end_sessions(dolen_connection *connection, const char *issuer, const char *subject,
                                             const char *sid, int64_t *ended, dolen_err *err)
{
    static const dolen_statement end = DOLEN_STATEMENT(
        "openid-end-sessions",
        "DELETE FROM session s USING account a WHERE a.name = s.account AND a.openid_issuer = $1 AND "
        "s.openid_sid IS NOT NULL AND ($2 <> '' OR $3 <> '') AND ($2 = '' OR a.openid_subject = $2) AND "
        "($3 = '' OR s.openid_sid = $3)");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, issuer);
    dolen_parameters_text(&parameters, subject);
    dolen_parameters_text(&parameters, sid);
    return dolen_statement_change(connection, &end, &parameters, ended, err);
}

dolen_status dolen_openid_store_take_logout(dolen_connection *connection, const dolen_digest *id, int64_t now,
                                            int64_t until, dolen_err *err)
{
    static const dolen_statement forget =
        DOLEN_STATEMENT("openid-logout-forget", "DELETE FROM openid_logout WHERE until < $1");
    static const dolen_statement take =
        DOLEN_STATEMENT("openid-logout-take", "INSERT INTO openid_logout (id, until) VALUES ($1, $2)");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters old = dolen_parameters_in(arena);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&old, now);
    DOLEN_TRY(dolen_statement_run(connection, &forget, &old, NULL, err));
    dolen_parameters_digest(&parameters, id);
    dolen_parameters_int8(&parameters, until);
    return dolen_statement_run(connection, &take, &parameters, NULL, err);
}
