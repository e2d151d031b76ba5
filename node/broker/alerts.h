/**
 * Telling agencies what was published by others about people whose records they watch (IG-32).
 *
 * An agency asks as often as it likes for what came after the ledger entry that it reached; by asking, it says that it
 * has kept everything up to there, which may then go after a while (`dolen retention`). Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_ALERTS_H
#define DOLEN_NODE_BROKER_ALERTS_H

#include "node/broker/broker.h"

enum { DOLEN_ALERTS_ARENA = 4 * 1024 * 1024 };

/** Handler of POST /v1/alerts; `context` is the dolen_broker. */
dolen_status dolen_alerts_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err);

#endif
