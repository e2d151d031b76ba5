/* Watches and the clocks of duties: what they say, and what contradicts it. */
#include "governance/policy/policy.h"
#include "governance/policy/rules_internal.h"

enum { DUTY_HOURS = 24 * 366 };

static dolen_rules_names type_names(dolen_rules *rules)
{
    return dolen_rules_names_of(rules, rules->types, rules->type_count, sizeof *rules->types);
}

static dolen_rules_names headline_names(dolen_rules *rules)
{
    return dolen_rules_names_of(rules, rules->headlines, rules->headline_count, sizeof *rules->headlines);
}

static bool is_closely_held(const dolen_headline *headline)
{
    return headline->held == DOLEN_CLASS_SENSITIVE || headline->held == DOLEN_CLASS_PROTECTED;
}

/* The ledger tells both sides that a watch of this name was at work: its name must not tell of a sensitive service. */
static void check_records(const dolen_rules_part *part, const dolen_watch *watch)
{
    for (size_t i = 0; i < watch->records.count; i++) {
        const dolen_headline *headline = dolen_rules_find_headline(part->rules, watch->records.items[i]);
        if (!headline)
            continue;
        if (is_closely_held(headline))
            DOLEN_RULES_COMPLAIN(part, "records", "nothing is watched for a sensitive or protected code (IG-17)",
                                 headline->code.text, NULL);
        if (headline->kind == DOLEN_FLAG_EVENT || !headline->about_people)
            DOLEN_RULES_COMPLAIN(part, "records", "records are watched while a state or involvement of a person lasts",
                                 headline->code.text, NULL);
    }
}

static bool publishes_one(const dolen_rules *rules, const dolen_member_type *type, dolen_code_list codes)
{
    for (size_t i = 0; i < codes.count; i++) {
        const dolen_headline *headline = dolen_rules_find_headline(rules, codes.items[i]);
        if (headline && (dolen_code_list_has(type->groups, headline->group) ||
                         dolen_code_same(headline->group, dolen_code_of("any"))))
            return true;
    }
    return false;
}

static void check_types(const dolen_rules_part *part, const dolen_watch *watch, const dolen_purpose *purpose)
{
    for (size_t i = 0; i < watch->types.count; i++) {
        const dolen_member_type *type = dolen_rules_find_type(part->rules, watch->types.items[i]);
        if (!type)
            continue;
        if (watch->records.count && !publishes_one(part->rules, type, watch->records))
            DOLEN_RULES_COMPLAIN(part, "for", "such a member publishes none of the records watched", type->code.text,
                                 NULL);
        if (purpose && !dolen_code_list_has(purpose->types, type->code))
            DOLEN_RULES_COMPLAIN(part, "for", "such a member may not ask for the purpose", type->code.text, NULL);
    }
}

static void check_tells(const dolen_rules_part *part, const dolen_watch *watch, const dolen_purpose *purpose)
{
    for (size_t i = 0; i < watch->tells.count; i++) {
        const dolen_headline *headline = dolen_rules_find_headline(part->rules, watch->tells.items[i]);
        if (!headline)
            continue;
        if (is_closely_held(headline))
            DOLEN_RULES_COMPLAIN(part, "tells", "no watch tells of a sensitive or protected code (IG-17)",
                                 headline->code.text, NULL);
        else if (!headline->about_people)
            DOLEN_RULES_COMPLAIN(part, "tells", "a watch tells of people", headline->code.text, NULL);
        else if (purpose && dolen_policy_releases(purpose, headline) != DOLEN_WHY_NONE)
            DOLEN_RULES_COMPLAIN(part, "tells", "the purpose does not release this code: it would never be told",
                                 headline->code.text, NULL);
    }
}

/* Nobody asks, so nobody can have made the decision that a purpose may need. */
static void check_purpose(const dolen_rules_part *part, const dolen_watch *watch, const dolen_purpose *purpose)
{
    if (purpose->use != DOLEN_USE_QUESTION || !purpose->about_people || purpose->level < DOLEN_LEVEL_L2)
        DOLEN_RULES_COMPLAIN(part, "purpose", "a watch needs a purpose that shows codes of people", purpose->code.text,
                             NULL);
    if (purpose->needs_decision)
        DOLEN_RULES_COMPLAIN(part, "purpose", "a watch cannot stand for a recorded decision (IG-19)",
                             purpose->code.text, NULL);
    if (!dolen_code_is_empty(watch->role) && !dolen_code_list_has(purpose->roles, watch->role))
        DOLEN_RULES_COMPLAIN(part, "role", "this role does not ask for the purpose", watch->role.text, NULL);
}

void dolen_rules_read_watch(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "for",           "records",    "tells",
                                        "purpose", "role",    "consultations", "fresh-days", NULL};
    dolen_rules *rules = part->rules;
    dolen_watch *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->types = dolen_rules_value_codes(part, "for", type_names(rules), false);
    out->records = dolen_rules_value_codes(part, "records", headline_names(rules), false);
    out->tells = dolen_rules_value_codes(part, "tells", headline_names(rules), false);
    out->purpose = dolen_rules_value_reference(
        part, "purpose", dolen_rules_names_of(rules, rules->purposes, rules->purpose_count, sizeof *rules->purposes));
    out->role = dolen_rules_value_reference(
        part, "role", dolen_rules_names_of(rules, rules->roles, rules->role_count, sizeof *rules->roles));
    out->consultations = dolen_rules_value_yes(part, "consultations");
    out->fresh_days = dolen_rules_value_number(part, "fresh-days", 1, DOLEN_WATCH_FRESH);
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, out->purpose);
    check_records(part, out);
    check_types(part, out, purpose);
    check_tells(part, out, purpose);
    if (purpose)
        check_purpose(part, out, purpose);
}

static bool is_told(const dolen_rules *rules, dolen_code type, dolen_code flag)
{
    for (size_t i = 0; i < rules->watch_count; i++)
        if (dolen_code_list_has(rules->watches[i].types, type) && dolen_code_list_has(rules->watches[i].tells, flag))
            return true;
    return false;
}

/* Another clock that the same flag would start at the same member: which one counts would be nobody's decision. */
static bool has_rival(const dolen_rules *rules, const dolen_duty *duty, dolen_code type, dolen_code flag)
{
    for (const dolen_duty *other = rules->duties; other < duty; other++)
        if (dolen_code_list_has(other->types, type) && dolen_code_list_has(other->starts, flag))
            return true;
    return false;
}

static void check_starts(const dolen_rules_part *part, const dolen_duty *duty)
{
    for (size_t i = 0; i < duty->starts.count; i++)
        for (size_t j = 0; j < duty->types.count; j++) {
            const dolen_code flag = duty->starts.items[i];
            const dolen_code type = duty->types.items[j];
            if (!is_told(part->rules, type, flag))
                DOLEN_RULES_COMPLAIN(part, "starts",
                                     "no watch tells such a member of this code: the clock never starts", flag.text,
                                     NULL);
            if (has_rival(part->rules, duty, type, flag))
                DOLEN_RULES_COMPLAIN(part, "starts", "another clock starts with this code for such a member", flag.text,
                                     NULL);
        }
}

void dolen_rules_read_duty(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "for",    "starts", "hours",
                                        "ends",    "law.en",  "law.cy", "policy", NULL};
    static const char *const steps[] = {"offered", "accepted", "declined", "done", "acknowledged", NULL};
    dolen_rules *rules = part->rules;
    dolen_duty *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->types = dolen_rules_value_codes(part, "for", type_names(rules), false);
    out->starts = dolen_rules_value_codes(part, "starts", headline_names(rules), false);
    out->hours = dolen_rules_value_number(part, "hours", 1, DUTY_HOURS);
    out->ends = dolen_rules_value_codes(part, "ends", (dolen_rules_names){steps}, false);
    out->law = dolen_rules_value_words(part, "law");
    out->is_policy = dolen_rules_value_yes(part, "policy");
    check_starts(part, out);
}
