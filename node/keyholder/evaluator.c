#include "node/keyholder/evaluator.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "proto/codec/evaluate.h"

struct dolen_evaluator {
    dolen_code federation;
    dolen_evaluation_quota *quota;
    dolen_question_quota *questions;
    dolen_holder_share *shares[DOLEN_EVALUATOR_EPOCHS];
    size_t count;
};

dolen_evaluator *dolen_evaluator_new(dolen_code federation, dolen_evaluation_quota *quota)
{
    dolen_evaluator *evaluator = dolen_memory_make(1, sizeof *evaluator);

    evaluator->federation = federation;
    evaluator->quota = quota;
    return evaluator;
}

void dolen_evaluator_limit_questions(dolen_evaluator *evaluator, dolen_question_quota *questions)
{
    evaluator->questions = questions;
}

void dolen_evaluator_free(dolen_evaluator *evaluator)
{
    if (!evaluator)
        return;
    for (size_t i = 0; i < evaluator->count; i++)
        dolen_holder_share_free(evaluator->shares[i]);
    free(evaluator);
}

static const dolen_holder_share *find_epoch(const dolen_evaluator *evaluator, uint32_t epoch)
{
    for (size_t i = 0; i < evaluator->count; i++)
        if (dolen_holder_share_key(evaluator->shares[i])->epoch == epoch)
            return evaluator->shares[i];
    return NULL;
}

dolen_status dolen_evaluator_add(dolen_evaluator *evaluator, dolen_holder_share **share, dolen_err *err)
{
    const dolen_joint_key *key = dolen_holder_share_key(*share);

    if (!dolen_code_same(key->federation, evaluator->federation))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the share belongs to another federation");
    if (find_epoch(evaluator, key->epoch))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "two shares of one epoch");
    if (evaluator->count == DOLEN_EVALUATOR_EPOCHS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "at most two epochs are served at a time");
    evaluator->shares[evaluator->count++] = DOLEN_TAKE(*share);
    return DOLEN_OK;
}

size_t dolen_evaluator_epochs(const dolen_evaluator *evaluator, uint32_t out[DOLEN_EVALUATOR_EPOCHS])
{
    for (size_t i = 0; i < evaluator->count; i++)
        out[i] = dolen_holder_share_key(evaluator->shares[i])->epoch;
    return evaluator->count;
}

static dolen_status choose_share(const dolen_evaluator *evaluator, const dolen_evaluate_request *request,
                                 const dolen_holder_share **out, dolen_err *err)
{
    if (!dolen_code_same(request->federation, evaluator->federation))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a request for another federation");
    *out = find_epoch(evaluator, request->epoch);
    if (!*out)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "this epoch is not served here");
    return DOLEN_OK;
}

static dolen_status read_set(const dolen_holder_share *share, const dolen_evaluate_request *request,
                             dolen_holder_set *out, dolen_err *err)
{
    DOLEN_TRY(dolen_holder_set_make(request->holders, request->holder_count, out, err));
    if (out->count != dolen_holder_share_key(share)->threshold ||
        !dolen_holder_set_has(out, dolen_holder_share_number(share)))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "not a set of as many holders as the threshold, this one among them");
    return DOLEN_OK;
}

static dolen_status read_elements(const dolen_evaluate_request *request, dolen_arena *arena, dolen_element **out,
                                  dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, request->element_count, sizeof **out, out, err));
    for (size_t i = 0; i < request->element_count; i++)
        DOLEN_TRY(dolen_element_read(dolen_bytes_of(request->elements + i * DOLEN_ELEMENT_SIZE, DOLEN_ELEMENT_SIZE),
                                     &(*out)[i], err));
    return DOLEN_OK;
}

/* The batch named in `request`, evaluated. */
static dolen_status evaluate(const dolen_holder_share *share, const dolen_evaluate_request *request,
                             const dolen_holder_set *set, const dolen_element *blinded, dolen_arena *arena,
                             dolen_bytes *reply, dolen_err *err)
{
    dolen_evaluate_reply answer = {.epoch = request->epoch,
                                   .batch = request->batch,
                                   .holder = dolen_holder_share_number(share),
                                   .element_count = request->element_count};
    dolen_element *evaluated = NULL;
    dolen_proof proof;

    DOLEN_TRY(dolen_arena_take(arena, request->element_count, sizeof *evaluated, &evaluated, err));
    DOLEN_TRY(dolen_holder_share_evaluate(share, set, blinded, request->element_count, evaluated, &proof, err));
    answer.elements = evaluated[0].bytes;
    memcpy(answer.proof, proof.c.bytes, DOLEN_SCALAR_SIZE);
    memcpy(answer.proof + DOLEN_SCALAR_SIZE, proof.s.bytes, DOLEN_SCALAR_SIZE);
    return dolen_evaluate_reply_encode(&answer, arena, reply, err);
}

dolen_status dolen_evaluator_answer(const dolen_evaluator *evaluator, const dolen_evaluator_asker *asker,
                                    dolen_bytes request_bytes, dolen_arena *arena, dolen_bytes *reply,
                                    size_t *evaluated, dolen_err *err)
{
    const dolen_holder_share *share = NULL;
    dolen_evaluate_request request;
    dolen_element *blinded = NULL;
    dolen_holder_set set;

    *reply = dolen_bytes_of(NULL, 0);
    *evaluated = 0;
    DOLEN_TRY(dolen_evaluate_request_decode(request_bytes, arena, &request, err));
    DOLEN_TRY(choose_share(evaluator, &request, &share, err));
    DOLEN_TRY(read_set(share, &request, &set, err));
    DOLEN_TRY(read_elements(&request, arena, &blinded, err));
    if (request.is_question && evaluator->questions)
        DOLEN_TRY(dolen_question_quota_take(evaluator->questions, asker->agency, request.staff, asker->now, err));
    DOLEN_TRY(dolen_evaluation_quota_take(evaluator->quota, asker->agency, request.element_count, asker->now, err));
    DOLEN_TRY(evaluate(share, &request, &set, blinded, arena, reply, err));
    *evaluated = request.element_count;
    return DOLEN_OK;
}
