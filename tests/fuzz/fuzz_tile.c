/* Any bytes as the path of a tile: what reads writes the same path again. */
#include "governance/audit/tile.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(size + 64);
    const char *path = dolen_arena_copy_string(arena, (const char *)data, size);
    char again[DOLEN_TILE_PATH];
    dolen_tile tile;

    if (!path || dolen_tile_read(path, &tile, NULL) != DOLEN_OK)
        return 0;
    dolen_tile_write(tile, again);
    DOLEN_MUST(strcmp(again, path) == 0);
    return 0;
}
