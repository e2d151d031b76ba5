#include "node/broker/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/base/text.h"
#include "node/broker/subject_account.h"
#include "node/crypto/hash.h"
#include "node/crypto/sign.h"
#include "node/store/admission_store.h"
#include "proto/codec/signed.h"

enum { DAY = 24 * 3600 * 1000 };

/* One question on its way. */
typedef struct asking {
    dolen_broker *broker;
    const dolen_federation *federation;
    dolen_rules *rules;
    dolen_arena *arena;
    const dolen_federation_member *member;
    int64_t now;
    dolen_code rule; /* why it was refused */
    dolen_subject_question question;
    dolen_subject_account account;
} asking;

static asking begin(dolen_broker *broker, const dolen_http_request *request)
{
    return (asking){.broker = broker,
                    .federation = dolen_federation_current_get(broker->federation),
                    .rules = broker->rules,
                    .arena = dolen_http_request_arena(request),
                    .now = dolen_clock_now(broker->clock)};
}

static dolen_status check_time(const asking *a, dolen_code federation, int64_t created, dolen_err *err)
{
    if (!dolen_code_same(federation, a->federation->name))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request is for another federation");
    if (llabs(a->now - created) > DOLEN_QUERY_CLOCK_SKEW)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the request's clock is more than five minutes off");
    if (dolen_federation_validity_at(a->federation, a->now) == DOLEN_FEDERATION_EXPIRED)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the federation file has expired");
    if (dolen_rules_current_standing(a->broker->rules_current, a->now) == DOLEN_RULES_STALE)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the federation names other rules than those here (IG-04)");
    return DOLEN_OK;
}

static dolen_status open_question(asking *a, const dolen_http_request *request, dolen_err *err)
{
    dolen_signed message;
    dolen_signature signature;

    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), a->arena, &message, err));
    DOLEN_TRY(dolen_subject_question_decode(message.body, a->arena, &a->question, err));
    DOLEN_TRY(dolen_broker_member(a->broker, request, a->question.agency, &a->member, err));
    memcpy(signature.bytes, message.signature, sizeof signature.bytes);
    DOLEN_TRY(dolen_sign_check(&a->member->signing, "subject", message.body, &signature, err));
    DOLEN_TRY(check_time(a, a->question.federation, a->question.created, err));
    if (!dolen_federation_epoch_of(a->federation, a->question.epoch))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the question's epoch is not answered");
    return DOLEN_OK;
}

/* Not seen before, and within the member's daily quota of a person (IG-22). */
static dolen_status count(asking *a, dolen_connection *connection, dolen_err *err)
{
    char name[DOLEN_ADMISSION_NAME];
    dolen_admission_counter counter = {.name = name, .slot = a->now / DAY};
    bool is_new = false;

    snprintf(name, sizeof name, "subject-day %s", a->member->code.text);
    DOLEN_TRY(dolen_admission_store_count(connection, a->question.request_id, a->now, &counter, 1, &is_new, err));
    if (!is_new)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a question with this number was asked before");
    if (counter.used <= (int64_t)dolen_rules_limits(a->rules)->person_per_day)
        return DOLEN_OK;
    a->rule = dolen_code_of("IG-22");
    return DOLEN_FAIL(err, DOLEN_E_LIMIT, "over a quota of questions");
}

/* Only where the rules let a subject's own request be made: the officer's role and purpose, with a reference. */
static dolen_status admit(asking *a, dolen_err *err)
{
    static const dolen_digest no_case;
    static const dolen_staff nobody;
    const dolen_policy_request facts = {
        .asker = a->member->code,
        .asker_type = a->member->type,
        .role = a->question.role,
        .purpose = a->question.purpose,
        .has_staff = memcmp(&a->question.staff, &nobody, sizeof nobody) != 0,
        .has_case = !dolen_digest_same(a->question.case_handle, no_case),
        .subject = DOLEN_SUBJECT_PERSON,
        .age = DOLEN_AGE_UNKNOWN,
        .requested_level = DOLEN_LEVEL_L3,
        .today = dolen_day_of(a->now),
    };
    const dolen_purpose *purpose = dolen_rules_find_purpose(a->rules, a->question.purpose);
    const dolen_admission admission = dolen_policy_admit(a->rules, &facts);

    a->rule = admission.rule;
    if (!admission.admitted)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the rules do not admit this question");
    if (!purpose || purpose->use != DOLEN_USE_SUBJECT) {
        a->rule = dolen_code_of("IG-28");
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "who consulted a person is told for the person's own request only");
    }
    return DOLEN_OK;
}

static dolen_status make_account(asking *a, dolen_connection *connection, dolen_err *err)
{
    dolen_stored_token stored[DOLEN_SUBJECT_PSEUDONYMS];
    const dolen_subject_account_question asked = {
        .rules = a->rules, .question = &a->question, .tokens = stored, .token_count = a->question.token_count};

    for (size_t i = 0; i < a->question.token_count; i++)
        stored[i] = (dolen_stored_token){
            .value = dolen_stored_token_make(a->broker->tokens, a->question.epoch, &a->question.tokens[i]),
            .kind = a->question.tokens[i].kind};
    a->account = (dolen_subject_account){
        .request_id = a->question.request_id, .answered = a->now, .rules_digest = dolen_rules_digest(a->rules)};
    DOLEN_TRY(
        dolen_text_copy(a->account.rules_version, sizeof a->account.rules_version, dolen_rules_version(a->rules), err));
    return dolen_subject_account_make(&asked, connection, a->arena, &a->account, err);
}

/* Everything that may refuse the question for a reason that the ledger must hold. */
static dolen_status consider(asking *a, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(a->broker->pool, &connection, err));
    DOLEN_TRY(count(a, connection, err));
    DOLEN_TRY(admit(a, err));
    return make_account(a, connection, err);
}

static dolen_ledger_entry entry_of(const asking *a, dolen_ledger_kind kind, const char *outcome)
{
    dolen_ledger_entry entry = {.kind = kind,
                                .time = a->now,
                                .member = a->member->code,
                                .staff = a->question.staff,
                                .role = a->question.role,
                                .purpose = a->question.purpose,
                                .case_handle = a->question.case_handle,
                                .request_id = a->question.request_id,
                                .subject = DOLEN_SUBJECT_PERSON,
                                .reason = dolen_code_of("subject-rights"),
                                .outcome = dolen_code_of(outcome),
                                .rules_digest = dolen_rules_digest(a->rules),
                                .epoch = a->question.epoch};

    DOLEN_MUST(dolen_text_copy(entry.rules_version, sizeof entry.rules_version, dolen_rules_version(a->rules), NULL) ==
               DOLEN_OK);
    return entry;
}

/* Telling who read the log is itself in the log before anything is told (IG-12). */
static dolen_status tell(asking *a, dolen_http_response *response, dolen_err *err)
{
    dolen_ledger_entry entry = entry_of(a, DOLEN_LEDGER_SUBJECT, "reported");
    dolen_ledger_place place;
    dolen_bytes body;

    entry.range.count = a->account.consultation_count;
    DOLEN_TRY(dolen_ledger_append(a->broker->ledger, &entry, NULL, a->arena, &place, err));
    a->account.ledger_index = place.index;
    DOLEN_TRY(dolen_subject_account_encode(&a->account, a->arena, &body, err));
    dolen_broker_respond(response, body);
    return DOLEN_OK;
}

static dolen_status record_refusal(asking *a, const dolen_err *why, dolen_err *err)
{
    const char *outcome = dolen_code_is_empty(a->rule) ? dolen_status_word(why->status) : a->rule.text;
    const dolen_ledger_entry entry = entry_of(a, DOLEN_LEDGER_REFUSAL, outcome);
    dolen_ledger_place place;

    return dolen_ledger_append(a->broker->ledger, &entry, NULL, a->arena, &place, err);
}

static bool is_refusal(dolen_status status)
{
    return status == DOLEN_E_DENIED || status == DOLEN_E_CONFLICT || status == DOLEN_E_LIMIT;
}

dolen_status dolen_subject_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                 dolen_err *err)
{
    asking a = begin(context, request);
    dolen_err why = {0};

    dolen_status opened = dolen_witnessing_may_answer(a.broker->witnessing, &a.rule, &why);
    if (opened == DOLEN_OK)
        opened = open_question(&a, request, &why);
    if (opened != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, a.rule, 0, err);
    const dolen_status considered = consider(&a, &why);
    if (is_refusal(considered))
        DOLEN_TRY(record_refusal(&a, &why, err));
    if (considered != DOLEN_OK)
        return dolen_broker_refuse(request, response, &why, a.rule, 0, err);
    return tell(&a, response, err);
}
