#include "tests/bench/linkage_source/postings.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { FIRST_ROOM = 65536, DIGITS = 8, DIGIT_BITS = 8, DIGIT_VALUES = 256 };

void linkage_postings_add(linkage_postings *postings, linkage_posting posting)
{
    if (postings->count == postings->room) {
        postings->room = postings->room ? postings->room + postings->room / 2 : FIRST_ROOM;
        postings->items = dolen_memory_resize(postings->items, postings->room, sizeof *postings->items);
    }
    postings->items[postings->count++] = posting;
}

static void sort_by_digit(const linkage_posting *from, size_t count, unsigned shift, linkage_posting *to)
{
    size_t starts[DIGIT_VALUES + 1] = {0};

    for (size_t i = 0; i < count; i++)
        starts[(from[i].value >> shift & (DIGIT_VALUES - 1)) + 1]++;
    for (size_t i = 1; i <= DIGIT_VALUES; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].value >> shift & (DIGIT_VALUES - 1)]++] = from[i];
}

/* By radix, which keeps the order of what is equal: records were added in ascending order. */
void linkage_postings_sort(linkage_postings *postings)
{
    linkage_posting *other = dolen_memory_make(postings->count + 1, sizeof *other);

    for (unsigned digit = 0; digit < DIGITS; digit++) {
        linkage_posting *sorted = other;
        sort_by_digit(postings->items, postings->count, digit * DIGIT_BITS, sorted);
        other = postings->items;
        postings->items = sorted;
    }
    postings->room = postings->count + 1;
    free(other);
}

const linkage_posting *linkage_postings_find(const linkage_postings *postings, uint64_t value, size_t *count)
{
    size_t low = 0;
    size_t high = postings->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (postings->items[middle].value < value)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < postings->count && postings->items[end].value == value)
        end++;
    *count = end - low;
    return postings->items + low;
}

void linkage_postings_end(linkage_postings *postings)
{
    free(postings->items);
    *postings = (linkage_postings){0};
}
