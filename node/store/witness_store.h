/**
 * A node's memory as a witness (deploy/sql/node/0005_witness.sql): what it cosigned last.
 *
 * Owns: nothing; what is read lives in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_WITNESS_STORE_H
#define DOLEN_NODE_STORE_WITNESS_STORE_H

#include "node/store/statement.h"

/** What was cosigned last; size 0 and an empty note before the first. */
typedef struct dolen_stored_witness {
    uint64_t size;
    dolen_digest root;
    uint64_t cosigned; /**< seconds since 1970 */
    const char *note;  /**< the checkpoint with the log's signature and our own */
} dolen_stored_witness;

/** Read it. Statuses of dolen_statement_run. */
DOLEN_CHECKED dolen_status dolen_witness_store_find(dolen_connection *connection, const char *origin,
                                                    dolen_arena *arena, dolen_stored_witness *out, dolen_err *err);

/**
 * Replace `before` by `after`, in one statement that is durable when it returns. DOLEN_E_CONFLICT when the memory is no
 * longer `before`: nothing changed, and nothing may be sent. DOLEN_E_INPUT when it would go back.
 */
DOLEN_CHECKED dolen_status dolen_witness_store_advance(dolen_connection *connection, const char *origin,
                                                       const dolen_stored_witness *before,
                                                       const dolen_stored_witness *after, dolen_err *err);

/** What a signed statement of loss says. */
typedef struct dolen_stored_loss {
    dolen_digest statement; /**< SHA-256 of it */
    uint64_t kept;
    dolen_digest kept_root;
    int64_t now; /**< instant */
} dolen_stored_loss;

/**
 * Go back to the tree that a statement keeps, once for each statement. Run it in a transaction. DOLEN_E_CONFLICT when
 * this statement was accepted before or the memory has moved on.
 */
DOLEN_CHECKED dolen_status dolen_witness_store_go_back(dolen_connection *connection, const char *origin,
                                                       const dolen_stored_witness *before,
                                                       const dolen_stored_loss *loss, dolen_err *err);

#endif
