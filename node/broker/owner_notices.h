/**
 * Telling agencies who consulted their records (IG-32, R-08).
 *
 * An agency asks as often as it likes for what came after the ledger entry that it reached; everything is told at once,
 * protected records or not. What the rules withheld from the asker is told too: the owner's record may differ where the
 * asker's must not (IG-03). Only records that the question matched at *probable* or better are told of.
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_OWNER_NOTICES_H
#define DOLEN_NODE_BROKER_OWNER_NOTICES_H

#include "node/broker/broker.h"

enum { DOLEN_OWNER_NOTICES_ARENA = 8 * 1024 * 1024 };

/**
 * May an owner be told that `agency` consulted its record, and for which purpose? Not when that names a sensitive
 * service, nor when its kind is not known. `context` is the dolen_broker.
 */
bool dolen_owner_notices_may_name(void *context, dolen_code agency);

/** Handler of POST /v1/owner-notices; `context` is the dolen_broker. */
dolen_status dolen_owner_notices_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                       dolen_err *err);

#endif
