/** The inside of a rule set, and reading the values of its files; for rules.c and its neighbours only. */
#ifndef DOLEN_GOVERNANCE_POLICY_RULES_INTERNAL_H
#define DOLEN_GOVERNANCE_POLICY_RULES_INTERNAL_H

#include "governance/policy/rules.h"
#include "node/base/sections.h"

enum { DOLEN_RULES_LEVELS = 5 };

struct dolen_rules {
    dolen_arena *arena;
    const char *version;
    dolen_words name;
    dolen_digest digest;
    dolen_limits limits;
    dolen_words levels[DOLEN_RULES_LEVELS];
    dolen_rule *rules;
    size_t rule_count;
    dolen_role *roles;
    size_t role_count;
    dolen_member_type *types;
    size_t type_count;
    dolen_headline *headlines;
    size_t headline_count;
    dolen_purpose *purposes;
    size_t purpose_count;
    dolen_sharing_agreement *agreements;
    size_t agreement_count;
    dolen_urgent_reason *urgent_reasons;
    size_t urgent_reason_count;
    dolen_partner *partners;
    size_t partner_count;
    dolen_reason *reasons;
    size_t reason_count;
    dolen_exemption *exemptions;
    size_t exemption_count;
    dolen_dimension *dimensions;
    size_t dimension_count;
    dolen_dimension_value *dimension_values;
    size_t dimension_value_count;
    dolen_watch *watches;
    size_t watch_count;
    dolen_duty *duties;
    size_t duty_count;
};

/** One section with the file it stands in, while a set is read. A value that is wrong adds a problem and reads as 0. */
typedef struct dolen_rules_part {
    dolen_rules *rules;
    dolen_problems *problems;
    const dolen_sections *file;
    const dolen_section *section;
} dolen_rules_part;

/** Names that a value may have, for the check and for "did you mean". */
typedef struct dolen_rules_names {
    const char *const *items; /**< NULL-terminated */
} dolen_rules_names;

/** A text that must be there and not be empty; "" after a problem. */
const char *dolen_rules_value_text(const dolen_rules_part *part, const char *key);

/** `key`.en and `key`.cy. */
dolen_words dolen_rules_value_words(const dolen_rules_part *part, const char *key);

/** "yes" or "no". */
bool dolen_rules_value_yes(const dolen_rules_part *part, const char *key);

/** A number from `low` to `high`. */
uint32_t dolen_rules_value_number(const dolen_rules_part *part, const char *key, uint32_t low, uint32_t high);

/** A probability between 0 and 1. */
double dolen_rules_value_probability(const dolen_rules_part *part, const char *key);

/** A day. */
dolen_day dolen_rules_value_day(const dolen_rules_part *part, const char *key);

/** "4-20"; 0 to 150 when the key is not given. */
void dolen_rules_value_ages(const dolen_rules_part *part, const char *key, uint8_t *from, uint8_t *to);

/** The one code of `names` that the key gives; empty after a problem. */
dolen_code dolen_rules_value_reference(const dolen_rules_part *part, const char *key, dolen_rules_names names);

/** The section's name as a code. */
dolen_code dolen_rules_value_own_code(const dolen_rules_part *part);

/** One of `names`; its place in the list, or SIZE_MAX after a problem. */
size_t dolen_rules_value_choice(const dolen_rules_part *part, const char *key, dolen_rules_names names);

/**
 * A list of codes, each one of `names` (any code when `names.items` is NULL), none twice. An absent key is an empty
 * list when `optional`, else a problem; an empty list is a problem unless `optional`.
 */
dolen_code_list dolen_rules_value_codes(const dolen_rules_part *part, const char *key, dolen_rules_names names,
                                        bool optional);

/**
 * What `key` lists, as codes: single ones, or patterns such as HBX.*, which never stand for protected codes (IG-17).
 * The words open and restricted set their marks in `words`, when it is not NULL. An absent key is an empty list.
 */
dolen_code_list dolen_rules_value_patterns(const dolen_rules_part *part, const char *key, dolen_purpose *words);

/** Adds a problem at the key's line, or at the section's when it has no such key. `what` is a literal. */
#define DOLEN_RULES_COMPLAIN(part, key, what, name, nearest)                                                           \
    dolen_problems_add((part)->problems, (part)->file->source, dolen_rules_line_of((part), (key)), what, name, nearest)

/** The line of the key, or of the section. */
size_t dolen_rules_line_of(const dolen_rules_part *part, const char *key);

/**
 * Fill one item from its section, with everything that it refers to read before: rules, roles, types, members, codes,
 * purposes, agreements, and what stands alone. `item` points to the struct of that kind.
 */
void dolen_rules_read_rule(const dolen_rules_part *part, void *item);
void dolen_rules_read_role(const dolen_rules_part *part, void *item);
void dolen_rules_read_type(const dolen_rules_part *part, void *item);
void dolen_rules_read_partner(const dolen_rules_part *part, void *item);
void dolen_rules_read_headline(const dolen_rules_part *part, void *item);
void dolen_rules_read_purpose(const dolen_rules_part *part, void *item);
void dolen_rules_read_agreement(const dolen_rules_part *part, void *item);
void dolen_rules_read_urgent_reason(const dolen_rules_part *part, void *item);
void dolen_rules_read_reason(const dolen_rules_part *part, void *item);
void dolen_rules_read_exemption(const dolen_rules_part *part, void *item);
void dolen_rules_read_dimension(const dolen_rules_part *part, void *item);
void dolen_rules_read_dimension_value(const dolen_rules_part *part, void *item);
void dolen_rules_read_watch(const dolen_rules_part *part, void *item);
void dolen_rules_read_duty(const dolen_rules_part *part, void *item);

/** Sections that stand once: into the set's figures. */
void dolen_rules_read_match(const dolen_rules_part *part);
void dolen_rules_read_figures(const dolen_rules_part *part);

/** What a purpose says against itself, or against the roles, types and codes that it names (IG-12, IG-17, IG-31). */
void dolen_rules_check_purpose(const dolen_rules_part *part, const dolen_purpose *purpose);

/** What an agreement says against itself, or against its members and purposes (IG-06, IG-18). */
void dolen_rules_check_agreement(const dolen_rules_part *part, const dolen_sharing_agreement *agreement);

/** The codes of a list of structs whose first member is a dolen_code, as names, in the set's arena. */
dolen_rules_names dolen_rules_names_of(dolen_rules *rules, const void *items, size_t count, size_t size);

#endif
