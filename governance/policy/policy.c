#include "governance/policy/policy.h"

#include "governance/policy/policy_internal.h"

enum { REVIEW_GRACE_MONTHS = 3 };

/* The last day on which an agreement with this review date still works (IG-05). */
static dolen_day last_day_of_grace(dolen_day review)
{
    const dolen_month month = dolen_month_of(review) + REVIEW_GRACE_MONTHS;

    return (dolen_day){.year = (int16_t)(month / 12), .month = (uint8_t)(month % 12 + 1), .day = review.day};
}

static dolen_standing standing_under(const dolen_sharing_agreement *agreement, const dolen_policy_request *request,
                                     dolen_code owner)
{
    const bool sends = dolen_code_list_has(agreement->senders, request->asker);

    if (!dolen_code_list_has(agreement->purposes, request->purpose) ||
        dolen_day_compare(request->today, agreement->from) < 0 ||
        dolen_day_compare(request->today, agreement->until) > 0)
        return DOLEN_STANDING_NONE;
    if (!dolen_code_list_has(agreement->receivers, request->asker))
        return sends ? DOLEN_STANDING_SENDER_ONLY : DOLEN_STANDING_NONE;
    if (!dolen_code_is_empty(owner) && !dolen_code_list_has(agreement->senders, owner))
        return DOLEN_STANDING_NONE;
    if (dolen_day_compare(request->today, last_day_of_grace(agreement->review)) > 0)
        return DOLEN_STANDING_UNREVIEWED;
    if (dolen_code_list_has(agreement->consent, request->purpose) && request->consent == DOLEN_FACT_NO)
        return DOLEN_STANDING_NO_CONSENT;
    return dolen_day_compare(request->today, agreement->review) > 0 ? DOLEN_STANDING_OVERDUE : DOLEN_STANDING_IN_FORCE;
}

dolen_standing dolen_policy_standing(const dolen_rules *rules, const dolen_policy_request *request, dolen_code owner)
{
    dolen_standing best = DOLEN_STANDING_NONE;
    size_t count = 0;
    const dolen_sharing_agreement *agreements = dolen_rules_all_agreements(rules, &count);

    for (size_t i = 0; i < count; i++) {
        const dolen_standing one = standing_under(&agreements[i], request, owner);
        best = one > best ? one : best;
    }
    return best;
}

static const struct {
    const char *rule;
    const char *what;
} standings[] = {
    [DOLEN_STANDING_NONE] = {"IG-04", "no agreement for this purpose is in force"},
    [DOLEN_STANDING_SENDER_ONLY] = {"IG-06", "under this agreement the member sends but does not ask"},
    [DOLEN_STANDING_UNREVIEWED] = {"IG-05", "the agreement was not reviewed in time"},
    [DOLEN_STANDING_NO_CONSENT] = {"IG-18", "the agreement asks for consent and none is recorded"},
    [DOLEN_STANDING_OVERDUE] = {"", NULL},
    [DOLEN_STANDING_IN_FORCE] = {"", NULL},
};

const char *dolen_policy_standing_rule(dolen_standing standing)
{
    return standings[standing].rule;
}

const char *dolen_policy_standing_what(dolen_standing standing)
{
    return standings[standing].what;
}

bool dolen_policy_is_outside(int age, uint8_t from, uint8_t to)
{
    return age != DOLEN_AGE_UNKNOWN && (age < from || age > to);
}

static dolen_admission refuse(const char *rule, const char *what)
{
    return (dolen_admission){.rule = dolen_code_of(rule), .what = what};
}

static const dolen_admission go_on = {.admitted = true};

static dolen_admission check_presence(const dolen_policy_request *request)
{
    if (dolen_code_is_empty(request->purpose))
        return refuse("IG-01", "a question needs a purpose");
    if (dolen_code_is_empty(request->role) || !request->has_staff)
        return refuse("IG-01", "a question needs a person and their role");
    if (dolen_code_is_empty(request->asker))
        return refuse("IG-01", "a question needs a member");
    if (request->requested_level < DOLEN_LEVEL_L0 || request->requested_level > DOLEN_LEVEL_L3)
        return refuse("IG-01", "a question asks for a level");
    return go_on;
}

static dolen_admission check_role(const dolen_rules *rules, const dolen_policy_request *request,
                                  const dolen_purpose *purpose)
{
    const dolen_role *role = dolen_rules_find_role(rules, request->role);

    if (!role)
        return refuse("IG-02", "unknown role");
    if (!role->may_ask)
        return refuse("IG-12", "this role does not ask about people");
    if (!dolen_code_list_has(purpose->roles, request->role))
        return refuse("IG-02", "this role does not ask for this purpose");
    return go_on;
}

static dolen_admission check_member(const dolen_rules *rules, const dolen_policy_request *request,
                                    const dolen_purpose *purpose)
{
    const dolen_member_type *type = dolen_rules_find_type(rules, request->asker_type);

    if (!type)
        return refuse("IG-02", "unknown type of member");
    if (!dolen_code_list_has(purpose->types, request->asker_type))
        return refuse("IG-02", "this type of member does not ask for this purpose");
    if (purpose->part == 3 && !type->law_enforcement)
        return refuse("IG-31", "only law enforcement asks for a purpose under Part 3");
    return go_on;
}

static dolen_admission check_scope(const dolen_policy_request *request, const dolen_purpose *purpose)
{
    const bool fits = request->subject == DOLEN_SUBJECT_PERSON    ? purpose->about_people
                      : request->subject == DOLEN_SUBJECT_ADDRESS ? purpose->about_addresses
                                                                  : false;

    if (!fits)
        return refuse("IG-02", "this purpose does not ask about such a subject");
    if (dolen_policy_is_outside(request->age, purpose->age_from, purpose->age_to))
        return refuse("IG-02", "the person's age lies outside this purpose");
    return go_on;
}

static dolen_admission check_urgency(const dolen_rules *rules, const dolen_policy_request *request)
{
    if (!request->urgent)
        return go_on;
    if (!dolen_rules_find_urgent_reason(rules, request->urgent_reason))
        return refuse("IG-20", "an urgent question needs a known reason");
    if (request->authoriser == DOLEN_FACT_NO)
        return refuse("IG-20", "an urgent question needs a named authoriser");
    return go_on;
}

/* An urgent question may come before the paperwork; the review that it opens sees to it afterwards (IG-20). */
static dolen_admission check_reference(const dolen_policy_request *request, const dolen_purpose *purpose)
{
    if (request->urgent)
        return go_on;
    if (purpose->needs_decision && (!request->has_case || request->decision_maker == DOLEN_FACT_NO))
        return refuse("IG-19", "this purpose needs the recorded decision's reference and its maker");
    if (purpose->needs_case && !request->has_case)
        return refuse("IG-01", "this purpose needs a case reference");
    return go_on;
}

static dolen_admission check_agreement(const dolen_rules *rules, const dolen_policy_request *request)
{
    const dolen_standing standing = dolen_policy_standing(rules, request, (dolen_code){{0}});

    if (standing < DOLEN_STANDING_OVERDUE)
        return refuse(dolen_policy_standing_rule(standing), dolen_policy_standing_what(standing));
    return (dolen_admission){.admitted = true, .review_overdue = standing == DOLEN_STANDING_OVERDUE};
}

static dolen_admission admit_for(const dolen_rules *rules, const dolen_policy_request *request,
                                 const dolen_purpose *purpose)
{
    const dolen_admission steps[] = {check_role(rules, request, purpose), check_member(rules, request, purpose),
                                     check_scope(request, purpose),       check_urgency(rules, request),
                                     check_reference(request, purpose),   check_agreement(rules, request)};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!steps[i].admitted)
            return steps[i];
    return (dolen_admission){
        .admitted = true,
        .level = request->requested_level < purpose->level ? request->requested_level : purpose->level,
        .opens_review = request->urgent,
        .review_overdue = steps[sizeof steps / sizeof *steps - 1].review_overdue,
    };
}

dolen_admission dolen_policy_admit(const dolen_rules *rules, const dolen_policy_request *request)
{
    const dolen_admission presence = check_presence(request);

    if (!presence.admitted)
        return presence;
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, request->purpose);
    if (!purpose)
        return refuse("IG-02", "unknown purpose");
    if (purpose->level == DOLEN_LEVEL_NONE)
        return refuse("IG-12", "nobody asks about people for this purpose");
    return admit_for(rules, request, purpose);
}

size_t dolen_policy_purposes_for(const dolen_rules *rules, const dolen_policy_request *request,
                                 const dolen_purpose **out, size_t room)
{
    size_t count = 0;
    size_t found = 0;
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &count);

    for (size_t i = 0; i < count; i++) {
        dolen_policy_request complete = *request;
        complete.purpose = purposes[i].code;
        complete.has_staff = true;
        complete.has_case = true;
        complete.decision_maker = DOLEN_FACT_YES;
        complete.consent = DOLEN_FACT_YES;
        complete.urgent = false;
        complete.subject = purposes[i].about_people ? DOLEN_SUBJECT_PERSON : DOLEN_SUBJECT_ADDRESS;
        complete.age = DOLEN_AGE_UNKNOWN;
        complete.requested_level = DOLEN_LEVEL_L0;
        if (!dolen_policy_admit(rules, &complete).admitted)
            continue;
        if (found < room)
            out[found] = &purposes[i];
        found++;
    }
    return found;
}
