/**
 * From what the index holds to what the asker may see: the decisions, record by record and flag by flag.
 *
 * Pure but for its arena: the rules, the question's facts and the index rows decide everything (IG-02). What the rules
 * withhold is listed apart, for the hub's own record; the findings show no trace of it (IG-03).
 * Owns: nothing; results live in the arena given. Threads: any.
 */
#ifndef DOLEN_NODE_BROKER_FINDINGS_H
#define DOLEN_NODE_BROKER_FINDINGS_H

#include "governance/federation/federation.h"
#include "governance/policy/policy.h"
#include "node/broker/candidates.h"
#include "node/store/consultation_store.h"

/** What is asked, and by whom. */
typedef struct dolen_findings_question {
    const dolen_rules *rules;
    const dolen_federation *federation;
    const dolen_policy_request *facts;
    dolen_level granted;        /**< of the admission */
    bool acknowledge_protected; /**< the asker was warned and goes on (IG-15) */
    uint8_t fields;             /**< DOLEN_FIELD_... of the question */
    int64_t now;
    const dolen_coverage *coverage;
    size_t coverage_count;
} dolen_findings_question;

/** What comes of it. */
typedef struct dolen_findings {
    const dolen_finding *items; /**< one for each other member, in the federation file's order */
    size_t count;
    uint32_t advice; /**< DOLEN_ADVICE_... */
    dolen_bytes
        withheld;        /**< lines "MEMBER CODE RULE REASON" (IG-35), for the hub alone; at most DOLEN_WITHHELD_SIZE */
    bool protected_held; /**< something of a protected record would be shown, were it acknowledged (IG-15) */
    const dolen_consulted_outcome *outcomes; /**< of each match, for its owner */
} dolen_findings;

/**
 * Decide. A protected record is shown only for a purpose that overrides protection and when the question acknowledges
 * it; before that, only that there is one is said, to such a purpose alone. For any other purpose, and for an address,
 * it is absent, acknowledged or not (IG-03, IG-15, IG-16). `flags[i]` belongs to `matches[i]`. DOLEN_E_LIMIT over the
 * arena's limit. */
DOLEN_CHECKED dolen_status dolen_findings_make(const dolen_findings_question *question,
                                               const dolen_candidate_match *matches, const dolen_record_flags *flags,
                                               size_t count, dolen_arena *arena, dolen_findings *out, dolen_err *err);

#endif
