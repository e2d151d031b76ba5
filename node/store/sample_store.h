/**
 * Which searches of a week are drawn by lot for review (deploy/sql/node/0012_review_sample.sql): the seed first, never
 * changed, then how many were drawn.
 *
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_SAMPLE_STORE_H
#define DOLEN_NODE_STORE_SAMPLE_STORE_H

#include "node/store/statement.h"

enum { DOLEN_SAMPLE_POPULATION = 1000000 }; /**< searches of a week at most */

typedef struct dolen_sample {
    int32_t week; /**< weeks from Monday 29 December 1969 */
    dolen_digest seed;
    const char *origin; /**< of the ledger whose checkpoint the seed is made from; "": from random bytes */
    uint64_t tree_size; /**< of that checkpoint */
    dolen_digest root;  /**< its root, or the random bytes */
    int32_t wanted;     /**< how many are to be drawn */
    int64_t recorded;   /**< instant of the seed */
    int64_t drawn;      /**< instant of the draw; 0: not yet */
    int64_t population; /**< searches it was drawn from */
    int32_t size;       /**< drawn */
} dolen_sample;

/** Keep the seed of a week, unless the week has one: then the older stays. Durable when it returns. */
DOLEN_CHECKED dolen_status dolen_sample_store_begin(dolen_connection *connection, const dolen_sample *sample,
                                                    dolen_err *err);

/** The sample of a week. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_sample_store_find(dolen_connection *connection, int32_t week, dolen_arena *arena,
                                                   dolen_sample *out, dolen_err *err);

/** The earliest week with a seed and no draw, else the one after the latest drawn; DOLEN_E_ABSENT before the first. */
DOLEN_CHECKED dolen_status dolen_sample_store_next(dolen_connection *connection, int32_t *week, dolen_err *err);

/**
 * The searches asked in [from, until) that are not under review anyway for a protected record or urgency, by number.
 * DOLEN_E_LIMIT when they are more than DOLEN_SAMPLE_POPULATION or than fit.
 */
DOLEN_CHECKED dolen_status dolen_sample_store_population(dolen_connection *connection, int64_t from, int64_t until,
                                                         dolen_arena *arena, const dolen_uuid **out, size_t *count,
                                                         dolen_err *err);

/** Note the draw, in the transaction that opens the reviews. DOLEN_E_CONFLICT when the week is drawn already. */
DOLEN_CHECKED dolen_status dolen_sample_store_finish(dolen_connection *connection, const dolen_sample *sample,
                                                     dolen_err *err);

#endif
