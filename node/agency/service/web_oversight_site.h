/**
 * The officer's pages joined to the running node.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_WEB_OVERSIGHT_SITE_H
#define DOLEN_NODE_AGENCY_SERVICE_WEB_OVERSIGHT_SITE_H

#include "node/agency/agency.h"
#include "node/agency/web/web_oversight.h"

/** The table of functions for this agency, which must outlive it. */
dolen_web_oversight dolen_web_oversight_site_of(dolen_agency *agency);

#endif
