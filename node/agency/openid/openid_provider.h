/**
 * The provider over HTTPS: its description, its keys, and the exchange of a code for an ID token.
 *
 * Nothing is fetched until it is needed, so the node starts without the provider. The description (OpenID Connect
 * Discovery 1.0) and the keys are kept for an hour; a key that is not among them has them fetched anew, at most once a
 * minute; after a failure the provider is left alone for five seconds. Replies are read to 256 KiB, redirects are not
 * followed. Owns: what it fetched and the client's secret. Secrets: the client's secret. Threads: any; one at a time
 * talks to the provider for description and keys.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_PROVIDER_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_PROVIDER_H

#include "node/agency/openid/openid_fault.h"
#include "node/agency/openid/openid_token.h"
#include "node/base/arena.h"
#include "node/base/clock.h"

/** Copied, but for the texts, which must outlive the provider. */
typedef struct dolen_openid_provider_options {
    const char *issuer; /**< "https://..." without query or fragment, exactly as the provider writes it */
    const char *client;
    const char *secret_file;      /**< the client's secret, one line; readable by its owner alone */
    const char *authorities_file; /**< PEM of authorities to trust; NULL: the system's */
    dolen_clock clock;
} dolen_openid_provider_options;

/** What the description says; borrowed from the arena it was copied into. */
typedef struct dolen_openid_endpoints {
    const char *authorization;
    const char *token;
    const char *keys;
    const char *end_session;  /**< "" when it offers none */
    bool answers_name_issuer; /**< RFC 9207: each answer says who gives it */
} dolen_openid_endpoints;

typedef struct dolen_openid_provider dolen_openid_provider;

/** DOLEN_E_INPUT if the issuer is no HTTPS address or the secret is empty; as dolen_file_read_secret. */
DOLEN_CHECKED dolen_status dolen_openid_provider_new(const dolen_openid_provider_options *options,
                                                     dolen_openid_provider **out, dolen_err *err);

/** Wipe and free; NULL is fine. */
void dolen_openid_provider_free(dolen_openid_provider *provider);
DOLEN_OWNED(dolen_openid_provider);

/**
 * Read a description: the issuer must be exactly `issuer`, every address HTTPS, and what we use offered. `*out` lives
 * in `arena`. DOLEN_E_INPUT, DOLEN_E_LIMIT. For providers, and for fuzzing.
 */
DOLEN_CHECKED dolen_status dolen_openid_provider_read(dolen_bytes document, const char *issuer, dolen_arena *arena,
                                                      dolen_openid_endpoints *out, dolen_err *err);

/** Where the provider's doors are. DOLEN_E_REMOTE with a fault when it does not say. */
DOLEN_CHECKED dolen_status dolen_openid_provider_find(dolen_openid_provider *provider, dolen_arena *arena,
                                                      dolen_openid_endpoints *out, dolen_openid_fault *fault,
                                                      dolen_err *err);

/** dolen_openid_token_open with the provider's keys, which are fetched anew when the token names one we do not have. */
DOLEN_CHECKED dolen_status dolen_openid_provider_open(dolen_openid_provider *provider, dolen_bytes token,
                                                      dolen_openid_kind kind, json_t **claims,
                                                      dolen_openid_fault *fault, dolen_err *err);

/** A code, as it came, and what belongs to it. */
typedef struct dolen_openid_code {
    const char *code;
    const char *redirect;
    const char *verifier;
} dolen_openid_code;

/** The ID token for a code, in `arena`, not looked at yet. DOLEN_E_REMOTE, DOLEN_E_DENIED, with a fault. */
DOLEN_CHECKED dolen_status dolen_openid_provider_exchange(dolen_openid_provider *provider,
                                                          const dolen_openid_code *code, dolen_arena *arena,
                                                          const char **token, dolen_openid_fault *fault,
                                                          dolen_err *err);

#endif
