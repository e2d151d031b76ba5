/**
 * Node to broker: an agency's deltas in chunks, their signed commit, and the broker's replies (protocol.md, Delta).
 *
 * A chunk carries its puts before its withdrawals; within one chunk no handle stands twice, so their order means
 * nothing. Owns: nothing; decoded lists live in the arena given. Threads: any.
 */
#ifndef DOLEN_PROTO_CODEC_DELTA_H
#define DOLEN_PROTO_CODEC_DELTA_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/model/record.h"

enum {
    DOLEN_DELTA_CHUNK_ARENA = 4 * 1024 * 1024, /**< arena that suffices to encode or decode one chunk */
    DOLEN_DELTA_MESSAGE_BYTES = 4 * 1024,      /**< bytes of every message but chunk and state at most */
    DOLEN_DELTA_STATE_BYTES = 256 * 1024,      /**< bytes of a state at most */
    DOLEN_DELTA_STATE_ARENA = 2 * 1024 * 1024, /**< arena that suffices for a state */
    DOLEN_DELTA_MESSAGE_ARENA = 32 * 1024,     /**< arena that suffices for the others */
};

/** What the broker says about one chunk. */
typedef struct dolen_chunk_reply {
    uint32_t index;
    dolen_digest digest; /**< SHA-256 of the chunk's bytes as received */
} dolen_chunk_reply;

typedef struct dolen_delta_commit {
    dolen_delta delta;
    uint8_t signature[DOLEN_SIGNATURE_SIZE]; /**< over dolen_delta_canonical */
} dolen_delta_commit;

typedef struct dolen_delta_state_request {
    dolen_code agency;
    uint32_t epoch;
} dolen_delta_state_request;

/** Where an agency stands with the broker. */
typedef struct dolen_delta_state {
    uint64_t sequence;       /**< of the last delta applied, 0 = none */
    dolen_digest digest;     /**< of the last delta applied, zero when there is none */
    dolen_digest set_digest; /**< of all that the agency has published */
    const uint32_t *staged;  /**< indices of chunks staged for sequence + 1, ascending */
    size_t staged_count;     /**< at most DOLEN_DELTA_CHUNKS */
} dolen_delta_state;

/** Proof that a delta was applied; the same delta again yields the same receipt. */
typedef struct dolen_delta_receipt {
    dolen_code agency;
    uint32_t epoch;
    uint64_t sequence;
    dolen_digest digest; /**< of the delta */
    dolen_digest set_digest;
    uint64_t ledger_index;
    uint64_t ledger_size;
    int64_t applied;                         /**< instant */
    uint8_t signature[DOLEN_SIGNATURE_SIZE]; /**< over dolen_delta_receipt_canonical */
} dolen_delta_receipt;

/**
 * Encode in `arena`. DOLEN_E_INPUT for anything malformed, DOLEN_E_LIMIT for more than DOLEN_CHUNK_OPERATIONS, more
 * than DOLEN_CHUNK_BYTES or over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_delta_chunk_encode(const dolen_delta_chunk *chunk, dolen_arena *arena,
                                                    dolen_bytes *out, dolen_err *err);

/**
 * Decode strictly, every record checked with dolen_record_check against `this_month`. DOLEN_E_INPUT or DOLEN_E_LIMIT;
 * `*out` is then empty. Whether codes are known to the rules is for governance/policy.
 */
DOLEN_CHECKED dolen_status dolen_delta_chunk_decode(dolen_bytes bytes, dolen_month this_month, dolen_arena *arena,
                                                    dolen_delta_chunk *out, dolen_err *err);

/** The most that the encoding of this record adds to a chunk; for filling chunks up to DOLEN_CHUNK_BYTES. */
size_t dolen_delta_record_size(const dolen_record *record);

/** The most that one withdrawal, or a chunk's own fields, add to a chunk. */
enum { DOLEN_DELTA_WITHDRAWAL_SIZE = 24, DOLEN_DELTA_CHUNK_OWN_SIZE = 64 };

/** Encode and decode strictly, as above. */
DOLEN_CHECKED dolen_status dolen_chunk_reply_encode(const dolen_chunk_reply *reply, dolen_arena *arena,
                                                    dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_chunk_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_chunk_reply *out,
                                                    dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_commit_encode(const dolen_delta_commit *commit, dolen_arena *arena,
                                                     dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_commit_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_commit *out,
                                                     dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_state_request_encode(const dolen_delta_state_request *request,
                                                            dolen_arena *arena, dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_state_request_decode(dolen_bytes bytes, dolen_arena *arena,
                                                            dolen_delta_state_request *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_state_encode(const dolen_delta_state *state, dolen_arena *arena,
                                                    dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_state_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_state *out,
                                                    dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_receipt_encode(const dolen_delta_receipt *receipt, dolen_arena *arena,
                                                      dolen_bytes *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_delta_receipt_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_receipt *out,
                                                      dolen_err *err);

/** The receipt's bytes that the broker signs (for the purpose "receipt"), without the signature. In `arena`. */
DOLEN_CHECKED dolen_status dolen_delta_receipt_canonical(const dolen_delta_receipt *receipt, dolen_arena *arena,
                                                         dolen_bytes *out, dolen_err *err);

#endif
