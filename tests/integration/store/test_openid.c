/* Accounts that sign in at a provider, and the sessions that it ends. */
#include "tests/support/dolen_test.h"

#include "node/store/openid_store.h"
#include "node/store/session_store.h"
#include "tests/support/temp_pg.h"

#define ISSUER "https://login.example.org"

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

static void add_account(struct scene *scene, const char *name, const char *hash)
{
    const dolen_account account = {.name = name,
                                   .full_name = "Sian",
                                   .password_hash = hash,
                                   .roles = {dolen_code_of("practitioner")},
                                   .role_count = 1,
                                   .created = 100,
                                   .confirmed_until = 10000};
    dolen_err err = {0};

    assert_ok(dolen_account_store_add(scene->connection, &account, &err));
}

static int set_up(void **state)
{
    static struct scene scene;
    dolen_err err = {0};

    scene.pool = temp_pg_pool(cluster, "node", "dolen_service");
    scene.arena = dolen_arena_new(1 << 20);
    assert_ok(dolen_pool_take(scene.pool, &scene.connection, &err));
    add_account(&scene, "sian", "");
    add_account(&scene, "dai", "");
    add_account(&scene, "local", "$argon2id$x");
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

static void an_account_without_a_password_becomes_one_persons_and_no_others(void **state)
{
    struct scene *scene = *state;
    dolen_account account;
    dolen_err err = {0};

    assert_fails(DOLEN_E_ABSENT,
                 dolen_openid_store_find(scene->connection, ISSUER, "s-1", scene->arena, &account, &err));
    assert_ok(dolen_openid_store_link(scene->connection, "sian", ISSUER, "s-1", &err));
    assert_ok(dolen_openid_store_find(scene->connection, ISSUER, "s-1", scene->arena, &account, &err));
    assert_string_equal("sian", account.name);
    assert_string_equal("s-1", account.openid_subject);
    assert_fails(DOLEN_E_ABSENT, dolen_openid_store_link(scene->connection, "sian", ISSUER, "s-2", &err));
    assert_fails(DOLEN_E_CONFLICT, dolen_openid_store_link(scene->connection, "dai", ISSUER, "s-1", &err));
    assert_ok(dolen_openid_store_link(scene->connection, "dai", "https://other.example.org", "s-1", &err));
}

static void an_account_with_a_password_is_handed_over_first(void **state)
{
    struct scene *scene = *state;
    dolen_account account;
    dolen_err err = {0};

    assert_fails(DOLEN_E_ABSENT, dolen_openid_store_link(scene->connection, "local", ISSUER, "s-3", &err));
    assert_ok(dolen_openid_store_hand_over(scene->connection, "local", &err));
    assert_ok(dolen_openid_store_link(scene->connection, "local", ISSUER, "s-3", &err));
    assert_fails(DOLEN_E_INPUT, dolen_account_store_set_password(scene->connection, "local", "$argon2id$y", &err));
    assert_ok(dolen_openid_store_find(scene->connection, ISSUER, "s-3", scene->arena, &account, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_openid_store_hand_over(scene->connection, "nobody", &err));
}

static void the_providers_roles_replace_those_before_and_end_sessions_in_others(void **state)
{
    struct scene *scene = *state;
    const dolen_digest id = {{7}};
    const dolen_code roles[] = {dolen_code_of("supervisor"), dolen_code_of("administrator")};
    const dolen_stored_session session = {
        .account = "sian", .role = dolen_code_of("practitioner"), .started = 200, .last_used = 200, .openid_sid = "a"};
    dolen_stored_session found;
    dolen_err err = {0};

    assert_ok(dolen_session_store_add(scene->connection, &id, &session, &err));
    assert_ok(dolen_openid_store_set_roles(scene->connection, "sian", roles, 2, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_session_store_find(scene->connection, &id, 300, scene->arena, &found, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_openid_store_set_roles(scene->connection, "nobody", roles, 2, &err));
}

static void add_session(struct scene *scene, uint8_t number, const char *account, const char *sid)
{
    const dolen_digest id = {{number}};
    const dolen_stored_session session = {
        .account = account, .role = dolen_code_of("practitioner"), .started = 200, .last_used = 200, .openid_sid = sid};
    dolen_err err = {0};

    assert_ok(dolen_session_store_add(scene->connection, &id, &session, &err));
}

static bool lives(struct scene *scene, uint8_t number)
{
    const dolen_digest id = {{number}};
    dolen_stored_session found;

    return dolen_session_store_find(scene->connection, &id, 300, scene->arena, &found, NULL) == DOLEN_OK;
}

static void ig_30_a_session_from_a_provider_ends_when_the_account_lapses_or_is_suspended(void **state)
{
    struct scene *scene = *state;
    const dolen_digest id = {{5}};
    dolen_stored_session found;
    dolen_err err = {0};

    assert_ok(dolen_openid_store_link(scene->connection, "sian", ISSUER, "s-1", &err));
    add_session(scene, 5, "sian", "x");
    assert_ok(dolen_session_store_find(scene->connection, &id, 9999, scene->arena, &found, &err));
    assert_fails(DOLEN_E_ABSENT, dolen_session_store_find(scene->connection, &id, 10000, scene->arena, &found, &err));
    assert_ok(dolen_account_store_suspend(scene->connection, "sian", true, &err));
    assert_false(lives(scene, 5));
}

static void a_provider_ends_its_own_sessions_by_name_or_by_person_and_nothing_else(void **state)
{
    struct scene *scene = *state;
    int64_t ended = 0;
    dolen_err err = {0};

    assert_ok(dolen_openid_store_link(scene->connection, "sian", ISSUER, "s-1", &err));
    assert_ok(dolen_openid_store_link(scene->connection, "dai", ISSUER, "s-2", &err));
    add_session(scene, 1, "sian", "x");
    add_session(scene, 2, "sian", "y");
    add_session(scene, 3, "dai", "z");
    add_session(scene, 4, "local", NULL);

    assert_ok(dolen_openid_store_end_sessions(scene->connection, ISSUER, "", "", &ended, &err));
    assert_int_equal(0, ended);
    assert_ok(dolen_openid_store_end_sessions(scene->connection, "https://other.example.org", "", "x", &ended, &err));
    assert_int_equal(0, ended);
    assert_ok(dolen_openid_store_end_sessions(scene->connection, ISSUER, "s-2", "x", &ended, &err));
    assert_int_equal(0, ended);
    assert_ok(dolen_openid_store_end_sessions(scene->connection, ISSUER, "", "x", &ended, &err));
    assert_int_equal(1, ended);
    assert_true(!lives(scene, 1) && lives(scene, 2));
    assert_ok(dolen_openid_store_end_sessions(scene->connection, ISSUER, "s-1", "", &ended, &err));
    assert_true(!lives(scene, 2) && lives(scene, 3) && lives(scene, 4));
}

static void a_logout_token_is_taken_once_and_forgotten_with_its_time(void **state)
{
    struct scene *scene = *state;
    const dolen_digest id = {{9}};
    dolen_err err = {0};

    assert_ok(dolen_openid_store_take_logout(scene->connection, &id, 1000, 2000, &err));
    assert_fails(DOLEN_E_CONFLICT, dolen_openid_store_take_logout(scene->connection, &id, 1500, 2500, &err));
    assert_ok(dolen_openid_store_take_logout(scene->connection, &id, 2001, 3000, &err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_account_without_a_password_becomes_one_persons_and_no_others),
        TEST(an_account_with_a_password_is_handed_over_first),
        TEST(the_providers_roles_replace_those_before_and_end_sessions_in_others),
        TEST(a_provider_ends_its_own_sessions_by_name_or_by_person_and_nothing_else),
        TEST(ig_30_a_session_from_a_provider_ends_when_the_account_lapses_or_is_suspended),
        TEST(a_logout_token_is_taken_once_and_forgotten_with_its_time),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
