/**
 * Match keys into pseudonyms, with the help of the key holders: batches of at most 256, as many holders asked at once
 * as the threshold, every proof checked, another holder tried when one is down, slow or lying.
 *
 * A holder that failed is remembered and asked last for a while: a lie counts for ten minutes, an outage for seconds
 * that double up to a minute, slowness for half a minute. What happened goes to the log with the holder's code.
 * Owns: copies of its options. Secrets: match keys pass through and leave only blinded; nothing is kept.
 * Threads: any number may make pseudonyms at once; that is how to use several processors.
 */
#ifndef DOLEN_NODE_AGENCY_PSEUDONYMISE_H
#define DOLEN_NODE_AGENCY_PSEUDONYMISE_H

#include "node/base/clock.h"
#include "node/crypto/threshold.h"
#include "node/match/match_keys.h"
#include "node/model/query.h"
#include "node/net/http_race.h"
#include "node/runtime/metrics.h"

typedef struct dolen_pseudonymiser dolen_pseudonymiser;

/** How requests travel: dolen_http_race_run on a race of which lane i leads to `holders[i]`, or a test's stand-in. */
typedef struct dolen_holder_link {
    dolen_status (*run)(void *context, dolen_arena *arena, dolen_http_entry *entries, size_t count,
                        const dolen_http_race_rules *rules, dolen_err *err);
    void *context;
} dolen_holder_link;

/** One holder: its share's number, and its code for the log. */
typedef struct dolen_pseudonym_holder {
    uint8_t number;
    dolen_code code;
} dolen_pseudonym_holder;

typedef struct dolen_pseudonymiser_options {
    const dolen_joint_key *key; /**< of the epoch to make pseudonyms for */
    dolen_pseudonym_holder holders[DOLEN_HOLDERS];
    size_t holder_count;    /**< at least the threshold */
    dolen_holder_link link; /**< must outlive the pseudonymiser */
    dolen_clock clock;      /**< for how long failures are remembered; zeroed: the monotonic clock */
    dolen_metrics *metrics; /**< NULL: none */
} dolen_pseudonymiser_options;

/** A link over a race, which must outlive it. */
dolen_holder_link dolen_holder_link_of(dolen_http_race *race);

/**
 * Prepare. DOLEN_E_INPUT or DOLEN_E_CRYPTO if the joint key does not hold together, or holders are missing, doubled or
 * none of the key's. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_pseudonymiser_new(const dolen_pseudonymiser_options *options,
                                                   dolen_pseudonymiser **out, dolen_err *err);

/** Free it; nobody may be using it. NULL is fine. */
void dolen_pseudonymiser_free(dolen_pseudonymiser *pseudonymiser);
DOLEN_OWNED(dolen_pseudonymiser);

/** The epoch its pseudonyms belong to. */
uint32_t dolen_pseudonymiser_epoch(const dolen_pseudonymiser *pseudonymiser);

/**
 * One pseudonym for each of `count` keys, any number, in their order. All or nothing: on failure all of `out` is zero.
 * DOLEN_E_REMOTE: fewer holders than the threshold answered and proved their answer. DOLEN_E_LIMIT: they refuse because
 * this agency's evaluations for today are used up. DOLEN_E_CONFLICT: they do not serve this epoch. DOLEN_E_INPUT: a key
 * that is none.
 */
DOLEN_CHECKED dolen_status dolen_pseudonymiser_make(dolen_pseudonymiser *pseudonymiser, const dolen_match_key *keys,
                                                    size_t count, dolen_pseudonym *out, dolen_err *err);

/**
 * The same for a question of at most DOLEN_SUBJECT_PSEUDONYMS keys, which the holders count for the member of staff who
 * asks, too (IG-22): DOLEN_E_LIMIT when that person's or the agency's questions of today are used up.
 */
DOLEN_CHECKED dolen_status dolen_pseudonymiser_ask(dolen_pseudonymiser *pseudonymiser, dolen_staff staff,
                                                   const dolen_match_key *keys, size_t count, dolen_pseudonym *out,
                                                   dolen_err *err);

#endif
