/**
 * The pages joined to the running node: its searches, rules, accounts and HTTP server.
 *
 * Threads: open and close on one thread; requests on any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_WEB_SITE_H
#define DOLEN_NODE_AGENCY_SERVICE_WEB_SITE_H

#include "node/agency/agency.h"
#include "node/agency/web/web.h"

/** Open the pages and their listener. Both are freed by the caller, the server first. */
DOLEN_CHECKED dolen_status dolen_web_site_open(dolen_agency *agency, dolen_web **web, dolen_http_server **server,
                                               dolen_err *err);

#endif
