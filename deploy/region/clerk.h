/**
 * Writing a resident down: with whose habits, and with which mistakes.
 *
 * Owns: nothing. Threads: one at a time per clerk.
 */
#ifndef DOLEN_DEPLOY_REGION_CLERK_H
#define DOLEN_DEPLOY_REGION_CLERK_H

#include "deploy/region/resident.h"

/** What a clerk does now and then. Those before DOLEN_HABIT_MISTAKES are what dolen_clerk_scale scales. */
typedef enum dolen_habit {
    DOLEN_HABIT_NICKNAME,
    DOLEN_HABIT_SPELLING, /**< another spelling of the forename; and again, of the surname */
    DOLEN_HABIT_VARIANT,  /**< another form of the forename, from a list of variants */
    DOLEN_HABIT_FORENAME_SLIP,
    DOLEN_HABIT_FORENAME_HEARD,
    DOLEN_HABIT_FORENAME_SCANNED,
    DOLEN_HABIT_FORENAME_MISSING,
    DOLEN_HABIT_FORENAMES_SWAPPED, /**< the middle name first */
    DOLEN_HABIT_SURNAME_SLIP,
    DOLEN_HABIT_SURNAME_HEARD,
    DOLEN_HABIT_SURNAME_SCANNED,
    DOLEN_HABIT_SURNAME_OTHER,    /**< a surname that is neither the present nor the former one */
    DOLEN_HABIT_SURNAME_HALF,     /**< of a double one */
    DOLEN_HABIT_SURNAME_DOUBLED,  /**< another one behind it */
    DOLEN_HABIT_NAMES_SWAPPED,    /**< forename and surname in each other's field */
    DOLEN_HABIT_FORMER_NAME_KEPT, /**< instead of the present one */
    DOLEN_HABIT_BORN_MISSING,
    DOLEN_HABIT_BORN_JANUARY,
    DOLEN_HABIT_BORN_SWAPPED,
    DOLEN_HABIT_BORN_SLIP,
    DOLEN_HABIT_SEX_WRONG,
    DOLEN_HABIT_SEX_MISSING,
    DOLEN_HABIT_NHS_SLIP,
    DOLEN_HABIT_ELSEWHERE, /**< an address where they lived or stay, anywhere in the region */
    DOLEN_HABIT_NUMBER_SLIP,
    DOLEN_HABIT_NUMBER_MISSING,
    DOLEN_HABIT_ADDRESS_SLIP,
    DOLEN_HABIT_ADDRESS_SCANNED,
    DOLEN_HABIT_ADDRESS_MISSING,
    DOLEN_HABIT_POSTCODE_SLIP,
    DOLEN_HABIT_POSTCODE_MISSING,
    DOLEN_HABIT_MISTAKES,
    DOLEN_HABIT_ALL_FORENAMES = DOLEN_HABIT_MISTAKES,
    DOLEN_HABIT_FORMER_NAME_KNOWN, /**< beside the present one */
    DOLEN_HABIT_OLD_ADDRESS,       /**< a move within three years not noticed */
    DOLEN_HABIT_NHS_NUMBER,
    DOLEN_HABIT_UPRN,
    DOLEN_HABIT_IN_WELSH,
    DOLEN_HABIT_TYPED, /**< the address as people type it */
    DOLEN_HABITS
} dolen_habit;

typedef struct dolen_habits {
    uint16_t often[DOLEN_HABITS]; /**< in a thousand records */
    bool capitals;                /**< an old system that knows neither small letters nor circumflexes */
} dolen_habits;

/** An identity as it stands in somebody's records; "" where they do not have it. */
typedef struct dolen_held {
    char forenames[96];
    char surname[48];
    char former_surname[48];
    dolen_day born; /**< year 0: not known */
    char sex;       /**< 'F' or 'M'; 0: not known */
    char address[DOLEN_HOME_LINE];
    char postcode[DOLEN_HOME_POSTCODE];
    char uprn[DOLEN_HOME_UPRN];
    char nhs_number[11];
    bool shielded;
    bool is_wrong; /**< a name is misspelt: a correction could come */
} dolen_held;

/** Who writes. */
typedef struct dolen_clerk {
    const dolen_habits *habits;
    const dolen_words *words;
    uint64_t seed;  /**< of the region */
    uint32_t homes; /**< lived-in homes of the region */
    dolen_dice dice;
    bool corrected; /**< mistakes in names have been put right */
} dolen_clerk;

/** `tenths` tenths of the mistakes: 10 changes nothing, 25 makes 2.5 times as many, each at most always. */
void dolen_clerk_scale(dolen_habits *habits, uint32_t tenths);

/** What the clerk writes down about the resident. */
dolen_held dolen_clerk_write(dolen_clerk *clerk, const dolen_resident *resident);

/** What the clerk writes down about an address on its own. */
dolen_held dolen_clerk_write_address(dolen_clerk *clerk, uint32_t home);

#endif
