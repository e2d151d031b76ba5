/**
 * Asking several targets at the same time and taking the first good replies: the key holders.
 *
 * A race has fixed lanes, one a target. Each run starts the first `at_once` entries in the order given; when one fails,
 * or none has finished for `hedge_ms`, the next one is started, until `need` replies were accepted or that can no
 * longer be reached. With `need` equal to the number of entries it is "ask all in parallel, stop at the first failure":
 * right where a reply is of use only together with exactly those of the others (Lagrange coefficients of a fixed set);
 * then run again with another set. Owns: its connections, kept open between runs. Threads: any; runs beyond `runs` at a
 * time wait.
 */
#ifndef DOLEN_NODE_NET_HTTP_RACE_H
#define DOLEN_NODE_NET_HTTP_RACE_H

#include "node/net/http_client.h"

enum { DOLEN_HTTP_RACE_LIMIT = 8 };

/** One target's part in a run. The caller sets `lane` and `call`; the run sets the rest. */
typedef struct dolen_http_entry {
    size_t lane;          /**< index of the target, each at most once in a run */
    dolen_http_call call; /**< may differ from entry to entry */
    dolen_http_reply reply;
    bool started;
    bool accepted;
    dolen_status outcome; /**< why it failed, when started and not accepted; DOLEN_OK also when it was cancelled */
    dolen_err err;        /**< the reason, when outcome is not DOLEN_OK */
    int64_t milliseconds; /**< from its start to its end */
} dolen_http_entry;

/** How a run goes. */
typedef struct dolen_http_race_rules {
    size_t need;      /**< how many replies to wait for */
    size_t at_once;   /**< how many to start with; 0: `need` */
    int64_t hedge_ms; /**< start the next one when nothing has finished for so long; 0: only after a failure */
    int64_t total_ms; /**< give up after; 0: 15 s */

    /**
     * Is this 2xx reply right? (Decode it, verify its proof.) Called on the caller's thread. Anything but DOLEN_OK
     * makes it a failure of that entry. NULL: every 2xx reply is.
     */
    dolen_status (*accept)(void *context, size_t entry, const dolen_http_reply *reply, dolen_err *err);
    void *context;
} dolen_http_race_rules;

typedef struct dolen_http_race dolen_http_race;

/** Prepare lanes to at most DOLEN_HTTP_RACE_LIMIT member targets, for `runs` runs at a time (0: 8). */
DOLEN_CHECKED dolen_status dolen_http_race_new(const dolen_http_target *targets, size_t count, unsigned int runs,
                                               dolen_http_race **out, dolen_err *err);

/** Close its connections; no run may be going. NULL is fine. */
void dolen_http_race_free(dolen_http_race *race);
DOLEN_OWNED(dolen_http_race);

/**
 * Run. DOLEN_OK when `need` replies were accepted. Otherwise DOLEN_E_REMOTE; each entry says how it went. Entries still
 * running are cancelled (their connections are closed). Replies live in `arena`.
 */
DOLEN_CHECKED dolen_status dolen_http_race_run(dolen_http_race *race, dolen_arena *arena, dolen_http_entry *entries,
                                               size_t count, const dolen_http_race_rules *rules, dolen_err *err);

#endif
