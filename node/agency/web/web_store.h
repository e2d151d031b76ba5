/**
 * What the pages need from the agency's own database: accounts, sessions, searches.
 *
 * Searches are kept by whoever answers them (dolen_search_ask); the pages only read them.
 * A table of functions, so that tests can use a double. Every function takes `context` first, may be called by any
 * number of threads at once, and keeps returned text in the arena given. Sessions are named by the SHA-256 of the
 * cookie, so that a stolen database opens no session.
 * Secrets: searches hold personal data; accounts hold password hashes.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_STORE_H
#define DOLEN_NODE_AGENCY_WEB_WEB_STORE_H

#include "node/agency/search.h"
#include "node/crypto/one_time_code.h"
#include "node/store/account_store.h"
#include "node/store/audit_step_store.h"
#include "node/store/notice_store.h"

typedef struct dolen_web_account {
    const char *user;
    const char *password_hash; /**< dolen_password_hash; NULL: it has no password */
    dolen_code role;           /**< the usual one of its roles */
    size_t role_count;
    bool may_sign_in;  /**< neither suspended, lapsed (IG-30) nor locked */
    uint32_t failures; /**< sign-ins that failed since the last success */
} dolen_web_account;

/** How an account stands. */
typedef enum dolen_web_standing {
    DOLEN_WEB_ACTIVE,
    DOLEN_WEB_SUSPENDED,
    DOLEN_WEB_LAPSED, /**< not confirmed in time (IG-30) */
    DOLEN_WEB_LOCKED, /**< for a while, after failed sign-ins */
} dolen_web_standing;

/** An account as an administrator sees it. */
typedef struct dolen_web_staff {
    const char *user;
    const char *full_name;
    const char *roles; /**< codes, a comma and a space between them */
    int64_t confirmed_until;
    dolen_day trained;
    dolen_day vetted;
    dolen_web_standing standing;
    bool has_second_factor;
    const char *team; /**< "" or NULL: none is named */
    bool has_home;    /**< digests of their home are kept */
} dolen_web_staff;

/** What an administrator does to an account: the actions and texts of dolen_account_serve; "" for what it needs not. */
typedef struct dolen_web_account_change {
    const char *action;
    const char *user;
    const char *full_name;
    const char *roles;
    const char *password;
    const char *trained;
    const char *vetted;
    const char *team; /**< NULL: it stays */
    const char *home_address;
    const char *home_postcode;
    const char *home_uprn;
    bool forget_home;
} dolen_web_account_change;

typedef struct dolen_web_session {
    const char *user;
    dolen_code role;        /**< that they act in now */
    int64_t started;        /**< instant */
    int64_t last_used;      /**< instant */
    int64_t authenticated;  /**< instant at which they last proved who they are */
    const char *openid_sid; /**< the provider's name of its session, "" without; NULL: a session of a local account */
    dolen_code roles[DOLEN_ACCOUNT_ROLES]; /**< from find_session: all that the account may act in */
    size_t role_count;
} dolen_web_session;

/** An account's authenticator app. Secrets: the caller wipes it. */
typedef struct dolen_web_second_factor {
    uint8_t secret[DOLEN_ONE_TIME_SECRET];
    bool is_confirmed; /**< a right code was given once; until then it proves nothing */
} dolen_web_second_factor;

typedef struct dolen_web_search {
    dolen_search_request request;
    dolen_uuid id;
    int64_t asked;       /**< instant */
    const char *answer;  /**< dolen_search_json_answer as text; NULL when there was no answer */
    const char *receipt; /**< NULL when there was no answer */
} dolen_web_search;

typedef struct dolen_web_store {
    void *context;

    /** DOLEN_E_ABSENT when there is no such account. */
    dolen_status (*find_account)(void *context, const char *user, int64_t now, dolen_arena *arena,
                                 dolen_web_account *out, dolen_err *err);
    /** Remember how a sign-in went; after a failure the account is locked until then, if that lies ahead. */
    dolen_status (*note_sign_in)(void *context, const char *user, bool succeeded, int64_t locked_until, dolen_err *err);
    /** Give it this password, which ends its sessions. */
    dolen_status (*set_password)(void *context, const char *user, const char *password, dolen_err *err);
    /** Hash its password anew, in place of this hash of it; its sessions go on. */
    dolen_status (*renew_hash)(void *context, const char *user, const char *password, const char *old_hash,
                               dolen_err *err);
    /** DOLEN_E_ABSENT when the account has none. */
    dolen_status (*find_second_factor)(void *context, const char *user, dolen_web_second_factor *out, dolen_err *err);
    /** Begin one, unless one has been begun. */
    dolen_status (*begin_second_factor)(void *context, const char *user, dolen_err *err);
    /** Take the code of this step, which confirms it. DOLEN_E_DENIED if this step or a later one was taken. */
    dolen_status (*take_second_factor)(void *context, const char *user, int64_t step, dolen_err *err);
    dolen_status (*make_session)(void *context, dolen_digest id, const dolen_web_session *session, dolen_err *err);
    /** DOLEN_E_ABSENT when it does not exist or was ended, or its account may act in its role no longer. */
    dolen_status (*find_session)(void *context, dolen_digest id, int64_t now, dolen_arena *arena,
                                 dolen_web_session *out, dolen_err *err);
    dolen_status (*touch_session)(void *context, dolen_digest id, int64_t now, dolen_err *err);
    /** DOLEN_OK too when there is none. */
    dolen_status (*end_session)(void *context, dolen_digest id, dolen_err *err);
    /** The search with this number by this user only; DOLEN_E_ABSENT otherwise. */
    dolen_status (*find_search)(void *context, const char *user, dolen_uuid id, dolen_arena *arena,
                                dolen_web_search *out, dolen_err *err);
    /** The user's searches, newest first, at most `limit`; `answer` and `receipt` need not be filled beyond non-NULL.
     */
    dolen_status (*list_searches)(void *context, const char *user, size_t limit, dolen_arena *arena,
                                  const dolen_web_search **out, size_t *count, dolen_err *err);
    /** All accounts, by name. */
    dolen_status (*list_accounts)(void *context, int64_t now, dolen_arena *arena, const dolen_web_staff **out,
                                  size_t *count, dolen_err *err);
    /** Note how far somebody goes with a kept search (IG-11). Anything but DOLEN_OK: show nothing of it. */
    dolen_status (*note_steps)(void *context, const dolen_audit_walk *walk, const dolen_audit_step *steps, size_t count,
                               dolen_err *err);
    /** Change one, or add it. DOLEN_E_INPUT, DOLEN_E_CONFLICT for a name that is taken, DOLEN_E_ABSENT. */
    dolen_status (*change_account)(void *context, const dolen_web_account_change *change, dolen_arena *arena,
                                   dolen_err *err);
    /** Who consulted this agency's records, latest first, at most `limit`. */
    dolen_status (*list_notices)(void *context, size_t limit, dolen_arena *arena, const dolen_kept_notice **out,
                                 size_t *count, dolen_err *err);
} dolen_web_store;

#endif
