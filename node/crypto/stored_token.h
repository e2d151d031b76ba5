/**
 * What the broker's database holds in place of a pseudonym: HMAC-SHA-256 under the broker's key of epoch, key kind and
 * pseudonym, cut to 16 bytes.
 *
 * Owns: the key's prepared state, in locked memory. Threads: any number at once after it is made.
 */
#ifndef DOLEN_NODE_CRYPTO_STORED_TOKEN_H
#define DOLEN_NODE_CRYPTO_STORED_TOKEN_H

#include "node/crypto/secret.h"
#include "node/model/subject.h"
#include "node/model/uuid.h"

typedef struct dolen_stored_token_key dolen_stored_token_key;

/** Prepare the broker's key, which may be freed afterwards. Never NULL. */
dolen_stored_token_key *dolen_stored_token_key_new(const dolen_secret *key);

/** Wipe and free; NULL is fine. */
void dolen_stored_token_key_free(dolen_stored_token_key *key);
DOLEN_OWNED(dolen_stored_token_key);

/** The stored value of a token in an epoch, as the 16 bytes of a uuid column (no version bits are set). */
dolen_uuid dolen_stored_token_make(const dolen_stored_token_key *key, uint32_t epoch, const dolen_token *token);

#endif
