#include <stdlib.h>

#include "node/agency/oversight/unusual_internal.h"
#include "node/base/memory.h"

enum { HOURS = 24, QUIET_PER_CENT = 5, TIMES_USUAL = 2 };

/* One of their days: searches from `first` up to `end`. */
typedef struct own_day {
    int64_t day;
    size_t first;
    size_t end;
    int64_t targets;
} own_day;

static int64_t targets_of(const dolen_unusual_person *person, size_t first, size_t end)
{
    int64_t count = 0;

    for (size_t i = first; i < end; i++)
        if (person->marks[person->searches[i].target] != (uint32_t)end) {
            person->marks[person->searches[i].target] = (uint32_t)end;
            count++;
        }
    return count;
}

/* The days on which they searched, oldest first; `shift` moves midnight. */
static size_t days_of(dolen_unusual_person *person, int64_t shift, own_day *out)
{
    size_t count = 0;

    for (size_t i = 0; i < person->targets; i++)
        person->marks[i] = 0;
    for (size_t i = 0; i < person->count; i++) {
        const int64_t day = (person->searches[i].facts.asked - shift) / DOLEN_UNUSUAL_DAY_MS;
        if (count == 0 || out[count - 1].day != day)
            out[count++] = (own_day){.day = day, .first = i};
        out[count - 1].end = i + 1;
    }
    for (size_t i = 0; i < count; i++)
        out[i].targets = targets_of(person, out[i].first, out[i].end);
    return count;
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;

    return *left < *right ? -1 : *left > *right;
}

/* Of sorted numbers, in tenths. */
static int64_t median(int64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_numbers);
    return count % 2 ? values[count / 2] * 10 : (values[count / 2 - 1] + values[count / 2]) * 5;
}

/* What is usual for them, and how far their days usually are from that, in tenths: medians, which the days to be found
 * do not move. */
static void usual_of(const own_day *days, size_t count, int64_t *scratch, int64_t *usual, int64_t *spread)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = days[i].targets;
    *usual = median(scratch, count);
    for (size_t i = 0; i < count; i++)
        scratch[i] = llabs(days[i].targets * 10 - *usual);
    *spread = median(scratch, count) / 10;
}

static dolen_status found_day(dolen_unusual_person *person, const own_day *day, const int64_t figures[3],
                              dolen_err *err)
{
    dolen_unusual_making making;

    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_MANY);
    for (size_t i = day->first; i < day->end; i++)
        dolen_unusual_make_rest(&making, &person->searches[i].facts);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_DAY_TARGETS, day->targets);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_USUAL, figures[0]);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SPREAD, figures[1]);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_PAST_DAYS, figures[2]);
    return dolen_unusual_make_found(&making, person, err);
}

/* People and addresses are counted, not searches: to search again with a postcode is no more. A spread is at least one
 * person, so that somebody whose days are all alike is not found for two more. */
dolen_status dolen_unusual_many(dolen_unusual_person *person, dolen_err *err)
{
    const dolen_unusual_thresholds *limits = person->thresholds;
    DOLEN_FREED own_day *days = dolen_memory_make(person->count, sizeof *days);
    DOLEN_FREED int64_t *scratch = dolen_memory_make(person->count, sizeof *scratch);

    if (limits->many_least == 0)
        return DOLEN_OK;
    const size_t count = days_of(person, 0, days);
    for (size_t i = 1; i < count; i++) {
        int64_t figures[3] = {0, 0, (int64_t)i};
        if (days[i].targets < limits->many_least || figures[2] < limits->past_days)
            continue;
        usual_of(days, i, scratch, &figures[0], &figures[1]);
        const int64_t spread = figures[1] > 10 ? figures[1] : 10;
        if (days[i].targets * 10 > figures[0] + limits->many_spreads * spread &&
            days[i].targets * 10 >= TIMES_USUAL * figures[0])
            DOLEN_TRY(found_day(person, &days[i], figures, err));
    }
    return DOLEN_OK;
}

static int hour_of(int64_t asked)
{
    return (int)(asked / DOLEN_UNUSUAL_HOUR_MS % HOURS);
}

static bool is_night(const dolen_unusual_thresholds *limits, int hour)
{
    if (limits->night_from <= limits->night_until)
        return hour >= limits->night_from && hour < limits->night_until;
    return hour >= limits->night_from || hour < limits->night_until;
}

/* On how many of these days there was a search within an hour of that hour. */
static int64_t days_around(const dolen_unusual_person *person, const own_day *days, size_t count, int hour)
{
    int64_t around = 0;

    for (size_t d = 0; d < count; d++)
        for (size_t i = days[d].first; i < days[d].end; i++) {
            const int apart = abs(hour_of(person->searches[i].facts.asked) - hour);
            if (apart > 1 && apart < HOURS - 1)
                continue;
            around++;
            break;
        }
    return around;
}

static dolen_status found_night(dolen_unusual_person *person, const own_day *night, size_t first, int64_t past,
                                int64_t around, dolen_err *err)
{
    dolen_unusual_making making;
    int64_t searches = 0;

    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_HOUR);
    for (size_t i = first; i < night->end; i++)
        if (is_night(person->thresholds, hour_of(person->searches[i].facts.asked))) {
            dolen_unusual_make_rest(&making, &person->searches[i].facts);
            searches++;
        }
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SEARCHES, searches);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_HOUR_OF_DAY, hour_of(person->searches[first].facts.asked));
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_PAST_HOUR_DAYS, around);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_PAST_DAYS, past);
    return dolen_unusual_make_found(&making, person, err);
}

/* The node knows no rota: whoever works at night has done so before, or has colleagues of the team who do. */
static dolen_status examine_night(dolen_unusual_person *person, const own_day *nights, size_t at, dolen_err *err)
{
    for (size_t i = nights[at].first; i < nights[at].end; i++) {
        const int hour = hour_of(person->searches[i].facts.asked);
        if (!is_night(person->thresholds, hour))
            continue;
        const int64_t around = days_around(person, nights, at, hour);
        if (around * 100 <= (int64_t)at * QUIET_PER_CENT &&
            !dolen_unusual_agency_team_works_at(person->agency, person->staff, hour))
            return found_night(person, &nights[at], i, (int64_t)at, around, err);
    }
    return DOLEN_OK;
}

/* Days run from noon to noon here, so that a night is one. */
dolen_status dolen_unusual_hour(dolen_unusual_person *person, dolen_err *err)
{
    const dolen_unusual_thresholds *limits = person->thresholds;
    DOLEN_FREED own_day *nights = dolen_memory_make(person->count, sizeof *nights);

    if (limits->night_from == limits->night_until)
        return DOLEN_OK;
    const size_t count = days_of(person, DOLEN_UNUSUAL_DAY_MS / 2, nights);
    for (size_t i = 1; i < count; i++)
        if ((int64_t)i >= limits->past_days)
            DOLEN_TRY(examine_night(person, nights, i, err));
    return DOLEN_OK;
}
