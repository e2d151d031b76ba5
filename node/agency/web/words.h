/**
 * Days, months and instants in the reader's language and the United Kingdom's time.
 *
 * Owns: texts live in the arena given; "" when it is full. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WORDS_H
#define DOLEN_NODE_AGENCY_WEB_WORDS_H

#include "node/agency/web/page.h"
#include "node/base/clock.h"

/** "27 March 2009", "27 Mawrth 2009"; "" for no day. */
const char *dolen_words_day(dolen_arena *arena, dolen_language language, dolen_day day);

/** "March 2009"; "" for no month. */
const char *dolen_words_month(dolen_arena *arena, dolen_language language, dolen_month month);

/** "27 March 2009, 14:05" in UK time; "" for 0. */
const char *dolen_words_instant(dolen_arena *arena, dolen_language language, int64_t instant);

/** Minutes that the United Kingdom's clocks are ahead of UTC at this instant: 0 or 60. */
int dolen_words_summer_minutes(int64_t instant);

/** The text, or its beginning and an ellipsis when it has more than `letters` characters; `letters` is above 1. */
const char *dolen_words_shorten(dolen_arena *arena, const char *text, size_t letters);

/** The pieces joined, NULL-terminated list. */
const char *dolen_words_join(dolen_arena *arena, const char *const *pieces);

#endif
