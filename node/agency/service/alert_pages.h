/**
 * The pages of alerts joined to the running node.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_ALERT_PAGES_H
#define DOLEN_NODE_AGENCY_SERVICE_ALERT_PAGES_H

#include "node/agency/web/web_alerts.h"

/** The table of functions for this agency, which must outlive it. */
dolen_web_alerts dolen_alert_pages_of(dolen_agency *agency);

#endif
