/**
 * The inbox of alerts over the administration socket: POST /alerts, as node/agency/alerts/alert_json.h says.
 *
 * Threads: any number of requests at once.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_ALERT_COMMAND_H
#define DOLEN_NODE_AGENCY_SERVICE_ALERT_COMMAND_H

#include "node/agency/agency.h"
#include "node/net/http_message.h"

/** The handler; the caller has been checked. */
DOLEN_CHECKED dolen_status dolen_alert_command(dolen_agency *agency, dolen_http_request *request,
                                               dolen_http_response *response, dolen_err *err);

#endif
