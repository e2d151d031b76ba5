#include "node/base/arena.h"
#include "tests/support/dolen_test.h"

static void refuses_to_pass_its_limit(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1000);
    void *made = &arena;

    assert_non_null(dolen_arena_make(arena, 1, 900));
    assert_fails(DOLEN_E_LIMIT, dolen_arena_take(arena, 1, 200, &made, NULL));
    assert_null(made);
    assert_non_null(dolen_arena_make(arena, 1, 50));
}

static void refuses_a_count_that_overflows(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SIZE_MAX);

    assert_null(dolen_arena_make(arena, SIZE_MAX / 2, 8));
    assert_null(dolen_arena_make(arena, SIZE_MAX, 1));
}

static void hands_out_zeroed_memory_again_after_a_reset(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(100000);
    unsigned char *first = dolen_arena_make(arena, 100, 1);
    memset(first, 0xff, 100);

    dolen_arena_reset(arena);
    const unsigned char *again = dolen_arena_make(arena, 100, 1);

    for (size_t i = 0; i < 100; i++)
        assert_int_equal(0, again[i]);
    assert_non_null(dolen_arena_make(arena, 1, 90000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_to_pass_its_limit),
        cmocka_unit_test(refuses_a_count_that_overflows),
        cmocka_unit_test(hands_out_zeroed_memory_again_after_a_reset),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
