/**
 * JSON in and out, for the administration socket and the interface for other programs.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_JSON_REPLY_H
#define DOLEN_NODE_AGENCY_SERVICE_JSON_REPLY_H

#include "node/agency/search_json.h"
#include "node/net/http_message.h"

/** Answer with a document; what it was written through is wiped. DOLEN_E_SYSTEM if it cannot be written. */
DOLEN_CHECKED dolen_status dolen_json_reply_send(dolen_http_response *response, int status, const json_t *document,
                                                 dolen_err *err);

/** Answer {"error": ...} with the reason's literal text and the status code that belongs to it. */
DOLEN_CHECKED dolen_status dolen_json_reply_refuse(dolen_http_response *response, const dolen_err *why, dolen_err *err);

/** The request's body, which must be one JSON object without doubled members: DOLEN_E_INPUT otherwise. The caller's. */
DOLEN_CHECKED dolen_status dolen_json_reply_read(const dolen_http_request *request, json_t **out, dolen_err *err);

/** The status code of a search's outcome: 200, 403 (rules), 422 (faults in the input), 429 (quota), 503 (no answer). */
int dolen_json_reply_status(const dolen_search_outcome *outcome);

#endif
