/**
 * Why a person or an address has no match key, in words.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_MATCH_LACK_H
#define DOLEN_NODE_MATCH_MATCH_LACK_H

#include "node/match/match_keys.h"

/** A short name for messages and reports: "no-letters". Of letters a to z and hyphens; "none" for LACKS_NOTHING. */
const char *dolen_match_lack_name(dolen_match_lack lack);

/** One English clause for a person to read, without any personal data; "" for LACKS_NOTHING. */
const char *dolen_match_lack_words(dolen_match_lack lack);

#endif
