/**
 * Proving who one is with a local account, and beginning a session: what the pages that do so share.
 *
 * Owns: nothing. Secrets: credentials are borrowed from the request. Threads: any, one visit each.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_SIGN_IN_H
#define DOLEN_NODE_AGENCY_WEB_WEB_SIGN_IN_H

#include "node/agency/web/web_internal.h"

/** As a form gave them; "" for what it did not. */
typedef struct dolen_web_credentials {
    const char *user;
    const char *password;
    const char *code; /**< of the authenticator app */
} dolen_web_credentials;

/**
 * Check them. DOLEN_E_DENIED for an unknown account, a wrong password or code and a lapsed account alike (IG-30), after
 * the same work; DOLEN_E_REMOTE when too many people sign in at once.
 */
DOLEN_CHECKED dolen_status dolen_web_sign_in_check_account(dolen_visit *visit, const dolen_web_credentials *given,
                                                           dolen_web_account *out, dolen_err *err);

/**
 * Count a failure: for this name in memory, known or not, and for a known account in the database, which outlives this
 * process.
 */
DOLEN_CHECKED dolen_status dolen_web_sign_in_note_failure(dolen_visit *visit, const char *user, uint32_t failures,
                                                          dolen_err *err);

/**
 * Begin this session under a new token and end the one the browser came with, if any, so that no token outlives a
 * change of who somebody is or acts as.
 */
DOLEN_CHECKED dolen_status dolen_web_sign_in_renew_session(dolen_visit *visit, const dolen_web_session *session,
                                                           dolen_err *err);

/** Lead somebody who has just signed in to their desk, or first to the choice of role when there are several. */
void dolen_web_sign_in_welcome(dolen_visit *visit, dolen_code role, size_t role_count);

/** The field for a password. */
dolen_view_text_field dolen_web_sign_in_password_field(dolen_message fault);

#endif
