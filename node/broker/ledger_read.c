#include <string.h>

#include "governance/audit/ledger_opening.h"
#include "governance/audit/tile.h"
#include "node/base/cursor.h"
#include "node/broker/ledger_internal.h"

enum { ARENA = 64 * 1024 };

static dolen_status fetch(void *context, const dolen_merkle_place *places, size_t count, dolen_digest *hashes,
                          dolen_err *err)
{
    return dolen_ledger_store_nodes(context, places, count, hashes, err);
}

static dolen_status head_of(dolen_ledger *ledger, dolen_arena *arena, dolen_connection **connection,
                            dolen_ledger_head *head, dolen_err *err)
{
    DOLEN_TRY(dolen_pool_take(ledger->pool, connection, err));
    return dolen_ledger_store_head(*connection, arena, head, err);
}

dolen_status dolen_ledger_checkpoint(dolen_ledger *ledger, dolen_arena *arena, const char **out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_ledger_head head;

    *out = NULL;
    DOLEN_TRY(head_of(ledger, arena, &connection, &head, err));
    if (head.size == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger has no entry yet");
    *out = head.checkpoint;
    return DOLEN_OK;
}

dolen_status dolen_ledger_find(dolen_ledger *ledger, uint64_t index, dolen_arena *arena, dolen_ledger_place *out,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_ledger_stored *stored;
    dolen_merkle_proof *proof = NULL;
    dolen_ledger_head head;
    size_t found;

    *out = (dolen_ledger_place){0};
    DOLEN_TRY(head_of(ledger, arena, &connection, &head, err));
    if (index >= head.size)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger has no such entry");
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *proof, (void *)&proof, err));
    DOLEN_TRY(dolen_ledger_store_read(connection, arena, index, 1, (dolen_ledger_reader){0}, &stored, &found, err));
    if (found != 1)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a leaf of the ledger is missing");
    const dolen_merkle_source source = {.fetch = fetch, .context = connection};
    DOLEN_TRY(dolen_merkle_proof_make_inclusion(index, head.size, source, proof, err));
    *out = (dolen_ledger_place){
        .index = index,
        .size = head.size,
        .leaf = stored[0].commitment,
        .proof = proof->hashes,
        .proof_count = proof->count,
        .checkpoint = head.checkpoint,
    };
    return DOLEN_OK;
}

static dolen_status prove(dolen_ledger *ledger, bool inclusion, uint64_t from, uint64_t size, dolen_merkle_proof *out,
                          dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_ledger_head head;

    *out = (dolen_merkle_proof){0};
    DOLEN_TRY(head_of(ledger, arena, &connection, &head, err));
    if (size > head.size)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger is not that large yet");
    const dolen_merkle_source source = {.fetch = fetch, .context = connection};
    if (inclusion)
        return dolen_merkle_proof_make_inclusion(from, size, source, out, err);
    return dolen_merkle_proof_make_consistency(from, size, source, out, err);
}

dolen_status dolen_ledger_prove_inclusion(dolen_ledger *ledger, uint64_t index, uint64_t size, dolen_merkle_proof *out,
                                          dolen_err *err)
{
    return prove(ledger, true, index, size, out, err);
}

dolen_status dolen_ledger_prove_consistency(dolen_ledger *ledger, uint64_t old_size, uint64_t size,
                                            dolen_merkle_proof *out, dolen_err *err)
{
    return prove(ledger, false, old_size, size, out, err);
}

dolen_status dolen_ledger_continues(dolen_ledger *ledger, dolen_merkle_head before, bool *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_merkle_proof proof;
    dolen_ledger_head head;

    *out = false;
    DOLEN_TRY(head_of(ledger, arena, &connection, &head, err));
    if (before.size > head.size)
        return DOLEN_OK;
    const dolen_merkle_source source = {.fetch = fetch, .context = connection};
    DOLEN_TRY(dolen_merkle_proof_make_consistency(before.size, head.size, source, &proof, err));
    *out = dolen_merkle_check_consistency(before, (dolen_merkle_head){.size = head.size, .root = head.root},
                                          proof.hashes, proof.count, NULL) == DOLEN_OK;
    return DOLEN_OK;
}

dolen_status dolen_ledger_read(dolen_ledger *ledger, uint64_t first, size_t count, dolen_ledger_reader reader,
                               dolen_arena *arena, const dolen_ledger_stored **out, size_t *found, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = NULL;
    *found = 0;
    DOLEN_TRY(dolen_pool_take(ledger->pool, &connection, err));
    return dolen_ledger_store_read(connection, arena, first, count, reader, out, found, err);
}

static dolen_status serve_hashes(dolen_connection *connection, dolen_tile tile, dolen_arena *arena, dolen_bytes *out,
                                 dolen_err *err)
{
    const dolen_merkle_place first = {.level = (uint8_t)(tile.level * DOLEN_TILE_HEIGHT),
                                      .index = tile.index * DOLEN_TILE_WIDTH};
    dolen_digest *hashes = NULL;

    DOLEN_TRY(dolen_arena_take(arena, tile.width, sizeof *hashes, (void *)&hashes, err));
    DOLEN_TRY(dolen_ledger_store_row_of_nodes(connection, first, tile.width, hashes, err));
    *out = dolen_bytes_of(hashes, tile.width * sizeof *hashes);
    return DOLEN_OK;
}

/* Nobody is named without somebody to say who may be. */
static bool may_not_name(void *context, dolen_code agency)
{
    (void)context;
    (void)agency;
    return false;
}

/* What a reader is given of one entry; nothing when it is erased or does not concern the reader. */
static dolen_status open_row(const dolen_ledger *ledger, const dolen_ledger_stored *row, dolen_ledger_reader reader,
                             dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    const dolen_ledger_audience audience = {.member = reader.member,
                                            .may_name = ledger->may_name ? ledger->may_name : may_not_name,
                                            .context = ledger->naming};

    *out = dolen_bytes_of(NULL, 0);
    if (row->salt.size != DOLEN_SALT_SIZE || row->entry.size == 0)
        return DOLEN_OK;
    if (reader.all)
        return dolen_ledger_opening_write(arena, row->salt.at, row->entry, out, err);
    return dolen_ledger_opening_project(arena, row->salt.at, row->entry, &audience, out, err);
}

static dolen_status join_blocks(const dolen_bytes *blocks, size_t count, dolen_arena *arena, dolen_bytes *out,
                                dolen_err *err)
{
    uint8_t *bytes = NULL;
    size_t room = 0;

    for (size_t i = 0; i < count; i++)
        room += 2 + blocks[i].size;
    DOLEN_TRY(dolen_arena_take(arena, room, 1, (void *)&bytes, err));
    dolen_writer writer = dolen_writer_of(bytes, room);
    for (size_t i = 0; i < count; i++)
        dolen_writer_block16(&writer, blocks[i]);
    DOLEN_MUST(!writer.failed && writer.used == room);
    *out = dolen_writer_bytes(&writer);
    return DOLEN_OK;
}

static dolen_status serve_entries(const dolen_ledger *ledger, dolen_connection *connection, dolen_tile tile,
                                  dolen_ledger_reader reader, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    const bool opened = tile.level == DOLEN_TILE_OPENED;
    const dolen_ledger_reader nobody = {0};
    const dolen_ledger_stored *rows;
    dolen_bytes blocks[DOLEN_TILE_WIDTH];
    size_t found;

    DOLEN_TRY(dolen_ledger_store_read(connection, arena, tile.index * DOLEN_TILE_WIDTH, tile.width,
                                      opened ? reader : nobody, &rows, &found, err));
    if (found != tile.width)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger does not have this tile");
    for (size_t i = 0; i < found; i++) {
        blocks[i] = dolen_bytes_of(rows[i].commitment.bytes, sizeof rows[i].commitment.bytes);
        if (opened)
            DOLEN_TRY(open_row(ledger, &rows[i], reader, arena, &blocks[i], err));
    }
    return join_blocks(blocks, found, arena, out, err);
}

static dolen_status serve_tile(dolen_ledger *ledger, const char *path, dolen_ledger_reader reader, dolen_arena *arena,
                               dolen_ledger_file *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_ledger_head head;
    dolen_tile tile;

    DOLEN_TRY(dolen_tile_read(path, &tile, err));
    DOLEN_TRY(head_of(ledger, arena, &connection, &head, err));
    if (tile.width > dolen_tile_width_in(tile.level, tile.index, head.size))
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger does not have this tile yet");
    out->type = "application/octet-stream";
    out->is_immutable = tile.level != DOLEN_TILE_OPENED;
    if (tile.level >= 0)
        return serve_hashes(connection, tile, arena, &out->bytes, err);
    return serve_entries(ledger, connection, tile, reader, arena, &out->bytes, err);
}

dolen_status dolen_ledger_serve(dolen_ledger *ledger, const char *path, dolen_ledger_reader reader, dolen_arena *arena,
                                dolen_ledger_file *out, dolen_err *err)
{
    const char *checkpoint;

    *out = (dolen_ledger_file){0};
    if (strcmp(path, "checkpoint") != 0)
        return serve_tile(ledger, path, reader, arena, out, err);
    DOLEN_TRY(dolen_ledger_checkpoint(ledger, arena, &checkpoint, err));
    *out = (dolen_ledger_file){.bytes = dolen_bytes_of_string(checkpoint), .type = "text/plain; charset=utf-8"};
    return DOLEN_OK;
}
