/**
 * What retention erases (IG-14), as role dolen_eraser, and the list of it that the service enters into the ledger.
 *
 * Every function that erases also writes down what, of which month and how many, in the caller's transaction: nothing
 * goes without that list, and the list says nothing about anybody. The functions on top work on the broker's database,
 * those named _node_ on an agency's node's. Owns: nothing; results live in the arena given. Threads: one connection,
 * one thread; each erasing function must run in a transaction.
 */
#ifndef DOLEN_NODE_STORE_ERASURE_STORE_H
#define DOLEN_NODE_STORE_ERASURE_STORE_H

#include "node/store/cosignature_store.h"
#include "node/store/delta_store.h"

/** One line of the list. */
typedef struct dolen_erasure {
    int64_t id;         /**< of the broker's list */
    dolen_uuid notice;  /**< of the node's */
    int64_t erased;     /**< instant */
    dolen_code agency;  /**< whose; empty: the hub's own */
    dolen_code outcome; /**< a headline code, or "consultations", "log.query", "requests", "quotas", "searches" */
    dolen_month month;  /**< 0: of no month */
    int64_t count;      /**< above 0 */
} dolen_erasure;

/** An agency's records under one key. */
typedef struct dolen_erasure_place {
    dolen_delta_place place;
    dolen_code agency;
} dolen_erasure_place;

/** All places with records, in `arena`. */
DOLEN_CHECKED dolen_status dolen_erasure_store_places(dolen_connection *connection, dolen_arena *arena,
                                                      const dolen_erasure_place **out, size_t *count, dolen_err *err);

/**
 * Erase of one place the months before `first`, and the involvements and states that closed before it; a record of
 * which no flag is left goes with its pseudonyms. When anything went, nothing but a snapshot may follow (delta_store.h,
 * dolen_stored_state). `*erased` says how many lines were written. Waits for deltas of the place.
 */
DOLEN_CHECKED dolen_status dolen_erasure_store_flags(dolen_connection *connection, const dolen_erasure_place *at,
                                                     dolen_month first, int64_t now, int64_t *erased, dolen_err *err);

/** Kinds of ledger entries whose text is erased, by number, with the name for the list ("log.query"). */
typedef struct dolen_erasure_kind {
    int16_t number;
    dolen_code outcome;
} dolen_erasure_kind;

enum { DOLEN_ERASURE_KINDS = 32 };

/**
 * Blank the text of entries of these kinds made before `before`, and erase who was asked about in questions from before
 * then. Leaves, nodes and checkpoints stay, and every proof holds.
 */
DOLEN_CHECKED dolen_status dolen_erasure_store_log(dolen_connection *connection, const dolen_erasure_kind *kinds,
                                                   size_t count, int64_t before, int64_t now, dolen_err *err);

/**
 * Erase alerts that their agency had fetched before one instant, and those raised before another, fetched or not
 * (IG-32).
 */
DOLEN_CHECKED dolen_status dolen_erasure_store_alerts(dolen_connection *connection, int64_t fetched_before,
                                                      int64_t raised_before, int64_t now, dolen_err *err);

/** Forget requests seen before one instant, and counters of hours and days that ended before another. */
DOLEN_CHECKED dolen_status dolen_erasure_store_admission(dolen_connection *connection, int64_t seen_before,
                                                         int64_t counted_before, int64_t now, dolen_err *err);

/**
 * Erase rounds opened before `before` with their cosignatures, but for the last one of each day that the quorum
 * confirmed. One that no later confirmed round follows stays whatever its age: receipts of all entries, and what the
 * quorum confirmed last, are served as before.
 */
DOLEN_CHECKED dolen_status dolen_erasure_store_rounds(dolen_connection *connection, const dolen_ledger_quorum *quorum,
                                                      int64_t before, int64_t now, dolen_err *err);

/** Erase what an agency staged of a delta and left since `before`; counted in chunks. It publishes from the start. */
DOLEN_CHECKED dolen_status dolen_erasure_store_stages(dolen_connection *connection, int64_t before, int64_t now,
                                                      dolen_err *err);

/** What was erased at `now`, in `arena`, in the order in which it was. */
DOLEN_CHECKED dolen_status dolen_erasure_store_list(dolen_connection *connection, int64_t now, dolen_arena *arena,
                                                    const dolen_erasure **out, size_t *count, dolen_err *err);

/** The oldest line without a ledger entry, locked until the transaction ends (as dolen_service). DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_erasure_store_next(dolen_connection *connection, dolen_erasure *out, dolen_err *err);

/** Note the ledger entry of a line (as dolen_service). */
DOLEN_CHECKED dolen_status dolen_erasure_store_record(dolen_connection *connection, int64_t id, uint64_t entry,
                                                      dolen_err *err);

/** What a node's database holds that has its time. */
typedef struct dolen_erasure_node {
    /** Searches and notices asked, the log read, alerts raised, reviews and alarms closed, the ledger compared and
     * marks lifted before this instant; findings with their searches. */
    int64_t searches_before;
    int64_t sessions_before; /**< sessions last used before this instant */
    const int32_t *epochs;   /**< key epochs in force: what was published under others goes */
    size_t epoch_count;
    int64_t now;
} dolen_erasure_node;

/** Erase in a node's database; searches, findings, reviews, owners' notices, alerts, readings of the log, alarms and
 * comparisons with the ledger (but the latest) are listed by month for the ledger. */
DOLEN_CHECKED dolen_status dolen_erasure_store_node(dolen_connection *connection, const dolen_erasure_node *what,
                                                    dolen_err *err);

/** What was erased at `now` at a node, likewise. */
DOLEN_CHECKED dolen_status dolen_erasure_store_node_list(dolen_connection *connection, int64_t now, dolen_arena *arena,
                                                         const dolen_erasure **out, size_t *count, dolen_err *err);

#endif
