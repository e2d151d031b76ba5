/**
 * Keys in memory: own locked pages, left out of core dumps, fenced by guard pages, wiped when freed.
 *
 * Owns: its bytes. Secrets: everything here; never copy a secret into an arena, a log field or a message.
 * Threads: a secret may be read by any number of threads once it is filled.
 */
#ifndef DOLEN_NODE_CRYPTO_SECRET_H
#define DOLEN_NODE_CRYPTO_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/bytes.h"
#include "node/base/own.h"
#include "node/base/status.h"

/** The most that one secret may hold. */
enum { DOLEN_SECRET_LIMIT = 64 * 1024 };

typedef struct dolen_secret dolen_secret;

/** `size` zero bytes, 1 to DOLEN_SECRET_LIMIT. Never NULL. */
dolen_secret *dolen_secret_new(size_t size);

/** `size` random bytes. Never NULL. */
dolen_secret *dolen_secret_new_random(size_t size);

/** A copy of `bytes` (which the caller wipes). Never NULL. */
dolen_secret *dolen_secret_new_copy(dolen_bytes bytes);

/** Wipe and free. NULL is fine. */
void dolen_secret_free(dolen_secret *secret);
DOLEN_OWNED(dolen_secret);

/** The bytes, borrowed until the secret is freed. */
const uint8_t *dolen_secret_bytes(const dolen_secret *secret);

/** The same, for filling a new secret. */
uint8_t *dolen_secret_fill(dolen_secret *secret);

/** How many bytes it holds. */
size_t dolen_secret_size(const dolen_secret *secret);

/** The bytes as a view. */
dolen_bytes dolen_secret_view(const dolen_secret *secret);

/**
 * Read a secret of exactly `size` bytes from a file that holds it as one line of lower- or upper-case hexadecimal.
 * DOLEN_E_DENIED unless the file is readable by its owner alone; DOLEN_E_ABSENT if there is none; DOLEN_E_INPUT if it
 * holds anything else. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_secret_read_file(const char *path, size_t size, dolen_secret **out, dolen_err *err);

/** Write that form with permissions 0600, durably. DOLEN_E_CONFLICT if a file stands there already. */
DOLEN_CHECKED dolen_status dolen_secret_write_file(const char *path, const dolen_secret *secret, dolen_err *err);

#endif
