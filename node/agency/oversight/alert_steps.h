/**
 * What the agency's staff looked at and did in alerts about watched records, for the data-protection officer (IG-11,
 * IG-12, IG-32): who, when, in which role, with which alert.
 *
 * Secrets: an item names staff and a person of the agency's own. What is found may be shown only after
 * dolen_reading_begin (reading.h). Owns: nothing; results live in the arena given, names as long as the rules and the
 * federation file that they stand in. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_ALERT_STEPS_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_ALERT_STEPS_H

#include <jansson.h>

#include "node/agency/agency.h"
#include "node/store/alert_step_store.h"

enum {
    DOLEN_ALERT_STEPS_PAGE = 50,   /**< items of a page at most */
    DOLEN_ALERT_STEPS_CURSOR = 48, /**< room for a cursor's text with its NUL */
};

/** A step with its names; NULL texts where the rules or the federation file know the code no more, or it is empty. */
typedef struct dolen_alert_steps_item {
    dolen_alert_step_item kept;
    dolen_words role;
    dolen_words watch;
    dolen_words agency;
    dolen_words flag;
} dolen_alert_steps_item;

typedef struct dolen_alert_steps_result {
    const dolen_alert_steps_item *items; /**< newest first */
    size_t item_count;
    bool has_more;                /**< there is a page after this one */
    dolen_alert_step_cursor next; /**< `before` of the next page, when there is one */
} dolen_alert_steps_result;

/**
 * One page of them. DOLEN_E_INPUT for a period that cannot be right, DOLEN_E_LIMIT when it does not fit the arena
 * (1 MiB suffices), the database's statuses.
 */
DOLEN_CHECKED dolen_status dolen_alert_steps_find(dolen_agency *agency, const dolen_alert_step_wish *wish,
                                                  dolen_arena *arena, dolen_alert_steps_result *out, dolen_err *err);

/** A cursor as text for addresses and options: digits and a dash; "" for the newest. */
void dolen_alert_steps_cursor_write(dolen_alert_step_cursor cursor, char out[DOLEN_ALERT_STEPS_CURSOR]);

/** Read one, strictly; "" is the newest. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_alert_steps_cursor_read(const char *text, dolen_alert_step_cursor *out,
                                                         dolen_err *err);

/** {"steps": [...], "next": a cursor or null}. Never NULL; it belongs to the caller. */
json_t *dolen_alert_steps_json(const dolen_alert_steps_result *result);

#endif
