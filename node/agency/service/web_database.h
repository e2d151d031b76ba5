/**
 * What the pages need from the agency's own database, on the stores of node/store.
 *
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_WEB_DATABASE_H
#define DOLEN_NODE_AGENCY_SERVICE_WEB_DATABASE_H

#include "node/agency/agency.h"
#include "node/agency/web/web_store.h"

/** The store of this agency, which must outlive it. */
dolen_web_store dolen_web_database_store(dolen_agency *agency);

#endif
