#include "deploy/region/held.h"

#include <string.h>

enum { QUESTION_HELD = 16, QUESTION_HELD_ADDRESS = 24 };

static const dolen_habits council_habits = {
    .often =
        {
            [DOLEN_HABIT_ALL_FORENAMES] = 450,
            [DOLEN_HABIT_NICKNAME] = 35,
            [DOLEN_HABIT_SPELLING] = 20,
            [DOLEN_HABIT_FORENAME_SLIP] = 15,
            [DOLEN_HABIT_SURNAME_SLIP] = 12,
            [DOLEN_HABIT_FORMER_NAME_KEPT] = 60,
            [DOLEN_HABIT_FORMER_NAME_KNOWN] = 450,
            [DOLEN_HABIT_BORN_MISSING] = 10,
            [DOLEN_HABIT_BORN_JANUARY] = 3,
            [DOLEN_HABIT_BORN_SWAPPED] = 5,
            [DOLEN_HABIT_BORN_SLIP] = 7,
            [DOLEN_HABIT_NHS_NUMBER] = 550,
            [DOLEN_HABIT_NHS_SLIP] = 3,
            [DOLEN_HABIT_OLD_ADDRESS] = 300,
            [DOLEN_HABIT_POSTCODE_MISSING] = 30,
            [DOLEN_HABIT_UPRN] = 700,
            [DOLEN_HABIT_IN_WELSH] = 300,
        },
};

static const dolen_habits police_habits = {
    .often =
        {
            [DOLEN_HABIT_ALL_FORENAMES] = 300,
            [DOLEN_HABIT_NICKNAME] = 60,
            [DOLEN_HABIT_SPELLING] = 35,
            [DOLEN_HABIT_FORENAME_SLIP] = 25,
            [DOLEN_HABIT_SURNAME_SLIP] = 20,
            [DOLEN_HABIT_FORMER_NAME_KEPT] = 80,
            [DOLEN_HABIT_FORMER_NAME_KNOWN] = 200,
            [DOLEN_HABIT_BORN_MISSING] = 40,
            [DOLEN_HABIT_BORN_JANUARY] = 8,
            [DOLEN_HABIT_BORN_SWAPPED] = 8,
            [DOLEN_HABIT_BORN_SLIP] = 12,
            [DOLEN_HABIT_NHS_NUMBER] = 20,
            [DOLEN_HABIT_NHS_SLIP] = 10,
            [DOLEN_HABIT_OLD_ADDRESS] = 450,
            [DOLEN_HABIT_POSTCODE_MISSING] = 60,
            [DOLEN_HABIT_UPRN] = 300,
            [DOLEN_HABIT_IN_WELSH] = 40,
        },
    .capitals = true,
};

static const dolen_habits health_habits = {
    .often =
        {
            [DOLEN_HABIT_ALL_FORENAMES] = 900,
            [DOLEN_HABIT_NICKNAME] = 10,
            [DOLEN_HABIT_SPELLING] = 8,
            [DOLEN_HABIT_FORENAME_SLIP] = 6,
            [DOLEN_HABIT_SURNAME_SLIP] = 5,
            [DOLEN_HABIT_FORMER_NAME_KEPT] = 40,
            [DOLEN_HABIT_FORMER_NAME_KNOWN] = 500,
            [DOLEN_HABIT_BORN_MISSING] = 1,
            [DOLEN_HABIT_BORN_JANUARY] = 1,
            [DOLEN_HABIT_BORN_SWAPPED] = 2,
            [DOLEN_HABIT_BORN_SLIP] = 3,
            [DOLEN_HABIT_NHS_NUMBER] = 970,
            [DOLEN_HABIT_NHS_SLIP] = 1,
            [DOLEN_HABIT_OLD_ADDRESS] = 250,
            [DOLEN_HABIT_POSTCODE_MISSING] = 5,
            [DOLEN_HABIT_UPRN] = 400,
            [DOLEN_HABIT_IN_WELSH] = 150,
        },
};

/* A careful clerk: no mistakes, everything known. */
static const dolen_habits plain_habits = {
    .often =
        {
            [DOLEN_HABIT_ALL_FORENAMES] = 1000,
            [DOLEN_HABIT_FORMER_NAME_KNOWN] = 1000,
            [DOLEN_HABIT_NHS_NUMBER] = 1000,
            [DOLEN_HABIT_UPRN] = 1000,
        },
};

const char *dolen_region_agency_code(dolen_region_agency agency)
{
    static const char *const codes[DOLEN_REGION_AGENCIES] = {"NPT", "SWA", "SWP", "SBU"};

    return codes[agency];
}

static void heed_quirks(dolen_region_agency agency, uint32_t quirks, uint16_t often[DOLEN_HABITS])
{
    if (quirks & DOLEN_QUIRK_FORMER_NAME) {
        often[DOLEN_HABIT_FORMER_NAME_KEPT] = agency == DOLEN_REGION_NPT || agency == DOLEN_REGION_SWA ? 1000 : 0;
        often[DOLEN_HABIT_FORMER_NAME_KNOWN] = agency == DOLEN_REGION_SBU ? 1000 : 0;
    }
    if (quirks & DOLEN_QUIRK_SWAPPED && agency == DOLEN_REGION_SWP)
        often[DOLEN_HABIT_BORN_SWAPPED] = 1000;
    if (quirks & DOLEN_QUIRK_NO_NHS || (quirks & DOLEN_QUIRK_PLAIN && agency == DOLEN_REGION_SWP))
        often[DOLEN_HABIT_NHS_NUMBER] = 0;
    if (quirks & DOLEN_QUIRK_NICKNAME && agency == DOLEN_REGION_SWP)
        often[DOLEN_HABIT_NICKNAME] = 1000;
}

static dolen_habits habits_of(dolen_region_agency agency, const dolen_resident *resident)
{
    const dolen_habits *usual = agency == DOLEN_REGION_SBU   ? &health_habits
                                : agency == DOLEN_REGION_SWP ? &police_habits
                                                             : &council_habits;
    dolen_habits out = resident->quirks & DOLEN_QUIRK_PLAIN ? plain_habits : *usual;

    out.capitals = usual->capitals;
    out.often[DOLEN_HABIT_IN_WELSH] = usual->often[DOLEN_HABIT_IN_WELSH];
    heed_quirks(agency, resident->quirks, out.often);
    return out;
}

static dolen_clerk clerk_of(const dolen_population *population, const dolen_habits *habits, uint64_t question,
                            uint32_t which)
{
    return (dolen_clerk){.habits = habits,
                         .words = population->words,
                         .seed = population->seed,
                         .homes = population->homes,
                         .dice = dolen_dice_of(population->seed, question, which)};
}

dolen_held dolen_held_of(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident,
                         bool corrected)
{
    const dolen_habits habits = habits_of(agency, resident);
    dolen_clerk clerk = clerk_of(population, &habits, QUESTION_HELD + (uint64_t)agency, resident->index);

    clerk.corrected = corrected;
    return dolen_clerk_write(&clerk, resident);
}

dolen_held dolen_held_address(const dolen_population *population, dolen_region_agency agency, uint32_t home)
{
    const dolen_habits *habits = agency == DOLEN_REGION_SWP ? &police_habits : &council_habits;
    dolen_clerk clerk = clerk_of(population, habits, QUESTION_HELD_ADDRESS + (uint64_t)agency, home);
    dolen_held held = dolen_clerk_write_address(&clerk, home);

    if (!held.postcode[0] && !held.uprn[0]) /* a call-out without a place is no record */
        memcpy(held.uprn, dolen_home_at(population->words, population->seed, home).uprn, sizeof held.uprn);
    return held;
}
