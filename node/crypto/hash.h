/**
 * SHA-256, and HMAC-SHA-256 under a secret (FIPS 180-4, RFC 2104).
 *
 * Owns: nothing. Threads: any; an incremental hash belongs to one thread.
 */
#ifndef DOLEN_NODE_CRYPTO_HASH_H
#define DOLEN_NODE_CRYPTO_HASH_H

#include <openssl/sha.h>

#include "node/base/bytes.h"
#include "node/crypto/secret.h"
#include "node/model/record.h"

/** A SHA-256 in progress. Treat as opaque. */
typedef struct dolen_hash {
    SHA256_CTX state;
} dolen_hash;

/** SHA-256 of `bytes`. */
dolen_digest dolen_hash_sha256(dolen_bytes bytes);

/** A new incremental SHA-256. */
dolen_hash dolen_hash_start(void);

/** Add bytes to it. */
void dolen_hash_add(dolen_hash *hash, dolen_bytes bytes);

/** The digest of everything added. The hash must not be used again. */
dolen_digest dolen_hash_finish(dolen_hash *hash);

/**
 * HMAC-SHA-256 under `key` of: `label` (a string literal that says what the value is for, "staff id v1"), a zero byte,
 * `message`. Two uses of one key must have two labels.
 */
#define dolen_hash_keyed(key, label, message) dolen_hash_keyed_under((key), "" label "", (message))

/** Use dolen_hash_keyed. */
dolen_digest dolen_hash_keyed_under(const dolen_secret *key, const char *label, dolen_bytes message);

/** Equal digests? Takes the same time whatever the answer. */
bool dolen_digest_same(dolen_digest a, dolen_digest b);

#endif
