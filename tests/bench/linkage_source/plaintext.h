/**
 * What a linker could do that sees all names: the yardstick in the same run.
 *
 * Fellegi and Sunter, "A Theory for Record Linkage", 1969, with Jaro-Winkler levels, the product's own nicknames and
 * phonetic code, frequency weights for names, and weights either fixed or refitted by expectation-maximisation
 * (Winkler 1988); each with and without the hypothesis of a relative. The best of the four is the yardstick.
 *
 * Owns: a baseline owns its pairs. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_PLAINTEXT_H
#define TESTS_BENCH_LINKAGE_SOURCE_PLAINTEXT_H

#include "tests/bench/linkage_source/measure.h"

enum { LINKAGE_VARIANTS = 4 };

/** "fixed", "fixed, no relatives", "fitted", "fitted, no relatives". */
extern const char *const linkage_variant_names[LINKAGE_VARIANTS];

typedef struct linkage_plaintext {
    linkage_curve curves[LINKAGE_VARIANTS];
    uint64_t unknown_hit[LINKAGE_VARIANTS];     /**< queries of unknown entities with any record at 0.9 or more */
    uint64_t wrong_confirmed[LINKAGE_VARIANTS]; /**< queries with a record of another entity at 0.99 or more */
    uint64_t comparisons;
    double seconds;
} linkage_plaintext;

/** Compare every query with the records of its blocks. Free the curves afterwards. */
void linkage_plaintext_run(const linkage_people *index, const linkage_people *queries, const linkage_truth *truth,
                           const linkage_vocabulary *vocabulary, linkage_plaintext *out);

#endif
