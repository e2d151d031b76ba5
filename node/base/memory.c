#include "node/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/status.h"

void *dolen_memory_make(size_t count, size_t size)
{
    void *made = calloc(count ? count : 1, size ? size : 1);

    DOLEN_MUST(made != NULL);
    return made;
}

void *dolen_memory_resize(void *old, size_t count, size_t size)
{
    DOLEN_MUST(size == 0 || count <= SIZE_MAX / size);
    const size_t bytes = count * size;
    void *resized = realloc(old, bytes ? bytes : 1);

    DOLEN_MUST(resized != NULL);
    return resized;
}

char *dolen_memory_copy_string(const char *string)
{
    char *copy = strdup(string);

    DOLEN_MUST(copy != NULL);
    return copy;
}

void dolen_memory_wipe(void *bytes, size_t size)
{
    if (size)
        explicit_bzero(bytes, size);
}

void dolen_memory_drop(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;

    free(*pointer);
    *pointer = NULL;
}
