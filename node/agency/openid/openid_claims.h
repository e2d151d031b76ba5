/**
 * What an ID token and a logout token must say: OpenID Connect Core 1.0 section 3.1.3.7 and OpenID Connect Back-Channel
 * Logout 1.0 section 2.6, as one list of rules each.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_CLAIMS_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_CLAIMS_H

#include <jansson.h>
#include <stdint.h>

#include "node/agency/openid/openid_fault.h"

enum {
    DOLEN_OPENID_SKEW = 60 * 1000,           /**< milliseconds that clocks may differ */
    DOLEN_OPENID_LOGOUT_AGE = 5 * 60 * 1000, /**< milliseconds after which a logout token is too old */
    DOLEN_OPENID_SUBJECT = 255,              /**< bytes of a subject or session at most */
    DOLEN_OPENID_ACRS = 16
};

typedef struct dolen_openid_expectation {
    const char *issuer;
    const char *client;
    const char *nonce;           /**< ID token */
    const char *const *acrs;     /**< ID token: one of these must have been reached */
    size_t acr_count;            /**< 0: any will do */
    int64_t authenticated_after; /**< ID token: instant; 0: whenever, without saying */
    int64_t now;                 /**< instant */
} dolen_openid_expectation;

/** Judge an ID token's claims: the first rule that does not hold, in `*fault`. */
DOLEN_CHECKED dolen_status dolen_openid_claims_check_identity(const json_t *claims,
                                                              const dolen_openid_expectation *expected,
                                                              dolen_openid_fault *fault, dolen_err *err);

/** The same for a logout token. */
DOLEN_CHECKED dolen_status dolen_openid_claims_check_logout(const json_t *claims,
                                                            const dolen_openid_expectation *expected,
                                                            dolen_openid_fault *fault, dolen_err *err);

#endif
