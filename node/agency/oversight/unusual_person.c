#include "node/agency/oversight/unusual_person.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/oversight/unusual_internal.h"
#include "node/base/memory.h"

/* Sums seen, with the number that each was given: open addressing. */
typedef struct numbering {
    struct numbered {
        uint64_t sum; /* 0: free */
        uint32_t number;
    } * slots;
    size_t mask;
} numbering;

static numbering numbering_of(size_t sums)
{
    size_t size = 16;

    while (size < 2 * sums)
        size *= 2;
    return (numbering){.slots = dolen_memory_make(size, sizeof(struct numbered)), .mask = size - 1};
}

static struct numbered *slot_of(const numbering *all, uint64_t sum)
{
    size_t at = (size_t)sum & all->mask;

    while (all->slots[at].sum && all->slots[at].sum != sum)
        at = (at + 1) & all->mask;
    return &all->slots[at];
}

dolen_unusual_person *dolen_unusual_person_new(void)
{
    return dolen_memory_make(1, sizeof(dolen_unusual_person));
}

void dolen_unusual_person_free(dolen_unusual_person *person)
{
    if (!person)
        return;
    free(person->searches);
    free(person->order);
    free(person->marks);
    free(person->groups);
    free(person);
}

void dolen_unusual_person_begin(dolen_unusual_person *person, const dolen_unusual_agency *agency, const char *account,
                                int32_t staff)
{
    person->agency = agency;
    person->account = account;
    person->staff = staff;
    person->count = 0;
}

/* When there are too many, the earlier half goes. */
static void make_room(dolen_unusual_person *person)
{
    const size_t half = DOLEN_UNUSUAL_PERSON_MOST / 2;

    if (person->count < person->room)
        return;
    if (person->count == DOLEN_UNUSUAL_PERSON_MOST) {
        memmove(person->searches, person->searches + half, (person->count - half) * sizeof *person->searches);
        person->count -= half;
        return;
    }
    const size_t twice = person->room ? 2 * person->room : 256;
    person->room = twice < DOLEN_UNUSUAL_PERSON_MOST ? twice : DOLEN_UNUSUAL_PERSON_MOST;
    person->searches = dolen_memory_resize(person->searches, person->room, sizeof *person->searches);
    person->order = dolen_memory_resize(person->order, person->room, sizeof *person->order);
    person->marks = dolen_memory_resize(person->marks, person->room, sizeof *person->marks);
    person->groups = dolen_memory_resize(person->groups, person->room, sizeof *person->groups);
}

void dolen_unusual_person_add(dolen_unusual_person *person, const dolen_unusual_facts *facts)
{
    make_room(person);
    person->searches[person->count++] = (dolen_unusual_own){.facts = *facts};
}

/* A search is about the target that any of its ways of naming it was first used for. */
static void number_targets(dolen_unusual_person *person)
{
    numbering all = numbering_of(person->count * DOLEN_UNUSUAL_TARGET_IDS + 1);

    person->targets = 0;
    for (size_t i = 0; i < person->count; i++) {
        dolen_unusual_own *own = &person->searches[i];
        bool is_known = false;
        for (size_t k = 0; k < own->facts.target_count && !is_known; k++) {
            const struct numbered *slot = slot_of(&all, own->facts.targets[k]);
            is_known = slot->sum != 0;
            own->target = slot->number;
        }
        if (!is_known)
            own->target = person->targets++;
        for (size_t k = 0; k < own->facts.target_count; k++) {
            struct numbered *slot = slot_of(&all, own->facts.targets[k]);
            if (!slot->sum)
                *slot = (struct numbered){own->facts.targets[k], own->target};
        }
    }
    free(all.slots);
}

static void number_cases(dolen_unusual_person *person)
{
    numbering all = numbering_of(person->count + 1);

    person->cases = 0;
    for (size_t i = 0; i < person->count; i++) {
        dolen_unusual_own *own = &person->searches[i];
        struct numbered *slot = own->facts.case_sum ? slot_of(&all, own->facts.case_sum) : NULL;
        own->case_number = slot && slot->sum ? slot->number : person->cases++;
        if (slot)
            *slot = (struct numbered){own->facts.case_sum, own->case_number};
    }
    free(all.slots);
}

void dolen_unusual_make(dolen_unusual_making *making, const dolen_unusual_person *person, dolen_unusual_kind kind)
{
    making->finding = (dolen_stored_finding){.kind = (int16_t)kind,
                                             .account = person->account,
                                             .full_name = "",
                                             .closed_by = "",
                                             .reason = "",
                                             .searches = making->searches};
}

void dolen_unusual_make_rest(dolen_unusual_making *making, const dolen_unusual_facts *facts)
{
    dolen_stored_finding *finding = &making->finding;

    if (finding->search_count == DOLEN_FINDING_SEARCHES) {
        memmove(making->searches, making->searches + 1, sizeof making->searches - sizeof *making->searches);
        finding->search_count--;
    }
    if (finding->search_count == 0)
        finding->first_search = facts->asked;
    making->searches[finding->search_count++] = facts->id;
    finding->last_search = facts->asked;
}

void dolen_unusual_make_figure(dolen_unusual_making *making, dolen_unusual_figure figure, int64_t value)
{
    dolen_stored_finding *finding = &making->finding;

    DOLEN_MUST(finding->figure_count < DOLEN_FINDING_FIGURES);
    finding->figures[finding->figure_count++] = (dolen_finding_figure){(int16_t)figure, value};
}

dolen_status dolen_unusual_make_found(dolen_unusual_making *making, const dolen_unusual_person *person, dolen_err *err)
{
    if (making->finding.search_count == 0 || making->finding.last_search < person->since)
        return DOLEN_OK;
    return person->found(person->context, &making->finding, err);
}

dolen_status dolen_unusual_person_examine(dolen_unusual_person *person, const dolen_unusual_thresholds *thresholds,
                                          int64_t since, dolen_unusual_found found, void *context, dolen_err *err)
{
    if (person->count == 0)
        return DOLEN_OK;
    person->thresholds = thresholds;
    person->since = since;
    person->found = found;
    person->context = context;
    number_targets(person);
    number_cases(person);
    DOLEN_TRY(dolen_unusual_own_surname(person, err));
    DOLEN_TRY(dolen_unusual_own_address(person, err));
    DOLEN_TRY(dolen_unusual_many(person, err));
    DOLEN_TRY(dolen_unusual_hour(person, err));
    DOLEN_TRY(dolen_unusual_again(person, err));
    DOLEN_TRY(dolen_unusual_families(person, err));
    return dolen_unusual_other_team(person, err);
}
