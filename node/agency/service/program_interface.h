/**
 * The JSON interface for an agency's other programs, such as its case-management system (docs/interface.md).
 *
 * A listener of its own, over mutual TLS in the agency's own authority, apart from the federation's: a program shows a
 * certificate with the identity urn:dolen:<agency>:program:<code> whose key the configuration pins. It asks in the name
 * of a member of staff who has an account here and holds the role, and goes the same way through accounts, rules,
 * quotas and ledger as a person at the pages.
 *
 *     POST /api/v1/search/person, /api/v1/search/address   a question; the answer with its receipt
 *     GET  /api/v1/purposes?role=CODE                      what that role may ask for
 *     GET  /api/v1/codes                                   names of the headline codes
 *     GET  /api/v1/openapi.json                            this interface, described for programs
 *
 * Owns: its listener and its trust. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_PROGRAM_INTERFACE_H
#define DOLEN_NODE_AGENCY_SERVICE_PROGRAM_INTERFACE_H

#include "node/agency/agency.h"
#include "node/base/bytes.h"

typedef struct dolen_program_interface dolen_program_interface;

/**
 * Open the interface if the configuration has [programs] listen; otherwise `*out` is NULL and all is well.
 * DOLEN_E_INPUT when the settings are incomplete or name a key that is none, else what dolen_trust_new and
 * dolen_http_server_new say.
 */
DOLEN_CHECKED dolen_status dolen_program_interface_open(dolen_agency *agency, dolen_program_interface **out,
                                                        dolen_err *err);

/** Close it, letting running requests finish; NULL is fine. */
void dolen_program_interface_free(dolen_program_interface *programs);
DOLEN_OWNED(dolen_program_interface);

/** Read its certificate, authority and revocation list again. On failure the old ones stay. NULL is fine. */
DOLEN_CHECKED dolen_status dolen_program_interface_reload(dolen_program_interface *programs, dolen_err *err);

/** The OpenAPI document, JSON. */
dolen_bytes dolen_program_interface_description(void);

#endif
