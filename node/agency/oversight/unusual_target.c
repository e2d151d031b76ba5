#include <stdlib.h>

#include "node/agency/oversight/unusual_internal.h"

enum { WINDOW_DAYS = 30, APART = DOLEN_UNUSUAL_HOUR_MS };

/* Searches in the order of their targets, and by instant within one. */
static void order_by_target(dolen_unusual_person *person)
{
    uint32_t at = 0;

    for (uint32_t t = 0; t < person->targets; t++)
        person->marks[t] = 0;
    for (size_t i = 0; i < person->count; i++)
        person->marks[person->searches[i].target]++;
    for (uint32_t t = 0; t < person->targets; t++) {
        const uint32_t size = person->marks[t];
        person->marks[t] = at;
        at += size;
    }
    for (size_t i = 0; i < person->count; i++)
        person->order[person->marks[person->searches[i].target]++] = (uint32_t)i;
}

static const dolen_unusual_own *at(const dolen_unusual_person *person, size_t place)
{
    return &person->searches[person->order[place]];
}

/* How often a target was looked up from one place of the order to another, both included. */
typedef struct repeats {
    int64_t occasions; /* an hour or more apart */
    int64_t days;
    int64_t cases;
} repeats;

static bool is_new_case(const dolen_unusual_person *person, size_t first, size_t place)
{
    for (size_t i = first; i < place; i++)
        if (at(person, i)->case_number == at(person, place)->case_number)
            return false;
    return true;
}

static repeats repeats_of(const dolen_unusual_person *person, size_t first, size_t last)
{
    repeats out = {0};
    int64_t counted = 0;
    int64_t day = -1;

    for (size_t i = first; i <= last; i++) {
        const int64_t asked = at(person, i)->facts.asked;
        if (out.occasions == 0 || asked - counted >= APART) {
            out.occasions++;
            counted = asked;
        }
        out.days += asked / DOLEN_UNUSUAL_DAY_MS != day;
        day = asked / DOLEN_UNUSUAL_DAY_MS;
        out.cases += is_new_case(person, first, i);
    }
    return out;
}

static dolen_status found_target(dolen_unusual_person *person, size_t first, size_t last, const repeats *seen,
                                 dolen_err *err)
{
    dolen_unusual_making making;

    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_AGAIN);
    for (size_t i = first; i <= last; i++)
        dolen_unusual_make_rest(&making, &at(person, i)->facts);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SEARCHES, (int64_t)(last - first + 1));
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_OCCASIONS, seen->occasions);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_DAYS, seen->days);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_CASES, seen->cases);
    return dolen_unusual_make_found(&making, person, err);
}

/* Of the stretches of 30 days that end with a search not examined yet, the last that is a finding. Each case reference
 * justifies one day; to look twice in a day is to look once. */
static dolen_status examine_target(dolen_unusual_person *person, size_t first, size_t end, dolen_err *err)
{
    size_t from = first;
    size_t hit_from = 0;
    size_t hit_last = 0;
    repeats hit = {0};

    for (size_t last = first; last < end; last++) {
        while (at(person, last)->facts.asked - at(person, from)->facts.asked >
               (int64_t)WINDOW_DAYS * DOLEN_UNUSUAL_DAY_MS)
            from++;
        if (at(person, last)->facts.asked < person->since ||
            (int64_t)(last - from + 1) <= person->thresholds->again_least)
            continue;
        const repeats seen = repeats_of(person, from, last);
        if (seen.days - seen.cases >= person->thresholds->again_least) {
            hit_from = from;
            hit_last = last;
            hit = seen;
        }
    }
    return hit.occasions ? found_target(person, hit_from, hit_last, &hit, err) : DOLEN_OK;
}

dolen_status dolen_unusual_again(dolen_unusual_person *person, dolen_err *err)
{
    size_t end = 0;

    if (person->thresholds->again_least == 0)
        return DOLEN_OK;
    order_by_target(person);
    for (size_t first = 0; first < person->count; first = end) {
        for (end = first; end < person->count && at(person, end)->target == at(person, first)->target;)
            end++;
        DOLEN_TRY(examine_target(person, first, end, err));
    }
    return DOLEN_OK;
}
