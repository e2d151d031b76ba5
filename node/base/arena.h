/**
 * Request memory: allocated piece by piece, limited, wiped and freed as a whole.
 *
 * Everything decoded from a peer lives in an arena, so that a hostile message can cost no more than the arena's limit.
 * Owns: all memory it hands out. Nothing from an arena may outlive it.
 * Threads: one thread at a time.
 */
#ifndef DOLEN_NODE_BASE_ARENA_H
#define DOLEN_NODE_BASE_ARENA_H

#include <stddef.h>

#include "node/base/own.h"
#include "node/base/status.h"

typedef struct dolen_arena dolen_arena;

/** A new arena that hands out at most `limit` bytes in all. Never NULL. */
dolen_arena *dolen_arena_new(size_t limit);

/** Wipe and free the arena and all that it handed out. NULL is fine. */
void dolen_arena_free(dolen_arena *arena);
DOLEN_OWNED(dolen_arena);

/** Wipe everything handed out and start again with the full limit, keeping one block for reuse. */
void dolen_arena_reset(dolen_arena *arena);

/** `count` zeroed items of `size` bytes, aligned for any type; NULL when the limit would be passed. */
void *dolen_arena_make(dolen_arena *arena, size_t count, size_t size);

/** The same as a status: DOLEN_E_LIMIT when the limit would be passed; `*out` is then NULL. */
DOLEN_CHECKED dolen_status dolen_arena_take(dolen_arena *arena, size_t count, size_t size, void *out_pointer,
                                            dolen_err *err);

/** A NUL-terminated copy of `size` bytes; NULL when the limit would be passed. */
char *dolen_arena_copy_string(dolen_arena *arena, const char *bytes, size_t size);

/** How many bytes have been handed out since it was made or reset. */
size_t dolen_arena_used(const dolen_arena *arena);

#endif
