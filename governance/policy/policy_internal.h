/** What the steps of a decision share; for policy.c and policy_flag.c only. */
#ifndef DOLEN_GOVERNANCE_POLICY_POLICY_INTERNAL_H
#define DOLEN_GOVERNANCE_POLICY_POLICY_INTERNAL_H

#include "governance/policy/policy.h"

/** The best standing that any agreement gives; the order is from worst to best. */
typedef enum dolen_standing {
    DOLEN_STANDING_NONE = 0,    /**< no agreement in force (IG-04) */
    DOLEN_STANDING_SENDER_ONLY, /**< the asker only sends (IG-06) */
    DOLEN_STANDING_UNREVIEWED,  /**< review overdue for more than three months (IG-05) */
    DOLEN_STANDING_NO_CONSENT,  /**< consent is a condition and is not given (IG-18) */
    DOLEN_STANDING_OVERDUE,     /**< in force, review overdue: warn (IG-05) */
    DOLEN_STANDING_IN_FORCE,
} dolen_standing;

/** Where the asker stands towards `owner`, or towards anybody when `owner` is empty. */
dolen_standing dolen_policy_standing(const dolen_rules *rules, const dolen_policy_request *request, dolen_code owner);

/** The rule that a standing refuses under, empty for one that does not refuse; and why. */
const char *dolen_policy_standing_rule(dolen_standing standing);
const char *dolen_policy_standing_what(dolen_standing standing);

/** Is the age known and outside? */
bool dolen_policy_is_outside(int age, uint8_t from, uint8_t to);

/** Is the code in the purpose's list by name? */
bool dolen_policy_names(const dolen_purpose *purpose, dolen_code code);

#endif
