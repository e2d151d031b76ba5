/**
 * How many questions an agency and each member of its staff may ask in one day (UTC), counted by this holder alone,
 * whatever the broker and its rules allow (IG-22, R-02).
 *
 * A question says who asks, as a keyed hash of the asking node; an extract's publication does not, and counts against
 * the agency's evaluations only. A person's count is kept under a digest of agency and person. Of whom they ask a
 * holder cannot count: what it sees is blinded afresh each time. Owns: two files of counts, beside the evaluations'.
 * Threads: any.
 */
#ifndef DOLEN_NODE_KEYHOLDER_QUESTION_QUOTA_H
#define DOLEN_NODE_KEYHOLDER_QUESTION_QUOTA_H

#include "node/keyholder/evaluation_quota.h"
#include "node/model/query.h"

enum { DOLEN_QUESTION_PEOPLE = 16384 }; /**< members of staff counted in a day at most; one more is refused */

typedef struct dolen_question_quota dolen_question_quota;

typedef struct dolen_question_quota_options {
    const char *path; /**< the evaluations' file; ".questions" and ".people" are appended */
    uint64_t daily;   /**< questions of one agency in one day */
    uint64_t person;  /**< questions of one member of staff in one day */
} dolen_question_quota_options;

/** Begin with what the files say. What dolen_evaluation_quota_open says. */
DOLEN_CHECKED dolen_status dolen_question_quota_open(const dolen_question_quota_options *options,
                                                     dolen_question_quota **out, dolen_err *err);

/** Write the exact counts and free it; NULL is fine. */
void dolen_question_quota_free(dolen_question_quota *quota);
DOLEN_OWNED(dolen_question_quota);

/**
 * Spend one question of a person and of their agency. DOLEN_E_LIMIT if either has none left; DOLEN_E_SYSTEM if it
 * cannot be counted durably.
 */
DOLEN_CHECKED dolen_status dolen_question_quota_take(dolen_question_quota *quota, dolen_code agency, dolen_staff staff,
                                                     int64_t now, dolen_err *err);

#endif
