#include "deploy/region/region.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/region/showcase.h"
#include "node/base/memory.h"

enum {
    QUESTION_KNOWN = 48,
    QUESTION_KNOWN_HOME = 56,
    QUESTION_CHANGE = 64,
    LOCAL_PRIME = 9999991,
    CHANGED_PER_100000 = 200,    /* of the records; corrections and additions come on top */
    CORRECTED_PER_100000 = 2500, /* of the misspelt records */
};

static bool is_own_council(const dolen_population *population, dolen_region_agency agency, uint32_t home)
{
    const dolen_home at = dolen_home_at(population->words, population->seed, home);

    return strcmp(at.place.authority, dolen_region_agency_code(agency)) == 0;
}

static uint32_t council_chance(const dolen_population *population, dolen_region_agency agency,
                               const dolen_resident *resident, int age)
{
    static const uint16_t child[] = {50, 380, 780}, adult[] = {32, 190, 500}, old[] = {230, 300, 500};
    const uint16_t *by_trouble = age < 18 ? child : age < 75 ? adult : old;

    if (is_own_council(population, agency, resident->home))
        return by_trouble[resident->trouble];
    if (is_own_council(population, agency, resident->previous_home)) /* moved here from the other council */
        return by_trouble[resident->trouble] / 2U;
    return resident->trouble == DOLEN_TROUBLE_HEAVY ? 30 : 1;
}

static uint32_t police_chance(const dolen_resident *resident, int age)
{
    static const uint16_t child[] = {15, 190, 520}, adult[] = {50, 330, 680};

    return (age < 18 ? child : adult)[resident->trouble];
}

static uint32_t health_chance(int age)
{
    return age < 5 ? 980 : age < 18 ? 870 : age < 65 ? 800 : 920;
}

static bool knows(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident)
{
    const int age = dolen_resident_age(resident, population->today);
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_KNOWN + (uint64_t)agency, resident->index);

    if (resident->agencies)
        return resident->agencies >> agency & 1;
    if (agency == DOLEN_REGION_SBU)
        return dolen_dice_chance(&dice, health_chance(age));
    if (agency == DOLEN_REGION_SWP)
        return dolen_dice_chance(&dice, police_chance(resident, age));
    return dolen_dice_chance(&dice, council_chance(population, agency, resident, age));
}

static bool is_in_showcase(const dolen_population *population, uint32_t home)
{
    return home == dolen_showcase_callout_home(population) || home == dolen_showcase_shielded_home(population);
}

static bool knows_home(const dolen_population *population, uint32_t home)
{
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_KNOWN_HOME, home);

    return dolen_dice_chance(&dice, 15) || is_in_showcase(population, home);
}

static void write_local_id(dolen_region_record *record, uint64_t seed)
{
    static const char letters[] = "NSPH";
    const uint64_t offset = dolen_dice_of(seed, 3, record->agency).state % LOCAL_PRIME;
    const uint64_t number = ((uint64_t)record->index * 2654435U + offset) % LOCAL_PRIME;

    snprintf(record->local_id, sizeof record->local_id, "%c%07u", record->is_address ? 'A' : letters[record->agency],
             (unsigned)number);
}

static void add(dolen_region *region, dolen_region_agency agency, bool is_address, uint32_t index, uint8_t change)
{
    dolen_region_record *record = &region->records[agency][region->counts[agency]++];

    *record =
        (dolen_region_record){.agency = (uint8_t)agency, .is_address = is_address, .index = index, .change = change};
    write_local_id(record, region->population->seed);
}

static bool is_misspelt(const dolen_region *region, const dolen_region_record *record)
{
    const dolen_resident *resident = &region->population->residents[record->index];

    return dolen_held_of(region->population, record->agency, resident, false).is_wrong;
}

/* What happens to a record overnight; a wish that does not suit it becomes a new event. */
static uint8_t change_of(const dolen_region *region, const dolen_region_record *record)
{
    dolen_dice dice = dolen_dice_of(region->population->seed, QUESTION_CHANGE + (uint64_t)record->agency,
                                    record->index + (record->is_address ? 1U << 30 : 0U));
    dolen_chronicle chronicle;

    if (!record->is_address && region->population->residents[record->index].agencies)
        return DOLEN_REGION_SAME;
    const bool is_corrected = dolen_dice_below(&dice, 100000) < CORRECTED_PER_100000;
    if (is_corrected && !record->is_address && is_misspelt(region, record))
        return DOLEN_REGION_CORRECTED;
    if (dolen_dice_below(&dice, 100000) >= CHANGED_PER_100000)
        return DOLEN_REGION_SAME;
    const uint32_t wish = dolen_dice_below(&dice, 100);
    if (wish < 15)
        return DOLEN_REGION_REMOVED;
    if (record->is_address)
        return DOLEN_REGION_NEW_EVENT;
    const dolen_resident *resident = &region->population->residents[record->index];
    if (wish < 45) {
        dolen_chronicle_of(region->population, record->agency, resident, &chronicle);
        if (dolen_chronicle_close(region->first_day, &chronicle))
            return DOLEN_REGION_CLOSED;
    }
    return DOLEN_REGION_NEW_EVENT;
}

static bool becomes_known(const dolen_region *region, dolen_region_agency agency, const dolen_resident *resident)
{
    dolen_dice dice = dolen_dice_of(region->population->seed, QUESTION_CHANGE + 8U + (uint64_t)agency, resident->index);

    return !resident->agencies && dolen_dice_below(&dice, 100000) < 12;
}

static int by_local_id(const void *a, const void *b)
{
    const dolen_region_record *left = a, *right = b;

    return strcmp(left->local_id, right->local_id);
}

static void fill(dolen_region *region, dolen_region_agency agency)
{
    const dolen_population *population = region->population;
    const size_t everybody = population->count + dolen_population_spare(population->count);

    region->records[agency] = dolen_memory_make(everybody + population->homes, sizeof *region->records[agency]);
    for (uint32_t i = 0; i < population->count; i++) {
        if (knows(population, agency, &population->residents[i]))
            add(region, agency, false, i,
                (uint8_t)dolen_showcase_change(population, agency, &population->residents[i]));
        else if (becomes_known(region, agency, &population->residents[i]))
            add(region, agency, false, i, DOLEN_REGION_ADDED);
    }
    for (uint32_t i = (uint32_t)population->count; i < everybody; i++) /* who moves here overnight */
        if (knows(population, agency, &population->residents[i]))
            add(region, agency, false, i, DOLEN_REGION_ADDED);
    for (uint32_t home = 0; agency == DOLEN_REGION_SWP && home < population->homes; home++)
        if (knows_home(population, home))
            add(region, agency, true, home, DOLEN_REGION_SAME);
    for (size_t i = 0; i < region->counts[agency]; i++)
        if (region->records[agency][i].change == DOLEN_REGION_SAME)
            region->records[agency][i].change = change_of(region, &region->records[agency][i]);
    qsort(region->records[agency], region->counts[agency], sizeof *region->records[agency], by_local_id);
}

dolen_region *dolen_region_new(size_t people, uint64_t seed, int day, dolen_day as_of)
{
    dolen_region *region = dolen_memory_make(1, sizeof *region);

    region->day = day;
    region->first_day = dolen_day_from_number(dolen_day_number(as_of) - (day - 1));
    region->population = dolen_population_new(people, seed, region->first_day);
    dolen_showcase_stage(region->population);
    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        fill(region, (dolen_region_agency)agency);
    return region;
}

void dolen_region_free(dolen_region *region)
{
    if (!region)
        return;
    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        free(region->records[agency]);
    dolen_population_free(region->population);
    free(region);
}

bool dolen_region_has(const dolen_region *region, const dolen_region_record *record)
{
    return record->change != (region->day == 1 ? DOLEN_REGION_ADDED : DOLEN_REGION_REMOVED);
}

dolen_held dolen_region_held(const dolen_region *region, const dolen_region_record *record)
{
    const bool corrected = region->day == 2 && record->change == DOLEN_REGION_CORRECTED;

    if (!record->is_address)
        return dolen_held_of(region->population, record->agency, &region->population->residents[record->index],
                             corrected);
    dolen_held held = dolen_held_address(region->population, record->agency, record->index);
    held.shielded = record->index == dolen_showcase_shielded_home(region->population); /* IG-16 */
    return held;
}

static void home_chronicle(const dolen_region *region, const dolen_region_record *record, dolen_chronicle *out)
{
    dolen_chronicle_of_home(region->population, record->index, out);
    if (is_in_showcase(region->population, record->index))
        dolen_chronicle_add_event(record->agency, true, 0, region->first_day, out);
}

void dolen_region_chronicle(const dolen_region *region, const dolen_region_record *record, dolen_chronicle *out)
{
    const dolen_day today = dolen_day_from_number(dolen_day_number(region->first_day) + region->day - 1);
    const dolen_resident *resident = &region->population->residents[record->is_address ? 0 : record->index];

    if (record->is_address)
        home_chronicle(region, record, out);
    else
        dolen_chronicle_of(region->population, record->agency, resident, out);
    if (region->day == 2 && record->change == DOLEN_REGION_NEW_EVENT)
        dolen_chronicle_add_event(record->agency, record->is_address, dolen_resident_age(resident, region->first_day),
                                  today, out);
    if (region->day == 2 && record->change == DOLEN_REGION_CLOSED)
        DOLEN_MUST(dolen_chronicle_close(today, out));
}

const char *dolen_region_change_name(dolen_region_change change)
{
    static const char *const names[DOLEN_REGION_CHANGES] = {"same",      "new-event", "closed",
                                                            "corrected", "removed",   "added"};

    return names[change];
}
