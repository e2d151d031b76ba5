#include "tests/support/dolen_test.h"

#include <pthread.h>

#include "node/crypto/hash.h"
#include "node/store/index_store.h"
#include "node/store/transaction.h"
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
};

/* Everything runs as the least-privilege role. */
static int set_up(void **state)
{
    static struct scene scene;

    scene.pool = temp_pg_pool(cluster, "broker", "dolen_service");
    publisher_broker_start(&scene.broker, scene.pool);
    publisher_start(&scene.agency, &scene.broker, "police");
    *state = &scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    publisher_stop(&scene->agency);
    publisher_broker_stop(&scene->broker);
    dolen_pool_free(scene->pool);
    return 0;
}

/* How many rows stand in record, token and flag together, and which versions of what: enough to see any change. */
static void look(struct scene *scene, int64_t *records, int64_t *tokens, int64_t *flags)
{
    static const dolen_statement count =
        DOLEN_STATEMENT("test-look", "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM token), "
                                     "(SELECT count(*) FROM flag)");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(scene->pool, &connection, &err));
    assert_ok(dolen_statement_run(connection, &count, NULL, &rows, &err));
    *records = dolen_rows_number(rows, 0, 0);
    *tokens = dolen_rows_number(rows, 0, 1);
    *flags = dolen_rows_number(rows, 0, 2);
}

static void assert_holds(struct scene *scene, int64_t wanted)
{
    int64_t records = 0;
    int64_t tokens = 0;
    int64_t flags = 0;

    look(scene, &records, &tokens, &flags);
    assert_int_equal(records, wanted);
    assert_int_equal(tokens, wanted * PUBLISHER_TOKENS);
    assert_int_equal(flags, wanted * 2);
}

/* How many kinds of record `number`'s tokens of `version` are found, and the count in its first month. */
static int kinds_found(struct scene *scene, uint32_t number, uint32_t version, uint32_t *first_month)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_record *record = publisher_record(&scene->agency, arena, number, version);
    dolen_stored_token tokens[PUBLISHER_TOKENS];
    dolen_record_flags flags = {0};
    const dolen_candidate *found = NULL;
    size_t count = 0;
    dolen_err err = {0};

    for (size_t i = 0; i < PUBLISHER_TOKENS; i++) {
        tokens[i].kind = record->tokens[i].kind;
        tokens[i].value = dolen_stored_token_make(scene->broker.tokens, 1, &record->tokens[i]);
    }
    assert_ok(dolen_pool_take(scene->pool, &connection, &err));
    assert_ok(dolen_index_store_find(connection, tokens, PUBLISHER_TOKENS, arena, &found, &count, &err));
    *first_month = 0;
    if (count == 0)
        return 0;
    assert_int_equal(count, 1);
    assert_string_equal(found[0].agency.text, "police");
    assert_ok(dolen_index_store_flags(connection, &found[0].record, 1, arena, &flags, &err));
    assert_int_equal(flags.count, 2);
    assert_string_equal(flags.items[1].code.text, "police-call");
    *first_month = flags.items[1].months[0].count;
    return __builtin_popcountll(found[0].kinds);
}

static dolen_stored_state state_of(struct scene *scene)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_delta_state state;
    dolen_err err = {0};

    assert_ok(dolen_delta_read_state(&scene->broker.desk, scene->agency.agency, 1, arena, &state, &err));
    return (dolen_stored_state){.sequence = state.sequence, .digest = state.digest, .set_digest = state.set_digest};
}

static void publish_three(struct scene *scene)
{
    const publisher_change changes[] = {{1, 1, 0}, {2, 1, 0}, {3, 1, 0}};
    dolen_err err = {0};

    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 3, &err));
    assert_holds(scene, 3);
}

static void what_was_published_is_found(void **state)
{
    struct scene *scene = *state;
    uint32_t first_month = 0;

    publish_three(scene);

    assert_int_equal(kinds_found(scene, 2, 1, &first_month), PUBLISHER_TOKENS);
    assert_int_equal(first_month, 1);
    assert_int_equal(kinds_found(scene, 4, 1, &first_month), 0);
}

static void a_put_replaces_flags_and_tokens_of_the_record(void **state)
{
    struct scene *scene = *state;
    const publisher_change flags_only[] = {{2, 3, 1}};
    const publisher_change all[] = {{2, 4, 3}, {3, 2, 1}};
    uint32_t first_month = 0;
    dolen_err err = {0};

    publish_three(scene);
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, flags_only, 1, &err));
    assert_int_equal(kinds_found(scene, 2, 3, &first_month), PUBLISHER_TOKENS);
    assert_int_equal(first_month, 3);
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, all, 2, &err));

    assert_int_equal(kinds_found(scene, 2, 3, &first_month), 0);
    assert_int_equal(kinds_found(scene, 2, 4, &first_month), PUBLISHER_TOKENS);
    assert_int_equal(first_month, 4);
    assert_int_equal(kinds_found(scene, 1, 1, &first_month), PUBLISHER_TOKENS);
    assert_holds(scene, 3);
}

static void a_withdrawn_record_leaves_nothing_behind(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 0, 1}, {9, 0, 0}};
    uint32_t first_month = 0;
    dolen_err err = {0};

    publish_three(scene);
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 2, &err));

    assert_int_equal(kinds_found(scene, 1, 1, &first_month), 0);
    assert_holds(scene, 2);
}

static void the_same_delta_again_yields_the_same_receipt(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 1, 0}};
    dolen_delta delta;
    dolen_digest first;
    dolen_digest second;
    uint64_t expected = 0;
    dolen_err err = {0};

    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 1, 10, &delta, &err));
    assert_ok(publisher_apply(&scene->agency, &delta, &first, &expected, &err));
    assert_ok(publisher_apply(&scene->agency, &delta, &second, &expected, &err));

    assert_true(dolen_digest_same(first, second));
    assert_int_equal(expected, 2);
    assert_int_equal(scene->broker.entries, 1);
    assert_holds(scene, 1);
}

static void refuses_a_gap_and_says_what_it_expects(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{4, 1, 0}};
    dolen_delta delta;
    dolen_digest digest;
    uint64_t expected = 0;
    dolen_err err = {0};

    publish_three(scene);
    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 1, 10, &delta, &err));
    delta.sequence++;
    assert_fails(DOLEN_E_CONFLICT, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_int_equal(expected, 2);
    assert_fails(DOLEN_E_CONFLICT, publisher_stage_chunk(&scene->agency, 3, 0, changes, 1, &digest, &err));

    assert_holds(scene, 3);
    assert_int_equal(state_of(scene).sequence, 1);
}

static void refuses_a_fork(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{4, 1, 0}};
    dolen_delta delta;
    uint64_t expected = 0;
    dolen_err err = {0};

    publish_three(scene);
    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 1, 10, &delta, &err));
    delta.previous.bytes[0] ^= 1;
    assert_fails(DOLEN_E_CONFLICT, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    delta.previous.bytes[0] ^= 1;
    assert_holds(scene, 3);

    assert_ok(publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 4);
}

static void refuses_an_old_delta_as_it_was_or_signed_again(void **state)
{
    struct scene *scene = *state;
    const publisher_change first[] = {{1, 1, 0}};
    const publisher_change second[] = {{1, 0, 1}};
    dolen_delta old;
    uint64_t expected = 0;
    dolen_err err = {0};

    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, first, 1, 10, &old, &err));
    assert_ok(publisher_apply(&scene->agency, &old, NULL, &expected, &err));
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, second, 1, &err));
    assert_fails(DOLEN_E_CONFLICT, publisher_apply(&scene->agency, &old, NULL, &expected, &err));
    assert_int_equal(expected, 3);
    old.created++;
    assert_fails(DOLEN_E_CONFLICT, publisher_apply(&scene->agency, &old, NULL, &expected, &err));

    assert_holds(scene, 0);
}

static void refuses_a_signature_of_somebody_else(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 1, 0}};
    DOLEN_OWN(dolen_signing_key, other) = dolen_signing_key_new();
    const dolen_public_key right = scene->agency.key;
    dolen_delta delta;
    uint64_t expected = 0;
    dolen_err err = {0};

    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 1, 10, &delta, &err));
    scene->agency.key = dolen_signing_key_public(other);
    assert_fails(DOLEN_E_CRYPTO, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 0);

    scene->agency.key = right;
    assert_ok(publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
}

static void refuses_chunks_other_than_those_signed(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 1, 0}, {2, 1, 0}};
    const publisher_change other[] = {{2, 2, 0}};
    dolen_delta delta;
    dolen_digest digest;
    uint64_t expected = 0;
    dolen_err err = {0};

    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 2, 1, &delta, &err));
    assert_ok(publisher_stage_chunk(&scene->agency, 1, 1, other, 1, &digest, &err));
    assert_fails(DOLEN_E_INPUT, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 0);

    assert_ok(publisher_stage_chunk(&scene->agency, 1, 1, changes + 1, 1, &digest, &err));
    assert_ok(publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 2);
}

static void asks_for_chunks_that_are_missing(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 1, 0}, {2, 1, 0}};
    dolen_delta delta;
    uint64_t expected = 0;
    dolen_err err = {0};

    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 2, 1, &delta, &err));
    delta.chunk_count++;

    assert_fails(DOLEN_E_ABSENT, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 0);
}

static void refuses_a_record_that_stands_twice(void **state)
{
    struct scene *scene = *state;
    const publisher_change across[] = {{1, 1, 0}, {1, 2, 0}};
    dolen_delta delta;
    uint64_t expected = 0;
    dolen_err err = {0};

    assert_fails(DOLEN_E_INPUT, publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, across, 2, 10, &delta, &err));
    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, across, 2, 1, &delta, &err));
    assert_fails(DOLEN_E_INPUT, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));

    assert_holds(scene, 0);
}

static void rolls_back_when_the_set_digests_differ_and_a_snapshot_repairs_it(void **state)
{
    struct scene *scene = *state;
    const publisher_change wrong[] = {{4, 1, 0}, {1, 2, 0}}; /* forgets what stood there of record 1 */
    const publisher_change whole[] = {{1, 2, 0}, {2, 1, 0}, {4, 1, 0}};
    uint32_t first_month = 0;
    dolen_err err = {0};

    publish_three(scene);
    assert_fails(DOLEN_E_CONFLICT, publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, wrong, 2, &err));
    assert_holds(scene, 3);
    assert_int_equal(state_of(scene).sequence, 1);
    assert_int_equal(kinds_found(scene, 1, 1, &first_month), PUBLISHER_TOKENS);

    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_SNAPSHOT, whole, 3, &err));
    assert_holds(scene, 3);
    assert_int_equal(kinds_found(scene, 3, 1, &first_month), 0);
    assert_int_equal(kinds_found(scene, 1, 2, &first_month), PUBLISHER_TOKENS);
    assert_int_equal(kinds_found(scene, 4, 1, &first_month), PUBLISHER_TOKENS);
}

static void agencies_and_epochs_do_not_touch_each_other(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 1, 0}};
    const publisher_change none[] = {{0}};
    publisher other;
    publisher rotated = scene->agency;
    dolen_err err = {0};

    publish_three(scene);
    publisher_start(&other, &scene->broker, "health");
    rotated.epoch = 2;
    assert_ok(publisher_publish(&other, DOLEN_DELTA_SNAPSHOT, changes, 1, &err));
    assert_ok(publisher_publish(&rotated, DOLEN_DELTA_SNAPSHOT, changes, 1, &err));
    assert_holds(scene, 5);
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_SNAPSHOT, none, 0, &err));

    assert_holds(scene, 2);
    publisher_stop(&other);
}

static void counts_the_population_as_it_changes(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 0, 1}, {5, 1, 0}, {2, 2, 1}};
    const publisher_change whole[] = {{7, 1, 0}};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_coverage *coverage = NULL;
    size_t count = 0;
    int64_t persons = 0;
    dolen_err err = {0};

    publish_three(scene);
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 3, &err));
    assert_ok(dolen_pool_take(scene->pool, &connection, &err));
    assert_ok(dolen_index_store_population(connection, 1, DOLEN_SUBJECT_PERSON, &persons, &err));
    assert_int_equal(persons, 3);
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_SNAPSHOT, whole, 1, &err));

    assert_ok(dolen_index_store_coverage(connection, 1, arena, &coverage, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(coverage[0].persons, 1);
    assert_int_equal(coverage[0].addresses, 0);
    assert_int_equal(coverage[0].sequence, 3);
    assert_int_equal(coverage[0].extract_as_of, 1700000000000);
}

static dolen_status end_own_backend(void *context, dolen_connection *connection, dolen_err *err)
{
    static const dolen_statement end =
        DOLEN_STATEMENT("test-end-self", "SELECT pg_terminate_backend(pg_backend_pid())");

    return dolen_statement_run(connection, &end, NULL, NULL, err);
}

static void a_backend_killed_before_the_commit_leaves_nothing_half_applied(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 2, 1}, {4, 1, 0}, {3, 0, 1}};
    uint32_t first_month = 0;
    uint64_t expected = 0;
    dolen_delta delta;
    dolen_err err = {0};

    publish_three(scene);
    scene->broker.before_append = end_own_backend;
    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 3, 2, &delta, &err));
    assert_fails(DOLEN_E_REMOTE, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 3);
    assert_int_equal(kinds_found(scene, 1, 1, &first_month), PUBLISHER_TOKENS);

    scene->broker.before_append = NULL;
    assert_ok(publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_holds(scene, 3);
    assert_int_equal(kinds_found(scene, 4, 1, &first_month), PUBLISHER_TOKENS);
}

static dolen_status cut_power(void *context, dolen_connection *connection, dolen_err *err)
{
    temp_pg_crash(cluster);
    return DOLEN_OK;
}

static void a_power_cut_before_the_commit_needs_the_chunks_again_and_nothing_else(void **state)
{
    struct scene *scene = *state;
    const publisher_change changes[] = {{1, 2, 1}, {4, 1, 0}};
    uint64_t expected = 0;
    dolen_delta delta;
    dolen_err err = {0};

    publish_three(scene);
    scene->broker.before_append = cut_power;
    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 2, 1, &delta, &err));
    assert_fails(DOLEN_E_REMOTE, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    scene->broker.before_append = NULL;
    assert_holds(scene, 3);
    assert_int_equal(state_of(scene).sequence, 1);

    assert_fails(DOLEN_E_ABSENT, publisher_apply(&scene->agency, &delta, NULL, &expected, &err));
    assert_ok(publisher_publish(&scene->agency, DOLEN_DELTA_INCREMENT, changes, 2, &err));
    assert_holds(scene, 4);
}

struct staging {
    publisher *agency;
    uint32_t index;
    dolen_digest digest;
    dolen_status status;
};

static void *stage_in_thread(void *context)
{
    struct staging *self = context;
    publisher_change changes[100];

    for (uint32_t i = 0; i < 100; i++)
        changes[i] = (publisher_change){self->index * 100 + i, 1, 0};
    self->status = publisher_stage_chunk(self->agency, 1, self->index, changes, 100, &self->digest, NULL);
    return NULL;
}

static void chunks_may_be_staged_at_the_same_time(void **state)
{
    enum { THREADS = 4 };
    struct scene *scene = *state;
    struct staging stagings[THREADS];
    pthread_t threads[THREADS];
    publisher_change changes[THREADS * 100];
    uint64_t expected = 0;
    dolen_delta delta;
    dolen_err err = {0};

    for (uint32_t i = 0; i < THREADS; i++) {
        stagings[i] = (struct staging){.agency = &scene->agency, .index = i};
        assert_int_equal(pthread_create(&threads[i], NULL, stage_in_thread, &stagings[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(stagings[i].status, DOLEN_OK);
    }
    for (uint32_t i = 0; i < THREADS * 100; i++)
        changes[i] = (publisher_change){i, 1, 0};
    assert_ok(publisher_stage(&scene->agency, DOLEN_DELTA_INCREMENT, changes, THREADS * 100, 100, &delta, &err));
    assert_ok(publisher_apply(&scene->agency, &delta, NULL, &expected, &err));

    assert_holds(scene, THREADS * 100);
}

static void the_service_cannot_rewrite_the_history_of_deltas(void **state)
{
    struct scene *scene = *state;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    publish_three(scene);
    assert_ok(dolen_pool_take(scene->pool, &connection, &err));

    assert_fails(DOLEN_E_DENIED, dolen_statement_script(connection, "test", "DELETE FROM delta", &err));
    assert_fails(DOLEN_E_DENIED, dolen_statement_script(connection, "test", "UPDATE delta SET puts = 0", &err));
    assert_fails(DOLEN_E_DENIED, dolen_statement_script(connection, "test", "DROP TABLE record", &err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_published_is_found),
        TEST(a_put_replaces_flags_and_tokens_of_the_record),
        TEST(a_withdrawn_record_leaves_nothing_behind),
        TEST(the_same_delta_again_yields_the_same_receipt),
        TEST(refuses_a_gap_and_says_what_it_expects),
        TEST(refuses_a_fork),
        TEST(refuses_an_old_delta_as_it_was_or_signed_again),
        TEST(refuses_a_signature_of_somebody_else),
        TEST(refuses_chunks_other_than_those_signed),
        TEST(asks_for_chunks_that_are_missing),
        TEST(refuses_a_record_that_stands_twice),
        TEST(rolls_back_when_the_set_digests_differ_and_a_snapshot_repairs_it),
        TEST(agencies_and_epochs_do_not_touch_each_other),
        TEST(counts_the_population_as_it_changes),
        TEST(a_backend_killed_before_the_commit_leaves_nothing_half_applied),
        TEST(a_power_cut_before_the_commit_needs_the_chunks_again_and_nothing_else),
        TEST(chunks_may_be_staged_at_the_same_time),
        TEST(the_service_cannot_rewrite_the_history_of_deltas),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
