#include "node/crypto/threshold.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/cursor.h"
#include "node/base/memory.h"

enum { SETS = 10 };

/* Public keys that proofs are checked against, for every set and holder: lambda_i * K_i. */
struct dolen_threshold {
    dolen_joint_key key;
    size_t set_count;
    dolen_holder_set sets[SETS];
    dolen_element public_keys[SETS][DOLEN_HOLDERS];
};

struct dolen_blinded {
    size_t count;
    dolen_bytes inputs[DOLEN_BATCH];
    dolen_element elements[DOLEN_BATCH];
    dolen_secret *blinds;
};

dolen_status dolen_threshold_new(const dolen_joint_key *key, dolen_threshold **out, dolen_err *err)
{
    DOLEN_OWN(dolen_threshold, threshold) = dolen_memory_make(1, sizeof *threshold);

    *out = NULL;
    DOLEN_TRY(dolen_joint_key_check(key, err));
    threshold->key = *key;
    threshold->set_count = dolen_holder_set_all(key->holders, key->threshold, threshold->sets);
    for (size_t i = 0; i < threshold->set_count; i++)
        for (size_t j = 0; j < key->threshold; j++) {
            const uint8_t number = threshold->sets[i].numbers[j];
            const dolen_scalar coefficient = dolen_shamir_coefficient(&threshold->sets[i], number);
            DOLEN_TRY(dolen_element_multiply(&coefficient, &key->shares[number - 1],
                                             &threshold->public_keys[i][number - 1], err));
        }
    *out = DOLEN_TAKE(threshold);
    return DOLEN_OK;
}

void dolen_threshold_free(dolen_threshold *threshold)
{
    free(threshold);
}

const dolen_joint_key *dolen_threshold_key(const dolen_threshold *threshold)
{
    return &threshold->key;
}

dolen_status dolen_threshold_encode(const dolen_threshold_input *input, dolen_arena *arena, dolen_bytes *out,
                                    dolen_err *err)
{
    uint8_t *room = NULL;

    *out = dolen_bytes_of(NULL, 0);
    if (!dolen_key_kind_is_known((int)input->kind))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an unknown kind of match key");
    if (input->key.size < 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an empty match key");
    if (input->key.size > DOLEN_CANONICAL_KEY)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a match key is too long");
    const dolen_bytes parts[] = {dolen_bytes_of_string(input->federation.text),
                                 dolen_bytes_of_string(dolen_key_kind_name(input->kind)),
                                 dolen_bytes_of_string(input->normaliser), input->key};
    size_t size = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        size += 2 + parts[i].size;
    DOLEN_TRY(dolen_arena_take(arena, size, 1, &room, err));
    dolen_writer writer = dolen_writer_of(room, size);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        dolen_writer_block16(&writer, parts[i]);
    if (writer.failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the normaliser's version is too long");
    *out = dolen_writer_bytes(&writer);
    return DOLEN_OK;
}

static dolen_scalar *blinds_of(const dolen_blinded *batch)
{
    return (dolen_scalar *)dolen_secret_fill(batch->blinds);
}

static dolen_status blind(const dolen_bytes *inputs, size_t count, const dolen_scalar *given, dolen_blinded **out,
                          dolen_err *err)
{
    *out = NULL;
    if (count < 1 || count > DOLEN_BATCH)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a batch has 1 to 256 inputs");
    DOLEN_OWN(dolen_blinded, batch) = dolen_memory_make(1, sizeof *batch);
    batch->count = count;
    batch->blinds = dolen_secret_new(count * sizeof(dolen_scalar));
    if (given)
        memcpy(blinds_of(batch), given, count * sizeof *given);
    else
        dolen_scalar_random(blinds_of(batch), count);
    for (size_t i = 0; i < count; i++) {
        batch->inputs[i] = inputs[i];
        DOLEN_TRY(dolen_oprf_blind(DOLEN_OPRF_VERIFIABLE, inputs[i], &blinds_of(batch)[i], &batch->elements[i], err));
    }
    *out = DOLEN_TAKE(batch);
    return DOLEN_OK;
}

dolen_status dolen_threshold_blind(const dolen_bytes *inputs, size_t count, dolen_blinded **out, dolen_err *err)
{
    return blind(inputs, count, NULL, out, err);
}

dolen_status dolen_threshold_blind_with(const dolen_bytes *inputs, size_t count, const dolen_scalar *blinds,
                                        dolen_blinded **out, dolen_err *err)
{
    return blind(inputs, count, blinds, out, err);
}

void dolen_blinded_free(dolen_blinded *batch)
{
    if (!batch)
        return;
    dolen_secret_free(batch->blinds);
    free(batch);
}

const dolen_element *dolen_blinded_elements(const dolen_blinded *batch)
{
    return batch->elements;
}

size_t dolen_blinded_count(const dolen_blinded *batch)
{
    return batch->count;
}

dolen_status dolen_threshold_check(const dolen_threshold *threshold, const dolen_blinded *batch,
                                   const dolen_holder_reply *reply, dolen_err *err)
{
    for (size_t i = 0; i < threshold->set_count; i++) {
        if (!dolen_holder_set_same(&reply->set, &threshold->sets[i]) ||
            !dolen_holder_set_has(&reply->set, reply->holder))
            continue;
        const dolen_oprf_batch evaluated = {.public_key = &threshold->public_keys[i][reply->holder - 1],
                                            .blinded = batch->elements,
                                            .evaluated = reply->elements,
                                            .count = batch->count};
        return dolen_oprf_verify(&evaluated, &reply->proof, err);
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a reply for no set of this key's holders, or from outside its set");
}

/* How each reply joins the sum: as it is, or corrected when it was made for another set. */
typedef struct plan {
    dolen_scalar corrections[DOLEN_HOLDERS];
    bool corrected[DOLEN_HOLDERS];
} plan;

static dolen_status make_plan(const dolen_threshold *threshold, const dolen_holder_reply *replies, size_t count,
                              plan *out, dolen_err *err)
{
    uint8_t numbers[DOLEN_HOLDERS] = {0};
    dolen_holder_set set;

    if (count != threshold->key.threshold)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "as many replies as the threshold are combined");
    for (size_t i = 0; i < count; i++)
        numbers[i] = replies[i].holder;
    DOLEN_TRY(dolen_holder_set_make(numbers, count, &set, err));
    for (size_t i = 0; i < count; i++) {
        if (!dolen_holder_set_has(&replies[i].set, replies[i].holder))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a reply from outside its set");
        out->corrected[i] = !dolen_holder_set_same(&set, &replies[i].set);
        const dolen_scalar made = dolen_shamir_coefficient(&replies[i].set, replies[i].holder);
        const dolen_scalar wanted = dolen_shamir_coefficient(&set, replies[i].holder);
        dolen_scalar inverse;
        dolen_scalar_invert(&made, &inverse, 1);
        out->corrections[i] = dolen_scalar_multiply(&wanted, &inverse);
    }
    return DOLEN_OK;
}

static dolen_status combine(const plan *how, const dolen_holder_reply *replies, size_t count, size_t index,
                            dolen_element *out, dolen_err *err)
{
    for (size_t i = 0; i < count; i++) {
        dolen_element part = replies[i].elements[index];
        if (how->corrected[i])
            DOLEN_TRY(dolen_element_multiply(&how->corrections[i], &part, &part, err));
        if (i)
            DOLEN_TRY(dolen_element_add(out, &part, out, err));
        else
            *out = part;
    }
    return DOLEN_OK;
}

static dolen_status finish_all(const dolen_blinded *batch, const plan *how, const dolen_holder_reply *replies,
                               size_t count, dolen_pseudonym *out, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, inverses) = dolen_secret_new(batch->count * sizeof(dolen_scalar));
    dolen_scalar *inverse = (dolen_scalar *)dolen_secret_fill(inverses);
    uint8_t output[DOLEN_OPRF_OUTPUT];

    dolen_scalar_invert(blinds_of(batch), inverse, batch->count);
    for (size_t i = 0; i < batch->count; i++) {
        dolen_element sum;
        DOLEN_TRY(combine(how, replies, count, i, &sum, err));
        DOLEN_TRY(dolen_oprf_finalize(batch->inputs[i], &inverse[i], &sum, output, err));
        memcpy(out[i].bytes, output, DOLEN_PSEUDONYM_SIZE);
    }
    dolen_memory_wipe(output, sizeof output);
    return DOLEN_OK;
}

dolen_status dolen_threshold_finish(const dolen_threshold *threshold, const dolen_blinded *batch,
                                    const dolen_holder_reply *replies, size_t count, dolen_pseudonym *out,
                                    dolen_err *err)
{
    plan how;

    memset(out, 0, batch->count * sizeof *out);
    DOLEN_TRY(make_plan(threshold, replies, count, &how, err));
    const dolen_status status = finish_all(batch, &how, replies, count, out, err);
    if (status != DOLEN_OK)
        dolen_memory_wipe(out, batch->count * sizeof *out);
    return status;
}
