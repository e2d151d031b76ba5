/**
 * Why a service is not ready, as stable codes for monitoring: "database.unreachable", "revocation-list.expired".
 *
 * Owns: nothing; codes are literals. Threads: one at a time.
 */
#ifndef DOLEN_NODE_RUNTIME_REASONS_H
#define DOLEN_NODE_RUNTIME_REASONS_H

#include <stdbool.h>
#include <stddef.h>

enum { DOLEN_REASONS_LIMIT = 32 };

typedef struct dolen_reasons {
    const char *codes[DOLEN_REASONS_LIMIT];
    size_t count; /**< at most DOLEN_REASONS_LIMIT; further reasons are not kept */
} dolen_reasons;

/** Add a reason once; `code` must be a literal of letters, digits, dots and dashes. */
#define dolen_reasons_add(reasons, code) dolen_reasons_append((reasons), "" code "")

/** Use dolen_reasons_add. */
void dolen_reasons_append(dolen_reasons *reasons, const char *code);

/** Is this one of the reasons? */
bool dolen_reasons_has(const dolen_reasons *reasons, const char *code);

#endif
