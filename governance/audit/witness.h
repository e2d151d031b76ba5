/**
 * What a witness may cosign: the decision alone, from its memory, the log's key, its clock and what it was given
 * (tlog-witness v1.0.0 and the stricter checks that follow it; R-09).
 *
 * Whoever calls this keeps the new memory durably before the cosignature leaves. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_WITNESS_H
#define DOLEN_GOVERNANCE_AUDIT_WITNESS_H

#include "governance/audit/checkpoint.h"
#include "governance/audit/witness_request.h"

/** Seconds that a time may lie ahead of the own clock before it is refused. */
enum { DOLEN_WITNESS_SKEW = 5 * 60 };

/** What a witness cosigned last; all zero before the first. */
typedef struct dolen_witness_memory {
    uint64_t size;
    dolen_digest root;
    uint64_t time; /**< of the cosignature, seconds since 1970 */
} dolen_witness_memory;

typedef enum dolen_witness_verdict {
    DOLEN_WITNESS_SOUND = 0,
    DOLEN_WITNESS_MALFORMED,
    DOLEN_WITNESS_WRONG_ORIGIN, /**< a checkpoint of another log */
    DOLEN_WITNESS_WRONG_KEY,    /**< not signed, or not truly, by the log's key */
    DOLEN_WITNESS_SHRUNK,       /**< fewer entries than cosigned before */
    DOLEN_WITNESS_FORK,         /**< another history than the one cosigned before */
    DOLEN_WITNESS_STALE,        /**< made for another state of this witness: ask again */
    DOLEN_WITNESS_CLOCK,        /**< the own clock stands before the last cosignature */
} dolen_witness_verdict;

/** What was judged. */
typedef struct dolen_witness_case {
    dolen_witness_request request;
    dolen_checkpoint checkpoint;
    dolen_note note;
} dolen_witness_case;

/**
 * May a witness with this memory cosign what is in `bytes` now? `now` is in seconds since 1970. `*out` is filled as far
 * as it could be read; it lives in `arena` and borrows `bytes`.
 */
dolen_witness_verdict dolen_witness_judge(dolen_arena *arena, dolen_bytes bytes, const dolen_note_key *log,
                                          const dolen_witness_memory *memory, uint64_t now, dolen_witness_case *out);

/** "sound", "ledger-fork", "ledger-shrunk", ...: for logs, alarms and metrics. */
const char *dolen_witness_verdict_code(dolen_witness_verdict verdict);

/** Must people be told? Not for a stale text, which is asked for again, nor for the sound one. */
bool dolen_witness_verdict_is_alarming(dolen_witness_verdict verdict);

/** What to do next, in one sentence; "" for a sound one. */
const char *dolen_witness_verdict_advice(dolen_witness_verdict verdict);

#endif
