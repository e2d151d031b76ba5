#include "node/store/sample_store.h"

#include <string.h>

enum { PARAMETERS = 4096 };

static const dolen_statement begin_sample =
    DOLEN_STATEMENT("sample-begin", "INSERT INTO review_sample (week, seed, origin, tree_size, root, wanted, recorded) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING");
static const dolen_statement find_sample =
    DOLEN_STATEMENT("sample-find", "SELECT week, seed, origin, tree_size, root, wanted, recorded, coalesce(drawn, 0), "
                                   "coalesce(population, 0), coalesce(size, 0) FROM review_sample WHERE week = $1");
static const dolen_statement next_week =
    DOLEN_STATEMENT("sample-next", "SELECT coalesce(min(week) FILTER (WHERE drawn IS NULL), max(week) + 1) FROM "
                                   "review_sample HAVING count(*) > 0");
static const dolen_statement population =
    DOLEN_STATEMENT("sample-population",
                    "SELECT id FROM search s WHERE asked >= $1 AND asked < $2 AND NOT EXISTS (SELECT FROM review r "
                    "WHERE r.search = s.id AND r.reasons & 3 <> 0) ORDER BY id LIMIT $3");
static const dolen_statement finish_sample =
    DOLEN_STATEMENT("sample-finish", "UPDATE review_sample SET drawn = $2, population = $3, size = $4 WHERE week = $1 "
                                     "AND drawn IS NULL");

dolen_status dolen_sample_store_begin(dolen_connection *connection, const dolen_sample *sample, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, sample->week);
    dolen_parameters_digest(&parameters, &sample->seed);
    dolen_parameters_text(&parameters, sample->origin);
    dolen_parameters_int8(&parameters, (int64_t)sample->tree_size);
    dolen_parameters_digest(&parameters, &sample->root);
    dolen_parameters_int4(&parameters, sample->wanted);
    dolen_parameters_int8(&parameters, sample->recorded);
    return dolen_statement_run(connection, &begin_sample, &parameters, NULL, err);
}

dolen_status dolen_sample_store_find(dolen_connection *connection, int32_t week, dolen_arena *arena, dolen_sample *out,
                                     dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = (dolen_sample){.origin = ""};
    dolen_parameters_int4(&parameters, week);
    DOLEN_TRY(dolen_statement_run(connection, &find_sample, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no sample was drawn for this week");
    const char *origin = dolen_rows_text(rows, 0, 2);
    *out = (dolen_sample){.week = (int32_t)dolen_rows_number(rows, 0, 0),
                          .seed = dolen_rows_digest(rows, 0, 1),
                          .origin = dolen_arena_copy_string(arena, origin, strlen(origin)),
                          .tree_size = (uint64_t)dolen_rows_number(rows, 0, 3),
                          .root = dolen_rows_digest(rows, 0, 4),
                          .wanted = (int32_t)dolen_rows_number(rows, 0, 5),
                          .recorded = dolen_rows_number(rows, 0, 6),
                          .drawn = dolen_rows_number(rows, 0, 7),
                          .population = dolen_rows_number(rows, 0, 8),
                          .size = (int32_t)dolen_rows_number(rows, 0, 9)};
    return out->origin ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the sample does not fit");
}

dolen_status dolen_sample_store_next(dolen_connection *connection, int32_t *week, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *week = 0;
    DOLEN_TRY(dolen_statement_run(connection, &next_week, NULL, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no sample was ever drawn");
    *week = (int32_t)dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

dolen_status dolen_sample_store_population(dolen_connection *connection, int64_t from, int64_t until,
                                           dolen_arena *arena, const dolen_uuid **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);
    dolen_uuid *list = NULL;

    *out = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, from);
    dolen_parameters_int8(&parameters, until);
    dolen_parameters_int8(&parameters, DOLEN_SAMPLE_POPULATION + 1);
    DOLEN_TRY(dolen_statement_run(connection, &population, &parameters, &rows, err));
    const size_t found = dolen_rows_count(rows);
    if (found > DOLEN_SAMPLE_POPULATION)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the week has too many searches to draw from");
    DOLEN_TRY(dolen_arena_take(arena, found + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < found; i++)
        list[i] = dolen_rows_uuid(rows, i, 0);
    *out = list;
    *count = found;
    return DOLEN_OK;
}

dolen_status dolen_sample_store_finish(dolen_connection *connection, const dolen_sample *sample, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    dolen_parameters_int4(&parameters, sample->week);
    dolen_parameters_int8(&parameters, sample->drawn);
    dolen_parameters_int8(&parameters, sample->population);
    dolen_parameters_int4(&parameters, sample->size);
    DOLEN_TRY(dolen_statement_change(connection, &finish_sample, &parameters, &changed, err));
    return changed ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the week's sample is drawn already");
}
