#include "node/agency/oversight/unusual_internal.h"

/* A group of friends or a children's home is looked up in one sitting, when the case begins: families of one day count
 * only when they are twice as many. */
enum { CASE_SEARCHES = 2000, LATER_LEAST = 3, ONE_DAY_TIMES = 2 };

/* Searches in the order of their cases, and by instant within one. */
static void order_by_case(dolen_unusual_person *person)
{
    uint32_t at = 0;

    for (uint32_t c = 0; c < person->cases; c++)
        person->marks[c] = 0;
    for (size_t i = 0; i < person->count; i++)
        person->marks[person->searches[i].case_number]++;
    for (uint32_t c = 0; c < person->cases; c++) {
        const uint32_t size = person->marks[c];
        person->marks[c] = at;
        at += size;
    }
    for (size_t i = 0; i < person->count; i++)
        person->order[person->marks[person->searches[i].case_number]++] = (uint32_t)i;
}

static const dolen_unusual_own *at(const dolen_unusual_person *person, size_t place)
{
    return &person->searches[person->order[place]];
}

static bool is_one_family(const dolen_unusual_own *a, const dolen_unusual_own *b)
{
    if (a->target == b->target || (a->facts.family && a->facts.family == b->facts.family))
        return true;
    for (size_t i = 0; i < a->facts.place_count; i++)
        for (size_t k = 0; k < b->facts.place_count; k++)
            if (a->facts.places[i] == b->facts.places[k])
                return true;
    return false;
}

static uint32_t leader_of(const dolen_unusual_person *person, uint32_t place)
{
    while (person->groups[place] != place)
        place = person->groups[place];
    return place;
}

/* How many families, and how many of them were first looked up after the first day. */
typedef struct families {
    int64_t count;
    int64_t later;
} families;

static int64_t day_of(const dolen_unusual_own *own)
{
    return own->facts.asked / DOLEN_UNUSUAL_DAY_MS;
}

/* Families from one place of the order up to another: whoever has a surname or an address in common is one. A group is
 * led by its earliest search. */
static families families_of(dolen_unusual_person *person, size_t first, size_t end)
{
    families out = {0};

    for (size_t i = first; i < end; i++) {
        person->groups[i] = (uint32_t)i;
        for (size_t k = first; k < i; k++) {
            const uint32_t ours = leader_of(person, (uint32_t)i);
            const uint32_t theirs = leader_of(person, (uint32_t)k);
            if (ours != theirs && is_one_family(at(person, i), at(person, k)))
                person->groups[ours > theirs ? ours : theirs] = ours > theirs ? theirs : ours;
        }
    }
    for (size_t i = first; i < end; i++)
        if (person->groups[i] == i) {
            out.count++;
            out.later += day_of(at(person, i)) > day_of(at(person, first));
        }
    return out;
}

static int64_t targets_of(const dolen_unusual_person *person, size_t first, size_t end)
{
    int64_t count = 0;

    for (size_t i = first; i < end; i++) {
        bool is_new = true;
        for (size_t k = first; k < i && is_new; k++)
            is_new = at(person, k)->target != at(person, i)->target;
        count += is_new;
    }
    return count;
}

static void rest_on(dolen_unusual_making *making, const dolen_unusual_person *person, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        dolen_unusual_make_rest(making, &at(person, i)->facts);
    dolen_unusual_make_figure(making, DOLEN_UNUSUAL_SEARCHES, (int64_t)(end - first));
}

static dolen_status examine_case(dolen_unusual_person *person, size_t first, size_t end, dolen_err *err)
{
    const int64_t least = person->thresholds->families_least;
    dolen_unusual_making making;

    if (end - first > CASE_SEARCHES)
        first = end - CASE_SEARCHES;
    const int64_t targets = targets_of(person, first, end);
    if (targets < least || at(person, end - 1)->facts.asked < person->since)
        return DOLEN_OK;
    const families seen = families_of(person, first, end);
    if (seen.count < least || (seen.later < LATER_LEAST && seen.count < ONE_DAY_TIMES * least))
        return DOLEN_OK;
    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_FAMILIES);
    rest_on(&making, person, first, end);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_FAMILY_COUNT, seen.count);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_LATER_FAMILIES, seen.later);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_TARGETS, targets);
    return dolen_unusual_make_found(&making, person, err);
}

dolen_status dolen_unusual_families(dolen_unusual_person *person, dolen_err *err)
{
    size_t end = 0;

    if (person->thresholds->families_least == 0)
        return DOLEN_OK;
    order_by_case(person);
    for (size_t first = 0; first < person->count; first = end) {
        for (end = first; end < person->count && at(person, end)->case_number == at(person, first)->case_number;)
            end++;
        if (at(person, first)->facts.case_sum)
            DOLEN_TRY(examine_case(person, first, end, err));
    }
    return DOLEN_OK;
}

static dolen_status found_foreign(dolen_unusual_person *person, const dolen_unusual_foreign *foreign, dolen_err *err)
{
    dolen_unusual_making making;
    int64_t searches = 0;

    dolen_unusual_make(&making, person, DOLEN_UNUSUAL_OTHER_TEAM);
    for (size_t i = 0; i < person->count; i++)
        if (person->searches[i].facts.case_sum == foreign->case_sum) {
            dolen_unusual_make_rest(&making, &person->searches[i].facts);
            searches++;
        }
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_SEARCHES, searches);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_OTHER_SEARCHES, foreign->other_searches);
    dolen_unusual_make_figure(&making, DOLEN_UNUSUAL_TEAM_CASES, foreign->team_cases);
    return dolen_unusual_make_found(&making, person, err);
}

/* Teams that hand cases to each other, and a duty desk that looks into everybody's, do so again and again: that is not
 * unusual for any one of them. */
dolen_status dolen_unusual_other_team(dolen_unusual_person *person, dolen_err *err)
{
    size_t count = 0;
    const dolen_unusual_foreign *foreign = dolen_unusual_agency_foreign(person->agency, person->staff, &count);

    if (person->thresholds->team_cases == 0)
        return DOLEN_OK;
    for (size_t i = 0; i < count; i++)
        if (foreign[i].team_cases < person->thresholds->team_cases)
            DOLEN_TRY(found_foreign(person, &foreign[i], err));
    return DOLEN_OK;
}
