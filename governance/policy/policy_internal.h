/** The steps of a decision, one by one: for policy.c, policy_flag.c and explain.c only. */
#ifndef DOLEN_GOVERNANCE_POLICY_POLICY_INTERNAL_H
#define DOLEN_GOVERNANCE_POLICY_POLICY_INTERNAL_H

#include "governance/policy/policy.h"

/** The best standing that any agreement gives; the order is from worst to best. */
typedef enum dolen_standing {
    DOLEN_STANDING_NONE = 0,    /**< no agreement in force (IG-04) */
    DOLEN_STANDING_SENDER_ONLY, /**< the asker only sends (IG-06) */
    DOLEN_STANDING_UNREVIEWED,  /**< review overdue for longer than the rules allow (IG-05) */
    DOLEN_STANDING_NO_CONSENT,  /**< consent is a condition and is not given (IG-18) */
    DOLEN_STANDING_OVERDUE,     /**< in force, review overdue: warn (IG-05) */
    DOLEN_STANDING_IN_FORCE,
} dolen_standing;

/** Where the asker stands towards `owner`, or towards anybody when `owner` is empty. */
dolen_standing dolen_policy_standing(const dolen_rules *rules, const dolen_policy_request *request, dolen_code owner);

/** Why a standing refuses; DOLEN_WHY_NONE for one that does not. */
dolen_why dolen_policy_standing_why(dolen_standing standing);

/** Everything that a step looks at. Steps run in order; each may rely on what the ones before it have found. */
typedef struct dolen_policy_case {
    const dolen_rules *rules;
    const dolen_policy_request *request;
    const dolen_policy_record *record; /**< NULL while only the question is decided */
    const dolen_flag *flag;            /**< NULL while only the record is */
    const dolen_purpose *purpose;      /**< NULL for an unknown one */
    const dolen_headline *headline;    /**< likewise */
} dolen_policy_case;

/** The facts of a case; `record` and `flag` may be NULL. */
dolen_policy_case dolen_policy_case_of(const dolen_rules *rules, const dolen_policy_request *request,
                                       const dolen_policy_record *record, const dolen_flag *flag);

/** One step: what it looks at, in words, and the check, which gives a reason that refuses or DOLEN_WHY_NONE. */
typedef struct dolen_policy_step {
    dolen_words name;
    dolen_why (*check)(const dolen_policy_case *about);
} dolen_policy_step;

enum { DOLEN_POLICY_ASKING = 9, DOLEN_POLICY_RECORD = 4, DOLEN_POLICY_FLAG = 5 };

/** The steps about the question, the record and the flag, in their order. */
extern const dolen_policy_step dolen_policy_asking_steps[DOLEN_POLICY_ASKING];
extern const dolen_policy_step dolen_policy_record_steps[DOLEN_POLICY_RECORD];
extern const dolen_policy_step dolen_policy_flag_steps[DOLEN_POLICY_FLAG];

/** The first of `count` steps that refuses; DOLEN_WHY_NONE when none does. */
dolen_why dolen_policy_run(const dolen_policy_step *steps, size_t count, const dolen_policy_case *about);

/** Is the age known and outside? */
bool dolen_policy_is_outside(int age, uint8_t from, uint8_t to);

#endif
