#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void refusals_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    const dolen_refusal sent = sample_refusal();
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    dolen_refusal read;
    dolen_bytes bytes;

    assert_ok(dolen_refusal_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_refusal_decode(bytes, arena, &read, &err));

    assert_int_equal(read.status, DOLEN_E_CONFLICT);
    assert_string_equal(read.what, sent.what);
    assert_string_equal(read.rule.text, "IG-22");
    assert_int_equal(read.expected_sequence, 7);
}

static void an_error_object_becomes_a_refusal(void **state)
{
    dolen_err err = {0};
    const dolen_status status = DOLEN_FAIL(&err, DOLEN_E_DENIED, "the agreement is not in force");

    const dolen_refusal refusal = dolen_refusal_of(&err);

    assert_int_equal(refusal.status, status);
    assert_string_equal(refusal.what, "the agreement is not in force");
}

static void success_and_control_characters_are_no_refusal(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    dolen_refusal refusal = sample_refusal();
    dolen_bytes bytes;

    refusal.status = DOLEN_OK;
    assert_fails(DOLEN_E_INPUT, dolen_refusal_encode(&refusal, arena, &bytes, NULL));
    refusal = sample_refusal();
    refusal.what = "two\nlines";
    assert_fails(DOLEN_E_INPUT, dolen_refusal_encode(&refusal, arena, &bytes, NULL));
    refusal.what = "";
    assert_fails(DOLEN_E_INPUT, dolen_refusal_encode(&refusal, arena, &bytes, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_come_back_as_they_were),
        cmocka_unit_test(an_error_object_becomes_a_refusal),
        cmocka_unit_test(success_and_control_characters_are_no_refusal),
    };
    return cmocka_run_group_tests_name("refusal", tests, NULL, NULL);
}
