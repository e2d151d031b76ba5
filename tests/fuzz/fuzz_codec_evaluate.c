/* Any bytes as a message of proto/codec/evaluate.h: refused, or decoded to what encodes to the same bytes again. The
   first byte chooses the message, the next two the arena's limit. */
#include "proto/codec/evaluate.h"

enum { LIMIT_UNIT = 128 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_evaluate_request(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_evaluate_request read;
    dolen_bytes again;

    if (dolen_evaluate_request_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_evaluate_request_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

static void try_evaluate_reply(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_evaluate_reply read;
    dolen_bytes again;

    if (dolen_evaluate_reply_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_evaluate_reply_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(dolen_bytes, dolen_arena *, dolen_arena *) = {try_evaluate_request,
                                                                               try_evaluate_reply};

    if (size < 3)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[1] << 8 | data[2]) * LIMIT_UNIT);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new((size_t)16 * 1024 * 1024);
    tries[data[0] % (sizeof tries / sizeof *tries)](dolen_bytes_of(data + 3, size - 3), arena, other);
    return 0;
}
