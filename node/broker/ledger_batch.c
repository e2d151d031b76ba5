#include "node/broker/ledger_internal.h"

#include <stdlib.h>
#include <string.h>

#include "governance/audit/ledger_opening.h"
#include "node/base/memory.h"
#include "node/crypto/random.h"

void dolen_ledger_request_free(dolen_ledger_request *request)
{
    if (!request)
        return;
    pthread_cond_destroy(&request->done);
    free(request->checkpoint);
    dolen_memory_wipe(request, sizeof *request);
    free(request);
}

static dolen_ledger_request *new_request(void)
{
    dolen_ledger_request *request = dolen_memory_make(1, sizeof *request);
    pthread_condattr_t monotonic;

    DOLEN_MUST(pthread_condattr_init(&monotonic) == 0);
    DOLEN_MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    DOLEN_MUST(pthread_cond_init(&request->done, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    return request;
}

static void add_concern(dolen_ledger_request *request, dolen_code member)
{
    if (dolen_code_is_empty(member))
        return;
    for (size_t i = 0; i < request->concern_count; i++)
        if (dolen_code_same(request->concerns[i], member))
            return;
    DOLEN_MUST(request->concern_count < DOLEN_LEDGER_STORE_CONCERNS);
    request->concerns[request->concern_count++] = member;
}

static dolen_status copy_consultation(dolen_ledger_request *request, const dolen_consultation *from, dolen_err *err)
{
    if (from->token_count > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question asked for too many values");
    for (size_t i = 0; i < from->token_count; i++)
        request->tokens[i] = from->tokens[i];
    if (from->match_count > DOLEN_CONSULTATION_MATCHES)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question matched more records than are kept");
    for (size_t i = 0; i < from->match_count; i++)
        request->matches[i] = from->matches[i];
    if (from->withheld.list.size > DOLEN_WITHHELD_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question withheld more than is kept");
    if (from->withheld.list.size)
        memcpy(request->withheld, from->withheld.list.at, from->withheld.list.size);
    request->consultation = *from;
    request->consultation.withheld.list = dolen_bytes_of(request->withheld, from->withheld.list.size);
    request->consultation.tokens = request->tokens;
    request->consultation.matches = request->matches;
    request->has_consultation = true;
    return DOLEN_OK;
}

dolen_status dolen_ledger_request_make(const dolen_ledger_entry *entry, const dolen_consultation *consultation,
                                       dolen_ledger_request **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(2 * DOLEN_LEDGER_ENTRY_SIZE);
    DOLEN_OWN(dolen_ledger_request, request) = new_request();
    dolen_bytes bytes;

    *out = NULL;
    DOLEN_TRY(dolen_ledger_entry_write(arena, entry, &bytes, err));
    memcpy(request->entry, bytes.at, bytes.size);
    request->entry_size = bytes.size;
    request->kind = (uint8_t)entry->kind;
    request->created = entry->time;
    dolen_random_bytes(request->salt, sizeof request->salt);
    DOLEN_TRY(dolen_ledger_opening_commit(request->salt, bytes, &request->commitment, err));
    request->leaf = dolen_merkle_leaf(dolen_bytes_of(request->commitment.bytes, sizeof request->commitment.bytes));
    add_concern(request, entry->member);
    for (size_t i = 0; i < entry->disclosure_count; i++)
        add_concern(request, entry->disclosures[i].member);
    if (consultation)
        DOLEN_TRY(copy_consultation(request, consultation, err));
    *out = DOLEN_TAKE(request);
    return DOLEN_OK;
}

dolen_status dolen_ledger_request_place(const dolen_ledger_request *request, dolen_arena *arena,
                                        dolen_ledger_place *out, dolen_err *err)
{
    dolen_digest *proof = NULL;
    uint8_t *entry = NULL;

    *out = (dolen_ledger_place){0};
    DOLEN_TRY(dolen_arena_take(arena, request->proof.count + 1, sizeof *proof, (void *)&proof, err));
    DOLEN_TRY(dolen_arena_take(arena, request->entry_size, 1, (void *)&entry, err));
    const char *checkpoint = dolen_arena_copy_string(arena, request->checkpoint, strlen(request->checkpoint));
    if (!checkpoint)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the checkpoint does not fit");
    memcpy(entry, request->entry, request->entry_size);
    for (size_t i = 0; i < request->proof.count; i++)
        proof[i] = request->proof.hashes[i];
    *out = (dolen_ledger_place){
        .index = request->index,
        .size = request->size,
        .leaf = request->commitment,
        .proof = proof,
        .proof_count = request->proof.count,
        .checkpoint = checkpoint,
        .entry = dolen_bytes_of(entry, request->entry_size),
    };
    memcpy(out->salt, request->salt, sizeof out->salt);
    return DOLEN_OK;
}

static dolen_merkle_frontier frontier_of(const dolen_ledger_head *head)
{
    dolen_merkle_frontier frontier = {.size = head->size};
    size_t at = 0;

    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++)
        if (head->size >> level & 1)
            frontier.peaks[level] = head->peaks[at++];
    return frontier;
}

static dolen_ledger_head head_of(const dolen_merkle_frontier *frontier)
{
    dolen_ledger_head head = {.size = frontier->size, .root = dolen_merkle_root(frontier)};

    for (size_t level = 0; level < DOLEN_MERKLE_LEVELS; level++)
        if (frontier->size >> level & 1)
            head.peaks[head.peak_count++] = frontier->peaks[level];
    return head;
}

static dolen_status sign(dolen_ledger *ledger, dolen_arena *arena, dolen_ledger_head *head, dolen_err *err)
{
    dolen_checkpoint checkpoint = {.size = head->size, .root = head->root};

    memcpy(checkpoint.origin, ledger->origin, sizeof checkpoint.origin);
    return dolen_checkpoint_sign(arena, &checkpoint, ledger->key, &head->checkpoint, err);
}

static dolen_status consult(dolen_connection *connection, dolen_arena *arena, const dolen_ledger_request *first,
                            uint64_t before, dolen_err *err)
{
    dolen_consultation *items = NULL;
    dolen_withheld *withheld = NULL;
    uint64_t index = before;
    size_t count = 0;

    DOLEN_TRY(dolen_arena_take(arena, DOLEN_LEDGER_BATCH, sizeof *items, (void *)&items, err));
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_LEDGER_BATCH, sizeof *withheld, (void *)&withheld, err));
    for (const dolen_ledger_request *one = first; one; one = one->next, index++) {
        if (!one->has_consultation)
            continue;
        items[count] = one->consultation;
        items[count].entry = index;
        withheld[count] = one->consultation.withheld;
        withheld[count++].entry = index;
    }
    if (count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_ledger_store_consult(connection, arena, items, count, err));
    return dolen_withheld_store_add(connection, withheld, count, arena, err);
}

static dolen_status fill_places(dolen_merkle_batch *batch, const dolen_ledger_head *head, dolen_ledger_request *first,
                                dolen_err *err)
{
    const dolen_merkle_source source = dolen_merkle_batch_source(batch);
    uint64_t index = batch->before.size;

    for (dolen_ledger_request *one = first; one; one = one->next, index++) {
        one->index = index;
        one->size = head->size;
        DOLEN_TRY(dolen_merkle_proof_make_inclusion(index, head->size, source, &one->proof, err));
        free(one->checkpoint);
        one->checkpoint = dolen_memory_copy_string(head->checkpoint);
    }
    return DOLEN_OK;
}

dolen_status dolen_ledger_batch_append(dolen_ledger *ledger, dolen_connection *connection, dolen_ledger_request *first,
                                       dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_LEDGER_BATCH_ARENA);
    dolen_ledger_row *rows = NULL;
    dolen_digest *leaves = NULL;
    dolen_merkle_batch *batch = NULL;
    dolen_ledger_head head;
    size_t count = 0;

    DOLEN_TRY(dolen_arena_take(arena, DOLEN_LEDGER_BATCH, sizeof *rows, (void *)&rows, err));
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_LEDGER_BATCH, sizeof *leaves, (void *)&leaves, err));
    for (const dolen_ledger_request *one = first; one; one = one->next, count++) {
        DOLEN_MUST(count < DOLEN_LEDGER_BATCH);
        leaves[count] = one->leaf;
        rows[count] = (dolen_ledger_row){
            .commitment = one->commitment,
            .kind = one->kind,
            .created = one->created,
            .concerns = one->concerns,
            .concern_count = one->concern_count,
            .salt = one->salt,
            .entry = dolen_bytes_of(one->entry, one->entry_size),
        };
    }
    DOLEN_TRY(dolen_ledger_store_lock(connection, arena, &head, err));
    DOLEN_TRY(dolen_ledger_check_hold(ledger, err));
    const dolen_merkle_frontier before = frontier_of(&head);
    DOLEN_TRY(dolen_merkle_batch_make(arena, &before, leaves, count, &batch, err));
    head = head_of(&batch->after);
    DOLEN_TRY(sign(ledger, arena, &head, err));
    const dolen_ledger_addition append = {
        .before = before.size,
        .rows = rows,
        .row_count = count,
        .nodes = batch->made,
        .node_count = batch->made_count,
        .after = &head,
        .now = dolen_clock_now(ledger->clock),
    };
    DOLEN_TRY(dolen_ledger_store_append(connection, arena, &append, err));
    DOLEN_TRY(consult(connection, arena, first, before.size, err));
    return fill_places(batch, &head, first, err);
}
