/**
 * Forms as browsers send them (application/x-www-form-urlencoded), read strictly.
 *
 * Owns: everything lives in the arena given. Secrets: values are personal data. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_FORM_H
#define DOLEN_NODE_AGENCY_WEB_FORM_H

#include "node/base/arena.h"
#include "node/base/bytes.h"

enum {
    DOLEN_FORM_FIELDS = 32,
    DOLEN_FORM_NAME = 32, /**< bytes of a name at most */
};

typedef struct dolen_form_field {
    const char *name;
    const char *value;
} dolen_form_field;

typedef struct dolen_form {
    dolen_form_field fields[DOLEN_FORM_FIELDS];
    size_t count;
} dolen_form;

/**
 * Decode a form. DOLEN_E_INPUT for a bad escape, a NUL, text that is not UTF-8, or a name that is empty, malformed or
 * there twice; DOLEN_E_LIMIT for more than DOLEN_FORM_FIELDS fields or over the arena's limit.
 */
DOLEN_CHECKED dolen_status dolen_form_read(dolen_arena *arena, dolen_bytes body, dolen_form *out, dolen_err *err);

/** The value of a field, "" when it is absent. Never NULL. */
const char *dolen_form_value(const dolen_form *form, const char *name);

#endif
