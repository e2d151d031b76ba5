/* no pseudonym or handle as it travels on the wire is found on any disk of the broker. */
#include "tests/support/dolen_test.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/store/statement.h"
#include "tests/support/publisher.h"
#include "tests/support/temp_pg.h"

enum { ARENA = 1024 * 1024, RECORDS = 50 };

static temp_pg *cluster;

/* nftw has no context. */
static struct {
    dolen_bytes needle;
    size_t files;
    size_t hits;
} search;

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

static int search_file(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    if (kind != FTW_F || !S_ISREG(about->st_mode) || about->st_size == 0)
        return 0;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    const size_t size = (size_t)about->st_size;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return 0;
    search.files++;
    search.hits += memmem(bytes, size, search.needle.at, search.needle.size) != NULL;
    munmap(bytes, size);
    return 0;
}

/* In how many files below the cluster's folder the bytes stand. */
static size_t files_with(dolen_bytes needle)
{
    search.needle = needle;
    search.files = 0;
    search.hits = 0;
    assert_int_equal(nftw(temp_pg_folder(cluster), search_file, 16, FTW_PHYS), 0);
    assert_true(search.files > 100);
    return search.hits;
}

/* Unlogged tables would reach the disk only when the server stops. */
static void flush_to_disk(const char *conninfo, const char *unlogged)
{
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(pool, &connection, &err));
    if (unlogged)
        assert_ok(dolen_statement_script(connection, "test", unlogged, &err));
    assert_ok(dolen_statement_script(connection, "test", "CHECKPOINT", &err));
}

static void publish_records(publisher *agency)
{
    publisher_change changes[RECORDS];
    dolen_delta staged;
    dolen_err err = {0};

    for (uint32_t i = 0; i < RECORDS; i++)
        changes[i] = (publisher_change){i, 1, 0};
    assert_ok(publisher_publish(agency, DOLEN_DELTA_INCREMENT, changes, RECORDS, &err));
    for (uint32_t i = 0; i < RECORDS; i++)
        changes[i] = (publisher_change){i, 2, 1};
    assert_ok(publisher_publish(agency, DOLEN_DELTA_INCREMENT, changes, RECORDS, &err));
    for (uint32_t i = 0; i < RECORDS; i++)
        changes[i] = (publisher_change){i, 4, 2};
    assert_ok(publisher_stage(agency, DOLEN_DELTA_INCREMENT, changes, RECORDS, 20, &staged, &err));
}

static void ig_23_no_pseudonym_or_handle_of_the_wire_reaches_a_disk(void **state)
{
    char conninfo[TEMP_PG_CONNINFO];
    temp_pg_database(cluster, "broker", conninfo);
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4});
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    publisher_broker broker;
    publisher agency;

    publisher_broker_start(&broker, pool);
    publisher_start(&agency, &broker, "police");
    publish_records(&agency);
    flush_to_disk(conninfo, "ALTER TABLE stage_record SET LOGGED; ALTER TABLE stage_flag SET LOGGED");

    for (uint32_t number = 0; number < RECORDS; number += 10) {
        const dolen_record *record = publisher_record(&agency, arena, number, number % 20 ? 4 : 2);
        const dolen_uuid stored = dolen_stored_token_make(broker.tokens, 1, &record->tokens[0]);
        const dolen_uuid sealed = dolen_handle_seal_close(broker.handles, record->handle);
        assert_int_equal(files_with(dolen_bytes_of(record->handle.bytes, DOLEN_UUID_SIZE)), 0);
        assert_int_equal(files_with(dolen_bytes_of(record->tokens[0].pseudonym.bytes, DOLEN_UUID_SIZE)), 0);
        assert_int_equal(files_with(dolen_bytes_of(record->tokens[15].pseudonym.bytes + 16, DOLEN_UUID_SIZE)), 0);
        /* The search would find what is there. */
        assert_true(files_with(dolen_bytes_of(stored.bytes, DOLEN_UUID_SIZE)) > 0);
        assert_true(files_with(dolen_bytes_of(sealed.bytes, DOLEN_UUID_SIZE)) > 0);
    }
    publisher_stop(&agency);
    publisher_broker_stop(&broker);
}

static void twin_a_pseudonym_stored_as_it_is_would_be_found(void **state)
{
    static const dolen_statement store = DOLEN_STATEMENT("test-store", "INSERT INTO raw VALUES ($1)");
    char conninfo[TEMP_PG_CONNINFO];
    temp_pg_database(cluster, "broker", conninfo);
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4});
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const publisher agency = {.agency = dolen_code_of("police"), .epoch = 1};
    const dolen_record *record = publisher_record(&agency, arena, 1, 2);
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_err err = {0};

    dolen_parameters_bytes(&parameters, dolen_bytes_of(record->tokens[0].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE));
    assert_ok(dolen_pool_take(pool, &connection, &err));
    assert_ok(dolen_statement_script(connection, "test", "CREATE TABLE raw (a bytea)", &err));
    assert_ok(dolen_statement_run(connection, &store, &parameters, NULL, &err));
    flush_to_disk(conninfo, NULL);

    assert_true(files_with(dolen_bytes_of(record->tokens[0].pseudonym.bytes, DOLEN_UUID_SIZE)) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_23_no_pseudonym_or_handle_of_the_wire_reaches_a_disk),
        cmocka_unit_test(twin_a_pseudonym_stored_as_it_is_would_be_found),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
