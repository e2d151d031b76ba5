/**
 * The agency's own searches as the ledger should know them, and what comparing both found.
 *
 * Owns: nothing; what is read lives in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_RECONCILIATION_STORE_H
#define DOLEN_NODE_STORE_RECONCILIATION_STORE_H

#include "node/store/statement.h"

enum { DOLEN_RECONCILIATION_BATCH = 256 };

/** One of the agency's searches. */
typedef struct dolen_reconciled_search {
    dolen_uuid id;
    int64_t asked;       /**< instant */
    int64_t index;       /**< in the ledger; -1 when no answer came */
    const char *receipt; /**< "" when there is none, or it was not asked for */
} dolen_reconciled_search;

/** Searches whose entry should stand at [first, last), by index, with their receipts; at most a batch. */
DOLEN_CHECKED dolen_status dolen_reconciliation_store_range(dolen_connection *connection, uint64_t first, uint64_t last,
                                                            dolen_arena *arena, const dolen_reconciled_search **out,
                                                            size_t *count, dolen_err *err);

/** Those of these searches that are kept; `count` at most a batch. Without receipts. */
DOLEN_CHECKED dolen_status dolen_reconciliation_store_known(dolen_connection *connection, const dolen_uuid *ids,
                                                            size_t count, dolen_arena *arena,
                                                            const dolen_reconciled_search **out, size_t *found,
                                                            dolen_err *err);

/** The outcome of one comparison. */
typedef struct dolen_reconciliation {
    int64_t finished; /**< instant */
    int64_t until;    /**< instant: what was asked later was not compared */
    uint64_t size;    /**< entries below this index are compared for good */
    int64_t searches;
    int64_t entries;
    int64_t missing; /**< searches that the ledger lacks */
    int64_t unknown; /**< entries that no search explains, or that do not hold */
} dolen_reconciliation;

/** Keep one. */
DOLEN_CHECKED dolen_status dolen_reconciliation_store_add(dolen_connection *connection, const dolen_reconciliation *one,
                                                          dolen_err *err);

/** The last one; all zero when there is none. */
DOLEN_CHECKED dolen_status dolen_reconciliation_store_latest(dolen_connection *connection, dolen_reconciliation *out,
                                                             dolen_err *err);

#endif
