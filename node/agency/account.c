#include "node/agency/account.h"

#include <string.h>

#include "node/agency/account_home.h"
#include "node/base/sections.h"
#include "node/base/text.h"
#include "node/crypto/password.h"
#include "node/store/account_store.h"
#include "node/store/openid_store.h"
#include "node/store/second_factor_store.h"
#include "node/store/transaction.h"

enum { PASSWORD_LEAST = 12, DAY = 24 * 3600 * 1000 };

/* Who reads the log does not search people, whichever of their roles they act in (IG-12). */
static bool reads_and_searches(const dolen_rules *rules, const dolen_account *account)
{
    bool reads = false;
    bool searches = false;

    for (size_t i = 0; i < account->role_count; i++) {
        const dolen_role *role = dolen_rules_find_role(rules, account->roles[i]);
        reads = reads || (role && role->may_audit);
        searches = searches || (role && role->may_ask && !role->may_audit);
    }
    return reads && searches;
}

dolen_status dolen_account_check(dolen_agency *agency, const char *user, dolen_code role, dolen_arena *arena,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_account account;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    const dolen_status found = dolen_account_store_find(connection, user, arena, &account, err);
    if (found != DOLEN_OK && found != DOLEN_E_ABSENT)
        return found;
    if (found == DOLEN_E_ABSENT || !dolen_account_store_has_role(&account, role) ||
        !dolen_account_store_may_sign_in(&account, dolen_clock_now(agency->clock)))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "no account in good standing with this role");
    if (reads_and_searches(agency->rules, &account))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "who reads the log does not search people: this account has both roles");
    return DOLEN_OK;
}

static const char *text_of(const json_t *request, const char *name)
{
    const char *text = json_string_value(json_object_get(request, name));

    return text ? text : "";
}

static dolen_status read_roles(const dolen_agency *agency, const char *list, dolen_arena *arena, dolen_account *account,
                               dolen_err *err)
{
    const char *const *items = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_section_list(arena, list, &items, &count, err));
    if (count == 0 || count > DOLEN_ACCOUNT_ROLES)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an account has one to eight roles");
    for (size_t i = 0; i < count; i++) {
        DOLEN_TRY(dolen_code_read(items[i], strlen(items[i]), &account->roles[i], err));
        if (!dolen_rules_find_role(agency->rules, account->roles[i]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules know no such role");
    }
    account->role_count = count;
    return reads_and_searches(agency->rules, account)
               ? DOLEN_FAIL(err, DOLEN_E_INPUT, "who reads the log does not search people: give two accounts (IG-12)")
               : DOLEN_OK;
}

static dolen_status read_day(const char *text, dolen_day *out, dolen_err *err)
{
    *out = (dolen_day){0};
    return *text ? dolen_day_read(text, out, err) : DOLEN_OK;
}

static int64_t confirmed_until(const dolen_agency *agency)
{
    return dolen_clock_now(agency->clock) + (int64_t)dolen_rules_limits(agency->rules)->account_days * DAY;
}

/* Whoever signs in at the agency's provider needs no password: "" then. */
static dolen_status hash_password(const dolen_agency *agency, const char *password, char hash[DOLEN_PASSWORD_TEXT],
                                  dolen_err *err)
{
    if (!*password && agency->settings.openid_issuer)
        return DOLEN_OK;
    if (strlen(password) < PASSWORD_LEAST)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a password has at least 12 characters");
    return dolen_password_hash(dolen_bytes_of_string(password), hash, err);
}

/* "team": as the agency writes it; "" names none. Not there: it stays. */
static dolen_status set_team(dolen_connection *connection, const json_t *request, dolen_err *err)
{
    const char *team = json_string_value(json_object_get(request, "team"));

    if (!team)
        return DOLEN_OK;
    if (strlen(team) > DOLEN_ACCOUNT_TEAM)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a team's name has at most 64 bytes");
    return dolen_account_store_set_team(connection, text_of(request, "user"), team, err);
}

/* The home goes into digests at once; the address is kept nowhere (account_home.h). */
static dolen_status set_home(dolen_agency *agency, dolen_connection *connection, const json_t *request, dolen_err *err)
{
    const dolen_address home = {.line = text_of(request, "home_address"),
                                .postcode = text_of(request, "home_postcode"),
                                .uprn = text_of(request, "home_uprn")};
    const char *user = text_of(request, "user");
    dolen_digest digests[DOLEN_ACCOUNT_HOME_KEPT];
    size_t count = 0;

    if (dolen_text_same(text_of(request, "forget_home"), "yes"))
        return dolen_account_store_set_home(connection, user, NULL, 0, err);
    if (!*home.line && !*home.postcode && !*home.uprn)
        return DOLEN_OK;
    if (strlen(user) > DOLEN_ACCOUNT_NAME)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such account");
    DOLEN_TRY(dolen_account_home_keep(agency->keys, user, &home, digests, &count, err));
    return dolen_account_store_set_home(connection, user, digests, count, err);
}

static dolen_status change(dolen_agency *agency, dolen_connection *connection, const json_t *request,
                           dolen_arena *arena, dolen_err *err)
{
    dolen_account account;

    DOLEN_TRY(dolen_account_store_find(connection, text_of(request, "user"), arena, &account, err));
    DOLEN_TRY(set_team(connection, request, err));
    return set_home(agency, connection, request, err);
}

static dolen_status add(dolen_agency *agency, dolen_connection *connection, const json_t *request, dolen_arena *arena,
                        dolen_err *err)
{
    dolen_account account = {.name = text_of(request, "user"),
                             .full_name = text_of(request, "name"),
                             .created = dolen_clock_now(agency->clock),
                             .confirmed_until = confirmed_until(agency)};
    char hash[DOLEN_PASSWORD_TEXT] = "";

    if (!dolen_text_is_token(account.name, strlen(account.name), "._@-") || strlen(account.name) > DOLEN_ACCOUNT_NAME)
        return DOLEN_FAIL(err, DOLEN_E_INPUT,
                          "an account's name has 1 to 64 letters, digits, dots, dashes or at signs");
    DOLEN_TRY(read_roles(agency, text_of(request, "roles"), arena, &account, err));
    DOLEN_TRY(read_day(text_of(request, "trained"), &account.trained, err));
    DOLEN_TRY(read_day(text_of(request, "vetted"), &account.vetted, err));
    if (account.trained.year == 0 || account.vetted.year == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an account needs days of training and vetting (IG-30)");
    DOLEN_TRY(hash_password(agency, text_of(request, "password"), hash, err));
    account.password_hash = hash;
    DOLEN_TRY(dolen_account_store_add(connection, &account, err));
    DOLEN_TRY(set_team(connection, request, err));
    return set_home(agency, connection, request, err);
}

static dolen_status confirm(dolen_agency *agency, dolen_connection *connection, const json_t *request, dolen_err *err)
{
    dolen_day trained;
    dolen_day vetted;

    DOLEN_TRY(read_day(text_of(request, "trained"), &trained, err));
    DOLEN_TRY(read_day(text_of(request, "vetted"), &vetted, err));
    if (trained.year == 0 || vetted.year == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "confirming needs days of training and vetting (IG-30)");
    return dolen_account_store_confirm(connection, text_of(request, "user"), confirmed_until(agency), trained, vetted,
                                       err);
}

static dolen_status set_password(dolen_connection *connection, const json_t *request, dolen_err *err)
{
    const char *password = text_of(request, "password");
    char hash[DOLEN_PASSWORD_TEXT];

    if (strlen(password) < PASSWORD_LEAST)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a password has at least 12 characters");
    DOLEN_TRY(dolen_password_hash(dolen_bytes_of_string(password), hash, err));
    return dolen_account_store_set_password(connection, text_of(request, "user"), hash, err);
}

static dolen_status carry_out(dolen_agency *agency, dolen_connection *connection, const json_t *request,
                              dolen_arena *arena, dolen_err *err)
{
    const char *action = text_of(request, "action");

    if (dolen_text_same(action, "add"))
        return add(agency, connection, request, arena, err);
    if (dolen_text_same(action, "change"))
        return change(agency, connection, request, arena, err);
    if (dolen_text_same(action, "suspend"))
        return dolen_account_store_suspend(connection, text_of(request, "user"), true, err);
    if (dolen_text_same(action, "restore"))
        return dolen_account_store_suspend(connection, text_of(request, "user"), false, err);
    if (dolen_text_same(action, "confirm"))
        return confirm(agency, connection, request, err);
    if (dolen_text_same(action, "set-password"))
        return set_password(connection, request, err);
    if (dolen_text_same(action, "forget-second-factor"))
        return dolen_second_factor_store_forget(connection, text_of(request, "user"), err);
    if (dolen_text_same(action, "hand-over"))
        return dolen_openid_store_hand_over(connection, text_of(request, "user"), err);
    if (dolen_text_same(action, "list"))
        return DOLEN_OK;
    return DOLEN_FAIL(err, DOLEN_E_INPUT,
                      "the action is one of add, change, list, suspend, restore, confirm, set-password, "
                      "forget-second-factor, hand-over");
}

static json_t *account_document(const dolen_agency *agency, const dolen_account *account)
{
    char until[DOLEN_INSTANT_TEXT];
    json_t *roles = json_array();

    for (size_t i = 0; i < account->role_count; i++)
        json_array_append_new(roles, json_string(account->roles[i].text));
    dolen_instant_write(account->confirmed_until, until);
    return json_pack("{s:s, s:s, s:o, s:s, s:b, s:s, s:s}", "user", account->name, "name", account->full_name, "roles",
                     roles, "team", account->team, "has_home", (int)account->has_home, "confirmed_until", until,
                     "state",
                     dolen_account_store_may_sign_in(account, dolen_clock_now(agency->clock)) ? "active" : "inactive");
}

dolen_status dolen_account_serve(dolen_agency *agency, const json_t *request, dolen_arena *arena, json_t **out,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_account *accounts = NULL;
    size_t count = 0;

    *out = NULL;
    DOLEN_TRY(dolen_transaction_begin(agency->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(carry_out(agency, connection, request, arena, err));
    DOLEN_TRY(dolen_account_store_list(connection, arena, &accounts, &count, err));
    DOLEN_TRY(dolen_transaction_commit(transaction, err));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, account_document(agency, &accounts[i]));
    *out = json_pack("{s:o}", "accounts", list);
    return DOLEN_OK;
}
