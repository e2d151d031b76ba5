#include "node/tools/database_reconcile.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "governance/audit/ledger_opening.h"
#include "governance/audit/loss_statement.h"
#include "governance/audit/merkle_batch.h"
#include "governance/audit/tile.h"
#include "governance/audit/verify_log.h"
#include "node/base/cursor.h"
#include "node/base/file.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/store/cosignature_store.h"
#include "node/store/ledger_restore.h"
#include "node/store/transaction.h"

enum { ARENA = 16 * 1024 * 1024, SMALL = 512 * 1024, TILE_LIMIT = 2 * 1024 * 1024 };

/* One restoration: the folder, the tree as it grows, the tile at hand. */
typedef struct restoration {
    const char *folder;
    dolen_connection *connection;
    dolen_arena *arena; /* reset for each tile */
    dolen_merkle_frontier frontier;
    uint64_t size; /* to reach */
} restoration;

static dolen_status read_named(dolen_arena *arena, const char *folder, const char *name, size_t limit, dolen_bytes *out,
                               dolen_err *err)
{
    char path[PATH_MAX];

    *out = dolen_bytes_of(NULL, 0);
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the folder's name is too long");
    return dolen_file_read(arena, path, limit, out, err);
}

static dolen_status read_tile(const restoration *r, int level, uint64_t number, unsigned int width, dolen_bytes *out,
                              dolen_err *err)
{
    char name[DOLEN_TILE_PATH];

    dolen_tile_write((dolen_tile){.level = level, .index = number, .width = width}, name);
    return read_named(r->arena, r->folder, name, TILE_LIMIT, out, err);
}

static const char *concerns_of(dolen_arena *arena, const dolen_ledger_entry *entry)
{
    const size_t room = (DOLEN_ANSWER_MEMBERS + 1) * DOLEN_CODE_SIZE + 1;
    char *text = dolen_arena_make(arena, room, 1);
    size_t used = text ? (size_t)snprintf(text, room, "%s", entry->member.text) : 0;

    for (size_t i = 0; text && i < entry->disclosure_count; i++)
        if (!dolen_code_same(entry->disclosures[i].member, entry->member))
            used +=
                (size_t)snprintf(text + used, room - used, "%s%s", used ? "," : "", entry->disclosures[i].member.text);
    return text ? text : "";
}

/* An entry comes back with its text when the folder has all of it; otherwise as an erased one. */
static void open_leaf(const restoration *r, dolen_bytes bytes, dolen_ledger_leaf *out)
{
    dolen_ledger_opening opening;

    out->concerns = "";
    if (bytes.size == 0 || dolen_ledger_opening_read(r->arena, bytes, &opening, NULL) != DOLEN_OK ||
        opening.form != DOLEN_LEDGER_WHOLE || !dolen_digest_same(opening.commitment, out->commitment))
        return;
    out->salt = opening.salt;
    out->entry = opening.bytes;
    out->kind = (uint8_t)opening.entry.kind;
    out->created = opening.entry.time;
    out->concerns = concerns_of(r->arena, &opening.entry);
}

static dolen_status restore_tile(restoration *r, uint64_t number, unsigned int width, dolen_err *err)
{
    dolen_ledger_leaf *leaves = NULL;
    dolen_digest *hashes = NULL;
    dolen_merkle_batch *batch = NULL;
    dolen_bytes entries;
    dolen_bytes opened;
    size_t count = 0;

    dolen_arena_reset(r->arena);
    DOLEN_TRY(read_tile(r, DOLEN_TILE_ENTRIES, number, width, &entries, err));
    (void)!read_tile(r, DOLEN_TILE_OPENED, number, width, &opened, NULL);
    DOLEN_TRY(dolen_arena_take(r->arena, DOLEN_TILE_WIDTH, sizeof *leaves, (void *)&leaves, err));
    DOLEN_TRY(dolen_arena_take(r->arena, DOLEN_TILE_WIDTH, sizeof *hashes, (void *)&hashes, err));
    dolen_reader commitments = dolen_reader_of(entries);
    dolen_reader openings = dolen_reader_of(opened);
    for (uint64_t index = number * DOLEN_TILE_WIDTH; index < number * DOLEN_TILE_WIDTH + width; index++) {
        const dolen_bytes commitment = dolen_reader_block16(&commitments);
        const dolen_bytes opening = dolen_reader_block16(&openings);
        if (index < r->frontier.size)
            continue;
        if (commitment.size != DOLEN_DIGEST_SIZE)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a leaf of the folder is malformed");
        memcpy(leaves[count].commitment.bytes, commitment.at, commitment.size);
        hashes[count] = dolen_merkle_leaf(commitment);
        open_leaf(r, opening, &leaves[count++]);
    }
    DOLEN_TRY(dolen_merkle_batch_make(r->arena, &r->frontier, hashes, count, &batch, err));
    DOLEN_TRY(dolen_ledger_restore_leaves(r->connection, r->arena, r->frontier.size, leaves, count, batch->made,
                                          batch->made_count, err));
    r->frontier = batch->after;
    return DOLEN_OK;
}

static void load_frontier(const dolen_ledger_head *head, dolen_merkle_frontier *out)
{
    size_t at = 0;

    *out = (dolen_merkle_frontier){.size = head->size};
    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++)
        if (head->size >> level & 1)
            out->peaks[level] = head->peaks[at++];
}

static dolen_ledger_head head_of(const dolen_merkle_frontier *frontier, const char *checkpoint)
{
    dolen_ledger_head head = {.size = frontier->size, .root = dolen_merkle_root(frontier), .checkpoint = checkpoint};

    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++)
        if (frontier->size >> level & 1)
            head.peaks[head.peak_count++] = frontier->peaks[level];
    return head;
}

/* All of the folder, and that it continues the database's own checkpoint. */
static dolen_status verify_folder(dolen_arena *arena, const char *folder, const dolen_note_key *log,
                                  const char *earlier, dolen_verify_report *report, dolen_err *err)
{
    const dolen_policy_file *policy = NULL;

    DOLEN_TRY(dolen_policy_file_of_key(arena, log, &policy, err));
    if (dolen_verify_log(policy, folder, dolen_bytes_of_string(earlier), report, err) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO,
                          "the folder's log does not verify, or does not continue what the database holds");
    return DOLEN_OK;
}

/* The checkpoint as the log alone signed it: the head's form. */
static dolen_status log_note(dolen_arena *arena, const char *folder, const dolen_note_key *log, const char **out,
                             dolen_err *err)
{
    const char *line = NULL;
    dolen_bytes bytes;
    dolen_note note;

    DOLEN_TRY(read_named(arena, folder, "checkpoint", DOLEN_CHECKPOINT_LIMIT, &bytes, err));
    DOLEN_TRY(dolen_note_read(arena, bytes, &note, err));
    for (size_t i = 0; i < note.count && !line; i++)
        if (note.signatures[i].id == log->id && dolen_text_same(note.signatures[i].name, log->name))
            DOLEN_TRY(dolen_note_make_line(arena, log, note.signatures[i].bytes, &line, err));
    if (!line)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the log has not signed the folder's checkpoint");
    return dolen_note_join(arena, note.text, &line, 1, out, err);
}

static dolen_status restore_all(restoration *r, dolen_arena *arena, const dolen_ledger_head *before,
                                const dolen_note_key *log, dolen_err *err)
{
    const char *note = NULL;

    for (uint64_t number = r->frontier.size / DOLEN_TILE_WIDTH; r->frontier.size < r->size; number++)
        DOLEN_TRY(restore_tile(r, number, dolen_tile_width_in(DOLEN_TILE_ENTRIES, number, r->size), err));
    DOLEN_TRY(log_note(arena, r->folder, log, &note, err));
    const dolen_ledger_head after = head_of(&r->frontier, note);
    return dolen_ledger_restore_head(r->connection, before->size, &after, err);
}

dolen_status dolen_database_reconcile_restore(dolen_pool *pool, const char *folder, const char *key, uint64_t *restored,
                                              dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL);
    DOLEN_OWN(dolen_arena, tiles) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    restoration r = {.folder = folder, .arena = tiles};
    dolen_verify_report report;
    dolen_ledger_head head;
    dolen_note_key log;

    *restored = 0;
    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(key), &log, err));
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    r.connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_ledger_store_lock(r.connection, arena, &head, err));
    DOLEN_TRY(verify_folder(arena, folder, &log, head.checkpoint, &report, err));
    load_frontier(&head, &r.frontier);
    r.size = report.size;
    if (r.size == head.size)
        return DOLEN_OK;
    DOLEN_TRY(restore_all(&r, arena, &head, &log, err));
    DOLEN_TRY(dolen_transaction_commit(transaction, err));
    *restored = r.size - head.size;
    return DOLEN_OK;
}

dolen_status dolen_database_reconcile_acknowledge(dolen_pool *pool, const char *statement, const char *governance,
                                                  dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_loss_statement says;
    dolen_ledger_head head;
    dolen_note_key key;
    dolen_bytes bytes;

    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(governance), &key, err));
    DOLEN_TRY(dolen_file_read(arena, statement, DOLEN_LOSS_STATEMENT_LIMIT, &bytes, err));
    DOLEN_TRY(dolen_loss_statement_open(bytes, &key, &says, err));
    DOLEN_TRY(dolen_transaction_begin(pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_ledger_store_lock(connection, arena, &head, err));
    if (says.kept.size != head.size || !dolen_digest_same(says.kept.root, head.root))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the statement keeps another tree than the database holds");
    DOLEN_TRY(dolen_cosignature_store_add_loss(connection, (const char *)bytes.at, err));
    return dolen_transaction_commit(transaction, err);
}

dolen_status dolen_database_reconcile_show(dolen_pool *pool, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_ledger_head head;

    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    DOLEN_TRY(dolen_ledger_store_head(connection, arena, &head, err));
    if (head.size == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the ledger has no entry");
    fputs(head.checkpoint, stdout);
    return DOLEN_OK;
}
