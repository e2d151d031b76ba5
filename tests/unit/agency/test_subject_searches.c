#include "node/agency/subject_searches.h"

#include "tests/support/dolen_test.h"
#include "tests/support/policy_facts.h"

static const dolen_person eira = {.forenames = "Eira",
                                  .surname = "Wallace",
                                  .former_surname = "",
                                  .born = {2009, 12, 4},
                                  .sex = "F",
                                  .address = "9 Princess Margaret Avenue, Killay",
                                  .postcode = "SA2 7AQ",
                                  .uprn = "",
                                  .nhs_number = ""};

static bool is_about_eira(const char *searched)
{
    DOLEN_OWN(dolen_rules, rules) = facts_rules();

    return dolen_subject_searches_is_about(rules, searched, &eira);
}

static void ig_28_a_search_is_found_however_the_person_was_typed(void **state)
{
    assert_true(is_about_eira("{\"forenames\":\"Eira\",\"surname\":\"Wallace\",\"dob\":\"2009-12-04\","
                              "\"postcode\":\"SA2 7AQ\"}"));
    assert_true(is_about_eira("{\"forenames\":\"EIRA\",\"surname\":\"WALLACE\",\"dob\":\"2009-12-04\"}"));
}

static void ig_28_a_namesake_or_a_sibling_is_somebody_else(void **state)
{
    assert_false(is_about_eira("{\"forenames\":\"Eira\",\"surname\":\"Wallace\",\"dob\":\"1971-03-28\"}"));
    assert_false(is_about_eira("{\"forenames\":\"Jodie\",\"surname\":\"Wallace\",\"dob\":\"2013-08-01\","
                               "\"postcode\":\"SA2 7AQ\",\"address\":\"9 Princess Margaret Avenue, Killay\"}"));
}

static void what_says_too_little_or_is_no_json_is_about_nobody(void **state)
{
    assert_false(is_about_eira("{\"surname\":\"Wallace\"}"));
    assert_false(is_about_eira("{}"));
    assert_false(is_about_eira("[1"));
    assert_false(is_about_eira(""));
    assert_false(is_about_eira("{\"forenames\":7,\"surname\":null,\"dob\":\"2009-13-99\"}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_28_a_search_is_found_however_the_person_was_typed),
        cmocka_unit_test(ig_28_a_namesake_or_a_sibling_is_somebody_else),
        cmocka_unit_test(what_says_too_little_or_is_no_json_is_about_nobody),
    };

    return cmocka_run_group_tests_name("subject searches", tests, NULL, NULL);
}
