#include <string.h>

#include "node/base/file.h"
#include "node/base/log.h"
#include "node/broker/ledger_internal.h"

enum { ARENA = 256 * 1024 };

static dolen_status fetch(void *context, const dolen_merkle_place *places, size_t count, dolen_digest *hashes,
                          dolen_err *err)
{
    return dolen_ledger_store_nodes(context, places, count, hashes, err);
}

static dolen_status conflict(dolen_status status, dolen_err *err)
{
    if (status == DOLEN_E_ABSENT)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a part of the ledger's tree is missing");
    return status;
}

/* The head's peaks are the stored nodes, they give its root, and there are as many leaves and entries as it says. */
static dolen_status check_tree(dolen_connection *connection, const dolen_ledger_head *head, dolen_err *err)
{
    const dolen_merkle_source source = {.fetch = fetch, .context = connection};
    dolen_merkle_frontier frontier;
    uint64_t leaves;
    uint64_t entries;
    size_t at = 0;

    DOLEN_TRY(conflict(dolen_merkle_proof_load(head->size, source, &frontier, err), err));
    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++)
        if (head->size >> level & 1 &&
            memcmp(&head->peaks[at++], &frontier.peaks[level], sizeof frontier.peaks[level]) != 0)
            return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger's head and nodes disagree");
    const dolen_digest root = dolen_merkle_root(&frontier);
    if (memcmp(&root, &head->root, sizeof root) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger's root and nodes disagree");
    DOLEN_TRY(dolen_ledger_store_count(connection, &leaves, &entries, err));
    if (leaves != head->size || entries != head->size)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger has more or fewer leaves than its head says");
    return DOLEN_OK;
}

static dolen_status open_own(const dolen_ledger *ledger, dolen_arena *arena, const char *note, dolen_checkpoint *out,
                             dolen_err *err)
{
    dolen_note_key key;

    DOLEN_TRY(
        dolen_note_make_key(ledger->origin, DOLEN_NOTE_ED25519, dolen_signing_key_public(ledger->key), &key, err));
    if (dolen_checkpoint_open(arena, dolen_bytes_of_string(note), &key, out, NULL, err) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "a kept checkpoint is not this ledger's");
    return DOLEN_OK;
}

/* The tree continues a checkpoint that was signed before. */
static dolen_status check_continues(dolen_connection *connection, const dolen_ledger_head *head,
                                    const dolen_checkpoint *before, dolen_err *err)
{
    const dolen_merkle_source source = {.fetch = fetch, .context = connection};
    const dolen_merkle_head now = {.size = head->size, .root = head->root};
    dolen_merkle_proof proof;

    if (before->size > head->size)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger is older than a checkpoint that it has signed");
    DOLEN_TRY(conflict(dolen_merkle_proof_make_consistency(before->size, head->size, source, &proof, err), err));
    if (dolen_merkle_check_consistency(dolen_checkpoint_head(before), now, proof.hashes, proof.count, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger does not continue a checkpoint that it has signed");
    return DOLEN_OK;
}

static dolen_status check_note(const dolen_ledger *ledger, dolen_connection *connection, const dolen_ledger_head *head,
                               const char *note, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_checkpoint checkpoint;

    DOLEN_TRY(open_own(ledger, arena, note, &checkpoint, err));
    return check_continues(connection, head, &checkpoint, err);
}

static dolen_status check_head_note(const dolen_ledger *ledger, const dolen_ledger_head *head, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_checkpoint checkpoint;

    if (head->size == 0 && *head->checkpoint == '\0')
        return DOLEN_OK;
    DOLEN_TRY(open_own(ledger, arena, head->checkpoint, &checkpoint, err));
    if (checkpoint.size != head->size || memcmp(&checkpoint.root, &head->root, sizeof head->root) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the ledger's head and its checkpoint disagree");
    return DOLEN_OK;
}

/* Open all the same, on hold: so that it can say what is wrong, and hear its witnesses. */
static dolen_status hold_behind(dolen_ledger *ledger, const char *note, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_checkpoint checkpoint;

    DOLEN_TRY(open_own(ledger, arena, note, &checkpoint, err));
    ledger->remembered_head = dolen_checkpoint_head(&checkpoint);
    ledger->hold = DOLEN_LEDGER_UNRECONCILED;
    dolen_log_error("the ledger is older than the checkpoint kept outside the database: nothing is served until it is "
                    "reconciled (dolen database reconcile)",
                    dolen_field_size((int64_t)checkpoint.size));
    return DOLEN_OK;
}

static dolen_status check_memory(dolen_ledger *ledger, dolen_connection *connection, const dolen_ledger_head *head,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_bytes bytes;

    if (!ledger->memory_file)
        return DOLEN_OK;
    const dolen_status status = dolen_file_read(arena, ledger->memory_file, DOLEN_CHECKPOINT_LIMIT, &bytes, err);
    if (status == DOLEN_E_ABSENT && head->size > 0)
        dolen_log_warning("no checkpoint is kept outside the database: an old copy would not be noticed");
    if (status == DOLEN_E_ABSENT)
        return DOLEN_OK;
    DOLEN_TRY(status);
    const dolen_status checked = check_note(ledger, connection, head, (const char *)bytes.at, err);
    if (checked == DOLEN_E_CONFLICT && ledger->open_behind)
        return hold_behind(ledger, (const char *)bytes.at, err);
    return checked;
}

dolen_status dolen_ledger_check(dolen_ledger *ledger, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_ledger_kept kept;
    dolen_ledger_head head;

    DOLEN_TRY(dolen_pool_take(ledger->pool, &connection, err));
    DOLEN_TRY(dolen_ledger_store_head(connection, arena, &head, err));
    DOLEN_TRY(check_tree(connection, &head, err));
    DOLEN_TRY(check_head_note(ledger, &head, err));
    const dolen_status found = dolen_ledger_store_find_checkpoint(connection, arena, UINT64_MAX, &kept, err);
    if (found == DOLEN_OK)
        DOLEN_TRY(check_note(ledger, connection, &head, kept.note, err));
    else if (found != DOLEN_E_ABSENT)
        return found;
    return check_memory(ledger, connection, &head, err);
}
