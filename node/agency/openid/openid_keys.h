/**
 * A provider's public keys: a JWK set (RFC 7517).
 *
 * Taken are RSA keys of 2048 bits or more and EC keys on P-256 that are for signatures; all others are passed over: a
 * set may hold what other clients need. Certificates in a key are not looked at.
 * Owns: its keys. Threads: reading ones from any thread.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_KEYS_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_KEYS_H

#include "node/base/bytes.h"
#include "node/base/own.h"

enum { DOLEN_OPENID_KEYS = 64 /**< taken at most; the rest is passed over */ };

typedef struct dolen_openid_keys dolen_openid_keys;

/** Read a set. DOLEN_E_INPUT if it is no JWK set, holds a key twice under one id or none that can be used. */
DOLEN_CHECKED dolen_status dolen_openid_keys_read(dolen_bytes document, dolen_openid_keys **out, dolen_err *err);

/** Free it; NULL is fine. */
void dolen_openid_keys_free(dolen_openid_keys *keys);
DOLEN_OWNED(dolen_openid_keys);

/** How many there are. */
size_t dolen_openid_keys_count(const dolen_openid_keys *keys);

#endif
