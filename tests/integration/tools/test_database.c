#include "tests/support/dolen_test.h"

#include "node/tools/database.h"
#include "node/tools/tool.h"
#include "tests/support/temp_pg.h"

static temp_pg *cluster;

static int start(void **state)
{
    cluster = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(cluster);
    return 0;
}

static int database(const char *action, const char *conninfo)
{
    char words[][TEMP_PG_CONNINFO] = {
        "database", "", "--conninfo", "", "--sql", DOLEN_TESTS_FOLDER "/../deploy/sql", "--schema", "broker"};
    char *argv[9] = {0};

    snprintf(words[1], sizeof words[1], "%s", action);
    snprintf(words[3], sizeof words[3], "%s", conninfo);
    for (size_t i = 0; i < 8; i++)
        argv[i] = words[i];
    return dolen_tool_database(8, argv);
}

static void migrates_an_empty_database_and_then_finds_nothing_missing(void **state)
{
    char conninfo[TEMP_PG_CONNINFO];

    temp_pg_conninfo(cluster, "template1", conninfo);

    assert_int_equal(database("status", conninfo), DOLEN_TOOL_REFUSED);
    assert_int_equal(database("migrate", conninfo), DOLEN_TOOL_DONE);
    assert_int_equal(database("status", conninfo), DOLEN_TOOL_DONE);
    assert_int_equal(database("migrate", conninfo), DOLEN_TOOL_DONE);
}

static void says_so_when_the_server_cannot_be_reached(void **state)
{
    assert_int_equal(database("migrate", "host=/nowhere"), DOLEN_TOOL_REFUSED);
}

static void refuses_words_that_it_does_not_know(void **state)
{
    assert_int_equal(database("drop", "host=/nowhere"), DOLEN_TOOL_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migrates_an_empty_database_and_then_finds_nothing_missing),
        cmocka_unit_test(says_so_when_the_server_cannot_be_reached),
        cmocka_unit_test(refuses_words_that_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
