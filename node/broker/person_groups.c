#include "node/broker/person_groups.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { FIRST_ROOM = 4096, MOST = 1 << 30 };

struct dolen_person_groups {
    dolen_match_thresholds thresholds;
    int64_t *records; /* ascending */
    uint32_t *parents;
    int64_t *persons; /* made when asked for */
    size_t count;
    size_t room;
};

dolen_person_groups *dolen_person_groups_new(dolen_match_thresholds thresholds)
{
    dolen_person_groups *groups = dolen_memory_make(1, sizeof *groups);

    groups->thresholds = thresholds;
    return groups;
}

void dolen_person_groups_free(dolen_person_groups *groups)
{
    if (!groups)
        return;
    free(groups->records);
    free(groups->parents);
    free(groups->persons);
    free(groups);
}

static void make_room(dolen_person_groups *groups)
{
    if (groups->count < groups->room)
        return;
    groups->room = groups->room ? groups->room * 2 : FIRST_ROOM;
    groups->records = dolen_memory_resize(groups->records, groups->room, sizeof *groups->records);
    groups->parents = dolen_memory_resize(groups->parents, groups->room, sizeof *groups->parents);
}

dolen_status dolen_person_groups_add(dolen_person_groups *groups, int64_t record, dolen_err *err)
{
    if (groups->count && groups->records[groups->count - 1] >= record)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "records must come in ascending order");
    if (groups->count == MOST)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "more records than can be counted");
    make_room(groups);
    groups->records[groups->count] = record;
    groups->parents[groups->count] = (uint32_t)groups->count;
    groups->count++;
    return DOLEN_OK;
}

/* The smallest place of the group; the way there is halved as it is gone. */
static uint32_t root_of(dolen_person_groups *groups, uint32_t at)
{
    while (groups->parents[at] != at) {
        groups->parents[at] = groups->parents[groups->parents[at]];
        at = groups->parents[at];
    }
    return at;
}

static bool find(const dolen_person_groups *groups, int64_t record, uint32_t *out)
{
    size_t low = 0;
    size_t high = groups->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (groups->records[middle] < record)
            low = middle + 1;
        else
            high = middle;
    }
    *out = (uint32_t)low;
    return low < groups->count && groups->records[low] == record;
}

dolen_status dolen_person_groups_join(dolen_person_groups *groups, const dolen_statistics_pair *pair, dolen_err *err)
{
    const dolen_match_comparison comparison = {.kinds = pair->kinds,
                                               .asked_fields = pair->one_fields,
                                               .held_fields = pair->two_fields,
                                               .index_records = groups->count};
    uint32_t one;
    uint32_t two;

    if (dolen_match_score_person(&comparison, groups->thresholds).band != DOLEN_BAND_CONFIRMED)
        return DOLEN_OK;
    if (!find(groups, pair->one, &one) || !find(groups, pair->two, &two))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a pair of records that are not counted");
    one = root_of(groups, one);
    two = root_of(groups, two);
    groups->parents[one > two ? one : two] = one < two ? one : two;
    return DOLEN_OK;
}

size_t dolen_person_groups_records(const dolen_person_groups *groups)
{
    return groups->count;
}

size_t dolen_person_groups_people(dolen_person_groups *groups)
{
    size_t people = 0;

    for (size_t i = 0; i < groups->count; i++)
        people += groups->parents[i] == i;
    return people;
}

const int64_t *dolen_person_groups_all_records(const dolen_person_groups *groups)
{
    return groups->records;
}

const int64_t *dolen_person_groups_all_persons(dolen_person_groups *groups)
{
    free(groups->persons);
    groups->persons = dolen_memory_make(groups->count + 1, sizeof *groups->persons);
    for (size_t i = 0; i < groups->count; i++)
        groups->persons[i] = groups->records[root_of(groups, (uint32_t)i)];
    return groups->persons;
}
