/** How far one count of a network can move while all that is shown stays true. Part of disclosure.c. */
#ifndef DOLEN_GOVERNANCE_STATISTICS_DISCLOSURE_FLOW_H
#define DOLEN_GOVERNANCE_STATISTICS_DISCLOSURE_FLOW_H

#include "governance/statistics/disclosure.h"

/** Everything a search for paths needs; all in an arena. */
typedef struct dolen_disclosure_flow {
    const dolen_disclosure_network *network;
    size_t *first;     /**< of each node in `incident`; one more at the end */
    size_t *incident;  /**< cells at the nodes */
    uint32_t *up;      /**< by how much each count may still grow */
    uint32_t *down;    /**< or shrink */
    size_t *through;   /**< by which cell each node was reached in the latest search */
    uint32_t *waiting; /**< nodes to look at */
    bool *is_reached;  /**< nodes that the latest search came to */
} dolen_disclosure_flow;

/** Prepare; the cells and nodes of the network must have been checked. DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_disclosure_flow_make(const dolen_disclosure_network *network, dolen_arena *arena,
                                                      dolen_disclosure_flow *out, dolen_err *err);

/** Start again from the true counts, each free to move within what is known of it alone. */
void dolen_disclosure_flow_reset(dolen_disclosure_flow *flow, const dolen_disclosure_rules *rules);

/**
 * By how much the count of `cell` can grow (or shrink), the others moving with it; looks no further than `enough`.
 * When it is less, `is_reached` holds one side of a narrowest cut.
 */
uint32_t dolen_disclosure_flow_grow(dolen_disclosure_flow *flow, size_t cell, uint32_t enough);
uint32_t dolen_disclosure_flow_shrink(dolen_disclosure_flow *flow, size_t cell, uint32_t enough);

#endif
