/**
 * `dolen database reconcile`: what an operator does with a broker's database that lacks entries which witnesses have
 * confirmed (docs/operations.md). The broker must be stopped.
 *
 * Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_DATABASE_RECONCILE_H
#define DOLEN_NODE_TOOLS_DATABASE_RECONCILE_H

#include <stdint.h>

#include "node/base/status.h"
#include "node/store/pool.h"

/**
 * Put back what `folder` (dolen audit download, of any member) has beyond the database, once all of it verifies with
 * `key` (the ledger's verifier key) and continues the database's own checkpoint. `*restored` says how many entries.
 * DOLEN_E_CRYPTO when it does not verify or continue; nothing has changed then.
 */
DOLEN_CHECKED dolen_status dolen_database_reconcile_restore(dolen_pool *pool, const char *folder, const char *key,
                                                            uint64_t *restored, dolen_err *err);

/**
 * Lay down a signed statement of loss (governance/audit/loss_statement.h): `governance` is the verifier key that must
 * have signed it, and what it keeps must be what the database holds. DOLEN_E_CRYPTO, DOLEN_E_CONFLICT otherwise.
 */
DOLEN_CHECKED dolen_status dolen_database_reconcile_acknowledge(dolen_pool *pool, const char *statement,
                                                                const char *governance, dolen_err *err);

/** Print the checkpoint that the database holds on standard output. DOLEN_E_ABSENT when it has no entry. */
DOLEN_CHECKED dolen_status dolen_database_reconcile_show(dolen_pool *pool, dolen_err *err);

#endif
