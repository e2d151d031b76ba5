/**
 * Fuzzing a codec: any bytes as one of its messages are refused, or decode to what encodes to the same bytes again.
 *
 *     CODEC_FUZZ(query)
 *     CODEC_FUZZ_TARGET(try_query)
 *
 * The first byte chooses the message, the next two the arena's limit.
 */
#ifndef DOLEN_TESTS_SUPPORT_CODEC_FUZZ_H
#define DOLEN_TESTS_SUPPORT_CODEC_FUZZ_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/memory.h"

enum { CODEC_FUZZ_UNIT = 128, CODEC_FUZZ_ENCODED = 16 * 1024 * 1024, CODEC_FUZZ_HEAD = 3 };

typedef void (*codec_fuzz_try)(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other);

/* A type's and a function's name cannot be parenthesised. NOLINTBEGIN(bugprone-macro-parentheses) */
/** Define try_MESSAGE over dolen_MESSAGE_decode and dolen_MESSAGE_encode. */
#define CODEC_FUZZ(message) CODEC_FUZZ_AS(message, dolen_##message##_decode(bytes, arena, &read, NULL))

/** The same where decoding takes more arguments: `decoding` uses `bytes`, `arena` and `read`. */
#define CODEC_FUZZ_AS(message, decoding)                                                                               \
    static void try_##message(dolen_bytes bytes, dolen_arena *arena, dolen_arena *other)                               \
    {                                                                                                                  \
        dolen_##message read;                                                                                          \
        dolen_bytes again;                                                                                             \
                                                                                                                       \
        if ((decoding) != DOLEN_OK)                                                                                    \
            return;                                                                                                    \
        DOLEN_MUST(dolen_##message##_encode(&read, other, &again, NULL) == DOLEN_OK);                                  \
        DOLEN_MUST(dolen_bytes_same(bytes, again));                                                                    \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

/** Define the fuzz target over these tries. */
#define CODEC_FUZZ_TARGET(...)                                                                                         \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);                                                      \
                                                                                                                       \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                                       \
    {                                                                                                                  \
        static const codec_fuzz_try tries[] = {__VA_ARGS__};                                                           \
                                                                                                                       \
        codec_fuzz_run(data, size, tries, sizeof tries / sizeof *tries);                                               \
        return 0;                                                                                                      \
    }

static inline void codec_fuzz_run(const uint8_t *data, size_t size, const codec_fuzz_try *tries, size_t count)
{
    if (size < CODEC_FUZZ_HEAD)
        return;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)(data[1] << 8 | data[2]) * CODEC_FUZZ_UNIT);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new(CODEC_FUZZ_ENCODED);
    tries[data[0] % count](dolen_bytes_of(data + CODEC_FUZZ_HEAD, size - CODEC_FUZZ_HEAD), arena, other);
}

#endif
