#include "node/agency/web/web_database.h"

#include <string.h>

#include "node/agency/account.h"
#include "node/agency/search_json.h"
#include "node/agency/web/attempts.h"
#include "node/agency/web/web.h"
#include "node/agency/web/words.h"
#include "node/crypto/password.h"
#include "node/store/account_store.h"
#include "node/store/search_store.h"
#include "node/store/second_factor_store.h"
#include "node/store/session_store.h"

static dolen_status take(void *context, dolen_connection **out, dolen_err *err)
{
    const dolen_agency *agency = context;

    return dolen_pool_take(agency->pool, out, err);
}

static dolen_status find_account(void *context, const char *user, int64_t now, dolen_arena *arena,
                                 dolen_web_account *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_account account;

    *out = (dolen_web_account){0};
    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_account_store_find(connection, user, arena, &account, err));
    if (account.role_count == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the account has no role");
    *out = (dolen_web_account){
        .user = account.name,
        .password_hash = *account.password_hash ? account.password_hash : NULL,
        .role = account.roles[0],
        .role_count = account.role_count,
        .may_sign_in = dolen_account_store_may_sign_in(&account, now),
        .failures = account.failures > 0 ? (uint32_t)account.failures : 0,
    };
    return DOLEN_OK;
}

static dolen_status note_sign_in(void *context, const char *user, bool succeeded, int64_t locked_until, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_account_store_note_sign_in(connection, user, succeeded, DOLEN_ATTEMPTS_FREE, locked_until, err);
}

static dolen_status set_password(void *context, const char *user, const char *password, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    char hash[DOLEN_PASSWORD_TEXT];

    DOLEN_TRY(dolen_password_hash(dolen_bytes_of_string(password), hash, err));
    DOLEN_TRY(take(context, &connection, err));
    return dolen_account_store_set_password(connection, user, hash, err);
}

static dolen_status renew_hash(void *context, const char *user, const char *password, const char *old_hash,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    char hash[DOLEN_PASSWORD_TEXT];

    DOLEN_TRY(dolen_password_hash(dolen_bytes_of_string(password), hash, err));
    DOLEN_TRY(take(context, &connection, err));
    return dolen_account_store_renew_hash(connection, user, old_hash, hash, err);
}

static dolen_status find_second_factor(void *context, const char *user, dolen_web_second_factor *out, dolen_err *err)
{
    const dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_second_factor stored;

    *out = (dolen_web_second_factor){0};
    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_second_factor_store_find(connection, user, &stored, err));
    out->is_confirmed = stored.is_confirmed;
    dolen_local_keys_second_factor(agency->keys, user, stored.nonce, out->secret);
    return DOLEN_OK;
}

static dolen_status begin_second_factor(void *context, const char *user, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_second_factor_store_begin(connection, user, dolen_uuid_make(), err);
}

static dolen_status take_second_factor(void *context, const char *user, int64_t step, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_second_factor_store_take(connection, user, step, err);
}

static dolen_status make_session(void *context, dolen_digest id, const dolen_web_session *session, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_session stored = {.account = session->user,
                                         .role = session->role,
                                         .started = session->started,
                                         .last_used = session->last_used,
                                         .authenticated = session->authenticated,
                                         .openid_sid = session->openid_sid};

    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_session_store_tidy(connection, session->started - DOLEN_WEB_IDLE,
                                       session->started - DOLEN_WEB_SESSION, NULL, err));
    return dolen_session_store_add(connection, &id, &stored, err);
}

static dolen_status find_session(void *context, dolen_digest id, int64_t now, dolen_arena *arena,
                                 dolen_web_session *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_session stored;

    *out = (dolen_web_session){0};
    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_session_store_find(connection, &id, now, arena, &stored, err));
    *out = (dolen_web_session){.user = stored.account,
                               .role = stored.role,
                               .started = stored.started,
                               .last_used = stored.last_used,
                               .authenticated = stored.authenticated,
                               .openid_sid = stored.openid_sid,
                               .role_count = stored.role_count};
    memcpy(out->roles, stored.roles, sizeof out->roles);
    return DOLEN_OK;
}

static dolen_status touch_session(void *context, dolen_digest id, int64_t now, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_session_store_touch(connection, &id, now, err);
}

static dolen_status end_session(void *context, dolen_digest id, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_session_store_end(connection, &id, err);
}

/* A member of the kept document as text in the request's memory; "" when there is none. */
static const char *member(dolen_arena *arena, const json_t *document, const char *name)
{
    const char *text = json_string_value(json_object_get(document, name));
    const char *copy = text ? dolen_arena_copy_string(arena, text, strlen(text)) : NULL;

    return copy ? copy : "";
}

static dolen_person person_of(dolen_arena *arena, const json_t *document)
{
    dolen_person person = {
        .forenames = member(arena, document, "forenames"),
        .surname = member(arena, document, "surname"),
        .former_surname = member(arena, document, "former_surname"),
        .sex = member(arena, document, "sex"),
        .address = member(arena, document, "address"),
        .postcode = member(arena, document, "postcode"),
        .uprn = member(arena, document, "uprn"),
        .nhs_number = member(arena, document, "nhs_number"),
    };
    const char *born = member(arena, document, "dob");

    if (*born && dolen_day_read(born, &person.born, NULL) != DOLEN_OK)
        person.born = (dolen_day){0};
    return person;
}

static dolen_status read_search(dolen_arena *arena, const dolen_stored_search *stored, dolen_web_search *out,
                                dolen_err *err)
{
    DOLEN_OWN(json_t, document) = json_loads(stored->searched, JSON_REJECT_DUPLICATES, NULL);

    if (!json_is_object(document))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a kept search is no document");
    const dolen_person person = person_of(arena, document);
    *out = (dolen_web_search){
        .id = stored->id,
        .asked = stored->asked,
        .answer = stored->answer,
        .receipt = stored->receipt,
        .request = {.channel = (dolen_search_channel)stored->channel,
                    .user = stored->account,
                    .role = stored->role,
                    .purpose = stored->purpose,
                    .case_reference = stored->case_reference ? stored->case_reference : "",
                    .consent = stored->consent,
                    .decision_maker = stored->decision_maker ? stored->decision_maker : "",
                    .urgent_reason = stored->urgent_reason,
                    .authoriser = stored->authoriser ? stored->authoriser : "",
                    .subject = stored->subject,
                    .person = person,
                    .address = {person.address, person.postcode, person.uprn}},
    };
    return DOLEN_OK;
}

static dolen_status find_search(void *context, const char *user, dolen_uuid id, dolen_arena *arena,
                                dolen_web_search *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_search stored;

    *out = (dolen_web_search){0};
    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_search_store_find(connection, user, id, arena, &stored, err));
    return read_search(arena, &stored, out, err);
}

static dolen_status note_steps(void *context, const dolen_audit_walk *walk, const dolen_audit_step *steps, size_t count,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_audit_step_store_add(connection, walk, steps, count, err);
}

static dolen_status list_searches(void *context, const char *user, size_t limit, dolen_arena *arena,
                                  const dolen_web_search **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_search *stored;
    dolen_web_search *list;
    size_t found;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_search_store_list(connection, user, INT64_MAX, limit, arena, &stored, &found, err));
    DOLEN_TRY(dolen_arena_take(arena, found + 1, sizeof *list, &list, err));
    for (size_t i = 0; i < found; i++)
        DOLEN_TRY(read_search(arena, &stored[i], &list[i], err));
    *out = list;
    *count = found;
    return DOLEN_OK;
}

static const char *join_roles(dolen_arena *arena, const dolen_account *account)
{
    const char *pieces[2 * DOLEN_ACCOUNT_ROLES + 1] = {NULL};

    for (size_t i = 0, used = 0; i < account->role_count; i++) {
        if (i)
            pieces[used++] = ", ";
        pieces[used++] = account->roles[i].text;
    }
    return dolen_words_join(arena, pieces);
}

static dolen_web_standing standing_of(const dolen_account *account, int64_t now)
{
    if (account->suspended)
        return DOLEN_WEB_SUSPENDED;
    if (account->confirmed_until <= now)
        return DOLEN_WEB_LAPSED;
    return dolen_account_store_may_sign_in(account, now) ? DOLEN_WEB_ACTIVE : DOLEN_WEB_LOCKED;
}

static dolen_status staff_of(dolen_connection *connection, const dolen_account *account, int64_t now,
                             dolen_arena *arena, dolen_web_staff *out, dolen_err *err)
{
    dolen_stored_second_factor factor;
    const dolen_status found = dolen_second_factor_store_find(connection, account->name, &factor, err);

    if (found != DOLEN_OK && found != DOLEN_E_ABSENT)
        return found;
    *out = (dolen_web_staff){.user = account->name,
                             .full_name = account->full_name,
                             .roles = join_roles(arena, account),
                             .confirmed_until = account->confirmed_until,
                             .trained = account->trained,
                             .vetted = account->vetted,
                             .standing = standing_of(account, now),
                             .has_second_factor = found == DOLEN_OK && factor.is_confirmed,
                             .team = account->team,
                             .has_home = account->has_home};
    return DOLEN_OK;
}

static dolen_status list_accounts(void *context, int64_t now, dolen_arena *arena, const dolen_web_staff **out,
                                  size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_account *accounts = NULL;
    dolen_web_staff *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(take(context, &connection, err));
    size_t found = 0;
    DOLEN_TRY(dolen_account_store_list(connection, arena, &accounts, &found, err));
    DOLEN_TRY(dolen_arena_take(arena, found + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < found; i++)
        DOLEN_TRY(staff_of(connection, &accounts[i], now, arena, &list[i], err));
    *out = list;
    *count = found;
    return DOLEN_OK;
}

static void add_text(json_t *document, const char *name, const char *value)
{
    if (dolen_page_has(value))
        json_object_set_new(document, name, json_string(value));
}

static dolen_status change_account(void *context, const dolen_web_account_change *change, dolen_arena *arena,
                                   dolen_err *err)
{
    DOLEN_OWN(json_t, request) = json_object();
    DOLEN_OWN(json_t, accounts) = NULL;

    add_text(request, "action", change->action);
    add_text(request, "user", change->user);
    add_text(request, "name", change->full_name);
    add_text(request, "roles", change->roles);
    add_text(request, "password", change->password);
    add_text(request, "trained", change->trained);
    add_text(request, "vetted", change->vetted);
    if (change->team)
        json_object_set_new(request, "team", json_string(change->team));
    add_text(request, "home_address", change->home_address);
    add_text(request, "home_postcode", change->home_postcode);
    add_text(request, "home_uprn", change->home_uprn);
    add_text(request, "forget_home", change->forget_home ? "yes" : "");
    return dolen_account_serve(context, request, arena, &accounts, err);
}

static dolen_status list_notices(void *context, size_t limit, dolen_arena *arena, const dolen_kept_notice **out,
                                 size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_notice_wish wish = {.limit = limit};

    *out = NULL;
    *count = 0;
    DOLEN_TRY(take(context, &connection, err));
    return dolen_notice_store_list(connection, &wish, arena, out, count, err);
}

dolen_web_store dolen_web_database_store(dolen_agency *agency)
{
    return (dolen_web_store){
        .context = agency,
        .find_account = find_account,
        .note_sign_in = note_sign_in,
        .set_password = set_password,
        .renew_hash = renew_hash,
        .find_second_factor = find_second_factor,
        .begin_second_factor = begin_second_factor,
        .take_second_factor = take_second_factor,
        .make_session = make_session,
        .find_session = find_session,
        .touch_session = touch_session,
        .end_session = end_session,
        .find_search = find_search,
        .list_searches = list_searches,
        .note_steps = note_steps,
        .list_accounts = list_accounts,
        .change_account = change_account,
        .list_notices = list_notices,
    };
}
