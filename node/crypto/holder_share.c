#include "node/crypto/holder_share.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { SETS = 10, BATCH_LIMIT = 256 };

struct dolen_holder_share {
    dolen_joint_key key;
    uint8_t number;
    size_t set_count;
    dolen_holder_set sets[SETS];
    dolen_element public_keys[SETS]; /* lambda_i * K_i for each set */
    dolen_secret *scaled;            /* lambda_i * k_i for each set */
};

static dolen_scalar *scaled_at(const dolen_holder_share *share, size_t index)
{
    return (dolen_scalar *)dolen_secret_fill(share->scaled) + index;
}

static dolen_status prepare(dolen_holder_share *share, const dolen_scalar *secret, dolen_err *err)
{
    dolen_holder_set all[SETS];
    const size_t count = dolen_holder_set_all(share->key.holders, share->key.threshold, all);

    for (size_t i = 0; i < count; i++) {
        if (!dolen_holder_set_has(&all[i], share->number))
            continue;
        const size_t at = share->set_count++;
        const dolen_scalar coefficient = dolen_shamir_coefficient(&all[i], share->number);
        share->sets[at] = all[i];
        *scaled_at(share, at) = dolen_scalar_multiply(&coefficient, secret);
        DOLEN_TRY(dolen_element_of_scalar(scaled_at(share, at), &share->public_keys[at], err));
    }
    return DOLEN_OK;
}

dolen_status dolen_holder_share_new(const dolen_joint_key *key, uint8_t number, const dolen_secret *secret,
                                    dolen_holder_share **out, dolen_err *err)
{
    DOLEN_OWN(dolen_holder_share, share) = dolen_memory_make(1, sizeof *share);
    DOLEN_OWN(dolen_secret, copy) = dolen_secret_new(DOLEN_SCALAR_SIZE);
    dolen_scalar *scalar = (dolen_scalar *)dolen_secret_fill(copy);
    dolen_element fits;

    *out = NULL;
    DOLEN_TRY(dolen_joint_key_check(key, err));
    if (number < 1 || number > key->holders)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the joint key has no holder of this number");
    DOLEN_TRY(dolen_scalar_read(dolen_secret_view(secret), scalar, err));
    DOLEN_TRY(dolen_element_of_scalar(scalar, &fits, err));
    if (!dolen_element_same(&fits, &key->shares[number - 1]))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the share does not fit the joint key's public part");
    share->key = *key;
    share->number = number;
    share->scaled = dolen_secret_new(SETS * DOLEN_SCALAR_SIZE);
    DOLEN_TRY(prepare(share, scalar, err));
    *out = DOLEN_TAKE(share);
    return DOLEN_OK;
}

void dolen_holder_share_free(dolen_holder_share *share)
{
    if (!share)
        return;
    dolen_secret_free(share->scaled);
    free(share);
}

uint8_t dolen_holder_share_number(const dolen_holder_share *share)
{
    return share->number;
}

const dolen_joint_key *dolen_holder_share_key(const dolen_holder_share *share)
{
    return &share->key;
}

static dolen_status evaluate_and_prove(const dolen_holder_share *share, size_t set, dolen_oprf_batch *batch,
                                       dolen_element *out, dolen_proof *proof, dolen_err *err)
{
    const dolen_scalar *scalar = scaled_at(share, set);
    dolen_scalar randomness;

    for (size_t i = 0; i < batch->count; i++)
        DOLEN_TRY(dolen_oprf_evaluate(scalar, &batch->blinded[i], &out[i], err));
    batch->public_key = &share->public_keys[set];
    batch->evaluated = out;
    dolen_scalar_random(&randomness, 1);
    const dolen_status status = dolen_oprf_prove(scalar, batch, &randomness, proof, err);
    dolen_memory_wipe(&randomness, sizeof randomness);
    return status;
}

dolen_status dolen_holder_share_evaluate(const dolen_holder_share *share, const dolen_holder_set *set,
                                         const dolen_element *blinded, size_t count, dolen_element *out,
                                         dolen_proof *proof, dolen_err *err)
{
    dolen_oprf_batch batch = {.blinded = blinded, .count = count};

    *proof = (dolen_proof){.c = {{0}}};
    if (count < 1 || count > BATCH_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a batch has 1 to 256 elements");
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < share->set_count; i++) {
        if (!dolen_holder_set_same(set, &share->sets[i]))
            continue;
        const dolen_status status = evaluate_and_prove(share, i, &batch, out, proof, err);
        if (status != DOLEN_OK)
            memset(out, 0, count * sizeof *out);
        return status;
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "not a set of as many holders as the threshold, with this one among them");
}
