/**
 * Fetching what the broker tells of this agency's own records (IG-32): who consulted them, kept in the node's database;
 * an alert in the log and in a metric at once for a protected record (IG-15). On the same way back goes what this node
 * has for the ledger (subject_notices.h), readings of its own log above all (IG-09).
 *
 * Asks every few seconds, so that an alert comes at once and everything else long before the rules' hours are over;
 * goes on where it ended after a restart or an outage, with nothing lost and nothing twice. Owns: its thread. Threads:
 * new and free from one thread.
 */
#ifndef DOLEN_NODE_AGENCY_NOTICE_FETCHER_H
#define DOLEN_NODE_AGENCY_NOTICE_FETCHER_H

#include "node/agency/agency.h"

typedef struct dolen_notice_fetcher dolen_notice_fetcher;

/** Begin to fetch every `interval` milliseconds. Never NULL. The agency's broker link and pool must outlive it. */
dolen_notice_fetcher *dolen_notice_fetcher_new(dolen_agency *agency, int64_t interval);

/** Stop and free; NULL is fine. */
void dolen_notice_fetcher_free(dolen_notice_fetcher *fetcher);
DOLEN_OWNED(dolen_notice_fetcher);

/** Fetch all that there is, now, on the caller's thread; `*fresh` is how many were new. What link and database say. */
DOLEN_CHECKED dolen_status dolen_notice_fetcher_run(dolen_agency *agency, int64_t *fresh, dolen_err *err);

#endif
