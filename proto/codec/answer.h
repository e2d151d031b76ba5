/**
 * The broker's answer, padded to one of two sizes so that its length does not tell how much was found.
 *
 * Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_ANSWER_H
#define DOLEN_PROTO_CODEC_ANSWER_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/query.h"

enum {
    DOLEN_ANSWER_SMALL = 16 * 1024,       /**< fits 30 members, each with three flags at L3, and 30 cosignatures */
    DOLEN_ANSWER_LARGE = 128 * 1024,      /**< fits 64 members */
    DOLEN_ANSWER_CHECKPOINT = 16 * 1024,  /**< bytes of a checkpoint at most */
    DOLEN_ANSWER_ENTRY = 4 * 1024,        /**< bytes of a ledger entry at most */
    DOLEN_ANSWER_ARENA = 2 * 1024 * 1024, /**< arena that suffices to encode or decode one */
};

/**
 * Encode in `arena` as exactly DOLEN_ANSWER_SMALL bytes, or DOLEN_ANSWER_LARGE when that does not suffice.
 * DOLEN_E_INPUT for anything that the decoder would refuse, DOLEN_E_LIMIT when it is larger than that or the arena.
 */
DOLEN_CHECKED dolen_status dolen_answer_encode(const dolen_answer *answer, dolen_arena *arena, dolen_bytes *out,
                                               dolen_err *err);

/**
 * Decode strictly: one of the two sizes, padding all zero; every finding consistent with its state and level (nothing
 * found carries nothing; no contact below L1, no flags below L2, at L2 codes alone, at L3 flags checked against the
 * month of `answered`); no level above the granted one; no agency twice. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then
 * empty. That it answers the question, and its proof, are for the caller to check.
 */
DOLEN_CHECKED dolen_status dolen_answer_decode(dolen_bytes bytes, dolen_arena *arena, dolen_answer *out,
                                               dolen_err *err);

#endif
