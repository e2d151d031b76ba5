#include "tests/support/dolen_test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/file.h"
#include "node/store/migrate.h"
#include "node/store/statement.h"
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

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    dolen_err err = {0};

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_ok(dolen_file_write(path, dolen_bytes_of_string(text), 0600, &err));
}

static void remove_file(const char *folder, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

struct scene {
    char folder[64];
    dolen_pool *pool;
};

static int set_up(void **state)
{
    static struct scene scene;

    snprintf(scene.folder, sizeof scene.folder, "/tmp/dolen-migrate-XXXXXX");
    assert_non_null(mkdtemp(scene.folder));
    write_file(scene.folder, "0001_first.sql", "CREATE TABLE first (a int); CREATE TABLE also (a int);");
    write_file(scene.folder, "0002_second.sql", "CREATE TABLE second (a int)");
    scene.pool = temp_pg_pool(cluster, "node", NULL);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};
    assert_ok(dolen_pool_take(scene.pool, &connection, &err));
    assert_ok(dolen_statement_script(connection, "test", "TRUNCATE dolen_migration", &err));
    *state = &scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    char command[128];

    dolen_pool_free(scene->pool);
    snprintf(command, sizeof command, "rm -rf '%s'", scene->folder);
    return system(command) == 0 ? 0 : -1;
}

static bool has_table(struct scene *scene, const char *name)
{
    static const dolen_statement find = DOLEN_STATEMENT("test-find", "SELECT to_regclass($1) IS NOT NULL");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_err err = {0};

    dolen_parameters_text(&parameters, name);
    assert_ok(dolen_pool_take(scene->pool, &connection, &err));
    assert_ok(dolen_statement_run(connection, &find, &parameters, &rows, &err));
    return dolen_rows_number(rows, 0, 0) != 0;
}

static void applies_each_file_once(void **state)
{
    struct scene *scene = *state;
    size_t applied = 0;
    dolen_err err = {0};

    assert_ok(dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    assert_int_equal(applied, 2);
    assert_true(has_table(scene, "second"));
    assert_ok(dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));

    assert_int_equal(applied, 0);
}

static void refuses_a_file_that_was_changed_after_it_was_applied(void **state)
{
    struct scene *scene = *state;
    size_t applied = 0;
    dolen_err err = {0};

    assert_ok(dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    write_file(scene->folder, "0001_first.sql", "CREATE TABLE first (a bigint)");
    write_file(scene->folder, "0003_third.sql", "CREATE TABLE third (a int)");

    assert_fails(DOLEN_E_CONFLICT, dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    assert_false(has_table(scene, "third"));
}

static void refuses_a_folder_from_which_an_applied_file_is_gone(void **state)
{
    struct scene *scene = *state;
    size_t applied = 0;
    dolen_err err = {0};

    assert_ok(dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    remove_file(scene->folder, "0001_first.sql");

    assert_fails(DOLEN_E_CONFLICT, dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
}

static void refuses_a_file_that_comes_before_an_applied_one(void **state)
{
    struct scene *scene = *state;
    size_t applied = 0;
    dolen_err err = {0};

    remove_file(scene->folder, "0001_first.sql");
    assert_ok(dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    write_file(scene->folder, "0001_first.sql", "CREATE TABLE first (a int)");

    assert_fails(DOLEN_E_CONFLICT, dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    assert_false(has_table(scene, "first"));
}

static void leaves_nothing_of_a_file_that_fails(void **state)
{
    struct scene *scene = *state;
    dolen_migration_list list;
    size_t applied = 0;
    dolen_err err = {0};

    write_file(scene->folder, "0002_second.sql", "CREATE TABLE second (a int); SELECT 1/0;");
    assert_fails(DOLEN_E_INPUT, dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    assert_int_equal(applied, 1);
    assert_false(has_table(scene, "second"));

    assert_ok(dolen_migrate_compare(scene->pool, scene->folder, &list, &err));
    assert_true(list.items[0].applied && !list.items[1].applied);
}

static void refuses_names_that_are_not_numbered(void **state)
{
    struct scene *scene = *state;
    size_t applied = 0;
    dolen_err err = {0};

    write_file(scene->folder, "third.sql", "SELECT 1");

    assert_fails(DOLEN_E_INPUT, dolen_migrate_apply(scene->pool, scene->folder, &applied, &err));
    assert_false(has_table(scene, "first"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(applies_each_file_once),
        TEST(refuses_a_file_that_was_changed_after_it_was_applied),
        TEST(refuses_a_folder_from_which_an_applied_file_is_gone),
        TEST(refuses_a_file_that_comes_before_an_applied_one),
        TEST(leaves_nothing_of_a_file_that_fails),
        TEST(refuses_names_that_are_not_numbered),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
