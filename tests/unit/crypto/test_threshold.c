#include "node/crypto/threshold.h"

#include "tests/support/holders.h"
#include "tests/support/oprf_vectors.h"

static const dolen_shamir_plan two_of_three = {2, 3};

/* The published key, inputs, blinds and outputs of VOPRF mode. */
typedef struct published {
    dolen_secret *key;
    uint8_t inputs[2][32];
    dolen_bytes views[2];
    dolen_scalar blinds[2];
    uint8_t outputs[2][64];
} published;

static void read_published(published *out)
{
    json_t *all = oprf_vectors();
    const json_t *suite = json_array_get(all, 1);
    const json_t *batch = json_array_get(json_object_get(suite, "vectors"), 2);

    out->key = dolen_secret_new(32);
    oprf_vector_bytes(suite, "skSm", 0, dolen_secret_fill(out->key), 32);
    for (size_t i = 0; i < 2; i++) {
        const size_t size = oprf_vector_bytes(batch, "Input", i, out->inputs[i], sizeof out->inputs[i]);
        out->views[i] = dolen_bytes_of(out->inputs[i], size);
        oprf_vector_bytes(batch, "Blind", i, out->blinds[i].bytes, 32);
        oprf_vector_bytes(batch, "Output", i, out->outputs[i], 64);
    }
    json_decref(all);
}

static void check_set(const holders *among, const published *expected, const dolen_holder_set *set)
{
    DOLEN_OWN(dolen_blinded, batch) = NULL;
    dolen_element elements[DOLEN_HOLDERS][2];
    dolen_holder_reply replies[DOLEN_HOLDERS];
    dolen_pseudonym pseudonyms[2];

    assert_fails(DOLEN_OK, dolen_threshold_blind_with(expected->views, 2, expected->blinds, &batch, NULL));
    for (size_t i = 0; i < set->count; i++) {
        replies[i] = holders_reply(among, set->numbers[i], set, batch, elements[i]);
        assert_fails(DOLEN_OK, dolen_threshold_check(among->threshold, batch, &replies[i], NULL));
    }
    assert_fails(DOLEN_OK, dolen_threshold_finish(among->threshold, batch, replies, set->count, pseudonyms, NULL));

    for (size_t i = 0; i < 2; i++)
        assert_memory_equal(expected->outputs[i], pseudonyms[i].bytes, DOLEN_PSEUDONYM_SIZE);
}

static void every_set_of_holders_gives_the_output_of_the_rfc(void **state)
{
    static const dolen_shamir_plan plans[] = {{2, 2}, {2, 3}, {2, 5}, {3, 3}, {3, 5}};
    published expected;
    size_t checked = 0;

    read_published(&expected);
    for (size_t p = 0; p < sizeof plans / sizeof *plans; p++) {
        holders among;
        dolen_holder_set sets[10];
        holders_make(&among, expected.key, plans[p], 1);
        const size_t count = dolen_holder_set_all(plans[p].holders, plans[p].threshold, sets);
        for (size_t i = 0; i < count; i++, checked++)
            check_set(&among, &expected, &sets[i]);
        holders_free(&among);
    }
    dolen_secret_free(expected.key);

    assert_int_equal(1 + 3 + 10 + 1 + 10, checked);
}

enum { COUNT = 5 };

/* A batch of inputs with a reply of each of three holders for each set. */
typedef struct fixture {
    holders among;
    dolen_blinded *batch;
    dolen_holder_set sets[3]; /* {1,2} {1,3} {2,3} */
    dolen_element elements[3][3][COUNT];
    dolen_holder_reply replies[3][3]; /* by set, by holder - 1 */
    dolen_pseudonym expected[COUNT];
} fixture;

static const char *const texts[COUNT] = {"a", "b", "c", "d", "e"};

static int set_up(void **state)
{
    fixture *made = calloc(1, sizeof *made);
    dolen_bytes inputs[COUNT];

    holders_make_random(&made->among, two_of_three, 1);
    for (size_t i = 0; i < COUNT; i++)
        inputs[i] = dolen_bytes_of_string(texts[i]);
    assert_fails(DOLEN_OK, dolen_threshold_blind(inputs, COUNT, &made->batch, NULL));
    dolen_holder_set all[10];
    dolen_holder_set_all(3, 2, all);
    for (size_t s = 0; s < 3; s++) {
        made->sets[s] = all[s];
        for (size_t j = 0; j < 2; j++) {
            const uint8_t number = all[s].numbers[j];
            made->replies[s][number - 1] =
                holders_reply(&made->among, number, &all[s], made->batch, made->elements[s][number - 1]);
        }
    }
    const dolen_holder_reply pair[] = {made->replies[0][0], made->replies[0][1]};
    assert_fails(DOLEN_OK, dolen_threshold_finish(made->among.threshold, made->batch, pair, 2, made->expected, NULL));
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;

    dolen_blinded_free(made->batch);
    holders_free(&made->among);
    free(made);
    return 0;
}

static void a_reply_made_for_another_set_still_combines(void **state)
{
    const fixture *with = *state;
    const dolen_holder_reply pair[] = {with->replies[0][0], with->replies[2][2]};
    dolen_pseudonym pseudonyms[COUNT];

    assert_int_equal(2, with->sets[0].numbers[1]);
    assert_int_equal(2, with->sets[2].numbers[0]);
    assert_fails(DOLEN_OK, dolen_threshold_finish(with->among.threshold, with->batch, pair, 2, pseudonyms, NULL));

    assert_memory_equal(with->expected, pseudonyms, sizeof pseudonyms);
}

static void says_which_holder_lied(void **state)
{
    const fixture *with = *state;
    holders others;
    dolen_element elements[COUNT];

    holders_make_random(&others, two_of_three, 1);
    const dolen_holder_reply lie = holders_reply(&others, 2, &with->sets[0], with->batch, elements);

    assert_fails(DOLEN_OK, dolen_threshold_check(with->among.threshold, with->batch, &with->replies[0][0], NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_threshold_check(with->among.threshold, with->batch, &lie, NULL));
    holders_free(&others);
}

static void without_the_check_a_lie_becomes_a_wrong_pseudonym(void **state)
{
    const fixture *with = *state;
    holders others;
    dolen_element elements[COUNT];
    dolen_pseudonym pseudonyms[COUNT];

    holders_make_random(&others, two_of_three, 1);
    const dolen_holder_reply pair[] = {with->replies[0][0],
                                       holders_reply(&others, 2, &with->sets[0], with->batch, elements)};
    assert_fails(DOLEN_OK, dolen_threshold_finish(with->among.threshold, with->batch, pair, 2, pseudonyms, NULL));

    assert_memory_not_equal(with->expected, pseudonyms, sizeof pseudonyms);
    holders_free(&others);
}

static void refuses_a_proof_moved_to_another_holder_set_or_order(void **state)
{
    const fixture *with = *state;
    dolen_element swapped[COUNT];

    dolen_holder_reply reply = with->replies[0][0];
    reply.holder = 2;
    assert_fails(DOLEN_E_CRYPTO, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
    reply = with->replies[0][0];
    reply.set = with->sets[1];
    assert_fails(DOLEN_E_CRYPTO, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
    reply = with->replies[0][0];
    memcpy(swapped, reply.elements, sizeof swapped);
    swapped[0] = reply.elements[1];
    swapped[1] = reply.elements[0];
    reply.elements = swapped;
    assert_fails(DOLEN_E_CRYPTO, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
}

static void refuses_replies_of_holders_outside_the_set_or_the_key(void **state)
{
    const fixture *with = *state;

    dolen_holder_reply reply = with->replies[0][0];
    reply.holder = 3;
    assert_fails(DOLEN_E_INPUT, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
    reply.holder = 0;
    assert_fails(DOLEN_E_INPUT, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
    reply = with->replies[0][0];
    reply.set = (dolen_holder_set){{1, 2, 3}, 3};
    assert_fails(DOLEN_E_INPUT, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
    reply.set = (dolen_holder_set){{1, 5}, 2};
    assert_fails(DOLEN_E_INPUT, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
}

static void never_combines_too_few_too_many_or_one_holder_twice(void **state)
{
    const fixture *with = *state;
    const dolen_holder_reply one_twice[] = {with->replies[0][0], with->replies[1][0]};
    const dolen_holder_reply three[] = {with->replies[0][0], with->replies[0][1], with->replies[1][2]};
    const dolen_pseudonym zero[COUNT] = {{{0}}};
    dolen_pseudonym pseudonyms[COUNT];

    assert_fails(DOLEN_E_INPUT,
                 dolen_threshold_finish(with->among.threshold, with->batch, one_twice, 2, pseudonyms, NULL));
    assert_memory_equal(zero, pseudonyms, sizeof zero);
    assert_fails(DOLEN_E_INPUT, dolen_threshold_finish(with->among.threshold, with->batch, three, 1, pseudonyms, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_threshold_finish(with->among.threshold, with->batch, three, 3, pseudonyms, NULL));
}

static void a_reply_under_another_epochs_key_is_a_lie(void **state)
{
    const fixture *with = *state;
    holders next;
    dolen_element elements[COUNT];

    holders_make_random(&next, two_of_three, 2);
    const dolen_holder_reply reply = holders_reply(&next, 1, &with->sets[0], with->batch, elements);

    assert_fails(DOLEN_OK, dolen_threshold_check(next.threshold, with->batch, &reply, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_threshold_check(with->among.threshold, with->batch, &reply, NULL));
    holders_free(&next);
}

static void fresh_blinds_make_one_input_look_different_each_time(void **state)
{
    const dolen_bytes input = dolen_bytes_of_string("the same");
    DOLEN_OWN(dolen_blinded, one) = NULL;
    DOLEN_OWN(dolen_blinded, other) = NULL;

    assert_fails(DOLEN_OK, dolen_threshold_blind(&input, 1, &one, NULL));
    assert_fails(DOLEN_OK, dolen_threshold_blind(&input, 1, &other, NULL));

    assert_memory_not_equal(dolen_blinded_elements(one), dolen_blinded_elements(other), 32);
}

static void refuses_empty_and_oversized_batches(void **state)
{
    static dolen_bytes inputs[DOLEN_BATCH + 1];
    DOLEN_OWN(dolen_blinded, batch) = NULL;

    assert_fails(DOLEN_E_LIMIT, dolen_threshold_blind(inputs, 0, &batch, NULL));
    assert_fails(DOLEN_E_LIMIT, dolen_threshold_blind(inputs, DOLEN_BATCH + 1, &batch, NULL));
    assert_null(batch);
}

static void encodes_an_input_with_every_length(void **state)
{
    static const char expected[] = "\0\5gwent\0\3K02\0\1"
                                   "1\0\2ab";
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    dolen_threshold_input input = {dolen_code_of("gwent"), DOLEN_KEY_K02, "1", dolen_bytes_of_string("ab")};
    dolen_bytes bytes;

    assert_fails(DOLEN_OK, dolen_threshold_encode(&input, arena, &bytes, NULL));
    assert_true(dolen_bytes_same(dolen_bytes_of(expected, sizeof expected - 1), bytes));
    input.key = dolen_bytes_of_string("");
    assert_fails(DOLEN_E_INPUT, dolen_threshold_encode(&input, arena, &bytes, NULL));
    input = (dolen_threshold_input){dolen_code_of("gwent"), DOLEN_KEY_NONE, "1", dolen_bytes_of_string("ab")};
    assert_fails(DOLEN_E_INPUT, dolen_threshold_encode(&input, arena, &bytes, NULL));
}

static void a_holder_refuses_sets_that_are_not_its_own(void **state)
{
    const fixture *with = *state;
    static const dolen_holder_set bad[] = {{{2, 3}, 2}, {{1}, 1}, {{1, 2, 3}, 3}, {{1, 4}, 2}, {{0}, 0}};
    dolen_element out[COUNT];
    dolen_proof proof;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT,
                     dolen_holder_share_evaluate(with->among.shares[0], &bad[i], dolen_blinded_elements(with->batch),
                                                 COUNT, out, &proof, NULL));
    assert_fails(DOLEN_E_LIMIT, dolen_holder_share_evaluate(with->among.shares[0], &with->sets[0],
                                                            dolen_blinded_elements(with->batch), 0, out, &proof, NULL));
}

static void a_holder_refuses_to_start_with_a_wrong_share(void **state)
{
    const fixture *with = *state;
    DOLEN_OWN(dolen_secret, wrong) = dolen_secret_new(32);
    DOLEN_OWN(dolen_holder_share, share) = NULL;

    dolen_secret_fill(wrong)[0] = 1;

    assert_fails(DOLEN_E_CRYPTO, dolen_holder_share_new(&with->among.key, 1, wrong, &share, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_holder_share_new(&with->among.key, 0, wrong, &share, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_holder_share_new(&with->among.key, 4, wrong, &share, NULL));
    assert_null(share);
}

#define WITH_HOLDERS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_of_holders_gives_the_output_of_the_rfc),
        WITH_HOLDERS(a_reply_made_for_another_set_still_combines),
        WITH_HOLDERS(says_which_holder_lied),
        WITH_HOLDERS(without_the_check_a_lie_becomes_a_wrong_pseudonym),
        WITH_HOLDERS(refuses_a_proof_moved_to_another_holder_set_or_order),
        WITH_HOLDERS(refuses_replies_of_holders_outside_the_set_or_the_key),
        WITH_HOLDERS(never_combines_too_few_too_many_or_one_holder_twice),
        WITH_HOLDERS(a_reply_under_another_epochs_key_is_a_lie),
        cmocka_unit_test(fresh_blinds_make_one_input_look_different_each_time),
        cmocka_unit_test(refuses_empty_and_oversized_batches),
        cmocka_unit_test(encodes_an_input_with_every_length),
        WITH_HOLDERS(a_holder_refuses_sets_that_are_not_its_own),
        WITH_HOLDERS(a_holder_refuses_to_start_with_a_wrong_share),
    };

    return cmocka_run_group_tests_name("threshold", tests, NULL, NULL);
}
