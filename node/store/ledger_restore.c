#include "node/store/ledger_restore.h"

enum { PARAMETERS = 64 * 1024 };

/* Parallel lists, one per column. */
typedef struct columns {
    int64_t *indices;
    dolen_bytes *commitments;
    int16_t *kinds;
    int64_t *created;
    const char **concerns;
    dolen_bytes *salts;
    dolen_bytes *entries;
    int16_t *levels;
    int64_t *places;
    dolen_bytes *hashes;
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
    DOLEN_TRY(dolen_arena_take(arena, nodes, sizeof *out->levels, (void *)&out->levels, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes, sizeof *out->places, (void *)&out->places, err));
    return dolen_arena_take(arena, nodes, sizeof *out->hashes, (void *)&out->hashes, err);
}

static void fill_columns(const columns *to, uint64_t first, const dolen_ledger_leaf *leaves, size_t count,
                         const dolen_merkle_entry *nodes, size_t node_count)
{
    for (size_t i = 0; i < count; i++) {
        to->indices[i] = (int64_t)(first + i);
        to->commitments[i] = dolen_bytes_of(leaves[i].commitment.bytes, sizeof leaves[i].commitment.bytes);
        to->kinds[i] = leaves[i].kind;
        to->created[i] = leaves[i].created;
        to->concerns[i] = leaves[i].concerns;
        to->salts[i] = leaves[i].salt;
        to->entries[i] = leaves[i].entry;
    }
    for (size_t i = 0; i < node_count; i++) {
        to->levels[i] = nodes[i].place.level;
        to->places[i] = (int64_t)nodes[i].place.index;
        to->hashes[i] = dolen_bytes_of(nodes[i].hash.bytes, sizeof nodes[i].hash.bytes);
    }
}

dolen_status dolen_ledger_restore_leaves(dolen_connection *connection, dolen_arena *arena, uint64_t first,
                                         const dolen_ledger_leaf *leaves, size_t count, const dolen_merkle_entry *nodes,
                                         size_t node_count, dolen_err *err)
{
    static const dolen_statement restore = DOLEN_STATEMENT(
        "ledger-restore",
        "WITH leaf AS (INSERT INTO ledger_leaf (index, commitment) SELECT * FROM unnest($1::bigint[], $2::bytea[])),"
        " entry AS (INSERT INTO ledger_entry (index, kind, created, concerns, salt, entry)"
        "  SELECT i, k, c, string_to_array(m, ','), nullif(s, ''::bytea), nullif(e, ''::bytea)"
        "  FROM unnest($1::bigint[], $3::smallint[], $4::bigint[], $5::text[], $6::bytea[], $7::bytea[])"
        "  AS u (i, k, c, m, s, e))"
        " INSERT INTO ledger_node (level, index, hash) SELECT * FROM unnest($8::smallint[], $9::bigint[], "
        "$10::bytea[])");
    dolen_parameters parameters = dolen_parameters_in(arena);
    columns lists = {0};

    if (count < 1 || count > DOLEN_LEDGER_STORE_BATCH)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many entries at once");
    DOLEN_TRY(make_columns(arena, count, node_count, &lists, err));
    fill_columns(&lists, first, leaves, count, nodes, node_count);
    dolen_parameters_int8s(&parameters, lists.indices, count);
    dolen_parameters_byteas(&parameters, lists.commitments, count);
    dolen_parameters_int2s(&parameters, lists.kinds, count);
    dolen_parameters_int8s(&parameters, lists.created, count);
    dolen_parameters_texts(&parameters, lists.concerns, count);
    dolen_parameters_byteas(&parameters, lists.salts, count);
    dolen_parameters_byteas(&parameters, lists.entries, count);
    dolen_parameters_int2s(&parameters, lists.levels, node_count);
    dolen_parameters_int8s(&parameters, lists.places, node_count);
    dolen_parameters_byteas(&parameters, lists.hashes, node_count);
    return dolen_statement_run(connection, &restore, &parameters, NULL, err);
}

dolen_status dolen_ledger_restore_head(dolen_connection *connection, uint64_t before, const dolen_ledger_head *after,
                                       dolen_err *err)
{
    static const dolen_statement set =
        DOLEN_STATEMENT("ledger-restore-head",
                        "UPDATE ledger_head SET size = $1, root = $2, peaks = $3, checkpoint = $4 WHERE size = $5");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);
    int64_t changed = 0;

    dolen_parameters_int8(&parameters, (int64_t)after->size);
    dolen_parameters_digest(&parameters, &after->root);
    dolen_parameters_bytes(&parameters, dolen_bytes_of(after->peaks, after->peak_count * DOLEN_DIGEST_SIZE));
    dolen_parameters_text(&parameters, after->checkpoint);
    dolen_parameters_int8(&parameters, (int64_t)before);
    DOLEN_TRY(dolen_statement_change(connection, &set, &parameters, &changed, err));
    return changed == 1 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger has moved: is the broker running?");
}
