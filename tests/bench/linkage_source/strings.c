#include "tests/bench/linkage_source/strings.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { FIRST_ROOM = 1024, WORD = 64, PREFIX = 4 };

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}

void linkage_strings_start(linkage_strings *strings)
{
    *strings = (linkage_strings){.room = FIRST_ROOM, .slot_count = (size_t)2 * FIRST_ROOM, .count = 1};
    strings->texts = dolen_memory_make(strings->room, sizeof *strings->texts);
    strings->slots = dolen_memory_make(strings->slot_count, sizeof *strings->slots);
    strings->texts[0] = dolen_memory_copy_string("");
}

void linkage_strings_end(linkage_strings *strings)
{
    for (size_t i = 0; i < strings->count; i++)
        free(strings->texts[i]);
    free(strings->texts);
    free(strings->slots);
    *strings = (linkage_strings){0};
}

static uint32_t *slot_of(const linkage_strings *strings, const char *text)
{
    size_t at = (size_t)hash_of(text) & (strings->slot_count - 1);

    while (strings->slots[at] && strcmp(strings->texts[strings->slots[at]], text) != 0)
        at = (at + 1) & (strings->slot_count - 1);
    return &strings->slots[at];
}

static void grow(linkage_strings *strings)
{
    strings->room *= 2;
    strings->slot_count *= 2;
    strings->texts = dolen_memory_resize(strings->texts, strings->room, sizeof *strings->texts);
    free(strings->slots);
    strings->slots = dolen_memory_make(strings->slot_count, sizeof *strings->slots);
    for (size_t i = 1; i < strings->count; i++)
        *slot_of(strings, strings->texts[i]) = (uint32_t)i;
}

uint32_t linkage_strings_put(linkage_strings *strings, const char *text)
{
    if (!*text)
        return 0;
    uint32_t *slot = slot_of(strings, text);
    if (*slot)
        return *slot;
    if (strings->count == strings->room) {
        grow(strings);
        slot = slot_of(strings, text);
    }
    strings->texts[strings->count] = dolen_memory_copy_string(text);
    *slot = (uint32_t)strings->count;
    return (uint32_t)strings->count++;
}

/* How many letters of `a` have a partner in `b` nearby; which ones is marked. */
static size_t pair_letters(const char *a, size_t a_size, const char *b, size_t b_size, bool *in_a, bool *in_b)
{
    const size_t longer = a_size > b_size ? a_size : b_size;
    const size_t window = longer > 3 ? longer / 2 - 1 : 0;
    size_t found = 0;

    for (size_t i = 0; i < a_size; i++) {
        const size_t first = i > window ? i - window : 0;
        for (size_t k = first; k < b_size && k <= i + window; k++) {
            if (in_b[k] || a[i] != b[k])
                continue;
            in_a[i] = in_b[k] = true;
            found++;
            break;
        }
    }
    return found;
}

static size_t out_of_order(const char *a, size_t a_size, const char *b, const bool *in_a, const bool *in_b)
{
    size_t count = 0;
    size_t k = 0;

    for (size_t i = 0; i < a_size; i++) {
        if (!in_a[i])
            continue;
        while (!in_b[k])
            k++;
        count += a[i] != b[k++];
    }
    return count;
}

static size_t size_of(const char *text)
{
    const size_t size = strlen(text);

    return size < WORD ? size : WORD;
}

double linkage_jaro_winkler(const char *a, const char *b)
{
    const size_t a_size = size_of(a);
    const size_t b_size = size_of(b);
    bool in_a[WORD] = {0};
    bool in_b[WORD] = {0};
    size_t prefix = 0;

    if (strcmp(a, b) == 0)
        return 1;
    const double found = (double)pair_letters(a, a_size, b, b_size, in_a, in_b);
    if (found < 1)
        return 0;
    const double swapped = (double)out_of_order(a, a_size, b, in_a, in_b) / 2;
    const double jaro = (found / (double)a_size + found / (double)b_size + (found - swapped) / found) / 3;
    while (prefix < PREFIX && prefix < a_size && prefix < b_size && a[prefix] == b[prefix])
        prefix++;
    return jaro > 0.7 ? jaro + (double)prefix * 0.1 * (1 - jaro) : jaro;
}

bool linkage_one_edit(const char *a, const char *b)
{
    const size_t a_size = strlen(a);
    const size_t b_size = strlen(b);
    size_t i = 0;

    while (a[i] && a[i] == b[i])
        i++;
    if (a_size == b_size) {
        if (!a[i] || strcmp(a + i + 1, b + i + 1) == 0)
            return true;
        return a[i + 1] && a[i] == b[i + 1] && a[i + 1] == b[i] && strcmp(a + i + 2, b + i + 2) == 0;
    }
    if (a_size == b_size + 1)
        return strcmp(a + i + 1, b + i) == 0;
    return b_size == a_size + 1 && strcmp(a + i, b + i + 1) == 0;
}
