/**
 * Signing in at the agency's OpenID provider: what the pages need from the node, and the pages.
 *
 * "/openid/start" leads to the provider, "/openid/callback" is where it sends the browser back to, "/openid/again" asks
 * for a new proof, "/openid/leave" and "/openid/signed-out" go through the provider's sign-out, and
 * "/openid/back-channel-logout" is where the provider itself says that somebody has left. Callback, signed-out and
 * back-channel logout have no language in their paths, because the provider knows one address of each.
 * Owns: nothing. Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_OPENID_H
#define DOLEN_NODE_AGENCY_WEB_WEB_OPENID_H

#include "node/base/arena.h"
#include "node/base/status.h"
#include "node/model/code.h"
#include "node/model/uuid.h"

/** The provider's answer in the query; "" or NULL for what is not there. */
typedef struct dolen_web_openid_reply {
    const char *code;
    const char *state;
    const char *error;
    const char *issuer;
} dolen_web_openid_reply;

/** How a sign-in at the provider ended. */
typedef enum dolen_web_openid_outcome {
    DOLEN_WEB_OPENID_IN = 0,
    DOLEN_WEB_OPENID_REFUSED,      /**< the answer is not to be trusted, or too late */
    DOLEN_WEB_OPENID_DECLINED,     /**< they, or the provider, said no */
    DOLEN_WEB_OPENID_SILENT,       /**< the provider does not answer */
    DOLEN_WEB_OPENID_WEAK,         /**< not the strength that this agency asks for */
    DOLEN_WEB_OPENID_NO_ROLE,      /**< nothing that the provider says of them is a role here */
    DOLEN_WEB_OPENID_NO_ACCOUNT,   /**< nobody has made an account for them */
    DOLEN_WEB_OPENID_UNCONFIRMED,  /**< the account waits to be confirmed, has lapsed (IG-30) or is suspended */
    DOLEN_WEB_OPENID_OTHER_PERSON, /**< a proof for a session of somebody else, or a name that is another's */
} dolen_web_openid_outcome;

/** What the callback hands over. */
typedef struct dolen_web_openid_return {
    const char *token; /**< of the browser's cookie; "" without */
    const char *user;  /**< of the session that there is; "" without */
    dolen_web_openid_reply reply;
    dolen_uuid request; /**< for the log */
} dolen_web_openid_return;

/** What became of it. Texts live in the arena. */
typedef struct dolen_web_openid_person {
    dolen_web_openid_outcome outcome;
    bool has_errand; /**< the two below are known */
    bool is_welsh;
    bool is_again;
    const char *user;
    const char *sid; /**< "" without */
    dolen_code role; /**< the usual one */
    size_t role_count;
    int64_t authenticated; /**< instant; 0: the provider does not say */
} dolen_web_openid_person;

/** What the pages ask of the node. Every function takes `context` first and may be called by any number of threads. */
typedef struct dolen_web_openid {
    void *context;
    bool has_local_accounts; /**< people may sign in with a password too */

    /** The provider's page to send the browser with this token to. DOLEN_E_REMOTE when the provider is silent. */
    dolen_status (*begin)(void *context, const char *token, bool is_again, bool is_welsh, dolen_arena *arena,
                          const char **url, dolen_err *err);
    /** Who came back; DOLEN_OK whatever the outcome, unless the node itself fails. */
    dolen_status (*finish)(void *context, const dolen_web_openid_return *answer, dolen_arena *arena,
                           dolen_web_openid_person *out, dolen_err *err);
    /** The provider's page for signing out. DOLEN_E_ABSENT when it has none. */
    dolen_status (*leave)(void *context, bool is_welsh, dolen_arena *arena, const char **url, dolen_err *err);
    /** Carry out a logout token. DOLEN_E_REMOTE when it cannot be now; any other failure: it is refused. */
    dolen_status (*logout)(void *context, const char *token, dolen_uuid request, dolen_arena *arena, dolen_err *err);
} dolen_web_openid;

#endif
