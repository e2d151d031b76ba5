#include "node/agency/service/openid_desk.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/openid/openid.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/store/openid_store.h"
#include "node/store/transaction.h"

enum { FULL_NAME = 200 };

struct dolen_openid_desk {
    dolen_agency *agency;
    dolen_openid *openid;
    dolen_web_openid pages;
};

static dolen_status begin(void *context, const char *token, bool is_again, bool is_welsh, dolen_arena *arena,
                          const char **url, dolen_err *err)
{
    const dolen_openid_desk *desk = context;
    const dolen_openid_start start = {.token = token, .is_again = is_again, .is_welsh = is_welsh};
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;

    return dolen_openid_begin(desk->openid, &start, arena, url, &fault, err);
}

static dolen_web_openid_outcome outcome_of(dolen_openid_fault fault)
{
    if (fault == DOLEN_OPENID_CONSENT)
        return DOLEN_WEB_OPENID_DECLINED;
    if (fault == DOLEN_OPENID_SILENT || fault == DOLEN_OPENID_DISCOVERY)
        return DOLEN_WEB_OPENID_SILENT;
    return fault == DOLEN_OPENID_STRENGTH ? DOLEN_WEB_OPENID_WEAK : DOLEN_WEB_OPENID_REFUSED;
}

static void note(dolen_uuid request, const char *code)
{
    char text[DOLEN_UUID_TEXT];

    dolen_uuid_write(request, text);
    dolen_log_warning("a sign-in at the provider failed", dolen_field_request(text), dolen_field_status(code));
}

/* An account that waits to be confirmed by an administrator, who is then shown training and vetting (IG-30). */
static dolen_status add_account(const dolen_openid_desk *desk, dolen_connection *connection,
                                const dolen_openid_person *person, dolen_err *err)
{
    const int64_t now = dolen_clock_now(desk->agency->clock);
    const bool named = *person->full_name && strlen(person->full_name) <= FULL_NAME;
    dolen_account account = {.name = person->user,
                             .full_name = named ? person->full_name : person->user,
                             .password_hash = "",
                             .role_count = person->role_count,
                             .created = now,
                             .confirmed_until = now};

    memcpy(account.roles, person->roles, sizeof account.roles);
    return dolen_account_store_add(connection, &account, err);
}

/* The first time: the account that an administrator made without a password, or a new one. */
static dolen_status adopt(const dolen_openid_desk *desk, dolen_connection *connection,
                          const dolen_openid_person *person, dolen_arena *arena, dolen_web_openid_outcome *outcome,
                          dolen_err *err)
{
    dolen_account account;

    *outcome = DOLEN_WEB_OPENID_NO_ACCOUNT;
    if (!dolen_text_is_token(person->user, strlen(person->user), "._@-") || strlen(person->user) > DOLEN_ACCOUNT_NAME)
        return DOLEN_OK;
    const dolen_status found = dolen_account_store_find(connection, person->user, arena, &account, err);
    if (found == DOLEN_E_ABSENT && !desk->agency->settings.openid_create)
        return DOLEN_OK;
    if (found == DOLEN_E_ABSENT)
        DOLEN_TRY(add_account(desk, connection, person, err));
    else
        DOLEN_TRY(found);
    const dolen_status linked = dolen_openid_store_link(connection, person->user, person->issuer, person->subject, err);
    *outcome = linked == DOLEN_OK ? DOLEN_WEB_OPENID_IN : DOLEN_WEB_OPENID_OTHER_PERSON;
    return linked == DOLEN_E_ABSENT ? DOLEN_OK : linked;
}

static dolen_status find_account(const dolen_openid_desk *desk, dolen_connection *connection,
                                 const dolen_openid_person *person, dolen_arena *arena, dolen_account *account,
                                 dolen_web_openid_outcome *outcome, dolen_err *err)
{
    const dolen_status found =
        dolen_openid_store_find(connection, person->issuer, person->subject, arena, account, err);

    *outcome = DOLEN_WEB_OPENID_IN;
    if (found != DOLEN_E_ABSENT)
        return found;
    DOLEN_TRY(adopt(desk, connection, person, arena, outcome, err));
    if (*outcome != DOLEN_WEB_OPENID_IN)
        return DOLEN_OK;
    return dolen_openid_store_find(connection, person->issuer, person->subject, arena, account, err);
}

static bool is_in_good_standing(const dolen_account *account, int64_t now)
{
    return !account->suspended && now < account->confirmed_until;
}

/* A new proof for a session is of somebody who has an account: it makes none and hands none over. */
static dolen_status prove_again(dolen_connection *connection, const dolen_openid_person *person, dolen_arena *arena,
                                dolen_web_openid_person *out, dolen_err *err)
{
    dolen_account account = {0};

    const dolen_status found =
        dolen_openid_store_find(connection, person->issuer, person->subject, arena, &account, err);
    out->outcome = found == DOLEN_OK ? DOLEN_WEB_OPENID_IN : DOLEN_WEB_OPENID_OTHER_PERSON;
    out->user = account.name;
    return found == DOLEN_E_ABSENT ? DOLEN_OK : found;
}

/* A lock after wrong passwords does not hold here: anybody could put it on. */
static dolen_status let_in(const dolen_openid_desk *desk, dolen_connection *connection,
                           const dolen_openid_person *person, dolen_arena *arena, dolen_web_openid_person *out,
                           dolen_err *err)
{
    dolen_account account = {0};

    DOLEN_TRY(find_account(desk, connection, person, arena, &account, &out->outcome, err));
    if (out->outcome != DOLEN_WEB_OPENID_IN)
        return DOLEN_OK;
    out->user = account.name;
    DOLEN_TRY(dolen_openid_store_set_roles(connection, account.name, person->roles, person->role_count, err));
    if (!is_in_good_standing(&account, dolen_clock_now(desk->agency->clock)))
        out->outcome = DOLEN_WEB_OPENID_UNCONFIRMED;
    return DOLEN_OK;
}

/* Whom the provider gives no role any more is in nobody's: what they still have open ends. */
static dolen_status shut_out(dolen_connection *connection, const dolen_openid_person *person,
                             dolen_web_openid_person *out, dolen_err *err)
{
    out->outcome = DOLEN_WEB_OPENID_NO_ROLE;
    return dolen_openid_store_end_sessions(connection, person->issuer, person->subject, "", NULL, err);
}

static dolen_status find_person(const dolen_openid_desk *desk, const dolen_openid_person *person, dolen_arena *arena,
                                dolen_web_openid_person *out, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(desk->agency->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    if (person->role_count == 0)
        DOLEN_TRY(shut_out(connection, person, out, err));
    else if (out->is_again)
        DOLEN_TRY(prove_again(connection, person, arena, out, err));
    else
        DOLEN_TRY(let_in(desk, connection, person, arena, out, err));
    return dolen_transaction_commit(transaction, err);
}

static const char *code_of(dolen_web_openid_outcome outcome)
{
    switch (outcome) {
    case DOLEN_WEB_OPENID_NO_ROLE:
        return "openid.account.no-role";
    case DOLEN_WEB_OPENID_NO_ACCOUNT:
        return "openid.account.unknown";
    case DOLEN_WEB_OPENID_UNCONFIRMED:
        return "openid.account.unconfirmed";
    case DOLEN_WEB_OPENID_OTHER_PERSON:
        return "openid.account.other-person";
    case DOLEN_WEB_OPENID_IN:
    case DOLEN_WEB_OPENID_REFUSED:
    case DOLEN_WEB_OPENID_DECLINED:
    case DOLEN_WEB_OPENID_SILENT:
    case DOLEN_WEB_OPENID_WEAK:
        break;
    }
    return "openid";
}

/* The proof must be that of the very person whose session it is for. */
static void judge(const dolen_web_openid_return *answer, dolen_web_openid_person *out)
{
    if (out->is_again && out->outcome == DOLEN_WEB_OPENID_IN && !dolen_text_same(out->user, answer->user))
        out->outcome = DOLEN_WEB_OPENID_OTHER_PERSON;
    if (out->outcome != DOLEN_WEB_OPENID_IN)
        note(answer->request, code_of(out->outcome));
}

static dolen_status finish(void *context, const dolen_web_openid_return *answer, dolen_arena *arena,
                           dolen_web_openid_person *out, dolen_err *err)
{
    const dolen_openid_desk *desk = context;
    const dolen_openid_answer given = {.token = answer->token,
                                       .state = answer->reply.state,
                                       .code = answer->reply.code,
                                       .error = answer->reply.error,
                                       .issuer = answer->reply.issuer};
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    dolen_openid_errand errand;
    dolen_openid_person person;

    *out = (dolen_web_openid_person){.outcome = DOLEN_WEB_OPENID_REFUSED};
    const dolen_status status = dolen_openid_finish(desk->openid, &given, arena, &errand, &person, &fault, err);
    if (fault != DOLEN_OPENID_NO_FAULT)
        note(answer->request, dolen_openid_fault_code(fault));
    out->has_errand = fault != DOLEN_OPENID_STATE;
    out->is_welsh = errand.is_welsh;
    out->is_again = errand.is_again;
    out->outcome = outcome_of(fault);
    if (status != DOLEN_OK)
        return fault != DOLEN_OPENID_NO_FAULT ? DOLEN_OK : status;
    out->outcome = DOLEN_WEB_OPENID_IN;
    out->sid = person.sid;
    out->authenticated = person.authenticated;
    out->role = person.roles[0];
    out->role_count = person.role_count;
    DOLEN_TRY(find_person(desk, &person, arena, out, err));
    judge(answer, out);
    return DOLEN_OK;
}

static dolen_status leave(void *context, bool is_welsh, dolen_arena *arena, const char **url, dolen_err *err)
{
    const dolen_openid_desk *desk = context;

    return dolen_openid_leave(desk->openid, is_welsh, arena, url, err);
}

static dolen_digest token_id(const dolen_openid_end *end)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of(end->issuer, strlen(end->issuer) + 1));
    dolen_hash_add(&hash, dolen_bytes_of_string(end->id));
    return dolen_hash_finish(&hash);
}

static dolen_status end_sessions(const dolen_openid_desk *desk, const dolen_openid_end *end, int64_t *ended,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_digest id = token_id(end);

    DOLEN_TRY(dolen_transaction_begin(desk->agency->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_openid_store_take_logout(connection, &id, dolen_clock_now(desk->agency->clock), end->until, err));
    DOLEN_TRY(dolen_openid_store_end_sessions(connection, end->issuer, end->subject, end->sid, ended, err));
    return dolen_transaction_commit(transaction, err);
}

static dolen_status logout(void *context, const char *token, dolen_uuid request, dolen_arena *arena, dolen_err *err)
{
    const dolen_openid_desk *desk = context;
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    dolen_openid_end end;
    int64_t ended = 0;

    dolen_status status = dolen_openid_logout(desk->openid, token, arena, &end, &fault, err);
    if (status == DOLEN_OK)
        status = end_sessions(desk, &end, &ended, err);
    if (status == DOLEN_OK)
        dolen_log_info("the provider ended sessions", dolen_field_count(ended));
    else
        note(request, fault != DOLEN_OPENID_NO_FAULT ? dolen_openid_fault_code(fault)
                      : status == DOLEN_E_CONFLICT   ? "openid.logout.replayed"
                                                     : dolen_status_word(status));
    return status;
}

static dolen_status check_roles(const dolen_openid_desk *desk, dolen_err *err)
{
    const dolen_openid_role_map *map = dolen_openid_role_map_of(desk->openid);

    for (size_t i = 0; i < map->count; i++)
        if (!dolen_rules_find_role(desk->agency->rules, map->roles[i].role))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] roles: the rules know no such role");
    return DOLEN_OK;
}

static dolen_status check_settings(const dolen_agency_settings *settings, dolen_err *err)
{
    if (!settings->openid_client || !settings->openid_secret_file || !settings->openid_redirect)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] wants client, secret and redirect as well");
    return DOLEN_OK;
}

static dolen_openid_options options_of(const dolen_agency *agency)
{
    const dolen_agency_settings *settings = &agency->settings;

    return (dolen_openid_options){.provider = {.issuer = settings->openid_issuer,
                                               .client = settings->openid_client,
                                               .secret_file = settings->openid_secret_file,
                                               .authorities_file = settings->openid_authority_file,
                                               .clock = agency->clock},
                                  .redirect = settings->openid_redirect,
                                  .scopes = settings->openid_scopes,
                                  .role_claim = settings->openid_role_claim,
                                  .user_claim = settings->openid_user_claim,
                                  .roles = settings->openid_roles.items,
                                  .role_count = settings->openid_roles.count,
                                  .acrs = settings->openid_minimum_acr.items,
                                  .acr_count = settings->openid_minimum_acr.count};
}

dolen_status dolen_openid_desk_open(dolen_agency *agency, dolen_openid_desk **out, dolen_err *err)
{
    *out = NULL;
    if (!agency->settings.openid_issuer)
        return agency->settings.openid_local_accounts
                   ? DOLEN_OK
                   : DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] local-accounts = no needs a provider, or nobody gets in");
    DOLEN_TRY(check_settings(&agency->settings, err));
    DOLEN_OWN(dolen_openid_desk, desk) = dolen_memory_make(1, sizeof *desk);
    const dolen_openid_options options = options_of(agency);
    desk->agency = agency;
    DOLEN_TRY(dolen_openid_new(&options, &desk->openid, err));
    DOLEN_TRY(check_roles(desk, err));
    desk->pages = (dolen_web_openid){.context = desk,
                                     .has_local_accounts = agency->settings.openid_local_accounts,
                                     .begin = begin,
                                     .finish = finish,
                                     .leave = leave,
                                     .logout = logout};
    *out = DOLEN_TAKE(desk);
    return DOLEN_OK;
}

void dolen_openid_desk_free(dolen_openid_desk *desk)
{
    if (!desk)
        return;
    dolen_openid_free(desk->openid);
    free(desk);
}

const dolen_web_openid *dolen_openid_desk_pages(const dolen_openid_desk *desk)
{
    return desk ? &desk->pages : NULL;
}
