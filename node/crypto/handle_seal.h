/**
 * Record handles as the broker stores them: a permutation of all 16-byte values under a key of the broker, so that its
 * database holds no handle as the agency's node knows it, and back.
 *
 * AES-128 on the single block; handles are random, distinct values, so the block needs no nonce.
 * Owns: the derived key. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_HANDLE_SEAL_H
#define DOLEN_NODE_CRYPTO_HANDLE_SEAL_H

#include "node/crypto/secret.h"
#include "node/model/uuid.h"

typedef struct dolen_handle_seal dolen_handle_seal;

/** Derive the permutation from `key`, which may be freed afterwards. Never NULL. */
dolen_handle_seal *dolen_handle_seal_new(const dolen_secret *key);

/** Wipe and free; NULL is fine. */
void dolen_handle_seal_free(dolen_handle_seal *seal);
DOLEN_OWNED(dolen_handle_seal);

/** The stored form of a handle. */
dolen_uuid dolen_handle_seal_close(const dolen_handle_seal *seal, dolen_uuid handle);

/** The handle of a stored form. */
dolen_uuid dolen_handle_seal_open(const dolen_handle_seal *seal, dolen_uuid stored);

#endif
