/**
 * Staff accounts of the node: may somebody act in a role, and the command line's requests about accounts (IG-30).
 *
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_ACCOUNT_H
#define DOLEN_NODE_AGENCY_ACCOUNT_H

#include <jansson.h>

#include "node/agency/agency.h"

/**
 * Does this account exist, hold the role, and is it neither suspended nor lapsed? DOLEN_E_DENIED otherwise, with the
 * same words whichever it is; also for an account whose roles both read the log and search people (IG-12).
 */
DOLEN_CHECKED dolen_status dolen_account_check(dolen_agency *agency, const char *user, dolen_code role,
                                               dolen_arena *arena, dolen_err *err);

/**
 * Carry out {"action": "add" | "change" | "list" | "suspend" | "restore" | "confirm" | "set-password" |
 * "forget-second-factor" | "hand-over", ...} and answer
 * {"accounts": [...]}, never with a password or its hash, or a home. add and change take "team", and a home as
 * "home_address", "home_postcode" and "home_uprn", of which digests alone are kept (account_home.h); "forget_home":
 * "yes" removes them. `*out` belongs to the caller. DOLEN_E_INPUT for a request
 * that cannot be right, such as roles that read the log beside roles that search (IG-12), DOLEN_E_CONFLICT for a name
 * that is taken, DOLEN_E_ABSENT for one that is not.
 */
DOLEN_CHECKED dolen_status dolen_account_serve(dolen_agency *agency, const json_t *request, dolen_arena *arena,
                                               json_t **out, dolen_err *err);

#endif
