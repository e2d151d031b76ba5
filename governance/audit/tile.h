/**
 * Paths and shapes of C2SP tlog-tiles: a ledger as static files.
 *
 *     checkpoint              the signed checkpoint
 *     tile/<L>/<N>[.p/<W>]    256 (or W) hashes of level 8 * L
 *     tile/entries/<N>        the leaf data: each a two-byte length (32) and the commitment
 *     opened/<N>[.p/<W>]      ours: for each leaf a two-byte length and salt || entry; length 0 = erased or not
 * released
 *
 * N is written in groups of three digits, all but the last with an x in front: x001/x234/067.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_TILE_H
#define DOLEN_GOVERNANCE_AUDIT_TILE_H

#include "node/base/bytes.h"

enum {
    DOLEN_TILE_WIDTH = 256,
    DOLEN_TILE_HEIGHT = 8,   /**< levels of the tree that one level of tiles spans */
    DOLEN_TILE_LEVELS = 8,   /**< levels of tiles: 0 to 7 */
    DOLEN_TILE_PATH = 64,    /**< room for a path and a NUL */
    DOLEN_TILE_ENTRIES = -1, /**< as level: tile/entries */
    DOLEN_TILE_OPENED = -2,  /**< as level: opened */
};

typedef struct dolen_tile {
    int level;          /**< 0 to 7, DOLEN_TILE_ENTRIES or DOLEN_TILE_OPENED */
    uint64_t index;     /**< below 2^55 */
    unsigned int width; /**< 1 to 256; 256 is a full tile */
} dolen_tile;

/** Write the tile's path without a leading slash. */
void dolen_tile_write(dolen_tile tile, char out[DOLEN_TILE_PATH]);

/** Read a path strictly. DOLEN_E_INPUT for any that dolen_tile_write does not write. */
DOLEN_CHECKED dolen_status dolen_tile_read(const char *path, dolen_tile *out, dolen_err *err);

/** How wide is tile `index` of `level` in a tree of `size` leaves? 0 when it does not exist yet. */
unsigned int dolen_tile_width_in(int level, uint64_t index, uint64_t size);

#endif
