/*
 * Floors on labelled data (tests/data/linkage): a change that makes matching worse fails here. docs/matching.md says
 * what the figures mean and what they were; a floor lies a little under the figure.
 */
#include "tests/bench/linkage_source/report.h"
#include "tests/support/dolen_test.h"

enum { MOST_KEYS = 16 };

static const double most_mistaken = 0.0025;

static linkage_report measure(const linkage_request *request)
{
    linkage_report report;
    dolen_err err = {0};

    assert_fails(DOLEN_OK, linkage_report_make(request, &report, &err));
    return report;
}

static linkage_request asking(const char *index, const char *query)
{
    return (linkage_request){.index = index,
                             .query = query,
                             .kept_kinds = UINT64_MAX,
                             .has_plaintext = true,
                             .options.thresholds = {.confirmed = 0.99, .probable = 0.9}};
}

static linkage_request febrl_4(void)
{
    return asking(DOLEN_TEST_DATA("data/linkage/febrl4_index.csv"), DOLEN_TEST_DATA("data/linkage/febrl4_query.csv"));
}

static void check_floors(const linkage_request *request, double recall, double of_plaintext)
{
    linkage_report report = measure(request);
    const double ours = linkage_report_recall(&report);
    const double theirs = linkage_report_plaintext_recall(&report);

    assert_true(ours >= recall);
    assert_true(ours >= theirs * of_plaintext);
    assert_true(linkage_report_mistaken(&report, 0) <= most_mistaken);
    assert_true(report.index.key_count <= report.index.count * MOST_KEYS);
    linkage_report_end(&report);
}

static void febrl_4_is_found_nearly_as_well_as_with_names(void **state)
{
    const linkage_request request = febrl_4();

    check_floors(&request, 0.975, 0.98);
}

static void febrl_3_is_found_nearly_as_well_as_with_names(void **state)
{
    const linkage_request request =
        asking(DOLEN_TEST_DATA("data/linkage/febrl3_index.csv"), DOLEN_TEST_DATA("data/linkage/febrl3_query.csv"));

    check_floors(&request, 0.978, 0.98);
}

static void of_badly_damaged_names_and_dates_alone_a_third_is_found(void **state)
{
    const linkage_request request =
        asking(DOLEN_TEST_DATA("data/linkage/fake1000_index.csv"), DOLEN_TEST_DATA("data/linkage/fake1000_query.csv"));

    check_floors(&request, 0.34, 0.55);
}

/* Twin of the floors: with one kind of key less, they notice. */
static void the_floor_notices_a_kind_of_key_that_is_missing(void **state)
{
    linkage_request request = febrl_4();
    request.kept_kinds = ~dolen_match_bit(DOLEN_KEY_K12);
    linkage_report report = measure(&request);

    assert_true(linkage_report_recall(&report) < 0.975);
    linkage_report_end(&report);
}

/* Twin of the comparison: the yardstick itself is no short one. */
static void the_yardstick_finds_nearly_everyone_in_febrl_4(void **state)
{
    const linkage_request request = febrl_4();
    linkage_report report = measure(&request);

    assert_true(linkage_report_plaintext_recall(&report) >= 0.985);
    linkage_report_end(&report);
}

static void a_file_without_the_columns_is_refused(void **state)
{
    const linkage_request request = asking(DOLEN_TEST_DATA("data/score/vectors.tsv"), "");
    linkage_report report;

    assert_fails(DOLEN_E_INPUT, linkage_report_make(&request, &report, NULL));
    linkage_report_end(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(febrl_4_is_found_nearly_as_well_as_with_names),
        cmocka_unit_test(febrl_3_is_found_nearly_as_well_as_with_names),
        cmocka_unit_test(of_badly_damaged_names_and_dates_alone_a_third_is_found),
        cmocka_unit_test(the_floor_notices_a_kind_of_key_that_is_missing),
        cmocka_unit_test(the_yardstick_finds_nearly_everyone_in_febrl_4),
        cmocka_unit_test(a_file_without_the_columns_is_refused),
    };

    return cmocka_run_group_tests_name("linkage", tests, NULL, NULL);
}
