#include "node/crypto/one_time_code.h"

#include <string.h>

#include "tests/support/dolen_test.h"

static const uint8_t secret[DOLEN_ONE_TIME_SECRET + 1] = "12345678901234567890";

/* RFC 6238, Appendix B, SHA-1, the last six of eight digits. */
static const struct {
    int64_t seconds;
    const char *code;
} published[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

static void accepts_the_published_codes_at_their_times(void **state)
{
    dolen_err err = {0};
    int64_t step = 0;

    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        assert_ok(dolen_one_time_code_check(secret, published[i].seconds * 1000, published[i].code, &step, &err));
        assert_int_equal(published[i].seconds / 30, step);
    }
}

static void names_the_step_of_a_neighbouring_code_and_refuses_older_ones(void **state)
{
    dolen_err err = {0};
    const int64_t now = INT64_C(1234567890) * 1000;
    int64_t step = 0;

    assert_ok(dolen_one_time_code_check(secret, now + 30000, "005924", &step, &err));
    assert_int_equal(1234567890 / 30, step);
    assert_ok(dolen_one_time_code_check(secret, now - 30000, "005 924", &step, &err));
    assert_int_equal(1234567890 / 30, step);
    assert_fails(DOLEN_E_DENIED, dolen_one_time_code_check(secret, now + 60000, "005924", &step, &err));
    assert_int_equal(0, step);
}

static void refuses_what_is_no_code(void **state)
{
    static const char *const wrong[] = {"", "00592", "0059240", "00592a", "-05924", "005924\n", "''''''"};
    int64_t step = 0;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(DOLEN_E_DENIED,
                     dolen_one_time_code_check(secret, INT64_C(1234567890) * 1000, wrong[i], &step, NULL));
}

static void writes_the_secret_for_an_app(void **state)
{
    char text[DOLEN_ONE_TIME_TEXT];

    dolen_one_time_code_text(secret, text);
    assert_string_equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_the_published_codes_at_their_times),
        cmocka_unit_test(names_the_step_of_a_neighbouring_code_and_refuses_older_ones),
        cmocka_unit_test(refuses_what_is_no_code),
        cmocka_unit_test(writes_the_secret_for_an_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
