/**
 * The agency's own record of the searches that its staff made: who was searched, by whom, why, and with what outcome.
 *
 * The running service can add and read searches and change none; the retention job erases them (role dolen_eraser).
 * Secrets: what was searched is personal data in clear; it stays in the agency's own database.
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_SEARCH_STORE_H
#define DOLEN_NODE_STORE_SEARCH_STORE_H

#include "node/store/statement.h"

enum { DOLEN_SEARCH_NO_ENTRY = -1 };

typedef struct dolen_stored_search {
    dolen_uuid id;
    const char *account;
    dolen_code role;
    dolen_code purpose;
    const char *case_reference;
    const char *decision_maker; /**< who took the recorded decision (IG-19); "" or NULL: nobody is named */
    dolen_code urgent_reason;   /**< empty: not urgent (IG-20) */
    const char *authoriser;     /**< of the urgency; "" or NULL */
    bool consent;               /**< the person's, where it is a condition (IG-18) */
    int16_t channel;            /**< dolen_search_channel */
    dolen_subject subject;
    int64_t asked;        /**< instant */
    const char *searched; /**< what was typed, as JSON */
    const char *outcome;  /**< "answered", or the word of what prevented an answer; at most 64 bytes */
    int32_t involved;     /**< members that are involved */
    int64_t ledger_index; /**< DOLEN_SEARCH_NO_ENTRY without an answer */
    const char *answer;   /**< as JSON; NULL without an answer */
    const char *receipt;  /**< NULL without an answer */
} dolen_stored_search;

/** Keep one. DOLEN_E_CONFLICT if its id is known already. */
DOLEN_CHECKED dolen_status dolen_search_store_add(dolen_connection *connection, const dolen_stored_search *search,
                                                  dolen_err *err);

/** The search with this id, of this account (NULL: of anybody, for supervisors). DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_search_store_find(dolen_connection *connection, const char *account, dolen_uuid id,
                                                   dolen_arena *arena, dolen_stored_search *out, dolen_err *err);

/**
 * Searches of this account (NULL: of everybody) before an instant (INT64_MAX: all), newest first, at most `limit`.
 * `answer` and `receipt` are "" instead of their text when there is one.
 */
DOLEN_CHECKED dolen_status dolen_search_store_list(dolen_connection *connection, const char *account, int64_t before,
                                                   size_t limit, dolen_arena *arena, const dolen_stored_search **out,
                                                   size_t *count, dolen_err *err);

#endif
