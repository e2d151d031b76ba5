/**
 * What the normaliser's own files share: looking words up and cutting folded text into words.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_WORDS_INTERNAL_H
#define DOLEN_NODE_MATCH_WORDS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "node/match/tables.h"

/** The form of a word in a table, or NULL when it is not listed. */
const char *dolen_words_form(const dolen_table *table, const char *word);

/** Is the word listed? */
bool dolen_words_has(const dolen_table *table, const char *word);

/** ASCII only, lower case only: what folded text consists of. */
static inline bool dolen_words_is_letter(char letter)
{
    return letter >= 'a' && letter <= 'z';
}

/** An ASCII digit? */
static inline bool dolen_words_is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/** Append at most `room` - 1 bytes in all, with a NUL; what does not fit is cut. */
void dolen_words_append(char *out, size_t room, const char *text);

#endif
