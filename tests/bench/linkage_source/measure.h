/**
 * How good a ranking of pairs is, and what the bands released.
 *
 * Owns: a curve owns its pairs. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_MEASURE_H
#define TESTS_BENCH_LINKAGE_SOURCE_MEASURE_H

#include <stdbool.h>

#include "tests/bench/linkage_source/people.h"
#include "tests/bench/linkage_source/postings.h"

/** Scored pairs; the best ones first once recall is asked for. */
typedef struct linkage_curve {
    linkage_postings pairs;
    uint64_t reached; /**< right pairs among them */
    bool sorted;
} linkage_curve;

/** Which records are of which entity: for counting the pairs that there are to find. */
typedef struct linkage_truth {
    uint32_t *records; /**< of the index, by entity */
    size_t entities;
    uint64_t pairs;   /**< of a query and a record of the same entity */
    uint64_t known;   /**< queries whose entity is in the index */
    uint64_t unknown; /**< queries whose entity is not */
} linkage_truth;

/** Count what there is to find. */
void linkage_truth_start(linkage_truth *truth, const linkage_people *index, const linkage_people *queries,
                         size_t entities);

/** Free it. */
void linkage_truth_end(linkage_truth *truth);

/** Is the query's entity in the index? */
static inline bool linkage_truth_knows(const linkage_truth *truth, uint32_t entity)
{
    return truth->records[entity] > 0;
}

/** Add a pair with its score, 0 or more; pairs of score 0 only count as reached. */
void linkage_curve_add(linkage_curve *curve, double score, bool right);

/** The largest share of `true_pairs` found while at least `precision` of those found are right. */
double linkage_curve_recall(linkage_curve *curve, double precision, uint64_t true_pairs);

/** Free the pairs. */
void linkage_curve_end(linkage_curve *curve);

/** What came out at a band or above, over some queries. */
typedef struct linkage_release {
    uint64_t queries;
    uint64_t right_pairs;
    uint64_t wrong_pairs;
    uint64_t found;     /**< queries with a right record released */
    uint64_t mistaken;  /**< queries with a wrong record released */
    uint64_t household; /**< of those: where a wrong one shares the query's household */
    uint64_t twins;     /**< and where a wrong one is the query's twin */
} linkage_release;

#endif
