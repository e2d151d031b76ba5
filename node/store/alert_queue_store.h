/**
 * The broker's queue of alerts (deploy/sql/broker/0009_alerts.sql): flags that are new, and what is told of them
 * (IG-32).
 *
 * All functions work on a connection of the caller. Owns: nothing; results live in the arena given. Threads: one
 * connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_ALERT_QUEUE_STORE_H
#define DOLEN_NODE_STORE_ALERT_QUEUE_STORE_H

#include "node/model/alert.h"
#include "node/store/delta_store.h"

/** Which flags of a delta may be news. */
typedef struct dolen_alert_news {
    const dolen_code *codes; /**< that some watch tells of */
    size_t code_count;
    dolen_day since; /**< events from before, and states and involvements that began in a month before, are not */
} dolen_alert_news;

/**
 * Note the staged flags that are news: of these codes, recent and open, and not published before, or opened anew, or
 * with a later event. In the transaction that applies the delta, before dolen_delta_store_apply. `*noted` says how
 * many.
 */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_note(dolen_connection *connection, dolen_delta_place place,
                                                        const dolen_delta *delta, const dolen_alert_news *news,
                                                        int64_t *noted, dolen_err *err);

/** A flag that was noted, with what its record holds now. */
typedef struct dolen_alert_pending {
    int64_t record;
    uint64_t sequence; /**< of the delta that brought it */
    uint8_t fields;    /**< DOLEN_FIELD_... */
    dolen_protection protection;
    uint16_t contact;
    dolen_stored_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
    size_t token_count;
    dolen_flag flag;          /**< of an event only the latest month, as if it counted one */
    dolen_month_count latest; /**< what the flag's months point to */
} dolen_alert_pending;

/** Whose flags wait, under which key, and of which delta. */
typedef struct dolen_alert_place {
    dolen_delta_place place;
    dolen_code agency;
    uint64_t sequence;
} dolen_alert_place;

/** A place where flags wait, oldest delta first. DOLEN_E_ABSENT when none do. */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_next(dolen_connection *connection, dolen_alert_place *out,
                                                        dolen_err *err);

/** How many flags wait in all places. */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_waiting(dolen_connection *connection, int64_t *out, dolen_err *err);

/**
 * Take at most `limit` waiting flags of people of one place and delta out of the queue, by record; those that were
 * withdrawn since, or are about addresses, are dropped. Makes others who take of the same agency wait until the
 * transaction ends. `*taken` says how many left the queue: 0, none waits.
 */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_take(dolen_connection *connection, const dolen_alert_place *at,
                                                        size_t limit, dolen_arena *arena,
                                                        const dolen_alert_pending **out, size_t *count, int64_t *taken,
                                                        dolen_err *err);

/** One alert as stored; its `handle` is sealed. */
typedef struct dolen_alert_row {
    dolen_code agency; /**< who is told */
    dolen_alert alert; /**< always with its times */
    bool has_times;    /**< they are told too */
} dolen_alert_row;

/** Which of these are new: `is_new[i]` is false where the same stands in the queue already, fetched or not. */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_compare(dolen_connection *connection, const dolen_alert_row *rows,
                                                           size_t count, bool *is_new, dolen_err *err);

/** Add at most DOLEN_ALERTS alerts, whose ledger entry was appended in the same transaction. */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_add(dolen_connection *connection, const dolen_alert_row *rows,
                                                       size_t count, dolen_err *err);

/**
 * An agency's alerts after a ledger entry, whole entries, at most DOLEN_ALERTS, in no order. `*reached` is the last of
 * these entries, or `after`.
 */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_after(dolen_connection *connection, dolen_code agency, int64_t after,
                                                         dolen_arena *arena, const dolen_alert_row **out, size_t *count,
                                                         int64_t *reached, dolen_err *err);

/** The agency has kept all alerts up to this entry: they were fetched at `now`, unless they were before. */
DOLEN_CHECKED dolen_status dolen_alert_queue_store_fetched(dolen_connection *connection, dolen_code agency,
                                                           int64_t reached, int64_t now, dolen_err *err);

#endif
