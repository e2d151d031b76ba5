/**
 * Strict reading of application/x-www-form-urlencoded bodies.
 *
 * Owns: names and values live in the arena. Threads: any.
 */
#ifndef DOLEN_NODE_NET_HTTP_FORM_H
#define DOLEN_NODE_NET_HTTP_FORM_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/status.h"

enum { DOLEN_HTTP_FORM_FIELDS = 128, DOLEN_HTTP_FORM_SIZE = 64 * 1024 };

typedef struct dolen_http_field {
    const char *name;
    const char *value;
} dolen_http_field;

typedef struct dolen_http_form {
    const dolen_http_field *fields;
    size_t count;
} dolen_http_form;

/**
 * Read a form. DOLEN_E_INPUT for a malformed escape, a NUL, another control character than tab, CR and LF, or bytes
 * that are not UTF-8; DOLEN_E_LIMIT for more than 128 fields, 64 KiB or the arena.
 */
DOLEN_CHECKED dolen_status dolen_http_form_read(dolen_arena *arena, dolen_bytes body, dolen_http_form *out,
                                                dolen_err *err);

/** The value of a field given exactly once; NULL when absent or given more often. */
const char *dolen_http_form_value(const dolen_http_form *form, const char *name);

/** The `index`th value of a field that may be given several times; NULL past the last. */
const char *dolen_http_form_value_at(const dolen_http_form *form, const char *name, size_t index);

/** Percent-encode `text` for a form or a query, in `arena`; NULL when over its limit. */
char *dolen_http_form_escape(dolen_arena *arena, const char *text);

#endif
