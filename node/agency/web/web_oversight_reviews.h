/**
 * What the pages of reviews need from the node: which are open or closed, one in full, closing one.
 *
 * A table of functions, so that tests can use a double. Every function takes `context` first, may be called by any
 * number of threads at once, and keeps returned texts in the arena given.
 * Secrets: a review names staff and a case; who was searched is not in it.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_OVERSIGHT_REVIEWS_H
#define DOLEN_NODE_AGENCY_WEB_WEB_OVERSIGHT_REVIEWS_H

#include "node/store/audit_step_store.h"
#include "node/store/review_store.h"

/** One review with what is kept of its search, except who was searched. */
typedef struct dolen_web_review {
    dolen_review review;
    bool has_search; /**< the search is still kept; without it what follows is empty */
    int64_t asked;   /**< instant */
    int16_t channel; /**< dolen_search_channel */
    dolen_subject subject;
    bool consent;
    const char *decision_maker;
    const char *outcome; /**< "answered", or what prevented an answer */
    int32_t involved;    /**< members that were involved */
    const dolen_audit_stored *steps;
    size_t step_count;
} dolen_web_review;

typedef struct dolen_web_oversight_reviews {
    void *context;

    /** How many are open, and how many of them overdue, at `now`. */
    dolen_status (*count)(void *context, int64_t now, dolen_review_count *out, dolen_err *err);
    /** Open ones by due date or closed ones, latest first, at most `limit`. */
    dolen_status (*list)(void *context, dolen_review_wish wish, size_t limit, dolen_arena *arena,
                         const dolen_review **out, size_t *count, dolen_err *err);
    /** The review of this search. DOLEN_E_ABSENT. */
    dolen_status (*find)(void *context, dolen_uuid search, dolen_arena *arena, dolen_web_review *out, dolen_err *err);
    /** As dolen_review_store_close. */
    dolen_status (*close)(void *context, const dolen_review_closing *closing, dolen_err *err);
} dolen_web_oversight_reviews;

struct dolen_agency;

/** These functions on the node's own database. */
dolen_web_oversight_reviews dolen_web_reviews_database(struct dolen_agency *agency);

#endif
