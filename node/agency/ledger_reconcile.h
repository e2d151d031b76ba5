/**
 * Comparing the hub's ledger with the agency's own searches: every answered search is in the ledger as its receipt
 * says, and every entry that names this agency is a question that it asked, once (IG-10).
 *
 * Each run goes on where the last one ended, tile by tile, in bounded memory; reading the entries is itself recorded at
 * the hub (ground self-monitoring). What happened in the last ten minutes is left for the next run, as both sides may
 * still be writing it. A difference is an alarm.
 * Owns: nothing; a report belongs to its caller. Threads: any; one run at a time per node.
 */
#ifndef DOLEN_NODE_AGENCY_LEDGER_RECONCILE_H
#define DOLEN_NODE_AGENCY_LEDGER_RECONCILE_H

#include "governance/federation/federation_current.h"
#include "node/agency/ledger_alarm.h"
#include "node/net/http_client.h"
#include "node/store/reconciliation_store.h"

enum {
    DOLEN_LEDGER_RECONCILE_KEPT = 64,               /**< differences that a report keeps */
    DOLEN_LEDGER_RECONCILE_SETTLE = 10 * 60 * 1000, /**< milliseconds that both sides may take to write */
};

/** What it is made from; everything must outlive the run. */
typedef struct dolen_ledger_reconcile_parts {
    dolen_federation_current *federation;
    dolen_code agency;
    dolen_pool *pool;
    dolen_clock clock;
    dolen_ledger_alarm *alarm;
    int64_t settle; /**< milliseconds that both sides may take to write; 0: compare also what is just being written */
    /** GET a path below the hub's /v1/ledger/. */
    dolen_status (*fetch)(void *context, const char *path, dolen_arena *arena, dolen_http_reply *reply, dolen_err *err);
    void *context;
} dolen_ledger_reconcile_parts;

typedef struct dolen_ledger_difference {
    uint64_t index;     /**< in the ledger */
    dolen_uuid request; /**< the search's number; zero when it is not known */
    const char *what;   /**< a literal */
} dolen_ledger_difference;

typedef struct dolen_ledger_reconcile_report {
    dolen_reconciliation counts;
    dolen_ledger_difference differences[DOLEN_LEDGER_RECONCILE_KEPT];
    size_t difference_count; /**< all, kept or not */
} dolen_ledger_reconcile_report;

/**
 * Compare and keep the outcome. DOLEN_OK also with differences: the report says. DOLEN_E_REMOTE when the hub does not
 * answer, DOLEN_E_CRYPTO when its checkpoint or a tile does not hold; nothing is kept then.
 */
DOLEN_CHECKED dolen_status dolen_ledger_reconcile_run(const dolen_ledger_reconcile_parts *parts,
                                                      dolen_ledger_reconcile_report *out, dolen_err *err);

#endif
