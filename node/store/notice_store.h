/**
 * What an agency was told of its own records: who consulted them, when and for what (IG-32, R-08), and which of its
 * local ids are protected, so that an alert can name its record.
 *
 * Secrets: local ids are personal data and stay in the agency's own database.
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_NOTICE_STORE_H
#define DOLEN_NODE_STORE_NOTICE_STORE_H

#include "node/model/code.h"
#include "node/model/notice.h"
#include "node/store/pool.h"
#include "node/store/statement.h"

/** A notice as it is kept. */
typedef struct dolen_kept_notice {
    dolen_notice notice;
    bool has_key;
    dolen_uuid key;       /**< of the record among the published */
    const char *local_id; /**< of a protected record; NULL for any other */
    int64_t received;     /**< instant */
} dolen_kept_notice;

/** Where the fetching of notices stands: the last ledger entry that was looked at, -1 at the beginning. */
DOLEN_CHECKED dolen_status dolen_notice_store_place(dolen_connection *connection, int64_t *reached, dolen_err *err);

/** The instant at which notices were fetched last, whether there were any or not. */
DOLEN_CHECKED dolen_status dolen_notice_store_fetched(dolen_connection *connection, int64_t *out, dolen_err *err);

/** Note such an instant; an earlier one than is known changes nothing. */
DOLEN_CHECKED dolen_status dolen_notice_store_note_fetched(dolen_connection *connection, int64_t now, dolen_err *err);

/**
 * Keep notices and where they end, in one transaction of their own; one that is known already changes nothing.
 * `*fresh` is how many were not known.
 */
DOLEN_CHECKED dolen_status dolen_notice_store_add(dolen_pool *pool, const dolen_notice *notices, size_t count,
                                                  int64_t reached, int64_t received, int64_t *fresh, dolen_err *err);

/** Which notices are wanted. */
typedef struct dolen_notice_wish {
    const dolen_uuid *key; /**< of one record; NULL: of any */
    bool protected_only;   /**< outcomes DOLEN_CONSULTED_WARNED and DOLEN_CONSULTED_OPENED */
    size_t limit;
} dolen_notice_wish;

/** Notices, latest first, in `arena`. */
DOLEN_CHECKED dolen_status dolen_notice_store_list(dolen_connection *connection, const dolen_notice_wish *wish,
                                                   dolen_arena *arena, const dolen_kept_notice **out, size_t *count,
                                                   dolen_err *err);

/** One protected local id. */
typedef struct dolen_shielded_id {
    dolen_uuid key;
    const char *local_id;
} dolen_shielded_id;

/** How many local ids are protected, by the last publication. What dolen_pool_take and dolen_statement_run say. */
DOLEN_CHECKED dolen_status dolen_notice_store_shielded(dolen_pool *pool, uint64_t *out, dolen_err *err);

/** Replace the protected local ids by these, in one transaction. */
DOLEN_CHECKED dolen_status dolen_notice_store_shield(dolen_pool *pool, const dolen_shielded_id *ids, size_t count,
                                                     dolen_err *err);

#endif
