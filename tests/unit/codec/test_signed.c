#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void the_body_comes_back_byte_for_byte(void **state)
{
    dolen_err err = {0};
    const dolen_signed sent = sample_signed();
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    dolen_signed read;
    dolen_bytes bytes;

    assert_ok(dolen_signed_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_signed_decode(bytes, arena, &read, &err));

    assert_true(dolen_bytes_same(read.body, sent.body));
    assert_memory_equal(read.signature, sent.signature, sizeof read.signature);
}

static void an_empty_or_oversized_body_is_refused(void **state)
{
    static uint8_t large[DOLEN_SIGNED_BODY + 1];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(sizeof large * 4);
    dolen_signed message = sample_signed();
    dolen_bytes bytes;

    message.body = dolen_bytes_of(NULL, 0);
    assert_fails(DOLEN_E_INPUT, dolen_signed_encode(&message, arena, &bytes, NULL));
    message.body = dolen_bytes_of(large, sizeof large);
    assert_fails(DOLEN_E_LIMIT, dolen_signed_encode(&message, arena, &bytes, NULL));
    message.body.size--;
    assert_int_equal(dolen_signed_encode(&message, arena, &bytes, NULL), DOLEN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_body_comes_back_byte_for_byte),
        cmocka_unit_test(an_empty_or_oversized_body_is_refused),
    };
    return cmocka_run_group_tests_name("signed", tests, NULL, NULL);
}
