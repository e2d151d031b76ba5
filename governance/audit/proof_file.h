/**
 * Receipts (C2SP tlog-proof): one text file that proves, offline, that an entry is in the ledger.
 *
 * The `extra` line holds the 32-byte commitment and, when the reader may know it, an opening (ledger_opening.h).
 * Owns: nothing; what is read lives in the arena given. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_PROOF_FILE_H
#define DOLEN_GOVERNANCE_AUDIT_PROOF_FILE_H

#include "governance/audit/ledger_opening.h"
#include "governance/audit/merkle_proof.h"

/** Bytes that a receipt may have. */
enum { DOLEN_PROOF_FILE_LIMIT = 64 * 1024 };

typedef struct dolen_proof_file {
    bool has_extra;
    dolen_digest commitment; /**< the leaf's data, as the file claims; check against the opening */
    dolen_bytes opening;     /**< of the entry; empty when it is not given */
    uint64_t index;
    dolen_merkle_proof proof;
    dolen_bytes checkpoint; /**< signed note */
} dolen_proof_file;

/** Read a receipt. `bytes` must outlive it. DOLEN_E_INPUT when malformed, DOLEN_E_LIMIT when too large. */
DOLEN_CHECKED dolen_status dolen_proof_file_read(dolen_arena *arena, dolen_bytes bytes, dolen_proof_file *out,
                                                 dolen_err *err);

/** Write a receipt, NUL-terminated, in `arena`. DOLEN_E_LIMIT over its limit. */
DOLEN_CHECKED dolen_status dolen_proof_file_write(dolen_arena *arena, const dolen_proof_file *file, const char **out,
                                                  dolen_err *err);

/** The receipt for a place in the ledger, as an answer carries it, opened when its entry is given. Likewise. */
DOLEN_CHECKED dolen_status dolen_proof_file_of_place(dolen_arena *arena, const dolen_ledger_place *place,
                                                     const char **out, dolen_err *err);

#endif
