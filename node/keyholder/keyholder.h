/**
 * A key holder: one share of the pseudonym key, behind mutual TLS, applied to what member agencies ask for.
 *
 *     POST /v1/evaluate   EvaluateRequest -> EvaluateReply (proto/evaluate.proto); agencies only
 *
 * Refused with a bare status code: 400 malformed, not an element, not our set; 403 another federation, no agency, file
 * out of force; 409 an epoch that is not served; 429 the agency's evaluations for today are used up.
 * Secrets: the share, in locked memory. What it logs and counts are agencies and numbers; it never sees an identity.
 */
#ifndef DOLEN_NODE_KEYHOLDER_KEYHOLDER_H
#define DOLEN_NODE_KEYHOLDER_KEYHOLDER_H

#include "node/runtime/daemon.h"

/** The service for dolen_daemon_main. */
extern const dolen_service dolen_keyholder_service;

#endif
