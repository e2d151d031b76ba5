/**
 * The receipt of a past search, under a checkpoint that the witnesses have confirmed once there is one (IG-10).
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SEARCH_RECEIPT_H
#define DOLEN_NODE_AGENCY_SEARCH_RECEIPT_H

#include "node/base/arena.h"
#include "node/model/uuid.h"

struct dolen_agency;

/**
 * `plain` is the receipt as it came with the answer. `*out` is the one kept under a confirmed checkpoint; else one is
 * fetched from the hub now, verified against the federation file's ledger key, witnesses and quorum, and kept; else
 * `plain` itself. A hub that hands out a receipt that does not hold is an alarm. In `arena`.
 */
DOLEN_CHECKED dolen_status dolen_search_receipt_confirmed(struct dolen_agency *agency, dolen_uuid id, const char *plain,
                                                          dolen_arena *arena, const char **out, dolen_err *err);

#endif
