/**
 * Sessions of signed-in staff, named by the SHA-256 of their cookie, so that a stolen database opens none.
 *
 * Owns: nothing; text lives in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_SESSION_STORE_H
#define DOLEN_NODE_STORE_SESSION_STORE_H

#include "node/store/account_store.h"

typedef struct dolen_stored_session {
    const char *account;
    dolen_code role;        /**< at sign-in; from find: the one that the account still holds */
    int64_t started;        /**< instant */
    int64_t last_used;      /**< instant */
    int64_t authenticated;  /**< instant of the last proof of who it is */
    const char *openid_sid; /**< the provider's name of its session, "" without; NULL: signed in with a password */
    dolen_code roles[DOLEN_ACCOUNT_ROLES]; /**< from find: all that the account holds, as in dolen_account */
    size_t role_count;
} dolen_stored_session;

/** Begin one. DOLEN_E_CONFLICT if the id exists; DOLEN_E_INPUT if there is no such account. */
DOLEN_CHECKED dolen_status dolen_session_store_add(dolen_connection *connection, const dolen_digest *id,
                                                   const dolen_stored_session *session, dolen_err *err);

/**
 * Find one. DOLEN_E_ABSENT if there is none, or its account has been suspended, has lapsed at `now` or no longer holds
 * the role.
 */
DOLEN_CHECKED dolen_status dolen_session_store_find(dolen_connection *connection, const dolen_digest *id, int64_t now,
                                                    dolen_arena *arena, dolen_stored_session *out, dolen_err *err);

/** Note that it was used. No such session is no error. */
DOLEN_CHECKED dolen_status dolen_session_store_touch(dolen_connection *connection, const dolen_digest *id, int64_t now,
                                                     dolen_err *err);

/** End it. No such session is no error. */
DOLEN_CHECKED dolen_status dolen_session_store_end(dolen_connection *connection, const dolen_digest *id,
                                                   dolen_err *err);

/** End all that were last used before one instant or began before another: how many. `ended` may be NULL. */
DOLEN_CHECKED dolen_status dolen_session_store_tidy(dolen_connection *connection, int64_t last_used_before,
                                                    int64_t started_before, int64_t *ended, dolen_err *err);

#endif
