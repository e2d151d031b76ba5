/* The page of statistics: for who audits, in both languages, with every picture's numbers as a table (IG-36). */
#include "tests/support/web_visitor.h"

static void sign_in_as_officer(visitor *v)
{
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=officer&password=correct+horse+battery");
}

static void ig_36_shows_numbers_as_bars_and_as_tables(void **state)
{
    visitor *v = *state;

    sign_in_as_officer(v);
    get(v, "/en/home");
    assert_true(says(v, "/en/statistics"));
    get(v, "/en/statistics");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Missing episodes"));
    assert_true(says(v, "October 2026"));
    assert_true(says(v, "<rect class=\"dolen-chart__bar\""));
    assert_true(says(v, "role=\"img\" aria-labelledby=\"chart-"));
    assert_true(says(v, "<td class=\"govuk-table__cell govuk-table__cell--numeric\">35</td>"));
    assert_true(says(v, "not shown"));
    assert_true(says(v, "Swansea"));
}

static void says_the_same_in_welsh(void **state)
{
    visitor *v = *state;

    sign_in_as_officer(v);
    get(v, "/cy/statistics");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Ystadegau"));
    assert_true(says(v, "heb ei ddangos"));
    assert_true(says(v, "Abertawe"));
}

static void ig_36_who_asks_about_people_has_no_page_of_statistics(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/statistics");
    assert_int_equal(403, v->response.status);
    get(v, "/en/statistics/figures.csv");
    assert_int_equal(403, v->response.status);
}

static void files_are_downloads(void **state)
{
    visitor *v = *state;

    sign_in_as_officer(v);
    get(v, "/en/statistics/figures.csv");
    assert_int_equal(200, v->response.status);
    assert_string_equal("text/csv; charset=utf-8", dolen_web_response_header(&v->response, "Content-Type"));
    assert_non_null(strstr(dolen_web_response_header(&v->response, "Content-Disposition"), "attachment"));
    get(v, "/en/statistics/figures.json");
    assert_string_equal("application/json", dolen_web_response_header(&v->response, "Content-Type"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ig_36_shows_numbers_as_bars_and_as_tables),
        TEST(says_the_same_in_welsh),
        TEST(ig_36_who_asks_about_people_has_no_page_of_statistics),
        TEST(files_are_downloads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
