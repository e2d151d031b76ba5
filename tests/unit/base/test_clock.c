#include "node/base/clock.h"
#include "tests/support/dolen_test.h"

static void counts_days_there_and_back(void **state)
{
    assert_int_equal(0, dolen_day_number((dolen_day){1970, 1, 1}));
    assert_int_equal(11016, dolen_day_number((dolen_day){2000, 2, 29}));
    for (int64_t number = -60000; number < 60000; number++) {
        const dolen_day day = dolen_day_from_number(number);
        assert_true(dolen_day_is_valid(day));
        assert_int_equal(number, dolen_day_number(day));
    }
}

static void refuses_days_that_do_not_exist(void **state)
{
    static const char *const bad[] = {"2023-02-29", "1900-02-29", "2023-13-01",  "2023-00-10",  "2023-1-01",
                                      "2023-01-00", "2023-04-31", " 2023-01-01", "2023-01-01 ", "20230101"};
    dolen_err err = {0};
    dolen_day day;

    assert_ok(dolen_day_read("2024-02-29", &day, &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, dolen_day_read(bad[i], &day, NULL));
}

static void writes_instants_that_read_back(void **state)
{
    const int64_t instants[] = {0, -1, 951827696789, 1795185245001};
    char text[DOLEN_INSTANT_TEXT];
    dolen_err err = {0};
    int64_t back;

    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        dolen_instant_write(instants[i], text);
        assert_ok(dolen_instant_read(text, &back, &err));
        assert_int_equal(instants[i], back);
    }
    dolen_instant_write(951827696789, text);
    assert_string_equal("2000-02-29T12:34:56.789Z", text);
    assert_fails(DOLEN_E_INPUT, dolen_instant_read("2000-02-29T24:00:00Z", &back, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_instant_read("2000-02-29T12:00:00+01:00", &back, NULL));
}

static void reads_and_writes_months(void **state)
{
    char text[DOLEN_MONTH_TEXT];
    dolen_err err = {0};
    dolen_month month;

    assert_ok(dolen_month_read("2026-12", &month, &err));
    assert_int_equal(month, dolen_month_of((dolen_day){2026, 12, 31}));
    dolen_month_write(month + 1, text);
    assert_string_equal("2027-01", text);
    assert_fails(DOLEN_E_INPUT, dolen_month_read("2026-13", &month, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_days_there_and_back),
        cmocka_unit_test(refuses_days_that_do_not_exist),
        cmocka_unit_test(writes_instants_that_read_back),
        cmocka_unit_test(reads_and_writes_months),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
