/**
 * The text in which a checkpoint is laid before a witness: the body of add-checkpoint (C2SP tlog-witness v1.0.0).
 *
 *     old <size that the witness cosigned last>
 *     <consistency proof, a hash a line, at most 63>
 *     <empty line>
 *     <signed checkpoint>
 *
 * Here the witness fetches it, so that it needs no open port. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_WITNESS_REQUEST_H
#define DOLEN_GOVERNANCE_AUDIT_WITNESS_REQUEST_H

#include "governance/audit/merkle_proof.h"

/** Bytes that such a text may have. */
enum { DOLEN_WITNESS_REQUEST_LIMIT = 24 * 1024 };

typedef struct dolen_witness_request {
    uint64_t old_size;
    dolen_merkle_proof proof;
    dolen_bytes checkpoint; /**< signed note; borrowed */
} dolen_witness_request;

/** Read it strictly. `bytes` must outlive it. DOLEN_E_INPUT when malformed, DOLEN_E_LIMIT when too large. */
DOLEN_CHECKED dolen_status dolen_witness_request_read(dolen_bytes bytes, dolen_witness_request *out, dolen_err *err);

/** Write it, NUL-terminated, in `arena`. DOLEN_E_LIMIT over its limit. */
DOLEN_CHECKED dolen_status dolen_witness_request_write(dolen_arena *arena, const dolen_witness_request *request,
                                                       const char **out, dolen_err *err);

#endif
