/**
 * Reading the line-based text formats of the ledger strictly: note, checkpoint, proof, trust policy.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_LINES_H
#define DOLEN_GOVERNANCE_AUDIT_LINES_H

#include "node/base/bytes.h"
#include "node/model/record.h"

/** Room for a SHA-256 in base64 and a NUL. */
enum { DOLEN_LINES_HASH_TEXT = 45 };

/** Cut the first line, without its LF, off `rest`. False (and nothing changes) when no LF is left. */
bool dolen_lines_next(dolen_bytes *rest, dolen_bytes *line);

/** Does `line` begin with `prefix`? Then `rest` is what follows. */
bool dolen_lines_has_prefix(dolen_bytes line, const char *prefix, dolen_bytes *rest);

/** A decimal number without sign or leading zeros, at most `limit`. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_lines_number(dolen_bytes text, uint64_t limit, uint64_t *out, dolen_err *err);

/** Exactly one SHA-256 in canonical base64. DOLEN_E_INPUT otherwise. */
DOLEN_CHECKED dolen_status dolen_lines_hash(dolen_bytes text, dolen_digest *out, dolen_err *err);

/** Write a SHA-256 in base64. */
void dolen_lines_write_hash(const dolen_digest *hash, char out[DOLEN_LINES_HASH_TEXT]);

#endif
