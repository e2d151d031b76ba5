/* Any bytes as a checkpoint's text: what reads writes the same first three lines again. */
#include "governance/audit/checkpoint.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    dolen_checkpoint checkpoint;
    dolen_bytes text;

    if (dolen_checkpoint_read(dolen_bytes_of(data, size), &checkpoint, NULL) != DOLEN_OK)
        return 0;
    DOLEN_MUST(checkpoint.size <= DOLEN_MERKLE_SIZE_LIMIT);
    DOLEN_MUST(dolen_checkpoint_write(arena, &checkpoint, &text, NULL) == DOLEN_OK);
    DOLEN_MUST(text.size <= size && memcmp(text.at, data, text.size) == 0);
    return 0;
}
