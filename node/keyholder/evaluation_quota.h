/**
 * How many evaluations each agency may ask for in one day (UTC), surviving restarts and crashes. The same counts the
 * questions of agencies and of their staff (question_quota.h).
 *
 * Counts are reserved in blocks in a small file before they are spent: after a crash an agency has spent at most one
 * block more on paper than in fact, never less. The file holds the day, and one line per agency with its count.
 * Owns: its copy of the path and the counts. Threads: any.
 */
#ifndef DOLEN_NODE_KEYHOLDER_EVALUATION_QUOTA_H
#define DOLEN_NODE_KEYHOLDER_EVALUATION_QUOTA_H

#include <stdint.h>

#include "node/base/own.h"
#include "node/base/status.h"
#include "node/model/code.h"

enum { DOLEN_EVALUATION_AGENCIES = 1024 }; /**< agencies counted at most, unless `room` says otherwise */

typedef struct dolen_evaluation_quota dolen_evaluation_quota;

/** How much, and where it is kept. */
typedef struct dolen_evaluation_quota_options {
    const char *path; /**< of the file; made when there is none, replaced as a whole */
    uint64_t daily;   /**< evaluations of one agency in one day */
    uint64_t block;   /**< how many are reserved at a time; 0: a 64th of `daily`, at least 256 */
    size_t room;      /**< names counted at most, one more is refused; 0: DOLEN_EVALUATION_AGENCIES */
} dolen_evaluation_quota_options;

/**
 * Begin with what the file says. DOLEN_E_INPUT if it is damaged: an operator decides then, for a fresh file would give
 * every agency its quota again. DOLEN_E_SYSTEM if it cannot be read.
 */
DOLEN_CHECKED dolen_status dolen_evaluation_quota_open(const dolen_evaluation_quota_options *options,
                                                       dolen_evaluation_quota **out, dolen_err *err);

/** Write the exact counts and free it; NULL is fine. If that write fails the reserved counts stand, which is safe. */
void dolen_evaluation_quota_free(dolen_evaluation_quota *quota);
DOLEN_OWNED(dolen_evaluation_quota);

/**
 * Spend `count` of an agency's quota of the day that `now` (milliseconds since 1970) lies in. All or nothing:
 * DOLEN_E_LIMIT if fewer are left. DOLEN_E_SYSTEM if a block cannot be reserved durably; nothing is spent then.
 * A clock that goes back to an earlier day does not give the quota again.
 */
DOLEN_CHECKED dolen_status dolen_evaluation_quota_take(dolen_evaluation_quota *quota, dolen_code agency, uint64_t count,
                                                       int64_t now, dolen_err *err);

/** How much an agency has spent in the current day. */
uint64_t dolen_evaluation_quota_spent(dolen_evaluation_quota *quota, dolen_code agency);

#endif
