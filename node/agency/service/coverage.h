/**
 * What this node knows about what each member publishes: its own publishing, and the latest answer to a search.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_COVERAGE_H
#define DOLEN_NODE_AGENCY_SERVICE_COVERAGE_H

#include "node/agency/agency.h"
#include "node/agency/web/web_oversight.h"

/** As dolen_web_oversight.coverage (IG-26). Nothing of whom the search was about is read. */
DOLEN_CHECKED dolen_status dolen_coverage_read(dolen_agency *agency, dolen_arena *arena, const dolen_web_coverage **out,
                                               size_t *count, uint32_t *fresh_hours, dolen_err *err);

#endif
