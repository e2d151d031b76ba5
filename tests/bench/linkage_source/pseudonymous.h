/**
 * The product's matching: keys under a local secret, the broker's own candidate logic and score.
 *
 * Owns: nothing outside a run. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_PSEUDONYMOUS_H
#define TESTS_BENCH_LINKAGE_SOURCE_PSEUDONYMOUS_H

#include "node/match/match_score.h"
#include "tests/bench/linkage_source/measure.h"

enum {
    LINKAGE_BANDS = 2,  /**< confirmed; probable or better */
    LINKAGE_FIELDS = 6, /**< forename, surname, born, place, sex, middle */
    LINKAGE_LEVELS = 6, /**< 0 to 4, and 5: one side lacks the field */
};

/** What a candidate is to the query. */
typedef enum linkage_relation {
    LINKAGE_SAME,
    LINKAGE_COHABITANT, /**< of the same household, if the files say so */
    LINKAGE_STRANGER,
    LINKAGE_RELATIONS,
} linkage_relation;

/** Whose records could be found. */
typedef enum linkage_situation {
    LINKAGE_KNOWN,    /**< queries whose entity is in the index */
    LINKAGE_UNKNOWN,  /**< queries whose entity is not */
    LINKAGE_WITHHELD, /**< known ones, asked again while the records of their own entity are out of sight */
    LINKAGE_SITUATIONS,
} linkage_situation;

typedef struct linkage_options {
    dolen_match_thresholds thresholds;
    bool without_relative; /**< leave the hypothesis of a relative out, to show what it is for */
    /** Whole bits of evidence for the query's names, as an asking node would send them; NULL for none. Returned are the
     * bits by which agreement at `level` of the forename (or surname) says more than the fixed table holds. */
    int (*evidence)(const void *context, const linkage_person *query, bool surname, uint8_t level);
    const void *evidence_context;
} linkage_options;

typedef struct linkage_pseudonymous {
    linkage_curve curve;
    linkage_release released[LINKAGE_SITUATIONS][LINKAGE_BANDS];
    uint64_t candidates;
    uint32_t commonest[DOLEN_KEY_KINDS]; /**< records that share the commonest value of each kind */
    uint64_t issued[DOLEN_KEY_KINDS];    /**< keys of each kind in the index */
    uint64_t levels[LINKAGE_RELATIONS][LINKAGE_FIELDS][LINKAGE_LEVELS]; /**< of all candidates */
    double seconds; /**< of processor time for finding and scoring all queries */
} linkage_pseudonymous;

/** Ask every query. Free the curve afterwards. */
void linkage_pseudonymous_run(const linkage_people *index, const linkage_people *queries, const linkage_truth *truth,
                              const linkage_options *options, linkage_pseudonymous *out);

#endif
