/**
 * The agency's own secret, and everything derived from it that leaves clear text behind: what other parties see of
 * staff and case references, and how the node's own database and padding are keyed.
 *
 * Owns: the secret. Secrets: the node key never leaves the agency; nothing made here can be undone without it.
 * Threads: any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_LOCAL_KEYS_H
#define DOLEN_NODE_AGENCY_LOCAL_KEYS_H

#include "node/crypto/one_time_code.h"
#include "node/crypto/secret.h"
#include "node/model/query.h"

enum { DOLEN_NODE_KEY_SIZE = 32 };

typedef struct dolen_local_keys dolen_local_keys;

/** Read the node key file (64 hexadecimal digits, mode 0600). What dolen_secret_read_file says; `*out` NULL then. */
DOLEN_CHECKED dolen_status dolen_local_keys_read(const char *path, dolen_local_keys **out, dolen_err *err);

/** Take over a key of DOLEN_NODE_KEY_SIZE bytes. Never NULL. */
dolen_local_keys *dolen_local_keys_new(dolen_secret *key);

/** Wipe and free; NULL is fine. */
void dolen_local_keys_free(dolen_local_keys *keys);
DOLEN_OWNED(dolen_local_keys);

/** The member of staff as the broker and the ledger know them. */
dolen_staff dolen_local_keys_staff(const dolen_local_keys *keys, const char *user);

/** The case as the broker and the ledger know it; zero for an empty reference. Letter case and spaces do not matter. */
dolen_digest dolen_local_keys_case(const dolen_local_keys *keys, const char *reference);

/** The shared secret of an account's authenticator app, made with this nonce. The caller wipes it. */
void dolen_local_keys_second_factor(const dolen_local_keys *keys, const char *user, dolen_uuid nonce,
                                    uint8_t out[DOLEN_ONE_TIME_SECRET]);

/** A part of the home of this member of staff (account_home.h): another value for another member of staff. */
dolen_digest dolen_local_keys_home(const dolen_local_keys *keys, const char *user, dolen_key_kind kind,
                                   dolen_bytes canonical);

/** The secret for dolen_match_pad, DOLEN_MATCH_PAD_SECRET bytes, borrowed. */
const uint8_t *dolen_local_keys_padding(const dolen_local_keys *keys);

/** The key that the node's own database is keyed with (published people, masks), borrowed. */
const dolen_secret *dolen_local_keys_database(const dolen_local_keys *keys);

#endif
