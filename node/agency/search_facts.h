/**
 * What the rules are told of a question: the same when it is asked and when somebody later reads how it was decided.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_FACTS_H
#define DOLEN_NODE_AGENCY_SEARCH_FACTS_H

#include "governance/federation/federation.h"
#include "governance/policy/policy.h"
#include "node/agency/search.h"

/** The facts of a question that this member asked at an instant, for so much. */
dolen_policy_request dolen_search_facts(const dolen_federation_member *asker, const dolen_search_request *request,
                                        int64_t asked, dolen_level requested_level);

#endif
