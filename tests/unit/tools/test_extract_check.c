#include "node/tools/extract.h"

#include <stdlib.h>
#include <unistd.h>

#include "node/base/file.h"
#include "node/tools/tool.h"
#include "tests/support/dolen_test.h"

enum { PATH = 256, ARGUMENTS = 16 };

#define RULES DOLEN_TESTS_FOLDER "/../governance/rules"

typedef struct fixture {
    char folder[PATH];
    char csv[PATH + 16];
    char config[PATH + 16];
} fixture;

static int set_up(void **state)
{
    static fixture f;

    snprintf(f.folder, sizeof f.folder, "/tmp/dolen-check-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.csv, sizeof f.csv, "%s/feed.csv", f.folder);
    snprintf(f.config, sizeof f.config, "%s/node.conf", f.folder);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    unlink(f->csv);
    unlink(f->config);
    rmdir(f->folder);
    return 0;
}

static void write_text(const char *path, const char *text)
{
    dolen_err err = {0};

    assert_ok(dolen_file_write(path, dolen_bytes_of_string(text), 0600, &err));
}

static int run(const char *const *arguments)
{
    char copies[ARGUMENTS][PATH * 2];
    char *argv[ARGUMENTS + 1] = {0};
    int argc = 0;

    for (; arguments[argc]; argc++) {
        snprintf(copies[argc], sizeof copies[argc], "%s", arguments[argc]);
        argv[argc] = copies[argc];
    }
    return dolen_tool_extract(argc, argv);
}

static int check(fixture *f, const char *csv, const char *type)
{
    const char *const arguments[] = {"extract", "check",   "--rules",    RULES,  "--type",
                                     type,      "--today", "2026-11-20", f->csv, NULL};

    write_text(f->csv, csv);
    return run(arguments);
}

static void a_good_extract_is_accepted_and_a_bad_one_refused(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_TOOL_DONE, check(f, "local_id,code,opened\n1,CSC.CSP,2026-01-05\n", "council"));
    assert_int_equal(DOLEN_TOOL_REFUSED, check(f, "local_id,code,opened\n1,CSC.CSP,2026-02-30\n", "council"));
    assert_int_equal(DOLEN_TOOL_REFUSED, check(f, "local_id,code,opened\n1,\"CSC.CSP,2026-02-20\n", "council"));
}

static void the_configuration_names_rules_and_mapping(void **state)
{
    fixture *f = *state;
    const char *const arguments[] = {"extract", "check", "--config", f->config, "--today", "2026-11-20", f->csv, NULL};

    write_text(f->csv, "local_id,code,opened\n1,CSC.CSP,2026-01-05\n");
    write_text(f->config, "[agency]\ncode = ABER\n[rules]\nfolder = " RULES "\n");
    assert_int_equal(DOLEN_TOOL_DONE, run(arguments));
    write_text(f->config, "[agency]\ncode = ABER\n[rules]\nfolder = " RULES "\n[publish]\nmapping = nowhere\n");
    assert_int_equal(DOLEN_TOOL_REFUSED, run(arguments));
    write_text(f->config, "[agency]\ncode = ABER\n[rules]\nfolder = nowhere\n");
    assert_int_equal(DOLEN_TOOL_REFUSED, run(arguments));
}

static void a_shrunken_extract_is_refused(void **state)
{
    fixture *f = *state;
    const char *const arguments[] = {"extract", "check",   "--rules",    RULES,  "--before",
                                     "2",       "--today", "2026-11-20", f->csv, NULL};

    write_text(f->csv, "local_id,code,opened\n1,CSC.CSP,2026-01-05\n");
    assert_int_equal(DOLEN_TOOL_REFUSED, run(arguments));
}

static void wrong_usage_is_told(void **state)
{
    const char *const nothing[] = {"extract", NULL};
    const char *const no_file[] = {"extract", "check", "--rules", RULES, NULL};

    assert_int_equal(DOLEN_TOOL_USAGE, run(nothing));
    assert_int_equal(DOLEN_TOOL_USAGE, run(no_file));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_extract_is_accepted_and_a_bad_one_refused),
        TEST(the_configuration_names_rules_and_mapping),
        TEST(a_shrunken_extract_is_refused),
        cmocka_unit_test(wrong_usage_is_told),
    };

    return cmocka_run_group_tests_name("extract_check", tests, NULL, NULL);
}
