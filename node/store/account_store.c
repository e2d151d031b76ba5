#include "node/store/account_store.h"

#include <string.h>

enum { PARAMETERS = 8 * 1024 };

#define COLUMNS                                                                                                        \
    "name, full_name, password_hash, array_to_string(roles, ' '), created, confirmed_until, trained, vetted, "         \
    "suspended, failures, locked_until, team, EXISTS (SELECT FROM account_home h WHERE h.account = account.name), "    \
    "openid_issuer, openid_subject"

static const dolen_statement add_account = DOLEN_STATEMENT(
    "account-add", "INSERT INTO account (name, full_name, password_hash, roles, created, confirmed_until, trained, "
                   "vetted, suspended, team) VALUES ($1, $2, $3, $4, $5, $6, nullif($7, -2147483648), "
                   "nullif($8, -2147483648), $9, coalesce($10, ''))");
static const dolen_statement find_account =
    DOLEN_STATEMENT("account-find", "SELECT " COLUMNS " FROM account WHERE name = $1");
static const dolen_statement list_accounts =
    DOLEN_STATEMENT("account-list", "SELECT " COLUMNS " FROM account ORDER BY name");
static const dolen_statement suspend_account =
    DOLEN_STATEMENT("account-suspend", "WITH ended AS (DELETE FROM session WHERE account = $1 AND $2) "
                                       "UPDATE account SET suspended = $2 WHERE name = $1");
static const dolen_statement confirm_account =
    DOLEN_STATEMENT("account-confirm", "UPDATE account SET confirmed_until = $2, trained = nullif($3, -2147483648), "
                                       "vetted = nullif($4, -2147483648) WHERE name = $1");
static const dolen_statement set_password =
    DOLEN_STATEMENT("account-password", "WITH ended AS (DELETE FROM session WHERE account = $1) UPDATE account "
                                        "SET password_hash = $2, failures = 0, locked_until = 0 WHERE name = $1");
static const dolen_statement set_team = DOLEN_STATEMENT("account-team", "UPDATE account SET team = $2 WHERE name = $1");
static const dolen_statement forget_home =
    DOLEN_STATEMENT("account-home-forget", "DELETE FROM account_home WHERE account = $1");
static const dolen_statement add_home = DOLEN_STATEMENT(
    "account-home-add", "INSERT INTO account_home (account, digest) SELECT name, d FROM account, unnest($2) AS i(d) "
                        "WHERE name = $1 ON CONFLICT DO NOTHING");
static const dolen_statement list_homes =
    DOLEN_STATEMENT("account-homes", "SELECT account, digest FROM account_home ORDER BY account, digest");
static const dolen_statement note_sign_in = DOLEN_STATEMENT(
    "account-sign-in", "UPDATE account SET failures = CASE WHEN $2 THEN 0 ELSE failures + 1 END, "
                       "locked_until = CASE WHEN $2 THEN 0 WHEN failures + 1 >= $3 THEN $4 ELSE locked_until END "
                       "WHERE name = $1");

bool dolen_account_store_may_sign_in(const dolen_account *account, int64_t now)
{
    return !account->suspended && now < account->confirmed_until && now >= account->locked_until;
}

bool dolen_account_store_has_role(const dolen_account *account, dolen_code role)
{
    for (size_t i = 0; i < account->role_count; i++)
        if (dolen_code_same(account->roles[i], role))
            return true;
    return false;
}

/* INT32_MIN stands for no day. */
static int32_t day_number(dolen_day day)
{
    return day.year ? (int32_t)dolen_day_number(day) : INT32_MIN;
}

dolen_status dolen_account_store_add(dolen_connection *connection, const dolen_account *account, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    const char *roles[DOLEN_ACCOUNT_ROLES];
    dolen_parameters parameters = dolen_parameters_in(arena);

    DOLEN_MUST(account->role_count <= DOLEN_ACCOUNT_ROLES);
    for (size_t i = 0; i < account->role_count; i++)
        roles[i] = account->roles[i].text;
    dolen_parameters_text(&parameters, account->name);
    dolen_parameters_text(&parameters, account->full_name);
    dolen_parameters_text(&parameters, account->password_hash);
    dolen_parameters_texts(&parameters, roles, account->role_count);
    dolen_parameters_int8(&parameters, account->created);
    dolen_parameters_int8(&parameters, account->confirmed_until);
    dolen_parameters_int4(&parameters, day_number(account->trained));
    dolen_parameters_int4(&parameters, day_number(account->vetted));
    dolen_parameters_bool(&parameters, account->suspended);
    dolen_parameters_text(&parameters, account->team);
    return dolen_statement_run(connection, &add_account, &parameters, NULL, err);
}

static dolen_status read_text(const dolen_rows *rows, size_t row, int column, dolen_arena *arena, const char **out,
                              dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

dolen_status dolen_account_store_read_roles(const char *text, dolen_code roles[DOLEN_ACCOUNT_ROLES], size_t *count,
                                            dolen_err *err)
{
    for (*count = 0; *text && *count < DOLEN_ACCOUNT_ROLES; (*count)++) {
        const size_t size = strcspn(text, " ");
        DOLEN_TRY(dolen_code_read(text, size, &roles[*count], err));
        text += size + (text[size] == ' ');
    }
    return DOLEN_OK;
}

static dolen_day read_day(const dolen_rows *rows, size_t row, int column)
{
    if (dolen_rows_is_null(rows, row, column))
        return (dolen_day){0};
    return dolen_day_from_number(dolen_rows_number(rows, row, column));
}

static dolen_status read_account(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_account *out,
                                 dolen_err *err)
{
    *out = (dolen_account){0};
    DOLEN_TRY(read_text(rows, row, 0, arena, &out->name, err));
    DOLEN_TRY(read_text(rows, row, 1, arena, &out->full_name, err));
    DOLEN_TRY(read_text(rows, row, 2, arena, &out->password_hash, err));
    DOLEN_TRY(dolen_account_store_read_roles(dolen_rows_text(rows, row, 3), out->roles, &out->role_count, err));
    out->created = dolen_rows_number(rows, row, 4);
    out->confirmed_until = dolen_rows_number(rows, row, 5);
    out->trained = read_day(rows, row, 6);
    out->vetted = read_day(rows, row, 7);
    out->suspended = dolen_rows_number(rows, row, 8) != 0;
    out->failures = (int32_t)dolen_rows_number(rows, row, 9);
    out->locked_until = dolen_rows_number(rows, row, 10);
    out->has_home = dolen_rows_number(rows, row, 12) != 0;
    DOLEN_TRY(read_text(rows, row, 11, arena, &out->team, err));
    DOLEN_TRY(read_text(rows, row, 13, arena, &out->openid_issuer, err));
    return read_text(rows, row, 14, arena, &out->openid_subject, err);
}

dolen_status dolen_account_store_find(dolen_connection *connection, const char *name, dolen_arena *arena,
                                      dolen_account *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_account){0};
    dolen_parameters_text(&parameters, name);
    DOLEN_TRY(dolen_statement_run(connection, &find_account, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such account");
    return read_account(rows, 0, arena, out, err);
}

dolen_status dolen_account_store_list(dolen_connection *connection, dolen_arena *arena, const dolen_account **out,
                                      size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_account *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, &list_accounts, NULL, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_account(rows, i, arena, &list[i], err));
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

static dolen_status change_one(dolen_connection *connection, const dolen_statement *statement,
                               const dolen_parameters *parameters, dolen_err *err)
{
    int64_t changed = 0;

    DOLEN_TRY(dolen_statement_change(connection, statement, parameters, &changed, err));
    return changed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such account");
}

dolen_status dolen_account_store_suspend(dolen_connection *connection, const char *name, bool suspended, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_bool(&parameters, suspended);
    return change_one(connection, &suspend_account, &parameters, err);
}

dolen_status dolen_account_store_confirm(dolen_connection *connection, const char *name, int64_t until,
                                         dolen_day trained, dolen_day vetted, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_int8(&parameters, until);
    dolen_parameters_int4(&parameters, day_number(trained));
    dolen_parameters_int4(&parameters, day_number(vetted));
    return change_one(connection, &confirm_account, &parameters, err);
}

dolen_status dolen_account_store_set_password(dolen_connection *connection, const char *name, const char *password_hash,
                                              dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_text(&parameters, password_hash);
    return change_one(connection, &set_password, &parameters, err);
}

dolen_status dolen_account_store_renew_hash(dolen_connection *connection, const char *name, const char *old_hash,
                                            const char *new_hash, dolen_err *err)
{
    static const dolen_statement renew = DOLEN_STATEMENT(
        "account-renew-hash", "UPDATE account SET password_hash = $3 WHERE name = $1 AND password_hash = $2");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_text(&parameters, old_hash);
    dolen_parameters_text(&parameters, new_hash);
    return change_one(connection, &renew, &parameters, err);
}

dolen_status dolen_account_store_set_team(dolen_connection *connection, const char *name, const char *team,
                                          dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_text(&parameters, team);
    return change_one(connection, &set_team, &parameters, err);
}

dolen_status dolen_account_store_set_home(dolen_connection *connection, const char *name, const dolen_digest *digests,
                                          size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters who = dolen_parameters_in(arena);
    dolen_bytes values[DOLEN_ACCOUNT_HOME_DIGESTS];
    int64_t added = 0;

    DOLEN_MUST(count <= DOLEN_ACCOUNT_HOME_DIGESTS);
    dolen_parameters_text(&who, name);
    dolen_parameters with = who;
    DOLEN_TRY(dolen_statement_run(connection, &forget_home, &who, NULL, err));
    if (count == 0)
        return DOLEN_OK;
    for (size_t i = 0; i < count; i++)
        values[i] = dolen_bytes_of(digests[i].bytes, sizeof digests[i].bytes);
    dolen_parameters_byteas(&with, values, count);
    DOLEN_TRY(dolen_statement_change(connection, &add_home, &with, &added, err));
    return added ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such account");
}

dolen_status dolen_account_store_homes(dolen_connection *connection, dolen_arena *arena, const dolen_account_home **out,
                                       size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_account_home *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_statement_run(connection, &list_homes, NULL, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++) {
        DOLEN_TRY(read_text(rows, i, 0, arena, &list[i].account, err));
        list[i].digest = dolen_rows_digest(rows, i, 1);
    }
    *out = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_account_store_note_sign_in(dolen_connection *connection, const char *name, bool succeeded,
                                              int32_t limit, int64_t locked_until, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, name);
    dolen_parameters_bool(&parameters, succeeded);
    dolen_parameters_int4(&parameters, limit);
    dolen_parameters_int8(&parameters, locked_until);
    return dolen_statement_run(connection, &note_sign_in, &parameters, NULL, err);
}
