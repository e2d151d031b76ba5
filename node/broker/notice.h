/**
 * Entering into the ledger what happened at an agency: what its data-protection officer did for a person (IG-27,
 * IG-28), what retention erased there (IG-07, IG-14), and that somebody read the agency's own log of searches, on which
 * ground (IG-09, IG-12).
 *
 * A notice is signed by the agency and entered once, however often it is sent. Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_NOTICE_H
#define DOLEN_NODE_BROKER_NOTICE_H

#include "node/broker/broker.h"

enum { DOLEN_NOTICE_ARENA = 256 * 1024 };

/** Handler of POST /v1/notice; `context` is the dolen_broker. */
dolen_status dolen_notice_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err);

#endif
