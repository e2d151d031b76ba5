/* Any bytes as a message of proto/codec/ledger.h: refused, or decoded to what encodes to the same bytes again. The
   first byte chooses the message, the next two the arena's limit. */
#include "proto/codec/ledger.h"

enum { LIMIT_UNIT = 128 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_ledger_entries_request(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_ledger_entries_request read;
    dolen_bytes again;

    if (dolen_ledger_entries_request_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_ledger_entries_request_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_ledger_items(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_ledger_items read;
    dolen_bytes again;

    if (dolen_ledger_items_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_ledger_items_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_ledger_proof_request(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_ledger_proof_request read;
    dolen_bytes again;

    if (dolen_ledger_proof_request_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_ledger_proof_request_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_ledger_proof(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_ledger_proof read;
    dolen_bytes again;

    if (dolen_ledger_proof_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_ledger_proof_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(dolen_bytes, dolen_arena *, dolen_arena *) = {
        try_ledger_entries_request, try_ledger_items, try_ledger_proof_request, try_ledger_proof};

    if (size < 3)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[1] << 8 | data[2]) * LIMIT_UNIT);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new((size_t)16 * 1024 * 1024);
    tries[data[0] % (sizeof tries / sizeof *tries)](dolen_bytes_of(data + 3, size - 3), arena, other);
    return 0;
}
