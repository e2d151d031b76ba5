/**
 * A name field cut into words, and what is said about the person rather than the name taken out of it.
 *
 * Part of the normaliser. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_SCAN_INTERNAL_H
#define DOLEN_NODE_MATCH_SCAN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "node/match/normalise.h"
#include "node/match/tables.h"

enum { DOLEN_SCAN_WORDS = 16 };

typedef struct dolen_scan {
    char text[DOLEN_SCAN_WORDS][DOLEN_NORMAL_WORD];
    unsigned piece[DOLEN_SCAN_WORDS]; /**< how many commas came before the word */
    size_t count;
    size_t tail;     /**< words from here on are another's name: "Baby of Sarah Jones" */
    bool is_spaced;  /**< somewhere a space and nothing else stands between two words */
    bool is_given;   /**< some letter or digit stood in the field */
    bool is_foreign; /**< a word was left out: not all of its letters have a Latin form */
    bool is_filler;  /**< words were left out that stand for a name not known */
} dolen_scan;

/**
 * Read a field of any content; NULL is empty. Titles, fillers and another's name after "d/o" and the like are taken
 * out; a surname that is a title (Lord) stays where nothing else is left and `is_surname`. What is taken out is noted
 * in `steps` (may be NULL).
 */
void dolen_scan_read(const char *text, bool is_surname, dolen_normal_steps *steps, dolen_scan *out);

/** Take the word at `index` out and note why. */
void dolen_scan_drop(dolen_scan *scan, size_t index, dolen_normal_why why, dolen_normal_steps *steps);

/** Note one step for a person to read; nothing when `steps` is NULL or full. */
void dolen_scan_note(dolen_normal_steps *steps, dolen_normal_why why, const char *word);

#endif
