/**
 * What an agency has published of each of its people and addresses, and the run that brings it up to date.
 *
 * A run: begin; add every row of the extract (streamed with COPY); compare (one set-based join); read the changes page
 * by page, make and send them, keeping what was sent; seal the run just before the delta's commit may leave the node;
 * confirm it with the broker's receipt, all in one transaction. A run that was not sealed is forgotten when the next
 * begins. A sealed one is settled first: ask the broker for its state; confirm when it has applied the delta of that
 * sequence and digest, else discard. So nothing is lost or doubled wherever the node or the database stops.
 *
 * Keys, digests and elements come keyed and masked by the caller (local_keys.h), so that this database shares no value
 * with any other party's. Memory does not grow with the extract.
 * Owns: a `dolen_published_run` holds one connection from begin to compare. Threads: one run, one thread.
 */
#ifndef DOLEN_NODE_STORE_PUBLISHED_STORE_H
#define DOLEN_NODE_STORE_PUBLISHED_STORE_H

#include "node/store/statement.h"

enum { DOLEN_PUBLISHED_PAGE = 1024 };

/** One row of the extract. */
typedef struct dolen_published_row {
    dolen_uuid key;      /**< keyed hash of the local identifier, cut */
    dolen_uuid identity; /**< keyed hash of all that pseudonyms are made from, cut */
    dolen_uuid flags;    /**< keyed hash of all else that is published of it, cut */
    int64_t place;       /**< where the caller finds it again, such as an offset in the file; not negative */
} dolen_published_row;

typedef enum dolen_published_class {
    DOLEN_PUBLISHED_NEW = 1,
    DOLEN_PUBLISHED_IDENTITY = 2,  /**< pseudonyms change */
    DOLEN_PUBLISHED_FLAGS = 3,     /**< only the rest changes */
    DOLEN_PUBLISHED_GONE = 4,      /**< not in the extract any more */
    DOLEN_PUBLISHED_UNCHANGED = 5, /**< to be put again all the same: a snapshot */
} dolen_published_class;

/** What a comparison found. */
typedef struct dolen_published_counts {
    int64_t before;    /**< published before the run */
    int64_t rows;      /**< in the extract, each key once */
    int64_t doubled;   /**< further rows of a key, left out: the first place counts */
    int64_t unchanged; /**< in snapshots these are among the changes to be sent */
    int64_t fresh;
    int64_t identity;
    int64_t flags;
    int64_t gone;
} dolen_published_counts;

/** One record to put or withdraw. */
typedef struct dolen_published_change {
    int64_t number; /**< ascending from 1, in the order of places; those gone come last */
    dolen_published_class class;
    dolen_uuid key;
    int64_t place;            /**< -1 when gone */
    dolen_uuid old_handle;    /**< zero when new */
    dolen_digest old_element; /**< masked; zero when new */
} dolen_published_change;

/** What was made and sent for a change. */
typedef struct dolen_published_result {
    int64_t number;
    dolen_uuid handle;
    bool is_published;    /**< false: withdrawn, or nothing in it can be matched */
    dolen_digest element; /**< masked */
} dolen_published_result;

/** The last delta that the broker confirmed; all zero before the first. */
typedef struct dolen_publication_state {
    uint64_t sequence;
    dolen_digest digest;
    dolen_digest set_digest;
    int64_t extract_rows; /**< of the extract it came from (R-18) */
    int64_t extract_as_of;
    int64_t confirmed;
} dolen_publication_state;

/** A run that was sealed and not settled. */
typedef struct dolen_published_sealed {
    bool exists;
    uint64_t sequence;
    dolen_digest digest; /**< of the delta */
    dolen_digest set_digest;
    dolen_bytes commit_message; /**< as sealed, to be sent again */
    int64_t begun;
} dolen_published_sealed;

typedef struct dolen_published_run dolen_published_run;

/** The last confirmed delta of an epoch. */
DOLEN_CHECKED dolen_status dolen_published_store_state(dolen_pool *pool, uint32_t epoch, dolen_publication_state *out,
                                                       dolen_err *err);

/** Is a sealed run waiting to be settled? Its message lives in `arena`. */
DOLEN_CHECKED dolen_status dolen_published_store_sealed(dolen_pool *pool, uint32_t epoch, dolen_arena *arena,
                                                        dolen_published_sealed *out, dolen_err *err);

/**
 * Begin a run; one that was not sealed is forgotten. `whole`: for a snapshot, so that every row is to be put again.
 * DOLEN_E_CONFLICT while a sealed run is not settled, or another run compares right now.
 */
DOLEN_CHECKED dolen_status dolen_published_run_begin(dolen_pool *pool, uint32_t epoch, bool whole, int64_t now,
                                                     dolen_published_run **out, dolen_err *err);

/** Free; what was not compared is forgotten. NULL is fine. */
void dolen_published_run_free(dolen_published_run *run);
DOLEN_OWNED(dolen_published_run);

/** Add a row of the extract. A failure is kept and reported by dolen_published_run_compare. */
void dolen_published_run_add(dolen_published_run *run, const dolen_published_row *row);

/** Compare all rows added with what is published, and keep the changes, durably. Gives the connection back. */
DOLEN_CHECKED dolen_status dolen_published_run_compare(dolen_published_run *run, dolen_published_counts *out,
                                                       dolen_err *err);

/**
 * A run without an extract: withdraw what is published of everybody under restriction or erased (subject_store.h), and
 * nothing else. Takes the place of begin, add and compare; `extract_rows` is kept for the guard of R-18.
 * DOLEN_E_CONFLICT as dolen_published_run_begin says.
 */
DOLEN_CHECKED dolen_status dolen_published_run_withdraw(dolen_pool *pool, uint32_t epoch, int64_t extract_rows,
                                                        int64_t now, dolen_published_counts *out, dolen_err *err);

/** The next at most DOLEN_PUBLISHED_PAGE changes with a number above `after`, in `arena` (128 KiB suffice). */
DOLEN_CHECKED dolen_status dolen_published_store_changes(dolen_pool *pool, uint32_t epoch, int64_t after,
                                                         dolen_arena *arena, const dolen_published_change **out,
                                                         size_t *count, dolen_err *err);

/** Keep what was made for at most DOLEN_PUBLISHED_PAGE changes, none twice. Again for the same number replaces it. */
DOLEN_CHECKED dolen_status dolen_published_store_keep(dolen_pool *pool, uint32_t epoch,
                                                      const dolen_published_result *results, size_t count,
                                                      dolen_err *err);

/**
 * Seal the run, durably, before its commit is sent. DOLEN_E_CONFLICT unless every change has a result. DOLEN_E_ABSENT
 * when there is no run. `extract_as_of` is kept for the state.
 */
DOLEN_CHECKED dolen_status dolen_published_store_seal(dolen_pool *pool, uint32_t epoch, const dolen_delta *delta,
                                                      const dolen_digest *digest, dolen_bytes commit_message,
                                                      dolen_err *err);

/**
 * The broker has applied the sealed delta: make its results what is published, in one transaction. DOLEN_E_ABSENT when
 * no run of this sequence is sealed (it was confirmed before).
 */
DOLEN_CHECKED dolen_status dolen_published_store_confirm(dolen_pool *pool, uint32_t epoch, uint64_t sequence,
                                                         int64_t now, dolen_bytes receipt, dolen_err *err);

/** Forget the run, sealed or not: the broker has not applied it and will not. */
DOLEN_CHECKED dolen_status dolen_published_store_discard(dolen_pool *pool, uint32_t epoch, dolen_err *err);

#endif
