#include "node/agency/extract/csv.h"

#include "tests/support/dolen_test.h"
#include "tests/support/memory_source.h"

enum { JOINED = 16384, STEP = 7 };

/* All rows as "a|b/c|d/", or "!LINE.COLUMN" where reading ends in a fault. */
static void read_all_bytes(const char *text, size_t size, dolen_csv_encoding encoding, char out[JOINED])
{
    memory_source memory = {(const uint8_t *)text, size, STEP};
    DOLEN_OWN(dolen_csv, csv) = dolen_csv_new((dolen_csv_source){memory_source_read, &memory}, encoding, ',');
    size_t used = 0;
    dolen_csv_row row;

    out[0] = '\0';
    for (;;) {
        if (dolen_csv_next(csv, &row, NULL) != DOLEN_OK) {
            snprintf(out + used, JOINED - used, "!%zu.%zu", dolen_csv_line(csv), dolen_csv_column(csv));
            assert_int_not_equal(DOLEN_OK, dolen_csv_next(csv, &row, NULL));
            return;
        }
        if (row.count == 0)
            return;
        for (size_t i = 0; i < row.count; i++)
            used += (size_t)snprintf(out + used, JOINED - used, "%s%s", i ? "|" : "", row.fields[i]);
        used += (size_t)snprintf(out + used, JOINED - used, "/");
    }
}

static void assert_rows(const char *expected, const char *text)
{
    char out[JOINED];

    read_all_bytes(text, strlen(text), DOLEN_CSV_UTF_8, out);
    assert_string_equal(expected, out);
}

static void assert_decodes(const char *expected, const char *text, dolen_csv_encoding encoding)
{
    char out[JOINED];

    read_all_bytes(text, strlen(text), encoding, out);
    assert_string_equal(expected, out);
}

static void reads_rows_with_either_line_end_and_without_a_last_one(void **state)
{
    assert_rows("a|b/1|2/", "a,b\r\n1,2\r\n");
    assert_rows("a|b/1|2/", "a,b\n1,2");
    assert_rows("a|/|b/", "a,\n,b\n");
    assert_rows("", "");
}

static void quotes_protect_separators_line_ends_and_doubled_quotes(void **state)
{
    assert_rows("a,b|c/", "\"a,b\",c\n");
    assert_rows("a\nb|say \"no\"/", "\"a\nb\",\"say \"\"no\"\"\"\n");
    assert_rows("|/", "\"\",\"\"\n");
}

static void a_fault_ends_the_reading_with_its_line_and_column(void **state)
{
    assert_rows("a|b/!2.2", "a,b\n1,2\"3\n4,5\n");
    assert_rows("a|b/!2.1", "a,b\n\"1\"x,2\n");
    assert_rows("a|b/!2.2", "a,b\n1,\"2\n3,4\n");
    assert_rows("a|b/!2.1", "a,b\n1\n");
    assert_rows("a|b/!2.3", "a,b\n1,2,3\n");
    assert_rows("a|b/!2.1", "a,b\n1\r2,3\n");
    assert_rows("a|b/!2.1", "a,b\n1\x01,3\n");
    assert_rows("a|b/!2.1", "a,b\n\"1\n");
}

static void refuses_a_zero_byte(void **state)
{
    char out[JOINED];

    read_all_bytes("a,b\n1,\0002\n", 9, DOLEN_CSV_UTF_8, out);
    assert_string_equal("a|b/!2.2", out);
}

/* What a reader does that takes every quote for a switch: the attack of the twin below. */
static size_t count_rows_leniently(const char *text)
{
    bool quoted = false;
    size_t rows = 0;

    for (; *text; text++) {
        quoted = *text == '"' ? !quoted : quoted;
        rows += *text == '\n' && !quoted;
    }
    return rows;
}

static const char swallowing[] = "id,name\n1,Ann\n2,\"Bob\n3,Cat\n4,Dan\n5,Eve\n6,\"Fay\"\n7,Guy\n";

static void a_bad_quote_does_not_swallow_the_rows_behind_it(void **state)
{
    assert_rows("id|name/1|Ann/!3.2", swallowing);
}

static void a_lenient_reader_would_swallow_them_without_a_word(void **state)
{
    const size_t lines = 8;

    assert_true(count_rows_leniently(swallowing) < lines - 4);
}

static void bounds_fields_rows_and_columns(void **state)
{
    static char text[3 * DOLEN_CSV_ROW];
    static char out[JOINED];

    memset(text, 'x', DOLEN_CSV_FIELD);
    assert_int_equal(0, text[DOLEN_CSV_FIELD]);
    read_all_bytes(text, DOLEN_CSV_FIELD, DOLEN_CSV_UTF_8, out);
    assert_int_not_equal('!', out[0]);
    text[DOLEN_CSV_FIELD] = 'x';
    read_all_bytes(text, DOLEN_CSV_FIELD + 1, DOLEN_CSV_UTF_8, out);
    assert_string_equal("!1.1", out);
    memset(text, ',', DOLEN_CSV_COLUMNS);
    read_all_bytes(text, DOLEN_CSV_COLUMNS - 1, DOLEN_CSV_UTF_8, out);
    assert_int_not_equal('!', out[0]);
    read_all_bytes(text, DOLEN_CSV_COLUMNS, DOLEN_CSV_UTF_8, out);
    assert_string_equal("!1.129", out);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 4000 ? 'x' : ',';
    read_all_bytes(text, sizeof text, DOLEN_CSV_UTF_8, out);
    assert_int_equal('!', out[0]);
}

static void decodes_the_declared_encoding_and_never_guesses(void **state)
{
    assert_decodes("Siân/", "Si\xC3\xA2n\n", DOLEN_CSV_UTF_8);
    assert_decodes("Siân/", "Si\xE2n\n", DOLEN_CSV_ISO_8859_1);
    assert_decodes("O’Neill €/", "O\x92Neill \x80\n", DOLEN_CSV_WINDOWS_1252);
    assert_decodes("!1.1", "Si\xE2n\n", DOLEN_CSV_UTF_8);
    assert_decodes("!1.1", "O\x92Neill\n", DOLEN_CSV_ISO_8859_1);
    assert_decodes("!1.1", "\x81\n", DOLEN_CSV_WINDOWS_1252);
}

static void skips_a_mark_of_utf_8_and_refuses_any_other(void **state)
{
    char out[JOINED];
    memory_source memory = {(const uint8_t *)"\xEF\xBB\xBF"
                                             "a,b\n",
                            7, JOINED};
    DOLEN_OWN(dolen_csv, csv) = dolen_csv_new((dolen_csv_source){memory_source_read, &memory}, DOLEN_CSV_UTF_8, ',');
    dolen_csv_row row;
    dolen_err err = {0};

    assert_ok(dolen_csv_next(csv, &row, &err));
    assert_string_equal("a", row.fields[0]);
    read_all_bytes("\xFF\xFE"
                   "a\0",
                   4, DOLEN_CSV_UTF_8, out);
    assert_string_equal("!1.1", out);
}

static void reads_the_names_of_encodings(void **state)
{
    dolen_csv_encoding encoding;
    dolen_err err = {0};

    assert_ok(dolen_csv_encoding_read("windows-1252", &encoding, &err));
    assert_int_equal(DOLEN_CSV_WINDOWS_1252, encoding);
    assert_fails(DOLEN_E_INPUT, dolen_csv_encoding_read("latin1", &encoding, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows_with_either_line_end_and_without_a_last_one),
        cmocka_unit_test(quotes_protect_separators_line_ends_and_doubled_quotes),
        cmocka_unit_test(a_fault_ends_the_reading_with_its_line_and_column),
        cmocka_unit_test(refuses_a_zero_byte),
        cmocka_unit_test(a_bad_quote_does_not_swallow_the_rows_behind_it),
        cmocka_unit_test(a_lenient_reader_would_swallow_them_without_a_word),
        cmocka_unit_test(bounds_fields_rows_and_columns),
        cmocka_unit_test(decodes_the_declared_encoding_and_never_guesses),
        cmocka_unit_test(skips_a_mark_of_utf_8_and_refuses_any_other),
        cmocka_unit_test(reads_the_names_of_encodings),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
