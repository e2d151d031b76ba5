#include "proto/codec/ledger.h"

#include <string.h>

#include "proto/codec/wire.h"
#include "proto/ledger.pb-c.h"

static const dolen_wire_type entries_request_type = {&dolen__v1__entries_request__descriptor,
                                                     DOLEN_LEDGER_REQUEST_BYTES};
static const dolen_wire_type entries_type = {&dolen__v1__entries__descriptor, DOLEN_LEDGER_REPLY_BYTES};
static const dolen_wire_type proof_request_type = {&dolen__v1__proof_request__descriptor, DOLEN_LEDGER_REQUEST_BYTES};
static const dolen_wire_type proof_type = {&dolen__v1__proof__descriptor, DOLEN_LEDGER_REPLY_BYTES};

static dolen_status check_entries_request(const dolen_ledger_entries_request *request, dolen_err *err)
{
    if (request->count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "no entries asked for");
    if (request->count > DOLEN_LEDGER_ENTRIES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "at most 1024 entries can be asked for at once");
    if (request->first > UINT64_MAX - request->count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an index out of range");
    return DOLEN_OK;
}

dolen_status dolen_ledger_entries_request_encode(const dolen_ledger_entries_request *request, dolen_arena *arena,
                                                 dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__EntriesRequest wire;

    dolen__v1__entries_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_entries_request(request, err));
    wire.first = request->first;
    wire.count = request->count;
    return dolen_wire_pack(entries_request_type, &wire.base, arena, out, err);
}

dolen_status dolen_ledger_entries_request_decode(dolen_bytes bytes, dolen_arena *arena,
                                                 dolen_ledger_entries_request *out, dolen_err *err)
{
    const Dolen__V1__EntriesRequest *wire = NULL;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(entries_request_type, bytes, arena, (void *)&wire, err));
    const dolen_ledger_entries_request read = {.first = wire->first, .count = wire->count};
    DOLEN_TRY(check_entries_request(&read, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_item(const dolen_ledger_item *item, const dolen_ledger_item *before, dolen_err *err)
{
    if (before && item->index <= before->index)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "entries stand in ascending order");
    if ((item->salt.size == 0) != (item->entry.size == 0))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an entry and its salt come together or not at all");
    if (item->salt.size != 0 && item->salt.size != DOLEN_SALT_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a salt has 32 bytes");
    if (item->entry.size > DOLEN_LEDGER_ENTRY)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an entry is too long");
    return DOLEN_OK;
}

dolen_status dolen_ledger_items_encode(const dolen_ledger_items *items, dolen_arena *arena, dolen_bytes *out,
                                       dolen_err *err)
{
    Dolen__V1__Entries wire;
    Dolen__V1__Entry *entries = NULL;

    dolen__v1__entries__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    if (items->count > DOLEN_LEDGER_ENTRIES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many entries");
    DOLEN_TRY(dolen_arena_take(arena, items->count, sizeof *entries, (void *)&entries, err));
    DOLEN_TRY(dolen_arena_take(arena, items->count, sizeof *wire.entries, (void *)&wire.entries, err));
    for (size_t i = 0; i < items->count; i++) {
        const dolen_ledger_item *item = &items->items[i];
        DOLEN_TRY(check_item(item, i ? item - 1 : NULL, err));
        dolen__v1__entry__init(&entries[i]);
        entries[i].index = item->index;
        entries[i].leaf = dolen_wire_data(item->leaf.bytes, DOLEN_DIGEST_SIZE);
        entries[i].salt = dolen_wire_data(item->salt.at, item->salt.size);
        entries[i].entry = dolen_wire_data(item->entry.at, item->entry.size);
        wire.entries[i] = &entries[i];
    }
    wire.n_entries = items->count;
    return dolen_wire_pack(entries_type, &wire.base, arena, out, err);
}

dolen_status dolen_ledger_items_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_items *out, dolen_err *err)
{
    const Dolen__V1__Entries *wire = NULL;
    dolen_ledger_item *items = NULL;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(entries_type, bytes, arena, (void *)&wire, err));
    if (wire->n_entries > DOLEN_LEDGER_ENTRIES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many entries");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_entries, sizeof *items, (void *)&items, err));
    for (size_t i = 0; i < wire->n_entries; i++) {
        const Dolen__V1__Entry *entry = wire->entries[i];
        items[i].index = entry->index;
        DOLEN_TRY(dolen_wire_read_fixed(entry->leaf, items[i].leaf.bytes, DOLEN_DIGEST_SIZE, err));
        items[i].salt = dolen_wire_view(entry->salt);
        items[i].entry = dolen_wire_view(entry->entry);
        DOLEN_TRY(check_item(&items[i], i ? &items[i - 1] : NULL, err));
    }
    *out = (dolen_ledger_items){.items = items, .count = wire->n_entries};
    return DOLEN_OK;
}

static dolen_status check_proof_request(const dolen_ledger_proof_request *request, dolen_err *err)
{
    if (request->size == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a proof is about a tree that is not empty");
    if (request->old_size > request->size || (request->old_size && request->index))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a proof is of inclusion, or of consistency with a smaller tree");
    if (request->index >= request->size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the index lies outside the tree");
    return DOLEN_OK;
}

dolen_status dolen_ledger_proof_request_encode(const dolen_ledger_proof_request *request, dolen_arena *arena,
                                               dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__ProofRequest wire;

    dolen__v1__proof_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_proof_request(request, err));
    wire.index = request->index;
    wire.size = request->size;
    wire.old_size = request->old_size;
    return dolen_wire_pack(proof_request_type, &wire.base, arena, out, err);
}

dolen_status dolen_ledger_proof_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_proof_request *out,
                                               dolen_err *err)
{
    const Dolen__V1__ProofRequest *wire = NULL;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(proof_request_type, bytes, arena, (void *)&wire, err));
    const dolen_ledger_proof_request read = {.index = wire->index, .size = wire->size, .old_size = wire->old_size};
    DOLEN_TRY(check_proof_request(&read, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_hash_count(size_t count, dolen_err *err)
{
    if (count > DOLEN_PROOF_HASHES + 1)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a proof has at most 64 hashes");
    return DOLEN_OK;
}

dolen_status dolen_ledger_proof_encode(const dolen_ledger_proof *proof, dolen_arena *arena, dolen_bytes *out,
                                       dolen_err *err)
{
    Dolen__V1__Proof wire;

    dolen__v1__proof__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_hash_count(proof->count, err));
    DOLEN_TRY(dolen_arena_take(arena, proof->count, sizeof *wire.hashes, (void *)&wire.hashes, err));
    for (size_t i = 0; i < proof->count; i++)
        wire.hashes[i] = dolen_wire_data(proof->hashes[i].bytes, DOLEN_DIGEST_SIZE);
    wire.n_hashes = proof->count;
    return dolen_wire_pack(proof_type, &wire.base, arena, out, err);
}

dolen_status dolen_ledger_proof_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_proof *out, dolen_err *err)
{
    const Dolen__V1__Proof *wire = NULL;
    dolen_digest *hashes = NULL;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(proof_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(check_hash_count(wire->n_hashes, err));
    DOLEN_TRY(dolen_arena_take(arena, wire->n_hashes, sizeof *hashes, (void *)&hashes, err));
    for (size_t i = 0; i < wire->n_hashes; i++)
        DOLEN_TRY(dolen_wire_read_fixed(wire->hashes[i], hashes[i].bytes, DOLEN_DIGEST_SIZE, err));
    *out = (dolen_ledger_proof){.hashes = hashes, .count = wire->n_hashes};
    return DOLEN_OK;
}
