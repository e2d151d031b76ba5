/**
 * How the node stands, for its administrator's page: what was published, what ends when, which rules are in force.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_NODE_STATUS_H
#define DOLEN_NODE_AGENCY_SERVICE_NODE_STATUS_H

#include "node/agency/web/web_status_data.h"

/**
 * Gather it into `arena`; `agency` is a dolen_agency. What cannot be read ends at 0. The database's statuses when the
 * last publication cannot be read.
 */
DOLEN_CHECKED dolen_status dolen_node_status_read(void *agency, dolen_arena *arena, dolen_web_status *out,
                                                  dolen_err *err);

#endif
