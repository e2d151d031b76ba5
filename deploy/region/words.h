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

/** A confusion of letters: `from` is taken for `to` ("" = it is left out). */
typedef struct dolen_words_rule {
    const char *where; /**< "ALL", "START", "MIDDLE" or "END" of a word */
    const char *from;
    const char *to;
} dolen_words_rule;

/** How a name came to be written wrongly. */
typedef enum dolen_words_mistake {
    DOLEN_WORDS_HEARD = 0,   /**< by ear: lower-case rules, whatever the case of the text */
    DOLEN_WORDS_SCANNED = 1, /**< by machine from paper: rules that mind the case */
} dolen_words_mistake;

/** All lists, ready for drawing; the places are those around Swansea Bay. Never NULL. */
dolen_words *dolen_words_new(void);

/**
 * Add towns of all Wales for a region of `people` people, so that an outcode holds about 20,000 of them at any size
 * (the bay alone is enough for 250,000). Call before anything is drawn.
 */
void dolen_words_widen(dolen_words *words, size_t people);

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

/** A form of this forename from a list of variants as found in records (Katherine: Kate, Kathy, Cath ...), or NULL. */
const char *dolen_words_forename_variant(const dolen_words *words, dolen_dice *dice, const char *forename);

/** How many rules there are for a kind of mistake. */
size_t dolen_words_rules(const dolen_words *words, dolen_words_mistake mistake);

/** The rule of this number, below that count. */
dolen_words_rule dolen_words_rule_at(const dolen_words *words, dolen_words_mistake mistake, size_t number);

/** How many places there are. */
size_t dolen_words_places(const dolen_words *words);

/** The place of this number, modulo how many there are. */
dolen_words_place dolen_words_place_at(const dolen_words *words, size_t number);

/** How many street names there are that every town may have; they are the first of dolen_words_streets. */
size_t dolen_words_common_streets(const dolen_words *words);

/** How many different street names there are: after the common ones those after families, in English only. */
size_t dolen_words_streets(const dolen_words *words);

/** The street name of this number, modulo how many there are. */
dolen_words_street dolen_words_street_at(const dolen_words *words, size_t number);

/** "Rd" for "Road", "Hl" for "Heol": the usual short form of a type of street in either language, or NULL. */
const char *dolen_words_short_type(const dolen_words *words, const char *type);

/** How many names of houses there are. */
size_t dolen_words_houses(const dolen_words *words);

/** The name of a house of this number, modulo how many there are, in both languages; they are mostly equal. */
dolen_words_street dolen_words_house_at(const dolen_words *words, size_t number);

#endif
