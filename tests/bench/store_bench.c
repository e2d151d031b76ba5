/*
 * The broker's index and the node's comparison on a real, durable PostgreSQL, at three sizes, each against its floor in
 * the same run:
 *   load      a snapshot's commit against bare COPY of the same tokens and building their unique index afterwards
 *   change    a delta of changes to 1 % of the records: changes a second, which must not fall with the population
 *   look-up   dolen_index_store_find and _flags against a bare libpq client that runs the same two statements
 *   compare   the node's nightly comparison, 0.3 % changed, against bare COPY of the same rows
 * usage: store_bench [RECORDS-OF-THE-SMALLEST-SIZE]
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/memory.h"
#include "node/crypto/random.h"
#include "node/store/copy.h"
#include "node/store/index_store.h"
#include "node/store/published_store.h"
#include "tests/support/publisher.h"
#include "tests/support/temp_pg.h"

enum { SMALLEST = 10000, SIZES = 3, STEP = 4, LOOKUPS = 3000, ARENA = 16 * 1024 * 1024, EPOCH = 1 };

static double now_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(dolen_status status, const dolen_err *err)
{
    if (status == DOLEN_OK)
        return;
    fprintf(stderr, "store_bench: %s\n", err->what ? err->what : "?");
    exit(1);
}

static void script(dolen_pool *pool, const char *text)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    must(dolen_pool_take(pool, &connection, &err), &err);
    must(dolen_statement_script(connection, "bench", text, &err), &err);
}

/* Bare COPY of as many tokens, and their index. */
static double time_bare_load(dolen_pool *pool, uint32_t records)
{
    static const dolen_statement copy_in =
        DOLEN_STATEMENT("bench-copy", "COPY bare_token (value, record, kind) FROM STDIN (FORMAT binary)");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_copy, copy) = NULL;
    dolen_err err = {0};
    dolen_uuid value;

    script(pool, "DROP TABLE IF EXISTS bare_token");
    script(pool, "CREATE TABLE bare_token (value uuid NOT NULL, record bigint NOT NULL, kind smallint NOT NULL)");
    const double begun = now_seconds();
    must(dolen_pool_take(pool, &connection, &err), &err);
    must(dolen_copy_begin(connection, &copy_in, 3, &copy, &err), &err);
    for (uint32_t i = 0; i < records * PUBLISHER_TOKENS; i++) {
        dolen_random_bytes(&value, sizeof value);
        dolen_copy_row(copy);
        dolen_copy_uuid(copy, value);
        dolen_copy_int8(copy, i / PUBLISHER_TOKENS);
        dolen_copy_int2(copy, 2);
    }
    must(dolen_copy_finish(copy, NULL, &err), &err);
    must(dolen_statement_script(connection, "bench", "ALTER TABLE bare_token ADD PRIMARY KEY (value, record)", &err),
         &err);
    const double taken = now_seconds() - begun;
    must(dolen_statement_script(connection, "bench", "DROP TABLE bare_token", &err), &err);
    return taken;
}

/* Stage and apply; seconds of the commit alone in `*commit`. */
static double publish(publisher *agency, dolen_delta_kind kind, const publisher_change *changes, size_t count,
                      double *commit)
{
    dolen_delta delta;
    uint64_t expected = 0;
    dolen_err err = {0};

    const double begun = now_seconds();
    must(publisher_stage(agency, kind, changes, count, 300, &delta, &err), &err);
    const double staged = now_seconds();
    must(publisher_apply(agency, &delta, NULL, &expected, &err), &err);
    *commit = now_seconds() - staged;
    return staged - begun;
}

static void bench_load_and_change(publisher *agency, dolen_pool *admin, uint32_t records)
{
    DOLEN_FREED publisher_change *changes = dolen_memory_make(records, sizeof *changes);
    const uint32_t changed = records / 100;
    double load = 0;
    double flags = 0;
    double tokens = 0;

    for (uint32_t i = 0; i < records; i++)
        changes[i] = (publisher_change){i, 2, 0};
    const double staging = publish(agency, DOLEN_DELTA_SNAPSHOT, changes, records, &load);
    for (uint32_t i = 0; i < changed; i++)
        changes[i] = (publisher_change){i * 100, 3, 2};
    publish(agency, DOLEN_DELTA_INCREMENT, changes, changed, &flags);
    for (uint32_t i = 0; i < changed; i++)
        changes[i] = (publisher_change){i * 100, 4, 3};
    publish(agency, DOLEN_DELTA_INCREMENT, changes, changed, &tokens);
    const double bare = time_bare_load(admin, records);
    printf("load     %7u records: staged %.0f/s (the agency's own work included), applied %.0f/s; bare COPY and index "
           "%.0f/s; ratio %.2f\n",
           records, records / staging, records / load, records / bare, load / bare);
    printf("change   %7u records: %u flags changed %.0f/s, %u with all tokens %.0f/s\n", records, changed,
           changed / flags, changed, changed / tokens);
}

static const char bare_find[] =
    "SELECT r.id, a.code, r.handle, r.subject, r.fields, r.protection, r.contact, r.token_values "
    "FROM (SELECT hit.record, count(*) AS agreeing FROM unnest($1::uuid[]) AS asked(value) CROSS JOIN LATERAL "
    "(SELECT token.record FROM token WHERE token.value = asked.value LIMIT 256) AS hit "
    "GROUP BY hit.record ORDER BY agreeing DESC, hit.record LIMIT 256) AS chosen "
    "CROSS JOIN LATERAL (SELECT * FROM record WHERE record.id = chosen.record LIMIT 1) AS r JOIN agency a ON a.id = "
    "r.agency ORDER BY chosen.agreeing DESC, r.id";
static const char bare_flags[] =
    "SELECT asked.place, f.code, f.kind, f.opened, f.closed, f.latest, f.disputed, f.months, f.counts "
    "FROM unnest($1::bigint[]) WITH ORDINALITY AS asked(record, place) "
    "CROSS JOIN LATERAL (SELECT * FROM flag WHERE flag.record = asked.record OFFSET 0) AS f "
    "ORDER BY asked.place, f.code";

/* The stored values of some records, made beforehand. */
static dolen_stored_token *make_questions(const publisher *agency, uint32_t records)
{
    dolen_stored_token *tokens = dolen_memory_make((size_t)LOOKUPS * PUBLISHER_TOKENS, sizeof *tokens);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);

    for (uint32_t i = 0; i < LOOKUPS; i++) {
        dolen_arena_reset(arena);
        const uint32_t number = (uint32_t)((uint64_t)i * 7919 % records);
        const dolen_record *record = publisher_record(agency, arena, number, number % 100 ? 2 : 4);
        for (size_t j = 0; j < PUBLISHER_TOKENS; j++) {
            tokens[i * PUBLISHER_TOKENS + j].kind = record->tokens[j].kind;
            tokens[i * PUBLISHER_TOKENS + j].value =
                dolen_stored_token_make(agency->broker->tokens, EPOCH, &record->tokens[j]);
        }
    }
    return tokens;
}

static double time_store(dolen_pool *pool, const dolen_stored_token *tokens)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_err err = {0};

    must(dolen_pool_take(pool, &connection, &err), &err);
    const double begun = now_seconds();
    for (size_t i = 0; i < LOOKUPS; i++) {
        const dolen_candidate *found = NULL;
        dolen_record_flags flags;
        size_t count = 0;
        dolen_arena_reset(arena);
        must(dolen_index_store_find(connection, tokens + i * PUBLISHER_TOKENS, PUBLISHER_TOKENS, arena, &found, &count,
                                    &err),
             &err);
        DOLEN_MUST(count == 1);
        must(dolen_index_store_flags(connection, &found[0].record, 1, arena, &flags, &err), &err);
        DOLEN_MUST(flags.count == 2);
    }
    return now_seconds() - begun;
}

static void run_bare(PGconn *db, const char *name, const uint8_t *array, int size, PGresult **out)
{
    const char *value = (const char *)array;
    const int format = 1;

    *out = PQexecPrepared(db, name, 1, &value, &size, &format, 1);
    DOLEN_MUST(PQresultStatus(*out) == PGRES_TUPLES_OK && PQntuples(*out) >= 1);
}

/* The binary form of an array of one kind of item. */
static int write_array(uint8_t *room, uint8_t type_high, uint8_t type_low, const void *items, uint8_t size,
                       uint8_t count)
{
    const uint8_t header[20] = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, type_high, type_low, 0, 0, 0, count, 0, 0, 0, 1};

    memcpy(room, header, sizeof header);
    room += sizeof header;
    for (uint8_t i = 0; i < count; i++) {
        const uint8_t length[4] = {0, 0, 0, size};
        memcpy(room, length, sizeof length);
        memcpy(room + sizeof length, (const uint8_t *)items + (size_t)i * size, size);
        room += sizeof length + size;
    }
    return (int)sizeof header + count * (4 + size);
}

static double time_bare(const char *conninfo, const dolen_stored_token *tokens)
{
    uint8_t room[1024];
    dolen_uuid values[PUBLISHER_TOKENS];
    PGresult *result = NULL;
    PGconn *db = PQconnectdb(conninfo);

    DOLEN_MUST(PQstatus(db) == CONNECTION_OK);
    PQclear(PQexec(db, "SET jit = off"));
    PQclear(PQprepare(db, "find", bare_find, 0, NULL));
    PQclear(PQprepare(db, "flags", bare_flags, 0, NULL));
    const double begun = now_seconds();
    for (size_t i = 0; i < LOOKUPS; i++) {
        for (size_t j = 0; j < PUBLISHER_TOKENS; j++)
            values[j] = tokens[i * PUBLISHER_TOKENS + j].value;
        run_bare(db, "find", room, write_array(room, 0x0b, 0x86, values, sizeof *values, PUBLISHER_TOKENS), &result);
        uint8_t id[8];
        memcpy(id, PQgetvalue(result, 0, 0), sizeof id);
        PQclear(result);
        run_bare(db, "flags", room, write_array(room, 0x00, 0x14, id, sizeof id, 1), &result);
        PQclear(result);
    }
    const double taken = now_seconds() - begun;
    PQfinish(db);
    return taken;
}

static void bench_lookups(const publisher *agency, dolen_pool *pool, const char *conninfo, uint32_t records)
{
    DOLEN_FREED dolen_stored_token *tokens = make_questions(agency, records);

    time_store(pool, tokens);
    const double bare = time_bare(conninfo, tokens);
    const double store = time_store(pool, tokens);
    printf("look-up  %7u records: %.0f/s on one connection; bare libpq %.0f/s; throughput %.2f of it\n", records,
           LOOKUPS / store, LOOKUPS / bare, bare / store);
}

static dolen_published_row row_of(uint32_t number, uint32_t version)
{
    dolen_published_row row = {.place = number};
    const uint64_t spread = number * UINT64_C(0x9e3779b97f4a7c15);

    memcpy(row.key.bytes, &spread, sizeof spread);
    memcpy(row.key.bytes + 8, &number, sizeof number);
    memcpy(row.identity.bytes, &spread, sizeof spread);
    memcpy(row.flags.bytes, &version, sizeof version);
    return row;
}

static double compare(dolen_pool *pool, uint32_t records, uint32_t version, dolen_published_counts *counts)
{
    DOLEN_OWN(dolen_published_run, run) = NULL;
    dolen_err err = {0};

    const double begun = now_seconds();
    must(dolen_published_run_begin(pool, EPOCH, false, 1, &run, &err), &err);
    for (uint32_t i = 0; i < records; i++) {
        const dolen_published_row row = row_of(i, i % 333 == 0 ? version : 1);
        dolen_published_run_add(run, &row);
    }
    must(dolen_published_run_compare(run, counts, &err), &err);
    return now_seconds() - begun;
}

static double confirm(dolen_pool *pool)
{
    static const char keep[] = "INSERT INTO published_result (epoch, number, handle, element) SELECT epoch, number, "
                               "key, decode(repeat('07', 32), 'hex') FROM published_change";
    const dolen_delta delta = {.sequence = 1};
    const dolen_digest digest = {{1}};
    dolen_err err = {0};

    script(pool, keep);
    must(dolen_published_store_seal(pool, EPOCH, &delta, &digest, dolen_bytes_of_string("x"), &err), &err);
    const double begun = now_seconds();
    must(dolen_published_store_confirm(pool, EPOCH, 1, 1, dolen_bytes_of_string("x"), &err), &err);
    return now_seconds() - begun;
}

static double time_bare_rows(dolen_pool *pool, uint32_t records)
{
    static const dolen_statement copy_in =
        DOLEN_STATEMENT("bench-copy-rows", "COPY bare_row (a, b, c, d) FROM STDIN (FORMAT binary)");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_copy, copy) = NULL;
    dolen_err err = {0};

    must(dolen_pool_take(pool, &connection, &err), &err);
    must(dolen_statement_script(connection, "bench",
                                "CREATE TEMPORARY TABLE bare_row (a uuid, b uuid, c uuid, d bigint)", &err),
         &err);
    const double begun = now_seconds();
    must(dolen_copy_begin(connection, &copy_in, 4, &copy, &err), &err);
    for (uint32_t i = 0; i < records; i++) {
        const dolen_published_row row = row_of(i, 1);
        dolen_copy_row(copy);
        dolen_copy_uuid(copy, row.key);
        dolen_copy_uuid(copy, row.identity);
        dolen_copy_uuid(copy, row.flags);
        dolen_copy_int8(copy, row.place);
    }
    must(dolen_copy_finish(copy, NULL, &err), &err);
    const double taken = now_seconds() - begun;
    must(dolen_statement_script(connection, "bench", "DROP TABLE bare_row", &err), &err);
    return taken;
}

static void bench_compare(temp_pg *pg, uint32_t records)
{
    DOLEN_OWN(dolen_pool, pool) = temp_pg_pool(pg, "node", NULL);
    dolen_published_counts counts;

    const double first = compare(pool, records, 1, &counts);
    const double kept = confirm(pool);
    const double nightly = compare(pool, records, 2, &counts);
    const double bare = time_bare_rows(pool, records);
    printf("compare  %7u records: first night %.2f s and %.2f s to confirm; %lld changed %.2f s, bare COPY %.2f s; "
           "ratio %.2f\n",
           records, first, kept, (long long)(counts.flags + counts.fresh), nightly, bare, nightly / bare);
}

int main(int argc, char **argv)
{
    uint32_t records = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : SMALLEST;
    DOLEN_OWN(temp_pg, pg) = temp_pg_start(true);

    for (int i = 0; i < SIZES; i++, records *= STEP) {
        char conninfo[TEMP_PG_CONNINFO];
        publisher_broker broker;
        publisher agency;
        temp_pg_database(pg, "broker", conninfo);
        DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4});
        publisher_broker_start(&broker, pool);
        publisher_start(&agency, &broker, "police");
        bench_load_and_change(&agency, pool, records);
        script(pool, "VACUUM ANALYZE");
        bench_lookups(&agency, pool, conninfo, records);
        bench_compare(pg, records);
        publisher_stop(&agency);
        publisher_broker_stop(&broker);
    }
    return 0;
}
