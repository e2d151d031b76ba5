#include "node/tools/rules.h"

#include "node/tools/tool.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tool_run.h"

#define RULES DOLEN_TEST_DATA("../governance/rules")
#define RUN(printed, ...) tool_run(dolen_tool_rules, printed, (const char *const[]){__VA_ARGS__, NULL})
#define EXPLAIN(printed, code, ...)                                                                                    \
    RUN(printed, "explain", "--rules", RULES, "--role", "practitioner", "--from", "NPT", "--from-type", "council",     \
        "--to", "SBU", "--to-type", "health", "--day", "2026-11-21", "--code", code, __VA_ARGS__)

static const char *after(int expected, int code, const char *path, char *text, size_t room)
{
    assert_int_equal(expected, code);
    return tool_printed(path, text, room);
}

static void check_prints_version_and_digest(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char text[4096];

    temp_folder_file(&folder, "printed", path);
    assert_non_null(
        strstr(after(DOLEN_TOOL_DONE, RUN(path, "check", RULES), path, text, sizeof text), "version 2026.1\ndigest "));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "check", folder.path));
    temp_folder_remove(&folder);
}

static void explain_names_the_rule_that_decides(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char text[4096];

    temp_folder_file(&folder, "printed", path);
    assert_non_null(strstr(after(DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47"), path, text, sizeof text),
                           "permit, level L3"));
    assert_non_null(strstr(
        after(DOLEN_TOOL_REFUSED, EXPLAIN(path, "HBX.SEXUAL", "--purpose", "S47"), path, text, sizeof text), "IG-17"));
    assert_non_null(strstr(
        after(DOLEN_TOOL_REFUSED, EXPLAIN(path, "HB.ED", "--purpose", "CPREV", "--shielded"), path, text, sizeof text),
        "IG-15"));
    assert_non_null(strstr(after(DOLEN_TOOL_REFUSED, EXPLAIN(path, "HB.ED", "--purpose", "S47", "--no-decision-maker"),
                                 path, text, sizeof text),
                           "IG-19"));
    assert_non_null(strstr(
        after(DOLEN_TOOL_DONE, EXPLAIN(path, "HB.ED", "--purpose", "S47", "--probable"), path, text, sizeof text),
        "level L1"));
    temp_folder_remove(&folder);
}

static void matrix_shows_what_each_purpose_releases(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    static char text[128 * 1024];

    temp_folder_file(&folder, "printed", path);
    const char *printed =
        after(DOLEN_TOOL_DONE, RUN(path, "matrix", "--rules", RULES, "--json"), path, text, sizeof text);
    const char *row = strstr(printed, "\"HBX.SEXUAL\"");
    assert_non_null(row);
    assert_int_equal(0, strncmp(strstr(row, "\"S47\": ") + 7, "null", 4));
    assert_int_equal(0, strncmp(strstr(row, "\"EXPLOIT\": ") + 11, "\"L3\"", 4));
    temp_folder_remove(&folder);
}

static void wrong_usage_is_told_from_refusal(void **state)
{
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "explain"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "check", RULES, "--unheard"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "explain", "--rules", RULES));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "--help"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_prints_version_and_digest),
        cmocka_unit_test(explain_names_the_rule_that_decides),
        cmocka_unit_test(matrix_shows_what_each_purpose_releases),
        cmocka_unit_test(wrong_usage_is_told_from_refusal),
    };
    return cmocka_run_group_tests_name("rules tool", tests, NULL, NULL);
}
