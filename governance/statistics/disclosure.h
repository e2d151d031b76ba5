/**
 * Disclosure control of published counts (IG-36, decision 0022): which are not shown, and as what the others are.
 *
 * Counts that are tied by sums are a network: each cell is an edge, its count flows along it, and at every node as much
 * comes in as goes out. A one-way table with its total is two nodes: the categories lead from the first to the second,
 * the total back. A two-way table has a node for each row and column; the rows' totals lead into the rows, the columns'
 * totals out of the columns. Tables that share a total stand in one circle. So "what can be worked out from all that is
 * shown" is a question of flows, and has an exact answer.
 *
 * A cell is not shown when fewer people than a threshold are behind it, and further cells are not shown until no range
 * that can be worked out for such a cell is narrower than the threshold. The threshold is `suppress_below` plus an
 * offset that is secret and always the same for one cell, and so is the rounding's: comparing a month with the next
 * never tells that a count passed a limit known beforehand.
 *
 * Pure: no clock, no store, no chance. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_STATISTICS_DISCLOSURE_H
#define DOLEN_GOVERNANCE_STATISTICS_DISCLOSURE_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/arena.h"

/** From the rules, [statistics]. */
typedef struct dolen_disclosure_rules {
    uint32_t suppress_below; /**< 2 to 100 */
    uint32_t round_to;       /**< 1 to 100 */
} dolen_disclosure_rules;

enum {
    DOLEN_DISCLOSURE_CELLS = 8192, /**< of one network at most */
    DOLEN_DISCLOSURE_COUNT = 1 << 24,
    DOLEN_DISCLOSURE_NO_LIMIT = 1 << 28, /**< "as many as you like" in a range */
};

/** One count. */
typedef struct dolen_disclosure_cell {
    uint32_t from; /**< node */
    uint32_t to;   /**< node */
    uint32_t count;
    uint32_t people;          /**< how many are behind the count: the count itself where people are counted */
    bool counts_people;       /**< then an outsider knows a count that is not shown to be small */
    bool is_internal;         /**< ties others together and is not for publication */
    uint8_t threshold_offset; /**< 0 to suppress_below - 1; secret, the same in every release */
    uint8_t rounding_offset;  /**< 0 to round_to - 1; likewise */
    bool is_suppressed;       /**< result: not shown */
    bool is_small;            /**< result: not shown for its own sake */
    uint32_t shown;           /**< result: as what it is shown, 0 when it is not */
} dolen_disclosure_cell;

/** All counts that are tied to one another. */
typedef struct dolen_disclosure_network {
    dolen_disclosure_cell *cells;
    size_t cell_count;
    uint32_t nodes; /**< numbered from 0 */
} dolen_disclosure_network;

/** What can be worked out of one count from everything that is shown: it lies between, both included. */
typedef struct dolen_disclosure_range {
    uint32_t low;
    uint32_t high; /**< DOLEN_DISCLOSURE_NO_LIMIT: no limit */
} dolen_disclosure_range;

/**
 * Decide what is shown; fills the results of every cell. DOLEN_E_INPUT when a sum does not agree, an offset or a node
 * is out of range; DOLEN_E_LIMIT for too many cells or over the arena's limit. Then nothing may be published.
 */
DOLEN_CHECKED dolen_status dolen_disclosure_protect(const dolen_disclosure_rules *rules,
                                                    dolen_disclosure_network *network, dolen_arena *arena,
                                                    dolen_err *err);

/** A threshold and rounding without secrets, complementary suppression left out: what a plain publisher would do. */
void dolen_disclosure_protect_plainly(const dolen_disclosure_rules *rules, dolen_disclosure_network *network);

/**
 * The exact range that an outsider can work out for one cell who sees all that is shown, knows the rules and this
 * program, and even knows which of the cells not shown are small; but not the secret offsets. Statuses as above.
 */
DOLEN_CHECKED dolen_status dolen_disclosure_work_out(const dolen_disclosure_rules *rules,
                                                     const dolen_disclosure_network *network, size_t cell,
                                                     dolen_arena *arena, dolen_disclosure_range *out, dolen_err *err);

/** What the mark or the number of this one cell says of it, without looking at any other. */
dolen_disclosure_range dolen_disclosure_range_of(const dolen_disclosure_rules *rules,
                                                 const dolen_disclosure_cell *cell);

#endif
