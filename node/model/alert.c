#include "node/model/alert.h"

#include <string.h>

int dolen_alert_compare(const dolen_alert *a, const dolen_alert *b)
{
    if (a->entry != b->entry)
        return a->entry > b->entry ? 1 : -1;
    const int handles = memcmp(a->handle.bytes, b->handle.bytes, sizeof a->handle.bytes);
    return handles != 0 ? handles : strcmp(a->flag.text, b->flag.text);
}

static bool has_its_times(const dolen_alert *alert)
{
    const bool has_day = alert->latest.year != 0;

    if (has_day != (alert->kind == DOLEN_FLAG_EVENT && alert->month > 0))
        return false;
    return alert->month >= 0 && (!has_day || dolen_month_of(alert->latest) == alert->month);
}

dolen_status dolen_alert_check(const dolen_alert *alert, dolen_err *err)
{
    if (alert->entry > INT64_MAX || alert->raised <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an alert says where it stands in the ledger, and when it was raised");
    if (dolen_code_is_empty(alert->watch) || dolen_code_is_empty(alert->agency) || dolen_code_is_empty(alert->flag))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an alert names its watch, who published, and what");
    if (alert->kind < DOLEN_FLAG_INVOLVEMENT || alert->kind > DOLEN_FLAG_EVENT || !has_its_times(alert))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an alert has the times of its kind of flag, or none");
    return DOLEN_OK;
}
