/**
 * How the pages of reviews and notices name what they show.
 *
 * Owns: texts live in the visit's arena or are borrowed from the rules. Threads: one visit belongs to one thread.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_REVIEW_WORDS_H
#define DOLEN_NODE_AGENCY_WEB_WEB_REVIEW_WORDS_H

#include "node/agency/web/web_internal.h"

/** The name, or the code itself when there is none. */
dolen_both dolen_web_review_words_name(const dolen_visit *visit, dolen_both known, dolen_code code);

/** A purpose's name, or its code. */
dolen_both dolen_web_review_words_purpose(const dolen_visit *visit, dolen_code purpose);

/** Why a search is under review. */
dolen_view_review_reasons dolen_web_review_words_reasons(const dolen_review *review);

/** An outcome's words; DOLEN_MESSAGE_NONE for no code of dolen_review_outcomes. */
dolen_message dolen_web_review_words_outcome(const char *code);

/** A follow-up's words; DOLEN_MESSAGE_NONE for no code of dolen_review_follow_ups. */
dolen_message dolen_web_review_words_follow_up(const char *code);

#endif
