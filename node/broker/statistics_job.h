/**
 * Making the month's release of statistics: when it is due, who is the same person, counting, disclosure control
 * (IG-36), and the release with its ledger entry in one transaction.
 *
 * A release is due when a month has ended and every member has published an extract that is complete to its end, or the
 * patience for those who have not is over. It holds the figures of that month and of earlier ones not yet published,
 * twelve at most. A month's figures are published once: a later correction at a member changes no release.
 * Owns: a `dolen_statistics_job` its thread. Secrets: what is counted, before disclosure control, stays in the process
 * and in temporary tables of one transaction. Threads: the job has its own.
 */
#ifndef DOLEN_NODE_BROKER_STATISTICS_JOB_H
#define DOLEN_NODE_BROKER_STATISTICS_JOB_H

#include "governance/federation/federation.h"
#include "governance/policy/rules.h"
#include "node/broker/ledger.h"
#include "node/crypto/secret.h"
#include "node/store/pool.h"

enum { DOLEN_STATISTICS_MONTHS = 12 }; /**< that one release catches up with at most */

/** What is needed to make a release; everything is borrowed. */
typedef struct dolen_statistics_desk {
    dolen_pool *pool;
    const dolen_rules *rules;
    const dolen_federation *federation;
    const dolen_secret *key; /**< of the offsets of cells; the broker's own */
    dolen_ledger *ledger;    /**< NULL: none is kept (tests) */
    dolen_clock clock;
    int64_t patience_days;
} dolen_statistics_desk;

/** What a run did. */
typedef struct dolen_statistics_made {
    dolen_month month; /**< 0: nothing was due */
    size_t records;
    size_t people;
    size_t figures;
    size_t shown;
    int64_t milliseconds;
} dolen_statistics_made;

/**
 * Make the release that is due, if one is. DOLEN_E_CONFLICT when another broker has made it meanwhile; otherwise what
 * the database, the disclosure control or the ledger say: then nothing was published.
 */
DOLEN_CHECKED dolen_status dolen_statistics_job_make(const dolen_statistics_desk *desk, dolen_statistics_made *out,
                                                     dolen_err *err);

struct dolen_broker;
typedef struct dolen_statistics_job dolen_statistics_job;

/** Start looking, in a thread of its own, every `seconds` seconds. Never NULL. `broker` must outlive it. */
dolen_statistics_job *dolen_statistics_job_start(struct dolen_broker *broker, int64_t seconds);

/** Stop, after the run that is under way, and free. NULL is fine. */
void dolen_statistics_job_free(dolen_statistics_job *job);
DOLEN_OWNED(dolen_statistics_job);

#endif
