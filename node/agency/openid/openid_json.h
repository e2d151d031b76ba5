/**
 * The provider's documents and tokens: base64url and JSON, read strictly, once.
 *
 * Owns: the caller frees documents with json_decref; texts live in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_JSON_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_JSON_H

#include <jansson.h>

#include "node/base/arena.h"
#include "node/base/bytes.h"

enum {
    DOLEN_OPENID_TOKEN_LIMIT = 16 * 1024,    /**< bytes of a token */
    DOLEN_OPENID_DOCUMENT_LIMIT = 256 * 1024 /**< bytes of a description, a set of keys or an answer */
};

/**
 * Read an object: UTF-8, no member twice, no NUL, nothing after it, at most `limit` bytes. DOLEN_E_LIMIT,
 * DOLEN_E_INPUT.
 */
DOLEN_CHECKED dolen_status dolen_openid_json_read(dolen_bytes text, size_t limit, json_t **out, dolen_err *err);

/** A member that is a text; "" when it is absent or something else. Borrowed from the object. */
const char *dolen_openid_json_text(const json_t *object, const char *name);

/** A member that is a whole number of seconds from 1970 to 9999, in milliseconds; -1 when it is absent or anything
 * else. */
int64_t dolen_openid_json_instant(const json_t *object, const char *name);

/** Is the member an array that holds this text, or this text itself? */
bool dolen_openid_json_holds(const json_t *object, const char *name, const char *text);

/** base64url without padding (RFC 4648 section 5), in `arena`; NULL over its limit. */
char *dolen_openid_json_encode(dolen_arena *arena, dolen_bytes bytes);

/** Read exactly that: no padding, no white space, no stray bits. DOLEN_E_INPUT, DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_openid_json_decode(dolen_arena *arena, const char *text, size_t size, dolen_bytes *out,
                                                    dolen_err *err);

#endif
