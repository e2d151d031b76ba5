/**
 * Addresses of the synthetic region: every number is one, and no two are the same.
 *
 * Owns: nothing but what is in the value. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_HOME_H
#define DOLEN_DEPLOY_REGION_HOME_H

#include "deploy/region/words.h"

enum { DOLEN_HOME_LINE = 128, DOLEN_HOME_POSTCODE = 9, DOLEN_HOME_UPRN = 13 };

typedef struct dolen_home {
    dolen_words_place place;
    dolen_words_street street;
    uint32_t flat;           /**< 0: a house */
    uint32_t number;         /**< 0: only a name, or not known */
    dolen_words_street name; /**< of the house; "" for most */
    char postcode[DOLEN_HOME_POSTCODE];
    char uprn[DOLEN_HOME_UPRN]; /**< 9999 and eight digits: no property has it */
} dolen_home;

/** The address of this number. Neighbouring numbers are neighbours in one street. */
dolen_home dolen_home_at(const dolen_words *words, uint64_t seed, uint32_t index);

/** Write "12 Heol y Felin, Glyn-nedd" or its English form; without a number where that is 0 and there is no name. */
void dolen_home_write(const dolen_home *home, bool in_welsh, char out[DOLEN_HOME_LINE]);

/** The same as people type it: short types, flats written in other ways, no town, all capitals. */
void dolen_home_type(const dolen_home *home, const dolen_words *words, dolen_dice *dice, bool in_welsh,
                     char out[DOLEN_HOME_LINE]);

/** Another home, of the first `homes`; in the same town as `index` when `near`. */
uint32_t dolen_home_elsewhere(const dolen_words *words, dolen_dice *dice, uint32_t homes, uint32_t index, bool near);

#endif
