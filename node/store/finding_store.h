/**
 * Findings about how members of staff use the search, for the data-protection officer: raised by the node,
 * closed once with a reason by somebody else than the person concerned, never changed or removed by the service after.
 *
 * A finding is known by the searches that it rests on: what is found again about searches that are in an open finding
 * joins it; what was closed is raised again only when a search joins that was not in it.
 *
 * Secrets: a finding says which member of staff; it names searches by number and nobody who was searched.
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_FINDING_STORE_H
#define DOLEN_NODE_STORE_FINDING_STORE_H

#include "node/model/uuid.h"
#include "node/store/pool.h"
#include "node/store/statement.h"

enum {
    DOLEN_FINDING_FIGURES = 8,       /**< figures of one finding at most */
    DOLEN_FINDING_SEARCHES = 500,    /**< searches named by one finding at most */
    DOLEN_FINDING_REASON = 1000,     /**< bytes of a reason at most */
    DOLEN_FINDING_LIST_LIMIT = 1000, /**< findings of a list at most */
};

/** One figure: what it counts (oversight/unusual_use.h, dolen_unusual_figure) and how much. */
typedef struct dolen_finding_figure {
    int16_t figure;
    int64_t value;
} dolen_finding_figure;

typedef struct dolen_stored_finding {
    int64_t number; /**< set by the store */
    int16_t kind;   /**< dolen_unusual_kind */
    const char *account;
    const char *full_name; /**< of the account; "" when there is none of this name any more. Not stored */
    dolen_finding_figure figures[DOLEN_FINDING_FIGURES];
    size_t figure_count;
    const dolen_uuid *searches; /**< at most DOLEN_FINDING_SEARCHES, in the order of their instants when listed */
    size_t search_count;
    int64_t first_search; /**< instants of the searches */
    int64_t last_search;
    int64_t raised;        /**< instant */
    int64_t changed;       /**< instant at which searches last joined it */
    int64_t follows;       /**< number of the closed finding that it continues; 0: of none */
    int64_t closed;        /**< instant; 0: still open */
    const char *closed_by; /**< "" while it is open */
    const char *reason;    /**< "" while it is open */
} dolen_stored_finding;

/** What became of a finding that was put. */
typedef enum dolen_finding_put {
    DOLEN_FINDING_KNOWN = 0, /**< nothing new: all its searches are in findings of this kind already */
    DOLEN_FINDING_JOINED,    /**< searches joined an open one */
    DOLEN_FINDING_RAISED,    /**< a new one */
} dolen_finding_put;

/**
 * Raise it, or join it to an open one of the same kind and account that has a search in common; at `finding->raised`.
 * Sets `finding->number` and `follows` where that is not DOLEN_FINDING_KNOWN. Run it in a transaction. DOLEN_E_INPUT
 * for searches that are not there (any more).
 */
DOLEN_CHECKED dolen_status dolen_finding_store_put(dolen_connection *connection, dolen_stored_finding *finding,
                                                   dolen_finding_put *out, dolen_err *err);

/** Open ones, latest search first, then (with `closed_too`) closed ones, latest closed first; at most `limit`. */
DOLEN_CHECKED dolen_status dolen_finding_store_list(dolen_connection *connection, bool closed_too, size_t limit,
                                                    dolen_arena *arena, const dolen_stored_finding **out, size_t *count,
                                                    dolen_err *err);

/** One. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_finding_store_find(dolen_connection *connection, int64_t number, dolen_arena *arena,
                                                    dolen_stored_finding *out, dolen_err *err);

/**
 * Close one with a reason of 1 to DOLEN_FINDING_REASON bytes. DOLEN_E_ABSENT: there is no such open finding.
 * DOLEN_E_DENIED: nobody closes a finding about themselves. DOLEN_E_INPUT: no reason, or one that is too long.
 */
DOLEN_CHECKED dolen_status dolen_finding_store_close(dolen_connection *connection, int64_t number, const char *by,
                                                     const char *reason, int64_t now, dolen_err *err);

/** How many are open. */
DOLEN_CHECKED dolen_status dolen_finding_store_count(dolen_connection *connection, int64_t *open, dolen_err *err);

/** The instant before which all searches have been looked at; 0: none yet. */
DOLEN_CHECKED dolen_status dolen_finding_store_reached(dolen_connection *connection, int64_t *out, dolen_err *err);

/** Set it. It never goes back. */
DOLEN_CHECKED dolen_status dolen_finding_store_reach(dolen_connection *connection, int64_t reached, dolen_err *err);

#endif
