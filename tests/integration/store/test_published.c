#include "tests/support/dolen_test.h"

#include "node/store/published_store.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 1024 * 1024, EPOCH = 3 };

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

static int set_up(void **state)
{
    *state = temp_pg_pool(cluster, "node", "dolen_service");
    return 0;
}

static int tear_down(void **state)
{
    dolen_pool_free(*state);
    return 0;
}

static dolen_uuid uuid_of(uint8_t kind, uint32_t number)
{
    dolen_uuid uuid = {{kind}};

    memcpy(uuid.bytes + 4, &number, sizeof number);
    return uuid;
}

/* Person `number` with identity and flags in a version each, at line `number`. */
static dolen_published_row row_of(uint32_t number, uint32_t identity, uint32_t flags)
{
    return (dolen_published_row){.key = uuid_of(1, number),
                                 .identity = uuid_of(2, number * 100 + identity),
                                 .flags = uuid_of(3, number * 100 + flags),
                                 .place = number};
}

static dolen_published_counts compare(dolen_pool *pool, bool whole, const dolen_published_row *rows, size_t count)
{
    DOLEN_OWN(dolen_published_run, run) = NULL;
    dolen_published_counts counts = {0};
    dolen_err err = {0};

    assert_ok(dolen_published_run_begin(pool, EPOCH, whole, 1000, &run, &err));
    for (size_t i = 0; i < count; i++)
        dolen_published_run_add(run, &rows[i]);
    assert_ok(dolen_published_run_compare(run, &counts, &err));
    return counts;
}

/* Keep a result for every change: published, or withdrawn when gone. How many changes. */
static size_t keep_all(dolen_pool *pool, size_t limit)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_published_change *changes = NULL;
    size_t kept = 0;
    size_t count = 0;
    dolen_err err = {0};

    do {
        dolen_published_result results[DOLEN_PUBLISHED_PAGE];
        dolen_arena_reset(arena);
        assert_ok(dolen_published_store_changes(pool, EPOCH, (int64_t)kept, arena, &changes, &count, &err));
        if (count > limit - kept)
            count = limit - kept;
        for (size_t i = 0; i < count; i++)
            results[i] = (dolen_published_result){.number = changes[i].number,
                                                  .handle = uuid_of(9, (uint32_t)changes[i].place),
                                                  .is_published = changes[i].class != DOLEN_PUBLISHED_GONE,
                                                  .element = {{7, (uint8_t)changes[i].number}}};
        assert_ok(dolen_published_store_keep(pool, EPOCH, results, count, &err));
        kept += count;
    } while (count > 0 && kept < limit);
    return kept;
}

static dolen_status seal(dolen_pool *pool, uint64_t sequence, dolen_err *err)
{
    const dolen_delta delta = {.sequence = sequence, .extract_as_of = 77, .set_digest = {{5}}};
    const dolen_digest digest = {{(uint8_t)sequence}};

    return dolen_published_store_seal(pool, EPOCH, &delta, &digest, dolen_bytes_of_string("commit"), err);
}

/* How often is this key published under this handle? */
static int64_t count_published(dolen_pool *pool, dolen_uuid key, dolen_uuid handle)
{
    static const dolen_statement count =
        DOLEN_STATEMENT("test-published", "SELECT count(*) FROM published WHERE key = $1 AND handle = $2");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, key);
    dolen_parameters_uuid(&parameters, handle);
    DOLEN_MUST(dolen_pool_take(pool, &connection, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_statement_run(connection, &count, &parameters, &rows, NULL) == DOLEN_OK);
    return dolen_rows_number(rows, 0, 0);
}

static void publish(dolen_pool *pool, uint64_t sequence, const dolen_published_row *rows, size_t count)
{
    dolen_err err = {0};

    compare(pool, false, rows, count);
    keep_all(pool, SIZE_MAX);
    assert_ok(seal(pool, sequence, &err));
    assert_ok(dolen_published_store_confirm(pool, EPOCH, sequence, 2000, dolen_bytes_of_string("receipt"), &err));
}

static void tells_new_changed_gone_and_unchanged_rows_apart(void **state)
{
    const dolen_published_row first[] = {row_of(1, 0, 0), row_of(2, 0, 0), row_of(3, 0, 0), row_of(4, 0, 0)};
    const dolen_published_row second[] = {row_of(5, 0, 0), row_of(3, 1, 1), row_of(2, 0, 1), row_of(1, 0, 0)};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_published_change *changes = NULL;
    size_t count = 0;
    dolen_err err = {0};

    publish(*state, 1, first, 4);
    const dolen_published_counts counts = compare(*state, false, second, 4);
    assert_true(counts.before == 4 && counts.rows == 4 && counts.doubled == 0);
    assert_true(counts.fresh == 1 && counts.identity == 1 && counts.flags == 1);
    assert_true(counts.gone == 1 && counts.unchanged == 1);

    assert_ok(dolen_published_store_changes(*state, EPOCH, 0, arena, &changes, &count, &err));
    assert_int_equal(count, 4);
    assert_int_equal(changes[0].class, DOLEN_PUBLISHED_FLAGS);
    assert_int_equal(changes[0].place, 2);
    assert_true(dolen_uuid_same(changes[0].old_handle, uuid_of(9, 2)));
    assert_int_equal(changes[0].old_element.bytes[0], 7);
    assert_int_equal(changes[1].class, DOLEN_PUBLISHED_IDENTITY);
    assert_int_equal(changes[2].class, DOLEN_PUBLISHED_NEW);
    assert_int_equal(changes[2].place, 5);
    assert_int_equal(changes[3].class, DOLEN_PUBLISHED_GONE);
    assert_true(dolen_uuid_same(changes[3].key, uuid_of(1, 4)));
}

static void a_confirmed_run_is_what_is_published(void **state)
{
    const dolen_published_row first[] = {row_of(1, 0, 0), row_of(2, 0, 0), row_of(3, 0, 0)};
    const dolen_published_row second[] = {row_of(1, 0, 4), row_of(4, 0, 0)};
    dolen_publication_state published;
    dolen_err err = {0};

    publish(*state, 1, first, 3);
    publish(*state, 2, second, 2);
    const dolen_published_counts counts = compare(*state, false, second, 2);
    assert_true(counts.before == 2 && counts.unchanged == 2 && counts.gone == 0 && counts.fresh == 0);

    assert_ok(dolen_published_store_state(*state, EPOCH, &published, &err));
    assert_true(published.sequence == 2 && published.extract_rows == 2 && published.extract_as_of == 77);
    assert_int_equal(published.digest.bytes[0], 2);
    assert_int_equal(1, count_published(*state, uuid_of(1, 4), uuid_of(9, 4)));
    assert_int_equal(0, count_published(*state, uuid_of(1, 2), uuid_of(9, 2)));
    assert_ok(dolen_published_store_state(*state, EPOCH + 1, &published, &err));
    assert_int_equal(published.sequence, 0);
}

static void a_second_row_of_a_key_is_left_out_and_counted(void **state)
{
    const dolen_published_row rows[] = {row_of(1, 0, 0), row_of(2, 0, 0), row_of(1, 1, 1)};
    dolen_published_row again[3];

    memcpy(again, rows, sizeof again);
    again[2].place = 9;
    const dolen_published_counts counts = compare(*state, false, again, 3);

    assert_true(counts.rows == 2 && counts.doubled == 1 && counts.fresh == 2);
}

static void a_snapshot_puts_unchanged_rows_again(void **state)
{
    const dolen_published_row rows[] = {row_of(1, 0, 0), row_of(2, 0, 0)};

    publish(*state, 1, rows, 2);
    const dolen_published_counts counts = compare(*state, true, rows, 2);

    assert_int_equal(counts.unchanged, 2);
    assert_int_equal(keep_all(*state, SIZE_MAX), 2);
}

static void an_interrupted_run_is_forgotten_by_the_next(void **state)
{
    const dolen_published_row rows[] = {row_of(1, 0, 0), row_of(2, 0, 0)};
    DOLEN_OWN(dolen_published_run, run) = NULL;
    dolen_err err = {0};

    compare(*state, false, rows, 2);
    assert_int_equal(keep_all(*state, 1), 1);
    assert_fails(DOLEN_E_CONFLICT, seal(*state, 1, &err));
    assert_ok(dolen_published_run_begin(*state, EPOCH, false, 1000, &run, &err));
    dolen_published_run_add(run, &rows[0]);
    dolen_published_run_drop(&run);

    const dolen_published_counts counts = compare(*state, false, rows, 2);
    assert_true(counts.before == 0 && counts.fresh == 2);
}

static void a_sealed_run_is_settled_before_another_begins(void **state)
{
    const dolen_published_row rows[] = {row_of(1, 0, 0)};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_published_run, run) = NULL;
    dolen_published_sealed sealed;
    dolen_err err = {0};

    compare(*state, false, rows, 1);
    keep_all(*state, SIZE_MAX);
    assert_ok(seal(*state, 1, &err));
    temp_pg_crash(cluster);
    assert_fails(DOLEN_E_CONFLICT, dolen_published_run_begin(*state, EPOCH, false, 1000, &run, &err));
    assert_ok(dolen_published_store_sealed(*state, EPOCH, arena, &sealed, &err));
    assert_true(sealed.exists && sealed.sequence == 1 && sealed.digest.bytes[0] == 1);
    assert_int_equal(sealed.commit_message.size, 6);

    assert_ok(dolen_published_store_confirm(*state, EPOCH, 1, 2000, dolen_bytes_of_string("receipt"), &err));
    assert_fails(DOLEN_E_ABSENT,
                 dolen_published_store_confirm(*state, EPOCH, 1, 2000, dolen_bytes_of_string("receipt"), &err));
    const dolen_published_counts counts = compare(*state, false, rows, 1);
    assert_true(counts.before == 1 && counts.unchanged == 1);
}

static void a_discarded_run_leaves_what_was_published(void **state)
{
    const dolen_published_row rows[] = {row_of(1, 0, 0)};
    dolen_err err = {0};

    compare(*state, false, rows, 1);
    keep_all(*state, SIZE_MAX);
    assert_ok(seal(*state, 1, &err));
    assert_ok(dolen_published_store_discard(*state, EPOCH, &err));

    const dolen_published_counts counts = compare(*state, false, rows, 1);
    assert_true(counts.before == 0 && counts.fresh == 1);
}

static void two_runs_do_not_compare_at_once(void **state)
{
    DOLEN_OWN(dolen_published_run, first) = NULL;
    DOLEN_OWN(dolen_published_run, second) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_published_run_begin(*state, EPOCH, false, 1000, &first, &err));
    assert_fails(DOLEN_E_CONFLICT, dolen_published_run_begin(*state, EPOCH, false, 1000, &second, &err));
    dolen_published_run_drop(&first);

    assert_ok(dolen_published_run_begin(*state, EPOCH, false, 1000, &second, &err));
}

static void changes_come_in_pages(void **state)
{
    enum { ROWS = 2500 };
    static dolen_published_row rows[ROWS];

    for (uint32_t i = 0; i < ROWS; i++)
        rows[i] = row_of(i, 0, 0);
    compare(*state, false, rows, ROWS);

    assert_int_equal(keep_all(*state, SIZE_MAX), ROWS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tells_new_changed_gone_and_unchanged_rows_apart),
        TEST(a_confirmed_run_is_what_is_published),
        TEST(a_second_row_of_a_key_is_left_out_and_counted),
        TEST(a_snapshot_puts_unchanged_rows_again),
        TEST(an_interrupted_run_is_forgotten_by_the_next),
        TEST(a_sealed_run_is_settled_before_another_begins),
        TEST(a_discarded_run_leaves_what_was_published),
        TEST(two_runs_do_not_compare_at_once),
        TEST(changes_come_in_pages),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
