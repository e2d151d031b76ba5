#include "node/base/bytes.h"
#include "tests/support/dolen_test.h"

/* RFC 4648 section 10. */
static void writes_and_reads_base64(void **state)
{
    static const char *const pairs[][2] = {{"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
                                           {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"fooba", "Zm9vYmE="}};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(10000);
    dolen_err err = {0};
    dolen_bytes back;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_string_equal(pairs[i][1], dolen_bytes_to_base64(arena, dolen_bytes_of_string(pairs[i][0])));
        assert_ok(dolen_bytes_from_base64(arena, pairs[i][1], strlen(pairs[i][1]), &back, &err));
        assert_true(dolen_bytes_same(back, dolen_bytes_of_string(pairs[i][0])));
    }
}

static void refuses_base64_that_another_text_could_also_mean(void **state)
{
    static const char *const bad[] = {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z g=", "Zm9v\n", "====", "Z==="};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(10000);
    dolen_bytes back;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, dolen_bytes_from_base64(arena, bad[i], strlen(bad[i]), &back, NULL));
}

static void reads_hexadecimal_of_the_exact_length_only(void **state)
{
    uint8_t out[2];
    dolen_err err = {0};

    assert_ok(dolen_bytes_from_hex("0aFf", 4, out, 2, &err));
    assert_int_equal(0x0a, out[0]);
    assert_int_equal(0xff, out[1]);
    assert_fails(DOLEN_E_INPUT, dolen_bytes_from_hex("0aF", 3, out, 2, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_bytes_from_hex("0aFg", 4, out, 2, NULL));
    assert_int_equal(0, out[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_base64),
        cmocka_unit_test(refuses_base64_that_another_text_could_also_mean),
        cmocka_unit_test(reads_hexadecimal_of_the_exact_length_only),
    };

    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
