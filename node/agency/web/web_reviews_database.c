#include "node/agency/agency.h"
#include "node/agency/web/web_oversight_reviews.h"
#include "node/store/search_store.h"

static dolen_status take(void *context, dolen_connection **out, dolen_err *err)
{
    const dolen_agency *agency = context;

    return dolen_pool_take(agency->pool, out, err);
}

static dolen_status count_open(void *context, int64_t now, dolen_review_count *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = (dolen_review_count){0};
    DOLEN_TRY(take(context, &connection, err));
    return dolen_review_store_count(connection, now, out, err);
}

static dolen_status list(void *context, dolen_review_wish wish, size_t limit, dolen_arena *arena,
                         const dolen_review **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(take(context, &connection, err));
    return dolen_review_store_list(connection, wish, limit, arena, out, count, err);
}

static dolen_status read_search(dolen_connection *connection, dolen_uuid id, dolen_arena *arena, dolen_web_review *out,
                                dolen_err *err)
{
    dolen_stored_search search;
    dolen_err why = {0};

    const dolen_status found = dolen_search_store_find(connection, NULL, id, arena, &search, &why);
    if (found == DOLEN_E_ABSENT)
        return DOLEN_OK;
    if (found != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the search cannot be read");
    out->has_search = true;
    out->asked = search.asked;
    out->channel = search.channel;
    out->subject = search.subject;
    out->consent = search.consent;
    out->decision_maker = search.decision_maker ? search.decision_maker : "";
    out->outcome = search.outcome;
    out->involved = search.involved;
    return dolen_audit_step_store_list(connection, id, arena, &out->steps, &out->step_count, err);
}

static dolen_status find(void *context, dolen_uuid search, dolen_arena *arena, dolen_web_review *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = (dolen_web_review){.decision_maker = "", .outcome = ""};
    DOLEN_TRY(take(context, &connection, err));
    DOLEN_TRY(dolen_review_store_find(connection, search, arena, &out->review, err));
    return read_search(connection, search, arena, out, err);
}

static dolen_status close_one(void *context, const dolen_review_closing *closing, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(take(context, &connection, err));
    return dolen_review_store_close(connection, closing, err);
}

dolen_web_oversight_reviews dolen_web_reviews_database(dolen_agency *agency)
{
    return (dolen_web_oversight_reviews){
        .context = agency, .count = count_open, .list = list, .find = find, .close = close_one};
}
