#include "node/agency/search_json.h"
#include "node/agency/statistics.h"

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

static dolen_statistics_figure figure(const char *row, const char *column)
{
    return (dolen_statistics_figure){.measure = dolen_code_of("missing-episodes"),
                                     .month = 2026 * 12 + 9,
                                     .row = dolen_code_of(row),
                                     .column = dolen_code_of(column),
                                     .is_shown = true,
                                     .shown = 15};
}

static dolen_statistics_release release_of(dolen_statistics_figure *figures, size_t count)
{
    return (dolen_statistics_release){
        .month = 2026 * 12 + 9, .rules_version = "2026.2", .figures = figures, .figure_count = count};
}

static void no_field_is_a_formula_to_a_spreadsheet(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_statistics_figure figures[] = {figure("-1.2", "all"), figure("W06000011", "all")};
    const dolen_statistics_release release = release_of(figures, 2);
    dolen_bytes csv;
    dolen_err err = {0};

    assert_ok(dolen_statistics_csv_release(*state, &release, arena, &csv, &err));
    const char *text = dolen_arena_copy_string(arena, (const char *)csv.at, csv.size);
    assert_non_null(strstr(text, "\"'-1.2\""));
    assert_null(strstr(text, "\"-"));
    assert_non_null(strstr(text, "\"W06000011\",\"Swansea\",\"all\",\"All\",\"15\"\r\n"));
}

static void ig_36_a_figure_that_is_not_shown_is_a_letter_or_null(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(json_t, document) = NULL;
    dolen_statistics_figure figures[] = {figure("W06000011", "all")};
    const dolen_statistics_release release = release_of(figures, 1);
    dolen_bytes csv;
    dolen_err err = {0};

    figures[0].is_shown = false;
    figures[0].shown = 0;
    assert_ok(dolen_statistics_csv_release(*state, &release, arena, &csv, &err));
    assert_non_null(strstr(dolen_arena_copy_string(arena, (const char *)csv.at, csv.size), ",\"c\"\r\n"));
    document = dolen_statistics_json_release(*state, &release);
    const json_t *first = json_array_get(json_object_get(document, "figures"), 0);
    assert_true(json_is_null(json_object_get(first, "value")));
}

static void every_code_of_a_figure_has_a_name_in_both_languages(void **state)
{
    static const char *const codes[] = {"all", "contacts.16-25", "care.unknown", "care.yes", "W06000012"};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        const dolen_words *name = dolen_statistics_name(*state, dolen_code_of(codes[i]));
        assert_non_null(name);
        assert_true(name->en[0] && name->cy[0]);
    }
    assert_null(dolen_statistics_name(*state, dolen_code_of("SWA")));
    assert_int_equal(DOLEN_COUNTED_BY_CARE, dolen_statistics_dimension(*state, dolen_code_of("care.unknown")));
    assert_int_equal(DOLEN_COUNTED_BY_AUTHORITY, dolen_statistics_dimension(*state, dolen_code_of("W06000012")));
    assert_int_equal(DOLEN_COUNTED_BY, dolen_statistics_dimension(*state, dolen_code_of("all")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_field_is_a_formula_to_a_spreadsheet),
        cmocka_unit_test(ig_36_a_figure_that_is_not_shown_is_a_letter_or_null),
        cmocka_unit_test(every_code_of_a_figure_has_a_name_in_both_languages),
    };

    return cmocka_run_group_tests_name("statistics_form", tests, load, unload);
}
