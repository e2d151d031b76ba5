/**
 * The administration socket: what `dolen search`, `publish` and `account` ask of the running node, as JSON over HTTP.
 *
 * Only processes of the node's own user, or of root, are answered. Threads: any number of requests at once.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_ADMINISTRATION_H
#define DOLEN_NODE_AGENCY_SERVICE_ADMINISTRATION_H

#include "node/agency/agency.h"

/** Open the socket named in the settings. What dolen_http_server_new says. */
DOLEN_CHECKED dolen_status dolen_administration_open(dolen_agency *agency, dolen_http_server **out, dolen_err *err);

#endif
