#include "node/store/notice_store.h"

#include <string.h>

#include "node/store/transaction.h"

enum { PARAMETERS = 8 * 1024, NOTICES_ARENA = 1024 * 1024, SHIELD_BATCH = 4096, SHIELD_ARENA = 2 * 1024 * 1024 };

static const dolen_statement read_place = DOLEN_STATEMENT("notice-place", "SELECT reached FROM notice_place");
static const dolen_statement move_place =
    DOLEN_STATEMENT("notice-move", "UPDATE notice_place SET reached = greatest(reached, $1)");
static const dolen_statement add_notices = DOLEN_STATEMENT(
    "notice-add",
    "INSERT INTO owner_notice (entry, handle, key, agency, purpose, asked, urgent, outcome, received) "
    "SELECT n.entry, n.handle, p.key, n.agency, n.purpose, n.asked, n.urgent > 0, n.outcome, $8 "
    "FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::smallint[], $7::smallint[]) "
    "AS n(entry, handle, agency, purpose, asked, urgent, outcome) "
    "LEFT JOIN (SELECT handle, min(key::text)::uuid AS key FROM published WHERE handle = ANY ($2) GROUP BY handle) "
    "AS p ON p.handle = n.handle ON CONFLICT DO NOTHING");
static const dolen_statement list_notices = DOLEN_STATEMENT(
    "notice-list",
    "SELECT n.entry, n.handle, n.outcome, n.asked, n.agency, n.purpose, n.urgent, n.key, s.local_id, n.received "
    "FROM owner_notice n LEFT JOIN shielded s ON s.key = n.key AND n.outcome > 2 "
    "WHERE (NOT $1 OR n.key = $2) AND (NOT $3 OR n.outcome > 2) ORDER BY n.asked DESC, n.entry DESC, n.handle "
    "LIMIT $4");
static const dolen_statement forget_shielded = DOLEN_STATEMENT("notice-unshield", "DELETE FROM shielded");
static const dolen_statement add_shielded =
    DOLEN_STATEMENT("notice-shield", "INSERT INTO shielded (key, local_id) SELECT * FROM unnest($1::uuid[], "
                                     "$2::text[]) ON CONFLICT DO NOTHING");

dolen_status dolen_notice_store_place(dolen_connection *connection, int64_t *reached, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *reached = -1;
    DOLEN_TRY(dolen_statement_run(connection, &read_place, NULL, &rows, err));
    if (dolen_rows_count(rows))
        *reached = dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

/* Notices as the columns that the statement takes. */
typedef struct columns {
    int64_t *entries;
    dolen_uuid *handles;
    const char **agencies;
    const char **purposes;
    int64_t *asked;
    int16_t *urgent;
    int16_t *outcomes;
} columns;

static dolen_status make_columns(dolen_arena *arena, size_t count, columns *out, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->entries, (void *)&out->entries, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->handles, (void *)&out->handles, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->agencies, (void *)&out->agencies, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->purposes, (void *)&out->purposes, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->asked, (void *)&out->asked, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->urgent, (void *)&out->urgent, err));
    return dolen_arena_take(arena, count, sizeof *out->outcomes, (void *)&out->outcomes, err);
}

static void fill_columns(const dolen_notice *notices, size_t count, columns *out)
{
    for (size_t i = 0; i < count; i++) {
        out->entries[i] = (int64_t)notices[i].entry;
        out->handles[i] = notices[i].handle;
        out->agencies[i] = notices[i].agency.text;
        out->purposes[i] = notices[i].purpose.text;
        out->asked[i] = notices[i].asked;
        out->urgent[i] = notices[i].urgent;
        out->outcomes[i] = (int16_t)notices[i].outcome;
    }
}

static dolen_status add_all(dolen_connection *connection, const dolen_notice *notices, size_t count, int64_t received,
                            int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(NOTICES_ARENA);
    dolen_parameters parameters = dolen_parameters_in(arena);
    columns c;

    if (count == 0)
        return DOLEN_OK;
    DOLEN_TRY(make_columns(arena, count, &c, err));
    fill_columns(notices, count, &c);
    dolen_parameters_int8s(&parameters, c.entries, count);
    dolen_parameters_uuids(&parameters, c.handles, count);
    dolen_parameters_texts(&parameters, c.agencies, count);
    dolen_parameters_texts(&parameters, c.purposes, count);
    dolen_parameters_int8s(&parameters, c.asked, count);
    dolen_parameters_int2s(&parameters, c.urgent, count);
    dolen_parameters_int2s(&parameters, c.outcomes, count);
    dolen_parameters_int8(&parameters, received);
    return dolen_statement_change(connection, &add_notices, &parameters, fresh, err);
}

dolen_status dolen_notice_store_add(dolen_pool *pool, const dolen_notice *notices, size_t count, int64_t reached,
                                    int64_t received, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    *fresh = 0;
    if (count > DOLEN_NOTICES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many notices at once");
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(add_all(connection, notices, count, received, fresh, err));
    dolen_parameters_int8(&parameters, reached);
    DOLEN_TRY(dolen_statement_run(connection, &move_place, &parameters, NULL, err));
    return dolen_transaction_commit(transaction, err);
}

static dolen_status read_code(const dolen_rows *rows, size_t row, int column, dolen_code *out, dolen_err *err)
{
    const char *text = dolen_rows_text(rows, row, column);

    *out = (dolen_code){{0}};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status read_notice(const dolen_rows *rows, size_t row, dolen_arena *arena, dolen_kept_notice *out,
                                dolen_err *err)
{
    const char *local_id = dolen_rows_text(rows, row, 8);

    *out = (dolen_kept_notice){.notice = {.entry = (uint64_t)dolen_rows_number(rows, row, 0),
                                          .handle = dolen_rows_uuid(rows, row, 1),
                                          .outcome = (dolen_consulted_outcome)dolen_rows_number(rows, row, 2),
                                          .asked = dolen_rows_number(rows, row, 3),
                                          .urgent = dolen_rows_number(rows, row, 6) != 0},
                               .has_key = !dolen_rows_is_null(rows, row, 7),
                               .key = dolen_rows_uuid(rows, row, 7),
                               .received = dolen_rows_number(rows, row, 9)};
    DOLEN_TRY(read_code(rows, row, 4, &out->notice.agency, err));
    DOLEN_TRY(read_code(rows, row, 5, &out->notice.purpose, err));
    if (dolen_rows_is_null(rows, row, 8))
        return DOLEN_OK;
    out->local_id = dolen_arena_copy_string(arena, local_id, strlen(local_id));
    return out->local_id ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

dolen_status dolen_notice_store_list(dolen_connection *connection, const dolen_notice_wish *wish, dolen_arena *arena,
                                     const dolen_kept_notice **out, size_t *count, dolen_err *err)
{
    static const dolen_uuid none;
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_kept_notice *list = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = NULL;
    *count = 0;
    dolen_parameters_bool(&parameters, wish->key != NULL);
    dolen_parameters_uuid(&parameters, wish->key ? *wish->key : none);
    dolen_parameters_bool(&parameters, wish->protected_only);
    dolen_parameters_int8(&parameters, (int64_t)wish->limit);
    DOLEN_TRY(dolen_statement_run(connection, &list_notices, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows) + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        DOLEN_TRY(read_notice(rows, i, arena, &list[i], err));
    *count = dolen_rows_count(rows);
    *out = list;
    return DOLEN_OK;
}

static dolen_status shield_some(dolen_connection *connection, const dolen_shielded_id *ids, size_t count,
                                dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SHIELD_ARENA);
    dolen_parameters parameters = dolen_parameters_in(arena);
    dolen_uuid *keys = NULL;
    const char **texts = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *keys, (void *)&keys, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *texts, (void *)&texts, err));
    for (size_t i = 0; i < count; i++) {
        keys[i] = ids[i].key;
        texts[i] = ids[i].local_id;
    }
    dolen_parameters_uuids(&parameters, keys, count);
    dolen_parameters_texts(&parameters, texts, count);
    return dolen_statement_run(connection, &add_shielded, &parameters, NULL, err);
}

dolen_status dolen_notice_store_fetched(dolen_connection *connection, int64_t *out, dolen_err *err)
{
    static const dolen_statement fetched = DOLEN_STATEMENT("notice-fetched", "SELECT fetched FROM notice_place");
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = 0;
    DOLEN_TRY(dolen_statement_run(connection, &fetched, NULL, &rows, err));
    *out = dolen_rows_count(rows) ? dolen_rows_number(rows, 0, 0) : 0;
    return DOLEN_OK;
}

dolen_status dolen_notice_store_note_fetched(dolen_connection *connection, int64_t now, dolen_err *err)
{
    static const dolen_statement note =
        DOLEN_STATEMENT("notice-note-fetched", "UPDATE notice_place SET fetched = $1 WHERE fetched < $1");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(1024);
    dolen_parameters parameters = dolen_parameters_in(values);

    dolen_parameters_int8(&parameters, now);
    return dolen_statement_run(connection, &note, &parameters, NULL, err);
}

dolen_status dolen_notice_store_shielded(dolen_pool *pool, uint64_t *out, dolen_err *err)
{
    static const dolen_statement count = DOLEN_STATEMENT("notice-shielded", "SELECT count(*) FROM shielded");
    DOLEN_OWN(dolen_connection, connection) = NULL;
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = 0;
    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(dolen_statement_run(connection, &count, NULL, &rows, err));
    *out = (uint64_t)dolen_rows_number(rows, 0, 0);
    return DOLEN_OK;
}

dolen_status dolen_notice_store_shield(dolen_pool *pool, const dolen_shielded_id *ids, size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_statement_run(connection, &forget_shielded, NULL, NULL, err));
    for (size_t at = 0; at < count; at += SHIELD_BATCH) {
        const size_t some = count - at < SHIELD_BATCH ? count - at : SHIELD_BATCH;
        DOLEN_TRY(shield_some(connection, ids + at, some, err));
    }
    return dolen_transaction_commit(transaction, err);
}
