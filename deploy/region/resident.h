/**
 * The people of the synthetic region: households, twins, moves, former names.
 *
 * All of it is invented. Owns: strings belong to the words (or to the population). Threads: any, once made.
 */
#ifndef DOLEN_DEPLOY_REGION_RESIDENT_H
#define DOLEN_DEPLOY_REGION_RESIDENT_H

#include <stddef.h>

#include "deploy/region/home.h"
#include "node/base/clock.h"

enum { DOLEN_SURNAME_SIZE = 40, DOLEN_POPULATION_CAST = 16 };

/** How much agencies have to do with a household. */
typedef enum dolen_trouble {
    DOLEN_TROUBLE_CALM = 0,
    DOLEN_TROUBLE_SOME = 1,
    DOLEN_TROUBLE_HEAVY = 2,
} dolen_trouble;

/** What is laid down about somebody in advance, so that every region has such a case (showcase.h). */
enum {
    DOLEN_QUIRK_TWIN = 1,
    DOLEN_QUIRK_FORMER_NAME = 2, /**< the council still uses the former surname, the police the new one */
    DOLEN_QUIRK_SWAPPED = 4,     /**< the police swapped day and month of birth */
    DOLEN_QUIRK_NO_NHS = 8,      /**< no agency has the NHS number */
    DOLEN_QUIRK_SHIELDED = 16,
    DOLEN_QUIRK_PLAIN = 32,    /**< no other errors in what agencies hold */
    DOLEN_QUIRK_NICKNAME = 64, /**< the police know the nickname */
    DOLEN_QUIRK_WATCHED = 128  /**< on the council's child protection register; the police had them missing today */
};

typedef struct dolen_resident {
    const char *forename;
    const char *middle;        /**< "" when none */
    const char *second_middle; /**< "" when none */
    char surname[DOLEN_SURNAME_SIZE];
    const char *former_surname; /**< "" when none */
    dolen_day born;
    char sex; /**< 'F' or 'M' */
    uint8_t trouble;
    uint8_t agencies; /**< who must know them: a bit an agency; 0: chance decides */
    uint8_t quirks;
    uint32_t home;
    uint32_t previous_home; /**< the same as `home` when they have not moved lately */
    uint32_t index;
} dolen_resident;

typedef struct dolen_population {
    dolen_words *words;
    uint64_t seed;
    dolen_day today; /**< ages count from here */
    dolen_resident *residents;
    size_t count;
    uint32_t homes;
    dolen_resident *cast[DOLEN_POPULATION_CAST]; /**< who plays which part of the showcase; NULL: nobody */
} dolen_population;

/** People the later days add are numbered from `count` on; there is room for this many more. */
size_t dolen_population_spare(size_t people);

/** `people` people (and room for the spare ones, which are made too) as of `today`. Never NULL. */
dolen_population *dolen_population_new(size_t people, uint64_t seed, dolen_day today);

/** NULL is fine. */
void dolen_population_free(dolen_population *population);
DOLEN_OWNED(dolen_population);

/** Whole years of age on a day. */
int dolen_resident_age(const dolen_resident *resident, dolen_day on);

/** An NHS number of the 9xx range, valid modulo 11, another for each index below 2,000,000. 10 digits and a NUL. */
void dolen_resident_nhs_number(const dolen_resident *resident, char out[11]);

#endif
