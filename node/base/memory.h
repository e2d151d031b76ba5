/**
 * Long-lived memory. Running out of system memory aborts: the service manager restarts the process.
 * Memory that grows with what a peer sent belongs in an arena (arena.h), which has a limit.
 */
#ifndef DOLEN_NODE_BASE_MEMORY_H
#define DOLEN_NODE_BASE_MEMORY_H

#include <stddef.h>

#include "node/base/own.h"

/** `count` zeroed items of `size` bytes; never NULL. Free with free(). */
void *dolen_memory_make(size_t count, size_t size);

/** Grow or shrink `old` (may be NULL) to `count` items of `size` bytes; new bytes are not zeroed; never NULL. */
void *dolen_memory_resize(void *old, size_t count, size_t size);

/** A copy of a NUL-terminated string; never NULL. Free with free(). */
char *dolen_memory_copy_string(const char *string);

/** Overwrite `size` bytes so that the compiler cannot leave it out. */
void dolen_memory_wipe(void *bytes, size_t size);

/** For `__attribute__((cleanup))` on a `char *` or `void *` from malloc: see DOLEN_FREED. */
void dolen_memory_drop(void *pointer_to_pointer);

/** Declare a malloc'ed pointer that is freed at the end of its scope: `DOLEN_FREED char *line = NULL;` */
#define DOLEN_FREED __attribute__((cleanup(dolen_memory_drop)))

#endif
