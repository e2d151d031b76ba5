#include "node/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { BLOCK_SIZE = 16 * 1024 };

typedef struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
} block;

struct dolen_arena {
    block *first;
    size_t limit;
    size_t used;
};

static block *block_new(size_t size, block *next)
{
    block *made = dolen_memory_make(1, sizeof *made + size);

    made->size = size;
    made->next = next;
    return made;
}

static void blocks_free(block *first)
{
    while (first) {
        block *next = first->next;
        dolen_memory_wipe(first->bytes, first->used);
        free(first);
        first = next;
    }
}

dolen_arena *dolen_arena_new(size_t limit)
{
    dolen_arena *arena = dolen_memory_make(1, sizeof *arena);

    arena->limit = limit;
    return arena;
}

void dolen_arena_free(dolen_arena *arena)
{
    if (!arena)
        return;
    blocks_free(arena->first);
    free(arena);
}

void dolen_arena_reset(dolen_arena *arena)
{
    arena->used = 0;
    if (!arena->first)
        return;
    block *kept = arena->first;
    blocks_free(kept->next);
    kept->next = NULL;
    dolen_memory_wipe(kept->bytes, kept->used);
    kept->used = 0;
}

void *dolen_arena_make(dolen_arena *arena, size_t count, size_t size)
{
    const size_t align = alignof(max_align_t);

    if (size && count > SIZE_MAX / size / 2)
        return NULL;
    const size_t wanted = (count * size + align - 1) / align * align;
    if (wanted > arena->limit - arena->used)
        return NULL;
    if (!arena->first || arena->first->size - arena->first->used < wanted)
        arena->first = block_new(wanted > BLOCK_SIZE ? wanted : BLOCK_SIZE, arena->first);
    void *made = arena->first->bytes + arena->first->used;
    arena->first->used += wanted;
    arena->used += wanted;
    return made;
}

dolen_status dolen_arena_take(dolen_arena *arena, size_t count, size_t size, void *out_pointer, dolen_err *err)
{
    void *made = dolen_arena_make(arena, count, size);

    memcpy(out_pointer, &made, sizeof made);
    return made ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

char *dolen_arena_copy_string(dolen_arena *arena, const char *bytes, size_t size)
{
    if (size == SIZE_MAX)
        return NULL;
    char *copy = dolen_arena_make(arena, size + 1, 1);
    if (copy && size)
        memcpy(copy, bytes, size);
    return copy;
}

size_t dolen_arena_used(const dolen_arena *arena)
{
    return arena->used;
}
