/**
 * Between the baseline's parts: levels of agreement, chances and blocks.
 *
 * Owns: see each type. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_PLAINTEXT_INTERNAL_H
#define TESTS_BENCH_LINKAGE_SOURCE_PLAINTEXT_INTERNAL_H

#include "tests/bench/linkage_source/people.h"
#include "tests/bench/linkage_source/postings.h"

enum { LEVELS = 5, NOT_COMPARED = 7, NAME_CACHE = 1 << 20 };

typedef enum field { FORENAME, SURNAME_FIELD, BORN, PLACE, SEX_FIELD, MIDDLE, NUMBER, FIELDS } field;

/** A level 0 to 4 for each field, NOT_COMPARED where one side lacks it. */
typedef struct levels {
    uint8_t of[FIELDS];
} levels;

/** Chances of each level. */
typedef struct chances {
    double of[FIELDS][LEVELS];
} chances;

/** Remembers how alike two names are. */
typedef struct name_cache {
    const linkage_vocabulary *vocabulary;
    struct {
        uint32_t a;
        uint32_t b;
        uint8_t level;
    } * items;
} name_cache;

/** How alike two records are in each field. */
levels linkage_plaintext_compare(name_cache *cache, const linkage_person *a, const linkage_person *b);

enum { BLOCKS = 12 };

/**
 * Values by which records are found; how many. A surname alone is one of them only if `all_surnames`: in a large index
 * too many share it.
 */
size_t linkage_plaintext_blocks(const linkage_vocabulary *vocabulary, const linkage_person *person, bool all_surnames,
                                uint64_t out[BLOCKS]);

/** How common each name is, and how crowded places are, in both files together. */
typedef struct frequencies {
    const linkage_vocabulary *vocabulary;
    uint32_t *forenames; /* by string number: whole names, codes and prefixes alike */
    uint32_t *surnames;
    double records;
    double different[2][LEVELS]; /* how many different forenames and surnames at each level */
    uint32_t initials[2][256];
    double place[LEVELS];
    double year;
} frequencies;

/** Count them. */
void linkage_frequencies_start(frequencies *out, const linkage_vocabulary *vocabulary, const linkage_people *index,
                               const linkage_people *queries);

/** Free the counts. */
void linkage_frequencies_end(frequencies *all);

/** The chance that a stranger agrees with this query at each level. */
void linkage_frequencies_chances(const frequencies *all, const linkage_person *query, chances *out);

#endif
