/**
 * Attacks on stored tokens by somebody who knows everything about the population, and the code, but has no key holder's
 * key: linking records to people by how often tokens occur and with which others.
 *
 * The attacks read of a graph only what its tokens show; `persons` serves to judge them afterwards.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_TESTS_BENCH_PRIVACY_KEY_ATTACK_H
#define DOLEN_TESTS_BENCH_PRIVACY_KEY_ATTACK_H

#include "tests/bench/privacy/key_graph.h"

/** What came of an attack. A claim says: this record is one of these people. */
typedef struct dolen_key_attack {
    size_t claims; /**< records about which the attacker claims something */
    double linked; /**< links expected right when one of the people is picked for each: the sum of 1 / how many */
    double chance; /**< the same for people picked blindly: claims / people */
    size_t sharp;  /**< claims that name one person only */
    size_t sharp_right;
    size_t grouped;        /**< claims where the person is among those named */
    double grouped_chance; /**< the same for as many people picked blindly */
} dolen_key_attack;

/**
 * Tokens and keys of a kind are both ranked by frequency; where a frequency stands alone at its rank on both sides, the
 * token is taken for the key. Claims: the records that hold the token are the people who have the key. Both sorted.
 */
dolen_key_attack dolen_key_attack_rank(const dolen_key_graph *stored, const dolen_key_graph *list);

/**
 * Records get a signature from the shared tokens: their kinds and how many hold them, and with `rounds` above 1 the
 * signatures of those who hold them, and so on (colour refinement, the first step of testing graphs for isomorphism).
 * Claims: a record is one of the people of the same signature. Both graphs sorted.
 */
dolen_key_attack dolen_key_attack_structure(const dolen_key_graph *stored, const dolen_key_graph *list, int rounds);

/**
 * The same by an attacker who looks only at some kinds: those that are least disturbed by mistakes, as he can find out
 * on a population of his own. `*ignored` says which kinds are left out (bit 1 << kind): one after the other as long as
 * more records are linked.
 */
dolen_key_attack dolen_key_attack_chosen(const dolen_key_graph *stored, const dolen_key_graph *list, int rounds,
                                         uint64_t *ignored);

/** Tokens compared as they are: what works when they are hashes without a secret. Both graphs sorted. */
dolen_key_attack dolen_key_attack_equal(const dolen_key_graph *stored, const dolen_key_graph *list);

/**
 * How likely guessing would link as many (whole links; those by chance are rare events, so Poisson): below .001 the
 * attack is better than chance.
 */
double dolen_key_attack_luck(const dolen_key_attack *attack);

#endif
