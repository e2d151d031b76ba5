#include "deploy/region/resident.h"

#include <stdio.h>
#include <stdlib.h>

#include "deploy/region/household.h"
#include "node/base/memory.h"

enum { NHS_PRIME = 99999989, NHS_STEP = 2000000 };

size_t dolen_population_spare(size_t people)
{
    return people / 2000 + 4;
}

/* The people of the next household, as far as there is room below `limit`. */
static void add_household(dolen_population *population, size_t limit)
{
    dolen_household house;

    dolen_household_fill(population->words, population->seed, population->today, population->homes++, &house);
    for (size_t i = 0; i < house.count && population->count < limit; i++) {
        dolen_resident *resident = &population->residents[population->count];
        *resident = house.people[i];
        resident->index = (uint32_t)population->count++;
    }
}

dolen_population *dolen_population_new(size_t people, uint64_t seed, dolen_day today)
{
    dolen_population *population = dolen_memory_make(1, sizeof *population);
    const size_t room = people + dolen_population_spare(people);

    population->words = dolen_words_new();
    population->seed = seed;
    population->today = today;
    population->residents = dolen_memory_make(room, sizeof *population->residents);
    while (population->count < room)
        add_household(population, population->count < people ? people : room);
    population->count = people;
    return population;
}

void dolen_population_free(dolen_population *population)
{
    if (!population)
        return;
    dolen_words_free(population->words);
    free(population->residents);
    free(population);
}

int dolen_resident_age(const dolen_resident *resident, dolen_day on)
{
    const int years = on.year - resident->born.year;
    const bool had_birthday =
        on.month > resident->born.month || (on.month == resident->born.month && on.day >= resident->born.day);

    return had_birthday ? years : years - 1;
}

static int check_digit(const char *nine)
{
    int sum = 0;

    for (int i = 0; i < 9; i++)
        sum += (nine[i] - '0') * (10 - i);
    return (11 - sum % 11) % 11;
}

void dolen_resident_nhs_number(const dolen_resident *resident, char out[11])
{
    uint64_t try = resident->index;
    int digit = 10;

    for (; digit == 10; try += NHS_STEP) {
        snprintf(out, 11, "9%08u", (unsigned)(try * 7368787U % NHS_PRIME));
        digit = check_digit(out);
    }
    out[9] = (char)('0' + digit);
    out[10] = '\0';
}
