/* Days, months and UK time in both languages. */
#include "node/agency/web/words.h"
#include "tests/support/dolen_test.h"

static int64_t instant(const char *text)
{
    int64_t at = 0;
    dolen_err err = {0};

    assert_ok(dolen_instant_read(text, &at, &err));
    return at;
}

static void days_and_months_are_named_in_both_languages(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);

    assert_string_equal("27 March 2009", dolen_words_day(arena, DOLEN_ENGLISH, (dolen_day){2009, 3, 27}));
    assert_string_equal("27 Mawrth 2009", dolen_words_day(arena, DOLEN_WELSH, (dolen_day){2009, 3, 27}));
    assert_string_equal("", dolen_words_day(arena, DOLEN_ENGLISH, (dolen_day){0}));
    assert_string_equal("December 2025", dolen_words_month(arena, DOLEN_ENGLISH, 2025 * 12 + 11));
    assert_string_equal("Ionawr 2026", dolen_words_month(arena, DOLEN_WELSH, 2026 * 12));
    assert_string_equal("", dolen_words_month(arena, DOLEN_WELSH, 0));
}

static void instants_are_told_in_uk_time(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);

    assert_string_equal("21 November 2026, 14:05",
                        dolen_words_instant(arena, DOLEN_ENGLISH, instant("2026-11-21T14:05:00Z")));
    assert_string_equal("1 July 2026, 00:30",
                        dolen_words_instant(arena, DOLEN_ENGLISH, instant("2026-06-30T23:30:00Z")));
    assert_string_equal("", dolen_words_instant(arena, DOLEN_ENGLISH, 0));
}

static void clocks_change_at_one_on_the_last_sundays(void **state)
{
    assert_int_equal(0, dolen_words_summer_minutes(instant("2026-03-29T00:59:59Z")));
    assert_int_equal(60, dolen_words_summer_minutes(instant("2026-03-29T01:00:00Z")));
    assert_int_equal(60, dolen_words_summer_minutes(instant("2026-10-25T00:59:59Z")));
    assert_int_equal(0, dolen_words_summer_minutes(instant("2026-10-25T01:00:00Z")));
    assert_int_equal(0, dolen_words_summer_minutes(instant("2024-03-31T00:00:00Z")));
    assert_int_equal(60, dolen_words_summer_minutes(instant("2024-03-31T02:00:00Z")));
}

static void a_full_arena_gives_an_empty_text(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1);

    assert_string_equal("", dolen_words_day(arena, DOLEN_ENGLISH, (dolen_day){2009, 3, 27}));
    assert_string_equal("", dolen_words_join(arena, (const char *const[]){"long", "er", NULL}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_months_are_named_in_both_languages),
        cmocka_unit_test(instants_are_told_in_uk_time),
        cmocka_unit_test(clocks_change_at_one_on_the_last_sundays),
        cmocka_unit_test(a_full_arena_gives_an_empty_text),
    };

    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
