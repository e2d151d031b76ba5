#include "governance/audit/verify_log.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/ledger_opening.h"
#include "governance/audit/tile.h"
#include "node/base/cursor.h"
#include "node/base/file.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

enum {
    BUNDLE_BYTES = DOLEN_TILE_WIDTH * (2 + DOLEN_DIGEST_SIZE),
    OPENED_BYTES = DOLEN_TILE_WIDTH * (2 + DOLEN_LEDGER_OPENING_SIZE),
    ENTRY_ROOM = DOLEN_ANSWER_MEMBERS * sizeof(dolen_ledger_disclosure) + 64,
    ARENA = OPENED_BYTES + 2 * BUNDLE_BYTES + DOLEN_TILE_WIDTH * ENTRY_ROOM,
};

/* One level of hash tiles being filled as the tree grows. */
typedef struct pending_tile {
    dolen_digest hashes[DOLEN_TILE_WIDTH];
    uint64_t index;
    unsigned int width;
} pending_tile;

typedef struct verification {
    const char *folder;
    dolen_arena *arena; /* reset for each bundle */
    dolen_checkpoint checkpoint;
    dolen_checkpoint earlier;
    bool has_earlier;
    dolen_merkle_frontier frontier;
    pending_tile *pending; /* DOLEN_TILE_LEVELS of them */
    dolen_verify_report *report;
} verification;

static dolen_status read_file(const verification *v, const char *name, size_t limit, dolen_bytes *out, dolen_err *err)
{
    char path[PATH_MAX];

    *out = dolen_bytes_of(NULL, 0);
    if ((size_t)snprintf(path, sizeof path, "%s/%s", v->folder, name) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the folder's name is too long");
    return dolen_file_read(v->arena, path, limit, out, err);
}

static dolen_status read_tile(const verification *v, int level, uint64_t index, unsigned int width, size_t limit,
                              dolen_bytes *out, dolen_err *err)
{
    char path[DOLEN_TILE_PATH];

    dolen_tile_write((dolen_tile){.level = level, .index = index, .width = width}, path);
    return read_file(v, path, limit, out, err);
}

/* A tile of hashes is optional; one that is there must hold what was recomputed. */
static dolen_status check_tile(const verification *v, int level, const pending_tile *tile, dolen_err *err)
{
    dolen_bytes bytes;

    const dolen_status status = read_tile(v, level, tile->index, tile->width, BUNDLE_BYTES, &bytes, err);
    if (status == DOLEN_E_ABSENT)
        return DOLEN_OK;
    if (status == DOLEN_E_SYSTEM)
        return status;
    if (status != DOLEN_OK || !dolen_bytes_same(bytes, dolen_bytes_of(tile->hashes, tile->width * DOLEN_DIGEST_SIZE)))
        dolen_verify_note(v->report, tile->index * DOLEN_TILE_WIDTH << (DOLEN_TILE_HEIGHT * level),
                          DOLEN_VERIFY_HASH_TILE);
    return DOLEN_OK;
}

static dolen_status keep_for_tile(const verification *v, const dolen_merkle_entry *made, dolen_err *err)
{
    if (made->place.level % DOLEN_TILE_HEIGHT)
        return DOLEN_OK;
    const int level = made->place.level / DOLEN_TILE_HEIGHT;
    pending_tile *tile = &v->pending[level];
    tile->index = made->place.index / DOLEN_TILE_WIDTH;
    tile->hashes[made->place.index % DOLEN_TILE_WIDTH] = made->hash;
    tile->width = (unsigned int)(made->place.index % DOLEN_TILE_WIDTH) + 1;
    if (tile->width < DOLEN_TILE_WIDTH)
        return DOLEN_OK;
    const dolen_status status = check_tile(v, level, tile, err);
    tile->width = 0;
    return status;
}

static void check_earlier(verification *v)
{
    if (v->has_earlier && v->earlier.size == v->frontier.size &&
        !dolen_digest_same(dolen_merkle_root(&v->frontier), v->earlier.root))
        dolen_verify_note(v->report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_REWRITTEN);
}

static dolen_status add_leaf(verification *v, dolen_bytes commitment, dolen_err *err)
{
    dolen_merkle_entry made[DOLEN_MERKLE_LEVELS];
    const size_t count = dolen_merkle_append(&v->frontier, dolen_merkle_leaf(commitment), made);

    v->report->entries_checked++;
    check_earlier(v);
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(keep_for_tile(v, &made[i], err));
    return DOLEN_OK;
}

static void check_opening(const verification *v, uint64_t index, dolen_bytes commitment, dolen_bytes bytes)
{
    dolen_ledger_opening opening;

    if (bytes.size == 0)
        return;
    if (dolen_ledger_opening_read(v->arena, bytes, &opening, NULL) != DOLEN_OK)
        dolen_verify_note(v->report, index, DOLEN_VERIFY_UNREADABLE_ENTRY);
    else if (!dolen_bytes_same(commitment, dolen_bytes_of(opening.commitment.bytes, sizeof opening.commitment.bytes)))
        dolen_verify_note(v->report, index, DOLEN_VERIFY_ALTERED_ENTRY);
    else if (dolen_verify_is_future((uint64_t)opening.entry.time / 1000))
        dolen_verify_note(v->report, index, DOLEN_VERIFY_FUTURE_ENTRY);
    else
        v->report->entries_opened++;
}

static dolen_status check_bundle(verification *v, uint64_t number, unsigned int width, dolen_err *err)
{
    const uint64_t first = number * DOLEN_TILE_WIDTH;
    dolen_bytes entries;
    dolen_bytes opened;

    dolen_arena_reset(v->arena);
    const dolen_status status = read_tile(v, DOLEN_TILE_ENTRIES, number, width, BUNDLE_BYTES, &entries, err);
    if (status == DOLEN_E_SYSTEM)
        return status;
    if (status != DOLEN_OK || entries.size != (size_t)width * (2 + DOLEN_DIGEST_SIZE)) {
        dolen_verify_note(v->report, first, DOLEN_VERIFY_MISSING_LEAVES);
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "leaves are missing");
    }
    const dolen_status found = read_tile(v, DOLEN_TILE_OPENED, number, width, OPENED_BYTES, &opened, err);
    if (found != DOLEN_OK && found != DOLEN_E_ABSENT && found != DOLEN_E_LIMIT)
        return found;
    dolen_reader leaves = dolen_reader_of(entries);
    dolen_reader openings = dolen_reader_of(opened);
    for (unsigned int i = 0; i < width; i++) {
        const dolen_bytes commitment = dolen_reader_block16(&leaves);
        if (commitment.size != DOLEN_DIGEST_SIZE)
            dolen_verify_note(v->report, first + i, DOLEN_VERIFY_MALFORMED_LEAF);
        DOLEN_TRY(add_leaf(v, commitment, err));
        if (found == DOLEN_OK)
            check_opening(v, first + i, commitment, dolen_reader_block16(&openings));
    }
    if (found == DOLEN_E_LIMIT || (found == DOLEN_OK && !dolen_reader_is_done(&openings)))
        dolen_verify_note(v->report, first, DOLEN_VERIFY_MALFORMED_OPENED);
    return DOLEN_OK;
}

static dolen_status check_pending(verification *v, dolen_err *err)
{
    dolen_arena_reset(v->arena);
    for (int level = 0; level < DOLEN_TILE_LEVELS; level++)
        if (v->pending[level].width)
            DOLEN_TRY(check_tile(v, level, &v->pending[level], err));
    return DOLEN_OK;
}

static dolen_status check_leaves(verification *v, dolen_err *err)
{
    check_earlier(v);
    for (uint64_t number = 0;; number++) {
        const unsigned int width = dolen_tile_width_in(DOLEN_TILE_ENTRIES, number, v->checkpoint.size);
        if (width == 0)
            break;
        const dolen_status status = check_bundle(v, number, width, err);
        if (status == DOLEN_E_CRYPTO)
            return DOLEN_OK;
        DOLEN_TRY(status);
    }
    DOLEN_TRY(check_pending(v, err));
    if (!dolen_digest_same(dolen_merkle_root(&v->frontier), v->checkpoint.root))
        dolen_verify_note(v->report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_WRONG_ROOT);
    return DOLEN_OK;
}

/* Problems of the earlier checkpoint itself count as problems of the whole. */
static dolen_status open_earlier(verification *v, const dolen_policy_file *policy, dolen_bytes earlier, dolen_err *err)
{
    dolen_verify_report about;

    if (earlier.size == 0)
        return DOLEN_OK;
    const dolen_status status = dolen_verify_checkpoint(policy, earlier, &v->earlier, &about, err);
    if (status != DOLEN_OK && status != DOLEN_E_CRYPTO)
        return status;
    if (status == DOLEN_E_CRYPTO)
        dolen_verify_note(v->report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_EARLIER_BAD);
    if (!dolen_text_same(v->earlier.origin, v->checkpoint.origin))
        dolen_verify_note(v->report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_EARLIER_OTHER);
    if (v->earlier.size > v->checkpoint.size)
        dolen_verify_note(v->report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_SHRUNK);
    v->has_earlier = true;
    return DOLEN_OK;
}

dolen_status dolen_verify_log(const dolen_policy_file *policy, const char *folder, dolen_bytes earlier,
                              dolen_verify_report *report, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_arena, tiles) = dolen_arena_new(DOLEN_TILE_LEVELS * sizeof(pending_tile) + 64);
    verification v = {.folder = folder, .arena = arena, .report = report};
    dolen_bytes bytes;

    *report = (dolen_verify_report){0};
    DOLEN_TRY(dolen_arena_take(tiles, DOLEN_TILE_LEVELS, sizeof *v.pending, (void *)&v.pending, err));
    DOLEN_TRY(read_file(&v, "checkpoint", DOLEN_CHECKPOINT_LIMIT, &bytes, err));
    const dolen_status status = dolen_verify_checkpoint(policy, bytes, &v.checkpoint, report, err);
    if (status != DOLEN_OK && status != DOLEN_E_CRYPTO)
        return status;
    DOLEN_TRY(open_earlier(&v, policy, earlier, err));
    DOLEN_TRY(check_leaves(&v, err));
    report->ok = report->problem_count == 0;
    if (!report->ok)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the verification found problems");
    return DOLEN_OK;
}
