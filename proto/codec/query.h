/**
 * A question to the broker, as the body of a Signed message (protocol.md, Query).
 *
 * Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_QUERY_H
#define DOLEN_PROTO_CODEC_QUERY_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/query.h"

enum {
    DOLEN_QUERY_TOKENS = 24,       /**< every question carries so many, filled up with random pseudonyms */
    DOLEN_QUERY_BYTES = 2 * 1024,  /**< bytes of a question at most */
    DOLEN_QUERY_ARENA = 16 * 1024, /**< arena that suffices to encode or decode one */
};

/**
 * Encode in `arena`. The question must hold exactly DOLEN_QUERY_TOKENS tokens; they are written in the order of
 * dolen_token_compare, so that the order does not tell which are random. DOLEN_E_INPUT for anything malformed.
 */
DOLEN_CHECKED dolen_status dolen_query_encode(const dolen_query *query, dolen_arena *arena, dolen_bytes *out,
                                              dolen_err *err);

/**
 * Decode strictly: codes well-formed, tokens of the subject's kinds, ascending, none twice; a requested level; no
 * urgent reason without urgency. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. Empty role or purpose are
 * let through, so that the broker can refuse and record them under IG-01.
 */
DOLEN_CHECKED dolen_status dolen_query_decode(dolen_bytes bytes, dolen_arena *arena, dolen_query *out, dolen_err *err);

#endif
