/* Contradictions: what a purpose or an agreement says against itself or against what it names. */
#include <string.h>

#include "governance/policy/rules_internal.h"

static bool is_askable(const dolen_purpose *purpose)
{
    return purpose->level != DOLEN_LEVEL_NONE;
}

static void check_release(const dolen_rules_part *part, const dolen_purpose *purpose)
{
    const bool releases = purpose->releases_open || purpose->releases_restricted || purpose->releases.count;

    if (!is_askable(purpose) && releases)
        DOLEN_RULES_COMPLAIN(part, "releases", "a purpose without a level releases nothing", purpose->code.text, NULL);
    if (is_askable(purpose) && !releases)
        DOLEN_RULES_COMPLAIN(part, "releases", "a purpose with a level releases something", purpose->code.text, NULL);
    for (size_t i = 0; i < purpose->releases.count; i++)
        if (dolen_code_list_has(purpose->excludes, purpose->releases.items[i]))
            DOLEN_RULES_COMPLAIN(part, "excludes", "this code is both released by name and excluded",
                                 purpose->releases.items[i].text, NULL);
}

static void check_paperwork(const dolen_rules_part *part, const dolen_purpose *purpose)
{
    if (purpose->needs_decision && !purpose->needs_case)
        DOLEN_RULES_COMPLAIN(part, "case-reference", "a recorded decision has a reference: say yes (IG-19)",
                             purpose->code.text, NULL);
    if (purpose->overrides_protection && (purpose->use != DOLEN_USE_QUESTION || !is_askable(purpose)))
        DOLEN_RULES_COMPLAIN(part, "overrides-protection",
                             "only a purpose that may be asked for opens protected records", purpose->code.text, NULL);
    if ((purpose->use == DOLEN_USE_AUDIT) == is_askable(purpose))
        DOLEN_RULES_COMPLAIN(part, "level", "an audit has the level none, and nothing else has (IG-12)",
                             purpose->code.text, NULL);
}

/* Who reads the log cannot search, and a data subject's own request is theirs alone (IG-12, IG-28). */
static void check_roles(const dolen_rules_part *part, const dolen_purpose *purpose)
{
    for (size_t i = 0; i < purpose->roles.count; i++) {
        const dolen_role *role = dolen_rules_find_role(part->rules, purpose->roles.items[i]);
        if (!role)
            continue;
        if (purpose->use == DOLEN_USE_QUESTION && role->may_audit)
            DOLEN_RULES_COMPLAIN(part, "roles", "who reads the log does not search people (IG-12)", role->code.text,
                                 NULL);
        if (purpose->use != DOLEN_USE_QUESTION && !role->may_audit)
            DOLEN_RULES_COMPLAIN(part, "roles",
                                 "only a role that audits acts for a data subject or reads the log (IG-12)",
                                 role->code.text, NULL);
        if (purpose->use != DOLEN_USE_AUDIT && !role->may_ask)
            DOLEN_RULES_COMPLAIN(part, "roles", "this role asks about nobody (IG-12)", role->code.text, NULL);
    }
}

static void check_part(const dolen_rules_part *part, const dolen_purpose *purpose)
{
    for (size_t i = 0; purpose->part == 3 && i < purpose->types.count; i++) {
        const dolen_member_type *type = dolen_rules_find_type(part->rules, purpose->types.items[i]);
        if (type && !type->law_enforcement)
            DOLEN_RULES_COMPLAIN(part, "types", "only law enforcement asks for a purpose under Part 3 (IG-31)",
                                 type->code.text, NULL);
    }
}

void dolen_rules_check_purpose(const dolen_rules_part *part, const dolen_purpose *purpose)
{
    check_release(part, purpose);
    check_paperwork(part, purpose);
    check_roles(part, purpose);
    check_part(part, purpose);
}

static bool is_within(dolen_code_list inner, dolen_code_list outer)
{
    for (size_t i = 0; i < inner.count; i++)
        if (!dolen_code_list_has(outer, inner.items[i]))
            return false;
    return true;
}

static void check_parties(const dolen_rules_part *part, const dolen_sharing_agreement *agreement)
{
    if (agreement->two_way && agreement->senders.count == 1)
        DOLEN_RULES_COMPLAIN(part, "members", "an agreement has two members at least", agreement->code.text, NULL);
    if (!agreement->two_way && agreement->receivers.count && is_within(agreement->receivers, agreement->senders))
        DOLEN_RULES_COMPLAIN(part, "receivers", "every receiver also sends: that is a two-way agreement (IG-06)",
                             agreement->code.text, NULL);
}

static bool has_asker(const dolen_rules *rules, const dolen_sharing_agreement *agreement, const dolen_purpose *purpose)
{
    for (size_t i = 0; i < agreement->receivers.count; i++) {
        const dolen_partner *partner = dolen_rules_find_partner(rules, agreement->receivers.items[i]);
        if (partner && dolen_code_list_has(purpose->types, partner->type))
            return true;
    }
    return false;
}

static void check_purposes(const dolen_rules_part *part, const dolen_sharing_agreement *agreement)
{
    for (size_t i = 0; i < agreement->purposes.count; i++) {
        const dolen_purpose *purpose = dolen_rules_find_purpose(part->rules, agreement->purposes.items[i]);
        if (!purpose)
            continue;
        if (!is_askable(purpose))
            DOLEN_RULES_COMPLAIN(part, "purposes", "nothing is shared for a purpose without a level",
                                 purpose->code.text, NULL);
        else if (agreement->receivers.count && !has_asker(part->rules, agreement, purpose))
            DOLEN_RULES_COMPLAIN(part, "purposes", "no receiver is of a type that asks for this purpose",
                                 purpose->code.text, NULL);
    }
}

/* Consent is a condition below the child-protection threshold only (IG-18). */
static void check_consent(const dolen_rules_part *part, const dolen_sharing_agreement *agreement)
{
    for (size_t i = 0; i < agreement->consent.count; i++) {
        const dolen_purpose *purpose = dolen_rules_find_purpose(part->rules, agreement->consent.items[i]);
        if (!purpose)
            continue;
        if (!dolen_code_list_has(agreement->purposes, purpose->code))
            DOLEN_RULES_COMPLAIN(part, "consent", "consent for a purpose that the agreement does not have",
                                 purpose->code.text, NULL);
        if (purpose->needs_decision || purpose->overrides_protection)
            DOLEN_RULES_COMPLAIN(part, "consent",
                                 "consent is a condition below the child-protection threshold only (IG-18)",
                                 purpose->code.text, NULL);
    }
}

void dolen_rules_check_agreement(const dolen_rules_part *part, const dolen_sharing_agreement *agreement)
{
    check_parties(part, agreement);
    check_purposes(part, agreement);
    check_consent(part, agreement);
}
