#include "deploy/region/resident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { QUESTION_HOME = 2, NHS_PRIME = 99999989, NHS_STEP = 1000000 };

/* One household while it is being filled. */
typedef struct household {
    dolen_population *population;
    dolen_dice dice;
    uint32_t home;
    uint32_t previous_home;
    uint8_t trouble;
    size_t first;
    size_t limit; /* people may be added up to this index */
} household;

size_t dolen_population_spare(size_t people)
{
    return people / 2000 + 4;
}

static int16_t year_of(const household *house, uint32_t age)
{
    return (int16_t)(house->population->today.year - (int)age);
}

static void fill_names(household *house, dolen_resident *resident)
{
    const dolen_words *words = house->population->words;
    const int year = resident->born.year;

    resident->forename = dolen_words_forename(words, &house->dice, resident->sex, year);
    resident->middle = "";
    resident->second_middle = "";
    resident->former_surname = "";
    if (dolen_dice_chance(&house->dice, 650))
        resident->middle = dolen_words_forename(words, &house->dice, resident->sex, year - 25);
    if (resident->middle[0] && dolen_dice_chance(&house->dice, 120))
        resident->second_middle = dolen_words_forename(words, &house->dice, resident->sex, year - 25);
}

static dolen_resident *add(household *house, char sex, uint32_t age, const char *surname)
{
    dolen_population *population = house->population;

    if (population->count >= house->limit)
        return NULL;
    dolen_resident *resident = &population->residents[population->count];
    resident->index = (uint32_t)population->count++;
    resident->sex = sex;
    const int64_t birthday = dolen_day_number((dolen_day){year_of(house, age), population->today.month, 1});
    resident->born = dolen_day_from_number(birthday - (int64_t)dolen_dice_below(&house->dice, 365));
    snprintf(resident->surname, sizeof resident->surname, "%s", surname);
    fill_names(house, resident);
    resident->home = house->home;
    resident->previous_home = house->previous_home;
    resident->trouble = house->trouble;
    return resident;
}

static char any_sex(household *house)
{
    return dolen_dice_chance(&house->dice, 505) ? 'F' : 'M';
}

static uint32_t adult_age(household *house)
{
    return dolen_dice_chance(&house->dice, 300) ? dolen_dice_between(&house->dice, 65, 92)
                                                : dolen_dice_between(&house->dice, 19, 64);
}

static const char *surname_of(household *house)
{
    return dolen_words_surname(house->population->words, &house->dice);
}

/* A wife or partner: most share the name and have a former one. */
static dolen_resident *add_partner(household *house, char sex, uint32_t age, const char *surname)
{
    const char *own = surname_of(house);
    const bool shares = dolen_dice_chance(&house->dice, age > 50 ? 850 : 500);
    dolen_resident *partner = add(house, sex, age, shares ? surname : own);

    if (partner && shares && sex == 'F')
        partner->former_surname = own;
    return partner;
}

/* "Rees-Jones"; as it was when that would be too long. */
static void join(char out[DOLEN_SURNAME_SIZE], const char *mother, const char *father)
{
    const size_t first = strlen(mother), second = strlen(father);

    if (first + second + 2 > DOLEN_SURNAME_SIZE)
        return;
    char joined[DOLEN_SURNAME_SIZE];
    memcpy(joined, mother, first);
    joined[first] = '-';
    memcpy(joined + first + 1, father, second + 1);
    memcpy(out, joined, first + second + 2);
}

static void name_child(household *house, dolen_resident *child, const char *father, const char *mother)
{
    const uint32_t kind = dolen_dice_below(&house->dice, 100);

    if (kind < 8 && strcmp(father, mother) != 0)
        join(child->surname, mother, father);
    else if (kind < 22)
        snprintf(child->surname, sizeof child->surname, "%s", mother);
}

static void add_twin(household *house, const dolen_resident *first, char sex)
{
    dolen_resident *second = add(house, sex, 1, first->surname);

    if (!second)
        return;
    second->born = first->born;
    while (strcmp(second->forename, first->forename) == 0)
        second->forename = dolen_words_forename(house->population->words, &house->dice, second->sex, second->born.year);
    second->quirks |= DOLEN_QUIRK_TWIN;
}

static void add_children(household *house, const char *father, const char *mother, uint32_t mother_age, uint32_t count)
{
    const uint32_t oldest = mother_age > 37 ? 18 : mother_age - 18;
    uint32_t age = dolen_dice_below(&house->dice, oldest + 1);

    for (uint32_t i = 0; i < count; i++) {
        const char sex = any_sex(house);
        dolen_resident *child = add(house, sex, age, father);
        if (!child)
            return;
        name_child(house, child, father, mother);
        const uint32_t gap = dolen_dice_between(&house->dice, 1, 4);
        if (dolen_dice_chance(&house->dice, 16)) {
            child->quirks |= DOLEN_QUIRK_TWIN;
            const bool same_sex = dolen_dice_chance(&house->dice, 650);
            add_twin(house, child, same_sex ? child->sex : any_sex(house));
        }
        age = age > gap ? age - gap : 0;
        if (age == 0)
            return;
    }
}

static void add_couple(household *house, uint32_t age, uint32_t children)
{
    dolen_resident *husband = add(house, 'M', age, surname_of(house));
    const uint32_t other = age > 22 ? age - dolen_dice_below(&house->dice, 4) : age;
    dolen_resident *wife = husband ? add_partner(house, 'F', other, husband->surname) : NULL;

    if (!wife || children == 0)
        return;
    const size_t before = house->population->count;
    add_children(house, husband->surname, wife->surname, other, children);
    for (size_t i = before; i < house->population->count; i++) /* sons named after their fathers */
        if (house->population->residents[i].sex == 'M' && dolen_dice_chance(&house->dice, 25))
            house->population->residents[i].forename = husband->forename;
}

static void add_lone_parent(household *house)
{
    const uint32_t age = dolen_dice_between(&house->dice, 20, 50);
    const char *maiden = surname_of(house);
    const char *surname = surname_of(house);
    const char *absent = dolen_dice_chance(&house->dice, 400) ? surname_of(house) : surname;
    const bool is_mother = dolen_dice_chance(&house->dice, 880);
    const uint32_t children = dolen_dice_between(&house->dice, 1, 3);
    dolen_resident *parent = add(house, is_mother ? 'F' : 'M', age, surname);

    if (!parent)
        return;
    if (is_mother && dolen_dice_chance(&house->dice, 400))
        parent->former_surname = maiden;
    add_children(house, absent, surname, age, children);
}

/* Each roll has a statement of its own: the order in which C evaluates arguments is the compiler's choice. */
static void add_single(household *house, uint32_t age)
{
    const char sex = any_sex(house);
    const char *surname = surname_of(house);

    (void)add(house, sex, age, surname);
}

static void add_family(household *house, uint32_t youngest, uint32_t oldest, uint32_t most_children)
{
    const uint32_t age = dolen_dice_between(&house->dice, youngest, oldest);
    const uint32_t children = dolen_dice_between(&house->dice, 1, most_children);

    add_couple(house, age, children);
}

static void fill_at_random(household *house)
{
    const uint32_t kind = dolen_dice_below(&house->dice, 1000);

    if (kind < 310)
        add_single(house, adult_age(house));
    else if (kind < 590)
        add_couple(house, adult_age(house), 0);
    else if (kind < 830)
        add_family(house, 22, 52, 3);
    else if (kind < 940)
        add_lone_parent(house);
    else if (kind < 965) {
        add_single(house, dolen_dice_between(&house->dice, 68, 92));
        add_family(house, 25, 50, 2);
    } else
        for (uint32_t left = dolen_dice_between(&house->dice, 2, 4); left > 0; left--)
            add_single(house, dolen_dice_between(&house->dice, 18, 30));
}

static household open_household(dolen_population *population, size_t limit)
{
    household house = {.population = population,
                       .dice = dolen_dice_of(population->seed, QUESTION_HOME, population->homes),
                       .home = population->homes,
                       .first = population->count,
                       .limit = limit};
    const uint32_t trouble = dolen_dice_below(&house.dice, 1000);

    house.trouble = trouble < 50 ? DOLEN_TROUBLE_HEAVY : trouble < 200 ? DOLEN_TROUBLE_SOME : DOLEN_TROUBLE_CALM;
    house.previous_home = house.home;
    /* Moved within three years: into a home whose people left the region; its number is past all lived-in homes. */
    if (dolen_dice_chance(&house.dice, 150))
        house.previous_home = 1000000 + house.home * 5 + dolen_dice_below(&house.dice, 5);
    population->homes++;
    return house;
}

dolen_population *dolen_population_new(size_t people, uint64_t seed, dolen_day today)
{
    dolen_population *population = dolen_memory_make(1, sizeof *population);
    const size_t room = people + dolen_population_spare(people);

    population->words = dolen_words_new();
    population->seed = seed;
    population->today = today;
    population->residents = dolen_memory_make(room, sizeof *population->residents);
    while (population->count < room) {
        household house = open_household(population, population->count < people ? people : room);
        fill_at_random(&house);
    }
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
