/**
 * Receiving what agencies publish: chunks are staged in stored form, then applied as one delta (protocol.md, Delta).
 *
 * Pseudonyms and handles are transformed under the broker's keys before anything is written, so that no disk holds them
 * as they travel. The caller has established who the peer is and that it may speak for the agency named.
 * Owns: nothing; `dolen_delta_desk` borrows all that it names. Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_DELTA_H
#define DOLEN_NODE_BROKER_DELTA_H

#include "node/base/clock.h"
#include "node/crypto/handle_seal.h"
#include "node/crypto/sign.h"
#include "node/crypto/stored_token.h"
#include "node/store/delta_store.h"
#include "proto/codec/delta.h"

/** Where the ledger recorded a delta. */
typedef struct dolen_delta_entry {
    uint64_t index;
    uint64_t size; /**< of the ledger once the entry is in it */
} dolen_delta_entry;

/**
 * Append the ledger entry of a delta, on the connection of its transaction, which it neither commits nor rolls back.
 * `digest` is the delta's own.
 */
typedef dolen_status (*dolen_delta_append)(void *context, dolen_connection *connection, const dolen_delta *delta,
                                           const dolen_digest *digest, dolen_delta_entry *out, dolen_err *err);

/** Work on the connection of a delta's transaction, which it neither commits nor rolls back; a failure refuses the
 * delta. */
typedef dolen_status (*dolen_delta_work)(void *context, dolen_connection *connection, dolen_delta_place place,
                                         const dolen_delta *delta, dolen_err *err);

/** All that receiving deltas needs. */
typedef struct dolen_delta_desk {
    dolen_pool *pool;
    dolen_code federation;
    const dolen_stored_token_key *tokens;
    const dolen_handle_seal *handles;
    const dolen_signing_key *signing; /**< signs receipts */
    dolen_clock clock;
    dolen_delta_work before; /**< with the published state as it was, or NULL */
    dolen_delta_work after;  /**< with the published state as it is now, before the delta's ledger entry, or NULL */
    dolen_delta_append append;
    void *append_context; /**< of all three */
} dolen_delta_desk;

/** Where an agency stands, in `arena`. The database's statuses (node/store/statement.h). */
DOLEN_CHECKED dolen_status dolen_delta_read_state(const dolen_delta_desk *desk, dolen_code agency, uint32_t epoch,
                                                  dolen_arena *arena, dolen_delta_state *out, dolen_err *err);

/**
 * Stage a decoded chunk whose bytes have the SHA-256 `digest`. A chunk that is staged already is left as it is; another
 * one of the same index takes its place. Needs DOLEN_DELTA_STAGE_ARENA of `arena`.
 *
 * DOLEN_E_CONFLICT if its sequence is not the agency's next, which `*expected` (always set when the database answers)
 * then names. DOLEN_E_INPUT for a record that is not well-formed or a handle that stands twice. DOLEN_E_LIMIT for too
 * many operations, chunks or bytes. DOLEN_E_REMOTE and others from the database.
 */
DOLEN_CHECKED dolen_status dolen_delta_stage(const dolen_delta_desk *desk, const dolen_delta_chunk *chunk,
                                             const dolen_digest *digest, dolen_arena *arena, uint64_t *expected,
                                             dolen_err *err);

enum { DOLEN_DELTA_STAGE_ARENA = 8 * 1024 * 1024 };

/**
 * Apply a delta whose chunks are staged, in one transaction with its ledger entry. `*receipt` is the encoded
 * dolen_delta_receipt, in `arena`; the delta applied last yields its receipt again. `*expected` is set as above.
 * Every refusal leaves the index as it was; recording it in the ledger is the caller's part.
 *
 * DOLEN_E_CRYPTO: the signature is not `key`'s. DOLEN_E_DENIED: another federation. DOLEN_E_CONFLICT: not the next
 * sequence, or it does not follow the delta applied last, or the set digest differs from what would be published: the
 * staged chunks are then discarded, and a snapshot repairs it. DOLEN_E_ABSENT: chunks are missing. DOLEN_E_INPUT: the
 * chunks or counts are not those that were signed, or a record stands twice. DOLEN_E_REMOTE: whether it was applied is
 * not known; send it again.
 */
DOLEN_CHECKED dolen_status dolen_delta_apply(const dolen_delta_desk *desk, const dolen_delta *delta,
                                             const dolen_signature *signature, const dolen_public_key *key,
                                             dolen_arena *arena, dolen_bytes *receipt, uint64_t *expected,
                                             dolen_err *err);

#endif
