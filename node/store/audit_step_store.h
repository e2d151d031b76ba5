/**
 * How far each search went, told apart as four levels: made, result shown, involvement opened, contact shown (IG-11).
 *
 * Kept in the agency's own database beside the search and erased with it. The service adds and reads; it changes none.
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_AUDIT_STEP_STORE_H
#define DOLEN_NODE_STORE_AUDIT_STEP_STORE_H

#include "node/store/statement.h"

/** The numbers are those of the database. */
typedef enum dolen_audit_level {
    DOLEN_AUDIT_SEARCHED = 1, /**< a search was made, whatever came of it */
    DOLEN_AUDIT_SHOWN = 2,    /**< its result was shown */
    DOLEN_AUDIT_OPENED = 3,   /**< what an agency is involved with (codes, periods) was shown */
    DOLEN_AUDIT_CONTACT = 4,  /**< whom to ring at an agency was shown */
} dolen_audit_level;

enum { DOLEN_AUDIT_STEPS = 2 + 2 * 64 }; /**< steps noted at once: two, and two for each member */

typedef struct dolen_audit_step {
    dolen_audit_level level;
    dolen_code member; /**< of the last two levels; empty for the others */
} dolen_audit_step;

/** Who took the steps, of which search, when. */
typedef struct dolen_audit_walk {
    dolen_uuid search;
    const char *account;
    dolen_code role;
    int64_t at; /**< instant */
} dolen_audit_walk;

/**
 * Note steps, 1 to DOLEN_AUDIT_STEPS, of a search that is kept. Anything but DOLEN_OK means that what they stand for
 * must not be shown.
 */
DOLEN_CHECKED dolen_status dolen_audit_step_store_add(dolen_connection *connection, const dolen_audit_walk *walk,
                                                      const dolen_audit_step *steps, size_t count, dolen_err *err);

/** A step as it is kept. */
typedef struct dolen_audit_stored {
    dolen_audit_walk walk;
    dolen_audit_step step;
} dolen_audit_stored;

/** The steps of one search, oldest first. */
DOLEN_CHECKED dolen_status dolen_audit_step_store_list(dolen_connection *connection, dolen_uuid search,
                                                       dolen_arena *arena, const dolen_audit_stored **out,
                                                       size_t *count, dolen_err *err);

#endif
