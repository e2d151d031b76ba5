/**
 * Passwords of staff accounts: argon2id at libsodium's interactive setting (64 MiB, about 50 ms).
 *
 * Owns: nothing. Secrets: passwords; the caller wipes them. Threads: any; each call takes 64 MiB while it runs, so
 * bound how many run at once.
 */
#ifndef DOLEN_NODE_CRYPTO_PASSWORD_H
#define DOLEN_NODE_CRYPTO_PASSWORD_H

#include "node/base/bytes.h"
#include "node/base/status.h"

enum {
    DOLEN_PASSWORD_TEXT = 128,  /**< room for a hash and its NUL */
    DOLEN_PASSWORD_LIMIT = 1024 /**< bytes of a password at most */
};

/** Hash a password of 1 to DOLEN_PASSWORD_LIMIT bytes, with a fresh salt, into `out`. DOLEN_E_INPUT, DOLEN_E_SYSTEM. */
DOLEN_CHECKED dolen_status dolen_password_hash(dolen_bytes password, char out[DOLEN_PASSWORD_TEXT], dolen_err *err);

/**
 * DOLEN_E_DENIED unless `password` is the one hashed. `hash` NULL or malformed is a denial too, after the same work, so
 * that a missing account takes as long as a wrong password.
 */
DOLEN_CHECKED dolen_status dolen_password_check(dolen_bytes password, const char *hash, dolen_err *err);

/** Was it made with a weaker setting than today's, so that it should be made anew at the next sign-in? */
bool dolen_password_needs_rehash(const char *hash);

#endif
