/**
 * Whether a question may be dealt with at all: seen before, and how often its asker has asked.
 *
 * Counters and seen requests survive a restart; they need not survive a power cut, because a question that was answered
 * is in the ledger, so this one statement does not wait for the disk.
 * Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_ADMISSION_STORE_H
#define DOLEN_NODE_STORE_ADMISSION_STORE_H

#include "node/store/statement.h"

enum { DOLEN_ADMISSION_COUNTERS = 16, DOLEN_ADMISSION_NAME = 96 };

/** One counter: who or what is counted, in which slot of time (the caller's number, such as a day). */
typedef struct dolen_admission_counter {
    const char *name; /**< 1 to DOLEN_ADMISSION_NAME bytes; no two alike in one call */
    int64_t slot;
    int64_t used; /**< set: how often by now, this time included */
} dolen_admission_counter;

/**
 * Count one request under up to DOLEN_ADMISSION_COUNTERS counters and remember its id. `*is_new` is false when the id
 * was seen before. One statement, in a transaction of its own.
 */
DOLEN_CHECKED dolen_status dolen_admission_store_count(dolen_connection *connection, dolen_uuid request, int64_t now,
                                                       dolen_admission_counter *counters, size_t count, bool *is_new,
                                                       dolen_err *err);

/** Count under up to DOLEN_ADMISSION_COUNTERS counters alone, for a request that was remembered before. One statement.
 */
DOLEN_CHECKED dolen_status dolen_admission_store_count_more(dolen_connection *connection,
                                                            dolen_admission_counter *counters, size_t count,
                                                            dolen_err *err);

/** How often a counter was used in a slot, without counting. */
DOLEN_CHECKED dolen_status dolen_admission_store_read(dolen_connection *connection, const char *name, int64_t slot,
                                                      int64_t *used, dolen_err *err);

#endif
