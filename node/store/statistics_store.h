/**
 * Statistics in the broker's database: counting over the index, and the releases.
 *
 * Counting happens inside one transaction, which sees the index at one instant: open, records, pairs, keep the groups,
 * then count. Who is the same person lives in a temporary table that goes with the transaction; nothing of it is kept.
 * Rows are handed out in pages, so memory does not grow with the index.
 * Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_STATISTICS_STORE_H
#define DOLEN_NODE_STORE_STATISTICS_STORE_H

#include "node/model/dimensions.h"
#include "node/model/statistics.h"
#include "node/store/statement.h"

enum { DOLEN_STATISTICS_BLOCK = 64 }; /**< records that may share a value and still be compared for it */

/** Two records of people that share at least one stored value. */
typedef struct dolen_statistics_pair {
    int64_t one;
    int64_t two;
    uint64_t kinds; /**< bit n: a value of key kind n agrees */
    uint8_t one_fields;
    uint8_t two_fields;
} dolen_statistics_pair;

/** What was counted, before disclosure control. Never leaves the process that counts. */
typedef struct dolen_statistics_count {
    dolen_code measure;
    dolen_month month;
    dolen_code row;    /**< of "known-together" and "health-contacts": an agency, a band; else empty */
    dolen_code column; /**< of "known-together": the other agency */
    dolen_dimensions dimensions;
    uint32_t count;
    uint32_t people;
} dolen_statistics_count;

/** Called for each row; stops at the first status that is not DOLEN_OK. */
typedef dolen_status (*dolen_statistics_record_visit)(void *context, int64_t record, dolen_err *err);
typedef dolen_status (*dolen_statistics_pair_visit)(void *context, const dolen_statistics_pair *pair, dolen_err *err);
typedef dolen_status (*dolen_statistics_count_visit)(void *context, const dolen_statistics_count *count,
                                                     dolen_err *err);

/** Begin counting in the caller's fresh transaction. */
DOLEN_CHECKED dolen_status dolen_statistics_store_open(dolen_connection *connection, dolen_err *err);

/** Every record of a person in the epoch, ascending. */
DOLEN_CHECKED dolen_status dolen_statistics_store_records(dolen_connection *connection, uint32_t epoch,
                                                          dolen_statistics_record_visit visit, void *context,
                                                          dolen_err *err);

/**
 * Every two records of people in the epoch that share a value which at most DOLEN_STATISTICS_BLOCK records hold, each
 * pair once.
 */
DOLEN_CHECKED dolen_status dolen_statistics_store_pairs(dolen_connection *connection, uint32_t epoch,
                                                        dolen_statistics_pair_visit visit, void *context,
                                                        dolen_err *err);

/** `records[i]` is of person `persons[i]` (any number, the same for the same person). Once, with every record. */
DOLEN_CHECKED dolen_status dolen_statistics_store_group(dolen_connection *connection, const int64_t *records,
                                                        const int64_t *persons, size_t count, dolen_err *err);

/** Count everything: what stands at the end of `last`, and what happened in each month from `first` to `last`. */
DOLEN_CHECKED dolen_status dolen_statistics_store_count(dolen_connection *connection, dolen_month first,
                                                        dolen_month last, dolen_statistics_count_visit visit,
                                                        void *context, dolen_err *err);

/** Add a release, in the caller's transaction. DOLEN_E_CONFLICT when the month or one of its figures is public. */
DOLEN_CHECKED dolen_status dolen_statistics_store_add(dolen_connection *connection,
                                                      const dolen_statistics_release *release, dolen_err *err);

/** All releases without their figures (but with their number), oldest first, in `arena`. */
DOLEN_CHECKED dolen_status dolen_statistics_store_list(dolen_connection *connection, dolen_arena *arena,
                                                       const dolen_statistics_release **out, size_t *count,
                                                       dolen_err *err);

/** One release with its figures, in `arena`; month 0: the latest. DOLEN_E_ABSENT when there is none. */
DOLEN_CHECKED dolen_status dolen_statistics_store_read(dolen_connection *connection, dolen_month month,
                                                       dolen_arena *arena, dolen_statistics_release *out,
                                                       dolen_err *err);

#endif
