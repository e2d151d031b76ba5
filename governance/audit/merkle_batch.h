/**
 * Appending many leaves at once, with the proofs of the new leaves at hand: nothing has to be read back for them.
 *
 * Owns: nothing; lives in the arena given. Threads: one at a time.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_MERKLE_BATCH_H
#define DOLEN_GOVERNANCE_AUDIT_MERKLE_BATCH_H

#include "governance/audit/merkle_proof.h"

typedef struct dolen_merkle_batch {
    dolen_merkle_frontier before;
    dolen_merkle_frontier after;
    dolen_merkle_entry *made; /**< every subtree that the batch completed, its leaves included: to be stored */
    size_t made_count;
    dolen_digest *levels[DOLEN_MERKLE_LEVELS]; /**< the same by level, from index before.size >> level on */
} dolen_merkle_batch;

/**
 * Append `count` leaf hashes to the tree of `before`. DOLEN_E_LIMIT when the tree would grow over its limit or the
 * arena's limit is reached; `*out` is then NULL. Takes about 130 bytes a leaf.
 */
DOLEN_CHECKED dolen_status dolen_merkle_batch_make(dolen_arena *arena, const dolen_merkle_frontier *before,
                                                   const dolen_digest *leaves, size_t count, dolen_merkle_batch **out,
                                                   dolen_err *err);

/**
 * Everything that inclusion proofs of the batch's leaves in the tree of `after` need, and consistency proofs from
 * `before` to `after`. DOLEN_E_ABSENT for other places.
 */
dolen_merkle_source dolen_merkle_batch_source(dolen_merkle_batch *batch);

#endif
