/**
 * Security codes of an authenticator app: TOTP, RFC 6238, six digits, SHA-1, thirty seconds, by liboath.
 *
 * Owns: nothing. Secrets: the shared secret; callers wipe their copies. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_ONE_TIME_CODE_H
#define DOLEN_NODE_CRYPTO_ONE_TIME_CODE_H

#include <stdint.h>

#include "node/base/status.h"

enum {
    DOLEN_ONE_TIME_SECRET = 20, /**< bytes, as RFC 4226 recommends */
    DOLEN_ONE_TIME_TEXT = 33,   /**< room for the secret in base32 and a NUL */
};

/**
 * Is `code` that of `now` (instant), or of the step before or after it? `*step` is then the step that it belongs to, so
 * that no code is taken twice. Spaces in the code do not matter. DOLEN_E_DENIED otherwise.
 */
DOLEN_CHECKED dolen_status dolen_one_time_code_check(const uint8_t secret[DOLEN_ONE_TIME_SECRET], int64_t now,
                                                     const char *code, int64_t *step, dolen_err *err);

/** The secret as people type it into an app: base32 (RFC 4648) without padding. */
void dolen_one_time_code_text(const uint8_t secret[DOLEN_ONE_TIME_SECRET], char out[DOLEN_ONE_TIME_TEXT]);

#endif
