/**
 * What staff did with alerts, over all alerts: for the data-protection officer, who accounts for it (IG-11, IG-12),
 * and for a subject's report (IG-28). Doing it is in alert_store.h.
 *
 * Steps with alerts that are not shown any more (the person is restricted, or erased) stand here too: they were taken.
 * Secrets: names and local ids are personal data. Owns: nothing; results live in the arena given. Threads: one
 * connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_ALERT_STEP_STORE_H
#define DOLEN_NODE_STORE_ALERT_STEP_STORE_H

#include "node/store/alert_store.h"

/** From where a list goes on: the last item's instant and number; all zero: from the newest. */
typedef struct dolen_alert_step_cursor {
    int64_t at;
    int64_t number;
} dolen_alert_step_cursor;

/** Which steps are wanted: all of it must hold. Empty, NULL and zero mean: any. */
typedef struct dolen_alert_step_wish {
    const char *account; /**< in full */
    int64_t from;        /**< instant, included */
    int64_t until;       /**< instant, excluded */
    dolen_alert_step_cursor before;
} dolen_alert_step_wish;

/** A step, and what the agency's own row says of its alert. */
typedef struct dolen_alert_step_item {
    int64_t number;
    dolen_alert_step step;
    const char *full_name; /**< of the account; "" when there is none of this name any more */
    dolen_uuid alert;
    dolen_alert_sort sort;
    dolen_code watch;
    dolen_code agency;    /**< who published or asked; empty: not named */
    dolen_code flag;      /**< empty: a consultation */
    const char *local_id; /**< "": whom it is about is not known any more, or not yet */
    const char *name;     /**< as local_id */
} dolen_alert_step_item;

/** Steps before the wish's cursor, newest first, at most `limit`. */
DOLEN_CHECKED dolen_status dolen_alert_step_store_find(dolen_connection *connection, const dolen_alert_step_wish *wish,
                                                       size_t limit, dolen_arena *arena,
                                                       const dolen_alert_step_item **out, size_t *count,
                                                       dolen_err *err);

/** What this agency was told about one of its records. */
typedef struct dolen_alert_told {
    dolen_uuid id;
    dolen_alert_sort sort;
    int64_t received; /**< instant at which this agency was told */
    dolen_code watch;
    dolen_code agency; /**< empty: not named */
    dolen_code flag;   /**< empty: a consultation */
    dolen_code purpose;
    const dolen_alert_step *steps; /**< oldest first */
    size_t step_count;
} dolen_alert_told;

/** The alerts about the record with this key, newest first, at most `limit`, shown to its team or not. */
DOLEN_CHECKED dolen_status dolen_alert_step_store_told(dolen_connection *connection, dolen_uuid key, size_t limit,
                                                       dolen_arena *arena, const dolen_alert_told **out, size_t *count,
                                                       dolen_err *err);

#endif
