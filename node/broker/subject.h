/**
 * A data subject's rights at the hub: who asked about a person (IG-28).
 *
 * The hub does not know who anybody is: the agency that received the request computes the person's pseudonyms, and the
 * hub compares them with those that questions asked for. What an exemption of the rules covers is counted, not listed.
 * The order of checks is that of query.h; the question is signed by the agency. Threads: any number at once.
 */
#ifndef DOLEN_NODE_BROKER_SUBJECT_H
#define DOLEN_NODE_BROKER_SUBJECT_H

#include "node/broker/broker.h"
#include "proto/codec/subject.h"

enum { DOLEN_SUBJECT_REQUEST_ARENA = 16 * 1024 * 1024 };

/** Handler of POST /v1/subject; `context` is the dolen_broker. */
dolen_status dolen_subject_serve(void *context, dolen_http_request *request, dolen_http_response *response,
                                 dolen_err *err);

#endif
