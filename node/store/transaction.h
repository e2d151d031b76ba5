/**
 * A transaction that rolls back unless it is committed.
 *
 *     DOLEN_OWN(dolen_transaction, transaction) = NULL;
 *     DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
 *     ... dolen_statement_run(dolen_transaction_connection(transaction), ...)
 *     DOLEN_TRY(dolen_transaction_commit(transaction, err));
 *
 * Owns: its connection, given back to the pool when freed. Threads: one at a time.
 */
#ifndef DOLEN_NODE_STORE_TRANSACTION_H
#define DOLEN_NODE_STORE_TRANSACTION_H

#include "node/store/pool.h"

typedef struct dolen_transaction dolen_transaction;

/** Take a connection and begin (READ COMMITTED). Statuses of dolen_pool_take; `*out` is NULL on failure. */
DOLEN_CHECKED dolen_status dolen_transaction_begin(dolen_pool *pool, dolen_transaction **out, dolen_err *err);

/** Roll back if it was not committed, and give the connection back. NULL is fine. */
void dolen_transaction_free(dolen_transaction *transaction);
DOLEN_OWNED(dolen_transaction);

/** The connection to run statements on; borrowed until the transaction is freed. */
dolen_connection *dolen_transaction_connection(dolen_transaction *transaction);

/**
 * Commit, durably. DOLEN_E_REMOTE when the server was lost: whether it was committed is then not known, and the caller
 * must look. Statuses of dolen_statement_run otherwise; a transaction in which a statement failed cannot be committed
 * (DOLEN_E_CONFLICT).
 */
DOLEN_CHECKED dolen_status dolen_transaction_commit(dolen_transaction *transaction, dolen_err *err);

#endif
