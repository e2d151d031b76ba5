/**
 * Entering into the ledger what the retention job erased (IG-07, IG-14).
 *
 * The job works as a role that may erase and may not append; it leaves a list (node/store/erasure_store.h). A thread
 * here takes each line of it, appends its entry and notes that in one transaction, so that every erasure stands in the
 * ledger exactly once, wherever either side stops. Owns: its thread. Threads: open and free on one thread.
 */
#ifndef DOLEN_NODE_BROKER_ERASURE_RECORD_H
#define DOLEN_NODE_BROKER_ERASURE_RECORD_H

#include "governance/policy/rules.h"
#include "node/broker/ledger.h"

/** What it works with; borrowed, and must outlive it. */
typedef struct dolen_erasure_record_parts {
    dolen_pool *pool; /**< as dolen_service */
    dolen_ledger *ledger;
    const dolen_rules *rules; /**< those in force */
    dolen_clock clock;
} dolen_erasure_record_parts;

/** Enter at most one line. DOLEN_E_ABSENT when nothing is left to enter. What the ledger and the database say. */
DOLEN_CHECKED dolen_status dolen_erasure_record_one(const dolen_erasure_record_parts *parts, dolen_err *err);

typedef struct dolen_erasure_record dolen_erasure_record;

/** Start looking every few seconds; `in_force` (borrowed) are the rules each time. Never NULL. */
dolen_erasure_record *dolen_erasure_record_new(const dolen_erasure_record_parts *parts, dolen_rules *_Atomic *in_force);

/** Stop and free. NULL is fine. */
void dolen_erasure_record_free(dolen_erasure_record *record);
DOLEN_OWNED(dolen_erasure_record);

#endif
