/**
 * Which records have a value: a sorted list, for pseudonyms and for the baseline's blocks alike.
 *
 * Owns: its list. Threads: one while it is filled; any afterwards.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_POSTINGS_H
#define TESTS_BENCH_LINKAGE_SOURCE_POSTINGS_H

#include <stddef.h>
#include <stdint.h>

typedef struct linkage_posting {
    uint64_t value;
    uint32_t record;
    uint32_t kind;
} linkage_posting;

typedef struct linkage_postings {
    linkage_posting *items;
    size_t count;
    size_t room;
} linkage_postings;

/** Add one; duplicates are kept. */
void linkage_postings_add(linkage_postings *postings, linkage_posting posting);

/** Sort by value, then record: after the last was added, before the first is found. */
void linkage_postings_sort(linkage_postings *postings);

/** The first of those with this value, and how many there are. */
const linkage_posting *linkage_postings_find(const linkage_postings *postings, uint64_t value, size_t *count);

/** Free the list. */
void linkage_postings_end(linkage_postings *postings);

#endif
