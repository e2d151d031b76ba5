#include "node/store/admission_store.h"

#include <string.h>

enum { PARAMETERS = 16 * 1024 };

/* Counters are taken in one order, so that two requests never wait for each other in a circle. */
static const dolen_statement count_request = DOLEN_STATEMENT(
    "admission-count",
    "WITH fresh AS (INSERT INTO seen_request (request, seen) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1), "
    "counted AS (INSERT INTO quota (name, slot, used) SELECT asked.name, asked.slot, 1 "
    "FROM unnest($3::text[], $4::bigint[]) AS asked(name, slot) ORDER BY asked.name, asked.slot "
    "ON CONFLICT (name, slot) DO UPDATE SET used = quota.used + 1 RETURNING name, slot, used) "
    "SELECT (SELECT count(*) FROM fresh), coalesce(name, ''), coalesce(slot, 0), coalesce(used, 0), "
    "set_config('synchronous_commit', 'off', true) FROM (VALUES (1)) AS always LEFT JOIN counted ON true");
static const dolen_statement count_more =
    DOLEN_STATEMENT("admission-count-more",
                    "WITH counted AS (INSERT INTO quota (name, slot, used) SELECT asked.name, asked.slot, 1 "
                    "FROM unnest($1::text[], $2::bigint[]) AS asked(name, slot) ORDER BY asked.name, asked.slot "
                    "ON CONFLICT (name, slot) DO UPDATE SET used = quota.used + 1 RETURNING name, slot, used) "
                    "SELECT 1::bigint, name, slot, used, set_config('synchronous_commit', 'off', true) FROM counted");
static const dolen_statement read_counter =
    DOLEN_STATEMENT("admission-read", "SELECT coalesce(sum(used), 0)::bigint FROM quota WHERE name = $1 AND slot = $2");

static void set_used(dolen_admission_counter *counters, size_t count, const dolen_rows *rows, size_t row)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(counters[i].name, dolen_rows_text(rows, row, 1)) == 0 &&
            counters[i].slot == dolen_rows_number(rows, row, 2))
            counters[i].used = dolen_rows_number(rows, row, 3);
}

dolen_status dolen_admission_store_count(dolen_connection *connection, dolen_uuid request, int64_t now,
                                         dolen_admission_counter *counters, size_t count, bool *is_new, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    const char *names[DOLEN_ADMISSION_COUNTERS];
    int64_t slots[DOLEN_ADMISSION_COUNTERS];
    dolen_parameters parameters = dolen_parameters_in(arena);

    *is_new = false;
    DOLEN_MUST(count <= DOLEN_ADMISSION_COUNTERS);
    for (size_t i = 0; i < count; i++) {
        names[i] = counters[i].name;
        slots[i] = counters[i].slot;
        counters[i].used = 0;
    }
    dolen_parameters_uuid(&parameters, request);
    dolen_parameters_int8(&parameters, now);
    dolen_parameters_texts(&parameters, names, count);
    dolen_parameters_int8s(&parameters, slots, count);
    DOLEN_TRY(dolen_statement_run(connection, &count_request, &parameters, &rows, err));
    *is_new = dolen_rows_number(rows, 0, 0) == 1;
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        set_used(counters, count, rows, i);
    return DOLEN_OK;
}

dolen_status dolen_admission_store_count_more(dolen_connection *connection, dolen_admission_counter *counters,
                                              size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    const char *names[DOLEN_ADMISSION_COUNTERS];
    int64_t slots[DOLEN_ADMISSION_COUNTERS];
    dolen_parameters parameters = dolen_parameters_in(arena);

    DOLEN_MUST(count <= DOLEN_ADMISSION_COUNTERS);
    for (size_t i = 0; i < count; i++) {
        names[i] = counters[i].name;
        slots[i] = counters[i].slot;
        counters[i].used = 0;
    }
    dolen_parameters_texts(&parameters, names, count);
    dolen_parameters_int8s(&parameters, slots, count);
    DOLEN_TRY(dolen_statement_run(connection, &count_more, &parameters, &rows, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        set_used(counters, count, rows, i);
    return DOLEN_OK;
}

dolen_status dolen_admission_store_read(dolen_connection *connection, const char *name, int64_t slot, int64_t *used,
                                        dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *used = 0;
    dolen_parameters_text(&parameters, name);
    dolen_parameters_int8(&parameters, slot);
    DOLEN_TRY(dolen_statement_run(connection, &read_counter, &parameters, &rows, err));
    *used = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}
