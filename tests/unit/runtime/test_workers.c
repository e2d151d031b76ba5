#include "node/runtime/workers.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "tests/support/dolen_test.h"

enum { COUNT = 1000 };

typedef struct marks {
    _Atomic int seen[COUNT];
    _Atomic int calls;
    _Atomic int dropped;
    size_t fail_at;
} marks;

static dolen_status mark(void *context, size_t index, dolen_err *err)
{
    marks *m = context;

    m->calls++;
    if (index == m->fail_at)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the planted failure");
    m->seen[index]++;
    return DOLEN_OK;
}

static dolen_status mark_item(void *context, void *item, dolen_err *err)
{
    const size_t index = *(size_t *)item;
    const dolen_status status = mark(context, index, err);

    free(item);
    return status;
}

static void calls_every_index_once(void **state)
{
    marks m = {.fail_at = COUNT};
    DOLEN_OWN(dolen_workers, workers) = NULL;
    assert_fails(DOLEN_OK, dolen_workers_new(4, 0, &workers, NULL));

    assert_fails(DOLEN_OK, dolen_workers_run(workers, COUNT, mark, &m, NULL));

    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(1, m.seen[i]);
    assert_fails(DOLEN_OK, dolen_workers_run(workers, 0, mark, &m, NULL));
    assert_int_equal(COUNT, m.calls);
}

static void reports_the_first_failure_and_skips_the_rest(void **state)
{
    marks m = {.fail_at = 5};
    dolen_err err = {0};
    DOLEN_OWN(dolen_workers, workers) = NULL;
    assert_fails(DOLEN_OK, dolen_workers_new(1, 0, &workers, NULL));

    assert_fails(DOLEN_E_CONFLICT, dolen_workers_run(workers, COUNT, mark, &m, &err));

    assert_string_equal("the planted failure", err.what);
    assert_int_equal(6, m.calls);
    m.fail_at = COUNT;
    assert_fails(DOLEN_OK, dolen_workers_run(workers, COUNT, mark, &m, &err));
}

static void drop(void *item)
{
    free(item);
}

static size_t *item_of(size_t index)
{
    size_t *item = malloc(sizeof *item);

    assert_non_null(item);
    *item = index;
    return item;
}

static void works_through_a_queue_shorter_than_the_work(void **state)
{
    marks m = {.fail_at = COUNT};
    DOLEN_OWN(dolen_workers, workers) = NULL;
    assert_fails(DOLEN_OK, dolen_workers_new(3, 4, &workers, NULL));

    for (size_t i = 0; i < COUNT; i++)
        assert_fails(DOLEN_OK, dolen_workers_add(workers, mark_item, &m, item_of(i), NULL));
    assert_fails(DOLEN_OK, dolen_workers_wait(workers, drop, NULL));

    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(1, m.seen[i]);
}

static void takes_nothing_more_after_a_failure(void **state)
{
    marks m = {.fail_at = 7};
    DOLEN_OWN(dolen_workers, workers) = NULL;
    dolen_status status = DOLEN_OK;
    assert_fails(DOLEN_OK, dolen_workers_new(2, 4, &workers, NULL));

    for (size_t i = 0; i < COUNT && status == DOLEN_OK; i++) {
        size_t *item = item_of(i);
        status = dolen_workers_add(workers, mark_item, &m, item, NULL);
        if (status != DOLEN_OK)
            free(item);
    }
    assert_fails(DOLEN_E_CONFLICT, dolen_workers_wait(workers, drop, NULL));

    assert_true(m.calls < COUNT);
    assert_fails(DOLEN_OK, dolen_workers_wait(workers, drop, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_every_index_once),
        cmocka_unit_test(reports_the_first_failure_and_skips_the_rest),
        cmocka_unit_test(works_through_a_queue_shorter_than_the_work),
        cmocka_unit_test(takes_nothing_more_after_a_failure),
    };

    return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
