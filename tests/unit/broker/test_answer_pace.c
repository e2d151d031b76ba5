/* answers leave at whole steps of time. */
#include "node/broker/answer_pace.h"
#include "tests/support/dolen_test.h"

enum { MILLISECOND = 1000 * 1000, STEP = 20 };

static void every_answer_within_a_step_leaves_at_its_end_R_10_IG_03(void **state)
{
    (void)state;
    assert_int_equal(20 * MILLISECOND, dolen_answer_pace_due(STEP, 0));
    assert_int_equal(20 * MILLISECOND, dolen_answer_pace_due(STEP, 1));
    assert_int_equal(20 * MILLISECOND, dolen_answer_pace_due(STEP, 20 * MILLISECOND - 1));
}

static void a_slower_answer_waits_for_the_end_of_the_next_step(void **state)
{
    (void)state;
    assert_int_equal(40 * MILLISECOND, dolen_answer_pace_due(STEP, 20 * MILLISECOND));
    assert_int_equal(40 * MILLISECOND, dolen_answer_pace_due(STEP, 21 * MILLISECOND));
}

static void without_a_step_the_time_tells_what_was_found(void **state)
{
    (void)state;
    assert_int_equal(3, dolen_answer_pace_due(0, 3));
    assert_int_equal(5, dolen_answer_pace_due(0, 5));
}

static void nothing_leaves_before_its_step_ends(void **state)
{
    const dolen_answer_pace pace = dolen_answer_pace_begin(STEP);
    struct timespec now;

    (void)state;
    dolen_answer_pace_wait(&pace);
    clock_gettime(CLOCK_MONOTONIC, &now);
    const int64_t taken =
        (int64_t)(now.tv_sec - pace.begun.tv_sec) * 1000 * MILLISECOND + (now.tv_nsec - pace.begun.tv_nsec);
    assert_true(taken >= (int64_t)STEP * MILLISECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_within_a_step_leaves_at_its_end_R_10_IG_03),
        cmocka_unit_test(a_slower_answer_waits_for_the_end_of_the_next_step),
        cmocka_unit_test(without_a_step_the_time_tells_what_was_found),
        cmocka_unit_test(nothing_leaves_before_its_step_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
