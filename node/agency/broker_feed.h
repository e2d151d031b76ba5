/**
 * Fetching what the broker has for this agency, again and again: notices of its records (notice_fetcher.h), alerts
 * (alerts/alert_fetcher.h).
 *
 * A feed goes on where it ended, after a restart or an outage too; whatever it fetches is durable with the place that
 * was reached before the next is asked for, so that nothing is lost and nothing comes twice. Owns: its thread.
 * Threads: new and free from one thread; run on any.
 */
#ifndef DOLEN_NODE_AGENCY_BROKER_FEED_H
#define DOLEN_NODE_AGENCY_BROKER_FEED_H

#include "node/agency/agency.h"

/** What is fetched, and how. Static. */
typedef struct dolen_broker_feed_kind {
    const char *name;   /**< for the log: letters and dashes */
    const char *counts; /**< name of the metric that counts fetches by outcome */
    const char *help;   /**< of that metric */
    /** Where the fetching stands: the last ledger entry that was looked at, -1 at the beginning. */
    dolen_status (*place)(dolen_connection *connection, int64_t *reached, dolen_err *err);
    /** Fetch and keep what comes after `*reached`, move it on, add how many were new; `*more`: ask again at once. */
    dolen_status (*some)(dolen_agency *agency, int64_t *reached, bool *more, int64_t *fresh, dolen_err *err);
    /** After each attempt, that worked or not: `*told` is the feed's to remember when people were told; NULL: nothing.
     */
    void (*judge)(dolen_agency *agency, bool fetched, int64_t *told);
    /** What is to be done once everything was fetched; NULL: nothing. */
    dolen_status (*after)(dolen_agency *agency, int64_t *fresh, dolen_err *err);
} dolen_broker_feed_kind;

typedef struct dolen_broker_feed dolen_broker_feed;

/** Begin to fetch every `interval` milliseconds. Never NULL. The agency's broker link and pool must outlive it. */
dolen_broker_feed *dolen_broker_feed_new(dolen_agency *agency, const dolen_broker_feed_kind *kind, int64_t interval);

/** Stop and free; NULL is fine. */
void dolen_broker_feed_free(dolen_broker_feed *feed);
DOLEN_OWNED(dolen_broker_feed);

/** Fetch all that there is, now, on the caller's thread; `*fresh` is how many were new. What link and database say. */
DOLEN_CHECKED dolen_status dolen_broker_feed_run(dolen_agency *agency, const dolen_broker_feed_kind *kind,
                                                 int64_t *fresh, dolen_err *err);

#endif
