/**
 * The mistakes people make when they type what they hear or read.
 *
 * In place, on NUL-terminated UTF-8; only ASCII letters and digits are touched, so the text stays well-formed.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_GARBLE_H
#define DOLEN_DEPLOY_REGION_GARBLE_H

#include <stddef.h>

#include "deploy/region/words.h"
#include "node/base/clock.h"

/** One slip in a name, never in its first letter: a neighbouring key, a letter left out, doubled, or two swapped. */
void dolen_garble_name(dolen_dice *dice, char *name, size_t room);

/** Letters taken for others by one of the rules that fit `text`, chosen by chance; false when none fits. */
bool dolen_garble_by_rule(dolen_dice *dice, const dolen_words *words, dolen_words_mistake mistake, char *text,
                          size_t room);

/** Two neighbouring digits swapped, or one replaced; the length stays. */
void dolen_garble_digits(dolen_dice *dice, char *digits);

/** One slip in a date that is still a date: a digit of the day, the month or the year. */
dolen_day dolen_garble_day(dolen_dice *dice, dolen_day day);

/** Day and month exchanged where that gives another date; else as it was. */
dolen_day dolen_garble_swap(dolen_day day);

/** Capital letters, and circumflexes and the like taken off: an old system that knows no more. */
void dolen_garble_flatten(char *name);

#endif
