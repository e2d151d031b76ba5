/**
 * The asking side of threshold pseudonyms: blind, check what each holder replied, combine, finish.
 *
 *     blind the batch -> send its elements to `threshold` holders -> check each reply -> finish
 *
 * Holders multiply by the Lagrange coefficient of the set named in the request, so that combining is addition. A reply
 * made for another set can still be combined (when a holder of that set failed), for one multiplication an element.
 * Owns: a batch owns its blinds, in locked memory, and borrows its inputs. Secrets: blinds; one use each.
 * Threads: a dolen_threshold may be used by any number of threads; a batch by one at a time.
 */
#ifndef DOLEN_NODE_CRYPTO_THRESHOLD_H
#define DOLEN_NODE_CRYPTO_THRESHOLD_H

#include "node/crypto/oprf.h"
#include "node/crypto/shamir.h"
#include "node/model/subject.h"

enum {
    DOLEN_BATCH = 256,          /**< elements in one batch at most */
    DOLEN_CANONICAL_KEY = 1024, /**< bytes of a canonical match key at most */
};

/** A joint key's public part with everything that can be worked out beforehand. */
typedef struct dolen_threshold dolen_threshold;

/** A blinded batch. */
typedef struct dolen_blinded dolen_blinded;

/** What one holder sent back. Elements and proof must have come through the strict readers. */
typedef struct dolen_holder_reply {
    uint8_t holder;                /**< share number */
    dolen_holder_set set;          /**< the set that its request named */
    const dolen_element *elements; /**< as many as the batch has */
    dolen_proof proof;
} dolen_holder_reply;

/** Prepare a joint key. DOLEN_E_INPUT or DOLEN_E_CRYPTO as dolen_joint_key_check; `*out` is NULL then. */
DOLEN_CHECKED dolen_status dolen_threshold_new(const dolen_joint_key *key, dolen_threshold **out, dolen_err *err);

/** Free it; NULL is fine. */
void dolen_threshold_free(dolen_threshold *threshold);
DOLEN_OWNED(dolen_threshold);

/** Its joint key, borrowed. */
const dolen_joint_key *dolen_threshold_key(const dolen_threshold *threshold);

/** What a pseudonym is made from (protocol.md, Pseudonyms): never dependent on the epoch. */
typedef struct dolen_threshold_input {
    dolen_code federation;
    dolen_key_kind kind;
    const char *normaliser; /**< version of the normaliser */
    dolen_bytes key;        /**< canonical match key, 1 to DOLEN_CANONICAL_KEY bytes */
} dolen_threshold_input;

/** Encode it unambiguously in `arena`. DOLEN_E_INPUT for an unknown kind or an empty key, DOLEN_E_LIMIT if too long. */
DOLEN_CHECKED dolen_status dolen_threshold_encode(const dolen_threshold_input *input, dolen_arena *arena,
                                                  dolen_bytes *out, dolen_err *err);

/**
 * Blind 1 to DOLEN_BATCH encoded inputs, which must outlive the batch. DOLEN_E_LIMIT for a bad count; `*out` is NULL
 * on failure.
 */
DOLEN_CHECKED dolen_status dolen_threshold_blind(const dolen_bytes *inputs, size_t count, dolen_blinded **out,
                                                 dolen_err *err);

/** The same with blinds given (none of them 0), for replaying published vectors in tests. */
DOLEN_CHECKED dolen_status dolen_threshold_blind_with(const dolen_bytes *inputs, size_t count,
                                                      const dolen_scalar *blinds, dolen_blinded **out, dolen_err *err);

/** Wipe and free a batch; NULL is fine. */
void dolen_blinded_free(dolen_blinded *batch);
DOLEN_OWNED(dolen_blinded);

/** The elements to send, borrowed, and how many. */
const dolen_element *dolen_blinded_elements(const dolen_blinded *batch);
size_t dolen_blinded_count(const dolen_blinded *batch);

/**
 * Does this holder's proof hold for this batch? DOLEN_E_CRYPTO: this holder lied or has a wrong share.
 * DOLEN_E_INPUT: the reply is for no set of this key, or the holder is not in it.
 */
DOLEN_CHECKED dolen_status dolen_threshold_check(const dolen_threshold *threshold, const dolen_blinded *batch,
                                                 const dolen_holder_reply *reply, dolen_err *err);

/**
 * Combine `threshold` replies, each checked before, from different holders, into one pseudonym per input. All of `out`
 * is zero on failure: DOLEN_E_INPUT for too few, too many or doubled holders, DOLEN_E_CRYPTO if a sum is the identity.
 */
DOLEN_CHECKED dolen_status dolen_threshold_finish(const dolen_threshold *threshold, const dolen_blinded *batch,
                                                  const dolen_holder_reply *replies, size_t count, dolen_pseudonym *out,
                                                  dolen_err *err);

#endif
