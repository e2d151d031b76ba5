/**
 * A sample of each week's searches, drawn by lot for review, so that no search is too ordinary to be looked at (IG-09).
 *
 * Nobody chooses: the seed comes from the ledger's checkpoint that this node confirmed last, after the week was over,
 * and is kept before the draw; the search numbers are random. Anybody with the seed and the week's search numbers can
 * repeat the draw, with nothing but SHA-256 over text (decision 28):
 *
 *     seed = SHA-256("dolen review sample v1 ROOT WEEK")    rank of a search = SHA-256("SEED NUMBER")
 *
 * all in lower-case hexadecimal or decimal digits, one space between them. The searches with the lowest ranks are
 * drawn, besides those under review anyway for a protected record or urgency, which the draw leaves out. Weeks begin on
 * Monday, UTC.
 * Owns: nothing. Threads: any; two draws of one week end as one.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_SAMPLING_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_SAMPLING_H

#include "node/agency/agency.h"
#include "node/store/sample_store.h"

enum {
    DOLEN_SAMPLING_MOST = 500,      /**< a sample's size at most */
    DOLEN_SAMPLING_CATCH_UP = 8,    /**< weeks that are made up for after the node stood still */
    DOLEN_SAMPLING_WAIT_HOURS = 24, /**< so long a confirmed checkpoint is waited for; then random bytes are the seed */
    DOLEN_SAMPLING_ARENA = DOLEN_SAMPLE_POPULATION * DOLEN_UUID_SIZE + 1024 * 1024,
};

/** What is needed for a draw. */
typedef struct dolen_sampling_parts {
    dolen_pool *pool;
    dolen_clock clock;
    const char *origin;  /**< of the ledger whose checkpoints this node confirms; NULL: it confirms none */
    int32_t wanted;      /**< 1 to DOLEN_SAMPLING_MOST */
    int32_t hour;        /**< of Monday, UTC, from which last week is drawn */
    int64_t started;     /**< instant from which the node could confirm one; one is waited for from then on */
    int64_t review_days; /**< within which a drawn search is to be reviewed */
} dolen_sampling_parts;

/** One search of the draw. */
typedef struct dolen_sampling_choice {
    dolen_uuid search;
    dolen_digest rank;
} dolen_sampling_choice;

/** The number of the week that an instant lies in, and the instant at which a week begins. */
int32_t dolen_sampling_week_of(int64_t instant);
int64_t dolen_sampling_week_begin(int32_t week);

/** A week's seed. */
dolen_digest dolen_sampling_seed(const dolen_digest *root, int32_t week);

/**
 * The `wanted` (at most DOLEN_SAMPLING_MOST) searches with the lowest ranks, lowest first, whatever the order of `ids`;
 * how many there are.
 */
size_t dolen_sampling_choose(const dolen_digest *seed, const dolen_uuid *ids, size_t count, size_t wanted,
                             dolen_sampling_choice out[DOLEN_SAMPLING_MOST]);

/**
 * Draw every week that is over and not drawn, at most DOLEN_SAMPLING_CATCH_UP of them, each once; `*drawn` weeks were.
 * DOLEN_E_ABSENT: a week waits for a checkpoint that is confirmed after its end.
 */
DOLEN_CHECKED dolen_status dolen_sampling_run(const dolen_sampling_parts *parts, int32_t *drawn, dolen_err *err);

/** Draw when it is due, from a thread of its own. NULL when the settings want no sample. */
dolen_periodic *dolen_sampling_start(dolen_agency *agency);

/** A draw repeated. */
typedef struct dolen_sampling_report {
    dolen_sample sample;
    dolen_sampling_choice choices[DOLEN_SAMPLING_MOST];
    size_t choice_count;
    int64_t population; /**< searches of the week that are still kept */
    size_t reviewed;    /**< how many of the choices have a review */
    bool holds;         /**< the seed follows from its root, and every choice has a review: nobody chose */
    bool is_whole;      /**< as many searches are kept as it was drawn from; without them it cannot be repeated */
} dolen_sampling_report;

/** Repeat the draw of a week. DOLEN_E_ABSENT when there was none. `arena` needs DOLEN_SAMPLING_ARENA. */
DOLEN_CHECKED dolen_status dolen_sampling_repeat(dolen_connection *connection, int32_t week, dolen_arena *arena,
                                                 dolen_sampling_report *out, dolen_err *err);

#endif
