#include "node/crypto/oprf.h"

#include "tests/support/dolen_test.h"
#include "tests/support/oprf_vectors.h"

/* One suite and mode of the vectors: its key pair, derived by us and compared with the published one. */
typedef struct suite {
    dolen_oprf_mode mode;
    dolen_scalar key;
    dolen_element public_key;
} suite;

static suite derive(const json_t *json)
{
    suite made = {.mode = json_integer_value(json_object_get(json, "mode")) ? DOLEN_OPRF_VERIFIABLE : DOLEN_OPRF_BASE};
    uint8_t seed[32];
    uint8_t info[64];
    uint8_t expected[32];

    oprf_vector_bytes(json, "seed", 0, seed, sizeof seed);
    const size_t info_size = oprf_vector_bytes(json, "keyInfo", 0, info, sizeof info);
    assert_fails(DOLEN_OK, dolen_oprf_derive_key(made.mode, seed, dolen_bytes_of(info, info_size), &made.key,
                                                 &made.public_key, NULL));
    oprf_vector_bytes(json, "skSm", 0, expected, sizeof expected);
    assert_memory_equal(expected, made.key.bytes, 32);
    if (made.mode == DOLEN_OPRF_VERIFIABLE) {
        oprf_vector_bytes(json, "pkSm", 0, expected, sizeof expected);
        assert_memory_equal(expected, made.public_key.bytes, 32);
    }
    return made;
}

static void replay_one(const suite *with, const json_t *vector, size_t index, dolen_element *blinded,
                       dolen_element *evaluated)
{
    uint8_t input[64];
    uint8_t expected[64];
    uint8_t output[64];
    dolen_scalar blind;
    dolen_scalar inverse;

    const size_t size = oprf_vector_bytes(vector, "Input", index, input, sizeof input);
    oprf_vector_bytes(vector, "Blind", index, blind.bytes, 32);
    assert_fails(DOLEN_OK, dolen_oprf_blind(with->mode, dolen_bytes_of(input, size), &blind, blinded, NULL));
    oprf_vector_bytes(vector, "BlindedElement", index, expected, 32);
    assert_memory_equal(expected, blinded->bytes, 32);

    assert_fails(DOLEN_OK, dolen_oprf_evaluate(&with->key, blinded, evaluated, NULL));
    oprf_vector_bytes(vector, "EvaluationElement", index, expected, 32);
    assert_memory_equal(expected, evaluated->bytes, 32);

    dolen_scalar_invert(&blind, &inverse, 1);
    assert_fails(DOLEN_OK, dolen_oprf_finalize(dolen_bytes_of(input, size), &inverse, evaluated, output, NULL));
    oprf_vector_bytes(vector, "Output", index, expected, 64);
    assert_memory_equal(expected, output, 64);
}

static void replay_proof(const suite *with, const json_t *vector, const dolen_element *blinded,
                         const dolen_element *evaluated, size_t count)
{
    const json_t *proof = json_object_get(vector, "Proof");
    const dolen_oprf_batch batch = {&with->public_key, blinded, evaluated, count};
    dolen_scalar randomness;
    dolen_proof made;
    uint8_t expected[64];

    if (!proof)
        return;
    oprf_vector_bytes(proof, "r", 0, randomness.bytes, 32);
    oprf_vector_bytes(proof, "proof", 0, expected, 64);

    assert_fails(DOLEN_OK, dolen_oprf_prove(&with->key, &batch, &randomness, &made, NULL));
    assert_memory_equal(expected, made.c.bytes, 32);
    assert_memory_equal(expected + 32, made.s.bytes, 32);
    assert_fails(DOLEN_OK, dolen_oprf_verify(&batch, &made, NULL));
}

static void replays_the_published_vectors_of_both_modes(void **state)
{
    json_t *all = oprf_vectors();
    size_t replayed = 0;

    for (size_t i = 0; i < json_array_size(all); i++) {
        const suite with = derive(json_array_get(all, i));
        const json_t *vectors = json_object_get(json_array_get(all, i), "vectors");
        for (size_t j = 0; j < json_array_size(vectors); j++) {
            const json_t *vector = json_array_get(vectors, j);
            const size_t count = (size_t)json_integer_value(json_object_get(vector, "Batch"));
            dolen_element blinded[2];
            dolen_element evaluated[2];
            for (size_t k = 0; k < count; k++)
                replay_one(&with, vector, k, &blinded[k], &evaluated[k]);
            replay_proof(&with, vector, blinded, evaluated, count);
            replayed++;
        }
    }
    json_decref(all);

    assert_int_equal(5, replayed);
}

enum { COUNT = 3 };

/* A batch evaluated and proved under one key. */
typedef struct proved {
    dolen_scalar key;
    dolen_element public_key;
    dolen_element blinded[COUNT];
    dolen_element evaluated[COUNT];
    dolen_proof proof;
} proved;

static dolen_oprf_batch batch_of(const proved *about)
{
    return (dolen_oprf_batch){&about->public_key, about->blinded, about->evaluated, COUNT};
}

static void make_proved(proved *made)
{
    dolen_scalar blinds[COUNT];
    dolen_scalar randomness;

    dolen_scalar_random(&made->key, 1);
    dolen_scalar_random(&randomness, 1);
    dolen_scalar_random(blinds, COUNT);
    assert_fails(DOLEN_OK, dolen_element_of_scalar(&made->key, &made->public_key, NULL));
    for (size_t i = 0; i < COUNT; i++) {
        assert_fails(DOLEN_OK, dolen_element_of_scalar(&blinds[i], &made->blinded[i], NULL));
        assert_fails(DOLEN_OK, dolen_oprf_evaluate(&made->key, &made->blinded[i], &made->evaluated[i], NULL));
    }
    const dolen_oprf_batch batch = batch_of(made);
    assert_fails(DOLEN_OK, dolen_oprf_prove(&made->key, &batch, &randomness, &made->proof, NULL));
}

static dolen_status verify(const proved *about)
{
    const dolen_oprf_batch batch = batch_of(about);

    return dolen_oprf_verify(&batch, &about->proof, NULL);
}

static void a_proof_holds_for_its_own_batch_only(void **state)
{
    proved one;
    proved other;

    make_proved(&one);
    make_proved(&other);
    assert_fails(DOLEN_OK, verify(&one));

    proved swapped = one;
    swapped.evaluated[0] = one.evaluated[1];
    swapped.evaluated[1] = one.evaluated[0];
    assert_fails(DOLEN_E_CRYPTO, verify(&swapped));

    proved borrowed = one;
    borrowed.proof = other.proof;
    assert_fails(DOLEN_E_CRYPTO, verify(&borrowed));

    proved for_another_key = one;
    for_another_key.public_key = other.public_key;
    assert_fails(DOLEN_E_CRYPTO, verify(&for_another_key));

    proved wrong_last = one;
    wrong_last.evaluated[COUNT - 1] = other.evaluated[0];
    assert_fails(DOLEN_E_CRYPTO, verify(&wrong_last));
}

/* What an evaluator that answers with the key 1 would send: outputs that anyone can work out. */
static void refuses_an_evaluator_that_returns_the_question(void **state)
{
    proved one;
    const dolen_scalar trivial = dolen_scalar_of(1);
    dolen_scalar randomness;

    make_proved(&one);
    memcpy(one.evaluated, one.blinded, sizeof one.evaluated);
    dolen_scalar_random(&randomness, 1);
    const dolen_oprf_batch batch = batch_of(&one);
    assert_fails(DOLEN_OK, dolen_oprf_prove(&trivial, &batch, &randomness, &one.proof, NULL));

    assert_fails(DOLEN_E_CRYPTO, verify(&one));
}

static void refuses_any_one_bit_change_of_a_proof(void **state)
{
    proved one;

    make_proved(&one);
    for (size_t bit = 0; bit < 512; bit += 37) {
        uint8_t bytes[64];
        memcpy(bytes, one.proof.c.bytes, 32);
        memcpy(bytes + 32, one.proof.s.bytes, 32);
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        proved changed = one;
        if (dolen_proof_read(dolen_bytes_of(bytes, 64), &changed.proof, NULL) == DOLEN_OK)
            assert_fails(DOLEN_E_CRYPTO, verify(&changed));
    }
}

static void refuses_proofs_with_scalars_above_the_order(void **state)
{
    uint8_t bytes[64] = {0};
    dolen_proof proof;

    assert_fails(DOLEN_OK, dolen_proof_read(dolen_bytes_of(bytes, 64), &proof, NULL));
    memset(bytes, 0xff, 32);
    assert_fails(DOLEN_E_CRYPTO, dolen_proof_read(dolen_bytes_of(bytes, 64), &proof, NULL));
    memset(bytes, 0, 32);
    memset(bytes + 32, 0xff, 32);
    assert_fails(DOLEN_E_CRYPTO, dolen_proof_read(dolen_bytes_of(bytes, 64), &proof, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_proof_read(dolen_bytes_of(bytes, 63), &proof, NULL));
}

static void refuses_empty_batches_and_long_inputs(void **state)
{
    static uint8_t input[DOLEN_OPRF_INPUT + 1];
    proved one;
    dolen_element element;
    uint8_t output[64];

    make_proved(&one);
    dolen_oprf_batch batch = batch_of(&one);
    batch.count = 0;

    assert_fails(DOLEN_E_LIMIT, dolen_oprf_verify(&batch, &one.proof, NULL));
    assert_fails(DOLEN_OK, dolen_oprf_hash(DOLEN_OPRF_BASE, dolen_bytes_of(input, DOLEN_OPRF_INPUT), &element, NULL));
    assert_fails(DOLEN_E_LIMIT, dolen_oprf_hash(DOLEN_OPRF_BASE, dolen_bytes_of(input, sizeof input), &element, NULL));
    assert_fails(DOLEN_E_LIMIT,
                 dolen_oprf_finalize(dolen_bytes_of(input, sizeof input), &one.key, &one.blinded[0], output, NULL));
}

static void the_two_modes_give_different_elements(void **state)
{
    dolen_element base;
    dolen_element verifiable;

    assert_fails(DOLEN_OK, dolen_oprf_hash(DOLEN_OPRF_BASE, dolen_bytes_of_string("x"), &base, NULL));
    assert_fails(DOLEN_OK, dolen_oprf_hash(DOLEN_OPRF_VERIFIABLE, dolen_bytes_of_string("x"), &verifiable, NULL));

    assert_false(dolen_element_same(&base, &verifiable));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replays_the_published_vectors_of_both_modes),
        cmocka_unit_test(a_proof_holds_for_its_own_batch_only),
        cmocka_unit_test(refuses_an_evaluator_that_returns_the_question),
        cmocka_unit_test(refuses_any_one_bit_change_of_a_proof),
        cmocka_unit_test(refuses_proofs_with_scalars_above_the_order),
        cmocka_unit_test(refuses_empty_batches_and_long_inputs),
        cmocka_unit_test(the_two_modes_give_different_elements),
    };

    return cmocka_run_group_tests_name("oprf", tests, NULL, NULL);
}
