/**
 * Fetching what the broker tells this agency's watches (IG-32), and making alerts of consultations of watched records.
 *
 * Each alert starts the clock that the rules set for its flag. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_ALERTS_ALERT_FETCHER_H
#define DOLEN_NODE_AGENCY_ALERTS_ALERT_FETCHER_H

#include "node/agency/broker_feed.h"

/** The feed of alerts. */
extern const dolen_broker_feed_kind dolen_alert_feed;

/**
 * Before a publication gives records new handles: fetch what is said about the old ones. A broker that is away is no
 * failure here.
 */
void dolen_alert_fetcher_before_publishing(dolen_agency *agency);

#endif
