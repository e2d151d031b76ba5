/** A dolen_csv_source over bytes in memory that hands out `step` bytes at a time. */
#ifndef DOLEN_TESTS_SUPPORT_MEMORY_SOURCE_H
#define DOLEN_TESTS_SUPPORT_MEMORY_SOURCE_H

#include <string.h>

#include "node/agency/extract/csv.h"

typedef struct memory_source {
    const uint8_t *at;
    size_t size;
    size_t step;
} memory_source;

static inline long memory_source_read(void *context, uint8_t *at, size_t room)
{
    memory_source *source = context;
    size_t size = source->size < room ? source->size : room;

    if (size > source->step)
        size = source->step;
    if (size)
        memcpy(at, source->at, size);
    source->at += size;
    source->size -= size;
    return (long)size;
}

#endif
