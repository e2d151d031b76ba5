/**
 * Short codes: agencies, flags, purposes, roles, federations.
 *
 * Owns: nothing; codes are small values passed by copy. Threads: any.
 */
#ifndef DOLEN_NODE_MODEL_CODE_H
#define DOLEN_NODE_MODEL_CODE_H

#include <stddef.h>

#include "node/base/status.h"

enum { DOLEN_CODE_SIZE = 24 };

/** 1 to 23 ASCII letters, digits, dots, dashes or underscores, NUL-terminated. Empty means "none". */
typedef struct dolen_code {
    char text[DOLEN_CODE_SIZE];
} dolen_code;

/** Check and copy `size` bytes. DOLEN_E_INPUT for anything that is no code; `*out` is then empty. */
DOLEN_CHECKED dolen_status dolen_code_read(const char *text, size_t size, dolen_code *out, dolen_err *err);

/** The code of a string that is known to be one, such as a literal. Aborts if it is none. */
dolen_code dolen_code_of(const char *literal);

/** Are they the same, letter by letter? */
bool dolen_code_same(dolen_code a, dolen_code b);

/** Is it empty? */
bool dolen_code_is_empty(dolen_code code);

#endif
