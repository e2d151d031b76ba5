#include "node/broker/owner_notices.h"

#include <stdlib.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/crypto/sign.h"
#include "proto/codec/notice.h"
#include "proto/codec/query.h"
#include "proto/codec/signed.h"

static dolen_status open_request(dolen_broker *broker, dolen_http_request *request, dolen_notice_request *out,
                                 dolen_err *err)
{
    dolen_arena *arena = dolen_http_request_arena(request);
    const dolen_federation_member *member = NULL;
    dolen_signed message;
    dolen_signature signature;

    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), arena, &message, err));
    DOLEN_TRY(dolen_notice_request_decode(message.body, arena, out, err));
    DOLEN_TRY(dolen_broker_member(broker, request, out->agency, &member, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&member->signing, "owner-notices", message.body, &signature, err));
    if (!dolen_code_same(out->federation, dolen_federation_current_get(broker->federation)->name))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request is for another federation");
    if (llabs(dolen_clock_now(broker->clock) - out->created) > DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request's clock is more than five minutes off");
    return DOLEN_OK;
}

/* Somebody who has left the federation can still be named; its type is then not known, and it is not. */
bool dolen_owner_notices_may_name(void *context, dolen_code agency)
{
    const dolen_broker *broker = context;
    const dolen_federation_member *member =
        dolen_federation_member_of(dolen_federation_current_get(broker->federation), agency);

    return member && !dolen_policy_is_sensitive_service(broker->rules, member->type);
}

static dolen_status make_notice(dolen_broker *broker, dolen_arena *arena, const dolen_consultation_notice *stored,
                                dolen_notice *out, dolen_err *err)
{
    dolen_ledger_entry entry;

    DOLEN_TRY(dolen_ledger_entry_read(arena, stored->text, &entry, err));
    *out = (dolen_notice){.entry = stored->entry,
                          .handle = dolen_handle_seal_open(broker->handles, stored->handle),
                          .outcome = stored->outcome,
                          .asked = entry.time,
                          .urgent = entry.urgent};
    if (dolen_owner_notices_may_name(broker, entry.member)) {
        out->agency = entry.member;
        out->purpose = entry.purpose;
    }
    return DOLEN_OK;
}

static int compare_notices(const void *a, const void *b)
{
    const dolen_notice *left = a;
    const dolen_notice *right = b;

    if (left->entry != right->entry)
        return left->entry > right->entry ? 1 : -1;
    return memcmp(left->handle.bytes, right->handle.bytes, sizeof left->handle.bytes);
}

static dolen_status list(dolen_broker *broker, const dolen_notice_request *asked, dolen_arena *arena,
                         dolen_notice_reply *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_consultation_notice *stored = NULL;
    dolen_notice *notices = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_pool_take(broker->pool, &connection, err));
    DOLEN_TRY(dolen_consultation_store_after(connection, asked->agency, asked->after, arena, &stored, &count,
                                             &out->reached, err));
    DOLEN_TRY(dolen_arena_take(arena, count + 1, sizeof *notices, (void *)&notices, err));
    for (size_t i = 0; i < count; i++)
        if (stored[i].text.size)
            DOLEN_TRY(make_notice(broker, arena, &stored[i], &notices[out->notice_count++], err));
    qsort(notices, out->notice_count, sizeof *notices, compare_notices);
    out->notices = notices;
    return DOLEN_OK;
}

static dolen_status reply(dolen_broker *broker, dolen_http_request *request, dolen_bytes *body, dolen_err *err)
{
    dolen_notice_request asked;
    dolen_notice_reply said = {.notice_count = 0};

    DOLEN_TRY(open_request(broker, request, &asked, err));
    DOLEN_TRY(list(broker, &asked, dolen_http_request_arena(request), &said, err));
    return dolen_notice_reply_encode(&said, dolen_http_request_arena(request), body, err);
}

dolen_status dolen_owner_notices_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                       dolen_err *err)
{
    dolen_err why = {0};
    dolen_bytes body;

    if (reply(context, request, &body, &why) != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, (dolen_code){0}, 0, err);
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}
