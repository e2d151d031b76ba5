#include "node/tools/match.h"

#include <unistd.h>

#include "node/tools/tool.h"
#include "tests/support/dolen_test.h"

enum { OUTPUT = 16384, ARGUMENTS = 24 };

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
    assert_non_null(strstr(out, "K12  20111225|m11ae"));
}

static void says_why_two_records_agree(void **state)
{
    static const char *const arguments[] = {"match",  "explain",     "--forenames", "Dai",        "--surname",
                                            "Jones",  "--born",      "1984-12-26",  "--postcode", "SA1 1AA",
                                            "--with", "--forenames", "Dafydd",      "--surname",  "Jones",
                                            "--born", "1984-12-26",  "--postcode",  "SA1 1AA",    NULL};
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run(arguments, out));
    assert_non_null(strstr(out, "both have K02"));
    assert_non_null(strstr(out, "confirmed"));
}

static void explains_an_address_and_what_it_lacks(void **state)
{
    static const char *const whole[] = {"match",      "explain", "--address", "7 Heol yr Orsaf",
                                        "--postcode", "SA1 1AA", NULL};
    static const char *const little[] = {"match", "explain", "--address", "High Street", NULL};
    char out[OUTPUT];

    assert_int_equal(DOLEN_TOOL_DONE, run(whole, out));
    assert_non_null(strstr(out, "A2   7|sa11aa"));
    assert_int_equal(DOLEN_TOOL_DONE, run(little, out));
    assert_non_null(strstr(out, "no key"));
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
        cmocka_unit_test(wrong_usage_is_told),
    };

    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
