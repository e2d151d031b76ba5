/**
 * Keeping each search in the agency's own database: who was searched, by whom, why, and what came of it.
 *
 * Secrets: what was typed is personal data; it stays in the agency's own database. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_KEEP_H
#define DOLEN_NODE_AGENCY_SEARCH_KEEP_H

#include "node/agency/agency.h"
#include "node/agency/search.h"

/** Keep a search with its outcome, answered or not, note how far it went (IG-11), and open its review where one is due,
 * in one transaction. The database's statuses; then nothing may be shown. */
DOLEN_CHECKED dolen_status dolen_search_keep(dolen_agency *agency, const dolen_search_request *request,
                                             const dolen_search_outcome *outcome, dolen_arena *arena, dolen_err *err);

#endif
