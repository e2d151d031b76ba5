/**
 * Failed sign-ins per user name, known or not: after five, a growing delay before the next try.
 *
 * Kept in memory in a table of fixed size; when it is full, the name with the fewest failures makes room. Names are
 * kept as SHA-256.
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_ATTEMPTS_H
#define DOLEN_NODE_AGENCY_WEB_ATTEMPTS_H

#include <stdint.h>

#include "node/base/own.h"
#include "node/base/status.h"

enum {
    DOLEN_ATTEMPTS_FREE = 5,                /**< failures before the first delay */
    DOLEN_ATTEMPTS_FIRST_DELAY = 30 * 1000, /**< milliseconds; doubles with each further failure */
    DOLEN_ATTEMPTS_LONGEST_DELAY = 15 * 60 * 1000
};

typedef struct dolen_attempts dolen_attempts;

/** An empty table. Never NULL. */
dolen_attempts *dolen_attempts_new(void);

/** Free the table; NULL is fine. */
void dolen_attempts_free(dolen_attempts *attempts);
DOLEN_OWNED(dolen_attempts);

/** May this name try now? DOLEN_E_LIMIT while it must wait. */
DOLEN_CHECKED dolen_status dolen_attempts_check(dolen_attempts *attempts, const char *user, int64_t now,
                                                dolen_err *err);

/** Milliseconds to wait after so many failures in a row; 0 for the first few. */
int64_t dolen_attempts_delay(uint32_t failures);

/** Count a failure. */
void dolen_attempts_add(dolen_attempts *attempts, const char *user, int64_t now);

/** Forget the name's failures after a success. */
void dolen_attempts_clear(dolen_attempts *attempts, const char *user);

#endif
