/**
 * Alerts about watched own records (IG-32) and what the teams do about them.
 *
 * An alert is new, then seen, then in somebody's hand, then ended with an outcome. Every step is kept with who and when
 * and is never changed; two people at once do not undo one another. Alerts about people who are restricted or erased,
 * or about a record that is not known, are kept and not shown.
 * Secrets: names and local ids are personal data. Owns: nothing; results live in the arena given. Threads: one
 * connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_ALERT_STORE_H
#define DOLEN_NODE_STORE_ALERT_STORE_H

#include "node/model/alert.h"
#include "node/model/notice.h"
#include "node/store/pool.h"
#include "node/store/statement.h"

/** The numbers are stored. */
typedef enum dolen_alert_sort {
    DOLEN_ALERT_OF_FLAG = 1,         /**< another agency published a flag */
    DOLEN_ALERT_OF_CONSULTATION = 2, /**< another agency consulted the record */
} dolen_alert_sort;

/** The numbers are stored. */
typedef enum dolen_alert_state {
    DOLEN_ALERT_NEW = 1,
    DOLEN_ALERT_SEEN = 2,
    DOLEN_ALERT_IN_HAND = 3,
    DOLEN_ALERT_ENDED = 4,
} dolen_alert_state;

/** What may be done with an alert. The numbers are stored. */
typedef enum dolen_alert_deed {
    DOLEN_ALERT_LOOKED_AT = 1,
    DOLEN_ALERT_TAKEN = 2,
    DOLEN_ALERT_TAKEN_OVER = 3, /**< from somebody who had it */
    DOLEN_ALERT_GIVEN_OUTCOME = 4,
} dolen_alert_deed;

/** An alert as it is kept. */
typedef struct dolen_kept_alert {
    dolen_uuid id;
    dolen_alert_sort sort;
    dolen_alert alert;               /**< of a consultation: no flag, kind, month, day or contact */
    dolen_code purpose;              /**< of the consultation, or of the watch; empty: not named */
    dolen_consulted_outcome outcome; /**< of a consultation */
    bool urgent;                     /**< of a consultation */
    int64_t received;                /**< instant */
    dolen_code clock;                /**< of the rules; empty: none */
    int64_t due;                     /**< instant at which the clock ends; 0: none */
    const char *local_id;
    const char *name;
    uint16_t team; /**< number of the own contact, from 1 */
    dolen_alert_state state;
    const char *holder; /**< account that has it or ended it; "" */
    dolen_code ended;   /**< outcome; empty while it is open */
    int64_t changed;    /**< instant of the last change of state; 0: never */
} dolen_kept_alert;

/** A fetched alert, with the clock that its flag starts. */
typedef struct dolen_alert_arrival {
    const dolen_alert *alert;
    dolen_code purpose; /**< of the watch */
    dolen_code clock;   /**< or empty */
    int64_t due;        /**< or 0 */
} dolen_alert_arrival;

/** Where the fetching of alerts stands: the last ledger entry that was looked at, -1 at the beginning. */
DOLEN_CHECKED dolen_status dolen_alert_store_place(dolen_connection *connection, int64_t *reached, dolen_err *err);

/**
 * Keep alerts (at most DOLEN_ALERTS) and where they end, in one transaction of their own; one that is known already
 * changes nothing. `*fresh` is how many were not known.
 */
DOLEN_CHECKED dolen_status dolen_alert_store_add(dolen_pool *pool, const dolen_alert_arrival *arrivals, size_t count,
                                                 int64_t reached, int64_t received, int64_t *fresh, dolen_err *err);

/**
 * Make alerts of the owner's notices (notice_store.h) that came since the last call and are about records with one of
 * these watches; the first of the list counts when a record has several. One transaction of its own. Nothing is done,
 * and nothing lost, while a publication is being committed. `*fresh` is how many alerts were made.
 */
DOLEN_CHECKED dolen_status dolen_alert_store_add_consulted(dolen_pool *pool, const dolen_code *watches, size_t count,
                                                           int64_t received, int64_t *fresh, dolen_err *err);

/** Say of alerts that are about nobody yet whom they are about, as far as it is known now. In a transaction. */
DOLEN_CHECKED dolen_status dolen_alert_store_attribute(dolen_connection *connection, dolen_err *err);

/** Which alerts are wanted. */
typedef enum dolen_alert_choice {
    DOLEN_ALERTS_OPEN,
    DOLEN_ALERTS_OVERDUE, /**< open, and past the end of their clock */
    DOLEN_ALERTS_ENDED,
} dolen_alert_choice;

typedef struct dolen_alert_wish {
    dolen_alert_choice choice;
    uint16_t first_team; /**< whose alerts come first; 0: nobody's */
    int64_t now;
    size_t limit;
} dolen_alert_wish;

/** Alerts, in `arena`, after the wish's first team: open ones by the end of their clock, those without one last; ended
 * ones latest first. */
DOLEN_CHECKED dolen_status dolen_alert_store_list(dolen_connection *connection, const dolen_alert_wish *wish,
                                                  dolen_arena *arena, const dolen_kept_alert **out, size_t *count,
                                                  dolen_err *err);

/** One alert, in `arena`. DOLEN_E_ABSENT when there is none that may be shown. */
DOLEN_CHECKED dolen_status dolen_alert_store_find(dolen_connection *connection, dolen_uuid id, dolen_arena *arena,
                                                  dolen_kept_alert *out, dolen_err *err);

/** What somebody does with an alert. */
typedef struct dolen_alert_step {
    dolen_alert_deed deed;
    const char *account;
    dolen_code role;
    int64_t at;         /**< instant */
    dolen_code outcome; /**< of DOLEN_ALERT_GIVEN_OUTCOME, else empty */
} dolen_alert_step;

/**
 * Do it, and keep that it was done, in one transaction of its own. Looking at an alert is kept each time (IG-11);
 * anything but DOLEN_OK means that it must not be shown. An alert is taken from `from`, whoever had it ("": nobody) as
 * the person who takes it was shown; only whoever has it gives it an outcome. DOLEN_E_CONFLICT: somebody else has
 * taken or ended it meanwhile, and nothing was changed. DOLEN_E_ABSENT: there is no such alert.
 */
DOLEN_CHECKED dolen_status dolen_alert_store_do(dolen_pool *pool, dolen_uuid id, const dolen_alert_step *step,
                                                const char *from, dolen_err *err);

/** All that was done with an alert, oldest first, in `arena`. */
DOLEN_CHECKED dolen_status dolen_alert_store_steps(dolen_connection *connection, dolen_uuid id, dolen_arena *arena,
                                                   const dolen_alert_step **out, size_t *count, dolen_err *err);

typedef struct dolen_alert_count {
    int64_t waiting; /**< in nobody's hand */
    int64_t open;
    int64_t overdue;
    int64_t nobodys; /**< about no record that is known; not among the others */
} dolen_alert_count;

/** Count them at an instant. */
DOLEN_CHECKED dolen_status dolen_alert_store_count(dolen_connection *connection, int64_t now, dolen_alert_count *out,
                                                   dolen_err *err);

/** How many open ones are in nobody's hand, of records of one team or (0) of all. */
DOLEN_CHECKED dolen_status dolen_alert_store_waiting(dolen_connection *connection, uint16_t team, int64_t *out,
                                                     dolen_err *err);

#endif
