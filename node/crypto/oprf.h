/**
 * The oblivious pseudorandom function of RFC 9497, suite ristretto255-SHA512, modes OPRF and VOPRF.
 *
 * Batches are 1 to 65,535 elements for proofs. Every element passed in must have come through dolen_element_read or
 * from this layer. Blinds and proof randomness are arguments so that the published vectors can be replayed; everyone
 * else takes them from dolen_scalar_random and uses each once.
 * Owns: nothing. Secrets: keys, blinds, proof randomness. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_OPRF_H
#define DOLEN_NODE_CRYPTO_OPRF_H

#include "node/crypto/group.h"

/** The mode is a raw byte of the context string (RFC 9497 section 3.1). */
typedef enum dolen_oprf_mode {
    DOLEN_OPRF_BASE = 0x00,
    DOLEN_OPRF_VERIFIABLE = 0x01,
} dolen_oprf_mode;

enum {
    DOLEN_OPRF_SEED = 32,
    DOLEN_OPRF_OUTPUT = 64,
    DOLEN_OPRF_INPUT = 65535, /**< the longest input */
    DOLEN_PROOF_SIZE = 64,
};

/** A proof that a batch was evaluated under one key (section 2.2): two scalars, for a batch of any size. */
typedef struct dolen_proof {
    dolen_scalar c;
    dolen_scalar s;
} dolen_proof;

/** A key pair from a 32-byte seed (section 3.2.1). DOLEN_E_LIMIT if `info` is over 65,535 bytes. */
DOLEN_CHECKED dolen_status dolen_oprf_derive_key(dolen_oprf_mode mode, const uint8_t seed[DOLEN_OPRF_SEED],
                                                 dolen_bytes info, dolen_scalar *key, dolen_element *public_key,
                                                 dolen_err *err);

/** The element an input stands for. DOLEN_E_LIMIT over DOLEN_OPRF_INPUT bytes, DOLEN_E_CRYPTO for the identity. */
DOLEN_CHECKED dolen_status dolen_oprf_hash(dolen_oprf_mode mode, dolen_bytes input, dolen_element *out, dolen_err *err);

/** Blind an input (section 3.3.1). Statuses as dolen_oprf_hash. */
DOLEN_CHECKED dolen_status dolen_oprf_blind(dolen_oprf_mode mode, dolen_bytes input, const dolen_scalar *blind,
                                            dolen_element *out, dolen_err *err);

/** Evaluate a blinded element under a key (section 3.3.1). DOLEN_E_CRYPTO if it is no element. */
DOLEN_CHECKED dolen_status dolen_oprf_evaluate(const dolen_scalar *key, const dolen_element *blinded,
                                               dolen_element *out, dolen_err *err);

/** A key pair, and what it was applied to: `evaluated[i]` should be `key` times `blinded[i]`. */
typedef struct dolen_oprf_batch {
    const dolen_element *public_key;
    const dolen_element *blinded;
    const dolen_element *evaluated;
    size_t count;
} dolen_oprf_batch;

/** Prove, in VOPRF mode, that the batch was evaluated under `key` (section 2.2.1). DOLEN_E_LIMIT for a bad count. */
DOLEN_CHECKED dolen_status dolen_oprf_prove(const dolen_scalar *key, const dolen_oprf_batch *batch,
                                            const dolen_scalar *randomness, dolen_proof *out, dolen_err *err);

/** Check such a proof (section 2.2.2). DOLEN_E_CRYPTO unless it holds. */
DOLEN_CHECKED dolen_status dolen_oprf_verify(const dolen_oprf_batch *batch, const dolen_proof *proof, dolen_err *err);

/** Decode a proof from outside. DOLEN_E_CRYPTO unless it is two canonical scalars. */
DOLEN_CHECKED dolen_status dolen_proof_read(dolen_bytes bytes, dolen_proof *out, dolen_err *err);

/** The output for an input whose evaluated element is unblinded by multiplying with `inverse`, the blind's inverse. */
DOLEN_CHECKED dolen_status dolen_oprf_finalize(dolen_bytes input, const dolen_scalar *inverse,
                                               const dolen_element *evaluated, uint8_t out[DOLEN_OPRF_OUTPUT],
                                               dolen_err *err);

#endif
