/**
 * Finding searches that the agency's staff made: by who asked, why, when, with what outcome, for which case, about whom
 * (IG-09).
 *
 * Secrets: results name cases and staff, and the person looked for is personal data; both stay at the agency. What is
 * found may be shown only after dolen_reading_begin (reading.h). Owns: nothing; results live in the arena given.
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_FIND_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_FIND_H

#include "node/agency/agency.h"
#include "node/agency/search.h"
#include "node/store/oversight_store.h"

enum {
    DOLEN_FIND_PAGE = 50,          /**< items of a page at most */
    DOLEN_FIND_COUNT_LIMIT = 1000, /**< so many matches are counted, then counting ends */
    DOLEN_FIND_CURSOR_TEXT = 64,   /**< room for a cursor's text with its NUL */
};

/** From where a list goes on: the last item's instant and number; all zero: from the newest. */
typedef dolen_oversight_cursor dolen_find_cursor;

/** What to look for: all of it must hold. Empty, NULL, zero and false mean: any. */
typedef struct dolen_find_criteria {
    const char *user; /**< account name, in full */
    dolen_code role;
    dolen_code purpose;
    int64_t from;               /**< instant, included */
    int64_t until;              /**< instant, excluded */
    const char *outcome;        /**< "answered", or a dolen_search_trouble_code */
    const char *case_reference; /**< letter case and spaces do not matter */
    bool urgent_only;
    bool protected_only;         /**< a protected record was opened */
    bool finding_only;           /**< an open finding of unusual use names the search */
    const dolen_person *subject; /**< searches that are *confirmed* to be about this person, computed here */
    dolen_find_cursor before;
    size_t limit;       /**< 0: DOLEN_FIND_PAGE, which is the most */
    bool without_total; /**< do not count: `total` is not meaningful then */
} dolen_find_criteria;

/** A search in the list (node/store/oversight_store.h). */
typedef dolen_oversight_item dolen_find_item;

typedef struct dolen_find_result {
    const dolen_find_item *items; /**< newest first */
    size_t item_count;
    int64_t total;          /**< how many match in all, on all pages */
    bool total_is_at_least; /**< counting ended at DOLEN_FIND_COUNT_LIMIT: there may be more */
    bool has_more;          /**< there is a page after this one */
    dolen_find_cursor next; /**< `before` of the next page, when there is one */
} dolen_find_result;

/**
 * Find. DOLEN_E_INPUT for criteria that cannot be right (`until` not after `from`, a person without enough to compare,
 * a limit above the page), DOLEN_E_LIMIT when it does not fit the arena (2 MiB suffice), the database's statuses.
 */
DOLEN_CHECKED dolen_status dolen_find_run(dolen_agency *agency, const dolen_find_criteria *criteria, dolen_arena *arena,
                                          dolen_find_result *out, dolen_err *err);

/** A cursor as text for addresses and options: digits, letters and dashes; "" for the newest. */
void dolen_find_cursor_write(dolen_find_cursor cursor, char out[DOLEN_FIND_CURSOR_TEXT]);

/** Read one, strictly; "" is the newest. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_find_cursor_read(const char *text, dolen_find_cursor *out, dolen_err *err);

/** "none", "open", "overdue", "closed". Never NULL. */
const char *dolen_find_review_word(dolen_oversight_review review);

#endif
