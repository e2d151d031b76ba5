#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void requests_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    uint8_t elements[DOLEN_EVALUATE_ELEMENTS * DOLEN_EVALUATE_ELEMENT];
    const dolen_evaluate_request sent = sample_evaluate_request(elements, DOLEN_EVALUATE_ELEMENTS);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EVALUATE_ARENA);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new(DOLEN_EVALUATE_ARENA);
    dolen_evaluate_request read;
    dolen_bytes bytes;

    assert_ok(dolen_evaluate_request_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_evaluate_request_decode(bytes, other, &read, &err));

    assert_true(dolen_code_same(read.federation, sent.federation));
    assert_int_equal(read.epoch, 1);
    assert_int_equal(read.holder_count, 2);
    assert_int_equal(read.holders[1], 3);
    assert_int_equal(read.element_count, DOLEN_EVALUATE_ELEMENTS);
    assert_memory_equal(read.elements, elements, sizeof elements);
    assert_memory_equal(&read.batch, &sent.batch, sizeof read.batch);
}

static void replies_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    uint8_t elements[2 * DOLEN_EVALUATE_ELEMENT];
    const dolen_evaluate_reply sent = sample_evaluate_reply(elements, 2);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EVALUATE_ARENA);
    dolen_evaluate_reply read;
    dolen_bytes bytes;

    assert_ok(dolen_evaluate_reply_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_evaluate_reply_decode(bytes, arena, &read, &err));

    assert_int_equal(read.holder, 3);
    assert_memory_equal(read.proof, sent.proof, sizeof read.proof);
    assert_memory_equal(read.elements, elements, sizeof elements);
}

static dolen_status encode_with(dolen_evaluate_request request)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EVALUATE_ARENA);
    dolen_bytes bytes;

    return dolen_evaluate_request_encode(&request, arena, &bytes, NULL);
}

static void refuses_holders_out_of_order_or_range(void **state)
{
    uint8_t elements[DOLEN_EVALUATE_ELEMENT];
    dolen_evaluate_request request = sample_evaluate_request(elements, 1);

    assert_int_equal(encode_with(request), DOLEN_OK);
    request.holders[0] = 3;
    assert_fails(DOLEN_E_INPUT, encode_with(request));
    request.holders[0] = 0;
    assert_fails(DOLEN_E_INPUT, encode_with(request));
    request.holders[0] = 1;
    request.holders[1] = 6;
    assert_fails(DOLEN_E_INPUT, encode_with(request));
    request.holder_count = 0;
    assert_fails(DOLEN_E_INPUT, encode_with(request));
}

static void refuses_empty_and_oversized_batches(void **state)
{
    uint8_t elements[(DOLEN_EVALUATE_ELEMENTS + 1) * DOLEN_EVALUATE_ELEMENT];

    assert_fails(DOLEN_E_LIMIT, encode_with(sample_evaluate_request(elements, DOLEN_EVALUATE_ELEMENTS + 1)));
    assert_fails(DOLEN_E_INPUT, encode_with(sample_evaluate_request(elements, 0)));
    dolen_evaluate_request request = sample_evaluate_request(elements, 1);
    request.epoch = 0;
    assert_fails(DOLEN_E_INPUT, encode_with(request));
}

static void says_limit_when_the_arena_is_too_small(void **state)
{
    dolen_err err = {0};
    uint8_t elements[64 * DOLEN_EVALUATE_ELEMENT];
    const dolen_evaluate_request sent = sample_evaluate_request(elements, 64);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EVALUATE_ARENA);
    DOLEN_OWN(dolen_arena, small) = dolen_arena_new(1024);
    dolen_evaluate_request read;
    dolen_bytes bytes;

    assert_ok(dolen_evaluate_request_encode(&sent, arena, &bytes, &err));
    assert_fails(DOLEN_E_LIMIT, dolen_evaluate_request_decode(bytes, small, &read, &err));
    assert_int_equal(read.element_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_come_back_as_they_were),        cmocka_unit_test(replies_come_back_as_they_were),
        cmocka_unit_test(refuses_holders_out_of_order_or_range),  cmocka_unit_test(refuses_empty_and_oversized_batches),
        cmocka_unit_test(says_limit_when_the_arena_is_too_small),
    };
    return cmocka_run_group_tests_name("evaluate", tests, NULL, NULL);
}
