/* Decisions about records and their flags. */
#include "governance/policy/policy.h"
#include "governance/policy/policy_internal.h"

static dolen_why check_owner(const dolen_policy_case *about)
{
    const dolen_policy_record *record = about->record;

    if (!dolen_code_is_empty(record->owner) && dolen_code_same(record->owner, about->request->asker))
        return DOLEN_WHY_OWN_RECORD;
    if (dolen_code_is_empty(record->owner) || !dolen_rules_find_type(about->rules, record->owner_type))
        return DOLEN_WHY_UNKNOWN_OWNER;
    return DOLEN_WHY_NONE;
}

static dolen_why check_agreement(const dolen_policy_case *about)
{
    return dolen_policy_standing_why(dolen_policy_standing(about->rules, about->request, about->record->owner));
}

/* A protected record opens for its override purposes, with a review (IG-15); haste alone opens none. */
static dolen_why check_protection(const dolen_policy_case *about)
{
    if (about->record->protection == DOLEN_PROTECTION_NONE)
        return DOLEN_WHY_NONE;
    if (about->request->subject == DOLEN_SUBJECT_ADDRESS)
        return DOLEN_WHY_PROTECTED_PLACE;
    return about->purpose->overrides_protection ? DOLEN_WHY_NONE : DOLEN_WHY_PROTECTED;
}

static dolen_why check_band(const dolen_policy_case *about)
{
    const dolen_band band = about->record->band;

    return band == DOLEN_BAND_CONFIRMED || band == DOLEN_BAND_PROBABLE ? DOLEN_WHY_NONE : DOLEN_WHY_NO_MATCH;
}

const dolen_policy_step dolen_policy_record_steps[DOLEN_POLICY_RECORD] = {
    {{"another known member holds the record", "mae aelod hysbys arall yn dal y cofnod"}, check_owner},
    {{"an agreement covers its owner", "mae cytundeb yn cynnwys ei berchennog"}, check_agreement},
    {{"the record is not protected, or opened", "nid yw'r cofnod yn warchodedig, neu fe'i hagorir"}, check_protection},
    {{"the match is confirmed or probable", "mae'r cyfatebiad wedi'i gadarnhau neu'n debygol"}, check_band},
};

/* Why a member of this type may not hold such a flag about such a subject. */
static dolen_why refusal_of_form(const dolen_rules *rules, dolen_code type, dolen_subject subject,
                                 const dolen_headline *headline, const dolen_flag *flag)
{
    const dolen_member_type *owner = dolen_rules_find_type(rules, type);
    const bool any = dolen_code_same(headline->group, dolen_code_of("any"));

    if (!owner || (!any && !dolen_code_list_has(owner->groups, headline->group)) || flag->kind != headline->kind)
        return DOLEN_WHY_NOT_THEIR_CODE;
    if (subject == DOLEN_SUBJECT_ADDRESS && !headline->about_addresses)
        return headline->held == DOLEN_CLASS_PROTECTED ? DOLEN_WHY_NEVER_BY_ADDRESS : DOLEN_WHY_NOT_THEIR_CODE;
    if (subject != DOLEN_SUBJECT_ADDRESS && !headline->about_people)
        return DOLEN_WHY_NOT_THEIR_CODE;
    return DOLEN_WHY_NONE;
}

static dolen_why check_code(const dolen_policy_case *about)
{
    return about->headline ? DOLEN_WHY_NONE : DOLEN_WHY_UNKNOWN_CODE;
}

static dolen_why check_form(const dolen_policy_case *about)
{
    return refusal_of_form(about->rules, about->record->owner_type, about->request->subject, about->headline,
                           about->flag);
}

dolen_why dolen_policy_releases(const dolen_purpose *purpose, const dolen_headline *headline)
{
    const bool named = dolen_code_list_has(purpose->releases, headline->code);

    if (dolen_code_list_has(purpose->excludes, headline->code))
        return DOLEN_WHY_EXCLUDED;
    switch (headline->held) {
    case DOLEN_CLASS_OPEN:
        return named || purpose->releases_open ? DOLEN_WHY_NONE : DOLEN_WHY_NOT_RELEASED;
    case DOLEN_CLASS_RESTRICTED:
        return named || purpose->releases_restricted ? DOLEN_WHY_NONE : DOLEN_WHY_NOT_RELEASED;
    case DOLEN_CLASS_SENSITIVE:
    case DOLEN_CLASS_PROTECTED:
        return named ? DOLEN_WHY_NONE : DOLEN_WHY_SENSITIVE;
    }
    return DOLEN_WHY_NOT_RELEASED;
}

static dolen_why check_release(const dolen_policy_case *about)
{
    return dolen_policy_releases(about->purpose, about->headline);
}

static dolen_why check_age(const dolen_policy_case *about)
{
    const dolen_headline *headline = about->headline;

    return dolen_policy_is_outside(about->request->age, headline->age_from, headline->age_to) ? DOLEN_WHY_AGE_OF_CODE
                                                                                              : DOLEN_WHY_NONE;
}

static dolen_month first_shown(const dolen_rules *rules, dolen_day today)
{
    return dolen_month_of(today) - (dolen_month)dolen_rules_limits(rules)->shown_months;
}

static dolen_why check_time(const dolen_policy_case *about)
{
    const dolen_day today = about->request->today;

    return dolen_flag_is_within(about->flag, first_shown(about->rules, today), dolen_month_of(today))
               ? DOLEN_WHY_NONE
               : DOLEN_WHY_NOT_CURRENT;
}

const dolen_policy_step dolen_policy_flag_steps[DOLEN_POLICY_FLAG] = {
    {{"the code is known", "mae'r cod yn hysbys"}, check_code},
    {{"its owner may hold it of such a subject", "caiff ei berchennog ei ddal am wrthrych o'r fath"}, check_form},
    {{"the purpose releases it", "mae'r diben yn ei ryddhau"}, check_release},
    {{"the person's age lies within it", "mae oedran y person o'i fewn"}, check_age},
    {{"it is current, or of the months shown", "mae'n gyfredol, neu o'r misoedd a ddangosir"}, check_time},
};

static dolen_decision deny(dolen_why why)
{
    return (dolen_decision){.verdict = DOLEN_VERDICT_DENY, .why = why, .rule = dolen_code_of(dolen_why_rule(why))};
}

/* What nothing refuses: at which level, and whether with a review. */
static dolen_decision permit(const dolen_policy_case *about, dolen_level level)
{
    const bool probable = about->record->band == DOLEN_BAND_PROBABLE;
    const bool opened = about->record->protection != DOLEN_PROTECTION_NONE;
    const dolen_why why = opened                   ? DOLEN_WHY_OVERRIDDEN
                          : about->request->urgent ? DOLEN_WHY_URGENT
                          : probable               ? DOLEN_WHY_PROBABLE
                                                   : DOLEN_WHY_RELEASED;

    return (dolen_decision){.verdict = opened || about->request->urgent ? DOLEN_VERDICT_REVIEW : DOLEN_VERDICT_PERMIT,
                            .why = why,
                            .rule = dolen_code_of(dolen_why_rule(why)),
                            .level = probable && level > DOLEN_LEVEL_L1 ? DOLEN_LEVEL_L1 : level};
}

dolen_decision dolen_policy_decide_record(const dolen_rules *rules, const dolen_policy_request *request,
                                          const dolen_policy_record *record)
{
    const dolen_policy_case about = dolen_policy_case_of(rules, request, record, NULL);
    const dolen_admission admission = dolen_policy_admit(rules, request);

    if (!admission.admitted)
        return deny(admission.why);
    const dolen_why why = dolen_policy_run(dolen_policy_record_steps, DOLEN_POLICY_RECORD, &about);
    return why == DOLEN_WHY_NONE ? permit(&about, admission.level) : deny(why);
}

dolen_decision dolen_policy_decide_flag(const dolen_rules *rules, const dolen_policy_request *request,
                                        const dolen_policy_record *record, const dolen_flag *flag)
{
    const dolen_policy_case about = dolen_policy_case_of(rules, request, record, flag);
    const dolen_decision decision = dolen_policy_decide_record(rules, request, record);

    if (decision.verdict == DOLEN_VERDICT_DENY)
        return decision;
    const dolen_why why = dolen_policy_run(dolen_policy_flag_steps, DOLEN_POLICY_FLAG, &about);
    return why == DOLEN_WHY_NONE ? decision : deny(why);
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

dolen_status dolen_policy_check_published(const dolen_rules *rules, dolen_code member_type, dolen_subject subject,
                                          const dolen_flag *flag, dolen_err *err)
{
    const dolen_headline *headline = dolen_rules_find_headline(rules, flag->code);

    if (!headline)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code that the rules do not know (IG-13)");
    if (refusal_of_form(rules, member_type, subject, headline, flag) != DOLEN_WHY_NONE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code that this member, kind of fact or subject may not have (IG-13)");
    return DOLEN_OK;
}

bool dolen_policy_is_out_of_date(const dolen_rules *rules, int64_t as_of, int64_t now)
{
    const int64_t hour = INT64_C(3600000);

    return as_of == 0 || now - as_of > (int64_t)dolen_rules_limits(rules)->fresh_hours * hour;
}
