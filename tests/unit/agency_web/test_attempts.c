/* guessing passwords is slowed, for known and unknown names alike. */
#include "node/agency/web/attempts.h"
#include "tests/support/dolen_test.h"

static void fail_times(dolen_attempts *attempts, const char *user, int times, int64_t now)
{
    for (int i = 0; i < times; i++)
        dolen_attempts_add(attempts, user, now);
}

static void the_delay_begins_after_five_and_doubles_up_to_a_limit(void **state)
{
    assert_int_equal(0, dolen_attempts_delay(4));
    assert_int_equal(30 * 1000, dolen_attempts_delay(5));
    assert_int_equal(60 * 1000, dolen_attempts_delay(6));
    assert_int_equal(DOLEN_ATTEMPTS_LONGEST_DELAY, dolen_attempts_delay(20));
    assert_int_equal(DOLEN_ATTEMPTS_LONGEST_DELAY, dolen_attempts_delay(UINT32_MAX));
}

static void a_name_waits_and_others_do_not(void **state)
{
    DOLEN_OWN(dolen_attempts, attempts) = dolen_attempts_new();

    fail_times(attempts, "asha", 5, 1000);

    assert_fails(DOLEN_E_LIMIT, dolen_attempts_check(attempts, "asha", 1000 + 29999, NULL));
    assert_fails(DOLEN_OK, dolen_attempts_check(attempts, "asha", 1000 + 30000, NULL));
    assert_fails(DOLEN_OK, dolen_attempts_check(attempts, "bryn", 1000, NULL));
    dolen_attempts_clear(attempts, "asha");
    assert_fails(DOLEN_OK, dolen_attempts_check(attempts, "asha", 1000, NULL));
}

static void many_other_names_do_not_free_a_waiting_one(void **state)
{
    DOLEN_OWN(dolen_attempts, attempts) = dolen_attempts_new();
    char user[24];

    fail_times(attempts, "asha", 6, 1000);
    for (int i = 0; i < 3000; i++) {
        snprintf(user, sizeof user, "guess%d", i);
        fail_times(attempts, user, 1, 1000);
    }

    assert_fails(DOLEN_E_LIMIT, dolen_attempts_check(attempts, "asha", 1001, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delay_begins_after_five_and_doubles_up_to_a_limit),
        cmocka_unit_test(a_name_waits_and_others_do_not),
        cmocka_unit_test(many_other_names_do_not_free_a_waiting_one),
    };

    return cmocka_run_group_tests_name("attempts", tests, NULL, NULL);
}
