/**
 * Putting entries back into a restored ledger database from files that members kept.
 *
 * Runs as the owner or administrator, with the broker stopped, in one transaction of the caller. What is put back was
 * verified by the caller against a checkpoint that the log signed. Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_LEDGER_RESTORE_H
#define DOLEN_NODE_STORE_LEDGER_RESTORE_H

#include "node/store/ledger_store.h"

/** One leaf to put back. */
typedef struct dolen_ledger_leaf {
    dolen_digest commitment;
    uint8_t kind;         /**< of the entry; 0 when it is not known */
    int64_t created;      /**< instant; 0 when it is not known */
    const char *concerns; /**< members that may read it, with commas between; "" when it is not known */
    dolen_bytes salt;     /**< empty when it is not known */
    dolen_bytes entry;    /**< likewise */
} dolen_ledger_leaf;

/** Put leaves [first, first + count) back, with the subtrees that they complete; at most DOLEN_LEDGER_STORE_BATCH. */
DOLEN_CHECKED dolen_status dolen_ledger_restore_leaves(dolen_connection *connection, dolen_arena *arena, uint64_t first,
                                                       const dolen_ledger_leaf *leaves, size_t count,
                                                       const dolen_merkle_entry *nodes, size_t node_count,
                                                       dolen_err *err);

/** Set the head to what was put back. DOLEN_E_CONFLICT when it is not at `before` any longer. */
DOLEN_CHECKED dolen_status dolen_ledger_restore_head(dolen_connection *connection, uint64_t before,
                                                     const dolen_ledger_head *after, dolen_err *err);

#endif
