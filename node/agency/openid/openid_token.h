/**
 * Signed tokens of the provider (RFC 7515 compact form): from bytes to claims that its key has signed.
 *
 * Taken are RS256, PS256 and ES256, decided by our list and by the kind of key, never by the token alone. Headers that
 * bring keys along (jwk, jku, x5c, x5u) are not looked at; a critical header is refused.
 * Owns: the caller frees the claims with json_decref. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_TOKEN_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_TOKEN_H

#include <jansson.h>

#include "node/agency/openid/openid_fault.h"
#include "node/agency/openid/openid_keys.h"

typedef enum dolen_openid_kind {
    DOLEN_OPENID_IDENTITY, /**< header "typ": "JWT" or none */
    DOLEN_OPENID_LOGOUT,   /**< "logout+jwt", "JWT" or none */
} dolen_openid_kind;

/**
 * Check form and signature; `*claims` is what was signed, read once. Its claims are not judged yet (openid_claims.h).
 * `*fault` says why not; DOLEN_OPENID_KEY when no key has the token's id: the provider may have new ones.
 */
DOLEN_CHECKED dolen_status dolen_openid_token_open(dolen_bytes token, const dolen_openid_keys *keys,
                                                   dolen_openid_kind kind, json_t **claims, dolen_openid_fault *fault,
                                                   dolen_err *err);

#endif
