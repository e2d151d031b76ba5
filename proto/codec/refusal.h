/**
 * Why a request was refused: the body of every HTTP response that is not a success.
 *
 * Nothing in it comes from data: `what` is a literal of the program that refused, `rule` an identifier of the rules.
 * Owns: nothing; decoded text lives in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_REFUSAL_H
#define DOLEN_PROTO_CODEC_REFUSAL_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/code.h"

enum {
    DOLEN_REFUSAL_WHAT = 200,   /**< bytes of `what` at most */
    DOLEN_REFUSAL_BYTES = 1024, /**< bytes of the whole message at most */
};

typedef struct dolen_refusal {
    dolen_status status;        /**< anything but DOLEN_OK */
    const char *what;           /**< printable, for an operator; never shown to the public */
    uint64_t expected_sequence; /**< for deltas: the sequence that would be taken; 0 otherwise */
    dolen_code rule;            /**< the rule that refuses ("IG-22"), or empty */
} dolen_refusal;

/** A refusal out of an error object. */
dolen_refusal dolen_refusal_of(const dolen_err *err);

/** Encode in `arena`. DOLEN_E_INPUT for a status of DOLEN_OK or a text that is too long or not printable. */
DOLEN_CHECKED dolen_status dolen_refusal_encode(const dolen_refusal *refusal, dolen_arena *arena, dolen_bytes *out,
                                                dolen_err *err);

/** Decode strictly. DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_refusal_decode(dolen_bytes bytes, dolen_arena *arena, dolen_refusal *out,
                                                dolen_err *err);

#endif
