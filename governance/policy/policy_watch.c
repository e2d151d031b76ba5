#include "governance/policy/policy_watch.h"

enum { DAY = 24 * 60 * 60 * 1000 };

bool dolen_policy_watch_covers(const dolen_watch *watch, dolen_code type, const dolen_flag *flags, size_t count,
                               dolen_day today)
{
    const dolen_month month = dolen_month_of(today);

    if (!dolen_code_list_has(watch->types, type))
        return false;
    for (size_t i = 0; i < count; i++)
        if (dolen_code_list_has(watch->records, flags[i].code) && dolen_flag_is_within(&flags[i], month, month))
            return true;
    return false;
}

const dolen_watch *dolen_policy_watch_of_consultations(const dolen_rules *rules, dolen_code type,
                                                       const dolen_flag *flags, size_t count, dolen_day today)
{
    size_t watch_count = 0;
    const dolen_watch *watches = dolen_rules_all_watches(rules, &watch_count);

    for (size_t i = 0; i < watch_count; i++)
        if (watches[i].consultations && dolen_policy_watch_covers(&watches[i], type, flags, count, today))
            return &watches[i];
    return NULL;
}

bool dolen_policy_watch_is_fresh(const dolen_watch *watch, const dolen_flag *flag, dolen_day today)
{
    const dolen_day first = dolen_day_from_number(dolen_day_number(today) - (int64_t)watch->fresh_days);

    if (flag->kind == DOLEN_FLAG_EVENT)
        return flag->latest.year != 0 && dolen_day_compare(flag->latest, first) >= 0;
    return flag->closed == 0 && flag->opened >= dolen_month_of(first);
}

/* What only people have is not there: nobody's consent is recorded, no decision was made, nothing is urgent. The case
   is that for which the watcher holds a record of this kind. */
dolen_policy_request dolen_policy_watch_question(const dolen_watch *watch, const dolen_watcher *watcher)
{
    return (dolen_policy_request){.asker = watcher->member,
                                  .asker_type = watcher->type,
                                  .role = watch->role,
                                  .purpose = watch->purpose,
                                  .has_staff = true,
                                  .has_case = true,
                                  .decision_maker = DOLEN_FACT_NO,
                                  .consent = DOLEN_FACT_NO,
                                  .subject = DOLEN_SUBJECT_PERSON,
                                  .age = DOLEN_AGE_UNKNOWN,
                                  .requested_level = DOLEN_LEVEL_L3,
                                  .today = watcher->today};
}

static dolen_decision deny(dolen_why why)
{
    return (dolen_decision){.verdict = DOLEN_VERDICT_DENY, .why = why, .rule = dolen_code_of(dolen_why_rule(why))};
}

static dolen_why check_watch(const dolen_rules *rules, const dolen_watch *watch, const dolen_watcher *watcher,
                             const dolen_policy_record *record, const dolen_flag *flag)
{
    const dolen_headline *headline = dolen_rules_find_headline(rules, flag->code);

    if (!dolen_code_list_has(watch->types, watcher->type))
        return DOLEN_WHY_TYPE_NOT_FOR_IT;
    if (!headline)
        return DOLEN_WHY_UNKNOWN_CODE;
    if (headline->held == DOLEN_CLASS_SENSITIVE || headline->held == DOLEN_CLASS_PROTECTED ||
        dolen_policy_is_sensitive_service(rules, record->owner_type))
        return DOLEN_WHY_SENSITIVE;
    if (!dolen_code_list_has(watch->tells, flag->code))
        return DOLEN_WHY_NOT_RELEASED;
    if (record->band != DOLEN_BAND_CONFIRMED)
        return DOLEN_WHY_NO_MATCH;
    return dolen_policy_watch_is_fresh(watch, flag, watcher->today) ? DOLEN_WHY_NONE : DOLEN_WHY_NOT_CURRENT;
}

dolen_decision dolen_policy_decide_alert(const dolen_rules *rules, const dolen_watch *watch,
                                         const dolen_watcher *watcher, const dolen_policy_record *record,
                                         const dolen_flag *flag)
{
    const dolen_policy_request question = dolen_policy_watch_question(watch, watcher);
    const dolen_why why = check_watch(rules, watch, watcher, record, flag);

    if (why != DOLEN_WHY_NONE)
        return deny(why);
    const dolen_decision decision = dolen_policy_decide_flag(rules, &question, record, flag);
    if (decision.verdict == DOLEN_VERDICT_REVIEW)
        return deny(DOLEN_WHY_PROTECTED);
    if (decision.verdict == DOLEN_VERDICT_PERMIT && decision.level < DOLEN_LEVEL_L2)
        return deny(DOLEN_WHY_NOT_RELEASED);
    return decision;
}

const dolen_duty *dolen_policy_duty_of(const dolen_rules *rules, dolen_code type, dolen_code flag)
{
    size_t count = 0;
    const dolen_duty *duties = dolen_rules_all_duties(rules, &count);

    for (size_t i = 0; i < count; i++)
        if (dolen_code_list_has(duties[i].types, type) && dolen_code_list_has(duties[i].starts, flag))
            return &duties[i];
    return NULL;
}

int64_t dolen_policy_duty_due(const dolen_duty *duty, const dolen_alert *alert)
{
    const int64_t hour = DAY / 24;
    const int64_t from = alert->latest.year ? dolen_day_number(alert->latest) * DAY : alert->raised;

    return from + (int64_t)duty->hours * hour;
}
