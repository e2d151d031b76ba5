/**
 * Reviews of own searches and notices about own records, for those who look after them: supervisors and the
 * data-protection officer (IG-15, IG-20, IG-32).
 *
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_REVIEWS_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_REVIEWS_H

#include <jansson.h>

#include "node/agency/agency.h"

/** May this role see and close reviews, and see who consulted the agency's records? */
bool dolen_reviews_is_for(dolen_code role);

/**
 * Carry out {"action": "list" | "close" | "notices" | "sample", "user", "role", ...} for the command line; `*out`
 * belongs to the caller. list: {"reviews": [...], "open", "overdue"}, with "all": "yes" closed ones too. close: needs
 * "review" and "outcome", may have "follow_up" and "note". notices: {"notices": [...]}, with "local_id" those of one
 * record, with "protected": "yes" those of protected records only. sample: the draw of the week of the day "week"
 * (none: last week), repeated. DOLEN_E_DENIED for an account that may not, or that asked or authorised the search
 * itself; DOLEN_E_ABSENT for a review that is not open or a week without a draw; DOLEN_E_INPUT for a request that
 * cannot be right.
 */
DOLEN_CHECKED dolen_status dolen_reviews_serve(dolen_agency *agency, const json_t *request, dolen_arena *arena,
                                               json_t **out, dolen_err *err);

/** Set the gauges of open and overdue reviews; nothing when the database does not answer. */
void dolen_reviews_measure(dolen_agency *agency);

#endif
