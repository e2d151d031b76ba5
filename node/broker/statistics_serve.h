/**
 * POST /v1/statistics: published releases, for members' staff whose role may audit (IG-36). Each reading is in the
 * ledger before it is answered, each refusal too.
 *
 * Threads: any number of requests at once.
 */
#ifndef DOLEN_NODE_BROKER_STATISTICS_SERVE_H
#define DOLEN_NODE_BROKER_STATISTICS_SERVE_H

#include "node/broker/broker.h"
#include "proto/codec/statistics.h"

enum { DOLEN_STATISTICS_SERVE_ARENA = DOLEN_STATISTICS_REPLY_ARENA + 1024 * 1024 };

/** Handler of the route; `context` is the broker. */
DOLEN_CHECKED dolen_status dolen_statistics_serve(void *context, dolen_http_request *request,
                                                  dolen_http_response *response, dolen_err *err);

#endif
