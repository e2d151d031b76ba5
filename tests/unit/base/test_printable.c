#include "node/base/printable.h"

#include "tests/support/dolen_test.h"

static void assert_printed(const char *expected, const char *text)
{
    char out[64];

    assert_string_equal(expected, dolen_printable(text, out, sizeof out));
}

static void plain_text_in_any_script_stays(void **state)
{
    assert_printed("Si\xC3\xA2n Llewelyn", "Si\xC3\xA2n Llewelyn");
    assert_printed("\xD8\xB3\xD8\xA7\xD8\xB1\xD8\xA9", "\xD8\xB3\xD8\xA7\xD8\xB1\xD8\xA9");
    assert_printed("", "");
    assert_printed("", NULL);
}

static void what_a_spreadsheet_would_run_becomes_text(void **state)
{
    assert_printed("'=1+1", "=1+1");
    assert_printed("'+44", "+44");
    assert_printed("'-1", "-1");
    assert_printed("'@SUM(A1)", "@SUM(A1)");
    assert_printed("a=1", "a=1");
    assert_printed("'\xEF\xBF\xBD=1", "\t=1");
}

static void controls_line_ends_and_escapes_become_a_mark(void **state)
{
    assert_printed("a\xEF\xBF\xBDz", "a\nz");
    assert_printed("\xEF\xBF\xBD[2J", "\x1B[2J");
    assert_printed("a\xEF\xBF\xBDz", "a\xC2\x9Bz");
    assert_printed("a\xEF\xBF\xBDz", "a\xE2\x80\xA8z");
    assert_printed("a\xEF\xBF\xBDz", "a\x7Fz");
}

static void marks_that_turn_the_direction_become_a_mark(void **state)
{
    /* In letters, so that no editor turns this file's lines around. */
    static const char marks[][4] = {{'\xE2', '\x80', '\xAE'}, {'\xE2', '\x80', '\xAA'}, {'\xE2', '\x81', '\xA6'},
                                    {'\xE2', '\x81', '\xA9'}, {'\xE2', '\x80', '\x8F'}, {'\xE2', '\x80', '\x8E'},
                                    {'\xD8', '\x9C'}};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        assert_printed("\xEF\xBF\xBD", marks[i]);
}

static void bytes_that_are_no_text_become_a_mark_each(void **state)
{
    assert_printed("a\xEF\xBF\xBD\xEF\xBF\xBDz", "a\xFF\xC0z");
    assert_printed("\xEF\xBF\xBD\xEF\xBF\xBD", "\xE2\x80");
}

static void a_long_text_is_cut_between_two_letters(void **state)
{
    char out[8];

    assert_string_equal("abcdef", dolen_printable("abcdef\xC3\xA2", out, sizeof out));
    assert_string_equal("abcde\xC3\xA2", dolen_printable("abcde\xC3\xA2z", out, sizeof out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_in_any_script_stays),
        cmocka_unit_test(what_a_spreadsheet_would_run_becomes_text),
        cmocka_unit_test(controls_line_ends_and_escapes_become_a_mark),
        cmocka_unit_test(marks_that_turn_the_direction_become_a_mark),
        cmocka_unit_test(bytes_that_are_no_text_become_a_mark_each),
        cmocka_unit_test(a_long_text_is_cut_between_two_letters),
    };

    return cmocka_run_group_tests_name("printable", tests, NULL, NULL);
}
