/**
 * The broker's tables of published records: staging the chunks of a delta, and applying them.
 *
 * Only stored forms come here: tokens and handles have been transformed under the broker's keys before (node/broker/
 * delta.h), so that nothing as it travels on the wire reaches a disk. What a chunk changes is worked out against the
 * published state when it is staged; because a delta applies to exactly one state (sequence = last + 1), that still
 * holds when it is committed.
 *
 * All functions work on a connection of the caller; where a transaction is needed the contract says so. An advisory
 * lock (two integers: agency, epoch) orders staging (shared) and committing (exclusive).
 * Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_DELTA_STORE_H
#define DOLEN_NODE_STORE_DELTA_STORE_H

#include "node/store/statement.h"

/** Whose records, under which key. `agency` is the number in the broker's database. */
typedef struct dolen_delta_place {
    int16_t agency;
    uint32_t epoch;
} dolen_delta_place;

/** The last delta applied; all zero when there is none (an empty set's digest is zero too). */
typedef struct dolen_stored_state {
    uint64_t sequence;
    dolen_digest digest;
    dolen_digest set_digest;
    int64_t extract_as_of; /**< instant */
    bool is_erased;        /**< retention erased records since: nothing but a snapshot may follow */
} dolen_stored_state;

/** A token as stored. */
typedef struct dolen_stored_token {
    dolen_uuid value;
    dolen_key_kind kind;
} dolen_stored_token;

/** What the index holds for a handle. */
typedef struct dolen_stored_record {
    int64_t id; /**< 0: nothing */
    dolen_subject subject;
    dolen_digest element;
    dolen_uuid values[DOLEN_SUBJECT_PSEUDONYMS];
    size_t value_count;
} dolen_stored_record;

/** One operation in stored form. */
typedef struct dolen_stored_operation {
    dolen_uuid handle;       /**< sealed */
    const dolen_record *put; /**< NULL for a withdrawal; its handle and tokens are not looked at */
    dolen_digest element;    /**< of a put */
    const dolen_stored_token *tokens;
    size_t token_count;
} dolen_stored_operation;

/** A chunk of operations in stored form, with the sums that the set digest needs. */
typedef struct dolen_stored_chunk {
    dolen_delta_place place;
    uint64_t sequence;
    uint32_t index;
    dolen_digest digest; /**< SHA-256 of the chunk's bytes */
    const dolen_stored_operation *operations;
    const dolen_stored_record *before; /**< what dolen_delta_store_find gave, in the order of the operations */
    size_t count;
    dolen_digest put_sum; /**< sum of the elements put */
    dolen_digest old_sum; /**< sum of the elements that go: replaced or withdrawn */
} dolen_stored_chunk;

/** What is known of all staged chunks 0 to count - 1 together. */
typedef struct dolen_staged_totals {
    uint32_t chunks;
    int64_t puts;
    int64_t withdrawals;
    int64_t put_persons;
    int64_t put_addresses;
    int64_t old_persons;
    int64_t old_addresses;
    dolen_digest digest; /**< SHA-256 over the chunks' digests in order */
} dolen_staged_totals;

/** The number of an agency, which is made when it is new. */
DOLEN_CHECKED dolen_status dolen_delta_store_agency(dolen_connection *connection, dolen_code code, int16_t *out,
                                                    dolen_err *err);

/** The last delta applied. */
DOLEN_CHECKED dolen_status dolen_delta_store_state(dolen_connection *connection, dolen_delta_place place,
                                                   dolen_stored_state *out, dolen_err *err);

/** The receipt stored with a delta, in `arena`. DOLEN_E_ABSENT if none was applied under that sequence. */
DOLEN_CHECKED dolen_status dolen_delta_store_receipt(dolen_connection *connection, dolen_delta_place place,
                                                     uint64_t sequence, dolen_arena *arena, dolen_bytes *out,
                                                     dolen_err *err);

/** Indices of the chunks staged for `sequence`, ascending, in `arena`. */
DOLEN_CHECKED dolen_status dolen_delta_store_staged(dolen_connection *connection, dolen_delta_place place,
                                                    uint64_t sequence, dolen_arena *arena, const uint32_t **indices,
                                                    size_t *count, dolen_err *err);

/** Take the place's lock until the transaction ends: shared for staging, exclusive for committing. */
DOLEN_CHECKED dolen_status dolen_delta_store_lock(dolen_connection *connection, dolen_delta_place place, bool exclusive,
                                                  dolen_err *err);

/** Is this very chunk (sequence, index, digest) staged? */
DOLEN_CHECKED dolen_status dolen_delta_store_has_chunk(dolen_connection *connection, const dolen_stored_chunk *chunk,
                                                       bool *out, dolen_err *err);

/** What the index holds for each of `count` (at most DOLEN_CHUNK_OPERATIONS) sealed handles, none of them twice. */
DOLEN_CHECKED dolen_status dolen_delta_store_find(dolen_connection *connection, dolen_delta_place place,
                                                  const dolen_uuid *handles, size_t count, dolen_stored_record *out,
                                                  dolen_err *err);

/** Stage a chunk, in place of another of the same index. In a transaction that holds the shared lock. */
DOLEN_CHECKED dolen_status dolen_delta_store_stage(dolen_connection *connection, const dolen_stored_chunk *chunk,
                                                   dolen_err *err);

/** Totals of the chunks staged for `sequence` with an index below `chunks`. */
DOLEN_CHECKED dolen_status dolen_delta_store_totals(dolen_connection *connection, dolen_delta_place place,
                                                    uint64_t sequence, uint32_t chunks, dolen_staged_totals *out,
                                                    dolen_err *err);

/** Called for each staged chunk's sums; stops at the first status that is not DOLEN_OK. */
typedef dolen_status (*dolen_delta_sums)(void *context, const dolen_digest *put_sum, const dolen_digest *old_sum,
                                         dolen_err *err);

/** Hand the sums of each chunk staged for `sequence` with an index below `chunks` to `visit`, in pages. */
DOLEN_CHECKED dolen_status dolen_delta_store_visit_sums(dolen_connection *connection, dolen_delta_place place,
                                                        uint64_t sequence, uint32_t chunks, dolen_delta_sums visit,
                                                        void *context, dolen_err *err);

/**
 * Apply all staged chunks of `delta`, whose totals have been checked, and empty the staging. In a transaction that
 * holds the exclusive lock. DOLEN_E_INPUT if a handle stands twice in the delta; DOLEN_E_CONFLICT if the published
 * state is not the one that the chunks were staged against.
 */
DOLEN_CHECKED dolen_status dolen_delta_store_apply(dolen_connection *connection, dolen_delta_place place,
                                                   const dolen_delta *delta, const dolen_staged_totals *totals,
                                                   dolen_err *err);

/** Record an applied delta with its receipt; the last statement of its transaction. */
DOLEN_CHECKED dolen_status dolen_delta_store_finish(dolen_connection *connection, dolen_delta_place place,
                                                    const dolen_delta *delta, const dolen_digest *digest,
                                                    int64_t applied, dolen_bytes receipt, dolen_err *err);

/** Forget everything staged for a place. */
DOLEN_CHECKED dolen_status dolen_delta_store_discard(dolen_connection *connection, dolen_delta_place place,
                                                     dolen_err *err);

#endif
