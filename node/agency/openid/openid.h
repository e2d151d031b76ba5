/**
 * Sign-in at the agency's OpenID Connect provider: authorization code flow with PKCE, as a confidential client.
 *
 *     dolen_openid_begin    where to send the browser
 *     dolen_openid_finish   who came back
 *     dolen_openid_leave    where to send somebody who has signed out here
 *     dolen_openid_logout   what the provider says by itself: this person or session has ended
 *
 * Whatever fails is one of the faults of openid_fault.h; no claim is ever logged.
 * Owns: its parts. Secrets: the client's secret, nonce and verifier. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_H

#include "node/agency/openid/openid_fault.h"
#include "node/agency/openid/openid_flow.h"
#include "node/agency/openid/openid_provider.h"
#include "node/agency/openid/openid_roles.h"

/** All texts are borrowed and must outlive it. */
typedef struct dolen_openid_options {
    dolen_openid_provider_options provider;
    const char *redirect; /**< "https://HOST/openid/callback" as registered with the provider */
    const char *scopes;   /**< "openid profile" */
    const char *role_claim;
    const char *user_claim;
    const char *const *roles; /**< items of dolen_openid_roles_add */
    size_t role_count;
    const char *const *acrs; /**< one of these must have been reached, strongest or not; none: any */
    size_t acr_count;
} dolen_openid_options;

/** Why and for which browser. */
typedef struct dolen_openid_start {
    const char *token; /**< the browser's cookie */
    bool is_again;     /**< prove anew who you are: the provider asks for credentials whatever session it has */
    bool is_welsh;
} dolen_openid_start;

/** The provider's answer as the browser brought it; "" for what it lacks. */
typedef struct dolen_openid_answer {
    const char *token; /**< the browser's cookie */
    const char *state;
    const char *code;
    const char *error;
    const char *issuer;
} dolen_openid_answer;

/** Who signed in. Texts live in the arena. */
typedef struct dolen_openid_person {
    const char *issuer;
    const char *subject;
    const char *sid;       /**< "" without */
    const char *user;      /**< of the user claim; "" without */
    const char *full_name; /**< of the claim "name"; "" without */
    dolen_code roles[DOLEN_OPENID_ROLES_HELD];
    size_t role_count;     /**< 0: no role here */
    int64_t authenticated; /**< instant at which they proved who they are; 0: the provider does not say */
} dolen_openid_person;

/** Whose sessions end. */
typedef struct dolen_openid_end {
    const char *issuer;
    const char *subject; /**< "" without */
    const char *sid;     /**< "" without */
    const char *id;      /**< of the token: to be taken once */
    int64_t until;       /**< instant after which the token is refused for its age */
} dolen_openid_end;

typedef struct dolen_openid dolen_openid;

/** DOLEN_E_INPUT for settings that cannot be right; otherwise as dolen_openid_provider_new. */
DOLEN_CHECKED dolen_status dolen_openid_new(const dolen_openid_options *options, dolen_openid **out, dolen_err *err);

/** Wipe and free; NULL is fine. */
void dolen_openid_free(dolen_openid *openid);
DOLEN_OWNED(dolen_openid);

/** The configured roles, for checking against the rules. */
const dolen_openid_role_map *dolen_openid_role_map_of(const dolen_openid *openid);

/** The provider's page to send the browser to, in `arena`. */
DOLEN_CHECKED dolen_status dolen_openid_begin(dolen_openid *openid, const dolen_openid_start *start, dolen_arena *arena,
                                              const char **url, dolen_openid_fault *fault, dolen_err *err);

/**
 * Check the answer, exchange its code and verify the ID token. `*errand` is set as soon as the state fits, also when
 * something fails afterwards.
 */
DOLEN_CHECKED dolen_status dolen_openid_finish(dolen_openid *openid, const dolen_openid_answer *answer,
                                               dolen_arena *arena, dolen_openid_errand *errand,
                                               dolen_openid_person *out, dolen_openid_fault *fault, dolen_err *err);

/**
 * The provider's page for signing out, which leads back to "/openid/signed-out" with the language, "en" or "cy", as its
 * state. DOLEN_E_ABSENT when it has none.
 */
DOLEN_CHECKED dolen_status dolen_openid_leave(dolen_openid *openid, bool is_welsh, dolen_arena *arena, const char **url,
                                              dolen_err *err);

/** Verify a logout token (OpenID Connect Back-Channel Logout 1.0). The caller takes care that its id is taken once. */
DOLEN_CHECKED dolen_status dolen_openid_logout(dolen_openid *openid, const char *token, dolen_arena *arena,
                                               dolen_openid_end *out, dolen_openid_fault *fault, dolen_err *err);

#endif
