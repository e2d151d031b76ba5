#include "node/agency/search_input.h"
#include "tests/support/dolen_test.h"

static dolen_rules *rules;

static int load_rules(void **state)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);

    return dolen_rules_load(DOLEN_TEST_DATA("../governance/rules"), &rules, problems, NULL) == DOLEN_OK ? 0 : -1;
}

static int free_rules(void **state)
{
    dolen_rules_free(rules);
    return 0;
}

static dolen_search_request person(const char *forenames, const char *surname)
{
    return (dolen_search_request){.user = "u",
                                  .role = dolen_code_of("practitioner"),
                                  .purpose = dolen_code_of("S47"),
                                  .case_reference = "C1",
                                  .decision_maker = "Strategy meeting, T. Rees",
                                  .subject = DOLEN_SUBJECT_PERSON,
                                  .person = {.forenames = forenames,
                                             .surname = surname,
                                             .former_surname = "",
                                             .born = {2011, 2, 3},
                                             .sex = "",
                                             .address = "",
                                             .postcode = "",
                                             .uprn = "",
                                             .nhs_number = ""}};
}

static dolen_search_outcome checked(const dolen_search_request *request)
{
    dolen_search_outcome outcome = {0};

    dolen_search_input_check(rules, request, (dolen_day){2026, 11, 21}, &outcome);
    return outcome;
}

static void lets_a_name_with_a_date_through(void **state)
{
    const dolen_search_request request = person("Si\xc3\xb4n", "ap Rhys");

    assert_false(checked(&request).has_faults);
}

static void ig_22_refuses_wildcards_and_blanks(void **state)
{
    const char *const bad[] = {"*", "Jo*", "%", "J?ne", "__", "123", "  "};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const dolen_search_request request = person("", bad[i]);
        assert_true(checked(&request).has_faults);
    }
}

static void names_each_wrong_field_once(void **state)
{
    dolen_search_request request = person("A", "B");
    request.purpose = (dolen_code){0};
    request.person.born = (dolen_day){2011, 2, 30};
    request.person.nhs_number = "943 476 5918";
    request.person.postcode = "nowhere";
    request.person.uprn = "12x";

    const dolen_search_outcome outcome = checked(&request);

    assert_int_equal(DOLEN_SEARCH_PURPOSE_MISSING, outcome.faults[DOLEN_SEARCH_FIELD_PURPOSE]);
    assert_int_equal(DOLEN_SEARCH_BORN_IMPOSSIBLE, outcome.faults[DOLEN_SEARCH_FIELD_BORN]);
    assert_int_equal(DOLEN_SEARCH_NHS_NUMBER_INVALID, outcome.faults[DOLEN_SEARCH_FIELD_NHS_NUMBER]);
    assert_int_equal(DOLEN_SEARCH_POSTCODE_INVALID, outcome.faults[DOLEN_SEARCH_FIELD_POSTCODE]);
    assert_int_equal(DOLEN_SEARCH_UPRN_INVALID, outcome.faults[DOLEN_SEARCH_FIELD_UPRN]);
    assert_int_equal(DOLEN_SEARCH_FINE, outcome.faults[DOLEN_SEARCH_FIELD_SURNAME]);
}

static void ig_01_wants_the_case_reference_that_the_purpose_asks_for(void **state)
{
    dolen_search_request request = person("A", "B");
    request.case_reference = "";

    assert_int_equal(DOLEN_SEARCH_CASE_MISSING, checked(&request).faults[DOLEN_SEARCH_FIELD_CASE]);
}

static void ig_19_wants_who_took_the_decision_where_the_purpose_rests_on_one(void **state)
{
    dolen_search_request request = person("A", "B");

    request.decision_maker = "  ";
    assert_int_equal(DOLEN_SEARCH_DECISION_MAKER_MISSING, checked(&request).faults[DOLEN_SEARCH_FIELD_DECISION_MAKER]);
    request.decision_maker = NULL;
    assert_true(checked(&request).has_faults);
    request.purpose = dolen_code_of("CPREV");
    assert_false(checked(&request).has_faults);
}

static void ig_20_urgency_stands_in_for_reference_and_decision_but_wants_an_authoriser(void **state)
{
    dolen_search_request request = person("A", "B");

    request.case_reference = "";
    request.decision_maker = "";
    request.urgent_reason = dolen_code_of("LIFE");
    assert_int_equal(DOLEN_SEARCH_AUTHORISER_MISSING, checked(&request).faults[DOLEN_SEARCH_FIELD_AUTHORISER]);
    request.authoriser = request.user;
    assert_int_equal(DOLEN_SEARCH_AUTHORISER_SELF, checked(&request).faults[DOLEN_SEARCH_FIELD_AUTHORISER]);
    request.authoriser = "M. Owen";
    assert_false(checked(&request).has_faults);
    request.urgent_reason = dolen_code_of("BORED");
    assert_int_equal(DOLEN_SEARCH_URGENT_REASON_UNKNOWN, checked(&request).faults[DOLEN_SEARCH_FIELD_URGENT_REASON]);
}

static void refuses_a_birth_tomorrow(void **state)
{
    dolen_search_request request = person("A", "B");
    request.person.born = (dolen_day){2026, 11, 22};

    assert_int_equal(DOLEN_SEARCH_BORN_IN_FUTURE, checked(&request).faults[DOLEN_SEARCH_FIELD_BORN]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_a_name_with_a_date_through),
        cmocka_unit_test(ig_22_refuses_wildcards_and_blanks),
        cmocka_unit_test(names_each_wrong_field_once),
        cmocka_unit_test(ig_01_wants_the_case_reference_that_the_purpose_asks_for),
        cmocka_unit_test(ig_19_wants_who_took_the_decision_where_the_purpose_rests_on_one),
        cmocka_unit_test(ig_20_urgency_stands_in_for_reference_and_decision_but_wants_an_authoriser),
        cmocka_unit_test(refuses_a_birth_tomorrow),
    };

    return cmocka_run_group_tests_name("search_input", tests, load_rules, free_rules);
}
