/**
 * Small questions about NUL-terminated text, all independent of the locale.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_BASE_TEXT_H
#define DOLEN_NODE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/base/status.h"

/** Copy `text` into `out` of `room` bytes, NUL-terminated. DOLEN_E_LIMIT (and an empty `out`) if it does not fit. */
DOLEN_CHECKED dolen_status dolen_text_copy(char *out, size_t room, const char *text, dolen_err *err);

/** Equal strings? NULL is equal to NULL only. */
bool dolen_text_same(const char *a, const char *b);

/** Is every byte of `size` bytes an ASCII letter, digit or one of `also`? False for no bytes. */
bool dolen_text_is_token(const char *text, size_t size, const char *also);

/** Well-formed UTF-8 without NUL, surrogates or overlong forms (RFC 3629)? True for no bytes. */
bool dolen_text_is_utf8(const char *text, size_t size);

/** Bytes of the UTF-8 letter that begins at `at`, in a NUL-terminated text; 0 when it is malformed, or at the end. */
size_t dolen_text_letter_size(const char *at);

/** A decimal number without sign, leading zeros or spaces, at most `limit`. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_text_to_number(const char *text, uint64_t limit, uint64_t *out, dolen_err *err);

/** Cut ASCII white space at both ends, in place; the start of what remains. */
char *dolen_text_trim(char *text);

/**
 * The one of `names` (a NULL-terminated list) closest to `text` by edit distance, for "did you mean": NULL when none is
 * near (more than a third of its letters differ).
 */
const char *dolen_text_nearest(const char *text, const char *const *names);

#endif
