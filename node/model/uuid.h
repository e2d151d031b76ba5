/**
 * Random identifiers (RFC 9562 version 4): record handles, request ids.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_UUID_H
#define DOLEN_NODE_MODEL_UUID_H

#include <stdint.h>

#include "node/base/status.h"

enum { DOLEN_UUID_SIZE = 16, DOLEN_UUID_TEXT = 37 };

typedef struct dolen_uuid {
    uint8_t bytes[DOLEN_UUID_SIZE];
} dolen_uuid;

/** A new random one. */
dolen_uuid dolen_uuid_make(void);

/** Write as 36 lower-case characters and a NUL. */
void dolen_uuid_write(dolen_uuid uuid, char out[DOLEN_UUID_TEXT]);

/** Read the 36-character form. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_uuid_read(const char *text, dolen_uuid *out, dolen_err *err);

/** Are they the same? */
bool dolen_uuid_same(dolen_uuid a, dolen_uuid b);

/** Less than, equal to or greater than 0 in byte order. */
int dolen_uuid_compare(dolen_uuid a, dolen_uuid b);

#endif
