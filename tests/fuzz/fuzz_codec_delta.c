/* Any bytes as a message of proto/codec/delta.h: refused, or decoded to what encodes to the same bytes again. The first
   byte chooses the message, the next two the arena's limit. */
#include "proto/codec/delta.h"

enum { LIMIT_UNIT = 128, MONTH = 2026 * 12 + 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_delta_chunk(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_delta_chunk read;
    dolen_bytes again;

    if (dolen_delta_chunk_decode(bytes, MONTH, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_delta_chunk_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_chunk_reply(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_chunk_reply read;
    dolen_bytes again;

    if (dolen_chunk_reply_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_chunk_reply_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_delta_commit(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_delta_commit read;
    dolen_bytes again;

    if (dolen_delta_commit_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_delta_commit_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_delta_state_request(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_delta_state_request read;
    dolen_bytes again;

    if (dolen_delta_state_request_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_delta_state_request_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_delta_state(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_delta_state read;
    dolen_bytes again;

    if (dolen_delta_state_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_delta_state_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_delta_receipt(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_delta_receipt read;
    dolen_bytes again;

    if (dolen_delta_receipt_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_delta_receipt_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(dolen_bytes, dolen_arena *,
                                 dolen_arena *) = {try_delta_chunk,         try_chunk_reply, try_delta_commit,
                                                   try_delta_state_request, try_delta_state, try_delta_receipt};

    if (size < 3)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[1] << 8 | data[2]) * LIMIT_UNIT);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new((size_t)16 * 1024 * 1024);
    tries[data[0] % (sizeof tries / sizeof *tries)](dolen_bytes_of(data + 3, size - 3), arena, other);
    return 0;
}
