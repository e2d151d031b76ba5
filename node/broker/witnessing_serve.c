#include <string.h>

#include "node/base/text.h"
#include "node/broker/broker.h"
#include "node/broker/witnessing_internal.h"

static dolen_status hear(dolen_broker *broker, const dolen_http_request *request, dolen_witnessing_reply *out,
                         dolen_err *err)
{
    const dolen_peer *peer = dolen_http_request_peer(request);
    const char *old = dolen_http_request_query(request, "old");
    const dolen_federation_member *member = NULL;
    uint64_t size = 0;

    *out = (dolen_witnessing_reply){0};
    if (!peer || !old)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a witness says at which size it stands");
    DOLEN_TRY(dolen_broker_member(broker, request, peer->code, &member, err));
    DOLEN_TRY(dolen_text_to_number(old, DOLEN_MERKLE_SIZE_LIMIT, &size, err));
    return dolen_witnessing_hear(broker->witnessing, member->code, size, dolen_http_request_body(request),
                                 dolen_http_request_arena(request), out, err);
}

dolen_status dolen_witnessing_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err)
{
    dolen_broker *broker = context;
    dolen_witnessing_reply reply;
    dolen_err why = {0};

    if (hear(broker, request, &reply, &why) != DOLEN_OK)
        return dolen_broker_refuse(
            request, response, &why,
            why.status == DOLEN_E_CONFLICT ? dolen_code_of("ledger.unreconciled") : (dolen_code){0}, 0, err);
    if (reply.loss) {
        dolen_http_response_status(response, 409);
        dolen_http_response_body(response, "text/x.dolen.ledger-loss", dolen_bytes_of_string(reply.loss));
    } else if (reply.request) {
        dolen_http_response_body(response, "text/plain; charset=utf-8", dolen_bytes_of_string(reply.request));
    } else {
        dolen_http_response_status(response, 204);
    }
    return DOLEN_OK;
}

/* Milliseconds until questions stop for want of a quorum; INT64_MAX when none is asked for. */
static int64_t time_left(dolen_witnessing *w)
{
    const dolen_federation *federation = dolen_federation_current_get(w->parts.federation);

    if (federation->witness_quorum == 0)
        return INT64_MAX;
    const int64_t now = dolen_clock_now(w->parts.clock);
    pthread_mutex_lock(&w->lock);
    const int64_t since = w->confirmed ? w->confirmed : w->begun ? w->begun : now;
    pthread_mutex_unlock(&w->lock);
    return since + federation->witness_limit - now;
}

dolen_status dolen_witnessing_may_publish(dolen_witnessing *witnessing, dolen_code *code, dolen_err *err)
{
    *code = (dolen_code){0};
    switch (dolen_ledger_is_held(witnessing->parts.ledger)) {
    case DOLEN_LEDGER_FREE:
        return DOLEN_OK;
    case DOLEN_LEDGER_AWAITING:
        *code = dolen_code_of("ledger.awaiting");
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub has not yet heard from enough witnesses since it started");
    case DOLEN_LEDGER_UNRECONCILED:
        break;
    }
    *code = dolen_code_of("ledger.unreconciled");
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub's ledger lacks confirmed entries and must be reconciled first");
}

dolen_status dolen_witnessing_may_answer(dolen_witnessing *witnessing, dolen_code *code, dolen_err *err)
{
    DOLEN_TRY(dolen_witnessing_may_publish(witnessing, code, err));
    if (time_left(witnessing) > 0)
        return DOLEN_OK;
    *code = dolen_code_of("ledger.no-quorum");
    return DOLEN_FAIL(err, DOLEN_E_REMOTE, "too few witnesses have confirmed the ledger for too long");
}

void dolen_witnessing_ready(dolen_witnessing *witnessing, dolen_reasons *reasons)
{
    const dolen_ledger_hold hold = dolen_ledger_is_held(witnessing->parts.ledger);

    if (hold == DOLEN_LEDGER_AWAITING)
        dolen_reasons_add(reasons, "ledger.awaiting");
    if (hold == DOLEN_LEDGER_UNRECONCILED)
        dolen_reasons_add(reasons, "ledger.unreconciled");
    if (time_left(witnessing) <= 0)
        dolen_reasons_add(reasons, "ledger.no-quorum");
}

void dolen_witnessing_measure(dolen_witnessing *witnessing)
{
    const int64_t left = time_left(witnessing);

    if (left != INT64_MAX)
        dolen_metric_set(witnessing->left, left / 1000, NULL, NULL);
    pthread_mutex_lock(&witnessing->lock);
    const uint64_t size = witnessing->confirmed_size;
    pthread_mutex_unlock(&witnessing->lock);
    dolen_metric_set(witnessing->size, (int64_t)size, NULL, NULL);
    dolen_metric_set(witnessing->held, dolen_ledger_is_held(witnessing->parts.ledger) != DOLEN_LEDGER_FREE, NULL, NULL);
}
