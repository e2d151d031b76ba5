/**
 * How often may one ask (IG-22, R-02): by person, by member, and by target, counted in the database over restarts.
 *
 * A target is counted twice. Before the look-up by the question's own values: the most telling kinds that do not hang
 * on one spelling, each counted alone, so that another spelling of the same person shares a counter with the first.
 * This is the same for a hit and a miss. After it by the records that are shown or told of: whoever is refused there
 * has seen them as often as the limit says, and learns nothing. A record that is withheld is not counted there: a
 * refusal would tell that it exists (IG-03). Owns: nothing. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_BROKER_QUOTA_H
#define DOLEN_NODE_BROKER_QUOTA_H

#include "governance/policy/rules.h"
#include "node/model/query.h"
#include "node/store/delta_store.h"

enum {
    DOLEN_QUOTA_VALUES = 8,  /**< values of a question that are counted at most */
    DOLEN_QUOTA_RECORDS = 8, /**< records of an answer that are counted at most, those of the best matches */
};

/** Who asks what, when. */
typedef struct dolen_quota_question {
    const dolen_limits *limits;
    dolen_code member;
    dolen_staff staff;
    dolen_uuid request;
    int64_t now; /**< instant */
    const dolen_stored_token *tokens;
    size_t token_count;
} dolen_quota_question;

/**
 * Count a question before anything is looked up. DOLEN_E_LIMIT: over a limit. DOLEN_E_CONFLICT: asked before. What
 * dolen_statement_run says. One statement.
 */
DOLEN_CHECKED dolen_status dolen_quota_admit(dolen_connection *connection, const dolen_quota_question *question,
                                             dolen_err *err);

/**
 * Count the records that the answer shows or tells of (at most DOLEN_QUOTA_RECORDS; `records` are row numbers), before
 * it goes out. DOLEN_E_LIMIT: one of them was shown to this member too often today. One statement over as many counters
 * whatever `count` is.
 */
DOLEN_CHECKED dolen_status dolen_quota_show(dolen_connection *connection, const dolen_quota_question *question,
                                            const int64_t *records, size_t count, dolen_err *err);

#endif
