/**
 * Hiding how many keys a record has: the number alone would show missing fields and double surnames.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_MATCH_PAD_H
#define DOLEN_NODE_MATCH_MATCH_PAD_H

#include "node/base/bytes.h"
#include "node/model/subject.h"

enum { DOLEN_MATCH_PAD_SECRET = 32 };

/**
 * Fill `tokens` up to 8, 16 or 24 with pseudonyms that stand for nothing, of kinds of the same subject, and sort them
 * all (dolen_token_compare). `tokens` has room for DOLEN_SUBJECT_PSEUDONYMS; `*count` is 1 to that on entry.
 *
 * The padding depends only on `secret` (DOLEN_MATCH_PAD_SECRET bytes that never leave the node) and `context`, so that
 * publishing a record again shows the same padding and never which tokens are real: give a record's handle as context.
 * An empty context stands for the real tokens themselves: for questions, so that asking twice looks the same twice; a
 * question is always filled up to 24.
 */
DOLEN_CHECKED dolen_status dolen_match_pad(dolen_subject subject, const uint8_t secret[DOLEN_MATCH_PAD_SECRET],
                                           dolen_bytes context, dolen_token *tokens, size_t *count, dolen_err *err);

#endif
