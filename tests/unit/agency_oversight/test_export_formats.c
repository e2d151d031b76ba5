/* What each format makes of hostile texts (R-15): read back, every field is what was typed, and no cell is a formula.
 */
#include <stdlib.h>
#include <string.h>

#include "node/agency/oversight/export_internal.h"
#include "tests/support/dolen_test.h"
#include "tests/support/hostile_texts.h"

enum { FIELDS = 32, FIELD = 512 };

typedef struct written {
    char *text;
    size_t size;
} written;

static dolen_find_item item_of(const char *text)
{
    return (dolen_find_item){.asked = INT64_C(1795185245001),
                             .account = "asha",
                             .full_name = text,
                             .role = dolen_code_of("practitioner"),
                             .purpose = dolen_code_of("S47"),
                             .case_reference = text,
                             .channel = 1,
                             .subject = DOLEN_SUBJECT_PERSON,
                             .outcome = "answered",
                             .involved = 3,
                             .review_outcome = "",
                             .furthest = DOLEN_AUDIT_OPENED,
                             .ledger_index = 12};
}

/* The whole file of one search. */
static written write_one(const dolen_export_writer *writer, const char *text, const json_t *typed)
{
    const dolen_export_about about = {.agency = dolen_code_of("NPT"),
                                      .agency_name = text,
                                      .user = "officer",
                                      .role = dolen_code_of("data-protection-officer"),
                                      .ground = dolen_code_of("subject-rights"),
                                      .with_subjects = typed != NULL,
                                      .made = INT64_C(1795185245001),
                                      .rows = 1,
                                      .entry = 99};
    const dolen_find_item item = item_of(text);
    const dolen_export_row row = {.item = &item, .typed = typed, .is_first = true};
    written out = {0};

    FILE *stream = open_memstream(&out.text, &out.size);
    assert_non_null(stream);
    writer->begin(stream, &about);
    writer->row(stream, &about, &row);
    writer->end(stream, &about);
    assert_int_equal(0, fclose(stream));
    return out;
}

/* RFC 4180, strictly: the fields of the line that begins at `*at`. */
static size_t read_line(const char **at, char fields[FIELDS][FIELD])
{
    const char *c = *at;
    size_t count = 0;

    for (;;) {
        size_t used = 0;
        const bool quoted = *c == '"';
        c += quoted;
        while (*c && (quoted ? *c != '"' || c[1] == '"' : *c != ',' && *c != '\r')) {
            c += quoted && *c == '"';
            fields[count][used++] = *c++;
        }
        fields[count++][used] = '\0';
        c += quoted;
        assert_true(count < FIELDS && (*c == ',' || (c[0] == '\r' && c[1] == '\n')));
        if (*c++ != ',')
            break;
    }
    *at = c + 1;
    return count;
}

static void csv_holds_what_was_typed_and_no_formula(void **state)
{
    for (size_t i = 0; i < HOSTILE_TEXTS; i++) {
        char names[FIELDS][FIELD];
        char fields[FIELDS][FIELD];
        const written file = write_one(&dolen_export_csv, hostile_texts[i], NULL);
        const char *at = file.text;

        const size_t columns = read_line(&at, names);
        assert_int_equal(columns, read_line(&at, fields));
        assert_int_equal('\0', *at);
        assert_string_equal("case", names[6]);
        const bool defused = fields[6][0] == '\'';
        assert_string_equal(hostile_texts[i], fields[6] + (defused ? 1 : 0));
        assert_null(*fields[6] ? strchr("=+-@\t\r\n", fields[6][0]) : NULL);
        assert_string_equal("12", fields[17]);
        free(file.text);
    }
}

/* The twin: without the apostrophe these texts begin a formula, with and without quotes around them. */
static void some_of_the_texts_are_formulas_without_the_apostrophe(void **state)
{
    size_t formulas = 0;

    for (size_t i = 0; i < HOSTILE_TEXTS; i++)
        formulas += hostile_texts[i][0] && strchr("=+-@", hostile_texts[i][0]);
    assert_int_equal(4, formulas);
}

static void json_holds_what_was_typed(void **state)
{
    for (size_t i = 0; i < HOSTILE_TEXTS; i++) {
        const written file = write_one(&dolen_export_json, hostile_texts[i], NULL);
        json_t *document = json_loadb(file.text, file.size, JSON_REJECT_DUPLICATES, NULL);
        json_t *search = json_array_get(json_object_get(document, "searches"), 0);

        assert_non_null(search);
        assert_string_equal(hostile_texts[i], json_string_value(json_object_get(search, "case")));
        assert_null(json_object_get(search, "typed"));
        json_t *told = json_object_get(document, "export");
        assert_string_equal("subject-rights", json_string_value(json_object_get(told, "ground")));
        assert_int_equal(99, json_integer_value(json_object_get(told, "ledger_index")));
        json_decref(document);
        free(file.text);
    }
}

static void with_subjects_both_say_what_was_typed(void **state)
{
    json_t *typed = json_pack("{s:s, s:s}", "surname", "=Rees", "dob", "2010-02-03");
    const written csv = write_one(&dolen_export_csv, "x", typed);
    const written json = write_one(&dolen_export_json, "x", typed);
    char names[FIELDS][FIELD];
    char fields[FIELDS][FIELD];
    const char *at = csv.text;

    const size_t columns = read_line(&at, names);
    assert_int_equal(columns, read_line(&at, fields));
    assert_string_equal("typed_surname", names[19]);
    assert_string_equal("'=Rees", fields[19]);
    assert_string_equal("2010-02-03", fields[21]);
    assert_non_null(strstr(json.text, "\"typed\":{\"surname\":\"=Rees\",\"dob\":\"2010-02-03\"}"));
    json_decref(typed);
    free(csv.text);
    free(json.text);
}

static void a_resource_never_says_who_was_searched(void **state)
{
    assert_false(dolen_export_fhir.takes_subjects);
}

static void formats_are_read_by_their_words(void **state)
{
    assert_int_equal(DOLEN_EXPORT_CSV, dolen_export_format_read("csv"));
    assert_int_equal(DOLEN_EXPORT_JSON, dolen_export_format_read("json"));
    assert_int_equal(DOLEN_EXPORT_FHIR, dolen_export_format_read("fhir"));
    assert_int_equal(DOLEN_EXPORT_NO_FORMAT, dolen_export_format_read("CSV"));
    assert_int_equal(DOLEN_EXPORT_NO_FORMAT, dolen_export_format_read(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_holds_what_was_typed_and_no_formula),
        cmocka_unit_test(some_of_the_texts_are_formulas_without_the_apostrophe),
        cmocka_unit_test(json_holds_what_was_typed),
        cmocka_unit_test(with_subjects_both_say_what_was_typed),
        cmocka_unit_test(a_resource_never_says_who_was_searched),
        cmocka_unit_test(formats_are_read_by_their_words),
    };

    return cmocka_run_group_tests_name("export_formats", tests, NULL, NULL);
}
