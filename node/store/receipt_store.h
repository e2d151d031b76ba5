/**
 * Receipts of the agency's searches once witnesses have confirmed them (deploy/sql/node/0005_witness.sql).
 *
 * Erased with their searches. Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_RECEIPT_STORE_H
#define DOLEN_NODE_STORE_RECEIPT_STORE_H

#include "node/store/statement.h"

/** The receipt of this search, in `arena`. DOLEN_E_ABSENT when none is kept. */
DOLEN_CHECKED dolen_status dolen_receipt_store_find(dolen_connection *connection, dolen_uuid search, dolen_arena *arena,
                                                    const char **out, dolen_err *err);

/** Keep one; when there is one already, nothing changes. DOLEN_E_INPUT without such a search. */
DOLEN_CHECKED dolen_status dolen_receipt_store_add(dolen_connection *connection, dolen_uuid search, const char *receipt,
                                                   dolen_err *err);

#endif
