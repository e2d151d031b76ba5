/**
 * The holder's side of threshold pseudonyms: one share of the key, applied to batches of blinded elements, with proof.
 *
 * Owns: the share, times the Lagrange coefficient of every set it belongs to, in locked memory. Secrets: all of those.
 * Threads: any number at once after it is made.
 */
#ifndef DOLEN_NODE_CRYPTO_HOLDER_SHARE_H
#define DOLEN_NODE_CRYPTO_HOLDER_SHARE_H

#include "node/crypto/oprf.h"
#include "node/crypto/shamir.h"

typedef struct dolen_holder_share dolen_holder_share;

/**
 * Holder `number`'s share (32 bytes) of this joint key. DOLEN_E_CRYPTO unless it fits the public part's K_i;
 * DOLEN_E_INPUT for a number that is none of its holders. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_holder_share_new(const dolen_joint_key *key, uint8_t number,
                                                  const dolen_secret *secret, dolen_holder_share **out, dolen_err *err);

/** Wipe and free; NULL is fine. */
void dolen_holder_share_free(dolen_holder_share *share);
DOLEN_OWNED(dolen_holder_share);

/** Its share number. */
uint8_t dolen_holder_share_number(const dolen_holder_share *share);

/** The joint key it belongs to, borrowed. */
const dolen_joint_key *dolen_holder_share_key(const dolen_holder_share *share);

/**
 * Evaluate `count` (1 to 256) blinded elements for the holders in `set`, and prove it: one multiplication an element,
 * Lagrange coefficient included, and one more for the proof. The elements must have come through dolen_element_read.
 * DOLEN_E_INPUT if `set` is no set of `threshold` holders with this one among them; DOLEN_E_LIMIT for a bad count;
 * DOLEN_E_CRYPTO for a bad element. `out` and `proof` are zero on failure.
 */
DOLEN_CHECKED dolen_status dolen_holder_share_evaluate(const dolen_holder_share *share, const dolen_holder_set *set,
                                                       const dolen_element *blinded, size_t count, dolen_element *out,
                                                       dolen_proof *proof, dolen_err *err);

#endif
