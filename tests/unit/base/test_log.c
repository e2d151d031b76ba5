#include <unistd.h>

#include "node/base/log.h"
#include "tests/support/dolen_test.h"

/* What one line looks like, by catching standard error in a pipe. */
static void caught(char out[1200], void (*say)(void))
{
    int pipe_ends[2];
    assert_int_equal(0, pipe(pipe_ends));
    const int standard_error = dup(STDERR_FILENO);

    dup2(pipe_ends[1], STDERR_FILENO);
    say();
    dup2(standard_error, STDERR_FILENO);
    close(pipe_ends[1]);
    close(standard_error);
    const ssize_t size = read(pipe_ends[0], out, 1199);
    close(pipe_ends[0]);
    out[size > 0 ? size : 0] = '\0';
}

static void say_codes(void)
{
    dolen_log_info("delta applied", dolen_field_agency("NPT"), dolen_field_count(12));
}

static void say_a_name(void)
{
    dolen_log_info("delta applied", dolen_field_agency("Si\xc3\xa2n Llewelyn"), dolen_field_peer("a b"),
                   dolen_field_path("x\ny"));
}

static void say_nothing(void)
{
    dolen_log_debug("too quiet");
}

static void writes_fields_of_the_allow_list(void **state)
{
    char line[1200];

    dolen_log_start("test", DOLEN_LOG_INFO);
    caught(line, say_codes);

    assert_non_null(strstr(line, " info test \"delta applied\" agency=NPT count=12\n"));
}

static void never_writes_what_is_no_code(void **state)
{
    char line[1200];

    caught(line, say_a_name);

    assert_non_null(strstr(line, "agency=? peer=? path=?\n"));
    assert_null(strstr(line, "Llewelyn"));
}

static void keeps_quiet_below_its_level(void **state)
{
    char line[1200];

    caught(line, say_nothing);

    assert_string_equal("", line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_fields_of_the_allow_list),
        cmocka_unit_test(never_writes_what_is_no_code),
        cmocka_unit_test(keeps_quiet_below_its_level),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
