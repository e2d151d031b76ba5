/**
 * Findings of unusual use in words, as the pages take them (node/agency/oversight/unusual_use.h).
 *
 * Owns: nothing; texts are literals. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_FINDING_WORDS_H
#define DOLEN_NODE_AGENCY_WEB_FINDING_WORDS_H

#include "node/agency/web/page.h"
#include "node/store/finding_store.h"

enum { DOLEN_FINDING_WORDS_VALUE = 32 }; /**< room for a figure's value with its NUL */

/** A kind; both texts NULL for one that this program does not know. */
dolen_both dolen_finding_words_kind(int16_t kind);

/** What a figure counts, and its value in `out`; both texts NULL for one that this program does not know. */
dolen_both dolen_finding_words_figure(dolen_finding_figure figure, char out[DOLEN_FINDING_WORDS_VALUE]);

#endif
