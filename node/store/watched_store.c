#include "node/store/watched_store.h"

#include "node/store/transaction.h"

enum { BATCH = 1024, ARENA = 4 * 1024 * 1024, PARAMETERS = 1024 };

static const dolen_statement forget_all = DOLEN_STATEMENT("watched-clear", "DELETE FROM watched");
/* Before anything else of either transaction reads or changes the watches: each then sees all that the other did. */
static const dolen_statement alone = DOLEN_STATEMENT("watched-alone", "LOCK TABLE watched IN SHARE ROW EXCLUSIVE MODE");
static const dolen_statement hold = DOLEN_STATEMENT("watched-hold", "LOCK TABLE watched IN ROW EXCLUSIVE MODE");
static const dolen_statement add_some = DOLEN_STATEMENT(
    "watched-add", "INSERT INTO watched (key, watch, local_id, name, team) SELECT w.* FROM "
                   "unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::smallint[]) AS w (key, watch, local_id, "
                   "name, team) WHERE NOT EXISTS (SELECT FROM subject_mark m WHERE m.key = w.key AND m.kind IN (1, 2) "
                   "AND m.lifted IS NULL) ON CONFLICT DO NOTHING");
static const dolen_statement forget_one = DOLEN_STATEMENT("watched-forget", "DELETE FROM watched WHERE key = $1");
static const dolen_statement blank_alerts =
    DOLEN_STATEMENT("watched-blank", "UPDATE alert SET local_id = '', name = '' WHERE key = $1");

/* Watches as the columns that the statement takes. */
typedef struct columns {
    dolen_uuid *keys;
    const char **watches;
    const char **local_ids;
    const char **names;
    int16_t *teams;
} columns;

static dolen_status make_columns(dolen_arena *arena, size_t count, columns *out, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->keys, (void *)&out->keys, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->watches, (void *)&out->watches, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->local_ids, (void *)&out->local_ids, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->names, (void *)&out->names, err));
    return dolen_arena_take(arena, count, sizeof *out->teams, (void *)&out->teams, err);
}

static dolen_status add_batch(dolen_connection *connection, const dolen_watched *list, size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_parameters parameters = dolen_parameters_in(arena);
    columns c;

    DOLEN_TRY(make_columns(arena, count, &c, err));
    for (size_t i = 0; i < count; i++) {
        c.keys[i] = list[i].key;
        c.watches[i] = list[i].watch.text;
        c.local_ids[i] = list[i].local_id;
        c.names[i] = list[i].name;
        c.teams[i] = (int16_t)list[i].team;
    }
    dolen_parameters_uuids(&parameters, c.keys, count);
    dolen_parameters_texts(&parameters, c.watches, count);
    dolen_parameters_texts(&parameters, c.local_ids, count);
    dolen_parameters_texts(&parameters, c.names, count);
    dolen_parameters_int2s(&parameters, c.teams, count);
    return dolen_statement_run(connection, &add_some, &parameters, NULL, err);
}

dolen_status dolen_watched_store_replace(dolen_pool *pool, const dolen_watched *list, size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_statement_run(connection, &alone, NULL, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &forget_all, NULL, NULL, err));
    for (size_t at = 0; at < count; at += BATCH)
        DOLEN_TRY(add_batch(connection, list + at, count - at < BATCH ? count - at : BATCH, err));
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_watched_store_hold(dolen_connection *connection, dolen_err *err)
{
    return dolen_statement_run(connection, &hold, NULL, NULL, err);
}

dolen_status dolen_watched_store_forget(dolen_connection *connection, dolen_uuid key, bool erased, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_uuid(&parameters, key);
    DOLEN_TRY(dolen_statement_run(connection, &alone, NULL, NULL, err));
    DOLEN_TRY(dolen_statement_run(connection, &forget_one, &parameters, NULL, err));
    return erased ? dolen_statement_run(connection, &blank_alerts, &parameters, NULL, err) : DOLEN_OK;
}
