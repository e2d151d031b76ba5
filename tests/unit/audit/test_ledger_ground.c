#include "governance/audit/ledger_ground.h"

#include "tests/support/dolen_test.h"

static void ig_09_the_grounds_are_those_of_the_act(void **state)
{
    static const char *const expected[] = {"lawfulness", "self-monitoring", "integrity", "criminal-proceedings",
                                           "subject-rights"};
    size_t count = 0;
    const char *const *all = dolen_ledger_ground_all(&count);
    dolen_code ground;
    dolen_err err = {0};

    assert_int_equal(sizeof expected / sizeof *expected, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(expected[i], all[i]);
        assert_ok(dolen_ledger_ground_read(all[i], &ground, &err));
        assert_string_equal(expected[i], ground.text);
        assert_true(dolen_ledger_ground_is_known(ground));
    }
}

static void ig_09_anything_else_is_no_ground(void **state)
{
    static const char *const wrong[] = {NULL, "", "curiosity", "Lawfulness", "lawfulness ", "lawful"};
    dolen_code ground;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(DOLEN_E_INPUT, dolen_ledger_ground_read(wrong[i], &ground, NULL));
    assert_false(dolen_ledger_ground_is_known((dolen_code){{0}}));
    assert_false(dolen_ledger_ground_is_known(dolen_code_of("curiosity")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_09_the_grounds_are_those_of_the_act),
        cmocka_unit_test(ig_09_anything_else_is_no_ground),
    };

    return cmocka_run_group_tests_name("ledger ground", tests, NULL, NULL);
}
