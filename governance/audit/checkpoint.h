/**
 * Checkpoints (C2SP tlog-checkpoint v1.0.0): the text by which a log commits itself to a tree.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_CHECKPOINT_H
#define DOLEN_GOVERNANCE_AUDIT_CHECKPOINT_H

#include "governance/audit/merkle.h"
#include "governance/audit/note.h"

/** Bytes that a checkpoint with all its signatures may have here. */
enum { DOLEN_CHECKPOINT_LIMIT = 16 * 1024 };

typedef struct dolen_checkpoint {
    char origin[DOLEN_NOTE_NAME];
    uint64_t size;
    dolen_digest root;
} dolen_checkpoint;

/** Size and root, for comparisons. */
dolen_merkle_head dolen_checkpoint_head(const dolen_checkpoint *checkpoint);

/**
 * Read a note's text: origin, size, root, then extension lines, which are allowed and ignored. DOLEN_E_INPUT when
 * malformed.
 */
DOLEN_CHECKED dolen_status dolen_checkpoint_read(dolen_bytes text, dolen_checkpoint *out, dolen_err *err);

/** Write the text to be signed, in `arena`. DOLEN_E_LIMIT over its limit. */
DOLEN_CHECKED dolen_status dolen_checkpoint_write(dolen_arena *arena, const dolen_checkpoint *checkpoint,
                                                  dolen_bytes *out, dolen_err *err);

/** The whole signed checkpoint, NUL-terminated, in `arena`; the key's name is the origin. DOLEN_E_LIMIT, DOLEN_E_INPUT.
 */
DOLEN_CHECKED dolen_status dolen_checkpoint_sign(dolen_arena *arena, const dolen_checkpoint *checkpoint,
                                                 const dolen_signing_key *key, const char **out, dolen_err *err);

/**
 * Open a signed checkpoint of the log that `key` (DOLEN_NOTE_ED25519) names: DOLEN_E_INPUT when malformed,
 * DOLEN_E_CRYPTO unless it carries that log's origin and a signature that holds. `note` may be NULL; otherwise it is
 * the note taken apart, for its cosignatures.
 */
DOLEN_CHECKED dolen_status dolen_checkpoint_open(dolen_arena *arena, dolen_bytes bytes, const dolen_note_key *key,
                                                 dolen_checkpoint *out, dolen_note *note, dolen_err *err);

#endif
