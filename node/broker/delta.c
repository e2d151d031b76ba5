#include "node/broker/delta.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/log.h"
#include "node/crypto/hash.h"
#include "node/crypto/set_digest.h"
#include "node/store/delta_store.h"
#include "node/store/transaction.h"

enum { CANONICAL_ARENA = 256 * 1024 };

static dolen_status find_place(dolen_connection *connection, dolen_code agency, uint32_t epoch, dolen_delta_place *out,
                               dolen_err *err)
{
    *out = (dolen_delta_place){.epoch = epoch};
    if (epoch == 0 || epoch > INT32_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "there is no such epoch");
    return dolen_delta_store_agency(connection, agency, &out->agency, err);
}

dolen_status dolen_delta_read_state(const dolen_delta_desk *desk, dolen_code agency, uint32_t epoch, dolen_arena *arena,
                                    dolen_delta_state *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_state state;
    dolen_delta_place place;

    *out = (dolen_delta_state){0};
    DOLEN_TRY(dolen_pool_take(desk->pool, &connection, err));
    DOLEN_TRY(find_place(connection, agency, epoch, &place, err));
    DOLEN_TRY(dolen_delta_store_state(connection, place, &state, err));
    out->sequence = state.sequence;
    out->digest = state.digest;
    out->set_digest = state.is_erased ? dolen_set_digest_empty() : state.set_digest;
    return dolen_delta_store_staged(connection, place, state.sequence + 1, arena, &out->staged, &out->staged_count,
                                    err);
}

static int compare_handles(const void *a, const void *b)
{
    return memcmp(a, b, DOLEN_UUID_SIZE);
}

static dolen_status refuse_doubles(const dolen_uuid *handles, size_t count, dolen_arena *arena, dolen_err *err)
{
    dolen_uuid *sorted = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *sorted, (void *)&sorted, err));
    if (count)
        memcpy(sorted, handles, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_handles);
    for (size_t i = 1; i < count; i++)
        if (dolen_uuid_same(sorted[i - 1], sorted[i]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a record stands twice in one delta");
    return DOLEN_OK;
}

/* What a record adds to the set digest; `canonical` is wiped for the next one. */
static dolen_status element_of(const dolen_record *record, dolen_arena *canonical, dolen_digest *out, dolen_err *err)
{
    dolen_bytes bytes = {0};

    dolen_arena_reset(canonical);
    DOLEN_TRY(dolen_record_canonical(record, canonical, &bytes, err));
    *out = dolen_set_digest_of(bytes);
    return DOLEN_OK;
}

static dolen_status store_tokens(const dolen_delta_desk *desk, uint32_t epoch, const dolen_record *record,
                                 dolen_arena *arena, dolen_stored_operation *out, dolen_err *err)
{
    dolen_stored_token *tokens = NULL;

    DOLEN_TRY(dolen_arena_take(arena, record->token_count, sizeof *tokens, (void *)&tokens, err));
    for (size_t i = 0; i < record->token_count; i++) {
        tokens[i].value = dolen_stored_token_make(desk->tokens, epoch, &record->tokens[i]);
        tokens[i].kind = record->tokens[i].kind;
    }
    out->tokens = tokens;
    out->token_count = record->token_count;
    return DOLEN_OK;
}

/* A chunk's operations in stored form, and the handles in a list of their own. */
static dolen_status to_stored(const dolen_delta_desk *desk, const dolen_delta_chunk *chunk, dolen_arena *arena,
                              dolen_stored_operation *operations, dolen_uuid *handles, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, canonical) = dolen_arena_new(CANONICAL_ARENA);
    const dolen_month this_month = dolen_month_of(dolen_day_of(dolen_clock_now(desk->clock)));

    for (size_t i = 0; i < chunk->operation_count; i++) {
        const dolen_operation *from = &chunk->operations[i];
        handles[i] = dolen_handle_seal_close(desk->handles, from->put ? from->put->handle : from->withdraw);
        operations[i].handle = handles[i];
        operations[i].put = from->put;
        if (!from->put)
            continue;
        DOLEN_TRY(dolen_record_check(from->put, this_month, err));
        DOLEN_TRY(element_of(from->put, canonical, &operations[i].element, err));
        DOLEN_TRY(store_tokens(desk, chunk->epoch, from->put, arena, &operations[i], err));
    }
    return DOLEN_OK;
}

static dolen_status add_sums(dolen_stored_chunk *stored, dolen_err *err)
{
    stored->put_sum = dolen_set_digest_empty();
    stored->old_sum = dolen_set_digest_empty();
    for (size_t i = 0; i < stored->count; i++) {
        if (stored->operations[i].put)
            DOLEN_TRY(dolen_set_digest_add(&stored->put_sum, &stored->operations[i].element, err));
        if (stored->before[i].id)
            DOLEN_TRY(dolen_set_digest_add(&stored->old_sum, &stored->before[i].element, err));
    }
    return DOLEN_OK;
}

static dolen_status check_next(dolen_connection *connection, dolen_delta_place place, uint64_t sequence,
                               uint64_t *expected, dolen_err *err)
{
    dolen_stored_state state;

    DOLEN_TRY(dolen_delta_store_state(connection, place, &state, err));
    *expected = state.sequence + 1;
    if (sequence != *expected)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "this is not the agency's next delta");
    return DOLEN_OK;
}

static dolen_status stage_stored(dolen_connection *connection, dolen_stored_chunk *stored, const dolen_uuid *handles,
                                 dolen_arena *arena, uint64_t *expected, dolen_err *err)
{
    dolen_stored_record *before = NULL;
    bool is_staged = false;

    DOLEN_TRY(dolen_delta_store_lock(connection, stored->place, false, err));
    DOLEN_TRY(check_next(connection, stored->place, stored->sequence, expected, err));
    DOLEN_TRY(dolen_delta_store_has_chunk(connection, stored, &is_staged, err));
    if (is_staged)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, stored->count, sizeof *before, (void *)&before, err));
    DOLEN_TRY(dolen_delta_store_find(connection, stored->place, handles, stored->count, before, err));
    stored->before = before;
    DOLEN_TRY(add_sums(stored, err));
    return dolen_delta_store_stage(connection, stored, err);
}

dolen_status dolen_delta_stage(const dolen_delta_desk *desk, const dolen_delta_chunk *chunk, const dolen_digest *digest,
                               dolen_arena *arena, uint64_t *expected, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_stored_operation *operations = NULL;
    dolen_uuid *handles = NULL;

    *expected = 0;
    if (chunk->operation_count > DOLEN_CHUNK_OPERATIONS || chunk->index >= DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a delta has too many chunks, or a chunk too many operations");
    DOLEN_TRY(dolen_arena_take(arena, chunk->operation_count, sizeof *operations, (void *)&operations, err));
    DOLEN_TRY(dolen_arena_take(arena, chunk->operation_count, sizeof *handles, (void *)&handles, err));
    DOLEN_TRY(to_stored(desk, chunk, arena, operations, handles, err));
    DOLEN_TRY(refuse_doubles(handles, chunk->operation_count, arena, err));
    dolen_stored_chunk stored = {.sequence = chunk->sequence,
                                 .index = chunk->index,
                                 .digest = *digest,
                                 .operations = operations,
                                 .count = chunk->operation_count};
    DOLEN_TRY(dolen_transaction_begin(desk->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(find_place(connection, chunk->agency, chunk->epoch, &stored.place, err));
    DOLEN_TRY(stage_stored(connection, &stored, handles, arena, expected, err));
    return dolen_transaction_commit(transaction, err);
}

/* The set digest in the making: `sum` becomes what would be published. */
struct set_sum {
    dolen_digest sum;
    bool whole; /* a snapshot replaces everything */
};

static dolen_status add_chunk(void *context, const dolen_digest *put_sum, const dolen_digest *old_sum, dolen_err *err)
{
    struct set_sum *set = context;

    DOLEN_TRY(dolen_set_digest_add(&set->sum, put_sum, err));
    return set->whole ? DOLEN_OK : dolen_set_digest_subtract(&set->sum, old_sum, err);
}

/* A delta under way. */
struct applying {
    const dolen_delta_desk *desk;
    const dolen_delta *delta;
    dolen_digest digest;
    dolen_connection *connection;
    dolen_delta_place place;
    dolen_stored_state state;
    dolen_staged_totals totals;
};

static dolen_status check_totals(const struct applying *self, dolen_err *err)
{
    const dolen_delta *delta = self->delta;

    if (self->totals.chunks != delta->chunk_count)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "chunks of this delta are missing");
    if (!dolen_digest_same(self->totals.digest, delta->chunks))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the chunks are not those that were signed");
    if ((uint64_t)self->totals.puts != delta->put_count || (uint64_t)self->totals.withdrawals != delta->withdraw_count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the delta's counts are not those of its chunks");
    return DOLEN_OK;
}

static dolen_status check_set(const struct applying *self, bool *agrees, dolen_err *err)
{
    struct set_sum set = {.sum = self->state.set_digest, .whole = self->delta->kind == DOLEN_DELTA_SNAPSHOT};

    *agrees = false;
    if (set.whole)
        set.sum = dolen_set_digest_empty();
    DOLEN_TRY(dolen_delta_store_visit_sums(self->connection, self->place, self->delta->sequence,
                                           self->delta->chunk_count, add_chunk, &set, err));
    *agrees = dolen_digest_same(set.sum, self->delta->set_digest);
    return DOLEN_OK;
}

static dolen_status make_receipt(const struct applying *self, const dolen_delta_entry *entry, int64_t applied,
                                 dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    dolen_delta_receipt receipt = {.agency = self->delta->agency,
                                   .epoch = self->delta->epoch,
                                   .sequence = self->delta->sequence,
                                   .digest = self->digest,
                                   .set_digest = self->delta->set_digest,
                                   .ledger_index = entry->index,
                                   .ledger_size = entry->size,
                                   .applied = applied};
    dolen_bytes canonical = {0};

    DOLEN_TRY(dolen_delta_receipt_canonical(&receipt, arena, &canonical, err));
    const dolen_signature signature = dolen_sign_make(self->desk->signing, "receipt", canonical);
    memcpy(receipt.signature, signature.bytes, sizeof receipt.signature);
    return dolen_delta_receipt_encode(&receipt, arena, out, err);
}

/* Ledger entries come last: whoever appends to the ledger waits for this transaction to end. */
static dolen_status apply_checked(struct applying *self, dolen_arena *arena, dolen_bytes *receipt, dolen_err *err)
{
    const int64_t applied = dolen_clock_now(self->desk->clock);
    const dolen_delta_desk *desk = self->desk;
    dolen_delta_entry entry = {0};

    if (desk->before)
        DOLEN_TRY(desk->before(desk->append_context, self->connection, self->place, self->delta, err));
    DOLEN_TRY(dolen_delta_store_apply(self->connection, self->place, self->delta, &self->totals, err));
    if (desk->after)
        DOLEN_TRY(desk->after(desk->append_context, self->connection, self->place, self->delta, err));
    DOLEN_TRY(desk->append(desk->append_context, self->connection, self->delta, &self->digest, &entry, err));
    DOLEN_TRY(make_receipt(self, &entry, applied, arena, receipt, err));
    return dolen_delta_store_finish(self->connection, self->place, self->delta, &self->digest, applied, *receipt, err);
}

static dolen_status check_follows(const struct applying *self, uint64_t expected, dolen_err *err)
{
    if (self->delta->sequence != expected)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "this is not the agency's next delta");
    if (!dolen_digest_same(self->delta->previous, self->state.digest))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the delta does not follow the one that was applied last");
    if (self->state.is_erased && self->delta->kind != DOLEN_DELTA_SNAPSHOT)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT,
                          "retention erased records that should have been withdrawn: publish all");
    return DOLEN_OK;
}

/* With the lock held: the last one again, or the next one. When the set digests do not agree, only the staging goes. */
static dolen_status apply_locked(struct applying *self, dolen_arena *arena, dolen_bytes *receipt, uint64_t *expected,
                                 bool *agrees, dolen_err *err)
{
    const dolen_delta *delta = self->delta;

    DOLEN_TRY(dolen_delta_store_lock(self->connection, self->place, true, err));
    DOLEN_TRY(dolen_delta_store_state(self->connection, self->place, &self->state, err));
    *expected = self->state.sequence + 1;
    if (delta->sequence == self->state.sequence && dolen_digest_same(self->digest, self->state.digest))
        return dolen_delta_store_receipt(self->connection, self->place, delta->sequence, arena, receipt, err);
    DOLEN_TRY(check_follows(self, *expected, err));
    DOLEN_TRY(dolen_delta_store_totals(self->connection, self->place, delta->sequence, delta->chunk_count,
                                       &self->totals, err));
    DOLEN_TRY(check_totals(self, err));
    DOLEN_TRY(check_set(self, agrees, err));
    if (!*agrees)
        return dolen_delta_store_discard(self->connection, self->place, err);
    DOLEN_TRY(apply_checked(self, arena, receipt, err));
    *expected = delta->sequence + 1;
    return DOLEN_OK;
}

static dolen_status check_delta(const dolen_delta_desk *desk, const dolen_delta *delta,
                                const dolen_signature *signature, const dolen_public_key *key, dolen_arena *arena,
                                dolen_digest *digest, dolen_err *err)
{
    dolen_bytes canonical = {0};

    DOLEN_TRY(dolen_delta_canonical(delta, arena, &canonical, err));
    DOLEN_TRY(dolen_sign_check(key, "delta", canonical, signature, err));
    *digest = dolen_hash_sha256(canonical);
    if (!dolen_code_same(delta->federation, desk->federation))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the delta belongs to another federation");
    if (delta->kind != DOLEN_DELTA_INCREMENT && delta->kind != DOLEN_DELTA_SNAPSHOT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown kind of delta");
    if (delta->chunk_count > DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the delta has too many chunks");
    return dolen_set_digest_check(&delta->set_digest, err);
}

dolen_status dolen_delta_apply(const dolen_delta_desk *desk, const dolen_delta *delta, const dolen_signature *signature,
                               const dolen_public_key *key, dolen_arena *arena, dolen_bytes *receipt,
                               uint64_t *expected, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    struct applying self = {.desk = desk, .delta = delta};
    bool agrees = true;

    *receipt = dolen_bytes_of(NULL, 0);
    *expected = 0;
    DOLEN_TRY(check_delta(desk, delta, signature, key, arena, &self.digest, err));
    DOLEN_TRY(dolen_transaction_begin(desk->pool, &transaction, err));
    self.connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(find_place(self.connection, delta->agency, delta->epoch, &self.place, err));
    DOLEN_TRY(apply_locked(&self, arena, receipt, expected, &agrees, err));
    DOLEN_TRY(dolen_transaction_commit(transaction, err));
    if (!agrees)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the set digest is not that of what would be published");
    dolen_log_info("delta applied", dolen_field_agency(delta->agency.text),
                   dolen_field_sequence((int64_t)delta->sequence),
                   dolen_field_count((int64_t)(delta->put_count + delta->withdraw_count)));
    return DOLEN_OK;
}
