/**
 * What the data-protection officer's workbench reads of an agency's own searches, and who read it
 * (deploy/sql/node/0009_oversight.sql; IG-09, IG-12).
 *
 * Secrets: searches name people and cases; they stay in the agency's own database. Owns: nothing; results live in the
 * arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_OVERSIGHT_STORE_H
#define DOLEN_NODE_STORE_OVERSIGHT_STORE_H

#include "node/store/audit_step_store.h"
#include "node/store/statement.h"

/** From where a list goes on: the last item's instant and number; all zero: from the newest. */
typedef struct dolen_oversight_cursor {
    int64_t at;
    dolen_uuid id;
} dolen_oversight_cursor;

/** What is read. The numbers are stored. */
typedef enum dolen_reading_kind {
    DOLEN_READING_LIST = 1,     /**< a list of searches, or of steps with alerts */
    DOLEN_READING_ENTRY = 2,    /**< one search in full */
    DOLEN_READING_EXPORT = 3,   /**< searches, to a file */
    DOLEN_READING_FINDINGS = 4, /**< findings of unusual use */
    DOLEN_READING_SUBJECT = 5,  /**< a list of the searches for one person */
    DOLEN_READING_READINGS = 6, /**< the list of readings */
} dolen_reading_kind;

/** One reading of the log. */
typedef struct dolen_reading {
    const char *user; /**< the account's name */
    dolen_code role;  /**< in which it reads: one that may audit */
    dolen_code ground;
    dolen_reading_kind kind;
    int64_t count;     /**< searches, steps, findings or readings that are to be shown; 0 and above */
    const char *about; /**< a search's number, or "" or NULL; never personal data */
} dolen_reading;

/** The ledger entry of a reading, when it is none. */
enum { DOLEN_READING_ENTRY_KNOWN = -1, DOLEN_READING_ENTRY_WAITS = -2 };

/** One reading as it is kept. */
typedef struct dolen_reading_kept {
    dolen_uuid id;
    int64_t at; /**< instant */
    dolen_reading reading;
    const char *full_name; /**< of the account; "" when there is none of this name any more */
    int64_t entry;         /**< its ledger entry, or DOLEN_READING_ENTRY_... : it is there, or not yet */
} dolen_reading_kept;

/** Keep a reading. DOLEN_E_CONFLICT if its id is known. `full_name` and `entry` are not looked at. */
DOLEN_CHECKED dolen_status dolen_oversight_store_read(dolen_connection *connection, const dolen_reading_kept *reading,
                                                      dolen_err *err);

/** Readings after `after`, newest first, at most `limit`. */
DOLEN_CHECKED dolen_status dolen_oversight_store_readings(dolen_connection *connection, dolen_oversight_cursor after,
                                                          size_t limit, dolen_arena *arena,
                                                          const dolen_reading_kept **out, size_t *count,
                                                          dolen_err *err);

/** Which searches are wanted: all of it must hold. Empty, NULL, zero and false mean: any. */
typedef struct dolen_oversight_wish {
    const char *account;
    dolen_code role;
    dolen_code purpose;
    int64_t from;  /**< instant, included */
    int64_t until; /**< instant, excluded */
    const char *outcome;
    const char *case_reference; /**< letter case and spaces do not matter */
    bool urgent_only;
    bool protected_only; /**< a protected record was opened */
    bool finding_only;   /**< an open finding of unusual use names it */
    bool people_only;    /**< about a person, not an address */
    dolen_oversight_cursor before;
} dolen_oversight_wish;

/** Where the review of a search stands. */
typedef enum dolen_oversight_review {
    DOLEN_OVERSIGHT_REVIEW_NONE = 0, /**< none is due */
    DOLEN_OVERSIGHT_REVIEW_OPEN,
    DOLEN_OVERSIGHT_REVIEW_OVERDUE,
    DOLEN_OVERSIGHT_REVIEW_CLOSED,
} dolen_oversight_review;

/** A search as lists show it. */
typedef struct dolen_oversight_item {
    dolen_uuid id;
    int64_t asked; /**< instant */
    const char *account;
    const char *full_name; /**< "" when there is no account of this name any more */
    dolen_code role;
    dolen_code purpose;
    const char *case_reference;
    int16_t channel; /**< dolen_search_channel */
    dolen_subject subject;
    const char *outcome; /**< "answered", or what prevented an answer */
    int32_t involved;    /**< members that were shown as involved */
    bool urgent;
    bool opened_protected;
    bool has_finding; /**< an open one */
    dolen_oversight_review review;
    const char *review_outcome; /**< of a closed one, else "" */
    dolen_audit_level furthest; /**< how far it went (IG-11) */
    int64_t ledger_index;       /**< of its entry; -1: it was not answered */
} dolen_oversight_item;

/** Searches before the wish's cursor, newest first, at most `limit` (64); `now` says which reviews are overdue. */
DOLEN_CHECKED dolen_status dolen_oversight_store_find(dolen_connection *connection, const dolen_oversight_wish *wish,
                                                      size_t limit, int64_t now, dolen_arena *arena,
                                                      const dolen_oversight_item **out, size_t *count, dolen_err *err);

/** How many searches fit the wish, whatever its cursor; counting ends at `limit`. */
DOLEN_CHECKED dolen_status dolen_oversight_store_count(dolen_connection *connection, const dolen_oversight_wish *wish,
                                                       int64_t limit, int64_t *out, dolen_err *err);

/** These searches as items, newest first; one that is gone is left out. At most 64. */
DOLEN_CHECKED dolen_status dolen_oversight_store_items(dolen_connection *connection, const dolen_uuid *ids,
                                                       size_t id_count, int64_t now, dolen_arena *arena,
                                                       const dolen_oversight_item **out, size_t *count, dolen_err *err);

/** What was typed in a search, for comparing it with a person. */
typedef struct dolen_oversight_typed {
    dolen_uuid id;
    int64_t asked;
    const char *searched; /**< JSON, as in search_store.h */
} dolen_oversight_typed;

/** What was typed in searches before the wish's cursor, newest first, at most `limit`. */
DOLEN_CHECKED dolen_status dolen_oversight_store_typed(dolen_connection *connection, const dolen_oversight_wish *wish,
                                                       size_t limit, dolen_arena *arena,
                                                       const dolen_oversight_typed **out, size_t *count,
                                                       dolen_err *err);

#endif
