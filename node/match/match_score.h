/**
 * How likely two records are the same person, from nothing but the kinds of key that agree.
 *
 * Agreeing kinds become a level of agreement per field; three hypotheses are weighed: the same person, a stranger, and
 * a relative or co-resident (twins, sons named after fathers). The weights are fixed (matching.md, "Score").
 *
 * Owns: nothing; pure functions. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_MATCH_SCORE_H
#define DOLEN_NODE_MATCH_MATCH_SCORE_H

#include "node/model/query.h"

/** From where a probability of being the same counts as a band; from the rules (IG-21), never constants here. */
typedef struct dolen_match_thresholds {
    double confirmed; /**< 0.99 by default */
    double probable;  /**< 0.90 by default */
} dolen_match_thresholds;

/** What is compared: a question and one record of the index that shares at least one pseudonym with it. */
typedef struct dolen_match_comparison {
    uint64_t kinds;         /**< bit 1 << kind for each kind of key of which at least one pseudonym agrees */
    uint8_t asked_fields;   /**< DOLEN_FIELD_... of the question */
    uint8_t held_fields;    /**< DOLEN_FIELD_... of the record */
    uint64_t index_records; /**< records in the whole index; at least 1 is assumed */
} dolen_match_comparison;

typedef struct dolen_match_score {
    double probability; /**< 0 to 1, that both are the same */
    double relative;    /**< 0 to 1, that they are relatives or share a household */
    dolen_band band;
    dolen_agreement agreement;
} dolen_match_score;

/** A levels index into the tables below: 0 to 4, or DOLEN_MATCH_UNKNOWN where a side lacks the field. */
enum { DOLEN_MATCH_UNKNOWN = 255 };

typedef struct dolen_match_levels {
    uint8_t forename;
    uint8_t surname;
    uint8_t born;
    uint8_t place;
    uint8_t sex;    /**< 1 or DOLEN_MATCH_UNKNOWN: counts only in favour */
    uint8_t middle; /**< 1 or DOLEN_MATCH_UNKNOWN: counts only in favour */
    bool weak_born; /**< 1 January */
} dolen_match_levels;

/** A bit for a set of kinds: `dolen_match_bit(DOLEN_KEY_K02) | ...`. */
static inline uint64_t dolen_match_bit(dolen_key_kind kind)
{
    return UINT64_C(1) << (unsigned)kind;
}

/**
 * Compare people. A NHS number that agrees together with the date of birth (a date level of 2 or more)
 * is *confirmed*; one that agrees while both hold dates that do not counts for nothing; one that agrees where a date is
 * missing is at least *probable*.
 */
dolen_match_score dolen_match_score_person(const dolen_match_comparison *comparison, dolen_match_thresholds thresholds);

/**
 * Compare addresses. *Confirmed*: the same UPRN (A1), or number, postcode and street words (A2 and A3). *Probable*:
 * number and postcode alone (A2), since a postcode can hold two streets and a street can be spelt in two ways; number,
 * street words and outcode alone (A3) only where a side lacks the whole postcode, since one outcode can hold two
 * streets of the same name. Measured: tests/bench/address_bench.
 */
dolen_match_score dolen_match_score_address(const dolen_match_comparison *comparison);

/** The level of agreement that the kinds assert for each field, the highest of any; unknown where a side lacks it. */
dolen_match_levels dolen_match_levels_of(const dolen_match_comparison *comparison);

/** The probability of being the same person, and of being a relative, for these levels among `index_records`. */
void dolen_match_weigh(dolen_match_levels levels, uint64_t index_records, double *same, double *relative);

/**
 * What would help the question along, as DOLEN_ADVICE_...: fields it lacks, unless the best band found is confirmed;
 * and to check identity when the best is probable (IG-21).
 */
uint32_t dolen_match_needs(dolen_subject subject, uint8_t asked_fields, dolen_band best);

#endif
