/**
 * What ties an answer of the provider to the browser that asked: state, nonce and PKCE verifier (RFC 7636, S256).
 *
 * All three follow from a random number, the browser's token and a key that this process made, so nothing is kept that
 * a stranger could fill up, an answer that was asked for by another browser does not fit, and a restart ends what was
 * under way. What must come back with the answer (why, in which language, when) stands in the state under a MAC.
 * Owns: the key. Secrets: nonce and verifier until they are used. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_FLOW_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "node/base/arena.h"
#include "node/base/own.h"
#include "node/base/status.h"

enum {
    DOLEN_OPENID_FLOW_TEXT = 64,           /**< room for a nonce, verifier or challenge and its NUL */
    DOLEN_OPENID_FLOW_AGE = 10 * 60 * 1000 /**< milliseconds that somebody may take at the provider */
};

/** What comes back with the answer. */
typedef struct dolen_openid_errand {
    bool is_again; /**< a proof for a session that there is, not a new sign-in */
    bool is_welsh;
    int64_t begun; /**< instant */
} dolen_openid_errand;

/** The values of one sign-in. */
typedef struct dolen_openid_binding {
    const char *state; /**< in the arena */
    char nonce[DOLEN_OPENID_FLOW_TEXT];
    char verifier[DOLEN_OPENID_FLOW_TEXT];
    char challenge[DOLEN_OPENID_FLOW_TEXT];
} dolen_openid_binding;

typedef struct dolen_openid_flow dolen_openid_flow;

/** With a key of its own. Never NULL. */
dolen_openid_flow *dolen_openid_flow_new(void);

/** Wipe and free; NULL is fine. */
void dolen_openid_flow_free(dolen_openid_flow *flow);
DOLEN_OWNED(dolen_openid_flow);

/** New values for the browser that has this token. DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_openid_flow_begin(const dolen_openid_flow *flow, const char *token,
                                                   const dolen_openid_errand *errand, dolen_arena *arena,
                                                   dolen_openid_binding *out, dolen_err *err);

/**
 * The values that belong to a state which has come back to the browser with this token. DOLEN_E_DENIED when it was made
 * for another browser, by another process or longer than DOLEN_OPENID_FLOW_AGE ago, or not at all.
 */
DOLEN_CHECKED dolen_status dolen_openid_flow_resume(const dolen_openid_flow *flow, const char *token, const char *state,
                                                    int64_t now, dolen_arena *arena, dolen_openid_errand *errand,
                                                    dolen_openid_binding *out, dolen_err *err);

#endif
