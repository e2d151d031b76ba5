/**
 * Making Merkle proofs from stored hashes of complete subtrees (RFC 6962 section 2.1.1, 2.1.2).
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_MERKLE_PROOF_H
#define DOLEN_GOVERNANCE_AUDIT_MERKLE_PROOF_H

#include "governance/audit/merkle.h"

/** Stored hashes that one proof can need. */
enum { DOLEN_MERKLE_PLACES = 128 };

/** An inclusion or consistency proof. */
typedef struct dolen_merkle_proof {
    dolen_digest hashes[DOLEN_PROOF_HASHES];
    size_t count;
} dolen_merkle_proof;

/**
 * Where proofs get stored hashes from: fill `hashes[i]` with the hash at `places[i]`, all of them or fail. One call
 * serves one proof, with at most DOLEN_MERKLE_PLACES places.
 */
typedef struct dolen_merkle_source {
    dolen_status (*fetch)(void *context, const dolen_merkle_place *places, size_t count, dolen_digest *hashes,
                          dolen_err *err);
    void *context;
} dolen_merkle_source;

/** Rebuild the frontier of a tree of `size` from stored hashes. DOLEN_E_INPUT over the size limit, or what fetch says.
 */
DOLEN_CHECKED dolen_status dolen_merkle_proof_load(uint64_t size, dolen_merkle_source source,
                                                   dolen_merkle_frontier *out, dolen_err *err);

/** Prove that leaf `index` is in the tree of `size`. DOLEN_E_INPUT unless index < size; otherwise what fetch says. */
DOLEN_CHECKED dolen_status dolen_merkle_proof_make_inclusion(uint64_t index, uint64_t size, dolen_merkle_source source,
                                                             dolen_merkle_proof *out, dolen_err *err);

/** Prove that the tree of `size` continues the one of `old_size`. DOLEN_E_INPUT unless old_size <= size. */
DOLEN_CHECKED dolen_status dolen_merkle_proof_make_consistency(uint64_t old_size, uint64_t size,
                                                               dolen_merkle_source source, dolen_merkle_proof *out,
                                                               dolen_err *err);

#endif
