/**
 * What the node's operators ask about the ledger over the administration socket, and the daily comparison with it.
 *
 *     GET  /receipt/<search>   the search's receipt, under a confirmed checkpoint once there is one
 *     GET  /alarms             alarms, open ones first; POST {"close":N,"reason":"..."} closes one
 *     POST /reconcile          {"recent":true|false}: compare now (ledger_reconcile.h), also the last ten minutes
 *     GET  /witness            what is confirmed, by whom and since when (witness_state.h)
 *
 * Threads: any number of requests at once.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_LEDGER_DESK_H
#define DOLEN_NODE_AGENCY_SERVICE_LEDGER_DESK_H

#include "node/agency/agency.h"
#include "node/net/http_message.h"

/** Begin the daily comparison. NULL when the settings say never. */
dolen_periodic *dolen_ledger_desk_start(dolen_agency *agency);

/** The handlers; the caller has been checked. */
DOLEN_CHECKED dolen_status dolen_ledger_desk_receipt(dolen_agency *agency, dolen_http_request *request,
                                                     dolen_http_response *response, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_desk_alarms(dolen_agency *agency, dolen_http_request *request,
                                                    dolen_http_response *response, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_desk_close(dolen_agency *agency, dolen_http_request *request,
                                                   dolen_http_response *response, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_desk_reconcile(dolen_agency *agency, dolen_http_request *request,
                                                       dolen_http_response *response, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_ledger_desk_witness(dolen_agency *agency, dolen_http_request *request,
                                                     dolen_http_response *response, dolen_err *err);

#endif
