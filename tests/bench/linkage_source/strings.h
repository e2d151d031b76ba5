/**
 * Strings as numbers, and how alike two of them are.
 *
 * Jaro-Winkler after Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of
 * Record Linkage", 1990. Owns: nothing outside the table. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_STRINGS_H
#define TESTS_BENCH_LINKAGE_SOURCE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Each different string once; its number stands for it. 0 is the empty string. */
typedef struct linkage_strings {
    char **texts;
    size_t count;
    size_t room;
    uint32_t *slots;
    size_t slot_count;
} linkage_strings;

/** An empty table. */
void linkage_strings_start(linkage_strings *strings);

/** Free what the table holds. */
void linkage_strings_end(linkage_strings *strings);

/** The number of `text`, a new one if it is new; 0 for "". */
uint32_t linkage_strings_put(linkage_strings *strings, const char *text);

/** From 0 (nothing in common) to 1 (equal); words longer than 64 bytes are cut. */
double linkage_jaro_winkler(const char *a, const char *b);

/** Equal but for one letter changed, dropped, added, or two neighbours swapped? */
bool linkage_one_edit(const char *a, const char *b);

#endif
