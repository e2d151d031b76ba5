/**
 * Accounts that sign in at the agency's OpenID provider, and the sessions that the provider ends.
 *
 * A person is known by issuer and subject together, never by a name that the provider may give to somebody else.
 * Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_OPENID_STORE_H
#define DOLEN_NODE_STORE_OPENID_STORE_H

#include "node/store/account_store.h"

/** The account of this person. DOLEN_E_ABSENT if there is none. */
DOLEN_CHECKED dolen_status dolen_openid_store_find(dolen_connection *connection, const char *issuer,
                                                   const char *subject, dolen_arena *arena, dolen_account *out,
                                                   dolen_err *err);

/**
 * Make this account that person's from now on. DOLEN_E_ABSENT unless it exists, has no password and is nobody's yet;
 * DOLEN_E_CONFLICT if the person has another account.
 */
DOLEN_CHECKED dolen_status dolen_openid_store_link(dolen_connection *connection, const char *name, const char *issuer,
                                                   const char *subject, dolen_err *err);

/** Take the account's password away, so that the next sign-in at the provider under its name makes it that person's;
 * ends its sessions. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_openid_store_hand_over(dolen_connection *connection, const char *name, dolen_err *err);

/** The roles that the provider has given, 1 to DOLEN_ACCOUNT_ROLES, in place of those before. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_openid_store_set_roles(dolen_connection *connection, const char *name,
                                                        const dolen_code *roles, size_t count, dolen_err *err);

/**
 * End the sessions of a provider's session `sid`, or of a person: `sid` "" = all of `subject`'s, `subject` "" =
 * whosever the session is. Both "" ends nothing. `ended` may be NULL.
 */
DOLEN_CHECKED dolen_status dolen_openid_store_end_sessions(dolen_connection *connection, const char *issuer,
                                                           const char *subject, const char *sid, int64_t *ended,
                                                           dolen_err *err);

/**
 * Remember that a logout token was taken, until it would be refused for its age; older ones are forgotten.
 * DOLEN_E_CONFLICT if it was taken before.
 */
DOLEN_CHECKED dolen_status dolen_openid_store_take_logout(dolen_connection *connection, const dolen_digest *id,
                                                          int64_t now, int64_t until, dolen_err *err);

#endif
