#include "governance/policy/policy_dimension.h"

#include "tests/support/dolen_test.h"

static int load(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    dolen_err err = {0};
    dolen_rules *rules = NULL;

    assert_ok(dolen_rules_load(DOLEN_TEST_DATA("../governance/rules"), &rules, problems, &err));
    *state = rules;
    return 0;
}

static int unload(void **state)
{
    dolen_rules_free(*state);
    return 0;
}

static void every_age_has_one_band(void **state)
{
    dolen_code before = {0};
    dolen_code band;
    size_t bands = 0;

    for (int age = 0; age <= 150; age++) {
        assert_true(dolen_policy_dimension_find(*state, DOLEN_COUNTED_BY_AGE, "", age, &band));
        bands += !dolen_code_same(before, band);
        before = band;
    }
    assert_true(bands >= 5 && bands <= 12);
    assert_false(dolen_policy_dimension_find(*state, DOLEN_COUNTED_BY_AGE, "", -1, &band));
}

static void the_rules_have_every_dimension_that_a_record_can_carry(void **state)
{
    for (int i = 0; i < DOLEN_COUNTED_BY; i++)
        assert_non_null(dolen_rules_find_dimension(*state, dolen_code_of(dolen_dimensions_name((dolen_counted_by)i))));
}

static void ig_13_only_the_rules_values_of_the_right_dimension_pass(void **state)
{
    dolen_dimensions given = {0};
    dolen_code code;
    dolen_err err = {0};

    assert_true(dolen_policy_dimension_find(*state, DOLEN_COUNTED_BY_CARE, "care.yes", -1, &code));
    assert_false(dolen_policy_dimension_find(*state, DOLEN_COUNTED_BY_CARE, "W06000011", -1, &code));
    assert_false(dolen_policy_dimension_find(*state, DOLEN_COUNTED_BY_REASON, "she was upset", -1, &code));
    assert_string_equal("", code.text);
    given.values[DOLEN_COUNTED_BY_AUTHORITY] = dolen_code_of("W06000011");
    assert_ok(dolen_policy_dimension_check(*state, &given, &err));
    given.values[DOLEN_COUNTED_BY_REASON] = dolen_code_of("W06000011");
    assert_fails(DOLEN_E_INPUT, dolen_policy_dimension_check(*state, &given, NULL));
    given.values[DOLEN_COUNTED_BY_REASON] = dolen_code_of("depressed");
    assert_fails(DOLEN_E_INPUT, dolen_policy_dimension_check(*state, &given, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_age_has_one_band),
        cmocka_unit_test(the_rules_have_every_dimension_that_a_record_can_carry),
        cmocka_unit_test(ig_13_only_the_rules_values_of_the_right_dimension_pass),
    };

    return cmocka_run_group_tests_name("policy_dimension", tests, load, unload);
}
