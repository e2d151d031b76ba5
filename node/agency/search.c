#include "node/agency/search.h"

#include <stdlib.h>
#include <string.h>

#include "governance/audit/proof_file.h"
#include "governance/policy/policy.h"
#include "node/agency/account.h"
#include "node/agency/agency.h"
#include "node/agency/search_facts.h"
#include "node/agency/search_input.h"
#include "node/agency/search_keep.h"
#include "node/base/log.h"

/* One search from its question to its outcome. */
typedef struct asking {
    dolen_agency *agency;
    const dolen_federation *federation;
    const dolen_search_request *request;
    dolen_arena *arena;
    dolen_search_outcome *out;
    dolen_admission admission;
} asking;

static dolen_policy_request facts_of(const asking *a)
{
    const dolen_federation_member *self = dolen_federation_member_of(a->federation, a->agency->code);

    DOLEN_MUST(self != NULL);
    return dolen_search_facts(self, a->request, a->out->asked, a->out->requested_level);
}

static bool trouble(asking *a, dolen_search_trouble what)
{
    a->out->trouble = what;
    return false;
}

static bool may_ask(asking *a)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(a->agency->rules, a->request->purpose);

    if (dolen_federation_validity_at(a->federation, a->out->asked) == DOLEN_FEDERATION_EXPIRED)
        return trouble(a, DOLEN_SEARCH_NOT_IN_FORCE);
    a->out->requested_level = a->request->requested_level != DOLEN_LEVEL_NONE ? a->request->requested_level
                              : purpose                                       ? purpose->level
                                                                              : DOLEN_LEVEL_NONE;
    const dolen_policy_request facts = facts_of(a);
    a->admission = dolen_policy_admit(a->agency->rules, &facts);
    a->out->rule = a->admission.rule;
    return a->admission.admitted || trouble(a, DOLEN_SEARCH_RULES_FORBID);
}

/* False, with a fault or trouble set, when there is nothing to send. */
static dolen_status make_tokens(asking *a, dolen_token *tokens, uint8_t *fields, bool *made, dolen_err *err)
{
    const dolen_staff staff = dolen_local_keys_staff(a->agency->keys, a->request->user);
    const dolen_record_maker maker = {
        .pseudonymiser = a->agency->pseudonymiser, .keys = a->agency->keys, .staff = &staff};
    const dolen_publication subject = {
        .subject = a->request->subject, .person = a->request->person, .address = a->request->address};
    const bool address = a->request->subject == DOLEN_SUBJECT_ADDRESS;

    *made = false;
    switch (dolen_record_maker_ask(&maker, &subject, a->arena, tokens, fields, err)) {
    case DOLEN_OK:
        *made = true;
        return DOLEN_OK;
    case DOLEN_E_ABSENT:
        a->out->has_faults = true;
        a->out->faults[address ? DOLEN_SEARCH_FIELD_ADDRESS : DOLEN_SEARCH_FIELD_BORN] =
            address ? DOLEN_SEARCH_ADDRESS_TOO_LITTLE : DOLEN_SEARCH_TOO_LITTLE;
        return DOLEN_OK;
    case DOLEN_E_LIMIT:
        a->out->trouble = DOLEN_SEARCH_OVER_QUOTA;
        return DOLEN_OK;
    case DOLEN_E_INPUT:
    case DOLEN_E_DENIED:
    case DOLEN_E_CONFLICT:
    case DOLEN_E_REMOTE:
    case DOLEN_E_SYSTEM:
    case DOLEN_E_CRYPTO:
        break;
    }
    a->out->trouble = DOLEN_SEARCH_NO_KEY_HOLDERS;
    return DOLEN_OK;
}

static dolen_query query_of(const asking *a, const dolen_token *tokens, uint8_t fields)
{
    return (dolen_query){
        .request_id = a->out->request_id,
        .federation = a->federation->name,
        .agency = a->agency->code,
        .epoch = dolen_pseudonymiser_epoch(a->agency->pseudonymiser),
        .staff = dolen_local_keys_staff(a->agency->keys, a->request->user),
        .role = a->request->role,
        .purpose = a->request->purpose,
        .case_handle = dolen_local_keys_case(a->agency->keys, a->request->case_reference),
        .urgent = !dolen_code_is_empty(a->request->urgent_reason),
        .urgent_reason = a->request->urgent_reason,
        .acknowledge_protected = a->request->acknowledge_protected,
        .subject = a->request->subject,
        .fields = fields,
        .requested_level = a->admission.level,
        .created = dolen_clock_now(a->agency->clock),
        .tokens = tokens,
        .token_count = DOLEN_SUBJECT_PSEUDONYMS,
    };
}

static void note_refusal(asking *a, dolen_status status, const dolen_broker_refusal *refusal, const dolen_err *why)
{
    if (refusal->status == DOLEN_E_DENIED) {
        a->out->trouble = DOLEN_SEARCH_RULES_FORBID;
        a->out->rule = refusal->rule;
    } else if (refusal->status == DOLEN_E_LIMIT) {
        a->out->trouble = DOLEN_SEARCH_OVER_QUOTA;
        a->out->rule = refusal->rule;
    } else {
        a->out->trouble =
            strncmp(refusal->rule.text, "ledger.", 7) == 0 ? DOLEN_SEARCH_LEDGER_STOPPED : DOLEN_SEARCH_NO_BROKER;
        dolen_log_warning("no answer from the broker", dolen_field_status(dolen_status_word(status)),
                          dolen_field_reason(why));
    }
}

static const dolen_finding *finding_of(const dolen_answer *answer, dolen_code agency)
{
    static const dolen_finding silent = {.state = DOLEN_MEMBER_NO_ANSWER};

    for (size_t i = 0; i < answer->finding_count; i++)
        if (dolen_code_same(answer->findings[i].agency, agency))
            return &answer->findings[i];
    return &silent;
}

static dolen_search_member member_of(const dolen_federation_member *member, const dolen_finding *finding)
{
    dolen_search_member shown = {
        .finding = finding, .name_en = member->name_en, .name_cy = member->name_cy, .type = member->type.text};

    if (finding->level >= DOLEN_LEVEL_L1) {
        const dolen_federation_contact *contact = dolen_federation_contact_of(member, finding->contact);
        shown.team_en = contact->team_en;
        shown.team_cy = contact->team_cy;
        shown.telephone = contact->telephone;
    }
    return shown;
}

static dolen_status show_members(asking *a, dolen_err *err)
{
    dolen_search_member *members = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_arena_take(a->arena, a->federation->member_count + 1, sizeof *members, (void *)&members, err));
    for (size_t i = 0; i < a->federation->member_count; i++) {
        const dolen_federation_member *member = &a->federation->members[i];
        if (!dolen_code_same(member->code, a->agency->code))
            members[count++] = member_of(member, finding_of(&a->out->answer, member->code));
    }
    a->out->members = members;
    a->out->member_count = count;
    return dolen_proof_file_of_place(a->arena, &a->out->answer.ledger, &a->out->receipt, err);
}

/* An urgent reason may have days of its own; the shorter of two counts. */
static int64_t review_days(const asking *a)
{
    const dolen_urgent_reason *reason = dolen_rules_find_urgent_reason(a->agency->rules, a->request->urgent_reason);
    const uint32_t usual = dolen_rules_limits(a->agency->rules)->review_days;

    return reason && (reason->review_days < usual || !a->out->opened_protected) ? reason->review_days : usual;
}

/* What is shown under an override or in haste is looked at by somebody else soon (IG-15, IG-20). */
static void open_review(asking *a)
{
    const int64_t day = INT64_C(24) * 60 * 60 * 1000;

    for (size_t i = 0; i < a->out->answer.finding_count; i++)
        a->out->opened_protected = a->out->opened_protected || a->out->answer.findings[i].shielded;
    if (a->out->opened_protected || a->admission.opens_review)
        a->out->review_due = a->out->asked + review_days(a) * day;
}

/* What was decided by rules that nobody signed for here is not shown (IG-04). */
static dolen_status check_rules(const asking *a, dolen_err *err)
{
    if (!dolen_rules_current_accepts(a->agency->rules_current, a->out->answer.rules_digest,
                                     dolen_clock_now(a->agency->clock)))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT,
                          "the broker answered by other rules than this agency's and the signed federation file's: "
                          "compare file and rules on both sides");
    return DOLEN_OK;
}

static dolen_status ask_broker(asking *a, const dolen_query *query, dolen_err *err)
{
    dolen_broker_refusal refusal;
    dolen_err why = {0};

    dolen_status asked = dolen_broker_link_ask(a->agency->broker, query, a->arena, &a->out->answer, &refusal, &why);
    if (asked == DOLEN_OK)
        asked = check_rules(a, &why);
    if (asked != DOLEN_OK) {
        note_refusal(a, asked, &refusal, &why);
        return DOLEN_OK;
    }
    a->out->has_answer = true;
    open_review(a);
    return show_members(a, err);
}

static dolen_status ask(asking *a, dolen_err *err)
{
    dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS] = {{0}};
    uint8_t fields = 0;
    bool made = false;

    DOLEN_TRY(make_tokens(a, tokens, &fields, &made, err));
    if (!made)
        return DOLEN_OK;
    const dolen_query query = query_of(a, tokens, fields);
    return ask_broker(a, &query, err);
}

dolen_status dolen_search_ask(dolen_agency *agency, const dolen_search_request *request, dolen_arena *arena,
                              dolen_search_outcome *out, dolen_err *err)
{
    *out = (dolen_search_outcome){.request_id = dolen_uuid_make(), .asked = dolen_clock_now(agency->clock)};
    asking a = {.agency = agency,
                .federation = dolen_federation_current_get(agency->federation),
                .request = request,
                .arena = arena,
                .out = out};

    DOLEN_TRY(dolen_account_check(agency, request->user, request->role, arena, err));
    dolen_search_input_check(agency->rules, request, dolen_day_of(out->asked), out);
    if (out->has_faults)
        return DOLEN_OK;
    if (may_ask(&a))
        DOLEN_TRY(ask(&a, err));
    return out->has_faults ? DOLEN_OK : dolen_search_keep(agency, request, out, arena, err);
}
