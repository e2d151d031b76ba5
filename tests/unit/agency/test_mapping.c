#include "node/agency/extract/mapping.h"

#include "tests/support/dolen_test.h"

static dolen_status read_text(const char *text, dolen_mapping **out, size_t *problem_count)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    const dolen_status status = dolen_mapping_read_text("map", dolen_bytes_of_string(text), out, problems, NULL);

    *problem_count = dolen_problems_count(problems);
    return status;
}

static void assert_refused(const char *text)
{
    dolen_mapping *mapping;
    size_t problems;

    assert_int_equal(DOLEN_E_INPUT, read_text(text, &mapping, &problems));
    assert_null(mapping);
    assert_true(problems > 0);
}

static void reads_everything_a_mapping_may_say(void **state)
{
    dolen_mapping *read = NULL;
    size_t problems;
    uint16_t team;

    assert_int_equal(DOLEN_OK, read_text("[extract]\nencoding = iso-8859-1\nseparator = tab\ndates = mdy\n"
                                         "local-id-width = 8\nrejected-per-thousand = 3\n"
                                         "[codes]\nCSC.CSP = CIN, Child in need\n[teams]\n12 = MASH\n",
                                         &read, &problems));
    DOLEN_OWN(dolen_mapping, mapping) = read;

    assert_int_equal(DOLEN_CSV_ISO_8859_1, dolen_mapping_encoding(mapping));
    assert_int_equal('\t', dolen_mapping_separator(mapping));
    assert_int_equal(DOLEN_MAPPING_MDY, dolen_mapping_date_form(mapping));
    assert_int_equal(8, dolen_mapping_local_id_width(mapping));
    assert_int_equal(3, dolen_mapping_rejected_per_thousand(mapping));
    assert_string_equal("CSC.CSP", dolen_mapping_code(mapping, "Child in need"));
    assert_string_equal("Child", dolen_mapping_code(mapping, "Child"));
    assert_true(dolen_mapping_team(mapping, "MASH", &team));
    assert_int_equal(12, team);
    assert_false(dolen_mapping_team(mapping, "MAS", &team));
}

static void mistakes_are_refused(void **state)
{
    assert_refused("[extract]\nencodin = utf-8\n");
    assert_refused("[extract]\nencoding = latin1\n");
    assert_refused("[extract]\nlocal-id-width = -1\n");
    assert_refused("[columns]\nforename = A\n");
    assert_refused("[teams]\nMASH = 1\n");
    assert_refused("[column]\ncode = A\n");
}

static void finds_columns_by_their_usual_names_and_joins_address_lines(void **state)
{
    static const char *const names[] = {"System ID", "FIRST_NAME", "Family name", "Address 1", "address_2", "flag"};
    const dolen_csv_row header = {names, sizeof names / sizeof *names, 1};
    DOLEN_OWN(dolen_mapping, mapping) = dolen_mapping_new();
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_mapping_columns columns;
    dolen_err err = {0};

    assert_ok(dolen_mapping_header(mapping, &header, "feed", &columns, problems, &err));

    assert_int_equal(0, columns.field[DOLEN_MAPPING_LOCAL_ID].at[0]);
    assert_int_equal(1, columns.field[DOLEN_MAPPING_FORENAMES].at[0]);
    assert_int_equal(2, columns.field[DOLEN_MAPPING_SURNAME].at[0]);
    assert_int_equal(2, columns.field[DOLEN_MAPPING_ADDRESS].count);
    assert_int_equal(4, columns.field[DOLEN_MAPPING_ADDRESS].at[1]);
    assert_int_equal(0, columns.field[DOLEN_MAPPING_DOB].count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_everything_a_mapping_may_say),
        cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(finds_columns_by_their_usual_names_and_joins_address_lines),
    };

    return cmocka_run_group_tests_name("mapping", tests, NULL, NULL);
}
