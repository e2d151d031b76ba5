#include "tests/support/dolen_test.h"

#include "node/store/admission_store.h"
#include "node/store/index_store.h"
#include "tests/support/publisher.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 4 * 1024 * 1024 };

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
    publisher_broker broker;
    publisher agency;
    dolen_connection *connection;
    dolen_arena *arena;
};

static int set_up(void **state)
{
    static struct scene scene;
    dolen_err err = {0};

    scene.pool = temp_pg_pool(cluster, "broker", "dolen_service");
    scene.arena = dolen_arena_new(ARENA);
    publisher_broker_start(&scene.broker, scene.pool);
    publisher_start(&scene.agency, &scene.broker, "police");
    assert_ok(dolen_pool_take(scene.pool, &scene.connection, &err));
    *state = &scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    dolen_pool_give(scene->connection);
    dolen_arena_free(scene->arena);
    publisher_stop(&scene->agency);
    publisher_broker_stop(&scene->broker);
    dolen_pool_free(scene->pool);
    return 0;
}

static void publish(struct scene *scene, publisher *agency, uint32_t first, uint32_t count)
{
    publisher_change changes[1000];
    dolen_err err = {0};

    for (uint32_t i = 0; i < count; i++)
        changes[i] = (publisher_change){first + i, 1, 0};
    assert_ok(publisher_publish(agency, DOLEN_DELTA_SNAPSHOT, changes, count, &err));
}

static void tokens_of(struct scene *scene, const publisher *agency, uint32_t number, dolen_stored_token *out)
{
    const dolen_record *record = publisher_record(agency, scene->arena, number, 1);

    for (size_t i = 0; i < PUBLISHER_TOKENS; i++) {
        out[i].kind = record->tokens[i].kind;
        out[i].value = dolen_stored_token_make(scene->broker.tokens, 1, &record->tokens[i]);
    }
}

static void the_best_candidates_come_first_with_all_kinds_that_agree(void **state)
{
    struct scene *scene = *state;
    dolen_stored_token tokens[PUBLISHER_TOKENS];
    dolen_stored_token other[PUBLISHER_TOKENS];
    const dolen_candidate *found = NULL;
    size_t count = 0;
    dolen_err err = {0};

    publish(scene, &scene->agency, 1, 20);
    tokens_of(scene, &scene->agency, 3, tokens);
    tokens_of(scene, &scene->agency, 4, other);
    tokens[0] = other[0];
    tokens[5] = other[5];
    assert_ok(dolen_index_store_find(scene->connection, tokens, PUBLISHER_TOKENS, scene->arena, &found, &count, &err));

    assert_int_equal(count, 2);
    assert_int_equal(__builtin_popcountll(found[0].kinds), PUBLISHER_TOKENS - 2);
    assert_int_equal(found[1].kinds, (UINT64_C(1) << tokens[0].kind) | (UINT64_C(1) << tokens[5].kind));
    assert_int_equal(found[0].contact, 3);
}

static void a_value_that_very_many_share_does_not_hide_the_right_record(void **state)
{
    static const dolen_statement crowd = DOLEN_STATEMENT(
        "test-crowd", "WITH made AS (INSERT INTO record (id, agency, epoch, handle, subject, fields, protection, "
                      "contact, element, token_values, token_kinds) SELECT -i, 1, 1, gen_random_uuid(), 1, 0, 0, 0, "
                      "decode(repeat('00', 32), 'hex'), ARRAY[$1], ARRAY[2::smallint] FROM generate_series(1, 5000) i "
                      "RETURNING id) INSERT INTO token (value, record, kind) SELECT $1, id, 2 FROM made");
    struct scene *scene = *state;
    dolen_stored_token tokens[PUBLISHER_TOKENS];
    const dolen_candidate *found = NULL;
    size_t count = 0;
    dolen_err err = {0};

    publish(scene, &scene->agency, 1, 20);
    tokens_of(scene, &scene->agency, 7, tokens);
    dolen_parameters parameters = dolen_parameters_in(scene->arena);
    dolen_parameters_uuid(&parameters, tokens[0].value);
    assert_ok(dolen_statement_run(scene->connection, &crowd, &parameters, NULL, &err));
    assert_ok(dolen_index_store_find(scene->connection, tokens, PUBLISHER_TOKENS, scene->arena, &found, &count, &err));

    assert_true(count > 1 && count <= DOLEN_INDEX_CANDIDATES);
    assert_int_equal(__builtin_popcountll(found[0].kinds), PUBLISHER_TOKENS);
}

static void flags_of_several_records_come_in_one_statement(void **state)
{
    struct scene *scene = *state;
    dolen_stored_token tokens[PUBLISHER_TOKENS];
    dolen_record_flags flags[3];
    const dolen_candidate *found = NULL;
    int64_t records[3] = {0, -1, 0};
    size_t count = 0;
    dolen_err err = {0};

    publish(scene, &scene->agency, 1, 5);
    tokens_of(scene, &scene->agency, 1, tokens);
    assert_ok(dolen_index_store_find(scene->connection, tokens, PUBLISHER_TOKENS, scene->arena, &found, &count, &err));
    records[0] = records[2] = found[0].record;
    assert_ok(dolen_index_store_flags(scene->connection, records, 3, scene->arena, flags, &err));

    assert_int_equal(flags[0].count, 2);
    assert_int_equal(flags[1].count, 0);
    assert_int_equal(flags[2].count, 2);
    assert_string_equal(flags[0].items[0].code.text, "cp-plan");
    assert_int_equal(flags[0].items[0].opened, 2020 * 12);
    assert_int_equal(flags[0].items[1].month_count, 2);
    assert_int_equal(flags[0].items[1].latest.day, 9);
    assert_ok(dolen_index_store_flags(scene->connection, records, 0, scene->arena, flags, &err));
}

static void counts_requests_and_knows_a_repeated_one(void **state)
{
    struct scene *scene = *state;
    dolen_admission_counter counters[] = {{.name = "police", .slot = 20000}, {.name = "a/b", .slot = 20000}};
    const dolen_uuid request = dolen_uuid_make();
    bool is_new = false;
    int64_t used = 0;
    dolen_err err = {0};

    assert_ok(dolen_admission_store_count(scene->connection, request, 1, counters, 2, &is_new, &err));
    assert_true(is_new && counters[0].used == 1 && counters[1].used == 1);
    assert_ok(dolen_admission_store_count(scene->connection, request, 2, counters, 1, &is_new, &err));
    assert_true(!is_new && counters[0].used == 2);
    assert_ok(dolen_admission_store_count(scene->connection, dolen_uuid_make(), 3, NULL, 0, &is_new, &err));
    assert_true(is_new);

    assert_ok(dolen_admission_store_read(scene->connection, "police", 20000, &used, &err));
    assert_int_equal(used, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_best_candidates_come_first_with_all_kinds_that_agree),
        TEST(a_value_that_very_many_share_does_not_hide_the_right_record),
        TEST(flags_of_several_records_come_in_one_statement),
        TEST(counts_requests_and_knows_a_repeated_one),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
