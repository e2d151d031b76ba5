#include "tests/support/dolen_test.h"

#include "node/base/clock.h"
#include "node/store/copy.h"
#include "node/store/statement.h"
#include "node/store/transaction.h"
#include "tests/support/temp_pg.h"

static int start(void **state)
{
    *state = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(*state);
    return 0;
}

static dolen_pool *pool_of(temp_pg *pg, size_t size)
{
    char conninfo[TEMP_PG_CONNINFO];

    temp_pg_conninfo(pg, "postgres", conninfo);
    return dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = size, .wait_timeout = 20});
}

static const dolen_statement who = DOLEN_STATEMENT("test-who", "SELECT pg_backend_pid()");

static int64_t backend_of(dolen_connection *connection)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_statement_run(connection, &who, NULL, &rows, &err));
    return dolen_rows_number(rows, 0, 0);
}

static void hands_out_no_more_connections_than_it_may(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 2);
    DOLEN_OWN(dolen_connection, first) = NULL;
    DOLEN_OWN(dolen_connection, second) = NULL;
    DOLEN_OWN(dolen_connection, third) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(pool, &first, &err));
    assert_ok(dolen_pool_take(pool, &second, &err));
    assert_fails(DOLEN_E_LIMIT, dolen_pool_take(pool, &third, &err));
    dolen_connection_drop(&second);

    assert_ok(dolen_pool_take(pool, &third, &err));
}

static void connects_anew_after_the_server_ended_its_connection(void **state)
{
    static const dolen_statement end = DOLEN_STATEMENT("test-end", "SELECT pg_terminate_backend($1, 5000)");
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 2);
    DOLEN_OWN(dolen_connection, first) = NULL;
    DOLEN_OWN(dolen_connection, second) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024);
    dolen_err err = {0};

    assert_ok(dolen_pool_take(pool, &first, &err));
    assert_ok(dolen_pool_take(pool, &second, &err));
    const int64_t before = backend_of(first);
    dolen_connection_drop(&first);
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_parameters_int4(&parameters, (int32_t)before);
    assert_ok(dolen_statement_run(second, &end, &parameters, NULL, &err));

    assert_ok(dolen_pool_take(pool, &first, &err));
    assert_true(backend_of(first) != before);
}

static void connects_anew_after_a_power_cut(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 1);
    dolen_err err = {0};

    assert_ok(dolen_pool_check(pool, &err));
    temp_pg_crash(*state);

    assert_ok(dolen_pool_check(pool, &err));
}

static void says_that_a_missing_server_cannot_be_reached(void **state)
{
    DOLEN_OWN(dolen_pool, pool) =
        dolen_pool_new(&(dolen_pool_settings){.conninfo = "host=/nowhere dbname=x", .size = 1});
    dolen_err err = {0};

    assert_fails(DOLEN_E_REMOTE, dolen_pool_check(pool, &err));
}

static void reads_back_every_kind_of_parameter(void **state)
{
    static const dolen_statement echo =
        DOLEN_STATEMENT("test-echo", "SELECT $1::bool, $2::smallint, $3::integer, $4::bigint, $5::bytea, $6::text, "
                                     "$7::uuid, $8::uuid[], $9::bigint[], $10::smallint[], (SELECT sum(length(b)) FROM "
                                     "unnest($11::bytea[]) AS b), NULL::text, (SELECT string_agg(t, '') FROM "
                                     "unnest($12::text[]) AS t)");
    const dolen_uuid uuids[] = {{{1, 2}}, {{3, 4}}};
    const int64_t longs[] = {-1, INT64_MAX};
    const int16_t shorts[] = {-7};
    const dolen_bytes byteas[] = {dolen_bytes_of("ab", 2), dolen_bytes_of("\0\0\0", 3)};
    const char *const texts[] = {"o'", "\"; --"};
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 1);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_uuid back[2];
    int64_t numbers[2];
    dolen_err err = {0};

    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_parameters_bool(&parameters, true);
    dolen_parameters_int2(&parameters, -2);
    dolen_parameters_int4(&parameters, INT32_MIN);
    dolen_parameters_int8(&parameters, INT64_MIN);
    dolen_parameters_bytes(&parameters, dolen_bytes_of("\0x", 2));
    dolen_parameters_text(&parameters, "Siân'; DROP TABLE x");
    dolen_parameters_uuid(&parameters, uuids[0]);
    dolen_parameters_uuids(&parameters, uuids, 2);
    dolen_parameters_int8s(&parameters, longs, 2);
    dolen_parameters_int2s(&parameters, shorts, 0);
    dolen_parameters_byteas(&parameters, byteas, 2);
    dolen_parameters_texts(&parameters, texts, 2);
    assert_ok(dolen_pool_take(pool, &connection, &err));
    assert_ok(dolen_statement_run(connection, &echo, &parameters, &rows, &err));

    assert_int_equal(dolen_rows_number(rows, 0, 0), 1);
    assert_int_equal(dolen_rows_number(rows, 0, 1), -2);
    assert_int_equal(dolen_rows_number(rows, 0, 2), INT32_MIN);
    assert_int_equal(dolen_rows_number(rows, 0, 3), INT64_MIN);
    assert_int_equal(dolen_rows_bytes(rows, 0, 4).size, 2);
    assert_string_equal(dolen_rows_text(rows, 0, 5), "Siân'; DROP TABLE x");
    assert_true(dolen_uuid_same(dolen_rows_uuid(rows, 0, 6), uuids[0]));
    assert_int_equal(dolen_rows_uuids(rows, 0, 7, back, 2), 2);
    assert_true(dolen_uuid_same(back[1], uuids[1]));
    assert_int_equal(dolen_rows_numbers(rows, 0, 8, numbers, 2), 2);
    assert_true(numbers[0] == -1 && numbers[1] == INT64_MAX);
    assert_int_equal(dolen_rows_array_count(rows, 0, 9), 0);
    assert_int_equal(dolen_rows_number(rows, 0, 10), 5);
    assert_true(dolen_rows_is_null(rows, 0, 11));
    assert_string_equal(dolen_rows_text(rows, 0, 12), "o'\"; --");
}

static void keeps_nothing_of_a_transaction_that_was_not_committed(void **state)
{
    static const dolen_statement count = DOLEN_STATEMENT("test-count", "SELECT count(*) FROM kept");
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 1);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_err err = {0};

    for (int commit = 0; commit < 2; commit++) {
        DOLEN_OWN(dolen_transaction, transaction) = NULL;
        assert_ok(dolen_transaction_begin(pool, &transaction, &err));
        dolen_connection *connection = dolen_transaction_connection(transaction);
        assert_ok(dolen_statement_script(connection, "test", "CREATE TABLE IF NOT EXISTS kept (a int)", &err));
        assert_ok(dolen_statement_script(connection, "test", "INSERT INTO kept VALUES (1)", &err));
        if (commit)
            assert_ok(dolen_transaction_commit(transaction, &err));
    }

    DOLEN_OWN(dolen_connection, connection) = NULL;
    assert_ok(dolen_pool_take(pool, &connection, &err));
    assert_ok(dolen_statement_run(connection, &count, NULL, &rows, &err));
    assert_int_equal(dolen_rows_number(rows, 0, 0), 1);
}

static void refuses_to_commit_after_a_statement_failed(void **state)
{
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 1);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(pool, &transaction, &err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    assert_fails(DOLEN_E_INPUT, dolen_statement_script(connection, "test", "SELECT 1/0", &err));
    assert_string_equal(dolen_connection_sqlstate(connection), "22012");

    assert_fails(DOLEN_E_CONFLICT, dolen_transaction_commit(transaction, &err));
}

static void copies_many_rows_with_one_buffer(void **state)
{
    enum { ROWS = 5000 };
    static const dolen_statement copy_in =
        DOLEN_STATEMENT("test-copy", "COPY copied (a, b, c, d, e) FROM STDIN (FORMAT binary)");
    static const dolen_statement sum =
        DOLEN_STATEMENT("test-sum", "SELECT count(*), sum(a), sum(cardinality(c)), max(d), count(b) FROM copied");
    const dolen_uuid uuids[2] = {{{1}}, {{2}}};
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 1);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_copy, copy) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    int64_t written = 0;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(pool, &connection, &err));
    assert_ok(dolen_statement_script(connection, "test",
                                     "CREATE TABLE copied (a int, b bytea, c uuid[], d text, e bool)", &err));
    assert_ok(dolen_copy_begin(connection, &copy_in, 5, &copy, &err));
    for (int32_t i = 0; i < ROWS; i++) {
        dolen_copy_row(copy);
        dolen_copy_int4(copy, i);
        if (i == 0)
            dolen_copy_null(copy);
        else
            dolen_copy_bytes(copy, dolen_bytes_of("0123456789012345678901234567890", 31));
        dolen_copy_uuids(copy, uuids, (size_t)i % 3);
        dolen_copy_text(copy, "z");
        dolen_copy_bool(copy, true);
    }
    assert_ok(dolen_copy_finish(copy, &written, &err));
    assert_int_equal(written, ROWS);

    assert_ok(dolen_statement_run(connection, &sum, NULL, &rows, &err));
    assert_int_equal(dolen_rows_number(rows, 0, 0), ROWS);
    assert_int_equal(dolen_rows_number(rows, 0, 1), (int64_t)ROWS * (ROWS - 1) / 2);
    assert_int_equal(dolen_rows_number(rows, 0, 2), 4999);
    assert_string_equal(dolen_rows_text(rows, 0, 3), "z");
    assert_int_equal(dolen_rows_number(rows, 0, 4), ROWS - 1);
}

static void leaves_nothing_of_an_abandoned_copy(void **state)
{
    static const dolen_statement copy_in = DOLEN_STATEMENT("test-copy-2", "COPY half (a) FROM STDIN (FORMAT binary)");
    static const dolen_statement count = DOLEN_STATEMENT("test-count-2", "SELECT count(*) FROM half");
    DOLEN_OWN(dolen_pool, pool) = pool_of(*state, 1);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_copy, copy) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(pool, &connection, &err));
    assert_ok(dolen_statement_script(connection, "test", "CREATE TABLE half (a int)", &err));
    assert_ok(dolen_copy_begin(connection, &copy_in, 1, &copy, &err));
    dolen_copy_row(copy);
    dolen_copy_int4(copy, 1);
    dolen_copy_drop(&copy);

    assert_ok(dolen_statement_run(connection, &count, NULL, &rows, &err));
    assert_int_equal(dolen_rows_number(rows, 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_no_more_connections_than_it_may),
        cmocka_unit_test(connects_anew_after_the_server_ended_its_connection),
        cmocka_unit_test(connects_anew_after_a_power_cut),
        cmocka_unit_test(says_that_a_missing_server_cannot_be_reached),
        cmocka_unit_test(reads_back_every_kind_of_parameter),
        cmocka_unit_test(keeps_nothing_of_a_transaction_that_was_not_committed),
        cmocka_unit_test(refuses_to_commit_after_a_statement_failed),
        cmocka_unit_test(copies_many_rows_with_one_buffer),
        cmocka_unit_test(leaves_nothing_of_an_abandoned_copy),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
