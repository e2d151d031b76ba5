/**
 * Data subjects' rights at the agency's own node, for its data-protection officer alone (IG-27, IG-28).
 *
 * report: what is held about a person, by whom, as far as the rules let a person see; who asked about the person, when
 * and why; what this agency itself published and searched. restrict, lift: nothing of a person is published until
 * lifted. erase: nothing is published of the person again, until a new decision lifts that too. dispute, resolve: a
 * marker on what the person disputes. Each stands in the federation's ledger.
 *
 * Secrets: requests and reports hold personal data. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SUBJECT_H
#define DOLEN_NODE_AGENCY_SUBJECT_H

#include <jansson.h>

#include "node/agency/agency.h"

/**
 * Carry out {"action": "report" | "restrict" | "lift" | "erase" | "dispute" | "resolve" | "list", "user", "case",
 * "local_id", ...} as the account `user`, which must be a data-protection officer in good standing: DOLEN_E_DENIED.
 * `*out` belongs to the caller, also for a report that the rules refused. DOLEN_E_INPUT for a request that cannot be
 * right, DOLEN_E_CONFLICT for a mark that is in force, DOLEN_E_ABSENT for one that is not.
 */
DOLEN_CHECKED dolen_status dolen_subject_handle(dolen_agency *agency, const json_t *request, dolen_arena *arena,
                                                json_t **out, dolen_err *err);

#endif
