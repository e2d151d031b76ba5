#include "node/base/text.h"
#include "tests/support/dolen_test.h"

static void tells_utf8_from_what_only_looks_like_it(void **state)
{
    static const char *const good[] = {"", "a", "\xc5\xb5", "\xe2\x80\x94", "\xf0\x9f\x98\x80", "\xed\x9f\xbf"};
    static const char *const bad[] = {"\x80",         "\xc0\xaf",         "\xc1\xbf",         "\xe0\x80\xaf",
                                      "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x80",
                                      "\xff"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(dolen_text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dolen_text_is_utf8(bad[i], strlen(bad[i])));
    assert_false(dolen_text_is_utf8("a\0b", 3));
}

static void reads_numbers_up_to_their_limit(void **state)
{
    dolen_err err = {0};
    uint64_t number;

    assert_ok(dolen_text_to_number("0", 10, &number, &err));
    assert_ok(dolen_text_to_number("18446744073709551615", UINT64_MAX, &number, &err));
    assert_true(number == UINT64_MAX);
    assert_fails(DOLEN_E_INPUT, dolen_text_to_number("18446744073709551616", UINT64_MAX, &number, NULL));
    assert_ok(dolen_text_to_number("65535", 65535, &number, &err));
    assert_fails(DOLEN_E_INPUT, dolen_text_to_number("65536", 65535, &number, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_text_to_number("007", 65535, &number, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_text_to_number("-1", 65535, &number, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_text_to_number("", 65535, &number, NULL));
}

static void finds_the_name_that_was_meant(void **state)
{
    static const char *const names[] = {"certificate", "listen", "purpose", NULL};

    assert_string_equal("certificate", dolen_text_nearest("certifcate", names));
    assert_string_equal("purpose", dolen_text_nearest("porpose", names));
    assert_null(dolen_text_nearest("elephant", names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_utf8_from_what_only_looks_like_it),
        cmocka_unit_test(reads_numbers_up_to_their_limit),
        cmocka_unit_test(finds_the_name_that_was_meant),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
