/**
 * What people at an agency must look at (deploy/sql/node/0005_witness.sql): one open alarm of each kind, with evidence.
 *
 * Nothing here says anything about a person. Owns: nothing; what is read lives in the arena given. Threads: one
 * connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_ALARM_STORE_H
#define DOLEN_NODE_STORE_ALARM_STORE_H

#include "node/store/statement.h"

enum { DOLEN_ALARM_KIND = 41, DOLEN_ALARM_EVIDENCE = 65536 };

typedef struct dolen_stored_alarm {
    int64_t number;
    const char *kind; /**< "ledger-fork", ...: letters and dashes */
    int64_t first_seen;
    int64_t last_seen;
    int64_t times;
    const char *evidence; /**< as first seen; at most DOLEN_ALARM_EVIDENCE bytes */
    int64_t closed;       /**< instant; 0 while it is open */
    const char *reason;   /**< "" while it is open */
} dolen_stored_alarm;

/** Open an alarm, or count it once more when one of this kind is open. `*is_new` says which. */
DOLEN_CHECKED dolen_status dolen_alarm_store_raise(dolen_connection *connection, const char *kind, const char *evidence,
                                                   int64_t now, bool *is_new, dolen_err *err);

/** Close an open alarm. DOLEN_E_ABSENT when there is none of this number, DOLEN_E_INPUT without a reason. */
DOLEN_CHECKED dolen_status dolen_alarm_store_close(dolen_connection *connection, int64_t number, const char *reason,
                                                   int64_t now, dolen_err *err);

/** How many are open. */
DOLEN_CHECKED dolen_status dolen_alarm_store_count(dolen_connection *connection, int64_t *open, dolen_err *err);

/** Open ones first, then the newest closed ones; at most `limit`. */
DOLEN_CHECKED dolen_status dolen_alarm_store_list(dolen_connection *connection, size_t limit, dolen_arena *arena,
                                                  const dolen_stored_alarm **out, size_t *count, dolen_err *err);

#endif
