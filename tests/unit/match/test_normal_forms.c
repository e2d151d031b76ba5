/* The reviewed corpora: what a field becomes, one field or name a line (tests/data/normaliser/PROVENANCE.md). */
#include "node/match/normalise.h"
#include "node/match/words_internal.h"
#include "tests/support/dolen_test.h"
#include "tests/support/key_lines.h"

enum { LEAST_NAMES = 1500, LEAST_FIELDS = 700, OUT = 2048, COLUMNS = 9 };

static void write_words(const dolen_normal_words *words, char *out)
{
    for (size_t i = 0; i < words->count; i++) {
        dolen_words_append(out, OUT, i ? " " : "");
        dolen_words_append(out, OUT, words->text[i]);
    }
}

/* Forenames, parts of the surname, surname joined and former surname joined, tab between. */
static void write_name(char *const fields[COLUMNS], char out[OUT])
{
    dolen_normal_name name;

    out[0] = '\0';
    dolen_normalise_name(fields[0], fields[1], fields[2], &name);
    write_words(&name.forenames, out);
    dolen_words_append(out, OUT, "\t");
    write_words(&name.surnames, out);
    dolen_words_append(out, OUT, "\t");
    dolen_words_append(out, OUT, name.surname);
    dolen_words_append(out, OUT, "\t");
    dolen_words_append(out, OUT, name.former_surname);
}

static void write_born(const char *text, char out[OUT])
{
    static const char *const trust[] = {"none", "weak", "good"};

    snprintf(out, OUT, "%s", trust[dolen_normalise_born(key_line_day(text))]);
}

static void write_line(const char *text, char out[OUT])
{
    dolen_normal_line line;

    dolen_normalise_line(text, &line);
    snprintf(out, OUT, "%s\t%s\t%s", line.units, line.street, line.house);
}

static void write_field(const char *kind, const char *text, char out[OUT])
{
    char folded[DOLEN_NORMAL_FOLDED] = "";
    dolen_normal_postcode postcode;

    out[0] = '\0';
    if (strcmp(kind, "postcode") == 0) {
        (void)dolen_normalise_postcode(text, &postcode);
        snprintf(out, OUT, "%s\t%s", postcode.whole, postcode.outcode);
    } else if (strcmp(kind, "nhs") == 0) {
        (void)dolen_normalise_nhs_number(text, out);
    } else if (strcmp(kind, "uprn") == 0) {
        (void)dolen_normalise_uprn(text, out);
    } else if (strcmp(kind, "sex") == 0) {
        snprintf(out, OUT, "%c", dolen_normalise_sex(text) ? dolen_normalise_sex(text) : '-');
    } else if (strcmp(kind, "born") == 0) {
        write_born(text, out);
    } else if (strcmp(kind, "line") == 0) {
        write_line(text, out);
    } else if (strcmp(kind, "nickname") == 0) {
        snprintf(out, OUT, "%s", dolen_normalise_nickname(text));
    } else {
        assert_string_equal(kind, "fold");
        (void)dolen_normalise_fold(text, folded);
        snprintf(out, OUT, "%s", folded);
    }
}

static size_t check(const char *path, bool is_names)
{
    static char line[KEY_LINE];
    char actual[OUT];
    size_t count = 0;
    size_t wrong = 0;
    FILE *in = fopen(path, "r");

    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        char *fields[KEY_LINE_FIELDS];
        char *expected = strstr(line, "\t=\t");
        if (line[0] == '#')
            continue;
        assert_non_null(expected);
        expected += 3;
        expected[strcspn(expected, "\n")] = '\0';
        assert_int_equal(is_names ? 3 : 2, key_line_fields(line, fields));
        if (is_names)
            write_name(fields, actual);
        else
            write_field(fields[0], fields[1], actual);
        if (strcmp(expected, actual) != 0) {
            print_error("%s | %s\n  expected %s\n  actual   %s\n", fields[0], fields[1], expected, actual);
            wrong++;
        }
        count++;
    }
    fclose(in);
    assert_int_equal(0, wrong);
    return count;
}

static void every_name_of_the_reviewed_corpus_has_its_normal_form(void **state)
{
    assert_true(check(DOLEN_TEST_DATA("data/normaliser/names.tsv"), true) >= LEAST_NAMES);
}

static void every_field_of_the_reviewed_corpus_has_its_normal_form(void **state)
{
    assert_true(check(DOLEN_TEST_DATA("data/normaliser/fields.tsv"), false) >= LEAST_FIELDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_of_the_reviewed_corpus_has_its_normal_form),
        cmocka_unit_test(every_field_of_the_reviewed_corpus_has_its_normal_form),
    };

    return cmocka_run_group_tests_name("normal forms", tests, NULL, NULL);
}
