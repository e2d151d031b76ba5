/**
 * The endpoints by which agencies publish: /v1/delta/state, /v1/delta/chunk, /v1/delta/commit (protocol.md, Delta).
 *
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_PUBLISHING_H
#define DOLEN_NODE_BROKER_PUBLISHING_H

#include "node/broker/broker.h"

enum { DOLEN_PUBLISHING_ARENA = 16 * 1024 * 1024 };

/** Handlers; `context` is the dolen_broker. Every refusal of a commit is in the ledger. */
dolen_status dolen_publishing_state(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err);
dolen_status dolen_publishing_chunk(void *context, dolen_http_request *request, dolen_http_response *response,
                                    dolen_err *err);
dolen_status dolen_publishing_commit(void *context, dolen_http_request *request, dolen_http_response *response,
                                     dolen_err *err);

#endif
