/**
 * Borrowed views of bytes, and their text forms.
 *
 * Owns: nothing. A view never outlives what it points into.
 * Threads: any.
 */
#ifndef DOLEN_NODE_BASE_BYTES_H
#define DOLEN_NODE_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "node/base/arena.h"
#include "node/base/status.h"

/** `size` bytes that belong to somebody else; `at` may be NULL when `size` is 0. */
typedef struct dolen_bytes {
    const uint8_t *at;
    size_t size;
} dolen_bytes;

/** A view of an object's own bytes: `dolen_bytes_of(key.bytes, sizeof key.bytes)`. */
dolen_bytes dolen_bytes_of(const void *at, size_t size);

/** The bytes of a NUL-terminated string, without the NUL. */
dolen_bytes dolen_bytes_of_string(const char *string);

/** Equal in length and content? Time depends on the lengths only. */
bool dolen_bytes_same(dolen_bytes a, dolen_bytes b);

/** Write `bytes` as lower-case hexadecimal and a NUL into `out`, which holds at least 2 * size + 1. */
void dolen_bytes_to_hex(dolen_bytes bytes, char *out);

/** Read exactly `size` bytes from hexadecimal text of exactly 2 * size digits. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_bytes_from_hex(const char *hex, size_t hex_size, uint8_t *out, size_t size,
                                                dolen_err *err);

/** Standard base64 with padding (RFC 4648 section 4), NUL-terminated, in `arena`; NULL when over its limit. */
char *dolen_bytes_to_base64(dolen_arena *arena, dolen_bytes bytes);

/**
 * Read standard padded base64 strictly: no white space, no stray bits, no missing padding.
 * DOLEN_E_INPUT if malformed, DOLEN_E_LIMIT if over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_bytes_from_base64(dolen_arena *arena, const char *text, size_t text_size,
                                                   dolen_bytes *out, dolen_err *err);

#endif
