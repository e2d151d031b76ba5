/**
 * The pages' store on the agency's own database.
 *
 * Threads: any number at once; each call takes a connection from the agency's pool.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_DATABASE_H
#define DOLEN_NODE_AGENCY_WEB_WEB_DATABASE_H

#include "node/agency/agency.h"
#include "node/agency/web/web_store.h"

/** The store; `agency` must outlive it. */
dolen_web_store dolen_web_database_store(dolen_agency *agency);

#endif
