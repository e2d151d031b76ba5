#include "governance/policy/rules.h"

#include <stdlib.h>
#include <string.h>

#include "governance/policy/rules_internal.h"

void dolen_rules_free(dolen_rules *rules)
{
    if (!rules)
        return;
    dolen_arena_free(rules->arena);
    free(rules);
}

const char *dolen_rules_version(const dolen_rules *rules)
{
    return rules->version;
}

dolen_digest dolen_rules_digest(const dolen_rules *rules)
{
    return rules->digest;
}

const dolen_limits *dolen_rules_limits(const dolen_rules *rules)
{
    return &rules->limits;
}

/* Every kind of item begins with its code. */
static const void *find(const void *items, size_t count, size_t size, dolen_code code)
{
    for (size_t i = 0; i < count; i++) {
        const void *item = (const char *)items + i * size;
        const dolen_code *own = item;
        if (dolen_code_same(*own, code))
            return item;
    }
    return NULL;
}

const dolen_rule *dolen_rules_find_rule(const dolen_rules *rules, dolen_code id)
{
    return find(rules->rules, rules->rule_count, sizeof *rules->rules, id);
}

const dolen_role *dolen_rules_find_role(const dolen_rules *rules, dolen_code code)
{
    return find(rules->roles, rules->role_count, sizeof *rules->roles, code);
}

const dolen_member_type *dolen_rules_find_type(const dolen_rules *rules, dolen_code code)
{
    return find(rules->types, rules->type_count, sizeof *rules->types, code);
}

const dolen_headline *dolen_rules_find_headline(const dolen_rules *rules, dolen_code code)
{
    return find(rules->headlines, rules->headline_count, sizeof *rules->headlines, code);
}

const dolen_purpose *dolen_rules_find_purpose(const dolen_rules *rules, dolen_code code)
{
    return find(rules->purposes, rules->purpose_count, sizeof *rules->purposes, code);
}

const dolen_urgent_reason *dolen_rules_find_urgent_reason(const dolen_rules *rules, dolen_code code)
{
    return find(rules->urgent_reasons, rules->urgent_reason_count, sizeof *rules->urgent_reasons, code);
}

const dolen_partner *dolen_rules_find_partner(const dolen_rules *rules, dolen_code code)
{
    return find(rules->partners, rules->partner_count, sizeof *rules->partners, code);
}

const dolen_reason *dolen_rules_find_reason(const dolen_rules *rules, dolen_code code)
{
    return find(rules->reasons, rules->reason_count, sizeof *rules->reasons, code);
}

const dolen_exemption *dolen_rules_find_exemption(const dolen_rules *rules, dolen_code code)
{
    return find(rules->exemptions, rules->exemption_count, sizeof *rules->exemptions, code);
}

const dolen_dimension *dolen_rules_find_dimension(const dolen_rules *rules, dolen_code code)
{
    return find(rules->dimensions, rules->dimension_count, sizeof *rules->dimensions, code);
}

const dolen_dimension_value *dolen_rules_find_dimension_value(const dolen_rules *rules, dolen_code code)
{
    return find(rules->dimension_values, rules->dimension_value_count, sizeof *rules->dimension_values, code);
}

const dolen_watch *dolen_rules_find_watch(const dolen_rules *rules, dolen_code code)
{
    return find(rules->watches, rules->watch_count, sizeof *rules->watches, code);
}

const dolen_duty *dolen_rules_find_duty(const dolen_rules *rules, dolen_code code)
{
    return find(rules->duties, rules->duty_count, sizeof *rules->duties, code);
}

const dolen_rule *dolen_rules_all_rules(const dolen_rules *rules, size_t *count)
{
    *count = rules->rule_count;
    return rules->rules;
}

const dolen_role *dolen_rules_all_roles(const dolen_rules *rules, size_t *count)
{
    *count = rules->role_count;
    return rules->roles;
}

const dolen_member_type *dolen_rules_all_types(const dolen_rules *rules, size_t *count)
{
    *count = rules->type_count;
    return rules->types;
}

const dolen_headline *dolen_rules_all_headlines(const dolen_rules *rules, size_t *count)
{
    *count = rules->headline_count;
    return rules->headlines;
}

const dolen_purpose *dolen_rules_all_purposes(const dolen_rules *rules, size_t *count)
{
    *count = rules->purpose_count;
    return rules->purposes;
}

const dolen_sharing_agreement *dolen_rules_all_agreements(const dolen_rules *rules, size_t *count)
{
    *count = rules->agreement_count;
    return rules->agreements;
}

const dolen_urgent_reason *dolen_rules_all_urgent_reasons(const dolen_rules *rules, size_t *count)
{
    *count = rules->urgent_reason_count;
    return rules->urgent_reasons;
}

const dolen_partner *dolen_rules_all_partners(const dolen_rules *rules, size_t *count)
{
    *count = rules->partner_count;
    return rules->partners;
}

const dolen_reason *dolen_rules_all_reasons(const dolen_rules *rules, size_t *count)
{
    *count = rules->reason_count;
    return rules->reasons;
}

const dolen_exemption *dolen_rules_all_exemptions(const dolen_rules *rules, size_t *count)
{
    *count = rules->exemption_count;
    return rules->exemptions;
}

const dolen_dimension *dolen_rules_all_dimensions(const dolen_rules *rules, size_t *count)
{
    *count = rules->dimension_count;
    return rules->dimensions;
}

const dolen_dimension_value *dolen_rules_all_dimension_values(const dolen_rules *rules, size_t *count)
{
    *count = rules->dimension_value_count;
    return rules->dimension_values;
}

const dolen_watch *dolen_rules_all_watches(const dolen_rules *rules, size_t *count)
{
    *count = rules->watch_count;
    return rules->watches;
}

const dolen_duty *dolen_rules_all_duties(const dolen_rules *rules, size_t *count)
{
    *count = rules->duty_count;
    return rules->duties;
}

dolen_words dolen_rules_name(const dolen_rules *rules)
{
    return rules->name;
}

dolen_words dolen_rules_level_name(const dolen_rules *rules, dolen_level level)
{
    DOLEN_MUST(level >= DOLEN_LEVEL_L0 && level <= DOLEN_LEVEL_L3);
    return rules->levels[level];
}

bool dolen_code_list_has(dolen_code_list list, dolen_code code)
{
    for (size_t i = 0; i < list.count; i++)
        if (dolen_code_same(list.items[i], code))
            return true;
    return false;
}
