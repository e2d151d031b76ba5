#include "node/agency/service/web_database.h"

#include <jansson.h>
#include <string.h>

#include "node/agency/search_json.h"
#include "node/store/account_store.h"
#include "node/store/search_store.h"
#include "node/store/session_store.h"

static dolen_status find_account(void *context, const char *user, dolen_arena *arena, dolen_web_account *out,
                                 dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_account account;

    *out = (dolen_web_account){0};
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_account_store_find(connection, user, arena, &account, err));
    *out = (dolen_web_account){.user = account.name,
                               .password_hash = account.password_hash,
                               .role = account.roles[0],
                               .may_sign_in =
                                   dolen_account_store_may_sign_in(&account, dolen_clock_now(agency->clock))};
    return DOLEN_OK;
}

static dolen_status make_session(void *context, dolen_digest id, const dolen_web_session *session, dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_session stored = {.account = session->user,
                                         .role = session->role,
                                         .started = session->started,
                                         .last_used = session->last_used};

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_session_store_add(connection, &id, &stored, err);
}

static dolen_status find_session(void *context, dolen_digest id, dolen_arena *arena, dolen_web_session *out,
                                 dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_session stored;

    *out = (dolen_web_session){0};
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_session_store_find(connection, &id, dolen_clock_now(agency->clock), arena, &stored, err));
    *out = (dolen_web_session){
        .user = stored.account, .role = stored.role, .started = stored.started, .last_used = stored.last_used};
    return DOLEN_OK;
}

static dolen_status touch_session(void *context, dolen_digest id, int64_t now, dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_session_store_touch(connection, &id, now, err);
}

static dolen_status end_session(void *context, dolen_digest id, dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_session_store_end(connection, &id, err);
}

/* dolen_search_ask has kept the search already, for every channel alike. */
static dolen_status save_search(void *context, const dolen_web_search *search, dolen_err *err)
{
    (void)context;
    (void)search;
    (void)err;
    return DOLEN_OK;
}

static dolen_status read_search(const dolen_stored_search *stored, dolen_arena *arena, dolen_web_search *out,
                                dolen_err *err)
{
    json_error_t wrong;
    DOLEN_OWN(json_t, searched) = json_loads(stored->searched, JSON_REJECT_DUPLICATES, &wrong);

    if (!json_is_object(searched))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a kept search cannot be read");
    json_object_set_new(searched, "subject",
                        json_string(stored->subject == DOLEN_SUBJECT_ADDRESS ? "address" : "person"));
    DOLEN_TRY(dolen_search_json_read(searched, arena, &out->request, err));
    out->request.channel = (dolen_search_channel)stored->channel;
    out->request.user = stored->account;
    out->request.role = stored->role;
    out->request.purpose = stored->purpose;
    out->request.case_reference = stored->case_reference;
    out->id = stored->id;
    out->asked = stored->asked;
    out->answer = stored->answer;
    out->receipt = stored->receipt;
    return DOLEN_OK;
}

static dolen_status find_search(void *context, const char *user, dolen_uuid id, dolen_arena *arena,
                                dolen_web_search *out, dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_search stored;

    *out = (dolen_web_search){0};
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_search_store_find(connection, user, id, arena, &stored, err));
    return read_search(&stored, arena, out, err);
}

static dolen_status list_searches(void *context, const char *user, size_t limit, dolen_arena *arena,
                                  const dolen_web_search **out, size_t *count, dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_search *stored = NULL;
    dolen_web_search *searches = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_search_store_list(connection, user, INT64_MAX, limit, arena, &stored, count, err));
    DOLEN_TRY(dolen_arena_take(arena, *count, sizeof *searches, (void *)&searches, err));
    for (size_t i = 0; i < *count; i++)
        DOLEN_TRY(read_search(&stored[i], arena, &searches[i], err));
    *out = searches;
    return DOLEN_OK;
}

dolen_web_store dolen_web_database_store(dolen_agency *agency)
{
    return (dolen_web_store){.context = agency,
                             .find_account = find_account,
                             .make_session = make_session,
                             .find_session = find_session,
                             .touch_session = touch_session,
                             .end_session = end_session,
                             .save_search = save_search,
                             .find_search = find_search,
                             .list_searches = list_searches};
}
