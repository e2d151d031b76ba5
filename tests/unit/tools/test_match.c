#include "node/tools/match.h"

#include <unistd.h>

#include "node/tools/match_internal.h"
#include "node/tools/tool.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

enum { OUTPUT = 32768, ARGUMENTS = 24 };

/* Run the tool with its standard output in `out`. */
static int run(const char *const *arguments, char out[OUTPUT])
{
    char copies[ARGUMENTS][64];
    char *argv[ARGUMENTS + 1] = {0};
    int argc = 0;

    for (; arguments[argc]; argc++) {
        snprintf(copies[argc], sizeof copies[argc], "%s", arguments[argc]);
        argv[argc] = copies[argc];
    }
    FILE *file = tmpfile();
    assert_non_null(file);
    fflush(stdout);
    const int kept = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    const int code = dolen_tool_match(argc, argv);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    rewind(file);
    out[fread(out, 1, OUTPUT - 1, file)] = '\0';
    fclose(file);
    return code;
}

static void shows_normal_form_and_keys(void **state)
{
    static const char *const arguments[] = {"match",      "explain",       "--forenames", "Katie",
                                            "--surname",  "van der Ploeg", "--born",      "2011-12-25",
                                            "--postcode", "M1 1AE",        NULL};
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run(arguments, out));
    assert_non_null(strstr(out, "vanderploeg"));
    assert_non_null(strstr(out, "catherine"));
    assert_non_null(strstr(out, "K12  20111225|m11ae "));
}

static void says_why_two_records_agree(void **state)
{
    static const char *const arguments[] = {"match",  "explain",     "--forenames", "Dai",        "--surname",
                                            "Jones",  "--born",      "1984-12-26",  "--postcode", "SA1 1AA",
                                            "--with", "--forenames", "Dafydd",      "--surname",  "Jones",
                                            "--born", "1984-12-26",  "--postcode",  "SA1 1AA",    NULL};
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run(arguments, out));
    assert_non_null(strstr(out, "both have the same\n    K02 "));
    assert_non_null(strstr(out, "sound alike, or are forms of one name"));
    assert_non_null(strstr(out, "confirmed"));
}

static void explains_an_address_and_what_it_lacks(void **state)
{
    static const char *const whole[] = {"match",      "explain", "--address", "7 Heol yr Orsaf",
                                        "--postcode", "SA1 1AA", NULL};
    static const char *const little[] = {"match", "explain", "--address", "High Street", NULL};
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run(whole, out));
    assert_non_null(strstr(out, "A2   7|sa11aa "));
    assert_int_equal(DOLEN_TOOL_DONE, run(little, out));
    assert_non_null(strstr(out, "no key"));
}

static int run_on_file(const char *text, bool json, char out[OUTPUT])
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    FILE *file = fopen(temp_folder_file(&folder, "people", path), "w");
    const char *const arguments[] = {"match", "explain", "--file", path, json ? "--json" : NULL, NULL};

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const int code = run(arguments, out);
    temp_folder_remove(&folder);
    return code;
}

static void reads_two_people_from_a_file_and_tells_every_step(void **state)
{
    static const char text[] = "forenames: Dr Katie\nsurname: Jones-Ap Rhys\nborn: 2011-12-05\npostcode: SA1 1AA\n\n"
                               "forenames: Catherine\nsurname: Price\nborn: 2011-05-12\npostcode: SA1 1AA\n";
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run_on_file(text, false, out));
    assert_non_null(strstr(out, "\"dr\" left out: a title"));
    assert_non_null(strstr(out, "\"aprhys\" made of a particle and the word behind it"));
    assert_non_null(strstr(out, "\"prhys\" counts as a surname as well"));
    assert_non_null(strstr(out, "the same, perhaps with day and month swapped"));
}

static void the_json_document_holds_steps_keys_and_agreement(void **state)
{
    static const char text[] = "forenames: Baby\nsurname: Иванов\n";
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run_on_file(text, true, out));
    DOLEN_OWN(json_t, document) = json_loads(out, 0, NULL);
    const json_t *record = json_array_get(json_object_get(document, "records"), 0);
    assert_int_equal(2, json_array_size(json_object_get(record, "steps")));
    assert_string_equal("no-letters", json_string_value(json_object_get(record, "lack")));
    assert_int_equal(0, json_array_size(json_object_get(record, "keys")));
}

static void a_file_of_another_form_is_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "\n\n",
                                        "Dai Jones\n",
                                        "nickname: Dai\n",
                                        "surname: Jones\nsurname: Price\n",
                                        "born: 12/03/2004\n",
                                        "surname: A\n\nsurname: B\n\nsurname: C\n",
                                        "surname: Jones\nborn: 2004-03-12\n\naddress: 1 High St\n"};
    char out[OUTPUT];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(DOLEN_TOOL_REFUSED, run_on_file(wrong[i], false, out));
}

static void wrong_usage_is_told(void **state)
{
    static const char *const nothing[] = {"match", NULL};
    static const char *const date[] = {"match", "explain", "--born", "25/12/2011", NULL};
    static const char *const number[] = {"match", "explain", "--records", "many", NULL};
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_USAGE, run(nothing, out));
    assert_int_equal(DOLEN_TOOL_USAGE, run(date, out));
    assert_int_equal(DOLEN_TOOL_USAGE, run(number, out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_normal_form_and_keys),
        cmocka_unit_test(says_why_two_records_agree),
        cmocka_unit_test(explains_an_address_and_what_it_lacks),
        cmocka_unit_test(reads_two_people_from_a_file_and_tells_every_step),
        cmocka_unit_test(the_json_document_holds_steps_keys_and_agreement),
        cmocka_unit_test(a_file_of_another_form_is_refused),
        cmocka_unit_test(wrong_usage_is_told),
    };

    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
