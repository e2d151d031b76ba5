#include "deploy/region/household.h"

#include <stdio.h>
#include <string.h>

#include "node/base/status.h"

enum { QUESTION_HOME = 2 };

/* A household while it is being filled. */
typedef struct builder {
    const dolen_words *words;
    dolen_dice dice;
    int year; /* ages count from here */
    uint8_t month;
    uint8_t trouble;
    uint32_t home;
    uint32_t previous_home;
    dolen_household *out;
} builder;

static int16_t year_of(const builder *house, uint32_t age)
{
    return (int16_t)(house->year - (int)age);
}

static void fill_names(builder *house, dolen_resident *resident)
{
    const dolen_words *words = house->words;
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

static dolen_resident *add(builder *house, char sex, uint32_t age, const char *surname)
{
    DOLEN_MUST(house->out->count < DOLEN_HOUSEHOLD_MOST);
    dolen_resident *resident = &house->out->people[house->out->count];
    resident->index = (uint32_t)house->out->count++;
    resident->sex = sex;
    const int64_t birthday = dolen_day_number((dolen_day){year_of(house, age), house->month, 1});
    resident->born = dolen_day_from_number(birthday - (int64_t)dolen_dice_below(&house->dice, 365));
    snprintf(resident->surname, sizeof resident->surname, "%s", surname);
    fill_names(house, resident);
    resident->home = house->home;
    resident->previous_home = house->previous_home;
    resident->trouble = house->trouble;
    return resident;
}

static char any_sex(builder *house)
{
    return dolen_dice_chance(&house->dice, 505) ? 'F' : 'M';
}

static uint32_t adult_age(builder *house)
{
    return dolen_dice_chance(&house->dice, 300) ? dolen_dice_between(&house->dice, 65, 92)
                                                : dolen_dice_between(&house->dice, 19, 64);
}

static const char *surname_of(builder *house)
{
    return dolen_words_surname(house->words, &house->dice);
}

/* A wife or partner: most share the name and have a former one. */
static dolen_resident *add_partner(builder *house, char sex, uint32_t age, const char *surname)
{
    const char *own = surname_of(house);
    const bool shares = dolen_dice_chance(&house->dice, age > 50 ? 850 : 500);
    dolen_resident *partner = add(house, sex, age, shares ? surname : own);

    if (shares && sex == 'F')
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

static void name_child(builder *house, dolen_resident *child, const char *father, const char *mother)
{
    const uint32_t kind = dolen_dice_below(&house->dice, 100);

    if (kind < 8 && strcmp(father, mother) != 0)
        join(child->surname, mother, father);
    else if (kind < 22)
        snprintf(child->surname, sizeof child->surname, "%s", mother);
}

static void add_twin(builder *house, const dolen_resident *first, char sex)
{
    dolen_resident *second = add(house, sex, 1, first->surname);

    second->born = first->born;
    while (strcmp(second->forename, first->forename) == 0)
        second->forename = dolen_words_forename(house->words, &house->dice, second->sex, second->born.year);
    second->quirks |= DOLEN_QUIRK_TWIN;
}

static void add_children(builder *house, const char *father, const char *mother, uint32_t mother_age, uint32_t count)
{
    const uint32_t oldest = mother_age > 37 ? 18 : mother_age - 18;
    uint32_t age = dolen_dice_below(&house->dice, oldest + 1);

    for (uint32_t i = 0; i < count; i++) {
        const char sex = any_sex(house);
        dolen_resident *child = add(house, sex, age, father);
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

static void add_couple(builder *house, uint32_t age, uint32_t children)
{
    dolen_resident *husband = add(house, 'M', age, surname_of(house));
    const uint32_t other = age > 22 ? age - dolen_dice_below(&house->dice, 4) : age;
    const dolen_resident *wife = add_partner(house, 'F', other, husband->surname);

    if (children == 0)
        return;
    const size_t before = house->out->count;
    add_children(house, husband->surname, wife->surname, other, children);
    for (size_t i = before; i < house->out->count; i++) /* sons named after their fathers */
        if (house->out->people[i].sex == 'M' && !(house->out->people[i].quirks & DOLEN_QUIRK_TWIN) &&
            dolen_dice_chance(&house->dice, 25))
            house->out->people[i].forename = husband->forename;
}

static void add_lone_parent(builder *house)
{
    const uint32_t age = dolen_dice_between(&house->dice, 20, 50);
    const char *maiden = surname_of(house);
    const char *surname = surname_of(house);
    const char *absent = dolen_dice_chance(&house->dice, 400) ? surname_of(house) : surname;
    const bool is_mother = dolen_dice_chance(&house->dice, 880);
    const uint32_t children = dolen_dice_between(&house->dice, 1, 3);
    dolen_resident *parent = add(house, is_mother ? 'F' : 'M', age, surname);

    if (is_mother && dolen_dice_chance(&house->dice, 400))
        parent->former_surname = maiden;
    add_children(house, absent, surname, age, children);
}

/* Each roll has a statement of its own: the order in which C evaluates arguments is the compiler's choice. */
static void add_single(builder *house, uint32_t age)
{
    const char sex = any_sex(house);
    const char *surname = surname_of(house);

    (void)add(house, sex, age, surname);
}

static void add_family(builder *house, uint32_t youngest, uint32_t oldest, uint32_t most_children)
{
    const uint32_t age = dolen_dice_between(&house->dice, youngest, oldest);
    const uint32_t children = dolen_dice_between(&house->dice, 1, most_children);

    add_couple(house, age, children);
}

static void fill_at_random(builder *house)
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

void dolen_household_fill(const dolen_words *words, uint64_t seed, dolen_day today, uint32_t home, dolen_household *out)
{
    builder house = {.words = words,
                     .dice = dolen_dice_of(seed, QUESTION_HOME, home),
                     .year = today.year,
                     .month = today.month,
                     .home = home,
                     .previous_home = home,
                     .out = out};
    const uint32_t trouble = dolen_dice_below(&house.dice, 1000);

    memset(out, 0, sizeof *out);
    house.trouble = trouble < 50 ? DOLEN_TROUBLE_HEAVY : trouble < 200 ? DOLEN_TROUBLE_SOME : DOLEN_TROUBLE_CALM;
    /* Moved within three years: into a home whose people left the region; its number is past all lived-in homes. */
    if (dolen_dice_chance(&house.dice, 150))
        house.previous_home = DOLEN_HOUSEHOLD_HOMES + home * 5 + dolen_dice_below(&house.dice, 5);
    fill_at_random(&house);
}
