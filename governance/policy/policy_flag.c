/* Decisions about records and their flags. */
#include "governance/policy/policy.h"
#include "governance/policy/policy_internal.h"

static dolen_decision deny(const char *rule)
{
    return (dolen_decision){.verdict = DOLEN_VERDICT_DENY, .rule = dolen_code_of(rule)};
}

static dolen_level lower(dolen_level a, dolen_level b)
{
    return a < b ? a : b;
}

static dolen_decision decide_protection(const dolen_policy_request *request, const dolen_purpose *purpose)
{
    if (request->subject == DOLEN_SUBJECT_ADDRESS)
        return deny("IG-16");
    if (!purpose->overrides_protection && !request->urgent)
        return deny("IG-15");
    return (dolen_decision){.verdict = DOLEN_VERDICT_REVIEW, .rule = dolen_code_of("IG-15")};
}

static dolen_decision decide_band(const dolen_policy_record *record, dolen_decision so_far, dolen_level level)
{
    so_far.level = level;
    if (record->band == DOLEN_BAND_CONFIRMED)
        return so_far;
    if (record->band != DOLEN_BAND_PROBABLE)
        return deny("IG-21");
    so_far.level = lower(level, DOLEN_LEVEL_L1);
    if (so_far.verdict == DOLEN_VERDICT_PERMIT)
        so_far.rule = dolen_code_of("IG-21");
    return so_far;
}

dolen_decision dolen_policy_decide_record(const dolen_rules *rules, const dolen_policy_request *request,
                                          const dolen_policy_record *record)
{
    const dolen_admission admission = dolen_policy_admit(rules, request);
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, request->purpose);

    if (!admission.admitted)
        return (dolen_decision){.verdict = DOLEN_VERDICT_DENY, .rule = admission.rule};
    if (dolen_code_is_empty(record->owner) || dolen_code_same(record->owner, request->asker) ||
        !dolen_rules_find_type(rules, record->owner_type))
        return deny("IG-02");
    const dolen_standing standing = dolen_policy_standing(rules, request, record->owner);
    if (standing < DOLEN_STANDING_OVERDUE)
        return deny(dolen_policy_standing_rule(standing));
    dolen_decision decision = {.verdict = DOLEN_VERDICT_PERMIT, .rule = dolen_code_of("IG-02")};
    if (request->urgent)
        decision = (dolen_decision){.verdict = DOLEN_VERDICT_REVIEW, .rule = dolen_code_of("IG-20")};
    if (record->protection != DOLEN_PROTECTION_NONE)
        decision = decide_protection(request, purpose);
    if (decision.verdict == DOLEN_VERDICT_DENY)
        return decision;
    return decide_band(record, decision, admission.level);
}

bool dolen_policy_names(const dolen_purpose *purpose, dolen_code code)
{
    return dolen_code_list_has(purpose->releases, code);
}

/* Empty when the purpose releases the code, else the rule that does not. */
static const char *refusal_of_purpose(const dolen_purpose *purpose, const dolen_headline *headline)
{
    const bool named = dolen_policy_names(purpose, headline->code);

    if (dolen_code_list_has(purpose->excludes, headline->code))
        return "IG-02";
    switch (headline->held) {
    case DOLEN_CLASS_OPEN:
        return named || purpose->releases_open ? "" : "IG-02";
    case DOLEN_CLASS_RESTRICTED:
        return named || purpose->releases_restricted ? "" : "IG-02";
    case DOLEN_CLASS_SENSITIVE:
    case DOLEN_CLASS_PROTECTED:
        return named ? "" : "IG-17";
    }
    return "IG-02";
}

/* Empty when a member of this type may hold such a flag about such a subject, else the rule that says no. */
static const char *refusal_of_form(const dolen_rules *rules, dolen_code type, dolen_subject subject,
                                   const dolen_headline *headline, const dolen_flag *flag)
{
    const dolen_member_type *owner = dolen_rules_find_type(rules, type);
    const bool any = dolen_code_same(headline->group, dolen_code_of("any"));

    if (!owner || (!any && !dolen_code_list_has(owner->groups, headline->group)) || flag->kind != headline->kind)
        return "IG-13";
    if (subject == DOLEN_SUBJECT_ADDRESS && !headline->about_addresses)
        return headline->held == DOLEN_CLASS_PROTECTED ? "IG-16" : "IG-13";
    if (subject != DOLEN_SUBJECT_ADDRESS && !headline->about_people)
        return "IG-13";
    return "";
}

static dolen_month first_shown(const dolen_rules *rules, dolen_day today)
{
    return dolen_month_of(today) - (dolen_month)dolen_rules_limits(rules)->shown_months;
}

dolen_decision dolen_policy_decide_flag(const dolen_rules *rules, const dolen_policy_request *request,
                                        const dolen_policy_record *record, const dolen_flag *flag)
{
    const dolen_decision decision = dolen_policy_decide_record(rules, request, record);
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, request->purpose);
    const dolen_headline *headline = dolen_rules_find_headline(rules, flag->code);

    if (decision.verdict == DOLEN_VERDICT_DENY)
        return decision;
    if (!headline)
        return deny("IG-13");
    const char *form = refusal_of_form(rules, record->owner_type, request->subject, headline, flag);
    if (*form)
        return deny(form);
    const char *released = refusal_of_purpose(purpose, headline);
    if (*released)
        return deny(released);
    if (dolen_policy_is_outside(request->age, headline->age_from, headline->age_to))
        return deny("IG-02");
    if (!dolen_flag_is_within(flag, first_shown(rules, request->today), dolen_month_of(request->today)))
        return deny("IG-14");
    return decision;
}

dolen_flag dolen_policy_cut_flag(const dolen_rules *rules, const dolen_flag *flag, dolen_level level, dolen_day today)
{
    const dolen_month first = first_shown(rules, today);
    dolen_flag cut = {.code = flag->code, .kind = flag->kind, .disputed = flag->disputed};
    size_t skip = 0;

    if (level < DOLEN_LEVEL_L2)
        return (dolen_flag){.kind = DOLEN_FLAG_NONE};
    if (level < DOLEN_LEVEL_L3)
        return cut;
    while (skip < flag->month_count && flag->months[skip].month < first)
        skip++;
    cut.opened = flag->opened;
    cut.closed = flag->closed;
    cut.month_count = flag->month_count - skip;
    cut.months = cut.month_count ? flag->months + skip : NULL;
    cut.latest = flag->latest;
    return cut;
}

bool dolen_policy_is_held(const dolen_rules *rules, const dolen_flag *flag, dolen_day today)
{
    const dolen_month this_month = dolen_month_of(today);
    const dolen_month first = this_month - (dolen_month)dolen_rules_limits(rules)->held_months + 1;

    return dolen_flag_is_within(flag, first, this_month);
}

dolen_status dolen_policy_check_published(const dolen_rules *rules, dolen_code member_type, dolen_subject subject,
                                          const dolen_flag *flag, dolen_err *err)
{
    const dolen_headline *headline = dolen_rules_find_headline(rules, flag->code);

    if (!headline)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code that the rules do not know (IG-13)");
    if (*refusal_of_form(rules, member_type, subject, headline, flag))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code that this member, kind of fact or subject may not have (IG-13)");
    return DOLEN_OK;
}

bool dolen_policy_is_out_of_date(const dolen_rules *rules, int64_t as_of, int64_t now)
{
    const int64_t hour = INT64_C(3600000);

    return as_of == 0 || now - as_of > (int64_t)dolen_rules_limits(rules)->fresh_hours * hour;
}
