/* The four audit levels of IG-11, in the agency's own database. */
#include "tests/support/dolen_test.h"

#include "node/store/audit_step_store.h"
#include "node/store/search_store.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 1024 * 1024 };

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

/* A connection and a search that is kept. */
struct scene {
    char conninfo[TEMP_PG_CONNINFO];
    dolen_pool *pool;
    dolen_connection *connection;
    dolen_arena *arena;
    dolen_audit_walk walk;
};

static dolen_pool *pool_as(const struct scene *scene, const char *role)
{
    return dolen_pool_new(&(dolen_pool_settings){.conninfo = scene->conninfo, .size = 1, .role = role});
}

static int set_up(void **state)
{
    static struct scene scene;
    const dolen_stored_search search = {.id = dolen_uuid_make(),
                                        .account = "sian",
                                        .role = dolen_code_of("practitioner"),
                                        .purpose = dolen_code_of("S47"),
                                        .case_reference = "C-1",
                                        .channel = 1,
                                        .subject = DOLEN_SUBJECT_PERSON,
                                        .asked = 500,
                                        .searched = "{}",
                                        .outcome = "answered",
                                        .ledger_index = 9,
                                        .answer = "{}"};
    dolen_err err = {0};

    scene = (struct scene){.arena = dolen_arena_new(ARENA)};
    temp_pg_database(cluster, "node", scene.conninfo);
    scene.pool = pool_as(&scene, "dolen_service");
    assert_ok(dolen_pool_take(scene.pool, &scene.connection, &err));
    assert_ok(dolen_search_store_add(scene.connection, &search, &err));
    scene.walk =
        (dolen_audit_walk){.search = search.id, .account = "sian", .role = dolen_code_of("practitioner"), .at = 500};
    *state = &scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    dolen_pool_give(scene->connection);
    dolen_arena_free(scene->arena);
    dolen_pool_free(scene->pool);
    return 0;
}

static void ig_11_four_audit_levels_are_told_apart(void **state)
{
    struct scene *scene = *state;
    const dolen_audit_step made = {.level = DOLEN_AUDIT_SEARCHED};
    const dolen_audit_step shown[] = {{.level = DOLEN_AUDIT_SHOWN},
                                      {.level = DOLEN_AUDIT_OPENED, .member = dolen_code_of("SBU")},
                                      {.level = DOLEN_AUDIT_CONTACT, .member = dolen_code_of("SBU")},
                                      {.level = DOLEN_AUDIT_CONTACT, .member = dolen_code_of("SWP")}};
    const dolen_audit_level expected[] = {DOLEN_AUDIT_SEARCHED, DOLEN_AUDIT_SHOWN, DOLEN_AUDIT_OPENED,
                                          DOLEN_AUDIT_CONTACT, DOLEN_AUDIT_CONTACT};
    const dolen_audit_stored *stored = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_audit_step_store_add(scene->connection, &scene->walk, &made, 1, &err));
    scene->walk.at = 700;
    assert_ok(dolen_audit_step_store_add(scene->connection, &scene->walk, shown, 4, &err));

    assert_ok(dolen_audit_step_store_list(scene->connection, scene->walk.search, scene->arena, &stored, &count, &err));
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(stored[i].step.level, expected[i]);
    assert_int_equal(stored[0].walk.at, 500);
    assert_int_equal(stored[4].walk.at, 700);
    assert_string_equal(stored[4].step.member.text, "SWP");
    assert_string_equal(stored[4].walk.account, "sian");
}

static void ig_11_a_level_without_its_member_or_search_is_refused(void **state)
{
    struct scene *scene = *state;
    const dolen_audit_step nobody = {.level = DOLEN_AUDIT_CONTACT};
    const dolen_audit_step everybody = {.level = DOLEN_AUDIT_SHOWN, .member = dolen_code_of("SBU")};
    const dolen_audit_step made = {.level = DOLEN_AUDIT_SEARCHED};
    dolen_err err = {0};

    assert_fails(DOLEN_E_INPUT, dolen_audit_step_store_add(scene->connection, &scene->walk, &nobody, 1, &err));
    assert_fails(DOLEN_E_INPUT, dolen_audit_step_store_add(scene->connection, &scene->walk, &everybody, 1, &err));
    assert_fails(DOLEN_E_LIMIT, dolen_audit_step_store_add(scene->connection, &scene->walk, &made, 0, &err));
    scene->walk.search = dolen_uuid_make();
    assert_fails(DOLEN_E_INPUT, dolen_audit_step_store_add(scene->connection, &scene->walk, &made, 1, &err));
}

static void ig_11_the_service_changes_and_removes_no_step(void **state)
{
    struct scene *scene = *state;
    dolen_err err = {0};

    assert_fails(DOLEN_E_DENIED, dolen_statement_script(scene->connection, "test", "DELETE FROM audit_step", &err));
    assert_fails(DOLEN_E_DENIED,
                 dolen_statement_script(scene->connection, "test", "UPDATE audit_step SET step = 1", &err));
}

static void steps_go_with_their_search(void **state)
{
    struct scene *scene = *state;
    DOLEN_OWN(dolen_pool, pool) = pool_as(scene, "dolen_eraser");
    DOLEN_OWN(dolen_connection, eraser) = NULL;
    const dolen_audit_step made = {.level = DOLEN_AUDIT_SEARCHED};
    const dolen_audit_stored *stored = NULL;
    size_t count = 1;
    dolen_err err = {0};

    assert_ok(dolen_audit_step_store_add(scene->connection, &scene->walk, &made, 1, &err));
    assert_ok(dolen_pool_take(pool, &eraser, &err));
    assert_ok(dolen_statement_script(eraser, "test", "DELETE FROM search WHERE asked < 501", &err));
    assert_ok(dolen_audit_step_store_list(scene->connection, scene->walk.search, scene->arena, &stored, &count, &err));
    assert_int_equal(count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ig_11_four_audit_levels_are_told_apart),
        TEST(ig_11_a_level_without_its_member_or_search_is_refused),
        TEST(ig_11_the_service_changes_and_removes_no_step),
        TEST(steps_go_with_their_search),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
