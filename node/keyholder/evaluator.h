/**
 * A key holder's answer to one request: checked, counted, evaluated, proved.
 *
 * Owns: its shares, one for each epoch it serves. Secrets: those. Threads: any number at once.
 */
#ifndef DOLEN_NODE_KEYHOLDER_EVALUATOR_H
#define DOLEN_NODE_KEYHOLDER_EVALUATOR_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/crypto/holder_share.h"
#include "node/keyholder/evaluation_quota.h"
#include "node/keyholder/question_quota.h"

enum {
    DOLEN_EVALUATOR_EPOCHS = 2,         /**< during a rotation two are served */
    DOLEN_EVALUATOR_ARENA = 192 * 1024, /**< an arena that suffices for one answer */
};

typedef struct dolen_evaluator dolen_evaluator;

/**
 * For a federation; `quota` must outlive it. Never NULL; knows no epoch yet.
 */
dolen_evaluator *dolen_evaluator_new(dolen_code federation, dolen_evaluation_quota *quota);

/** Count questions, too: `questions` must outlive it; NULL, as at first: only evaluations are counted. */
void dolen_evaluator_limit_questions(dolen_evaluator *evaluator, dolen_question_quota *questions);

/** Wipe and free its shares; NULL is fine. */
void dolen_evaluator_free(dolen_evaluator *evaluator);
DOLEN_OWNED(dolen_evaluator);

/**
 * Serve the epoch of `*share`, which is taken over (NULL afterwards) on success. Before any answer is asked for.
 * DOLEN_E_CONFLICT for another federation's share or an epoch served already; DOLEN_E_LIMIT for one epoch too many.
 */
DOLEN_CHECKED dolen_status dolen_evaluator_add(dolen_evaluator *evaluator, dolen_holder_share **share, dolen_err *err);

/** The epochs served; returns how many. */
size_t dolen_evaluator_epochs(const dolen_evaluator *evaluator, uint32_t out[DOLEN_EVALUATOR_EPOCHS]);

/** Who asks, and when. */
typedef struct dolen_evaluator_asker {
    dolen_code agency;
    int64_t now; /**< milliseconds since 1970 */
} dolen_evaluator_asker;

/**
 * Answer an EvaluateRequest with an EvaluateReply in `arena`. In this order: strict decoding (DOLEN_E_INPUT,
 * DOLEN_E_LIMIT); federation (DOLEN_E_DENIED) and epoch (DOLEN_E_CONFLICT); the set of holders (DOLEN_E_INPUT); every
 * element (DOLEN_E_CRYPTO); for a question the quotas of questions, then the agency's of evaluations (DOLEN_E_LIMIT;
 * DOLEN_E_SYSTEM if it cannot be counted durably). Only then is the share touched. `*evaluated` is how many elements
 * were, 0 on failure.
 */
DOLEN_CHECKED dolen_status dolen_evaluator_answer(const dolen_evaluator *evaluator, const dolen_evaluator_asker *asker,
                                                  dolen_bytes request, dolen_arena *arena, dolen_bytes *reply,
                                                  size_t *evaluated, dolen_err *err);

#endif
