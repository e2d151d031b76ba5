/**
 * The ledger's Merkle tree (RFC 6962 section 2.1, which RFC 9162 keeps): hashing, checking proofs.
 *
 * Conventions that the RFCs leave open, decided here: a tree has fewer than 2^63 leaves; the empty tree is consistent
 * with every tree, proved by an empty proof, and its root must be SHA-256 of nothing; two trees of equal size are
 * consistent when their roots are equal and the proof is empty; a leaf index must be below the size.
 * Owns: nothing; values are passed by copy. Threads: any; a frontier belongs to one thread.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_MERKLE_H
#define DOLEN_GOVERNANCE_AUDIT_MERKLE_H

#include "node/base/bytes.h"
#include "node/model/query.h"
#include "node/model/tree_node.h"

enum {
    DOLEN_MERKLE_LEVELS = 63, /**< levels of complete subtrees that a tree can have */
};

/** The largest size a tree may have. */
#define DOLEN_MERKLE_SIZE_LIMIT ((uint64_t)INT64_MAX)

/** The right edge of a tree: all that is needed to append and to state the root. All zero is the empty tree. */
typedef struct dolen_merkle_frontier {
    uint64_t size;
    dolen_digest peaks[DOLEN_MERKLE_LEVELS]; /**< peaks[l] counts when bit l of size is set */
} dolen_merkle_frontier;

/** The hash of a leaf that holds `data`: SHA-256(0x00, data). */
dolen_digest dolen_merkle_leaf(dolen_bytes data);

/** The hash of two subtrees: SHA-256(0x01, left, right). */
dolen_digest dolen_merkle_node(const dolen_digest *left, const dolen_digest *right);

/** The root of the empty tree: SHA-256 of nothing. */
dolen_digest dolen_merkle_empty(void);

/**
 * Append a leaf hash. Every subtree that it completes, itself included, is written to `made` (at most
 * DOLEN_MERKLE_LEVELS, lowest first); the number written is returned. The frontier must be below the size limit.
 */
size_t dolen_merkle_append(dolen_merkle_frontier *frontier, dolen_digest leaf,
                           dolen_merkle_entry made[DOLEN_MERKLE_LEVELS]);

/** The root of the tree as it stands. */
dolen_digest dolen_merkle_root(const dolen_merkle_frontier *frontier);

/** Check an inclusion proof (RFC 9162 section 2.1.3.2). DOLEN_E_CRYPTO unless it leads from `leaf` to `root`. */
DOLEN_CHECKED dolen_status dolen_merkle_check_inclusion(uint64_t index, uint64_t size, dolen_digest leaf,
                                                        const dolen_digest *proof, size_t count, dolen_digest root,
                                                        dolen_err *err);

/** One of two trees that are compared. */
typedef struct dolen_merkle_head {
    uint64_t size;
    dolen_digest root;
} dolen_merkle_head;

/**
 * Check a consistency proof (RFC 9162 section 2.1.4.2, conventions above). DOLEN_E_CRYPTO unless `now` continues
 * `before`.
 */
DOLEN_CHECKED dolen_status dolen_merkle_check_consistency(dolen_merkle_head before, dolen_merkle_head now,
                                                          const dolen_digest *proof, size_t count, dolen_err *err);

#endif
