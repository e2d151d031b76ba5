/**
 * Ed25519 signatures (RFC 8032), each for one purpose: what is signed is "dolen <what> v1", a zero byte, and the body.
 *
 * Verification is libsodium's rule: canonical s, no small-order or non-canonical keys; every party uses this code.
 * Owns: a signing key owns its secret. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_SIGN_H
#define DOLEN_NODE_CRYPTO_SIGN_H

#include "node/base/bytes.h"
#include "node/crypto/secret.h"
#include "node/model/record.h"

enum { DOLEN_PUBLIC_KEY_SIZE = 32, DOLEN_SIGN_SEED = 32 };

typedef struct dolen_public_key {
    uint8_t bytes[DOLEN_PUBLIC_KEY_SIZE];
} dolen_public_key;

typedef struct dolen_signature {
    uint8_t bytes[DOLEN_SIGNATURE_SIZE];
} dolen_signature;

typedef struct dolen_signing_key dolen_signing_key;

/** A new random key. Never NULL. */
dolen_signing_key *dolen_signing_key_new(void);

/** The key of a 32-byte seed, for tests with published vectors. Never NULL. */
dolen_signing_key *dolen_signing_key_new_from_seed(const uint8_t seed[DOLEN_SIGN_SEED]);

/** Wipe and free; NULL is fine. */
void dolen_signing_key_free(dolen_signing_key *key);
DOLEN_OWNED(dolen_signing_key);

/** Its public half. */
dolen_public_key dolen_signing_key_public(const dolen_signing_key *key);

/**
 * Read a signing key file: a [signing-key] section with `secret` (64 hexadecimal digits) and `public`, which must fit.
 * DOLEN_E_DENIED unless readable by its owner alone, DOLEN_E_ABSENT, DOLEN_E_INPUT. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_signing_key_read_file(const char *path, dolen_signing_key **out, dolen_err *err);

/** Write that file with permissions 0600, durably. DOLEN_E_CONFLICT if a file stands there already. */
DOLEN_CHECKED dolen_status dolen_signing_key_write_file(const char *path, const dolen_signing_key *key, dolen_err *err);

/** Sign `body` for the purpose `what`, a string literal such as "delta". */
#define dolen_sign_make(key, what, body) dolen_sign_make_under((key), "dolen " what " v1", (body))

/** DOLEN_E_CRYPTO unless `signature` is this key's over `body` for the purpose `what`, a string literal. */
#define dolen_sign_check(key, what, body, signature, err)                                                              \
    dolen_sign_check_under((key), "dolen " what " v1", (body), (signature), (err))

/** Use dolen_sign_make. */
dolen_signature dolen_sign_make_under(const dolen_signing_key *key, const char *label, dolen_bytes body);

/** Use dolen_sign_check. */
DOLEN_CHECKED dolen_status dolen_sign_check_under(const dolen_public_key *key, const char *label, dolen_bytes body,
                                                  const dolen_signature *signature, dolen_err *err);

/** Sign bytes as they are: only for formats that separate their purposes themselves (C2SP notes and cosignatures). */
dolen_signature dolen_sign_make_plain(const dolen_signing_key *key, dolen_bytes message);

/** Check such a signature. DOLEN_E_CRYPTO unless it holds. */
DOLEN_CHECKED dolen_status dolen_sign_check_plain(const dolen_public_key *key, dolen_bytes message,
                                                  const dolen_signature *signature, dolen_err *err);

#endif
