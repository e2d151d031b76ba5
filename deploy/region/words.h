/**
 * Names, streets and places of the synthetic region, drawn by frequency.
 *
 * Owns: all strings it hands out; they live as long as the `dolen_words`. Threads: any, once made.
 */
#ifndef DOLEN_DEPLOY_REGION_WORDS_H
#define DOLEN_DEPLOY_REGION_WORDS_H

#include <stddef.h>

#include "deploy/region/dice.h"
#include "node/base/own.h"

typedef struct dolen_words dolen_words;

/** A place with its postcode sectors ("SA11 1|SA11 3") and the council it belongs to ("NPT", "SWA"). */
typedef struct dolen_words_place {
    const char *authority;
    const char *english;
    const char *welsh;
    const char *sectors;
} dolen_words_place;

/** A street's name in both languages; they may be equal. */
typedef struct dolen_words_street {
    char english[48];
    char welsh[48];
} dolen_words_street;

/** All lists, ready for drawing. Never NULL. */
dolen_words *dolen_words_new(void);

/** NULL is fine. */
void dolen_words_free(dolen_words *words);
DOLEN_OWNED(dolen_words);

/** A surname, by frequency around Swansea Bay. */
const char *dolen_words_surname(const dolen_words *words, dolen_dice *dice);

/** A forename for somebody of this sex ('F' or 'M') born in this year. */
const char *dolen_words_forename(const dolen_words *words, dolen_dice *dice, char sex, int year);

/** What somebody of this forename is called at home, or NULL. */
const char *dolen_words_nickname(const dolen_words *words, dolen_dice *dice, const char *forename);

/** Another spelling that this forename is confused with, or NULL. */
const char *dolen_words_forename_spelling(const dolen_words *words, dolen_dice *dice, const char *forename);

/** Another spelling that this surname is confused with, or NULL. */
const char *dolen_words_surname_spelling(const dolen_words *words, dolen_dice *dice, const char *surname);

/** How many places there are. */
size_t dolen_words_places(const dolen_words *words);

/** The place of this number, modulo how many there are. */
dolen_words_place dolen_words_place_at(const dolen_words *words, size_t number);

/** How many different street names there are. */
size_t dolen_words_streets(const dolen_words *words);

/** The street name of this number, modulo how many there are. */
dolen_words_street dolen_words_street_at(const dolen_words *words, size_t number);

#endif
