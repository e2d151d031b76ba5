#include "node/broker/publishing.h"

#include <string.h>

#include "governance/policy/policy.h"
#include "governance/policy/policy_dimension.h"
#include "node/base/log.h"
#include "node/base/text.h"
#include "node/broker/alerting_job.h"
#include "node/crypto/hash.h"
#include "node/crypto/sign.h"
#include "proto/codec/delta.h"

/* The ledger entry of a delta, appended at the end of the delta's own transaction. */
typedef struct appending {
    dolen_broker *broker;
    dolen_arena *arena;
    int64_t now;
    dolen_alerting alerting;
    dolen_alerting_result alerts;
} appending;

static dolen_ledger_entry entry_of(const dolen_broker *broker, const dolen_delta *delta, dolen_ledger_kind kind,
                                   const char *outcome, int64_t now)
{
    const dolen_rules *rules = broker->rules;
    dolen_ledger_entry entry = {.kind = kind,
                                .time = now,
                                .member = delta->agency,
                                .outcome = dolen_code_of(outcome),
                                .rules_digest = dolen_rules_digest(rules),
                                .epoch = delta->epoch,
                                .delta = {.sequence = delta->sequence,
                                          .put_count = delta->put_count,
                                          .withdraw_count = delta->withdraw_count,
                                          .set_digest = delta->set_digest}};

    DOLEN_MUST(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(rules), NULL) ==
               DOLEN_OK);
    return entry;
}

static dolen_status append_delta(void *context, dolen_connection *connection, const dolen_delta *delta,
                                 const dolen_digest *digest, dolen_delta_entry *out, dolen_err *err)
{
    const appending *a = context;
    dolen_ledger_entry entry = entry_of(a->broker, delta, DOLEN_LEDGER_DELTA, "applied", a->now);
    dolen_ledger_place place;

    entry.delta.digest = *digest;
    DOLEN_TRY(dolen_ledger_append_in(a->broker->ledger, connection, &entry, a->arena, &place, err));
    *out = (dolen_delta_entry){.index = place.index, .size = place.size};
    return DOLEN_OK;
}

static dolen_status note_news(void *context, dolen_connection *connection, dolen_delta_place place,
                              const dolen_delta *delta, dolen_err *err)
{
    appending *a = context;

    return dolen_alerting_note(&a->alerting, connection, place, delta, &a->alerts, err);
}

/* What is too much for one transaction waits for the job (alerting.h). */
static dolen_status raise_alerts(void *context, dolen_connection *connection, dolen_delta_place place,
                                 const dolen_delta *delta, dolen_err *err)
{
    appending *a = context;
    const dolen_alert_place at = {.place = place, .agency = delta->agency, .sequence = delta->sequence};

    if (a->alerts.noted == 0)
        return DOLEN_OK;
    return dolen_alerting_raise(&a->alerting, connection, &at, DOLEN_ALERTING_FLAGS, &a->alerts, err);
}

static dolen_delta_desk desk_of(dolen_broker *broker, appending *a)
{
    return (dolen_delta_desk){.pool = broker->pool,
                              .federation = dolen_federation_current_get(broker->federation)->name,
                              .tokens = broker->tokens,
                              .handles = broker->handles,
                              .signing = broker->receipt_key,
                              .clock = broker->clock,
                              .before = note_news,
                              .after = raise_alerts,
                              .append = append_delta,
                              .append_context = a};
}

/* The member, when its deltas are taken at all at the moment. */
static dolen_status publisher(const dolen_broker *broker, const dolen_http_request *request, dolen_code claimed,
                              const dolen_federation_member **out, dolen_err *err)
{
    dolen_code code;

    DOLEN_TRY(dolen_broker_member(broker, request, claimed, out, err));
    return dolen_witnessing_may_publish(broker->witnessing, &code, err);
}

static dolen_status check_epoch(const dolen_broker *broker, uint32_t epoch, dolen_err *err)
{
    if (!dolen_federation_epoch_of(dolen_federation_current_get(broker->federation), epoch))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this epoch is not published in");
    return DOLEN_OK;
}

static dolen_status read_state(dolen_broker *broker, dolen_http_request *request, dolen_bytes *body, dolen_err *err)
{
    dolen_arena *arena = dolen_http_request_arena(request);
    const dolen_federation_member *member = NULL;
    dolen_delta_state_request question;
    dolen_delta_state state;
    appending a = {.broker = broker};
    const dolen_delta_desk desk = desk_of(broker, &a);

    DOLEN_TRY(dolen_delta_state_request_decode(dolen_http_request_body(request), arena, &question, err));
    DOLEN_TRY(dolen_broker_member(broker, request, question.agency, &member, err));
    DOLEN_TRY(check_epoch(broker, question.epoch, err));
    DOLEN_TRY(dolen_delta_read_state(&desk, member->code, question.epoch, arena, &state, err));
    return dolen_delta_state_encode(&state, arena, body, err);
}

dolen_status dolen_publishing_state(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err)
{
    dolen_err why = {0};
    dolen_bytes body;

    if (read_state(context, request, &body, &why) != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, (dolen_code){0}, 0, err);
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}

/* What has had its time must not come back (IG-14). A month more is taken, for a delta on its way when a month ends. */
static bool has_had_its_time(const dolen_flag *flag, dolen_month first)
{
    if (flag->kind == DOLEN_FLAG_EVENT)
        return flag->month_count && flag->months[0].month < first - 1;
    return flag->closed && flag->closed < first - 1;
}

static dolen_status check_flag(const dolen_broker *broker, const dolen_federation_member *member, dolen_subject subject,
                               const dolen_flag *flag, dolen_err *err)
{
    const dolen_rules *rules = broker->rules;
    const dolen_month today = dolen_month_of(dolen_day_of(dolen_clock_now(broker->clock)));

    DOLEN_TRY(dolen_policy_check_published(rules, member->type, subject, flag, err));
    if (has_had_its_time(flag, today - (dolen_month)dolen_rules_limits(rules)->held_months + 1))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a flag has had its time and may not be published any more (IG-14)");
    return DOLEN_OK;
}

/* Every flag must be one that this member may publish about this kind of subject (IG-13), and still be held; and every
   value for statistics one that the rules know. */
static dolen_status check_flags(const dolen_broker *broker, const dolen_federation_member *member,
                                const dolen_delta_chunk *chunk, dolen_err *err)
{
    for (size_t i = 0; i < chunk->operation_count; i++) {
        const dolen_record *record = chunk->operations[i].put;
        for (size_t k = 0; record && k < record->flag_count; k++)
            DOLEN_TRY(check_flag(broker, member, record->subject, &record->flags[k], err));
        if (record)
            DOLEN_TRY(dolen_policy_dimension_check(broker->rules, &record->dimensions, err));
    }
    return DOLEN_OK;
}

static dolen_status stage(dolen_broker *broker, dolen_http_request *request, dolen_bytes *body, uint64_t *expected,
                          dolen_err *err)
{
    dolen_arena *arena = dolen_http_request_arena(request);
    const dolen_bytes bytes = dolen_http_request_body(request);
    const dolen_month this_month = dolen_month_of(dolen_day_of(dolen_clock_now(broker->clock)));
    const dolen_federation_member *member = NULL;
    dolen_delta_chunk chunk;
    appending a = {.broker = broker};
    const dolen_delta_desk desk = desk_of(broker, &a);
    const dolen_digest digest = dolen_hash_sha256(bytes);

    DOLEN_TRY(dolen_delta_chunk_decode(bytes, this_month, arena, &chunk, err));
    DOLEN_TRY(publisher(broker, request, chunk.agency, &member, err));
    DOLEN_TRY(check_epoch(broker, chunk.epoch, err));
    DOLEN_TRY(check_flags(broker, member, &chunk, err));
    DOLEN_TRY(dolen_delta_stage(&desk, &chunk, &digest, arena, expected, err));
    const dolen_chunk_reply reply = {.index = chunk.index, .digest = digest};
    return dolen_chunk_reply_encode(&reply, arena, body, err);
}

dolen_status dolen_publishing_chunk(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err)
{
    dolen_err why = {0};
    uint64_t expected = 0;
    dolen_bytes body;

    if (stage(context, request, &body, &expected, &why) != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, (dolen_code){0}, expected, err);
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}

static void record_refusal(dolen_broker *broker, const dolen_delta *delta, dolen_arena *arena, const dolen_err *why)
{
    dolen_ledger_entry entry = entry_of(broker, delta, DOLEN_LEDGER_DELTA_REFUSAL, dolen_status_word(why->status),
                                        dolen_clock_now(broker->clock));
    dolen_ledger_place place;
    dolen_bytes canonical;
    dolen_err wrong = {0};

    if (dolen_delta_canonical(delta, arena, &canonical, &wrong) == DOLEN_OK)
        entry.delta.digest = dolen_hash_sha256(canonical);
    if (dolen_ledger_append(broker->ledger, &entry, NULL, arena, &place, &wrong) != DOLEN_OK)
        dolen_log_error("a refused delta could not be recorded", dolen_field_agency(delta->agency.text),
                        dolen_field_reason(&wrong));
}

static dolen_status commit(dolen_broker *broker, dolen_http_request *request, dolen_bytes *receipt, uint64_t *expected,
                           dolen_err *err)
{
    dolen_arena *arena = dolen_http_request_arena(request);
    const dolen_federation_member *member = NULL;
    dolen_delta_commit message;
    dolen_signature signature;
    appending a = {.broker = broker, .arena = arena, .now = dolen_clock_now(broker->clock)};
    const dolen_delta_desk desk = desk_of(broker, &a);

    a.alerting = dolen_alerting_job_with(broker, a.now);
    DOLEN_TRY(dolen_delta_commit_decode(dolen_http_request_body(request), arena, &message, err));
    DOLEN_TRY(publisher(broker, request, message.delta.agency, &member, err));
    DOLEN_TRY(check_epoch(broker, message.delta.epoch, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    const dolen_status applied =
        dolen_delta_apply(&desk, &message.delta, &signature, &member->signing, arena, receipt, expected, err);
    dolen_metric_add(broker->counts.deltas, 1, dolen_status_word(applied), NULL);
    if (applied != DOLEN_OK && applied != DOLEN_E_REMOTE && err)
        record_refusal(broker, &message.delta, arena, err);
    if (applied == DOLEN_OK)
        dolen_alerting_job_say(broker, message.delta.agency, &a.alerts);
    return applied;
}

dolen_status dolen_publishing_commit(void *context, dolen_http_request *request, dolen_http_response *response,
                                     dolen_err *err)
{
    dolen_err why = {0};
    uint64_t expected = 0;
    dolen_bytes receipt;

    if (commit(context, request, &receipt, &expected, &why) != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, (dolen_code){0}, expected, err);
    dolen_broker_respond(response, receipt);
    return DOLEN_OK;
}
