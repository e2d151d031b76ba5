#include "node/agency/holder_health.h"

#include "tests/support/dolen_test.h"

static dolen_holder_health health;

static int set_up(void **state)
{
    dolen_holder_health_start(&health, 3);
    return 0;
}

static int tear_down(void **state)
{
    dolen_holder_health_end(&health);
    return 0;
}

static void good_holders_take_turns(void **state)
{
    size_t order[DOLEN_HOLDERS];

    for (size_t i = 0; i < 6; i++) {
        dolen_holder_health_order(&health, 0, order);
        for (size_t j = 0; j < 3; j++)
            assert_int_equal((i + j) % 3, order[j]);
    }
}

/* Is holder `which` asked last at this time? */
static bool is_last(size_t which, int64_t now)
{
    size_t order[DOLEN_HOLDERS];

    for (size_t i = 0; i < 3; i++) {
        dolen_holder_health_order(&health, now, order);
        if (order[2] != which)
            return false;
    }
    return true;
}

static void a_liar_is_asked_last_for_ten_minutes(void **state)
{
    dolen_holder_health_bad(&health, 1, DOLEN_HOLDER_LIED, 1000);

    assert_true(is_last(1, 1000));
    assert_true(is_last(1, 1000 + 10 * 60 * 1000 - 1));
    assert_false(is_last(1, 1000 + 10 * 60 * 1000));
}

static void an_outage_is_remembered_for_longer_each_time_up_to_a_minute(void **state)
{
    int64_t now = 0;

    for (int64_t expected = 2000; expected <= 32000; expected *= 2) {
        dolen_holder_health_bad(&health, 0, DOLEN_HOLDER_DOWN, now);
        assert_true(is_last(0, now + expected - 1));
        assert_false(is_last(0, now + expected));
        now += expected;
    }
    for (size_t i = 0; i < 40; i++)
        dolen_holder_health_bad(&health, 0, DOLEN_HOLDER_DOWN, now);
    assert_true(is_last(0, now + 63999));
    assert_false(is_last(0, now + 64000));
}

static void a_right_answer_clears_what_was_remembered(void **state)
{
    dolen_holder_health_bad(&health, 2, DOLEN_HOLDER_DOWN, 0);
    dolen_holder_health_bad(&health, 2, DOLEN_HOLDER_DOWN, 0);
    dolen_holder_health_good(&health, 2);
    assert_false(is_last(2, 1));

    dolen_holder_health_bad(&health, 2, DOLEN_HOLDER_DOWN, 0);
    assert_true(is_last(2, 1999));
    assert_false(is_last(2, 2000));
}

static void of_two_bad_holders_the_one_that_is_good_sooner_comes_first(void **state)
{
    size_t order[DOLEN_HOLDERS];

    dolen_holder_health_bad(&health, 0, DOLEN_HOLDER_LIED, 0);
    dolen_holder_health_bad(&health, 1, DOLEN_HOLDER_SLOW, 0);
    dolen_holder_health_order(&health, 1, order);

    assert_int_equal(2, order[0]);
    assert_int_equal(1, order[1]);
    assert_int_equal(0, order[2]);
}

#define WITH_HEALTH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HEALTH(good_holders_take_turns),
        WITH_HEALTH(a_liar_is_asked_last_for_ten_minutes),
        WITH_HEALTH(an_outage_is_remembered_for_longer_each_time_up_to_a_minute),
        WITH_HEALTH(a_right_answer_clears_what_was_remembered),
        WITH_HEALTH(of_two_bad_holders_the_one_that_is_good_sooner_comes_first),
    };

    return cmocka_run_group_tests_name("holder_health", tests, NULL, NULL);
}
