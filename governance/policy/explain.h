/**
 * A decision in words: which steps it took, which one said no, and what that means in this case (IG-02, IG-35).
 *
 * The words stand in the rule set, in both languages; codes of the case are filled in, and nothing that names a person
 * is known here. Owns: nothing; texts live in the arena given. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_POLICY_EXPLAIN_H
#define DOLEN_GOVERNANCE_POLICY_EXPLAIN_H

#include "governance/policy/policy.h"

enum { DOLEN_EXPLAIN_STEPS = 18 };

/** What a reason is filled in from. */
typedef struct dolen_explain_facts {
    const dolen_rules *rules;
    const dolen_policy_request *request;
    const dolen_policy_record *record; /**< NULL when only a question is explained */
    dolen_code code;                   /**< of the flag; may be empty */
} dolen_explain_facts;

/** One step of a decision. */
typedef struct dolen_explain_step {
    dolen_words name; /**< "the purpose releases it" */
    bool reached;     /**< the first step that refuses is the last that is reached */
    dolen_why why;    /**< why it refuses; DOLEN_WHY_NONE when it does not */
} dolen_explain_step;

/**
 * The steps of dolen_policy_decide_flag in their order; of dolen_policy_decide_record when `flag` is NULL, of
 * dolen_policy_admit when `record` is too. Returns how many there are.
 */
size_t dolen_explain_steps(const dolen_rules *rules, const dolen_policy_request *request,
                           const dolen_policy_record *record, const dolen_flag *flag,
                           dolen_explain_step out[DOLEN_EXPLAIN_STEPS]);

/** The reason in words, for these facts. DOLEN_E_ABSENT for DOLEN_WHY_NONE; DOLEN_E_LIMIT when it is too long. */
DOLEN_CHECKED dolen_status dolen_explain_write(const dolen_explain_facts *facts, dolen_why why, dolen_arena *arena,
                                               dolen_words *out, dolen_err *err);

/** Does every name in braces of this text stand for a fact? */
bool dolen_explain_fits(const char *text);

#endif
