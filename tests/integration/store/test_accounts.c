#include "tests/support/dolen_test.h"

#include "node/store/account_store.h"
#include "node/store/search_store.h"
#include "node/store/session_store.h"
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

struct scene {
    dolen_pool *pool;
    dolen_connection *connection;
    dolen_arena *arena;
};

static int set_up(void **state)
{
    static struct scene scene;
    dolen_err err = {0};

    scene.pool = temp_pg_pool(cluster, "node", "dolen_service");
    scene.arena = dolen_arena_new(ARENA);
    assert_ok(dolen_pool_take(scene.pool, &scene.connection, &err));
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

static void add_account(struct scene *scene, const char *name)
{
    const dolen_account account = {.name = name,
                                   .full_name = "Siân O'Brien",
                                   .password_hash = "$argon2id$x",
                                   .roles = {dolen_code_of("practitioner"), dolen_code_of("supervisor")},
                                   .role_count = 2,
                                   .created = 100,
                                   .confirmed_until = 10000,
                                   .trained = {2025, 3, 4}};
    dolen_err err = {0};

    assert_ok(dolen_account_store_add(scene->connection, &account, &err));
}

static void an_account_comes_back_as_it_was_added(void **state)
{
    struct scene *scene = *state;
    dolen_account account;
    const dolen_account *all = NULL;
    size_t count = 0;
    dolen_err err = {0};

    add_account(scene, "sian");
    add_account(scene, "dai");
    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_string_equal(account.full_name, "Siân O'Brien");
    assert_int_equal(account.role_count, 2);
    assert_true(dolen_account_store_has_role(&account, dolen_code_of("supervisor")));
    assert_false(dolen_account_store_has_role(&account, dolen_code_of("dpo")));
    assert_int_equal(account.trained.day, 4);
    assert_int_equal(account.vetted.year, 0);

    assert_fails(DOLEN_E_CONFLICT, dolen_account_store_add(scene->connection, &account, &err));
    assert_fails(DOLEN_E_ABSENT,
                 dolen_account_store_find(scene->connection, "sian' OR ''='", scene->arena, &account, &err));
    assert_ok(dolen_account_store_list(scene->connection, scene->arena, &all, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(all[0].name, "dai");
}

static void a_team_and_digests_of_a_home_belong_to_an_account(void **state)
{
    struct scene *scene = *state;
    const dolen_digest digests[] = {{{1}}, {{2}}};
    const dolen_account_home *homes = NULL;
    dolen_account account;
    size_t count = 0;
    dolen_err err = {0};

    add_account(scene, "sian");
    assert_ok(dolen_account_store_set_team(scene->connection, "sian", "Tîm Asesu", &err));
    assert_ok(dolen_account_store_set_home(scene->connection, "sian", digests, 2, &err));
    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_string_equal("Tîm Asesu", account.team);
    assert_true(account.has_home);
    assert_ok(dolen_account_store_homes(scene->connection, scene->arena, &homes, &count, &err));
    assert_int_equal(2, count);
    assert_string_equal("sian", homes[1].account);
    assert_int_equal(2, homes[1].digest.bytes[0]);

    assert_ok(dolen_account_store_set_home(scene->connection, "sian", digests + 1, 1, &err));
    assert_ok(dolen_account_store_homes(scene->connection, scene->arena, &homes, &count, &err));
    assert_int_equal(1, count);
    assert_ok(dolen_account_store_set_home(scene->connection, "sian", NULL, 0, &err));
    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_false(account.has_home);
    assert_fails(DOLEN_E_ABSENT, dolen_account_store_set_team(scene->connection, "nobody", "x", &err));
    assert_fails(DOLEN_E_ABSENT, dolen_account_store_set_home(scene->connection, "nobody", digests, 1, &err));
}

static void ig_30_an_account_lapses_unless_it_is_confirmed(void **state)
{
    struct scene *scene = *state;
    dolen_account account;
    dolen_err err = {0};

    add_account(scene, "sian");
    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_true(dolen_account_store_may_sign_in(&account, 9999));
    assert_false(dolen_account_store_may_sign_in(&account, 10000));
    assert_ok(dolen_account_store_confirm(scene->connection, "sian", 20000, (dolen_day){2026, 1, 1},
                                          (dolen_day){2026, 1, 2}, &err));

    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_true(dolen_account_store_may_sign_in(&account, 10000));
    assert_int_equal(account.vetted.day, 2);
    assert_fails(DOLEN_E_ABSENT,
                 dolen_account_store_confirm(scene->connection, "nobody", 1, account.trained, account.vetted, &err));
}

static void repeated_failures_lock_an_account_for_a_time(void **state)
{
    struct scene *scene = *state;
    dolen_account account;
    dolen_err err = {0};

    add_account(scene, "sian");
    for (int i = 0; i < 3; i++) {
        assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
        assert_true(dolen_account_store_may_sign_in(&account, 500));
        assert_ok(dolen_account_store_note_sign_in(scene->connection, "sian", false, 3, 900, &err));
    }
    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_false(dolen_account_store_may_sign_in(&account, 500));
    assert_true(dolen_account_store_may_sign_in(&account, 900));

    assert_ok(dolen_account_store_note_sign_in(scene->connection, "sian", true, 3, 0, &err));
    assert_ok(dolen_account_store_find(scene->connection, "sian", scene->arena, &account, &err));
    assert_int_equal(account.failures, 0);
}

static void a_session_ends_with_its_account_its_role_or_its_sign_out(void **state)
{
    struct scene *scene = *state;
    const dolen_digest id = {{1}};
    const dolen_stored_session session = {
        .account = "sian", .role = dolen_code_of("practitioner"), .started = 200, .last_used = 200};
    dolen_stored_session found;
    int64_t ended = 0;
    dolen_err err = {0};

    add_account(scene, "sian");
    assert_ok(dolen_session_store_add(scene->connection, &id, &session, &err));
    assert_ok(dolen_session_store_touch(scene->connection, &id, 300, &err));
    assert_ok(dolen_session_store_find(scene->connection, &id, 9000, scene->arena, &found, &err));
    assert_true(found.last_used == 300 && found.started == 200);
    assert_fails(DOLEN_E_ABSENT, dolen_session_store_find(scene->connection, &id, 10000, scene->arena, &found, &err));
    assert_ok(dolen_account_store_suspend(scene->connection, "sian", true, &err));
    assert_ok(dolen_account_store_suspend(scene->connection, "sian", false, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_session_store_find(scene->connection, &id, 400, scene->arena, &found, &err));

    assert_ok(dolen_session_store_add(scene->connection, &id, &session, &err));
    assert_ok(dolen_session_store_end(scene->connection, &id, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_session_store_find(scene->connection, &id, 400, scene->arena, &found, &err));
    assert_ok(dolen_session_store_add(scene->connection, &id, &session, &err));
    assert_ok(dolen_session_store_tidy(scene->connection, 201, 0, &ended, &err));
    assert_int_equal(ended, 1);
}

static void a_search_is_shown_to_its_asker_and_cannot_be_changed(void **state)
{
    struct scene *scene = *state;
    const dolen_stored_search search = {.id = dolen_uuid_make(),
                                        .account = "sian",
                                        .role = dolen_code_of("practitioner"),
                                        .purpose = dolen_code_of("S47"),
                                        .case_reference = "C-1'",
                                        .channel = 1,
                                        .subject = DOLEN_SUBJECT_PERSON,
                                        .asked = 500,
                                        .searched = "{\"surname\":\"Jones\"}",
                                        .outcome = "answered",
                                        .involved = 2,
                                        .ledger_index = 9,
                                        .answer = "{}",
                                        .receipt = NULL};
    dolen_stored_search found;
    const dolen_stored_search *list = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_search_store_add(scene->connection, &search, &err));
    assert_ok(dolen_search_store_find(scene->connection, "sian", search.id, scene->arena, &found, &err));
    assert_string_equal(found.searched, search.searched);
    assert_string_equal(found.answer, "{}");
    assert_null(found.receipt);
    assert_int_equal(found.ledger_index, 9);
    assert_fails(DOLEN_E_ABSENT,
                 dolen_search_store_find(scene->connection, "dai", search.id, scene->arena, &found, &err));
    assert_ok(dolen_search_store_find(scene->connection, NULL, search.id, scene->arena, &found, &err));

    assert_ok(dolen_search_store_list(scene->connection, "sian", INT64_MAX, 10, scene->arena, &list, &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(list[0].answer, "");
    assert_ok(dolen_search_store_list(scene->connection, NULL, 501, 10, scene->arena, &list, &count, &err));
    assert_int_equal(count, 1);
    assert_ok(dolen_search_store_list(scene->connection, "dai", 501, 10, scene->arena, &list, &count, &err));
    assert_int_equal(count, 0);
    assert_fails(DOLEN_E_DENIED, dolen_statement_script(scene->connection, "test", "DELETE FROM search", &err));
    assert_fails(DOLEN_E_DENIED,
                 dolen_statement_script(scene->connection, "test", "UPDATE search SET asked = 0", &err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_account_comes_back_as_it_was_added),
        TEST(a_team_and_digests_of_a_home_belong_to_an_account),
        TEST(ig_30_an_account_lapses_unless_it_is_confirmed),
        TEST(repeated_failures_lock_an_account_for_a_time),
        TEST(a_session_ends_with_its_account_its_role_or_its_sign_out),
        TEST(a_search_is_shown_to_its_asker_and_cannot_be_changed),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
