/**
 * Sharing the pseudonym key among holders: any `threshold` of them evaluate together, fewer learn nothing.
 *
 * Shamir's scheme over the scalars of ristretto255; holder i holds the polynomial's value at i. Supported: 2 of 2 to
 * 3 of 5. Owns: nothing. Secrets: the joint key and the shares, always in a dolen_secret. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_SHAMIR_H
#define DOLEN_NODE_CRYPTO_SHAMIR_H

#include "node/crypto/group.h"
#include "node/crypto/secret.h"
#include "node/model/code.h"

enum {
    DOLEN_HOLDERS = 5,       /**< the most holders of one key */
    DOLEN_THRESHOLD_MIN = 2, /**< with 1, any single holder could look people up */
    DOLEN_THRESHOLD_MAX = 3,
};

/** The holders whose replies are combined: share numbers 1 to DOLEN_HOLDERS, ascending, none twice. */
typedef struct dolen_holder_set {
    uint8_t numbers[DOLEN_HOLDERS];
    uint8_t count;
} dolen_holder_set;

/** What everyone may know of a joint key in one epoch; it stands in the federation file. */
typedef struct dolen_joint_key {
    dolen_code federation;
    uint32_t epoch;                      /**< from 1 */
    uint8_t threshold;                   /**< DOLEN_THRESHOLD_MIN to DOLEN_THRESHOLD_MAX */
    uint8_t holders;                     /**< threshold to DOLEN_HOLDERS */
    dolen_element joint;                 /**< K */
    dolen_element shares[DOLEN_HOLDERS]; /**< K_i of holder i at i - 1 */
} dolen_joint_key;

/** A set out of numbers in any order. DOLEN_E_INPUT for a number out of range or given twice, or for none. */
DOLEN_CHECKED dolen_status dolen_holder_set_make(const uint8_t *numbers, size_t count, dolen_holder_set *out,
                                                 dolen_err *err);

/** Does the set hold this number? */
bool dolen_holder_set_has(const dolen_holder_set *set, uint8_t number);

/** Are they the same set? */
bool dolen_holder_set_same(const dolen_holder_set *a, const dolen_holder_set *b);

/** Every set of `count` out of `holders` numbers, in ascending order; returns how many (at most 10). */
size_t dolen_holder_set_all(uint8_t holders, uint8_t count, dolen_holder_set out[10]);

/** Lagrange's coefficient of `number` at 0 for this set, which must hold it (aborts otherwise). Public. */
dolen_scalar dolen_shamir_coefficient(const dolen_holder_set *set, uint8_t number);

/** How a key is to be shared. */
typedef struct dolen_shamir_plan {
    uint8_t threshold;
    uint8_t holders;
} dolen_shamir_plan;

/**
 * Split `key` (32 bytes, a scalar that is not 0). `shares` receives 32 bytes for each holder in order; `commitments`,
 * which may be NULL, the polynomial's `threshold` coefficients times the generator (Feldman), so that any holder can
 * check its share. DOLEN_E_INPUT for a plan that is not supported or a key that is no scalar; `shares` is NULL then.
 */
DOLEN_CHECKED dolen_status dolen_shamir_split(const dolen_secret *key, dolen_shamir_plan plan, dolen_secret **shares,
                                              dolen_element commitments[DOLEN_THRESHOLD_MAX], dolen_err *err);

/** Is the share (32 bytes) of holder `number` the one committed to? DOLEN_E_CRYPTO if not. */
DOLEN_CHECKED dolen_status dolen_shamir_check_share(const uint8_t share[DOLEN_SCALAR_SIZE], uint8_t number,
                                                    const dolen_element *commitments, uint8_t threshold,
                                                    dolen_err *err);

/**
 * A fresh sharing of 0: one 32-byte offset for each holder in order. Added to everyone's share, the joint key stays and
 * a share stolen before is worthless with shares stolen afterwards. DOLEN_E_INPUT for a plan that is not supported.
 */
DOLEN_CHECKED dolen_status dolen_shamir_offsets(dolen_shamir_plan plan, dolen_secret **offsets, dolen_err *err);

/**
 * Add one holder's offset (32 bytes) to its share (32 bytes), which is done where the share is. DOLEN_E_CRYPTO if one
 * of them is no scalar; `share` is unchanged then.
 */
DOLEN_CHECKED dolen_status dolen_shamir_apply(dolen_secret *share, const dolen_secret *offset, dolen_err *err);

/** The public part after such a refresh, from all holders' offsets. DOLEN_E_INPUT if they are not for this key. */
DOLEN_CHECKED dolen_status dolen_joint_key_refresh(dolen_joint_key *key, const dolen_secret *offsets, dolen_err *err);

/** Fill in `key->joint` and `key->shares` from all holders' shares; threshold and holders must be set already. */
DOLEN_CHECKED dolen_status dolen_joint_key_fill(dolen_joint_key *key, const dolen_secret *shares, dolen_err *err);

/**
 * Does the public part hold together: counts supported, every element decoded strictly, and every set of `threshold`
 * holders gives the same joint key? DOLEN_E_INPUT or DOLEN_E_CRYPTO with the reason otherwise.
 */
DOLEN_CHECKED dolen_status dolen_joint_key_check(const dolen_joint_key *key, dolen_err *err);

#endif
