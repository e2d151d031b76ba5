#include "node/store/ledger_store.h"

#include <string.h>

#include "node/store/consultation_matches.h"

_Static_assert(DOLEN_CONSULTATION_MATCHES == 32, "the statement below counts in steps of 32");

enum { CONCERN_TEXT = DOLEN_LEDGER_STORE_CONCERNS * DOLEN_CODE_SIZE + 1, NODES_ARENA = 128 * 1024 };

static dolen_status read_head(dolen_connection *connection, const dolen_statement *statement, dolen_arena *arena,
                              dolen_ledger_head *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *out = (dolen_ledger_head){.checkpoint = ""};
    DOLEN_TRY(dolen_statement_run(connection, statement, NULL, &rows, err));
    if (dolen_rows_count(rows) != 1)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the database has no ledger");
    const dolen_bytes peaks = dolen_rows_bytes(rows, 0, 2);
    const char *checkpoint = dolen_rows_text(rows, 0, 3);
    out->size = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->root = dolen_rows_digest(rows, 0, 1);
    out->peak_count = peaks.size / DOLEN_DIGEST_SIZE;
    if (out->peak_count != (size_t)__builtin_popcountll(out->size) || peaks.size % DOLEN_DIGEST_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger's head contradicts itself");
    if (peaks.size)
        memcpy(out->peaks, peaks.at, peaks.size);
    out->checkpoint = dolen_arena_copy_string(arena, checkpoint, strlen(checkpoint));
    return out->checkpoint ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the checkpoint does not fit");
}

dolen_status dolen_ledger_store_head(dolen_connection *connection, dolen_arena *arena, dolen_ledger_head *out,
                                     dolen_err *err)
{
    static const dolen_statement head =
        DOLEN_STATEMENT("ledger-head", "SELECT size, root, peaks, checkpoint FROM ledger_head");

    return read_head(connection, &head, arena, out, err);
}

dolen_status dolen_ledger_store_lock(dolen_connection *connection, dolen_arena *arena, dolen_ledger_head *out,
                                     dolen_err *err)
{
    static const dolen_statement lock =
        DOLEN_STATEMENT("ledger-lock", "SELECT size, root, peaks, checkpoint FROM ledger_head FOR UPDATE");

    return read_head(connection, &lock, arena, out, err);
}

/* Parallel lists, one per column, in the arena. */
typedef struct columns {
    int64_t *indices;
    dolen_bytes *commitments;
    int16_t *kinds;
    int64_t *created;
    const char **concerns;
    dolen_bytes *salts;
    dolen_bytes *entries;
    int16_t *node_levels;
    int64_t *node_indices;
    dolen_bytes *node_hashes;
} columns;

static dolen_status make_columns(dolen_arena *arena, size_t rows, size_t nodes, columns *out, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->indices, (void *)&out->indices, err));
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->commitments, (void *)&out->commitments, err));
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->kinds, (void *)&out->kinds, err));
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->created, (void *)&out->created, err));
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->concerns, (void *)&out->concerns, err));
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->salts, (void *)&out->salts, err));
    DOLEN_TRY(dolen_arena_take(arena, rows, sizeof *out->entries, (void *)&out->entries, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes, sizeof *out->node_levels, (void *)&out->node_levels, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes, sizeof *out->node_indices, (void *)&out->node_indices, err));
    return dolen_arena_take(arena, nodes, sizeof *out->node_hashes, (void *)&out->node_hashes, err);
}

/* Codes have no commas, so a list of them is a text. */
static const char *join_concerns(dolen_arena *arena, const dolen_ledger_row *row)
{
    char text[CONCERN_TEXT];
    size_t used = 0;

    DOLEN_MUST(row->concern_count <= DOLEN_LEDGER_STORE_CONCERNS);
    for (size_t i = 0; i < row->concern_count; i++) {
        const size_t size = strlen(row->concerns[i].text);
        if (used)
            text[used++] = ',';
        memcpy(text + used, row->concerns[i].text, size);
        used += size;
    }
    return dolen_arena_copy_string(arena, text, used);
}

static dolen_status fill_columns(dolen_arena *arena, const dolen_ledger_addition *append, columns *out, dolen_err *err)
{
    for (size_t i = 0; i < append->row_count; i++) {
        const dolen_ledger_row *row = &append->rows[i];
        out->indices[i] = (int64_t)(append->before + i);
        out->commitments[i] = dolen_bytes_of(row->commitment.bytes, sizeof row->commitment.bytes);
        out->kinds[i] = row->kind;
        out->created[i] = row->created;
        out->concerns[i] = join_concerns(arena, row);
        out->salts[i] = dolen_bytes_of(row->salt, DOLEN_SALT_SIZE);
        out->entries[i] = row->entry;
        if (!out->concerns[i])
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the batch does not fit");
    }
    for (size_t i = 0; i < append->node_count; i++) {
        out->node_levels[i] = append->nodes[i].place.level;
        out->node_indices[i] = (int64_t)append->nodes[i].place.index;
        out->node_hashes[i] = dolen_bytes_of(append->nodes[i].hash.bytes, sizeof append->nodes[i].hash.bytes);
    }
    return DOLEN_OK;
}

dolen_status dolen_ledger_store_append(dolen_connection *connection, dolen_arena *arena,
                                       const dolen_ledger_addition *append, dolen_err *err)
{
    static const dolen_statement store = DOLEN_STATEMENT(
        "ledger-append",
        "WITH leaf AS (INSERT INTO ledger_leaf (index, commitment) SELECT * FROM unnest($1::bigint[], $2::bytea[])),"
        " entry AS (INSERT INTO ledger_entry (index, kind, created, concerns, salt, entry)"
        "  SELECT i, k, c, string_to_array(m, ','), s, e FROM unnest($1::bigint[], $3::smallint[], $4::bigint[],"
        "  $5::text[], $6::bytea[], $7::bytea[]) AS u (i, k, c, m, s, e)),"
        " node AS (INSERT INTO ledger_node (level, index, hash)"
        "  SELECT * FROM unnest($8::smallint[], $9::bigint[], $10::bytea[])),"
        " kept AS (INSERT INTO ledger_checkpoint (size, created, root, note)"
        "  SELECT $12::bigint, $16::bigint, $13::bytea, $15::text WHERE NOT EXISTS"
        "  (SELECT 1 FROM ledger_checkpoint WHERE created > $16::bigint - 60000))"
        " UPDATE ledger_head SET size = $12::bigint, root = $13::bytea, peaks = $14::bytea, checkpoint = $15::text"
        " WHERE size = $11::bigint");
    dolen_parameters parameters = dolen_parameters_in(arena);
    const dolen_ledger_head *after = append->after;
    columns lists = {0};
    int64_t changed = 0;

    if (append->row_count < 1 || append->row_count > DOLEN_LEDGER_STORE_BATCH)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many entries at once");
    DOLEN_TRY(make_columns(arena, append->row_count, append->node_count, &lists, err));
    DOLEN_TRY(fill_columns(arena, append, &lists, err));
    dolen_parameters_int8s(&parameters, lists.indices, append->row_count);
    dolen_parameters_byteas(&parameters, lists.commitments, append->row_count);
    dolen_parameters_int2s(&parameters, lists.kinds, append->row_count);
    dolen_parameters_int8s(&parameters, lists.created, append->row_count);
    dolen_parameters_texts(&parameters, lists.concerns, append->row_count);
    dolen_parameters_byteas(&parameters, lists.salts, append->row_count);
    dolen_parameters_byteas(&parameters, lists.entries, append->row_count);
    dolen_parameters_int2s(&parameters, lists.node_levels, append->node_count);
    dolen_parameters_int8s(&parameters, lists.node_indices, append->node_count);
    dolen_parameters_byteas(&parameters, lists.node_hashes, append->node_count);
    dolen_parameters_int8(&parameters, (int64_t)append->before);
    dolen_parameters_int8(&parameters, (int64_t)after->size);
    dolen_parameters_digest(&parameters, &after->root);
    dolen_parameters_bytes(&parameters, dolen_bytes_of(after->peaks, after->peak_count * DOLEN_DIGEST_SIZE));
    dolen_parameters_text(&parameters, after->checkpoint);
    dolen_parameters_int8(&parameters, append->now);
    DOLEN_TRY(dolen_statement_change(connection, &store, &parameters, &changed, err));
    if (changed != 1)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger has moved on");
    return DOLEN_OK;
}

static dolen_status add_matches(dolen_parameters *parameters, const dolen_consultation *items, size_t count,
                                dolen_err *err)
{
    dolen_arena *arena = parameters->arena;
    dolen_consultation_matches *matches = NULL;
    dolen_uuid *handles = NULL;
    int16_t *outcomes = NULL;
    const char **agencies = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *matches, (void *)&matches, err));
    DOLEN_TRY(dolen_arena_take(arena, count * DOLEN_CONSULTATION_MATCHES, sizeof *handles, (void *)&handles, err));
    DOLEN_TRY(dolen_arena_take(arena, count * DOLEN_CONSULTATION_MATCHES, sizeof *outcomes, (void *)&outcomes, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *agencies, (void *)&agencies, err));
    for (size_t i = 0; i < count; i++) {
        dolen_consultation_matches_write(&items[i], &matches[i]);
        memcpy(handles + i * DOLEN_CONSULTATION_MATCHES, matches[i].handles, sizeof matches[i].handles);
        memcpy(outcomes + i * DOLEN_CONSULTATION_MATCHES, matches[i].outcomes, sizeof matches[i].outcomes);
        agencies[i] = matches[i].agencies;
    }
    dolen_parameters_uuids(parameters, handles, count * DOLEN_CONSULTATION_MATCHES);
    dolen_parameters_int2s(parameters, outcomes, count * DOLEN_CONSULTATION_MATCHES);
    dolen_parameters_texts(parameters, agencies, count);
    return DOLEN_OK;
}

dolen_status dolen_ledger_store_consult(dolen_connection *connection, dolen_arena *arena,
                                        const dolen_consultation *items, size_t count, dolen_err *err)
{
    static const dolen_statement store = DOLEN_STATEMENT(
        "ledger-consult",
        "INSERT INTO consultation (entry, request, asked, epoch, token_values, token_kinds, fields, matched_handles,"
        " matched_agencies, matched_outcomes)"
        " SELECT i, r, a, e, ($7::uuid[])[f:l], ($8::smallint[])[f:l], d,"
        " ($10::uuid[])[(n::int - 1) * 32 + 1 : n::int * 32], string_to_array(m, ','),"
        " ($11::smallint[])[(n::int - 1) * 32 + 1 : n::int * 32] FROM unnest($1::bigint[], $2::uuid[], $3::bigint[],"
        " $4::integer[], $5::integer[], $6::integer[], $9::smallint[], $12::text[]) WITH ORDINALITY"
        " AS u (i, r, a, e, f, l, d, m, n)");
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t *indices = NULL;
    dolen_uuid *requests = NULL;
    int64_t *asked = NULL;
    int32_t *numbers = NULL; /* epochs, firsts, lasts */
    dolen_uuid *values = NULL;
    int16_t *kinds = NULL;
    int16_t *fields = NULL;
    size_t used = 0;

    if (count > DOLEN_LEDGER_STORE_BATCH)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many consultations at once");
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *indices, (void *)&indices, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *requests, (void *)&requests, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *asked, (void *)&asked, err));
    DOLEN_TRY(dolen_arena_take(arena, 3 * count, sizeof *numbers, (void *)&numbers, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *fields, (void *)&fields, err));
    DOLEN_TRY(dolen_arena_take(arena, count * DOLEN_SUBJECT_PSEUDONYMS, sizeof *values, (void *)&values, err));
    DOLEN_TRY(dolen_arena_take(arena, count * DOLEN_SUBJECT_PSEUDONYMS, sizeof *kinds, (void *)&kinds, err));
    for (size_t i = 0; i < count; i++) {
        if (items[i].token_count > DOLEN_SUBJECT_PSEUDONYMS)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a question asked for too many values");
        indices[i] = (int64_t)items[i].entry;
        requests[i] = items[i].request;
        asked[i] = items[i].asked;
        fields[i] = items[i].fields;
        numbers[i] = (int32_t)items[i].epoch;
        numbers[count + i] = (int32_t)used + 1;
        for (size_t k = 0; k < items[i].token_count; k++, used++) {
            values[used] = items[i].tokens[k].value;
            kinds[used] = (int16_t)items[i].tokens[k].kind;
        }
        numbers[2 * count + i] = (int32_t)used;
    }
    dolen_parameters_int8s(&parameters, indices, count);
    dolen_parameters_uuids(&parameters, requests, count);
    dolen_parameters_int8s(&parameters, asked, count);
    dolen_parameters_int4s(&parameters, numbers, count);
    dolen_parameters_int4s(&parameters, numbers + count, count);
    dolen_parameters_int4s(&parameters, numbers + 2 * count, count);
    dolen_parameters_uuids(&parameters, values, used);
    dolen_parameters_int2s(&parameters, kinds, used);
    dolen_parameters_int2s(&parameters, fields, count);
    DOLEN_TRY(add_matches(&parameters, items, count, err));
    return dolen_statement_run(connection, &store, &parameters, NULL, err);
}

dolen_status dolen_ledger_store_nodes(dolen_connection *connection, const dolen_merkle_place *places, size_t count,
                                      dolen_digest *hashes, dolen_err *err)
{
    static const dolen_statement read = DOLEN_STATEMENT(
        "ledger-nodes", "SELECT n.hash FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS u (l, i, o)"
                        " JOIN ledger_node n ON n.level = u.l AND n.index = u.i ORDER BY u.o");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(NODES_ARENA);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);
    int16_t *levels = NULL;
    int64_t *indices = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *levels, (void *)&levels, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *indices, (void *)&indices, err));
    for (size_t i = 0; i < count; i++) {
        levels[i] = places[i].level;
        indices[i] = (int64_t)places[i].index;
    }
    dolen_parameters_int2s(&parameters, levels, count);
    dolen_parameters_int8s(&parameters, indices, count);
    DOLEN_TRY(dolen_statement_run(connection, &read, &parameters, &rows, err));
    if (dolen_rows_count(rows) != count)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "a part of the ledger's tree is missing");
    for (size_t i = 0; i < count; i++)
        hashes[i] = dolen_rows_digest(rows, i, 0);
    return DOLEN_OK;
}

dolen_status dolen_ledger_store_row_of_nodes(dolen_connection *connection, dolen_merkle_place first, size_t count,
                                             dolen_digest *hashes, dolen_err *err)
{
    static const dolen_statement read =
        DOLEN_STATEMENT("ledger-tile", "SELECT hash FROM ledger_node WHERE level = $1::smallint"
                                       " AND index >= $2::bigint AND index < $3::bigint ORDER BY index");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int2(&parameters, first.level);
    dolen_parameters_int8(&parameters, (int64_t)first.index);
    dolen_parameters_int8(&parameters, (int64_t)(first.index + count));
    DOLEN_TRY(dolen_statement_run(connection, &read, &parameters, &rows, err));
    if (dolen_rows_count(rows) != count)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger does not have this tile");
    for (size_t i = 0; i < count; i++)
        hashes[i] = dolen_rows_digest(rows, i, 0);
    return DOLEN_OK;
}

static dolen_status copy_bytes(dolen_arena *arena, dolen_bytes from, dolen_bytes *out, dolen_err *err)
{
    char *copy = dolen_arena_copy_string(arena, (const char *)from.at, from.size);

    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the entries do not fit");
    *out = from.size ? dolen_bytes_of(copy, from.size) : dolen_bytes_of(NULL, 0);
    return DOLEN_OK;
}

dolen_status dolen_ledger_store_read(dolen_connection *connection, dolen_arena *arena, uint64_t first, size_t count,
                                     dolen_ledger_reader reader, const dolen_ledger_stored **out, size_t *found,
                                     dolen_err *err)
{
    static const dolen_statement read = DOLEN_STATEMENT(
        "ledger-read", "SELECT l.index, l.commitment, e.salt, e.entry FROM ledger_leaf l LEFT JOIN ledger_entry e"
                       " ON e.index = l.index AND ($3::boolean OR $4::text = ANY (e.concerns))"
                       " WHERE l.index >= $1::bigint AND l.index < $2::bigint ORDER BY l.index");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(1024);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);
    dolen_ledger_stored *list = NULL;

    *out = NULL;
    *found = 0;
    if (count > DOLEN_LEDGER_STORE_BATCH || first > INT64_MAX - DOLEN_LEDGER_STORE_BATCH)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many entries at once");
    dolen_parameters_int8(&parameters, (int64_t)first);
    dolen_parameters_int8(&parameters, (int64_t)(first + count));
    dolen_parameters_bool(&parameters, reader.all);
    dolen_parameters_text(&parameters, reader.member.text);
    DOLEN_TRY(dolen_statement_run(connection, &read, &parameters, &rows, err));
    const size_t rows_found = dolen_rows_count(rows);
    DOLEN_TRY(dolen_arena_take(arena, rows_found + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < rows_found; i++) {
        list[i].index = (uint64_t)dolen_rows_number(rows, i, 0);
        list[i].commitment = dolen_rows_digest(rows, i, 1);
        DOLEN_TRY(copy_bytes(arena, dolen_rows_bytes(rows, i, 2), &list[i].salt, err));
        DOLEN_TRY(copy_bytes(arena, dolen_rows_bytes(rows, i, 3), &list[i].entry, err));
    }
    *out = list;
    *found = rows_found;
    return DOLEN_OK;
}

dolen_status dolen_ledger_store_keep_checkpoint(dolen_connection *connection, const dolen_ledger_kept *checkpoint,
                                                dolen_err *err)
{
    static const dolen_statement keep =
        DOLEN_STATEMENT("ledger-keep", "INSERT INTO ledger_checkpoint (size, created, root, note)"
                                       " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1024);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int8(&parameters, (int64_t)checkpoint->size);
    dolen_parameters_int8(&parameters, checkpoint->created);
    dolen_parameters_digest(&parameters, &checkpoint->root);
    dolen_parameters_text(&parameters, checkpoint->note);
    return dolen_statement_run(connection, &keep, &parameters, NULL, err);
}

dolen_status dolen_ledger_store_find_checkpoint(dolen_connection *connection, dolen_arena *arena, uint64_t size,
                                                dolen_ledger_kept *out, dolen_err *err)
{
    static const dolen_statement find =
        DOLEN_STATEMENT("ledger-find-checkpoint", "SELECT size, root, note, created FROM ledger_checkpoint"
                                                  " WHERE size <= $1 ORDER BY size DESC, created DESC LIMIT 1");
    DOLEN_OWN(dolen_arena, values) = dolen_arena_new(1024);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = dolen_parameters_in(values);

    *out = (dolen_ledger_kept){.note = ""};
    dolen_parameters_int8(&parameters, size > INT64_MAX ? INT64_MAX : (int64_t)size);
    DOLEN_TRY(dolen_statement_run(connection, &find, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no checkpoint is kept");
    out->size = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->root = dolen_rows_digest(rows, 0, 1);
    out->created = dolen_rows_number(rows, 0, 3);
    const char *note = dolen_rows_text(rows, 0, 2);
    out->note = dolen_arena_copy_string(arena, note, strlen(note));
    return out->note ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the checkpoint does not fit");
}

dolen_status dolen_ledger_store_count(dolen_connection *connection, uint64_t *leaves, uint64_t *entries, dolen_err *err)
{
    static const dolen_statement count =
        DOLEN_STATEMENT("ledger-count", "SELECT COALESCE((SELECT max(index) + 1 FROM ledger_leaf), 0),"
                                        " COALESCE((SELECT max(index) + 1 FROM ledger_entry), 0)");
    DOLEN_OWN(dolen_rows, rows) = NULL;

    *leaves = 0;
    *entries = 0;
    DOLEN_TRY(dolen_statement_run(connection, &count, NULL, &rows, err));
    *leaves = (uint64_t)dolen_rows_number(rows, 0, 0);
    *entries = (uint64_t)dolen_rows_number(rows, 0, 1);
    return DOLEN_OK;
}
