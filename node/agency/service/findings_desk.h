/**
 * What the data-protection officer asks over the administration socket about unusual use:
 *
 *     POST /findings  {"action":"list"|"close"|"run", "user", "role", "ground", "all", "finding", "reason"}
 *
 * list: open findings, with "all": "yes" closed ones as well. close: the finding of this number, with a reason. run:
 * look through the searches now, and list. Every member is a text. Each answer is a reading of the log (IG-09).
 *
 * Threads: any number of requests at once.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_FINDINGS_DESK_H
#define DOLEN_NODE_AGENCY_SERVICE_FINDINGS_DESK_H

#include "node/agency/agency.h"
#include "node/net/http_message.h"

/** The handler; the caller has been checked. */
DOLEN_CHECKED dolen_status dolen_findings_desk(dolen_agency *agency, dolen_http_request *request,
                                               dolen_http_response *response, dolen_err *err);

#endif
