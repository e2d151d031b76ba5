#include "governance/policy/policy.h"

#include "governance/policy/policy_internal.h"

/* The last day on which an agreement with this review date still works (IG-05). */
static dolen_day last_day_of_grace(const dolen_rules *rules, dolen_day review)
{
    const dolen_month month = dolen_month_of(review) + (dolen_month)dolen_rules_limits(rules)->grace_months;

    return (dolen_day){.year = (int16_t)(month / 12), .month = (uint8_t)(month % 12 + 1), .day = review.day};
}

static dolen_standing standing_under(const dolen_rules *rules, const dolen_sharing_agreement *agreement,
                                     const dolen_policy_request *request, dolen_code owner)
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
    if (dolen_day_compare(request->today, last_day_of_grace(rules, agreement->review)) > 0)
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
        const dolen_standing one = standing_under(rules, &agreements[i], request, owner);
        best = one > best ? one : best;
    }
    return best;
}

dolen_why dolen_policy_standing_why(dolen_standing standing)
{
    static const dolen_why reasons[] = {
        [DOLEN_STANDING_NONE] = DOLEN_WHY_NO_AGREEMENT,     [DOLEN_STANDING_SENDER_ONLY] = DOLEN_WHY_SENDER_ONLY,
        [DOLEN_STANDING_UNREVIEWED] = DOLEN_WHY_UNREVIEWED, [DOLEN_STANDING_NO_CONSENT] = DOLEN_WHY_NO_CONSENT,
        [DOLEN_STANDING_OVERDUE] = DOLEN_WHY_NONE,          [DOLEN_STANDING_IN_FORCE] = DOLEN_WHY_NONE,
    };

    return reasons[standing];
}

bool dolen_policy_is_outside(int age, uint8_t from, uint8_t to)
{
    return age != DOLEN_AGE_UNKNOWN && (age < from || age > to);
}

static dolen_why check_presence(const dolen_policy_case *about)
{
    const dolen_policy_request *request = about->request;

    if (dolen_code_is_empty(request->purpose))
        return DOLEN_WHY_NO_PURPOSE;
    if (dolen_code_is_empty(request->role) || !request->has_staff)
        return DOLEN_WHY_NO_STAFF;
    if (dolen_code_is_empty(request->asker))
        return DOLEN_WHY_NO_MEMBER;
    if (request->requested_level < DOLEN_LEVEL_L0 || request->requested_level > DOLEN_LEVEL_L3)
        return DOLEN_WHY_NO_LEVEL;
    return DOLEN_WHY_NONE;
}

static dolen_why check_purpose(const dolen_policy_case *about)
{
    if (!about->purpose)
        return DOLEN_WHY_UNKNOWN_PURPOSE;
    return about->purpose->level == DOLEN_LEVEL_NONE ? DOLEN_WHY_NOBODY_ASKS : DOLEN_WHY_NONE;
}

static dolen_why check_role(const dolen_policy_case *about)
{
    const dolen_role *role = dolen_rules_find_role(about->rules, about->request->role);

    if (!role)
        return DOLEN_WHY_UNKNOWN_ROLE;
    if (!role->may_ask)
        return DOLEN_WHY_ROLE_NEVER_ASKS;
    return dolen_code_list_has(about->purpose->roles, role->code) ? DOLEN_WHY_NONE : DOLEN_WHY_ROLE_NOT_FOR_IT;
}

/* Under Part 3 only law enforcement: a rule set whose purposes say otherwise does not load (IG-31). */
static dolen_why check_member(const dolen_policy_case *about)
{
    const dolen_code type = about->request->asker_type;

    if (!dolen_rules_find_type(about->rules, type))
        return DOLEN_WHY_UNKNOWN_TYPE;
    return dolen_code_list_has(about->purpose->types, type) ? DOLEN_WHY_NONE : DOLEN_WHY_TYPE_NOT_FOR_IT;
}

static dolen_why check_subject(const dolen_policy_case *about)
{
    const dolen_subject subject = about->request->subject;
    const bool fits = subject == DOLEN_SUBJECT_PERSON    ? about->purpose->about_people
                      : subject == DOLEN_SUBJECT_ADDRESS ? about->purpose->about_addresses
                                                         : false;

    return fits ? DOLEN_WHY_NONE : DOLEN_WHY_SUBJECT;
}

static dolen_why check_age(const dolen_policy_case *about)
{
    const dolen_purpose *purpose = about->purpose;

    return dolen_policy_is_outside(about->request->age, purpose->age_from, purpose->age_to) ? DOLEN_WHY_AGE_OF_PURPOSE
                                                                                            : DOLEN_WHY_NONE;
}

static dolen_why check_urgency(const dolen_policy_case *about)
{
    if (!about->request->urgent)
        return DOLEN_WHY_NONE;
    if (!dolen_rules_find_urgent_reason(about->rules, about->request->urgent_reason))
        return DOLEN_WHY_URGENT_REASON;
    return about->request->authoriser == DOLEN_FACT_NO ? DOLEN_WHY_URGENT_AUTHORISER : DOLEN_WHY_NONE;
}

/* An urgent question may come before the paperwork; the review that it opens sees to it afterwards (IG-20). */
static dolen_why check_reference(const dolen_policy_case *about)
{
    const dolen_policy_request *request = about->request;

    if (request->urgent)
        return DOLEN_WHY_NONE;
    if (about->purpose->needs_decision && (!request->has_case || request->decision_maker == DOLEN_FACT_NO))
        return DOLEN_WHY_NO_DECISION;
    return about->purpose->needs_case && !request->has_case ? DOLEN_WHY_NO_CASE : DOLEN_WHY_NONE;
}

static dolen_why check_agreement(const dolen_policy_case *about)
{
    return dolen_policy_standing_why(dolen_policy_standing(about->rules, about->request, (dolen_code){{0}}));
}

const dolen_policy_step dolen_policy_asking_steps[DOLEN_POLICY_ASKING] = {
    {{"purpose, person, role, member and level are given", "rhoddir diben, person, rôl, aelod a lefel"},
     check_presence},
    {{"the purpose is known and asked for", "mae'r diben yn hysbys a gofynnir ato"}, check_purpose},
    {{"the role asks for it", "mae'r rôl yn gofyn ato"}, check_role},
    {{"the kind of member asks for it", "mae'r math o aelod yn gofyn ato"}, check_member},
    {{"it is about such a subject", "mae'n ymwneud â gwrthrych o'r fath"}, check_subject},
    {{"the person's age fits", "mae oedran y person yn addas"}, check_age},
    {{"urgency has its reason and authoriser", "mae gan y brys ei reswm a'i awdurdodwr"}, check_urgency},
    {{"case reference and decision are there", "mae cyfeirnod achos a phenderfyniad yno"}, check_reference},
    {{"an agreement lets this member ask", "mae cytundeb yn gadael i'r aelod hwn ofyn"}, check_agreement},
};

dolen_policy_case dolen_policy_case_of(const dolen_rules *rules, const dolen_policy_request *request,
                                       const dolen_policy_record *record, const dolen_flag *flag)
{
    return (dolen_policy_case){.rules = rules,
                               .request = request,
                               .record = record,
                               .flag = flag,
                               .purpose = dolen_rules_find_purpose(rules, request->purpose),
                               .headline = flag ? dolen_rules_find_headline(rules, flag->code) : NULL};
}

dolen_why dolen_policy_run(const dolen_policy_step *steps, size_t count, const dolen_policy_case *about)
{
    for (size_t i = 0; i < count; i++) {
        const dolen_why why = steps[i].check(about);
        if (why != DOLEN_WHY_NONE)
            return why;
    }
    return DOLEN_WHY_NONE;
}

dolen_admission dolen_policy_admit(const dolen_rules *rules, const dolen_policy_request *request)
{
    const dolen_policy_case about = dolen_policy_case_of(rules, request, NULL, NULL);
    const dolen_why why = dolen_policy_run(dolen_policy_asking_steps, DOLEN_POLICY_ASKING, &about);

    if (why != DOLEN_WHY_NONE)
        return (dolen_admission){.why = why, .rule = dolen_code_of(dolen_why_rule(why)), .what = dolen_why_text(why)};
    const dolen_urgent_reason *reason = dolen_rules_find_urgent_reason(rules, request->urgent_reason);
    return (dolen_admission){
        .admitted = true,
        .level = request->requested_level < about.purpose->level ? request->requested_level : about.purpose->level,
        .opens_review = request->urgent,
        .review_days = request->urgent && reason ? reason->review_days : 0,
        .review_overdue = dolen_policy_standing(rules, request, (dolen_code){{0}}) == DOLEN_STANDING_OVERDUE,
    };
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
