#include "deploy/region/clerk.h"

#include <stdio.h>
#include <string.h>

#include "deploy/region/garble.h"

enum { FORENAME = 64, NEARBY_PER_1000 = 440, QUESTION_OTHERS = 80 };

void dolen_clerk_scale(dolen_habits *habits, uint32_t tenths)
{
    for (int i = 0; i < DOLEN_HABIT_MISTAKES; i++) {
        const uint32_t often = habits->often[i] * tenths / 10;
        habits->often[i] = (uint16_t)(often < 1000 ? often : 1000);
    }
}

/* Does the clerk this time? What never happens costs no roll. */
static bool does(dolen_clerk *clerk, dolen_habit habit)
{
    const uint32_t often = clerk->habits->often[habit];

    return often && dolen_dice_chance(&clerk->dice, often);
}

/* A mistake in a name, unless mistakes have been put right meanwhile. */
static bool errs(dolen_clerk *clerk, dolen_habit habit)
{
    return does(clerk, habit) && !clerk->corrected;
}

static const char *first_name(dolen_clerk *clerk, const dolen_resident *resident)
{
    const char *other = NULL;

    if (does(clerk, DOLEN_HABIT_NICKNAME))
        other = dolen_words_nickname(clerk->words, &clerk->dice, resident->forename);
    if (!other && errs(clerk, DOLEN_HABIT_VARIANT))
        other = dolen_words_forename_variant(clerk->words, &clerk->dice, resident->forename);
    if (!other && errs(clerk, DOLEN_HABIT_SPELLING))
        other = dolen_words_forename_spelling(clerk->words, &clerk->dice, resident->forename);
    return other ? other : resident->forename;
}

/* Which mistakes of hand, ear (DOLEN_HABITS: never) and scanner a field suffers. */
typedef struct mistakes {
    dolen_habit slip, heard, scanned;
} mistakes;

/* True when the text came out another. */
static bool misspell(dolen_clerk *clerk, mistakes which, char *name, size_t room)
{
    char before[DOLEN_HOME_LINE];

    snprintf(before, sizeof before, "%s", name);
    if (errs(clerk, which.slip))
        dolen_garble_name(&clerk->dice, name, room);
    if (which.heard != DOLEN_HABITS && errs(clerk, which.heard))
        (void)dolen_garble_by_rule(&clerk->dice, clerk->words, DOLEN_WORDS_HEARD, name, room);
    if (errs(clerk, which.scanned))
        (void)dolen_garble_by_rule(&clerk->dice, clerk->words, DOLEN_WORDS_SCANNED, name, room);
    return strcmp(before, name) != 0;
}

static void fill_forenames(dolen_clerk *clerk, const dolen_resident *resident, dolen_held *held)
{
    static const mistakes which = {DOLEN_HABIT_FORENAME_SLIP, DOLEN_HABIT_FORENAME_HEARD, DOLEN_HABIT_FORENAME_SCANNED};
    char first[FORENAME];

    snprintf(first, sizeof first, "%s", first_name(clerk, resident));
    held->is_wrong |= misspell(clerk, which, first, sizeof first);
    if (errs(clerk, DOLEN_HABIT_FORENAME_MISSING))
        return;
    const bool swaps = errs(clerk, DOLEN_HABIT_FORENAMES_SWAPPED) && resident->middle[0];
    const bool all = does(clerk, DOLEN_HABIT_ALL_FORENAMES) && resident->middle[0];
    const bool second = all && resident->second_middle[0];
    if (swaps)
        snprintf(held->forenames, sizeof held->forenames, "%s %s", resident->middle, first);
    else
        snprintf(held->forenames, sizeof held->forenames, "%s%s%s%s%s", first, all ? " " : "",
                 all ? resident->middle : "", second ? " " : "", second ? resident->second_middle : "");
}

static void halve_or_double(dolen_clerk *clerk, dolen_held *held)
{
    char *dash = strchr(held->surname, '-');
    const bool halves = errs(clerk, DOLEN_HABIT_SURNAME_HALF) && dash;
    const bool doubles = errs(clerk, DOLEN_HABIT_SURNAME_DOUBLED) && !dash;
    const size_t size = strlen(held->surname);

    if (halves && dolen_dice_chance(&clerk->dice, 500))
        *dash = '\0';
    else if (halves)
        memmove(held->surname, dash + 1, strlen(dash));
    else if (doubles)
        snprintf(held->surname + size, sizeof held->surname - size, "-%s",
                 dolen_words_surname(clerk->words, &clerk->dice));
    held->is_wrong |= halves || doubles;
}

static const char *surname_in_use(dolen_clerk *clerk, const dolen_resident *resident, bool keeps)
{
    const char *other = NULL;

    if (errs(clerk, DOLEN_HABIT_SURNAME_OTHER))
        other = dolen_words_surname(clerk->words, &clerk->dice);
    if (!other && errs(clerk, DOLEN_HABIT_SPELLING) && !keeps)
        other = dolen_words_surname_spelling(clerk->words, &clerk->dice, resident->surname);
    return keeps ? resident->former_surname : other ? other : resident->surname;
}

static void fill_surnames(dolen_clerk *clerk, const dolen_resident *resident, dolen_held *held)
{
    static const mistakes which = {DOLEN_HABIT_SURNAME_SLIP, DOLEN_HABIT_SURNAME_HEARD, DOLEN_HABIT_SURNAME_SCANNED};
    const bool has_former = resident->former_surname[0] != '\0';
    const bool keeps = errs(clerk, DOLEN_HABIT_FORMER_NAME_KEPT) && has_former;
    const bool knows = does(clerk, DOLEN_HABIT_FORMER_NAME_KNOWN) && has_former && !keeps;
    const char *used = surname_in_use(clerk, resident, keeps);

    snprintf(held->surname, sizeof held->surname, "%s", used);
    held->is_wrong |= used != resident->surname;
    halve_or_double(clerk, held);
    held->is_wrong |= misspell(clerk, which, held->surname, sizeof held->surname);
    if (knows)
        snprintf(held->former_surname, sizeof held->former_surname, "%s", resident->former_surname);
}

static void swap_names(dolen_held *held)
{
    char forenames[sizeof held->surname];

    if (!held->forenames[0])
        return;
    snprintf(forenames, sizeof forenames, "%.*s", (int)sizeof forenames - 1, held->forenames);
    memcpy(held->forenames, held->surname, sizeof held->surname);
    memcpy(held->surname, forenames, sizeof held->surname);
    held->is_wrong = true;
}

static void fill_born(dolen_clerk *clerk, const dolen_resident *resident, dolen_held *held)
{
    held->born = resident->born;
    if (does(clerk, DOLEN_HABIT_BORN_MISSING))
        held->born = (dolen_day){0};
    else if (does(clerk, DOLEN_HABIT_BORN_JANUARY))
        held->born = (dolen_day){.year = resident->born.year, .month = 1, .day = 1};
    else if (does(clerk, DOLEN_HABIT_BORN_SWAPPED))
        held->born = dolen_garble_swap(resident->born);
    else if (does(clerk, DOLEN_HABIT_BORN_SLIP))
        held->born = dolen_garble_day(&clerk->dice, resident->born);
}

static void fill_number(dolen_clerk *clerk, const dolen_resident *resident, dolen_held *held)
{
    if (!does(clerk, DOLEN_HABIT_NHS_NUMBER))
        return;
    dolen_resident_nhs_number(resident, held->nhs_number);
    if (does(clerk, DOLEN_HABIT_NHS_SLIP))
        dolen_garble_digits(&clerk->dice, held->nhs_number);
}

static void fill_sex(dolen_clerk *clerk, const dolen_resident *resident, dolen_held *held)
{
    held->sex = resident->sex;
    if (does(clerk, DOLEN_HABIT_SEX_WRONG))
        held->sex = resident->sex == 'F' ? 'M' : 'F';
    if (does(clerk, DOLEN_HABIT_SEX_MISSING))
        held->sex = 0;
}

static void mistake_number(dolen_clerk *clerk, dolen_home *home)
{
    if (does(clerk, DOLEN_HABIT_NUMBER_SLIP) && home->number)
        home->number = home->number > 9 && dolen_dice_chance(&clerk->dice, 500)
                           ? home->number / 10
                           : 1 + (home->number + dolen_dice_below(&clerk->dice, 9)) % 30;
    if (does(clerk, DOLEN_HABIT_NUMBER_MISSING)) {
        home->number = home->flat = 0;
        home->name = (dolen_words_street){0};
    }
}

static void fill_line(dolen_clerk *clerk, const dolen_home *home, dolen_held *held)
{
    static const mistakes which = {DOLEN_HABIT_ADDRESS_SLIP, DOLEN_HABITS, DOLEN_HABIT_ADDRESS_SCANNED};
    const bool in_welsh = does(clerk, DOLEN_HABIT_IN_WELSH);

    if (does(clerk, DOLEN_HABIT_TYPED))
        dolen_home_type(home, clerk->words, &clerk->dice, in_welsh, held->address);
    else
        dolen_home_write(home, in_welsh, held->address);
    (void)misspell(clerk, which, held->address, sizeof held->address);
    if (does(clerk, DOLEN_HABIT_ADDRESS_MISSING))
        held->address[0] = '\0';
}

/* A letter or digit of the second half: the outcode stays one that exists. */
static void slip_in_postcode(dolen_dice *dice, char *postcode)
{
    char *space = strchr(postcode, ' ');
    const uint32_t at = dolen_dice_below(dice, 3);

    if (!space)
        return;
    if (at == 0)
        space[1] = (char)('0' + (space[1] - '0' + 1 + (int)dolen_dice_below(dice, 9)) % 10);
    else
        space[1 + at] = "ABDEFGHJLNPQRSTUWXYZ"[dolen_dice_below(dice, 20)];
}

static void fill_address(dolen_clerk *clerk, uint32_t at, dolen_held *held)
{
    dolen_home home = dolen_home_at(clerk->words, clerk->seed, at);

    mistake_number(clerk, &home);
    fill_line(clerk, &home, held);
    if (does(clerk, DOLEN_HABIT_POSTCODE_SLIP))
        slip_in_postcode(&clerk->dice, home.postcode);
    if (!does(clerk, DOLEN_HABIT_POSTCODE_MISSING))
        memcpy(held->postcode, home.postcode, sizeof held->postcode);
    if (does(clerk, DOLEN_HABIT_UPRN))
        memcpy(held->uprn, home.uprn, sizeof held->uprn);
}

static uint32_t home_of(dolen_clerk *clerk, const dolen_resident *resident)
{
    const uint32_t home = does(clerk, DOLEN_HABIT_OLD_ADDRESS) ? resident->previous_home : resident->home;

    if (!does(clerk, DOLEN_HABIT_ELSEWHERE))
        return home;
    const bool near = dolen_dice_chance(&clerk->dice, NEARBY_PER_1000);
    return dolen_home_elsewhere(clerk->words, &clerk->dice, clerk->homes, home, near);
}

static void flatten(dolen_held *held)
{
    dolen_garble_flatten(held->forenames);
    dolen_garble_flatten(held->surname);
    dolen_garble_flatten(held->former_surname);
    dolen_garble_flatten(held->address);
}

dolen_held dolen_clerk_write(dolen_clerk *clerk, const dolen_resident *resident)
{
    dolen_held held = {.shielded = (resident->quirks & DOLEN_QUIRK_SHIELDED) != 0};
    /* A stream of its own, so that a corrected name changes nothing else. */
    const dolen_dice others = dolen_dice_of(dolen_dice_roll(&clerk->dice), QUESTION_OTHERS, 0);

    fill_forenames(clerk, resident, &held);
    fill_surnames(clerk, resident, &held);
    if (errs(clerk, DOLEN_HABIT_NAMES_SWAPPED))
        swap_names(&held);
    clerk->dice = others;
    fill_born(clerk, resident, &held);
    fill_sex(clerk, resident, &held);
    fill_number(clerk, resident, &held);
    fill_address(clerk, home_of(clerk, resident), &held);
    if (clerk->habits->capitals)
        flatten(&held);
    return held;
}

dolen_held dolen_clerk_write_address(dolen_clerk *clerk, uint32_t home)
{
    dolen_held held = {0};

    fill_address(clerk, home, &held);
    if (clerk->habits->capitals)
        flatten(&held);
    return held;
}
