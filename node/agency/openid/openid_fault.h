/**
 * Why a sign-in at the provider was refused: fixed codes for the log, which carry nothing that a token said.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_FAULT_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_FAULT_H

#include "node/base/status.h"

/* X(constant, code, status, text) */
#define DOLEN_OPENID_FAULTS(X)                                                                                         \
    X(SIZE, "openid.token.size", DOLEN_E_LIMIT, "a token is larger than it may be")                                    \
    X(FORM, "openid.token.form", DOLEN_E_INPUT, "a token is not three base64url parts with strict JSON in them")       \
    X(ALGORITHM, "openid.token.algorithm", DOLEN_E_DENIED, "a token is signed in a way that is not taken")             \
    X(CRITICAL, "openid.token.critical", DOLEN_E_DENIED, "a token has a critical header that is not understood")       \
    X(KIND, "openid.token.kind", DOLEN_E_DENIED, "a token is of another kind")                                         \
    X(KEY, "openid.token.key", DOLEN_E_CRYPTO, "the provider has no such key")                                         \
    X(SIGNATURE, "openid.token.signature", DOLEN_E_CRYPTO, "a token's signature does not hold")                        \
    X(ISSUER, "openid.token.issuer", DOLEN_E_DENIED, "a token has another issuer")                                     \
    X(AUDIENCE, "openid.token.audience", DOLEN_E_DENIED, "a token is for somebody else")                               \
    X(EXPIRED, "openid.token.expired", DOLEN_E_DENIED, "a token has expired, or does not say when")                    \
    X(ISSUED, "openid.token.issued", DOLEN_E_DENIED, "a token comes from the future, from long ago or from no time")   \
    X(NONCE, "openid.token.nonce", DOLEN_E_DENIED, "a token belongs to another sign-in")                               \
    X(SUBJECT_MISSING, "openid.token.subject", DOLEN_E_DENIED, "a token names nobody")                                 \
    X(STRENGTH, "openid.token.strength", DOLEN_E_DENIED, "the sign-in was weaker than this agency asks for")           \
    X(AGE, "openid.token.age", DOLEN_E_DENIED, "the sign-in is older than was asked for, or does not say")             \
    X(EVENT, "openid.logout.event", DOLEN_E_DENIED, "a logout token does not say that it is one")                      \
    X(TOKEN_ID, "openid.logout.id", DOLEN_E_DENIED, "a logout token has no id")                                        \
    X(STATE, "openid.state", DOLEN_E_DENIED, "an answer belongs to no sign-in of this browser")                        \
    X(OTHER_PROVIDER, "openid.provider.other", DOLEN_E_DENIED, "an answer comes from another provider")                \
    X(CONSENT, "openid.consent", DOLEN_E_DENIED, "the provider was told not to let them in")                           \
    X(PROVIDER_ERROR, "openid.provider.error", DOLEN_E_DENIED, "the provider refused")                                 \
    X(DISCOVERY, "openid.provider.discovery", DOLEN_E_REMOTE, "the provider's description cannot be used")             \
    X(SILENT, "openid.provider.silent", DOLEN_E_REMOTE, "the provider does not answer")                                \
    X(EXCHANGE, "openid.provider.exchange", DOLEN_E_DENIED, "the provider gave no token for the code")

typedef enum dolen_openid_fault {
    DOLEN_OPENID_NO_FAULT = 0,
#define DOLEN_OPENID_FAULT_CONSTANT(name, code, status, text) DOLEN_OPENID_##name,
    DOLEN_OPENID_FAULTS(DOLEN_OPENID_FAULT_CONSTANT)
#undef DOLEN_OPENID_FAULT_CONSTANT
} dolen_openid_fault;

/** "openid.token.nonce"; "" for none. Fit for a log field. */
const char *dolen_openid_fault_code(dolen_openid_fault fault);

/** Set `*out` and fail with the fault's own status and words; DOLEN_OK for DOLEN_OPENID_NO_FAULT. */
DOLEN_CHECKED dolen_status dolen_openid_fault_fail(dolen_openid_fault fault, dolen_openid_fault *out, dolen_err *err);

#endif
