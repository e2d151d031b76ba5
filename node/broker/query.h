/**
 * Answering "who else is involved?" (protocol.md, Query).
 *
 * Order: who asks, its signature and the clock; not seen before and within quota; admitted by the rules; look-up; a
 * decision for each record and flag; the ledger entry, durable; the answer. The same statements run and as many bytes
 * go out whatever was found (IG-03, R-10, R-11). Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_QUERY_H
#define DOLEN_NODE_BROKER_QUERY_H

#include "node/broker/broker.h"

enum { DOLEN_QUERY_REQUEST_ARENA = 8 * 1024 * 1024 };

/** Handler of POST /v1/query; `context` is the dolen_broker. */
dolen_status dolen_query_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                               dolen_err *err);

#endif
