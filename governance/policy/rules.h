/**
 * The rule set: everything a partnership decides, read from the files of governance/rules (or a partnership's copy).
 *
 * Loading is strict: one unknown key, code, purpose or role, one missing name, and nothing is loaded (IG-04: fail
 * closed). The set has a version and a digest over its files, so that two parties can tell that they hold the same.
 * Owns: a rule set owns all it shows; it never changes after loading. Threads: any number may read one.
 */
#ifndef DOLEN_GOVERNANCE_POLICY_RULES_H
#define DOLEN_GOVERNANCE_POLICY_RULES_H

#include "node/base/arena.h"
#include "node/base/clock.h"
#include "node/base/own.h"
#include "node/base/problems.h"
#include "node/model/flag.h"
#include "node/model/record.h"
#include "node/model/subject.h"

/** One text in both languages; never NULL or empty. */
typedef struct dolen_words {
    const char *en;
    const char *cy;
} dolen_words;

/** A list of codes, in the order of the file. */
typedef struct dolen_code_list {
    const dolen_code *items;
    size_t count;
} dolen_code_list;

/** IG-01 and its fellows. */
typedef struct dolen_rule {
    dolen_code id;
    dolen_words text;
    const char *source;
    bool is_policy; /**< the partnership's choice rather than a legal duty */
} dolen_rule;

typedef struct dolen_role {
    dolen_code code;
    dolen_words name;
    bool may_ask;   /**< may this role ask about people at all (IG-12)? */
    bool may_audit; /**< may it read the log? Such a role asks for a data subject's own request alone (IG-12) */
} dolen_role;

/** What kind of organisation a member is. */
typedef struct dolen_member_type {
    dolen_code code;
    dolen_words name;
    dolen_code_list groups; /**< groups of headline codes that such a member may publish */
    dolen_words gateway;    /**< the law under which it shares (IG-34) */
    bool law_enforcement;   /**< may process under Part 3 (IG-31) */
} dolen_member_type;

/** An organisation that may sign agreements. The federation file says whether it takes part, and with which keys. */
typedef struct dolen_partner {
    dolen_code code;
    dolen_words name;
    dolen_code type;
    dolen_words gateway; /**< its own, or its type's (IG-34) */
} dolen_partner;

/** How closely a headline code is held. */
typedef enum dolen_class {
    DOLEN_CLASS_OPEN = 1,
    DOLEN_CLASS_RESTRICTED = 2,
    DOLEN_CLASS_SENSITIVE = 3, /**< only for purposes that name the code (IG-17) */
    DOLEN_CLASS_PROTECTED = 4, /**< likewise, and never by address (IG-16) */
} dolen_class;

/** One headline code. */
typedef struct dolen_headline {
    dolen_code code;
    dolen_code group; /**< "any": every member may publish it */
    dolen_flag_kind kind;
    dolen_class held;
    dolen_words name;
    bool about_people;
    bool about_addresses;
    uint8_t age_from; /**< in years, both included; shown only when the age is unknown or lies between */
    uint8_t age_to;
} dolen_headline;

/** What a purpose is for. */
typedef enum dolen_use {
    DOLEN_USE_QUESTION = 0, /**< a professional's question */
    DOLEN_USE_SUBJECT = 1,  /**< a data subject's own request; only roles that audit may use it (IG-28) */
    DOLEN_USE_AUDIT = 2,    /**< reading the log; no question about a person (IG-09, IG-12) */
} dolen_use;

typedef struct dolen_purpose {
    dolen_code code;
    dolen_words name;
    dolen_words plain; /**< why the question is asked, in one sentence for the public */
    dolen_use use;
    dolen_code_list roles;
    dolen_code_list types; /**< member types that may ask for it */
    dolen_level level;     /**< the most that is granted; DOLEN_LEVEL_NONE: no question may be asked at all */
    bool releases_open;    /**< every open code not excluded */
    bool releases_restricted;
    dolen_code_list releases;  /**< codes named, resolved from patterns such as HBX.* */
    dolen_code_list excludes;  /**< codes never released, whatever else says so; likewise resolved */
    bool needs_case;           /**< a case reference (IG-01) */
    bool needs_decision;       /**< a recorded decision and its maker (IG-19) */
    bool overrides_protection; /**< may open a protected record (IG-15) */
    bool about_people;
    bool about_addresses;
    uint8_t part; /**< of the Data Protection Act 2018: 2 or 3 (IG-31) */
    uint8_t age_from;
    uint8_t age_to;
    dolen_words basis;     /**< lawful basis; never consent (IG-18) */
    dolen_words condition; /**< for special categories (IG-33) */
    dolen_words document;  /**< the policy document that it rests on (IG-33) */
} dolen_purpose;

/** Who may receive whose flags, for what, and until when. */
typedef struct dolen_sharing_agreement {
    dolen_code code;
    dolen_words name;
    bool two_way;              /**< every member sends and receives (ISP); otherwise senders only send (DDA, IG-06) */
    dolen_code_list senders;   /**< of a two-way agreement: all members */
    dolen_code_list receivers; /**< likewise */
    dolen_code_list purposes;
    dolen_code_list consent; /**< purposes for which the person's consent is a condition (IG-18) */
    dolen_day from;          /**< first day in force */
    dolen_day until;         /**< last day in force */
    dolen_day review;        /**< past it: a warning for three months, then no longer in force (IG-05) */
} dolen_sharing_agreement;

/** Why somebody may ask at once (IG-20). */
typedef struct dolen_urgent_reason {
    dolen_code code;
    dolen_words name;
    uint32_t review_days; /**< within which its use must be reviewed */
} dolen_urgent_reason;

/**
 * A reason for sharing or not (IG-35). Those of the program (why.h) are named by it; the others are for people who
 * decide, and give their decision one of these codes.
 */
typedef struct dolen_reason {
    dolen_code code;
    dolen_words name; /**< a few words */
    dolen_words text; /**< a sentence; {purpose}, {code} and the like stand for the facts (explain.h) */
    dolen_code rule;
    bool by_person; /**< given by a person who decides, not by the program */
} dolen_reason;

/** What may be left out of a data subject's report, and under which law (IG-28). */
typedef struct dolen_exemption {
    dolen_code code;
    dolen_words name;
    dolen_words law;
    dolen_words text;         /**< what is left out and why, a sentence */
    dolen_code_list codes;    /**< facts with these codes may be left out */
    dolen_code_list purposes; /**< consultations for these purposes may be left out */
    bool by_itself;           /**< left out unless the officer lets it in; otherwise only when the officer says so */
} dolen_exemption;

enum { DOLEN_WATCH_FRESH = 31 }; /**< days that a watch may look back at most */

/**
 * What an agency that holds such a record is told of when others publish it (IG-32). Decided as a question by that
 * member for the purpose would be, and never more than that (governance/policy/policy_watch.h).
 */
typedef struct dolen_watch {
    dolen_code code;
    dolen_words name;
    dolen_code_list types;   /**< member types that watch */
    dolen_code_list records; /**< states or involvements: own people with one of these current are watched */
    dolen_code_list tells;   /**< of others; never sensitive or protected (IG-17), and always what `purpose` releases */
    dolen_code purpose;      /**< under which it is decided */
    dolen_code role;         /**< likewise */
    bool consultations;      /**< the inbox also shows who consulted a watched record */
    uint32_t fresh_days;     /**< flags that began, or events that happened, longer ago are not told */
} dolen_watch;

/** A duty with a time that begins with an alert: a return interview, a placement notice. Kept at the agency's node. */
typedef struct dolen_duty {
    dolen_code code;
    dolen_words name;
    dolen_code_list types;  /**< member types whose duty it is */
    dolen_code_list starts; /**< flags of others that begin it; each is told by some watch of each type */
    uint32_t hours;         /**< within which one of `ends` is recorded */
    dolen_code_list ends;   /**< steps that staff record, of: offered, accepted, declined, done, acknowledged */
    dolen_words law;        /**< where the duty comes from */
    bool is_policy;         /**< the partnership's choice rather than a legal duty */
} dolen_duty;

/** What is counted by in statistics, and never shown in an answer (IG-36). */
typedef struct dolen_dimension {
    dolen_code code; /**< "age-band" */
    dolen_words name;
    bool is_age; /**< its values are ranges of age */
} dolen_dimension;

/** One value of a dimension. */
typedef struct dolen_dimension_value {
    dolen_code code; /**< unique among all values: "age.5-10" */
    dolen_code dimension;
    dolen_words name;
    uint8_t age_from; /**< of an age band, in years, both included; 0 to 150 otherwise */
    uint8_t age_to;
} dolen_dimension_value;

/** Figures. */
typedef struct dolen_limits {
    double confirmed;         /**< probability from which a match is confirmed (IG-21) */
    double probable;          /**< and from which it is probable */
    uint32_t shown_months;    /**< current and this many months back (IG-14) */
    uint32_t held_months;     /**< then erased */
    uint32_t ledger_months;   /**< readable text of ledger entries, and who consulted what; proofs stay for ever */
    uint32_t search_months;   /**< what staff typed and were answered, at their own agency */
    uint32_t alert_days;      /**< alerts of watches, at the hub, after their agency has fetched them (IG-32) */
    uint32_t grace_months;    /**< an agreement past its review date still works so long, with a warning (IG-05) */
    uint32_t person_per_hour; /**< questions by one member of staff (IG-22) */
    uint32_t person_per_day;
    uint32_t member_per_day;      /**< questions by one member */
    uint32_t target_per_day;      /**< questions about one pseudonym by one member */
    uint32_t evaluations_per_day; /**< pseudonyms made for one member by one key holder */
    uint32_t fresh_hours;         /**< a member whose extract is older is out of date (IG-26) */
    uint32_t shrink_per_cent;     /**< an extract smaller than yesterday's by more is refused (R-18) */
    uint32_t review_days;         /**< in which the opening of a protected record must be reviewed (IG-15) */
    uint32_t account_days;        /**< after which a staff account lapses (IG-30) */
    uint32_t notice_hours;        /**< in which owners learn of a consultation (IG-32) */
    uint32_t suppress_below;      /**< published counts (IG-36) */
    uint32_t round_to;            /**< the rest are rounded to a multiple of this */
} dolen_limits;

typedef struct dolen_rules dolen_rules;

/**
 * Load every `*.rules` file of `folder`, together. Every problem is added to `problems` with file and line;
 * DOLEN_E_INPUT if there was any, DOLEN_E_ABSENT for a folder without such files, DOLEN_E_LIMIT or DOLEN_E_SYSTEM.
 * `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_rules_load(const char *folder, dolen_rules **out, dolen_problems *problems,
                                            dolen_err *err);

/** One file of a set in memory. */
typedef struct dolen_rules_file {
    const char *name; /**< without folder, ends in ".rules" */
    dolen_bytes text;
} dolen_rules_file;

/** The same from memory; `files` must stand in byte order of their names. They are copied. */
DOLEN_CHECKED dolen_status dolen_rules_read(const dolen_rules_file *files, size_t count, dolen_rules **out,
                                            dolen_problems *problems, dolen_err *err);

/** Free a rule set; NULL is fine. */
void dolen_rules_free(dolen_rules *rules);
DOLEN_OWNED(dolen_rules);

/** Its version, 1 to 31 bytes ("2026.1"). */
const char *dolen_rules_version(const dolen_rules *rules);

/**
 * SHA-256 over all files in byte order of their names; each as a two-byte length and the name, a four-byte length
 * (both big-endian) and the content.
 */
dolen_digest dolen_rules_digest(const dolen_rules *rules);

/** Its figures. */
const dolen_limits *dolen_rules_limits(const dolen_rules *rules);

/** By code; NULL for an unknown one. */
const dolen_rule *dolen_rules_find_rule(const dolen_rules *rules, dolen_code id);
const dolen_role *dolen_rules_find_role(const dolen_rules *rules, dolen_code code);
const dolen_member_type *dolen_rules_find_type(const dolen_rules *rules, dolen_code code);
const dolen_headline *dolen_rules_find_headline(const dolen_rules *rules, dolen_code code);
const dolen_purpose *dolen_rules_find_purpose(const dolen_rules *rules, dolen_code code);
const dolen_urgent_reason *dolen_rules_find_urgent_reason(const dolen_rules *rules, dolen_code code);
const dolen_partner *dolen_rules_find_partner(const dolen_rules *rules, dolen_code code);
const dolen_reason *dolen_rules_find_reason(const dolen_rules *rules, dolen_code code);
const dolen_exemption *dolen_rules_find_exemption(const dolen_rules *rules, dolen_code code);
const dolen_dimension *dolen_rules_find_dimension(const dolen_rules *rules, dolen_code code);
const dolen_dimension_value *dolen_rules_find_dimension_value(const dolen_rules *rules, dolen_code code);
const dolen_watch *dolen_rules_find_watch(const dolen_rules *rules, dolen_code code);
const dolen_duty *dolen_rules_find_duty(const dolen_rules *rules, dolen_code code);

/** All of them in the files' order; `*count` says how many. */
const dolen_rule *dolen_rules_all_rules(const dolen_rules *rules, size_t *count);
const dolen_role *dolen_rules_all_roles(const dolen_rules *rules, size_t *count);
const dolen_member_type *dolen_rules_all_types(const dolen_rules *rules, size_t *count);
const dolen_headline *dolen_rules_all_headlines(const dolen_rules *rules, size_t *count);
const dolen_purpose *dolen_rules_all_purposes(const dolen_rules *rules, size_t *count);
const dolen_sharing_agreement *dolen_rules_all_agreements(const dolen_rules *rules, size_t *count);
const dolen_urgent_reason *dolen_rules_all_urgent_reasons(const dolen_rules *rules, size_t *count);
const dolen_partner *dolen_rules_all_partners(const dolen_rules *rules, size_t *count);
const dolen_reason *dolen_rules_all_reasons(const dolen_rules *rules, size_t *count);
const dolen_exemption *dolen_rules_all_exemptions(const dolen_rules *rules, size_t *count);
const dolen_dimension *dolen_rules_all_dimensions(const dolen_rules *rules, size_t *count);
const dolen_dimension_value *dolen_rules_all_dimension_values(const dolen_rules *rules, size_t *count);
const dolen_watch *dolen_rules_all_watches(const dolen_rules *rules, size_t *count); /**< there may be none */
const dolen_duty *dolen_rules_all_duties(const dolen_rules *rules, size_t *count);   /**< likewise */

/** The set's own name. */
dolen_words dolen_rules_name(const dolen_rules *rules);

/** A level's name ("Agency and contact"). `level` is DOLEN_LEVEL_L0 to DOLEN_LEVEL_L3. */
dolen_words dolen_rules_level_name(const dolen_rules *rules, dolen_level level);

/** Is the code in the list? */
bool dolen_code_list_has(dolen_code_list list, dolen_code code);

#endif
