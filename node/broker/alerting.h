/**
 * Raising alerts: what another member published is told to members that watch a record of the same person (IG-32,
 * docs/decisions/0030).
 *
 * When a delta is applied, the flags that are news are noted (dolen_alerting_note) and looked at (dolen_alerting_raise)
 * in its own transaction: every alert stands with the ledger entry of its disclosure, and with the delta, or not at
 * all. One transaction looks at DOLEN_ALERTING_FLAGS at most; the others stay noted and are looked at by the job, in
 * transactions of its own, within seconds. Whoever is told is decided as a question by it would be
 * (governance/policy/policy_watch.h); only confirmed matches count (IG-21).
 * Owns: the job its thread. Threads: any; the job's functions from one.
 */
#ifndef DOLEN_NODE_BROKER_ALERTING_H
#define DOLEN_NODE_BROKER_ALERTING_H

#include "governance/federation/federation.h"
#include "governance/policy/rules.h"
#include "node/broker/ledger.h"
#include "node/store/alert_queue_store.h"

enum { DOLEN_ALERTING_FLAGS = 1024 }; /**< looked at in one transaction at most */

/** What deciding needs; all borrowed. */
typedef struct dolen_alerting {
    const dolen_federation *federation;
    const dolen_rules *rules;
    dolen_ledger *ledger;
    int64_t now;
} dolen_alerting;

/** What came of it. */
typedef struct dolen_alerting_result {
    int64_t noted;  /**< flags that are news */
    int64_t looked; /**< flags looked at */
    int64_t raised; /**< alerts */
} dolen_alerting_result;

/**
 * Note what is news of a staged delta; before dolen_delta_store_apply, in its transaction. Adds to `result`. The
 * statuses of dolen_statement_run.
 */
DOLEN_CHECKED dolen_status dolen_alerting_note(const dolen_alerting *with, dolen_connection *connection,
                                               dolen_delta_place place, const dolen_delta *delta,
                                               dolen_alerting_result *result, dolen_err *err);

/**
 * Look at flags of one place and delta that were noted, `limit` at most, and queue the alerts, each group with its
 * ledger entry: the last work of a transaction but for other ledger entries. Adds to `result`. Roll back on anything
 * but DOLEN_OK.
 */
DOLEN_CHECKED dolen_status dolen_alerting_raise(const dolen_alerting *with, dolen_connection *connection,
                                                const dolen_alert_place *at, size_t limit,
                                                dolen_alerting_result *result, dolen_err *err);

/**
 * Look at what waits, in a transaction of its own. DOLEN_E_ABSENT when nothing does; otherwise the statuses of the
 * database and the ledger, with nothing lost.
 */
DOLEN_CHECKED dolen_status dolen_alerting_catch_up(const dolen_alerting *with, dolen_pool *pool,
                                                   dolen_alerting_result *result, dolen_err *err);

#endif
