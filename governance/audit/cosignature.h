/**
 * Timestamped cosignatures of witnesses (C2SP tlog-cosignature v1.0.1, Ed25519): "at this time, this was the largest
 * consistent tree of this log that I had seen".
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_COSIGNATURE_H
#define DOLEN_GOVERNANCE_AUDIT_COSIGNATURE_H

#include "governance/audit/note.h"

/** The line, with its LF, by which witness `name` cosigns a checkpoint's text at `time` (seconds since 1970, above 0).
 */
DOLEN_CHECKED dolen_status dolen_cosignature_make(dolen_arena *arena, dolen_bytes text, const char *name,
                                                  const dolen_signing_key *key, uint64_t time, const char **line,
                                                  dolen_err *err);

/**
 * Check every cosignature of `key` (kind DOLEN_NOTE_COSIGNATURE) over a checkpoint's note. `*found` says whether there
 * is any; `*time` is the latest one's. DOLEN_E_CRYPTO when one does not hold: the note must then be thrown away.
 */
DOLEN_CHECKED dolen_status dolen_cosignature_check(const dolen_note *note, const dolen_note_key *key, bool *found,
                                                   uint64_t *time, dolen_err *err);

#endif
