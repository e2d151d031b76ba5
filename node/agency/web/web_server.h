/**
 * The pages on the node's HTTP server.
 *
 * Give the routes and `refuse` to dolen_http_server_new with the dolen_web as context, on a listener for browsers.
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_SERVER_H
#define DOLEN_NODE_AGENCY_WEB_WEB_SERVER_H

#include "node/agency/web/web.h"
#include "node/net/http_server.h"

/** All paths of the pages; the context is the dolen_web. */
extern const dolen_http_route dolen_web_server_routes[];

/** The page for a request that no route took or that the server refused itself; `context` is the dolen_web. */
void dolen_web_server_refuse(void *context, dolen_http_request *request, int status, dolen_http_response *response);

#endif
