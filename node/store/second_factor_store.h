/**
 * Which accounts have an authenticator app (RFC 6238), and the latest code that each has used.
 *
 * Secrets: none; the nonce makes a code only together with the node's key. Owns: nothing.
 * Threads: one connection, one thread.
 */
#ifndef DOLEN_NODE_STORE_SECOND_FACTOR_STORE_H
#define DOLEN_NODE_STORE_SECOND_FACTOR_STORE_H

#include "node/store/statement.h"

typedef struct dolen_stored_second_factor {
    dolen_uuid nonce;
    bool is_confirmed; /**< a right code was given once; until then it proves nothing */
} dolen_stored_second_factor;

/** The account's app. DOLEN_E_ABSENT when there is none. */
DOLEN_CHECKED dolen_status dolen_second_factor_store_find(dolen_connection *connection, const char *account,
                                                          dolen_stored_second_factor *out, dolen_err *err);

/** Begin one with this nonce. One that has been begun is kept. DOLEN_E_INPUT if there is no such account. */
DOLEN_CHECKED dolen_status dolen_second_factor_store_begin(dolen_connection *connection, const char *account,
                                                           dolen_uuid nonce, dolen_err *err);

/** Take the code of this step, which confirms the app. DOLEN_E_DENIED if this step or a later one was taken. */
DOLEN_CHECKED dolen_status dolen_second_factor_store_take(dolen_connection *connection, const char *account,
                                                          int64_t step, dolen_err *err);

/** Forget it: its holder lost the device. DOLEN_E_ABSENT when there is none. */
DOLEN_CHECKED dolen_status dolen_second_factor_store_forget(dolen_connection *connection, const char *account,
                                                            dolen_err *err);

#endif
