/**
 * Reviews of searches: those that opened a protected record or overrode by urgency, opened with the search (IG-15,
 * IG-20), those drawn by lot, and findings of unusual use (IG-09). Closed once by somebody else; the service removes
 * none, and changes an open one only by adding a reason.
 *
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_REVIEW_STORE_H
#define DOLEN_NODE_STORE_REVIEW_STORE_H

#include "node/model/code.h"
#include "node/model/uuid.h"
#include "node/store/pool.h"
#include "node/store/statement.h"

/** Why a search is reviewed. The numbers are stored. */
enum {
    DOLEN_REVIEW_PROTECTED = 1, /**< a protected record was opened */
    DOLEN_REVIEW_URGENT = 2,    /**< it was asked before the paperwork */
    DOLEN_REVIEW_SAMPLED = 4,   /**< drawn by lot (review_sample_store.h) */
    DOLEN_REVIEW_FINDING = 8,   /**< something about it was unusual */
};

enum { DOLEN_REVIEW_NOTE = 500 }; /**< bytes of a note at most */

typedef struct dolen_review {
    int64_t number; /**< set by the store */
    dolen_uuid search;
    int16_t reasons; /**< DOLEN_REVIEW_... */
    const char *account;
    dolen_code role;
    dolen_code purpose;
    const char *case_reference;
    dolen_code urgent_reason; /**< or empty */
    const char *authoriser;   /**< "" without urgency */
    int64_t opened;           /**< instant */
    int64_t due;              /**< instant */
    int64_t closed;           /**< instant; 0: still open */
    const char *closed_by;    /**< "" while it is open */
    const char *outcome;      /**< of dolen_review_outcomes; "" while it is open */
    const char *follow_up;    /**< of dolen_review_follow_ups */
    const char *note;         /**< "" without one; stays at the agency */
} dolen_review;

/** How a review is closed. */
typedef struct dolen_review_closing {
    int64_t number;
    const char *by;        /**< account */
    const char *outcome;   /**< of dolen_review_outcomes */
    const char *follow_up; /**< of dolen_review_follow_ups; NULL or "": "none" */
    const char *note;      /**< UTF-8, at most DOLEN_REVIEW_NOTE bytes; NULL: none */
    int64_t now;           /**< instant */
} dolen_review_closing;

/** How a review may end: "justified", "not-justified", "referred"; ends with NULL. */
extern const char *const dolen_review_outcomes[];

/** What may follow: "none", "training", "manager-informed", "access-withdrawn", "incident-reported"; ends with NULL. */
extern const char *const dolen_review_follow_ups[];

/** Which reviews to list. */
typedef enum dolen_review_wish {
    DOLEN_REVIEWS_OPEN = 1,
    DOLEN_REVIEWS_CLOSED = 2,
    DOLEN_REVIEWS_ALL = 3,
} dolen_review_wish;

/** How many are open, and how many of them are past their day. */
typedef struct dolen_review_count {
    int64_t open;
    int64_t overdue;
} dolen_review_count;

/** Open one, on the connection of the transaction that keeps its search. DOLEN_E_CONFLICT: the search has one. */
DOLEN_CHECKED dolen_status dolen_review_store_add(dolen_connection *connection, const dolen_review *review,
                                                  dolen_err *err);

/** Open one, or add its reasons to the search's open one. A closed one stays as it is. */
DOLEN_CHECKED dolen_status dolen_review_store_open(dolen_connection *connection, const dolen_review *review,
                                                   dolen_err *err);

/** The review of this search, open or closed. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_review_store_find(dolen_connection *connection, dolen_uuid search, dolen_arena *arena,
                                                   dolen_review *out, dolen_err *err);

/** Open ones by due date, then closed ones, latest first, as wished; at most `limit`, in `arena`. */
DOLEN_CHECKED dolen_status dolen_review_store_list(dolen_connection *connection, dolen_review_wish wish, size_t limit,
                                                   dolen_arena *arena, const dolen_review **out, size_t *count,
                                                   dolen_err *err);

/**
 * Close one. DOLEN_E_ABSENT: there is no such open review. DOLEN_E_DENIED: nobody closes the review of their own
 * search, or of one that they authorised under their account's name. DOLEN_E_INPUT: no such outcome or follow-up, or a
 * note that is too long or holds control characters other than line ends.
 */
DOLEN_CHECKED dolen_status dolen_review_store_close(dolen_connection *connection, const dolen_review_closing *closing,
                                                    dolen_err *err);

/** Count them at an instant. */
DOLEN_CHECKED dolen_status dolen_review_store_count(dolen_connection *connection, int64_t now, dolen_review_count *out,
                                                    dolen_err *err);

#endif
