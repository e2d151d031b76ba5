#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "tests/bench/linkage_source/plaintext_internal.h"

enum { OUTCODE = 1, SECTOR = 2, POSTCODE = 3, ADDRESS = 4 };

static void count_name(frequencies *all, int which, uint32_t number)
{
    uint32_t *counts = which ? all->surnames : all->forenames;
    const linkage_name *name = &all->vocabulary->names[number];

    if (!number)
        return;
    all->different[which][4] += counts[number]++ == 0;
    all->different[which][2] += counts[name->prefix]++ == 0;
    all->different[which][1] += all->initials[which][(uint8_t)name->initial]++ == 0;
    const uint32_t code = which ? name->sound : name->code;
    if (code)
        all->different[which][3] += counts[code]++ == 0;
}

/* The chance that two records that have the value agree in it. */
static double share(const uint32_t *counts, size_t count)
{
    double sum = 0;
    double squares = 0;

    for (size_t i = 1; i < count; i++) {
        sum += counts[i];
        squares += (double)counts[i] * counts[i];
    }
    if (sum < 1)
        return 1;
    const double least = 1 / (3 * sum);
    return squares / sum / sum > least ? squares / sum / sum : least;
}

typedef uint32_t (*value_of)(const linkage_person *person);

static uint32_t outcode_of(const linkage_person *person)
{
    return person->outcode;
}

static uint32_t sector_of(const linkage_person *person)
{
    return person->sector;
}

static uint32_t postcode_of(const linkage_person *person)
{
    return person->postcode;
}

static uint32_t dwelling_of(const linkage_person *person)
{
    return person->dwelling;
}

static uint32_t premises_of(const linkage_person *person)
{
    return person->premises;
}

static double share_of(const linkage_people *index, const linkage_people *queries, size_t strings, value_of value)
{
    uint32_t *counts = dolen_memory_make(strings, sizeof *counts);

    for (size_t i = 0; i < index->count; i++)
        counts[value(&index->items[i])]++;
    for (size_t i = 0; i < queries->count; i++)
        counts[value(&queries->items[i])]++;
    const double result = share(counts, strings);
    free(counts);
    return result;
}

static void count_people(frequencies *all, const linkage_people *people, uint32_t years[2300])
{
    for (size_t i = 0; i < people->count; i++) {
        const linkage_person *person = &people->items[i];
        count_name(all, 0, person->forenames[0]);
        count_name(all, 1, person->surname);
        years[person->born / 10000]++;
    }
    all->records += (double)people->count;
}

void linkage_frequencies_start(frequencies *out, const linkage_vocabulary *vocabulary, const linkage_people *index,
                               const linkage_people *queries)
{
    const size_t strings = vocabulary->strings.count;
    uint32_t years[2300] = {0};

    *out = (frequencies){.vocabulary = vocabulary,
                         .forenames = dolen_memory_make(strings, sizeof(uint32_t)),
                         .surnames = dolen_memory_make(strings, sizeof(uint32_t))};
    count_people(out, index, years);
    count_people(out, queries, years);
    out->year = share(years, 2300);
    out->place[OUTCODE] = share_of(index, queries, strings, outcode_of);
    out->place[SECTOR] = share_of(index, queries, strings, sector_of);
    out->place[POSTCODE] = share_of(index, queries, strings, postcode_of);
    const double by_dwelling = share_of(index, queries, strings, dwelling_of);
    const double by_premises = share_of(index, queries, strings, premises_of);
    out->place[ADDRESS] = by_premises < 1 && by_premises > by_dwelling ? by_premises : by_dwelling;
}

void linkage_frequencies_end(frequencies *all)
{
    free(all->forenames);
    free(all->surnames);
}

static double rate(const frequencies *all, uint32_t count, double different)
{
    return ((double)count + .5) / (all->records + .5 * different);
}

static void name_chances(const frequencies *all, int which, uint32_t number, double out[LEVELS])
{
    const uint32_t *counts = which ? all->surnames : all->forenames;
    const linkage_name *name = &all->vocabulary->names[number];
    const double *different = all->different[which];
    const uint32_t code = which ? name->sound : name->code;

    out[0] = 1;
    out[1] = rate(all, all->initials[which][(uint8_t)name->initial], different[1]);
    out[2] = rate(all, counts[name->prefix], different[2]);
    out[3] = rate(all, code ? counts[code] : 0, different[3]);
    out[4] = rate(all, counts[number], different[4]);
}

void linkage_frequencies_chances(const frequencies *all, const linkage_person *query, chances *out)
{
    const double year = all->year < 1 ? all->year : 1. / 80;
    const double whole = query->born % 10000 == 101 ? year / 8 : year / 362;
    const double parts = year / 10 > whole ? year / 10 : whole;

    name_chances(all, 0, query->forenames[0], out->of[FORENAME]);
    name_chances(all, 1, query->surname, out->of[SURNAME_FIELD]);
    memcpy(out->of[BORN], (const double[LEVELS]){1, year, parts, whole * 1.32, whole}, sizeof out->of[BORN]);
    memcpy(out->of[PLACE], all->place, sizeof out->of[PLACE]);
    out->of[PLACE][0] = 1;
    out->of[SEX_FIELD][0] = 1;
    out->of[SEX_FIELD][1] = .5;
    const uint32_t middle = all->vocabulary->names[query->forenames[1]].code;
    const double common = rate(all, middle ? all->forenames[middle] : 0, all->different[0][3]);
    out->of[MIDDLE][0] = 1;
    out->of[MIDDLE][1] = common > .002 ? common : .002;
    out->of[NUMBER][0] = 1;
    out->of[NUMBER][1] = 1e-8;
}
