#include "deploy/region/held.h"

#include <stdio.h>
#include <string.h>

#include "deploy/region/garble.h"

enum { QUESTION_HELD = 16, QUESTION_HELD_ADDRESS = 24 };

/* How often, in a thousand records. */
typedef struct habits {
    const char *code;
    uint16_t all_forenames, nickname, spelling, forename_slip, surname_slip;
    uint16_t former_name_kept, former_name_known;
    uint16_t born_missing, born_january, born_swapped, born_slip;
    uint16_t nhs_number, nhs_slip;
    uint16_t old_address, postcode_missing, uprn, in_welsh;
    bool capitals;
} habits;

static const habits council_habits = {
    .all_forenames = 450,
    .nickname = 35,
    .spelling = 20,
    .forename_slip = 15,
    .surname_slip = 12,
    .former_name_kept = 60,
    .former_name_known = 450,
    .born_missing = 10,
    .born_january = 3,
    .born_swapped = 5,
    .born_slip = 7,
    .nhs_number = 550,
    .nhs_slip = 3,
    .old_address = 300,
    .postcode_missing = 30,
    .uprn = 700,
    .in_welsh = 300,
};

static const habits police_habits = {
    .all_forenames = 300,
    .nickname = 60,
    .spelling = 35,
    .forename_slip = 25,
    .surname_slip = 20,
    .former_name_kept = 80,
    .former_name_known = 200,
    .born_missing = 40,
    .born_january = 8,
    .born_swapped = 8,
    .born_slip = 12,
    .nhs_number = 20,
    .nhs_slip = 10,
    .old_address = 450,
    .postcode_missing = 60,
    .uprn = 300,
    .in_welsh = 40,
    .capitals = true,
};

static const habits health_habits = {
    .all_forenames = 900,
    .nickname = 10,
    .spelling = 8,
    .forename_slip = 6,
    .surname_slip = 5,
    .former_name_kept = 40,
    .former_name_known = 500,
    .born_missing = 1,
    .born_january = 1,
    .born_swapped = 2,
    .born_slip = 3,
    .nhs_number = 970,
    .nhs_slip = 1,
    .old_address = 250,
    .postcode_missing = 5,
    .uprn = 400,
    .in_welsh = 150,
};

/* A careful clerk: no mistakes, everything known. */
static const habits plain_habits = {.all_forenames = 1000, .former_name_known = 1000, .nhs_number = 1000, .uprn = 1000};

const char *dolen_region_agency_code(dolen_region_agency agency)
{
    static const char *const codes[DOLEN_REGION_AGENCIES] = {"NPT", "SWA", "SWP", "SBU"};

    return codes[agency];
}

static habits habits_of(dolen_region_agency agency, const dolen_resident *resident)
{
    const habits *usual = agency == DOLEN_REGION_SBU   ? &health_habits
                          : agency == DOLEN_REGION_SWP ? &police_habits
                                                       : &council_habits;
    habits out = resident->quirks & DOLEN_QUIRK_PLAIN ? plain_habits : *usual;

    out.capitals = usual->capitals;
    out.in_welsh = usual->in_welsh;
    if (resident->quirks & DOLEN_QUIRK_FORMER_NAME) {
        out.former_name_kept = agency == DOLEN_REGION_NPT || agency == DOLEN_REGION_SWA ? 1000 : 0;
        out.former_name_known = agency == DOLEN_REGION_SBU ? 1000 : 0;
    }
    if (resident->quirks & DOLEN_QUIRK_SWAPPED && agency == DOLEN_REGION_SWP)
        out.born_swapped = 1000;
    if (resident->quirks & DOLEN_QUIRK_NO_NHS || (resident->quirks & DOLEN_QUIRK_PLAIN && agency == DOLEN_REGION_SWP))
        out.nhs_number = 0;
    if (resident->quirks & DOLEN_QUIRK_NICKNAME && agency == DOLEN_REGION_SWP)
        out.nickname = 1000;
    return out;
}

static const char *first_name(const dolen_words *words, const habits *habit, dolen_dice *dice,
                              const dolen_resident *resident, bool corrected)
{
    const char *other = NULL;

    if (dolen_dice_chance(dice, habit->nickname))
        other = dolen_words_nickname(words, dice, resident->forename);
    if (!other && dolen_dice_chance(dice, habit->spelling) && !corrected)
        other = dolen_words_forename_spelling(words, dice, resident->forename);
    return other ? other : resident->forename;
}

static void fill_forenames(const dolen_words *words, const habits *habit, dolen_dice *dice,
                           const dolen_resident *resident, bool corrected, dolen_held *held)
{
    char first[64];
    const char *chosen = first_name(words, habit, dice, resident, corrected);

    snprintf(first, sizeof first, "%s", chosen);
    if (dolen_dice_chance(dice, habit->forename_slip) && !corrected) {
        dolen_garble_name(dice, first, sizeof first);
        held->is_wrong = true;
    }
    const bool all = dolen_dice_chance(dice, habit->all_forenames);
    snprintf(held->forenames, sizeof held->forenames, "%s%s%s%s%s", first, all && resident->middle[0] ? " " : "",
             all ? resident->middle : "", all && resident->second_middle[0] ? " " : "",
             all ? resident->second_middle : "");
}

static void fill_surnames(const dolen_words *words, const habits *habit, dolen_dice *dice,
                          const dolen_resident *resident, bool corrected, dolen_held *held)
{
    const bool has_former = resident->former_surname[0] != '\0';
    const bool keeps = dolen_dice_chance(dice, habit->former_name_kept) && has_former && !corrected;
    const bool knows = dolen_dice_chance(dice, habit->former_name_known) && has_former && !keeps;
    const char *other = NULL;

    if (dolen_dice_chance(dice, habit->spelling) && !corrected && !keeps)
        other = dolen_words_surname_spelling(words, dice, resident->surname);
    snprintf(held->surname, sizeof held->surname, "%s",
             keeps   ? resident->former_surname
             : other ? other
                     : resident->surname);
    if (dolen_dice_chance(dice, habit->surname_slip) && !corrected) {
        dolen_garble_name(dice, held->surname, sizeof held->surname);
        held->is_wrong = true;
    }
    held->is_wrong |= keeps || other;
    if (knows)
        snprintf(held->former_surname, sizeof held->former_surname, "%s", resident->former_surname);
}

static void fill_born(const habits *habit, dolen_dice *dice, const dolen_resident *resident, dolen_held *held)
{
    held->born = resident->born;
    if (dolen_dice_chance(dice, habit->born_missing))
        held->born = (dolen_day){0};
    else if (dolen_dice_chance(dice, habit->born_january))
        held->born = (dolen_day){.year = resident->born.year, .month = 1, .day = 1};
    else if (dolen_dice_chance(dice, habit->born_swapped))
        held->born = dolen_garble_swap(resident->born);
    else if (dolen_dice_chance(dice, habit->born_slip))
        held->born = dolen_garble_day(dice, resident->born);
}

static void fill_number(const habits *habit, dolen_dice *dice, const dolen_resident *resident, dolen_held *held)
{
    if (!dolen_dice_chance(dice, habit->nhs_number))
        return;
    dolen_resident_nhs_number(resident, held->nhs_number);
    if (dolen_dice_chance(dice, habit->nhs_slip))
        dolen_garble_digits(dice, held->nhs_number);
}

static void fill_address(const dolen_population *population, const habits *habit, dolen_dice *dice, uint32_t at,
                         dolen_held *held)
{
    const dolen_home home = dolen_home_at(population->words, population->seed, at);

    dolen_home_write(&home, dolen_dice_chance(dice, habit->in_welsh), held->address);
    if (!dolen_dice_chance(dice, habit->postcode_missing))
        memcpy(held->postcode, home.postcode, sizeof held->postcode);
    if (dolen_dice_chance(dice, habit->uprn))
        memcpy(held->uprn, home.uprn, sizeof held->uprn);
}

static void flatten(dolen_held *held)
{
    dolen_garble_flatten(held->forenames);
    dolen_garble_flatten(held->surname);
    dolen_garble_flatten(held->former_surname);
    dolen_garble_flatten(held->address);
}

dolen_held dolen_held_of(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident,
                         bool corrected)
{
    const habits habit = habits_of(agency, resident);
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_HELD + (uint64_t)agency, resident->index);
    dolen_held held = {.sex = resident->sex, .shielded = (resident->quirks & DOLEN_QUIRK_SHIELDED) != 0};

    fill_forenames(population->words, &habit, &dice, resident, corrected, &held);
    fill_surnames(population->words, &habit, &dice, resident, corrected, &held);
    fill_born(&habit, &dice, resident, &held);
    fill_number(&habit, &dice, resident, &held);
    const bool moved_unnoticed = dolen_dice_chance(&dice, habit.old_address);
    fill_address(population, &habit, &dice, moved_unnoticed ? resident->previous_home : resident->home, &held);
    if (habit.capitals)
        flatten(&held);
    return held;
}

dolen_held dolen_held_address(const dolen_population *population, dolen_region_agency agency, uint32_t home)
{
    const habits habit = agency == DOLEN_REGION_SWP ? police_habits : council_habits;
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_HELD_ADDRESS + (uint64_t)agency, home);
    dolen_held held = {0};

    fill_address(population, &habit, &dice, home, &held);
    if (!held.postcode[0] && !held.uprn[0]) /* a call-out without a place is no record */
        memcpy(held.uprn, dolen_home_at(population->words, population->seed, home).uprn, sizeof held.uprn);
    if (habit.capitals)
        flatten(&held);
    return held;
}
