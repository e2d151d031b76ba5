#include "deploy/region/linkage_set.h"

#include <stdlib.h>
#include <string.h>

#include "deploy/region/household.h"
#include "node/base/memory.h"

enum { QUESTION_INDEX = 88, QUESTION_QUERY = 89, QUESTION_ROLE = 90, QUESTION_TRUTH = 91, PEOPLE_PER_10_HOMES = 23 };

/* As in the matching prototype, where it has them: each side errs on its own. */
static const uint16_t usual_mistakes[DOLEN_HABITS] = {
    [DOLEN_HABIT_NICKNAME] = 15,
    [DOLEN_HABIT_SPELLING] = 10,
    [DOLEN_HABIT_VARIANT] = 35,
    [DOLEN_HABIT_FORENAME_SLIP] = 22,
    [DOLEN_HABIT_FORENAME_HEARD] = 15,
    [DOLEN_HABIT_FORENAME_SCANNED] = 3,
    [DOLEN_HABIT_FORENAME_MISSING] = 6,
    [DOLEN_HABIT_FORENAMES_SWAPPED] = 20,
    [DOLEN_HABIT_SURNAME_SLIP] = 22,
    [DOLEN_HABIT_SURNAME_HEARD] = 10,
    [DOLEN_HABIT_SURNAME_SCANNED] = 3,
    [DOLEN_HABIT_SURNAME_OTHER] = 20,
    [DOLEN_HABIT_SURNAME_HALF] = 300,
    [DOLEN_HABIT_SURNAME_DOUBLED] = 10,
    [DOLEN_HABIT_NAMES_SWAPPED] = 6,
    [DOLEN_HABIT_FORMER_NAME_KEPT] = 80,
    [DOLEN_HABIT_BORN_MISSING] = 10,
    [DOLEN_HABIT_BORN_JANUARY] = 5,
    [DOLEN_HABIT_BORN_SWAPPED] = 4,
    [DOLEN_HABIT_BORN_SLIP] = 16,
    [DOLEN_HABIT_SEX_WRONG] = 5,
    [DOLEN_HABIT_SEX_MISSING] = 20,
    [DOLEN_HABIT_NHS_SLIP] = 5,
    [DOLEN_HABIT_ELSEWHERE] = 100,
    [DOLEN_HABIT_NUMBER_SLIP] = 25,
    [DOLEN_HABIT_NUMBER_MISSING] = 40,
    [DOLEN_HABIT_ADDRESS_SLIP] = 20,
    [DOLEN_HABIT_ADDRESS_SCANNED] = 5,
    [DOLEN_HABIT_ADDRESS_MISSING] = 20,
    [DOLEN_HABIT_POSTCODE_SLIP] = 12,
    [DOLEN_HABIT_POSTCODE_MISSING] = 30,
    [DOLEN_HABIT_ALL_FORENAMES] = 650,
    [DOLEN_HABIT_FORMER_NAME_KNOWN] = 300,
    [DOLEN_HABIT_OLD_ADDRESS] = 400,
    [DOLEN_HABIT_TYPED] = 850,
};

enum { WELSH_IN_INDEX = 300, WELSH_IN_QUERIES = 150 };

struct dolen_linkage_set {
    dolen_words *words;
    uint64_t seed;
    dolen_dice roles;
    dolen_habits index_habits;
    dolen_habits query_habits;
    uint32_t homes; /* about how many there will be */
    uint32_t all;   /* people, whether in the index or not */
    size_t left;    /* of them still to come */
    size_t unknown_left;
    size_t known_left;
    dolen_household household;
    uint32_t next_home;
    size_t at;            /* in the household */
    uint32_t entity;      /* of the next person */
    uint32_t first_of_it; /* the entity of the household's first person */
};

dolen_linkage_plan dolen_linkage_set_usual_plan(void)
{
    return (dolen_linkage_plan){
        .people = 200000, .queries = 40000, .seed = 1, .error_tenths = 10, .nhs_percent = 0, .uprn_percent = 25};
}

static dolen_habits habits_of(const dolen_linkage_plan *plan, uint16_t in_welsh)
{
    dolen_habits out = {.capitals = false};

    memcpy(out.often, usual_mistakes, sizeof out.often);
    out.often[DOLEN_HABIT_IN_WELSH] = in_welsh;
    out.often[DOLEN_HABIT_NHS_NUMBER] = (uint16_t)(plan->nhs_percent * 10);
    out.often[DOLEN_HABIT_UPRN] = (uint16_t)(plan->uprn_percent * 10);
    dolen_clerk_scale(&out, plan->error_tenths);
    return out;
}

dolen_linkage_set *dolen_linkage_set_new(const dolen_linkage_plan *plan)
{
    dolen_linkage_set *set = dolen_memory_make(1, sizeof *set);

    set->words = dolen_words_new();
    dolen_words_widen(set->words, plan->people);
    set->seed = plan->seed;
    set->roles = dolen_dice_of(plan->seed, QUESTION_ROLE, 0);
    set->index_habits = habits_of(plan, WELSH_IN_INDEX);
    set->query_habits = habits_of(plan, WELSH_IN_QUERIES);
    set->unknown_left = plan->queries / 2;
    set->known_left = plan->queries - set->unknown_left;
    set->left = plan->people + set->unknown_left;
    set->all = (uint32_t)set->left;
    set->homes = (uint32_t)(set->left * 10 / PEOPLE_PER_10_HOMES);
    return set;
}

void dolen_linkage_set_free(dolen_linkage_set *set)
{
    if (!set)
        return;
    dolen_words_free(set->words);
    free(set);
}

/* 20 November 2026: ages count from here. */
static const dolen_day today = {2026, 11, 20};

static void enter_household(dolen_linkage_set *set)
{
    set->at = 0;
    set->first_of_it = set->entity;
    dolen_household_fill(set->words, set->seed, today, set->next_home++, &set->household);
}

static uint32_t twin_of(const dolen_linkage_set *set, size_t at)
{
    const dolen_resident *people = set->household.people;

    for (size_t i = 0; i < set->household.count && people[at].quirks & DOLEN_QUIRK_TWIN; i++)
        if (i != at && people[i].quirks & DOLEN_QUIRK_TWIN && dolen_day_compare(people[i].born, people[at].born) == 0)
            return set->first_of_it + i < set->all ? set->first_of_it + (uint32_t)i : DOLEN_LINKAGE_SET_NOBODY;
    return DOLEN_LINKAGE_SET_NOBODY;
}

/* Exactly as many of each as planned, everybody with the same chance. */
static void give_roles(dolen_linkage_set *set, dolen_linkage_person *out)
{
    const bool is_unknown = dolen_dice_below(&set->roles, (uint32_t)set->left) < set->unknown_left;
    const size_t others = set->left - set->unknown_left;
    const bool is_known = !is_unknown && dolen_dice_below(&set->roles, (uint32_t)others) < set->known_left;

    set->left--;
    set->unknown_left -= is_unknown;
    set->known_left -= is_known;
    out->is_in_index = !is_unknown;
    out->is_asked = is_unknown || is_known;
}

static dolen_held write_down(const dolen_linkage_set *set, const dolen_habits *habits, uint64_t question,
                             const dolen_resident *resident)
{
    dolen_clerk clerk = {.habits = habits,
                         .words = set->words,
                         .seed = set->seed,
                         .homes = set->homes,
                         .dice = dolen_dice_of(set->seed, question, resident->index)};

    return dolen_clerk_write(&clerk, resident);
}

bool dolen_linkage_set_next(dolen_linkage_set *set, dolen_linkage_person *out)
{
    memset(out, 0, sizeof *out);
    if (set->left == 0)
        return false;
    if (set->at == set->household.count)
        enter_household(set);
    out->truth = set->household.people[set->at];
    out->truth.index = set->entity++;
    out->household = set->next_home - 1;
    out->twin_of = twin_of(set, set->at++);
    give_roles(set, out);
    if (out->is_in_index)
        out->index = write_down(set, &set->index_habits, QUESTION_INDEX, &out->truth);
    if (out->is_asked)
        out->query = write_down(set, &set->query_habits, QUESTION_QUERY, &out->truth);
    return true;
}

dolen_held dolen_linkage_set_truth(const dolen_linkage_set *set, const dolen_linkage_person *person)
{
    static const dolen_habits never_wrong = {.often = {[DOLEN_HABIT_ALL_FORENAMES] = 1000,
                                                       [DOLEN_HABIT_FORMER_NAME_KNOWN] = 1000,
                                                       [DOLEN_HABIT_NHS_NUMBER] = 1000,
                                                       [DOLEN_HABIT_UPRN] = 1000}};

    return write_down(set, &never_wrong, QUESTION_TRUTH, &person->truth);
}
