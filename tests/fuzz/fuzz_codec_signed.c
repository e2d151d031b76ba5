/* Any bytes as a message of proto/codec/signed.h: refused, or decoded to what encodes to the same bytes again. The
   first byte chooses the message, the next two the arena's limit. */
#include "proto/codec/signed.h"

enum { LIMIT_UNIT = 128 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_signed(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)
{
    dolen_signed read;
    dolen_bytes again;

    if (dolen_signed_decode(bytes, arena, &read, NULL) != DOLEN_OK)
        return;
    DOLEN_MUST(dolen_signed_encode(&read, other, &again, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_bytes_same(bytes, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(dolen_bytes, dolen_arena *, dolen_arena *) = {try_signed};

    if (size < 3)
        return 0;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[1] << 8 | data[2]) * LIMIT_UNIT);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new((size_t)16 * 1024 * 1024);
    tries[data[0] % (sizeof tries / sizeof *tries)](dolen_bytes_of(data + 3, size - 3), arena, other);
    return 0;
}
