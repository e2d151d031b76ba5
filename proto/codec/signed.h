/**
 * A body whose exact bytes are signed, with its Ed25519 signature.
 *
 * The codec neither signs nor checks: node/crypto/sign.h does, over the body as received.
 * Owns: nothing; decoded views live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_SIGNED_H
#define DOLEN_PROTO_CODEC_SIGNED_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/record.h"

enum {
    DOLEN_SIGNED_BODY = 64 * 1024,                /**< bytes of a body at most */
    DOLEN_SIGNED_BYTES = DOLEN_SIGNED_BODY + 128, /**< bytes of the whole message at most */
};

typedef struct dolen_signed {
    dolen_bytes body; /**< 1 to DOLEN_SIGNED_BODY bytes */
    uint8_t signature[DOLEN_SIGNATURE_SIZE];
} dolen_signed;

/** Encode in `arena`. DOLEN_E_INPUT for an empty body, DOLEN_E_LIMIT for one that is too long or over the arena. */
DOLEN_CHECKED dolen_status dolen_signed_encode(const dolen_signed *message, dolen_arena *arena, dolen_bytes *out,
                                               dolen_err *err);

/** Decode strictly (codec rules in docs/protocol.md). DOLEN_E_INPUT or DOLEN_E_LIMIT; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_signed_decode(dolen_bytes bytes, dolen_arena *arena, dolen_signed *out,
                                               dolen_err *err);

#endif
