/**
 * Staff accounts of an agency's node (IG-30).
 *
 * Secrets: password hashes. Owns: nothing; results live in the arena given. Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_ACCOUNT_STORE_H
#define DOLEN_NODE_STORE_ACCOUNT_STORE_H

#include "node/base/clock.h"
#include "node/store/statement.h"

enum {
    DOLEN_ACCOUNT_ROLES = 8,
    DOLEN_ACCOUNT_NAME = 64,
    DOLEN_ACCOUNT_TEAM = 64,
    DOLEN_ACCOUNT_HOME_DIGESTS = 32,
    DOLEN_ACCOUNT_CONFIRMED_MONTHS = 4
};

typedef struct dolen_account {
    const char *name; /**< 1 to DOLEN_ACCOUNT_NAME bytes; what people sign in with */
    const char *full_name;
    const char *team;          /**< the team's name as the agency writes it; "" or NULL: none is named */
    bool has_home;             /**< digests of their home are kept. Set by the store */
    const char *password_hash; /**< dolen_password_hash; "": signs in at the agency's OpenID provider only */
    dolen_code roles[DOLEN_ACCOUNT_ROLES];
    size_t role_count;       /**< 1 to DOLEN_ACCOUNT_ROLES; the first is the usual one */
    int64_t created;         /**< instant */
    int64_t confirmed_until; /**< instant after which the account has lapsed */
    dolen_day trained;       /**< year 0: never */
    dolen_day vetted;        /**< year 0: never */
    bool suspended;
    int32_t failures;           /**< failed sign-ins since the last success */
    int64_t locked_until;       /**< instant; 0: not locked */
    const char *openid_issuer;  /**< the provider at which it signs in, once it has; "" without */
    const char *openid_subject; /**< the provider's name of this person; "" without */
} dolen_account;

/** Is the account neither suspended, nor lapsed, nor locked at this instant? */
bool dolen_account_store_may_sign_in(const dolen_account *account, int64_t now);

/** Does the account hold this role? */
bool dolen_account_store_has_role(const dolen_account *account, dolen_code role);

/** Read role codes with a space between them, as statements give them, at most DOLEN_ACCOUNT_ROLES. DOLEN_E_INPUT. */
DOLEN_CHECKED dolen_status dolen_account_store_read_roles(const char *text, dolen_code roles[DOLEN_ACCOUNT_ROLES],
                                                          size_t *count, dolen_err *err);

/** Add one, which is not yet known to any provider. DOLEN_E_CONFLICT if the name is taken, DOLEN_E_INPUT for what the
 * database refuses. */
DOLEN_CHECKED dolen_status dolen_account_store_add(dolen_connection *connection, const dolen_account *account,
                                                   dolen_err *err);

/** Find one by name. DOLEN_E_ABSENT if there is none. */
DOLEN_CHECKED dolen_status dolen_account_store_find(dolen_connection *connection, const char *name, dolen_arena *arena,
                                                    dolen_account *out, dolen_err *err);

/** All of them, by name. DOLEN_E_LIMIT when they do not fit the arena. */
DOLEN_CHECKED dolen_status dolen_account_store_list(dolen_connection *connection, dolen_arena *arena,
                                                    const dolen_account **out, size_t *count, dolen_err *err);

/** Suspend it, which ends its sessions, or restore it. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_account_store_suspend(dolen_connection *connection, const char *name, bool suspended,
                                                       dolen_err *err);

/** Confirm it until an instant, with the days of training and vetting that were shown. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_account_store_confirm(dolen_connection *connection, const char *name, int64_t until,
                                                       dolen_day trained, dolen_day vetted, dolen_err *err);

/**
 * Put a hash of the same password in place of the one that is kept. Sessions go on. DOLEN_E_ABSENT when another hash
 * is kept meanwhile, or there is no such account.
 */
DOLEN_CHECKED dolen_status dolen_account_store_renew_hash(dolen_connection *connection, const char *name,
                                                          const char *old_hash, const char *new_hash, dolen_err *err);

/** Set another password hash; ends the account's sessions, and a lock. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_account_store_set_password(dolen_connection *connection, const char *name,
                                                            const char *password_hash, dolen_err *err);

/** Set the team, 0 to DOLEN_ACCOUNT_TEAM bytes; "" names none. DOLEN_E_ABSENT. */
DOLEN_CHECKED dolen_status dolen_account_store_set_team(dolen_connection *connection, const char *name,
                                                        const char *team, dolen_err *err);

/**
 * Keep these digests of the home (node/agency/account_home.h), at most DOLEN_ACCOUNT_HOME_DIGESTS, in place of any that
 * were kept; none: keep nothing. Run it in a transaction. DOLEN_E_ABSENT.
 */
DOLEN_CHECKED dolen_status dolen_account_store_set_home(dolen_connection *connection, const char *name,
                                                        const dolen_digest *digests, size_t count, dolen_err *err);

/** A digest of somebody's home. */
typedef struct dolen_account_home {
    const char *account;
    dolen_digest digest;
} dolen_account_home;

/** All that are kept, by account. DOLEN_E_LIMIT when they do not fit the arena. */
DOLEN_CHECKED dolen_status dolen_account_store_homes(dolen_connection *connection, dolen_arena *arena,
                                                     const dolen_account_home **out, size_t *count, dolen_err *err);

/**
 * Remember how a sign-in went. A failure adds to `failures`, and from `limit` failures on locks the account until
 * `locked_until`; a success sets both to 0. No such account is no error: the caller must not learn.
 */
DOLEN_CHECKED dolen_status dolen_account_store_note_sign_in(dolen_connection *connection, const char *name,
                                                            bool succeeded, int32_t limit, int64_t locked_until,
                                                            dolen_err *err);

#endif
