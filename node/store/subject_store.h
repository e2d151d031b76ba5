/**
 * What data subjects asked an agency for (deploy/sql/node/0003_subject.sql): restrictions, erasures and disputes by
 * local identifier, and notices that are still to be entered into the federation's ledger.
 *
 * Secrets: local identifiers are personal data; they stay in the agency's own database. Owns: nothing; results live in
 * the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_SUBJECT_STORE_H
#define DOLEN_NODE_STORE_SUBJECT_STORE_H

#include "node/model/code.h"
#include "node/store/statement.h"

typedef enum dolen_subject_mark_kind {
    DOLEN_SUBJECT_RESTRICTED = 1, /**< not published until lifted (IG-27) */
    DOLEN_SUBJECT_ERASED = 2,     /**< never published again */
    DOLEN_SUBJECT_DISPUTED = 3,   /**< published with a marker (IG-27) */
} dolen_subject_mark_kind;

/** One mark. */
typedef struct dolen_subject_mark {
    dolen_uuid key; /**< keyed hash of the local identifier, as in published_store.h */
    dolen_subject_mark_kind kind;
    dolen_code code;      /**< of a dispute: the headline code; empty: all */
    const char *local_id; /**< "" once erased */
    const char *account;
    const char *case_reference;
    int64_t placed; /**< instant */
} dolen_subject_mark;

/** Place a mark. DOLEN_E_CONFLICT when the same one is in force. An erasure blanks the local id of the key's marks. */
DOLEN_CHECKED dolen_status dolen_subject_store_place(dolen_connection *connection, const dolen_subject_mark *mark,
                                                     dolen_err *err);

/** Lift a restriction, or resolve a dispute. DOLEN_E_ABSENT when it is not in force. */
DOLEN_CHECKED dolen_status dolen_subject_store_lift(dolen_connection *connection, dolen_uuid key,
                                                    dolen_subject_mark_kind kind, dolen_code code, int64_t now,
                                                    dolen_err *err);

/** All marks in force, by key, in `arena`. */
DOLEN_CHECKED dolen_status dolen_subject_store_marks(dolen_connection *connection, dolen_arena *arena,
                                                     const dolen_subject_mark **out, size_t *count, dolen_err *err);

/** One thing that was done, for the ledger. */
typedef struct dolen_subject_notice {
    dolen_uuid id;
    int64_t made; /**< instant */
    dolen_code action;
    const char *account; /**< "": the retention job */
    const char *case_reference;
    dolen_month month; /**< or 0 */
    int64_t count;
    dolen_code role;   /**< in which the account acted; empty: the data-protection officer's */
    dolen_code ground; /**< of a reading of the log (IG-09); else empty */
} dolen_subject_notice;

/** Keep a notice until the ledger has it. In the transaction that does what it is about. */
DOLEN_CHECKED dolen_status dolen_subject_store_notice(dolen_connection *connection, const dolen_subject_notice *notice,
                                                      dolen_err *err);

/** Where a list of notices goes on: the last one's; `made` -1: from the oldest. */
typedef struct dolen_subject_notice_place {
    int64_t made;
    dolen_uuid id;
} dolen_subject_notice_place;

/** The oldest notices after a place that the ledger has not confirmed, at most `limit`, in `arena`. */
DOLEN_CHECKED dolen_status dolen_subject_store_unsent(dolen_connection *connection, dolen_subject_notice_place after,
                                                      int64_t limit, dolen_arena *arena,
                                                      const dolen_subject_notice **out, size_t *count, dolen_err *err);

/** The ledger has it, as this entry (-1: it had it already). An entry once known is not replaced. */
DOLEN_CHECKED dolen_status dolen_subject_store_sent(dolen_connection *connection, dolen_uuid id, int64_t entry,
                                                    dolen_err *err);

#endif
