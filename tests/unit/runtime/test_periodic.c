#include "node/runtime/periodic.h"

#include <semaphore.h>

#include "tests/support/dolen_test.h"

/* Each step says that it ran; the pause is so long that only waking leads to the next. */
static int64_t step(void *context)
{
    sem_post(context);
    return INT64_C(3600) * 1000;
}

static void runs_at_once_and_whenever_it_is_woken(void **state)
{
    sem_t ran;

    sem_init(&ran, 0, 0);
    dolen_periodic *periodic = dolen_periodic_new(step, &ran);
    sem_wait(&ran);
    dolen_periodic_wake(periodic);
    sem_wait(&ran);
    dolen_periodic_free(periodic);
    int left = 0;
    sem_getvalue(&ran, &left);
    assert_int_equal(0, left);
    sem_destroy(&ran);
}

static int64_t step_soon(void *context)
{
    sem_post(context);
    return 1;
}

static void runs_again_by_itself(void **state)
{
    sem_t ran;

    sem_init(&ran, 0, 0);
    dolen_periodic *periodic = dolen_periodic_new(step_soon, &ran);
    for (int i = 0; i < 5; i++)
        sem_wait(&ran);
    dolen_periodic_free(periodic);
    sem_destroy(&ran);
    dolen_periodic_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_at_once_and_whenever_it_is_woken),
        cmocka_unit_test(runs_again_by_itself),
    };

    return cmocka_run_group_tests_name("periodic", tests, NULL, NULL);
}
