#include "node/broker/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/text.h"
#include "node/broker/answer_pace.h"
#include "node/broker/findings.h"
#include "node/broker/quota.h"
#include "node/crypto/hash.h"
#include "node/crypto/random.h"
#include "node/crypto/sign.h"
#include "proto/codec/answer.h"
#include "proto/codec/query.h"
#include "proto/codec/signed.h"

/* One question on its way through the broker. */
typedef struct question {
    dolen_broker *broker;
    const dolen_federation *federation;
    const dolen_rules *rules; /* the same from the first check to the ledger, whatever is reloaded meanwhile */
    dolen_arena *arena;
    const dolen_federation_member *member;
    int64_t now;
    dolen_query query;
    dolen_stored_token stored[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_policy_request facts;
    dolen_admission admission;
    dolen_code rule; /* why it was refused */
    dolen_findings findings;
    const dolen_candidate_match *matches;
    size_t match_count;
} question;

static dolen_status open_question(question *q, dolen_http_request *request, dolen_err *err)
{
    dolen_signed message;
    dolen_signature signature;

    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), q->arena, &message, err));
    DOLEN_TRY(dolen_query_decode(message.body, q->arena, &q->query, err));
    DOLEN_TRY(dolen_broker_member(q->broker, request, q->query.agency, &q->member, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&q->member->signing, "query", message.body, &signature, err));
    if (!dolen_code_same(q->query.federation, q->federation->name))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the question is for another federation");
    if (llabs(q->now - q->query.created) > DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the question's clock is more than five minutes off");
    if (!dolen_federation_epoch_of(q->federation, q->query.epoch))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the question's epoch is not answered");
    if (dolen_federation_validity_at(q->federation, q->now) == DOLEN_FEDERATION_EXPIRED)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the federation file has expired");
    if (dolen_rules_current_standing(q->broker->rules_current, q->now) == DOLEN_RULES_STALE)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the rules that the federation file names are not here (IG-04)");
    return DOLEN_OK;
}

static dolen_quota_question quota_of(const question *q)
{
    return (dolen_quota_question){.limits = dolen_rules_limits(q->broker->rules),
                                  .member = q->member->code,
                                  .staff = q->query.staff,
                                  .request = q->query.request_id,
                                  .now = q->now,
                                  .tokens = q->stored,
                                  .token_count = q->query.token_count};
}

/* Not seen before, and every counter within its limit (IG-22). */
static dolen_status count(question *q, dolen_connection *connection, dolen_err *err)
{
    const dolen_quota_question asked = quota_of(q);
    const dolen_status counted = dolen_quota_admit(connection, &asked, err);

    if (counted == DOLEN_E_LIMIT)
        q->rule = dolen_code_of("IG-22");
    return counted;
}

/* What is to be shown, or told of, was not shown to this member too often today (IG-22). */
static dolen_status count_shown(question *q, dolen_connection *connection, dolen_err *err)
{
    const dolen_quota_question asked = quota_of(q);
    int64_t records[DOLEN_QUOTA_RECORDS];
    size_t shown = 0;

    for (size_t i = 0; i < q->match_count && shown < DOLEN_QUOTA_RECORDS; i++)
        if (q->findings.outcomes[i] > DOLEN_CONSULTED_WITHHELD)
            records[shown++] = q->matches[i].candidate->record;
    const dolen_status counted = dolen_quota_show(connection, &asked, records, shown, err);
    if (counted == DOLEN_E_LIMIT)
        q->rule = dolen_code_of("IG-22");
    return counted;
}

static dolen_status admit(question *q, dolen_err *err)
{
    static const dolen_digest no_case;
    static const dolen_staff nobody;

    q->facts = (dolen_policy_request){
        .asker = q->member->code,
        .asker_type = q->member->type,
        .role = q->query.role,
        .purpose = q->query.purpose,
        .has_staff = memcmp(&q->query.staff, &nobody, sizeof nobody) != 0,
        .has_case = !dolen_digest_same(q->query.case_handle, no_case),
        .urgent = q->query.urgent,
        .urgent_reason = q->query.urgent_reason,
        .subject = q->query.subject,
        .age = DOLEN_AGE_UNKNOWN,
        .requested_level = q->query.requested_level,
        .today = dolen_day_of(q->now),
    };
    q->admission = dolen_policy_admit(q->rules, &q->facts);
    if (q->admission.admitted)
        return DOLEN_OK;
    q->rule = q->admission.rule;
    return DOLEN_FAIL(err, DOLEN_E_DENIED, "the rules do not admit this question");
}

static dolen_status find(question *q, dolen_connection *connection, dolen_candidate_match **matches,
                         dolen_record_flags **flags, size_t *matched, dolen_err *err)
{
    const dolen_limits *limits = dolen_rules_limits(q->rules);
    const dolen_candidate *candidates = NULL;
    int64_t records[DOLEN_INDEX_CANDIDATES] = {0};
    int64_t population = 0;
    size_t found = 0;

    DOLEN_TRY(dolen_index_store_population(connection, q->query.epoch, q->query.subject, &population, err));
    DOLEN_TRY(dolen_index_store_find(connection, q->stored, q->query.token_count, q->arena, &candidates, &found, err));
    DOLEN_TRY(dolen_arena_take(q->arena, DOLEN_INDEX_CANDIDATES, sizeof **matches, (void *)matches, err));
    DOLEN_TRY(dolen_arena_take(q->arena, DOLEN_INDEX_CANDIDATES, sizeof **flags, (void *)flags, err));
    const dolen_candidate_question asked = {.subject = q->query.subject,
                                            .fields = q->query.fields,
                                            .index_records = population > 0 ? (uint64_t)population : 1,
                                            .thresholds = {limits->confirmed, limits->probable}};
    *matched = dolen_candidates_match(&asked, candidates, found, *matches);
    for (size_t i = 0; i < *matched; i++)
        records[i] = (*matches)[i].candidate->record;
    return dolen_index_store_flags(connection, records, *matched, q->arena, *flags, err);
}

static dolen_status look_up(question *q, dolen_connection *connection, dolen_err *err)
{
    const dolen_coverage *coverage = NULL;
    dolen_candidate_match *matches = NULL;
    dolen_record_flags *flags = NULL;
    size_t coverage_count = 0;
    size_t matched = 0;

    DOLEN_TRY(dolen_index_store_coverage(connection, q->query.epoch, q->arena, &coverage, &coverage_count, err));
    DOLEN_TRY(find(q, connection, &matches, &flags, &matched, err));
    const dolen_findings_question asked = {.rules = q->rules,
                                           .federation = q->federation,
                                           .facts = &q->facts,
                                           .granted = q->admission.level,
                                           .acknowledge_protected = q->query.acknowledge_protected,
                                           .fields = q->query.fields,
                                           .now = q->now,
                                           .coverage = coverage,
                                           .coverage_count = coverage_count};
    q->matches = matches;
    q->match_count = matched;
    return dolen_findings_make(&asked, matches, flags, matched, q->arena, &q->findings, err);
}

static int compare_disclosures(const void *a, const void *b)
{
    const dolen_ledger_disclosure *left = a;
    const dolen_ledger_disclosure *right = b;

    return strcmp(left->member.text, right->member.text);
}

static size_t disclosures_of(const question *q, dolen_ledger_disclosure *out)
{
    size_t disclosed = 0;

    for (size_t i = 0; i < q->findings.count; i++)
        if (q->findings.items[i].level != DOLEN_LEVEL_NONE)
            out[disclosed++] = (dolen_ledger_disclosure){.member = q->findings.items[i].agency,
                                                         .level = q->findings.items[i].level,
                                                         .band = q->findings.items[i].band,
                                                         .opened = q->findings.items[i].shielded};
    qsort(out, disclosed, sizeof *out, compare_disclosures);
    return disclosed;
}

static dolen_ledger_entry entry_of(const question *q, dolen_ledger_kind kind, const char *outcome)
{
    dolen_ledger_entry entry = {.kind = kind,
                                .time = q->now,
                                .member = q->member->code,
                                .staff = q->query.staff,
                                .role = q->query.role,
                                .purpose = q->query.purpose,
                                .case_handle = q->query.case_handle,
                                .request_id = q->query.request_id,
                                .subject = q->query.subject,
                                .requested_level = q->query.requested_level,
                                .granted_level = q->admission.level,
                                .urgent = q->query.urgent,
                                .acknowledged = q->query.acknowledge_protected,
                                .reason = q->query.urgent_reason,
                                .outcome = dolen_code_of(outcome),
                                .rules_digest = dolen_rules_digest(q->rules),
                                .epoch = q->query.epoch};

    DOLEN_MUST(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(q->rules), NULL) ==
               DOLEN_OK);
    return entry;
}

/* Matches for their owners to be told of, those of protected records first: there is room for so many and no more. */
static size_t consulted_of(const question *q, dolen_consultation_match out[DOLEN_CONSULTATION_MATCHES])
{
    size_t count = 0;

    for (dolen_consulted_outcome wanted = DOLEN_CONSULTED_OPENED; wanted > DOLEN_CONSULTED_NONE; wanted--)
        for (size_t i = 0; i < q->match_count && count < DOLEN_CONSULTATION_MATCHES; i++)
            if (q->findings.outcomes[i] == wanted)
                out[count++] = (dolen_consultation_match){.agency = q->matches[i].candidate->agency,
                                                          .handle = q->matches[i].candidate->handle,
                                                          .outcome = wanted};
    return count;
}

static dolen_status record_answer(question *q, dolen_ledger_place *place, dolen_err *err)
{
    dolen_ledger_disclosure disclosures[DOLEN_ANSWER_MEMBERS];
    dolen_consultation_match matches[DOLEN_CONSULTATION_MATCHES];
    dolen_withheld withheld = {.list = q->findings.withheld};
    dolen_ledger_entry entry = entry_of(q, DOLEN_LEDGER_QUERY, "answered");

    dolen_random_bytes(withheld.salt, sizeof withheld.salt);
    entry.withheld = dolen_ledger_entry_withheld(withheld.salt, withheld.list);
    entry.disclosures = disclosures;
    entry.disclosure_count = disclosures_of(q, disclosures);
    const dolen_consultation consultation = {.request = q->query.request_id,
                                             .asked = q->now,
                                             .epoch = q->query.epoch,
                                             .fields = q->query.fields,
                                             .tokens = q->stored,
                                             .token_count = q->query.token_count,
                                             .matches = matches,
                                             .match_count = consulted_of(q, matches),
                                             .withheld = withheld};
    return dolen_ledger_append(q->broker->ledger, &entry, &consultation, q->arena, place, err);
}

/* A refusal that cannot be recorded is an outage, not a refusal: nothing is decided outside the ledger. */
static dolen_status record_refusal(question *q, const dolen_err *why, dolen_err *err)
{
    const dolen_ledger_entry entry =
        entry_of(q, DOLEN_LEDGER_REFUSAL, dolen_code_is_empty(q->rule) ? dolen_status_word(why->status) : q->rule.text);
    dolen_ledger_place place;

    return dolen_ledger_append(q->broker->ledger, &entry, NULL, q->arena, &place, err);
}

static dolen_status answer(question *q, dolen_http_response *response, dolen_err *err)
{
    dolen_answer said = {.request_id = q->query.request_id,
                         .epoch = q->query.epoch,
                         .granted_level = q->admission.level,
                         .rules_digest = dolen_rules_digest(q->rules),
                         .answered = q->now,
                         .advice = q->findings.advice,
                         .protected_held = q->findings.protected_held,
                         .findings = q->findings.items,
                         .finding_count = q->findings.count};
    dolen_bytes body;

    DOLEN_TRY(record_answer(q, &said.ledger, err));
    DOLEN_TRY(dolen_text_copy(said.rules_version, sizeof said.rules_version, dolen_rules_version(q->rules), err));
    DOLEN_TRY(dolen_answer_encode(&said, q->arena, &body, err));
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}

/* Everything that may refuse the question for a reason that the ledger must hold. */
static dolen_status consider(question *q, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(q->broker->pool, &connection, err));
    DOLEN_TRY(count(q, connection, err));
    DOLEN_TRY(admit(q, err));
    DOLEN_TRY(look_up(q, connection, err));
    return count_shown(q, connection, err);
}

static bool is_refusal(dolen_status status)
{
    return status == DOLEN_E_DENIED || status == DOLEN_E_CONFLICT || status == DOLEN_E_LIMIT;
}

static dolen_status serve(dolen_broker *broker, dolen_http_request *request, dolen_http_response *response,
                          dolen_err *err)
{
    question q = {.broker = broker,
                  .federation = dolen_federation_current_get(broker->federation),
                  .rules = broker->rules,
                  .arena = dolen_http_request_arena(request),
                  .now = dolen_clock_now(broker->clock)};
    dolen_err why = {0};

    dolen_status opened = dolen_witnessing_may_answer(broker->witnessing, &q.rule, &why);
    if (opened == DOLEN_OK)
        opened = open_question(&q, request, &why);
    if (opened != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, q.rule, 0, err);
    for (size_t i = 0; i < q.query.token_count; i++)
        q.stored[i] =
            (dolen_stored_token){.value = dolen_stored_token_make(broker->tokens, q.query.epoch, &q.query.tokens[i]),
                                 .kind = q.query.tokens[i].kind};
    const dolen_status considered = consider(&q, &why);
    dolen_metric_add(broker->counts.queries, 1, dolen_status_word(considered), NULL);
    if (is_refusal(considered))
        DOLEN_TRY(record_refusal(&q, &why, err));
    if (considered != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, q.rule, 0, err);
    return answer(&q, response, err);
}

dolen_status dolen_query_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                               dolen_err *err)
{
    dolen_broker *broker = context;
    const dolen_answer_pace pace = dolen_answer_pace_begin(broker->settings.answer_step);
    const dolen_status served = serve(broker, request, response, err);

    dolen_answer_pace_wait(&pace);
    return served;
}
