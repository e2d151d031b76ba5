/**
 * Fetching what the broker tells of this agency's own records (IG-32): who consulted them, kept in the node's database;
 * an alert in the log and in a metric at once for a protected record (IG-15). On the same way back goes what this node
 * has for the ledger (subject_notices.h), readings of its own log above all (IG-09).
 *
 * Asked for every few seconds, so that an alert comes at once and everything else long before the rules' hours are
 * over; when they could not be fetched for as long as that, an alarm tells people. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_NOTICE_FETCHER_H
#define DOLEN_NODE_AGENCY_NOTICE_FETCHER_H

#include "node/agency/broker_feed.h"

/** The feed of notices. Before it begins, dolen_notice_fetcher_prepare. */
extern const dolen_broker_feed_kind dolen_notice_feed;

/**
 * Keep a reply's notices and move `*reached` on, in one transaction; `*more`: ask again at once; `*fresh` grows by how
 * many were new. What dolen_notice_store_add says: nothing is kept then, and the same is asked for again.
 */
DOLEN_CHECKED dolen_status dolen_notice_fetcher_take(dolen_agency *agency, const dolen_notice_reply *reply,
                                                     int64_t *reached, bool *more, int64_t *fresh, dolen_err *err);

/**
 * Note whether an attempt worked, and raise the alarm "owner-notices-overdue" once none has for longer than the rules'
 * owner-notice-hours, each hour again (IG-32). `*told` is when it was raised last; 0 at the beginning.
 */
void dolen_notice_fetcher_judge(dolen_agency *agency, bool fetched, int64_t *told);

/** Make the metrics, so that they are shown as 0 from the start. */
void dolen_notice_fetcher_prepare(dolen_agency *agency);

#endif
