#include "governance/audit/tile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { GROUP = 1000, INDEX_LIMIT_BITS = 55 };

void dolen_tile_write(dolen_tile tile, char out[DOLEN_TILE_PATH])
{
    char number[32] = "";
    size_t used;

    DOLEN_MUST(tile.level >= DOLEN_TILE_OPENED && tile.level < DOLEN_TILE_LEVELS && tile.width >= 1 &&
               tile.width <= DOLEN_TILE_WIDTH && tile.index >> INDEX_LIMIT_BITS == 0);
    if (tile.level == DOLEN_TILE_ENTRIES)
        used = (size_t)snprintf(out, DOLEN_TILE_PATH, "tile/entries");
    else if (tile.level == DOLEN_TILE_OPENED)
        used = (size_t)snprintf(out, DOLEN_TILE_PATH, "opened");
    else
        used = (size_t)snprintf(out, DOLEN_TILE_PATH, "tile/%d", tile.level);
    uint64_t divisor = 1;
    while (tile.index / divisor >= GROUP)
        divisor *= GROUP;
    for (; divisor; divisor /= GROUP) {
        snprintf(number, sizeof number, "/%s%03" PRIu64, divisor > 1 ? "x" : "", tile.index / divisor % GROUP);
        used += (size_t)snprintf(out + used, DOLEN_TILE_PATH - used, "%s", number);
    }
    if (tile.width < DOLEN_TILE_WIDTH)
        snprintf(out + used, DOLEN_TILE_PATH - used, ".p/%u", tile.width);
}

/* Read loosely; dolen_tile_read compares with what is written for the result. */
static bool read_level(const char **path, int *level)
{
    if (strncmp(*path, "opened/", 7) == 0) {
        *level = DOLEN_TILE_OPENED;
        *path += 7;
        return true;
    }
    if (strncmp(*path, "tile/entries/", 13) == 0) {
        *level = DOLEN_TILE_ENTRIES;
        *path += 13;
        return true;
    }
    if (strncmp(*path, "tile/", 5) != 0 || (*path)[5] < '0' || (*path)[5] >= '0' + DOLEN_TILE_LEVELS ||
        (*path)[6] != '/')
        return false;
    *level = (*path)[5] - '0';
    *path += 7;
    return true;
}

dolen_status dolen_tile_read(const char *path, dolen_tile *out, dolen_err *err)
{
    dolen_tile tile = {.width = DOLEN_TILE_WIDTH};
    const char *at = path;
    char again[DOLEN_TILE_PATH];

    *out = (dolen_tile){0};
    if (strlen(path) >= DOLEN_TILE_PATH || !read_level(&at, &tile.level))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "no path of a tile");
    for (; *at && *at != '.'; at++)
        if (*at >= '0' && *at <= '9' && tile.index >> INDEX_LIMIT_BITS == 0)
            tile.index = tile.index * 10 + (uint64_t)(*at - '0');
    if (strncmp(at, ".p/", 3) == 0)
        for (tile.width = 0, at += 3; *at >= '0' && *at <= '9' && tile.width < DOLEN_TILE_WIDTH; at++)
            tile.width = tile.width * 10 + (unsigned int)(*at - '0');
    if (tile.index >> INDEX_LIMIT_BITS || tile.width < 1 || tile.width > DOLEN_TILE_WIDTH)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "no path of a tile");
    dolen_tile_write(tile, again);
    if (strcmp(again, path) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "no path of a tile");
    *out = tile;
    return DOLEN_OK;
}

unsigned int dolen_tile_width_in(int level, uint64_t index, uint64_t size)
{
    const int shift = level < 0 ? 0 : DOLEN_TILE_HEIGHT * level;
    const uint64_t nodes = size >> shift;
    const uint64_t first = index * DOLEN_TILE_WIDTH;

    if (index >> INDEX_LIMIT_BITS || nodes <= first)
        return 0;
    return nodes - first >= DOLEN_TILE_WIDTH ? DOLEN_TILE_WIDTH : (unsigned int)(nodes - first);
}
