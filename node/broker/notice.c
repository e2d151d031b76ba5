#include "node/broker/notice.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/text.h"
#include "node/broker/notice_deed.h"
#include "node/crypto/sign.h"
#include "node/store/admission_store.h"
#include "node/store/transaction.h"
#include "proto/codec/signed.h"
#include "proto/codec/subject.h"

/* One notice on its way. */
typedef struct entering {
    dolen_broker *broker;
    const dolen_federation *federation;
    const dolen_rules *rules;
    dolen_arena *arena;
    const dolen_federation_member *member;
    int64_t now;
    dolen_ledger_notice notice;
    dolen_notice_deed deed;
} entering;

static dolen_status check_time(const entering *a, dolen_err *err)
{
    if (!dolen_code_same(a->notice.federation, a->federation->name))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the notice is for another federation");
    if (llabs(a->now - a->notice.created) > DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the notice's clock is more than five minutes off");
    if (dolen_federation_validity_at(a->federation, a->now) == DOLEN_FEDERATION_EXPIRED)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the federation file has expired");
    return DOLEN_OK;
}

static dolen_status open_notice(entering *a, const dolen_http_request *request, dolen_err *err)
{
    dolen_signed message;
    dolen_signature signature;

    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), a->arena, &message, err));
    DOLEN_TRY(dolen_ledger_notice_decode(message.body, a->arena, &a->notice, err));
    DOLEN_TRY(dolen_broker_member(a->broker, request, a->notice.agency, &a->member, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&a->member->signing, "notice", message.body, &signature, err));
    DOLEN_TRY(check_time(a, err));
    return dolen_notice_deed_of(a->rules, &a->notice, &a->deed, err);
}

static dolen_ledger_entry entry_of_notice(const entering *a)
{
    dolen_ledger_entry entry = {.kind = a->deed.kind,
                                .time = a->now,
                                .member = a->member->code,
                                .staff = a->notice.staff,
                                .role = a->notice.role,
                                .case_handle = a->notice.case_handle,
                                .request_id = a->notice.request_id,
                                .reason = a->deed.reason,
                                .outcome = a->notice.action,
                                .rules_digest = dolen_rules_digest(a->rules),
                                .range = {.first = (uint64_t)a->notice.month, .count = a->notice.count}};

    DOLEN_MUST(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(a->rules), NULL) ==
               DOLEN_OK);
    return entry;
}

/* That the notice was seen, and its entry, are one: a notice sent again is entered once. */
static dolen_status enter(entering *a, uint64_t *index, dolen_err *err)
{
    static const char durable[] = "SET LOCAL synchronous_commit = on";
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    const dolen_ledger_entry entry = entry_of_notice(a);
    dolen_ledger_place place;
    bool is_new = false;

    DOLEN_TRY(dolen_transaction_begin(a->broker->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_admission_store_count(connection, a->notice.request_id, a->now, NULL, 0, &is_new, err));
    DOLEN_TRY(dolen_statement_script(connection, "notice-durable", durable, err));
    if (!is_new)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "this notice is in the ledger already");
    DOLEN_TRY(dolen_ledger_append_in(a->broker->ledger, connection, &entry, a->arena, &place, err));
    *index = place.index;
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_notice_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err)
{
    dolen_broker *broker = context;
    entering a = {.broker = broker,
                  .federation = dolen_federation_current_get(broker->federation),
                  .rules = broker->rules,
                  .arena = dolen_http_request_arena(request),
                  .now = dolen_clock_now(broker->clock)};
    dolen_ledger_notice_reply reply = {0};
    dolen_err why = {0};
    dolen_bytes body;

    dolen_status status = open_notice(&a, request, &why);
    if (status == DOLEN_OK)
        status = enter(&a, &reply.ledger_index, &why);
    if (status != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, (dolen_code){{0}}, 0, err);
    reply.request_id = a.notice.request_id;
    DOLEN_TRY(dolen_ledger_notice_reply_encode(&reply, a.arena, &body, err));
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}
