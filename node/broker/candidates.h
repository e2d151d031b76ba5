/**
 * From index rows that share pseudonyms with a question to the records that are probably or certainly its subject.
 *
 * Pure: no database, no clock. Owns: nothing; results live in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_BROKER_CANDIDATES_H
#define DOLEN_NODE_BROKER_CANDIDATES_H

#include "node/match/match_score.h"
#include "node/model/query.h"
#include "node/store/index_store.h"

/** A candidate that is a match. */
typedef struct dolen_candidate_match {
    const dolen_candidate *candidate;
    dolen_match_score score;
} dolen_candidate_match;

/** What is asked, as far as scoring needs it. */
typedef struct dolen_candidate_question {
    dolen_subject subject;
    uint8_t fields;
    uint64_t index_records; /**< of this subject, in the whole index */
    dolen_match_thresholds thresholds;
} dolen_candidate_question;

/**
 * The matches, ordered by agency, best first: of each agency every confirmed record, or else its single most probable
 * one. Candidates below *probable* leave no trace (IG-21). `matches` has room for `count`.
 */
size_t dolen_candidates_match(const dolen_candidate_question *question, const dolen_candidate *candidates, size_t count,
                              dolen_candidate_match *matches);

/**
 * The flags of several records of one agency as one list, each code once: periods are joined, month counts added up.
 * DOLEN_E_LIMIT over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_candidates_merge_flags(const dolen_flag *flags, size_t count, dolen_arena *arena,
                                                        const dolen_flag **out, size_t *out_count, dolen_err *err);

#endif
