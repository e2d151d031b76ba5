/* Any bytes as a request to a key holder: answered or refused; what is refused costs no quota. */
#include <stdlib.h>
#include <unistd.h>

#include "node/keyholder/evaluator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holder 1 of a key, 2 of 3, whose shares are 5, 7 and 9. */
static dolen_holder_share *some_share(void)
{
    dolen_joint_key key = {.federation = dolen_code_of("gwent"), .epoch = 1, .threshold = 2, .holders = 3};
    DOLEN_OWN(dolen_secret, shares) = dolen_secret_new(3 * DOLEN_SCALAR_SIZE);
    dolen_holder_share *share = NULL;

    for (size_t i = 0; i < 3; i++)
        dolen_secret_fill(shares)[i * DOLEN_SCALAR_SIZE] = (uint8_t)(5 + 2 * i);
    DOLEN_MUST(dolen_joint_key_fill(&key, shares, NULL) == DOLEN_OK);
    DOLEN_OWN(dolen_secret, own) = dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(shares), 32));
    DOLEN_MUST(dolen_holder_share_new(&key, 1, own, &share, NULL) == DOLEN_OK);
    return share;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/dolen-fuzz-XXXXXX";
    const int file = mkstemp(path);
    const dolen_evaluation_quota_options options = {.path = path, .daily = 1000};
    const dolen_evaluator_asker asker = {.agency = {"police"}, .now = 0};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EVALUATOR_ARENA);
    DOLEN_OWN(dolen_evaluation_quota, quota) = NULL;
    dolen_bytes reply;
    size_t evaluated = 0;

    DOLEN_MUST(file >= 0 && close(file) == 0 && unlink(path) == 0);
    DOLEN_MUST(dolen_evaluation_quota_open(&options, &quota, NULL) == DOLEN_OK);
    DOLEN_OWN(dolen_evaluator, evaluator) = dolen_evaluator_new(dolen_code_of("gwent"), quota);
    dolen_holder_share *share = some_share();
    DOLEN_MUST(dolen_evaluator_add(evaluator, &share, NULL) == DOLEN_OK);
    const dolen_status status =
        dolen_evaluator_answer(evaluator, &asker, dolen_bytes_of(data, size), arena, &reply, &evaluated, NULL);
    DOLEN_MUST((status == DOLEN_OK) == (evaluated > 0) && (status == DOLEN_OK) == (reply.size > 0));
    DOLEN_MUST(dolen_evaluation_quota_spent(quota, asker.agency) == evaluated);
    dolen_evaluation_quota_free(DOLEN_TAKE(quota));
    unlink(path);
    return 0;
}
