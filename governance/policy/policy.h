/**
 * Who may see what: pure decisions from the rule set and the facts, the same at the asking node and at the broker.
 *
 * Order at the broker: admit the request; then for each candidate record decide the record; then for each of its flags
 * decide the flag; an agency is "involved" only through a flag that was permitted, at the lowest level any step gave.
 * Everything that is not permitted is denied (IG-02), and a denied flag is treated as if it were absent (IG-03).
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_GOVERNANCE_POLICY_POLICY_H
#define DOLEN_GOVERNANCE_POLICY_POLICY_H

#include "governance/policy/rules.h"
#include "governance/policy/why.h"
#include "node/model/query.h"

typedef enum dolen_verdict {
    DOLEN_VERDICT_DENY = 0,
    DOLEN_VERDICT_PERMIT = 1,
    DOLEN_VERDICT_REVIEW = 2, /**< permitted; warns first, alerts the owner, opens a review (IG-15, IG-20) */
} dolen_verdict;

/** Facts that travel to the asking node only: the broker cannot know them and says so. */
typedef enum dolen_fact {
    DOLEN_FACT_UNKNOWN = 0, /**< this party cannot know; the other has checked */
    DOLEN_FACT_NO = 1,
    DOLEN_FACT_YES = 2,
} dolen_fact;

enum { DOLEN_AGE_UNKNOWN = -1 };

/** What is known about a question before anything is looked up. */
typedef struct dolen_policy_request {
    dolen_code asker; /**< member code, from the certificate (IG-29) */
    dolen_code asker_type;
    dolen_code role;
    dolen_code purpose;
    bool has_staff;            /**< a person is named */
    bool has_case;             /**< a case reference is given */
    dolen_fact decision_maker; /**< named beside the reference (IG-19) */
    dolen_fact consent;        /**< recorded (IG-18) */
    bool urgent;
    dolen_code urgent_reason;
    dolen_fact authoriser; /**< of the urgency, named (IG-20) */
    dolen_subject subject;
    int age; /**< in years on `today`, or DOLEN_AGE_UNKNOWN */
    dolen_level requested_level;
    dolen_day today;
} dolen_policy_request;

/** May the question be asked at all? */
typedef struct dolen_admission {
    bool admitted;
    dolen_why why;     /**< the step that refuses; DOLEN_WHY_NONE when admitted */
    dolen_code rule;   /**< its rule; empty when admitted */
    const char *what;  /**< why, a literal; NULL when admitted */
    dolen_level level; /**< the most that any finding may show: never above what was requested */
    bool opens_review;
    uint32_t review_days; /**< of an urgent question: within which its review must be done; else 0 */
    bool review_overdue;  /**< the only agreements in force are past their review date (IG-05): show a warning */
} dolen_admission;

/** What is known about a record that the question matches. */
typedef struct dolen_policy_record {
    dolen_code owner; /**< member code */
    dolen_code owner_type;
    dolen_protection protection;
    dolen_band band;
} dolen_policy_record;

typedef struct dolen_decision {
    dolen_verdict verdict;
    dolen_why why;     /**< what decided: with the facts of the case the whole explanation (explain.h) */
    dolen_code rule;   /**< the rule that decided */
    dolen_level level; /**< the most that this record or flag may show; DOLEN_LEVEL_NONE when denied */
} dolen_decision;

/**
 * Purpose, role, member type, agreement, case reference, subject, urgency. Refused unless all hold; the first rule that
 * does not is named. Nothing about any person is needed, so it can be done before any look-up (IG-01).
 */
dolen_admission dolen_policy_admit(const dolen_rules *rules, const dolen_policy_request *request);

/**
 * May anything of this record be used for this admitted question? Denied: the asker's own (it knows them), no agreement
 * from owner to asker for the purpose (IG-04, IG-06), below *probable* (IG-21), protected and not overridden (IG-15),
 * protected and asked by address (IG-16). *Probable* gives L1 at most (IG-21).
 */
dolen_decision dolen_policy_decide_record(const dolen_rules *rules, const dolen_policy_request *request,
                                          const dolen_policy_record *record);

/**
 * May this flag of this record be released? Includes dolen_policy_decide_record. `flag` needs its code, and its times
 * for IG-14.
 */
dolen_decision dolen_policy_decide_flag(const dolen_rules *rules, const dolen_policy_request *request,
                                        const dolen_policy_record *record, const dolen_flag *flag);

/**
 * Does the purpose release the code, whoever asks and holds it? DOLEN_WHY_NONE, or why not. Sensitive and protected
 * codes are released to purposes that name them alone (IG-17).
 */
dolen_why dolen_policy_releases(const dolen_purpose *purpose, const dolen_headline *headline);

/**
 * What a permitted flag may show at `level`: at L2 code and kind, at L3 also period, or counts of the months shown
 * (IG-14) and the latest day. The months borrow from `flag`.
 */
dolen_flag dolen_policy_cut_flag(const dolen_rules *rules, const dolen_flag *flag, dolen_level level, dolen_day today);

/**
 * May this member publish this flag about this kind of subject: a known code of its own groups, of the code's kind, for
 * that subject (IG-13, IG-16)? DOLEN_E_INPUT with the reason otherwise.
 */
DOLEN_CHECKED dolen_status dolen_policy_check_published(const dolen_rules *rules, dolen_code member_type,
                                                        dolen_subject subject, const dolen_flag *flag, dolen_err *err);

/**
 * Would naming a member of this type as the one who asked name a sensitive service (IG-32)? So it is when every
 * headline code that it may publish is sensitive or protected (a domestic-abuse service), and for an unknown type.
 */
bool dolen_policy_is_sensitive_service(const dolen_rules *rules, dolen_code member_type);

/** Is an extract from `as_of` out of date at `now` (instants, IG-26)? True for 0, never published. */
bool dolen_policy_is_out_of_date(const dolen_rules *rules, int64_t as_of, int64_t now);

/** The purposes that this role of such a member may choose today, at most `room`; returns how many there are. */
size_t dolen_policy_purposes_for(const dolen_rules *rules, const dolen_policy_request *request,
                                 const dolen_purpose **out, size_t room);

#endif
