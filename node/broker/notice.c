#include "node/broker/notice.h"

#include <stdlib.h>
#include <string.h>

#include "governance/audit/ledger_ground.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
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

/* What a notice may say, and who may have done it. */
typedef enum deed_kind {
    NO_DEED,
    OFFICERS,   /* for a person: a role of the purpose SUBJECT */
    RETENTIONS, /* nobody's: the retention job */
    READING,    /* of the agency's own log: a role that may audit, on a ground */
} deed_kind;

static const struct {
    const char *action;
    deed_kind kind;
} deeds[] = {
    {"restricted", OFFICERS},   {"lifted", OFFICERS},     {"erased", OFFICERS},       {"disputed", OFFICERS},
    {"resolved", OFFICERS},     {"searches", RETENTIONS}, {"reviews", RETENTIONS},    {"owner-notices", RETENTIONS},
    {"readings", RETENTIONS},   {"findings", RETENTIONS}, {"alerts", RETENTIONS},     {"read-list", READING},
    {"read-entry", READING},    {"read-export", READING}, {"read-findings", READING}, {"read-subject", READING},
    {"read-readings", READING},
};

static deed_kind deed_of(dolen_code action)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (dolen_text_same(deeds[i].action, action.text))
            return deeds[i].kind;
    return NO_DEED;
}

static bool is_about_subjects(const entering *a)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(a->rules, dolen_code_of("SUBJECT"));

    return purpose && dolen_code_list_has(purpose->roles, a->notice.role) && dolen_code_is_empty(a->notice.ground);
}

/* The log is read by roles that may, on a ground; a reading has no case and no month. */
static bool is_reading(const entering *a)
{
    const dolen_role *role = dolen_rules_find_role(a->rules, a->notice.role);
    static const dolen_digest none;

    return role && role->may_audit && dolen_ledger_ground_is_known(a->notice.ground) && a->notice.month == 0 &&
           dolen_digest_same(a->notice.case_handle, none);
}

static bool may_act(const entering *a)
{
    static const dolen_staff nobody;
    const bool by_somebody = memcmp(&a->notice.staff, &nobody, sizeof nobody) != 0;

    switch (deed_of(a->notice.action)) {
    case OFFICERS:
        return by_somebody && is_about_subjects(a);
    case RETENTIONS:
        return dolen_code_is_empty(a->notice.role) && dolen_code_is_empty(a->notice.ground);
    case READING:
        return by_somebody && is_reading(a);
    case NO_DEED:
        break;
    }
    return false;
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
    return may_act(a) ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody of this role may do what the notice says");
}

static dolen_ledger_kind kind_of(deed_kind done)
{
    return done == READING ? DOLEN_LEDGER_LOG_READING : done == OFFICERS ? DOLEN_LEDGER_SUBJECT : DOLEN_LEDGER_ERASURE;
}

static dolen_code reason_of(const entering *a)
{
    const deed_kind done = deed_of(a->notice.action);

    return done == READING ? a->notice.ground : dolen_code_of(done == OFFICERS ? "subject-rights" : "IG-14");
}

static dolen_ledger_entry entry_of_notice(const entering *a)
{
    dolen_ledger_entry entry = {.kind = kind_of(deed_of(a->notice.action)),
                                .time = a->now,
                                .member = a->member->code,
                                .staff = a->notice.staff,
                                .role = a->notice.role,
                                .case_handle = a->notice.case_handle,
                                .request_id = a->notice.request_id,
                                .reason = reason_of(a),
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
