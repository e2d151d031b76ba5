/* Sections that say one thing each: rules, roles, types, members, codes, reasons, exemptions, dimensions. */
#include <string.h>

#include "governance/policy/explain.h"
#include "governance/policy/rules_internal.h"
#include "governance/policy/why.h"
#include "node/base/text.h"

enum { REVIEW_DAYS = 30 };

void dolen_rules_read_rule(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"text.en", "text.cy", "source", "policy", NULL};
    dolen_rule *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->id = dolen_rules_value_own_code(part);
    out->text = dolen_rules_value_words(part, "text");
    out->source = dolen_rules_value_text(part, "source");
    out->is_policy = dolen_rules_value_yes(part, "policy");
}

void dolen_rules_read_role(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "may-ask", "may-audit", NULL};
    dolen_role *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->may_ask = dolen_rules_value_yes(part, "may-ask");
    out->may_audit = dolen_rules_value_yes(part, "may-audit");
}

void dolen_rules_read_type(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en",    "name.cy",         "groups", "gateway.en",
                                        "gateway.cy", "law-enforcement", NULL};
    dolen_member_type *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->groups = dolen_rules_value_codes(part, "groups", (dolen_rules_names){NULL}, false);
    out->gateway = dolen_rules_value_words(part, "gateway");
    out->law_enforcement = dolen_rules_value_yes(part, "law-enforcement");
}

void dolen_rules_read_partner(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "type", "gateway.en", "gateway.cy", NULL};
    dolen_rules *rules = part->rules;
    dolen_partner *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->type = dolen_rules_value_reference(
        part, "type", dolen_rules_names_of(rules, rules->types, rules->type_count, sizeof *rules->types));
    const dolen_member_type *type = dolen_rules_find_type(rules, out->type);
    if (dolen_section_find(part->section, "gateway.en") || dolen_section_find(part->section, "gateway.cy"))
        out->gateway = dolen_rules_value_words(part, "gateway");
    else
        out->gateway = type ? type->gateway : (dolen_words){"", ""};
}

/* A group that no member type publishes is a slip of the pen. */
static dolen_code read_group(const dolen_rules_part *part)
{
    const dolen_rules *rules = part->rules;
    const char *text = dolen_rules_value_text(part, "group");
    const char *nearest = NULL;
    dolen_code group;

    if (dolen_code_read(text, strlen(text), &group, NULL) == DOLEN_OK && dolen_text_same(text, "any"))
        return group;
    for (size_t i = 0; i < rules->type_count; i++) {
        const dolen_code_list groups = rules->types[i].groups;
        if (dolen_code_list_has(groups, group))
            return group;
        const dolen_rules_names names =
            dolen_rules_names_of(part->rules, groups.items, groups.count, sizeof *groups.items);
        nearest = nearest ? nearest : dolen_text_nearest(text, names.items);
    }
    DOLEN_RULES_COMPLAIN(part, "group", "no member type publishes this group of codes", text, nearest);
    return group;
}

void dolen_rules_read_headline(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"group", "kind", "held", "about", "age", "name.en", "name.cy", NULL};
    static const char *const kinds[] = {"I", "S", "E", NULL};
    static const char *const classes[] = {"open", "restricted", "sensitive", "protected", NULL};
    static const char *const subjects[] = {"person", "address", NULL};
    dolen_headline *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->group = read_group(part);
    out->name = dolen_rules_value_words(part, "name");
    const size_t kind = dolen_rules_value_choice(part, "kind", (dolen_rules_names){kinds});
    out->kind = kind == SIZE_MAX ? DOLEN_FLAG_NONE : (dolen_flag_kind)(kind + 1);
    const size_t held = dolen_rules_value_choice(part, "held", (dolen_rules_names){classes});
    out->held = held == SIZE_MAX ? DOLEN_CLASS_PROTECTED : (dolen_class)(held + 1);
    const dolen_code_list about = dolen_rules_value_codes(part, "about", (dolen_rules_names){subjects}, false);
    out->about_people = dolen_code_list_has(about, dolen_code_of("person"));
    out->about_addresses = dolen_code_list_has(about, dolen_code_of("address"));
    dolen_rules_value_ages(part, "age", &out->age_from, &out->age_to);
    if (out->held == DOLEN_CLASS_PROTECTED && out->about_addresses)
        DOLEN_RULES_COMPLAIN(part, "about", "a protected code is never about an address (IG-16)", out->code.text, NULL);
}

void dolen_rules_read_urgent_reason(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "review-days", NULL};
    dolen_urgent_reason *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    if (!dolen_section_find(part->section, "review-days"))
        DOLEN_RULES_COMPLAIN(part, "review-days", "urgency without a review: review-days is missing (IG-20)",
                             out->code.text, NULL);
    else
        out->review_days = dolen_rules_value_number(part, "review-days", 1, REVIEW_DAYS);
}

static bool by_person(const dolen_rules_part *part, const char *const *words)
{
    return dolen_rules_value_choice(part, "by", (dolen_rules_names){words}) == 1;
}

/* The program's reasons stand under the rule that it applies, or paper and program would say different things. */
static void check_reason(const dolen_rules_part *part, const dolen_reason *reason)
{
    const dolen_why why = dolen_why_find(reason->code.text);

    if (reason->by_person != (why == DOLEN_WHY_NONE))
        DOLEN_RULES_COMPLAIN(part, "by", "the program gives other reasons than this (IG-35)", reason->code.text, NULL);
    else if (why != DOLEN_WHY_NONE && !dolen_text_same(dolen_why_rule(why), reason->rule.text))
        DOLEN_RULES_COMPLAIN(part, "rule", "the program applies another rule for this reason", reason->rule.text,
                             dolen_why_rule(why));
    if (!dolen_explain_fits(reason->text.en))
        DOLEN_RULES_COMPLAIN(part, "text.en", "a name in braces that stands for no fact", "text.en", NULL);
    if (!dolen_explain_fits(reason->text.cy))
        DOLEN_RULES_COMPLAIN(part, "text.cy", "a name in braces that stands for no fact", "text.cy", NULL);
}

void dolen_rules_read_reason(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"rule", "by", "name.en", "name.cy", "text.en", "text.cy", NULL};
    static const char *const makers[] = {"program", "person", NULL};
    dolen_rules *rules = part->rules;
    dolen_reason *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->text = dolen_rules_value_words(part, "text");
    out->rule = dolen_rules_value_reference(
        part, "rule", dolen_rules_names_of(rules, rules->rules, rules->rule_count, sizeof *rules->rules));
    out->by_person = by_person(part, makers);
    check_reason(part, out);
}

void dolen_rules_read_exemption(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"by",      "name.en", "name.cy", "law.en",   "law.cy",
                                        "text.en", "text.cy", "codes",   "purposes", NULL};
    static const char *const makers[] = {"program", "officer", NULL};
    dolen_rules *rules = part->rules;
    dolen_exemption *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->law = dolen_rules_value_words(part, "law");
    out->text = dolen_rules_value_words(part, "text");
    out->by_itself = !by_person(part, makers);
    out->codes = dolen_rules_value_patterns(part, "codes", NULL);
    out->purposes = dolen_rules_value_codes(
        part, "purposes", dolen_rules_names_of(rules, rules->purposes, rules->purpose_count, sizeof *rules->purposes),
        true);
    if (out->codes.count + out->purposes.count == 0)
        DOLEN_RULES_COMPLAIN(part, "codes", "an exemption that reaches no code and no purpose (IG-28)", out->code.text,
                             NULL);
}

void dolen_rules_read_dimension(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "ages", NULL};
    dolen_dimension *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->is_age = dolen_rules_value_yes(part, "ages");
}

/* Bands of one dimension must not meet: a person would be counted twice. */
static void check_bands(const dolen_rules_part *part, const dolen_dimension_value *value)
{
    const dolen_rules *rules = part->rules;

    for (const dolen_dimension_value *other = rules->dimension_values; other < value; other++)
        if (dolen_code_same(other->dimension, value->dimension) && other->age_from <= value->age_to &&
            value->age_from <= other->age_to)
            DOLEN_RULES_COMPLAIN(part, "ages", "these ages overlap another value's", other->code.text, NULL);
}

void dolen_rules_read_dimension_value(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"dimension", "ages", "name.en", "name.cy", NULL};
    dolen_rules *rules = part->rules;
    dolen_dimension_value *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->dimension = dolen_rules_value_reference(
        part, "dimension",
        dolen_rules_names_of(rules, rules->dimensions, rules->dimension_count, sizeof *rules->dimensions));
    dolen_rules_value_ages(part, "ages", &out->age_from, &out->age_to);
    const dolen_dimension *dimension = dolen_rules_find_dimension(rules, out->dimension);
    if (dimension && dimension->is_age != (dolen_section_find(part->section, "ages") != NULL))
        DOLEN_RULES_COMPLAIN(part, "ages", "values of ages, and only these, have ages", out->code.text, NULL);
    else if (dimension && dimension->is_age)
        check_bands(part, out);
}
