/**
 * Why a step of a decision said yes or no: a closed list, so that no free text travels with a decision (IG-02, IG-35).
 *
 * Each reason has a name, the rule it applies, and a literal for logs. The words that people read, in both languages,
 * stand under the same name in the rule set (`[reason NO-PURPOSE]`), which is refused unless it has every one of them.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_POLICY_WHY_H
#define DOLEN_GOVERNANCE_POLICY_WHY_H

#include <stdbool.h>

typedef enum dolen_why {
    DOLEN_WHY_NONE = 0,
    DOLEN_WHY_RELEASED,   /**< permitted in full */
    DOLEN_WHY_PROBABLE,   /**< permitted, agency and contact only (IG-21) */
    DOLEN_WHY_URGENT,     /**< permitted, opens a review (IG-20) */
    DOLEN_WHY_OVERRIDDEN, /**< a protected record opened, with a review (IG-15) */
    DOLEN_WHY_NO_PURPOSE, /**< the first that refuses */
    DOLEN_WHY_NO_STAFF,
    DOLEN_WHY_NO_MEMBER,
    DOLEN_WHY_NO_LEVEL,
    DOLEN_WHY_UNKNOWN_PURPOSE,
    DOLEN_WHY_NOBODY_ASKS,
    DOLEN_WHY_UNKNOWN_ROLE,
    DOLEN_WHY_ROLE_NEVER_ASKS,
    DOLEN_WHY_ROLE_NOT_FOR_IT,
    DOLEN_WHY_UNKNOWN_TYPE,
    DOLEN_WHY_TYPE_NOT_FOR_IT,
    DOLEN_WHY_SUBJECT,
    DOLEN_WHY_AGE_OF_PURPOSE,
    DOLEN_WHY_URGENT_REASON,
    DOLEN_WHY_URGENT_AUTHORISER,
    DOLEN_WHY_NO_DECISION,
    DOLEN_WHY_NO_CASE,
    DOLEN_WHY_NO_AGREEMENT,
    DOLEN_WHY_SENDER_ONLY,
    DOLEN_WHY_UNREVIEWED,
    DOLEN_WHY_NO_CONSENT,
    DOLEN_WHY_OWN_RECORD,
    DOLEN_WHY_UNKNOWN_OWNER,
    DOLEN_WHY_PROTECTED_PLACE, /**< a protected record, asked for by address (IG-16) */
    DOLEN_WHY_PROTECTED,
    DOLEN_WHY_NO_MATCH,
    DOLEN_WHY_UNKNOWN_CODE,
    DOLEN_WHY_NOT_THEIR_CODE,
    DOLEN_WHY_NEVER_BY_ADDRESS,
    DOLEN_WHY_EXCLUDED,
    DOLEN_WHY_NOT_RELEASED,
    DOLEN_WHY_SENSITIVE,
    DOLEN_WHY_AGE_OF_CODE,
    DOLEN_WHY_NOT_CURRENT,
    DOLEN_WHY_QUOTA, /**< for whoever counts questions (IG-22); the pure decision does not */
    DOLEN_WHY_COUNT,
} dolen_why;

/** Its name in the rule set and the ledger: "NO-PURPOSE". "" for DOLEN_WHY_NONE. */
const char *dolen_why_name(dolen_why why);

/** The rule it applies: "IG-01". "" for DOLEN_WHY_NONE. */
const char *dolen_why_rule(dolen_why why);

/** A literal for logs and errors. "" for DOLEN_WHY_NONE. */
const char *dolen_why_text(dolen_why why);

/** Does it refuse? */
bool dolen_why_refuses(dolen_why why);

/** The reason with this name; DOLEN_WHY_NONE for any other. */
dolen_why dolen_why_find(const char *name);

#endif
