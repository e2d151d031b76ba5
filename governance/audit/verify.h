/**
 * Checking the ledger offline, from files alone: a receipt, a whole downloaded log, two checkpoints (IG-10, R-09).
 *
 * The trust comes from a policy file (policy_file.h); nothing that the ledger's operator says is believed unsigned.
 * Owns: nothing. Threads: any; a report belongs to one thread.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_VERIFY_H
#define DOLEN_GOVERNANCE_AUDIT_VERIFY_H

#include "governance/audit/checkpoint.h"
#include "governance/audit/merkle_proof.h"
#include "governance/audit/policy_file.h"

enum {
    DOLEN_VERIFY_PROBLEMS = 64, /**< problems that a report keeps */
};

/** As a problem's index: it concerns the whole. */
#define DOLEN_VERIFY_WHOLE UINT64_MAX

/** What can be wrong. dolen_verify_what and dolen_verify_advice have the words. */
typedef enum dolen_verify_fault {
    DOLEN_VERIFY_UNTRUSTED_LOG,
    DOLEN_VERIFY_WRONG_KEY,
    DOLEN_VERIFY_UNSIGNED,
    DOLEN_VERIFY_WITNESS_SIGNATURE,
    DOLEN_VERIFY_WITNESS_FUTURE,
    DOLEN_VERIFY_NO_QUORUM,
    DOLEN_VERIFY_UNREADABLE_ENTRY,
    DOLEN_VERIFY_ALTERED_ENTRY,
    DOLEN_VERIFY_FUTURE_ENTRY,
    DOLEN_VERIFY_OTHER_ENTRY,
    DOLEN_VERIFY_NOT_IN_LOG,
    DOLEN_VERIFY_DIFFERENT_LOGS,
    DOLEN_VERIFY_FORKED,
    DOLEN_VERIFY_HASH_TILE,
    DOLEN_VERIFY_REWRITTEN,
    DOLEN_VERIFY_MISSING_LEAVES,
    DOLEN_VERIFY_MALFORMED_LEAF,
    DOLEN_VERIFY_MALFORMED_OPENED,
    DOLEN_VERIFY_WRONG_ROOT,
    DOLEN_VERIFY_EARLIER_BAD,
    DOLEN_VERIFY_EARLIER_OTHER,
    DOLEN_VERIFY_SHRUNK,
    DOLEN_VERIFY_FAULTS,
} dolen_verify_fault;

typedef struct dolen_verify_problem {
    uint64_t index; /**< of the entry, or DOLEN_VERIFY_WHOLE */
    dolen_verify_fault fault;
    const char *what;   /**< in words; a literal */
    const char *advice; /**< what to do next; a literal */
} dolen_verify_problem;

/** What was found. `ok` only when everything that was asked for was checked and holds. */
typedef struct dolen_verify_report {
    char origin[DOLEN_NOTE_NAME];
    uint64_t size;
    dolen_digest root;
    uint64_t entries_checked; /**< leaves that were recomputed */
    uint64_t entries_opened;  /**< of these, with salt and entry that fit the commitment */
    size_t witnesses_needed;
    size_t witnesses_present;
    bool ok;
    dolen_verify_problem problems[DOLEN_VERIFY_PROBLEMS];
    size_t problem_count; /**< all, kept or not */
} dolen_verify_report;

/**
 * Check a signed checkpoint: signed by a log of the policy, cosigned by its quorum, no known signature that does not
 * hold. DOLEN_E_CRYPTO when found wanting (the report says why), DOLEN_E_INPUT when malformed.
 */
DOLEN_CHECKED dolen_status dolen_verify_checkpoint(const dolen_policy_file *policy, dolen_bytes bytes,
                                                   dolen_checkpoint *out, dolen_verify_report *report, dolen_err *err);

/**
 * Check a receipt: its checkpoint as above, its entry against its commitment when opened, its inclusion. Without an
 * `extra` line the leaf's data must be given by the caller in `commitment`, which may be NULL otherwise; a commitment
 * given must be the file's. DOLEN_E_CRYPTO when found wanting, DOLEN_E_INPUT when malformed.
 */
DOLEN_CHECKED dolen_status dolen_verify_receipt(const dolen_policy_file *policy, dolen_bytes bytes,
                                                const dolen_digest *commitment, dolen_verify_report *report,
                                                dolen_err *err);

/**
 * Check that checkpoint `after` continues `before` by a consistency proof: both as dolen_verify_checkpoint. The report
 * is about `after`.
 */
DOLEN_CHECKED dolen_status dolen_verify_consistency(const dolen_policy_file *policy, dolen_bytes before,
                                                    dolen_bytes after, const dolen_merkle_proof *proof,
                                                    dolen_verify_report *report, dolen_err *err);

/**
 * Does this time (seconds since 1970) lie more than five minutes after this machine's clock? A cosignature or an opened
 * entry that does is a problem.
 */
bool dolen_verify_is_future(uint64_t seconds);

/** Note a problem in a report. One of the whole takes the last place when there are too many. */
void dolen_verify_note(dolen_verify_report *report, uint64_t index, dolen_verify_fault fault);

/** A fault in words. Never NULL. */
const char *dolen_verify_what(dolen_verify_fault fault);

/** What to do about it. Never NULL. */
const char *dolen_verify_advice(dolen_verify_fault fault);

#endif
