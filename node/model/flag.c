#include "node/model/flag.h"

#include "node/base/text.h"

enum { COUNT_LIMIT = 9999, FIRST_MONTH = 1900 * 12 };

const char *dolen_flag_kind_letter(dolen_flag_kind kind)
{
    static const char *const letters[] = {"?", "I", "S", "E"};

    return (unsigned int)kind < sizeof letters / sizeof *letters ? letters[kind] : "?";
}

static const char *const level_names[] = {"none", "L0", "L1", "L2", "L3"};

const char *dolen_level_name(dolen_level level)
{
    return (unsigned int)level < sizeof level_names / sizeof *level_names ? level_names[level] : "none";
}

dolen_status dolen_level_read(const char *text, dolen_level *out, dolen_err *err)
{
    *out = DOLEN_LEVEL_NONE;
    for (unsigned int i = 0; i < sizeof level_names / sizeof *level_names; i++)
        if (dolen_text_same(level_names[i], text)) {
            *out = (dolen_level)i;
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a level is one of none, L0, L1, L2, L3");
}

static dolen_status check_period(const dolen_flag *flag, dolen_month this_month, dolen_err *err)
{
    if (flag->month_count || flag->latest.year)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an involvement or state has a period, not counts");
    if (flag->opened < FIRST_MONTH || flag->opened > this_month)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the opening month is missing, too old or in the future");
    if (flag->closed && (flag->closed < flag->opened || flag->closed > this_month))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the closing month is before the opening or in the future");
    return DOLEN_OK;
}

static dolen_status check_events(const dolen_flag *flag, dolen_month this_month, dolen_err *err)
{
    if (flag->opened || flag->closed)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an event has counts, not a period");
    if (flag->month_count == 0 || flag->month_count > DOLEN_FLAG_MONTHS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an event needs one to 36 months");
    for (size_t i = 0; i < flag->month_count; i++) {
        const dolen_month_count *at = &flag->months[i];
        if (at->count == 0 || at->count > COUNT_LIMIT)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a month's count is 1 to 9999");
        if (at->month < FIRST_MONTH || at->month > this_month || (i && at->month <= flag->months[i - 1].month))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "months must ascend and not lie in the future");
    }
    if (!dolen_day_is_valid(flag->latest) || dolen_month_of(flag->latest) != flag->months[flag->month_count - 1].month)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the latest day must lie in the last month");
    return DOLEN_OK;
}

dolen_status dolen_flag_check(const dolen_flag *flag, dolen_month this_month, dolen_err *err)
{
    if (dolen_code_is_empty(flag->code))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a flag needs a code");
    switch (flag->kind) {
    case DOLEN_FLAG_INVOLVEMENT:
    case DOLEN_FLAG_STATE:
        return check_period(flag, this_month, err);
    case DOLEN_FLAG_EVENT:
        return check_events(flag, this_month, err);
    case DOLEN_FLAG_NONE:
        break;
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a flag is an involvement, a state or an event");
}

bool dolen_flag_is_within(const dolen_flag *flag, dolen_month first, dolen_month last)
{
    if (flag->kind != DOLEN_FLAG_EVENT)
        return flag->opened <= last && (flag->closed == 0 || flag->closed >= first);
    for (size_t i = 0; i < flag->month_count; i++)
        if (flag->months[i].month >= first && flag->months[i].month <= last)
            return true;
    return false;
}
