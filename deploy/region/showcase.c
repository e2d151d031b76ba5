#include "deploy/region/showcase.h"

#include <stdio.h>
#include <string.h>

#include "deploy/region/region_feed.h"

enum {
    NPT = 1 << DOLEN_REGION_NPT,
    SWA = 1 << DOLEN_REGION_SWA,
    SWP = 1 << DOLEN_REGION_SWP,
    SBU = 1 << DOLEN_REGION_SBU,
};

/* Whom a case needs. */
typedef struct part {
    const char *name;
    char sex; /* 0: either */
    uint8_t from_age, to_age;
    uint8_t agencies;
    uint8_t quirks;
    uint8_t leaves; /* agencies that remove them on the second day */
    uint8_t joins;  /* agencies that know them from the second day on */
} part;

static const part parts[] = {
    {"known-to-all", 0, 13, 16, NPT | SWA | SWP | SBU, DOLEN_QUIRK_PLAIN, 0, 0},
    {"name-change", 'F', 25, 60, NPT | SWA | SWP | SBU, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_FORMER_NAME, 0, 0},
    {"day-month-swap", 0, 8, 17, NPT | SWP | SBU, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_SWAPPED, 0, 0},
    {"no-nhs-number", 'M', 19, 60, SWA | SWP, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_NO_NHS, 0, 0},
    {"nickname", 'M', 19, 60, NPT | SWP | SBU, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_NICKNAME, 0, 0},
    {"shielded", 'F', 20, 50, SWA | SWP | SBU, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_SHIELDED, 0, 0},
    {"namesake-1", 'M', 30, 60, SWA | SWP | SBU, DOLEN_QUIRK_PLAIN, 0, 0},
    {"namesake-2", 'M', 19, 70, NPT | SBU, DOLEN_QUIRK_PLAIN, 0, 0},
    {"twin-1", 0, 0, 17, NPT | SWP | SBU, DOLEN_QUIRK_PLAIN, 0, 0},
    {"twin-2", 0, 0, 17, SBU, DOLEN_QUIRK_PLAIN, 0, 0},
    {"removed-next-day", 'F', 19, 60, SWP | SBU, DOLEN_QUIRK_PLAIN, SWP, 0},
    {"added-next-day", 'M', 19, 60, SWP | SBU, DOLEN_QUIRK_PLAIN, 0, SWP},
    {"watched", 0, 10, 16, NPT | SWP | SBU, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_WATCHED, 0, 0},
    {"missing-next-day", 0, 10, 16, NPT | SWP | SBU, DOLEN_QUIRK_PLAIN | DOLEN_QUIRK_WATCHED, 0, SWP},
};

/* Places: parts are looked for from so many points of the population on, whatever comes to stand after them. */
enum { PARTS = sizeof parts / sizeof *parts, PLACES = 14, KNOWN_TO_ALL = 0, SHIELDED = 5, NAMESAKE = 6, TWIN = 8 };

_Static_assert((int)PARTS <= (int)DOLEN_POPULATION_CAST, "every part has a place in the population");

static bool suits(const dolen_population *population, const dolen_resident *resident, const part *one)
{
    const int age = dolen_resident_age(resident, population->today);

    return !resident->agencies && age >= one->from_age && age <= one->to_age &&
           (!one->sex || one->sex == resident->sex);
}

static void engage(dolen_population *population, size_t number, dolen_resident *resident)
{
    resident->agencies = parts[number].agencies;
    resident->quirks |= parts[number].quirks;
    resident->previous_home = resident->home;
    population->cast[number] = resident;
}

static bool are_siblings(const dolen_resident *a, const dolen_resident *b)
{
    return a->home == b->home && strcmp(a->surname, b->surname) == 0;
}

/* Two children of one home, born on one day from now on. */
static void stage_twins(dolen_population *population)
{
    for (size_t i = 0; i + 1 < population->count; i++) {
        dolen_resident *one = &population->residents[i], *other = one + 1;
        if (!suits(population, one, &parts[TWIN]) || !suits(population, other, &parts[TWIN]) ||
            !are_siblings(one, other) || one->sex != other->sex || strcmp(one->forename, other->forename) == 0)
            continue;
        other->born = one->born;
        engage(population, TWIN, one);
        engage(population, TWIN + 1, other);
        one->quirks |= DOLEN_QUIRK_TWIN;
        other->quirks |= DOLEN_QUIRK_TWIN;
        return;
    }
}

static dolen_resident *find_free(const dolen_population *population, const part *one, size_t from)
{
    for (size_t i = from; i < population->count; i++)
        if (suits(population, &population->residents[i], one))
            return &population->residents[i];
    return NULL;
}

static void prepare(dolen_population *population, dolen_resident *actor, const part *one, size_t number)
{
    dolen_dice dice = dolen_dice_of(population->seed, 4, number);

    if (one->quirks & DOLEN_QUIRK_FORMER_NAME)
        do
            actor->former_surname = dolen_words_surname(population->words, &dice);
        while (strcmp(actor->former_surname, actor->surname) == 0);
    if (one->quirks & DOLEN_QUIRK_SWAPPED)
        actor->born.day = (uint8_t)(actor->born.month % 11 + 1); /* another number than the month's */
    while (one->quirks & DOLEN_QUIRK_NICKNAME && !dolen_words_nickname(population->words, &dice, actor->forename))
        actor->forename = dolen_words_forename(population->words, &dice, actor->sex, actor->born.year);
}

void dolen_showcase_stage(dolen_population *population)
{
    dolen_resident *namesake = NULL;

    stage_twins(population);
    for (size_t i = 0; i < PARTS; i++) {
        dolen_resident *actor = find_free(population, &parts[i], population->count * i / PLACES);
        if (!actor || i == TWIN || i == TWIN + 1)
            continue;
        engage(population, i, actor);
        prepare(population, actor, &parts[i], i);
        if (i == NAMESAKE)
            namesake = actor;
        if (i == NAMESAKE + 1 && namesake) {
            actor->forename = namesake->forename;
            memcpy(actor->surname, namesake->surname, sizeof actor->surname);
        }
    }
}

dolen_region_change dolen_showcase_change(const dolen_population *population, dolen_region_agency agency,
                                          const dolen_resident *resident)
{
    for (size_t i = 0; i < PARTS; i++)
        if (population->cast[i] == resident)
            return parts[i].leaves >> agency & 1  ? DOLEN_REGION_REMOVED
                   : parts[i].joins >> agency & 1 ? DOLEN_REGION_ADDED
                                                  : DOLEN_REGION_SAME;
    return DOLEN_REGION_SAME;
}

uint32_t dolen_showcase_callout_home(const dolen_population *population)
{
    return population->cast[KNOWN_TO_ALL] ? population->cast[KNOWN_TO_ALL]->home : 0;
}

uint32_t dolen_showcase_shielded_home(const dolen_population *population)
{
    return population->cast[SHIELDED] ? population->cast[SHIELDED]->home : UINT32_MAX;
}

static void write_known_to(FILE *file, uint8_t agencies)
{
    const char *comma = "";

    fputs(",\"known_to\":[", file);
    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        if (agencies >> agency & 1) {
            fprintf(file, "%s\"%s\"", comma, dolen_region_agency_code((dolen_region_agency)agency));
            comma = ",";
        }
    fputs("]}", file);
}

/* No name or address of the lists holds a quote, a backslash or a control character: nothing needs escaping. */
static void write_person(FILE *file, const dolen_population *population, const char *name,
                         const dolen_resident *resident, uint8_t known_to)
{
    const dolen_home home = dolen_home_at(population->words, population->seed, resident->home);
    char born[DOLEN_DAY_TEXT], address[DOLEN_HOME_LINE], number[11] = "";

    dolen_day_write(resident->born, born);
    dolen_home_write(&home, false, address);
    if (!(resident->quirks & DOLEN_QUIRK_NO_NHS))
        dolen_resident_nhs_number(resident, number);
    fprintf(file,
            "{\"case\":\"%s\",\"subject\":\"person\",\"forenames\":\"%s\",\"surname\":\"%s\",\"dob\":\"%s\","
            "\"sex\":\"%c\",\"address\":\"%s\",\"postcode\":\"%s\",\"uprn\":\"%s\",\"nhs_number\":\"%s\"",
            name, resident->forename, resident->surname, born, resident->sex, address, home.postcode, home.uprn,
            number);
    write_known_to(file, known_to);
}

static bool lives_here(const dolen_population *population, const dolen_resident *resident)
{
    const size_t everybody = population->count + dolen_population_spare(population->count);

    for (size_t i = 0; i < everybody; i++)
        if (strcmp(population->residents[i].surname, resident->surname) == 0 &&
            strcmp(population->residents[i].forename, resident->forename) == 0)
            return true;
    return false;
}

/* Somebody who does not live here: name, address and number are no resident's. */
static dolen_resident invent(const dolen_population *population)
{
    dolen_dice dice = dolen_dice_of(population->seed, 5, 0);
    dolen_resident out = {.sex = 'F', .born = {1988, 3, 14}, .home = 980000, .index = 980000};

    do {
        out.forename = dolen_words_forename(population->words, &dice, out.sex, out.born.year);
        snprintf(out.surname, sizeof out.surname, "%s", dolen_words_surname(population->words, &dice));
    } while (lives_here(population, &out));
    return out;
}

static void write_address(FILE *file, const dolen_population *population)
{
    const dolen_home home = dolen_home_at(population->words, population->seed, dolen_showcase_callout_home(population));
    char line[DOLEN_HOME_LINE];

    dolen_home_write(&home, false, line);
    fprintf(file,
            "{\"case\":\"address\",\"subject\":\"address\",\"address\":\"%s\",\"postcode\":\"%s\","
            "\"uprn\":\"%s\"",
            line, home.postcode, home.uprn);
    write_known_to(file, SWP);
}

dolen_status dolen_showcase_write(const dolen_region *region, const char *folder, dolen_err *err)
{
    const dolen_population *population = region->population;
    FILE *file = dolen_region_feed_open(folder, "searches.json");

    if (!file)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the list of searches cannot be written");
    fputs("{\"searches\":[\n", file);
    for (size_t i = 0; i < PARTS; i++)
        if (population->cast[i]) {
            const uint8_t absent = region->day == 1 ? parts[i].joins : parts[i].leaves;
            write_person(file, population, parts[i].name, population->cast[i], (uint8_t)(parts[i].agencies & ~absent));
            fputs(",\n", file);
        }
    const dolen_resident stranger = invent(population);
    write_person(file, population, "unknown", &stranger, 0);
    fputs(",\n", file);
    write_address(file, population);
    fputs("\n]}\n", file);
    return dolen_region_feed_close(file, err);
}
