/**
 * A hash of the ledger's Merkle tree and where it stands: what the store keeps and the tree is made of.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_TREE_NODE_H
#define DOLEN_NODE_MODEL_TREE_NODE_H

#include "node/model/record.h"

/** The complete subtree over leaves [index * 2^level, (index + 1) * 2^level). Level 0 is a leaf hash. */
typedef struct dolen_merkle_place {
    uint8_t level; /**< 0 to 62 */
    uint64_t index;
} dolen_merkle_place;

/** The hash of a complete subtree. */
typedef struct dolen_merkle_entry {
    dolen_merkle_place place;
    dolen_digest hash;
} dolen_merkle_entry;

#endif
