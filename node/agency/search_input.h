/**
 * Is what was typed enough to ask with? One fault at most for each field, in words that the pages choose.
 *
 * Pure. Secrets: what was typed is personal data. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_INPUT_H
#define DOLEN_NODE_AGENCY_SEARCH_INPUT_H

#include "governance/policy/rules.h"
#include "node/agency/search.h"

/** Fill in `out->faults` and `out->has_faults`. Wildcards and blanks are faults (IG-22). */
void dolen_search_input_check(const dolen_rules *rules, const dolen_search_request *request, dolen_day today,
                              dolen_search_outcome *out);

#endif
