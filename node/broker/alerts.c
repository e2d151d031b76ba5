#include "node/broker/alerts.h"

#include <stdlib.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/crypto/sign.h"
#include "node/store/alert_queue_store.h"
#include "proto/codec/alert.h"
#include "proto/codec/query.h"
#include "proto/codec/signed.h"

static dolen_status open_request(dolen_broker *broker, dolen_http_request *request, dolen_alert_request *out,
                                 dolen_err *err)
{
    dolen_arena *arena = dolen_http_request_arena(request);
    const dolen_federation_member *member = NULL;
    dolen_signed message;
    dolen_signature signature;

    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), arena, &message, err));
    DOLEN_TRY(dolen_alert_request_decode(message.body, arena, out, err));
    DOLEN_TRY(dolen_broker_member(broker, request, out->agency, &member, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&member->signing, "alerts", message.body, &signature, err));
    if (!dolen_code_same(out->federation, dolen_federation_current_get(broker->federation)->name))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request is for another federation");
    if (llabs(dolen_clock_now(broker->clock) - out->created) > DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request's clock is more than five minutes off");
    return DOLEN_OK;
}

/* Who has left since, or has become a service that is not named, is not. */
static bool may_name(const dolen_broker *broker, dolen_code agency)
{
    const dolen_federation_member *member =
        dolen_federation_member_of(dolen_federation_current_get(broker->federation), agency);

    return member && !dolen_policy_is_sensitive_service(broker->rules, member->type);
}

static dolen_alert alert_of(const dolen_broker *broker, const dolen_alert_row *row)
{
    dolen_alert alert = row->alert;

    alert.handle = dolen_handle_seal_open(broker->handles, alert.handle);
    if (!row->has_times) {
        alert.month = 0;
        alert.latest = (dolen_day){0};
    }
    return alert;
}

static int compare_alerts(const void *a, const void *b)
{
    return dolen_alert_compare(a, b);
}

static dolen_status list(dolen_broker *broker, const dolen_alert_request *asked, dolen_arena *arena,
                         dolen_alert_reply *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_alert_row *rows = NULL;
    dolen_alert *alerts = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_pool_take(broker->pool, &connection, err));
    DOLEN_TRY(
        dolen_alert_queue_store_fetched(connection, asked->agency, asked->after, dolen_clock_now(broker->clock), err));
    DOLEN_TRY(dolen_alert_queue_store_after(connection, asked->agency, asked->after, arena, &rows, &count,
                                            &out->reached, err));
    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *alerts, (void *)&alerts, err));
    for (size_t i = 0; i < count; i++)
        if (may_name(broker, rows[i].alert.agency))
            alerts[out->alert_count++] = alert_of(broker, &rows[i]);
    qsort(alerts, out->alert_count, sizeof *alerts, compare_alerts);
    out->alerts = alerts;
    return DOLEN_OK;
}

static dolen_status reply(dolen_broker *broker, dolen_http_request *request, dolen_bytes *body, dolen_err *err)
{
    dolen_alert_request asked;
    dolen_alert_reply said = {.alert_count = 0};

    DOLEN_TRY(open_request(broker, request, &asked, err));
    DOLEN_TRY(list(broker, &asked, dolen_http_request_arena(request), &said, err));
    return dolen_alert_reply_encode(&said, dolen_http_request_arena(request), body, err);
}

dolen_status dolen_alerts_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err)
{
    dolen_err why = {0};
    dolen_bytes body;

    if (reply(context, request, &body, &why) != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, (dolen_code){0}, 0, err);
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}
