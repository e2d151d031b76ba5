/**
 * Fetching what the broker tells of this agency's own records (IG-32): who consulted them, kept in the node's database;
 * an alert in the log and in a metric at once for a protected record (IG-15). On the same way back goes what this node
 * has for the ledger (subject_notices.h), readings of its own log above all (IG-09).
 *
 * Asked for every few seconds, so that an alert comes at once and everything else long before the rules' hours are
 * over. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_NOTICE_FETCHER_H
#define DOLEN_NODE_AGENCY_NOTICE_FETCHER_H

#include "node/agency/broker_feed.h"

/** The feed of notices. Before it begins, dolen_notice_fetcher_prepare. */
extern const dolen_broker_feed_kind dolen_notice_feed;

/** Make the metrics, so that they are shown as 0 from the start. */
void dolen_notice_fetcher_prepare(dolen_agency *agency);

#endif
