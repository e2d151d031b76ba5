/* Purposes and agreements: the sections that refer to others. */
#include <string.h>

#include "governance/policy/rules_internal.h"
#include "node/base/text.h"

static void complain(const dolen_rules_part *part, const char *key, const char *name, const char *nearest)
{
    if (dolen_text_same(name, "sensitive") || dolen_text_same(name, "protected"))
        DOLEN_RULES_COMPLAIN(part, key, "sensitive and protected codes are released by name, never by class (IG-17)",
                             name, NULL);
    else
        DOLEN_RULES_COMPLAIN(part, key, "neither a code, a pattern such as HBX.*, nor the word open or restricted",
                             name, nearest);
}

/* "HBX.*" names every code that begins with "HBX.", except protected ones, which are named one by one (IG-17). */
static bool is_named(const dolen_headline *headline, const char *item)
{
    const size_t size = strlen(item);

    if (size > 2 && strcmp(item + size - 2, ".*") == 0)
        return headline->held != DOLEN_CLASS_PROTECTED && strncmp(headline->code.text, item, size - 1) == 0;
    return dolen_text_same(headline->code.text, item);
}

/* What `key` lists, as codes; the words open and restricted set flags of the purpose where that is allowed. */
dolen_code_list dolen_rules_value_patterns(const dolen_rules_part *part, const char *key, dolen_purpose *words)
{
    const dolen_rules *rules = part->rules;
    const char *const *items = NULL;
    dolen_code_list list = {NULL, 0};
    size_t count = 0;
    dolen_code *codes = dolen_arena_make(rules->arena, rules->headline_count, sizeof *codes);

    if (!codes || dolen_section_list(rules->arena, dolen_section_value(part->section, key, ""), &items, &count, NULL) !=
                      DOLEN_OK) {
        complain(part, key, key, NULL);
        return list;
    }
    list.items = codes;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        if (words && dolen_text_same(items[i], "open"))
            known = words->releases_open = true;
        if (words && dolen_text_same(items[i], "restricted"))
            known = words->releases_restricted = true;
        for (size_t j = 0; j < rules->headline_count; j++) {
            if (!is_named(&rules->headlines[j], items[i]))
                continue;
            known = true;
            if (!dolen_code_list_has(list, rules->headlines[j].code))
                codes[list.count++] = rules->headlines[j].code;
        }
        if (!known) {
            const dolen_rules_names names =
                dolen_rules_names_of(part->rules, rules->headlines, rules->headline_count, sizeof *rules->headlines);
            complain(part, key, items[i], dolen_text_nearest(items[i], names.items));
        }
    }
    return list;
}

static void read_subjects(const dolen_rules_part *part, dolen_purpose *out)
{
    static const char *const words[] = {"person", "address", NULL};
    const dolen_code_list subjects = dolen_rules_value_codes(part, "about", (dolen_rules_names){words}, false);

    out->about_people = dolen_code_list_has(subjects, dolen_code_of("person"));
    out->about_addresses = dolen_code_list_has(subjects, dolen_code_of("address"));
}

/* Consent is a condition at most, never the lawful basis (IG-18). */
static void check_basis(const dolen_rules_part *part, dolen_words basis)
{
    static const char *const signs[] = {"consent", "cydsyniad", "6(1)(a)"};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcasestr(basis.en, signs[i]) || strcasestr(basis.cy, signs[i])) {
            DOLEN_RULES_COMPLAIN(part, "basis.en", "consent is never recorded as the lawful basis (IG-18)", "basis",
                                 NULL);
            return;
        }
}

/* "SUBJECT" and "AUDIT" are uses of their own; everything else is a question. */
static dolen_use read_use(const dolen_rules_part *part)
{
    static const char *const uses[] = {"question", "subject", "audit", NULL};

    if (!dolen_section_find(part->section, "use"))
        return DOLEN_USE_QUESTION;
    const size_t use = dolen_rules_value_choice(part, "use", (dolen_rules_names){uses});
    return use == SIZE_MAX ? DOLEN_USE_AUDIT : (dolen_use)use;
}

static void read_scope(const dolen_rules_part *part, dolen_purpose *out)
{
    static const char *const levels[] = {"none", "L0", "L1", "L2", "L3", NULL};
    dolen_rules *rules = part->rules;
    const size_t level = dolen_rules_value_choice(part, "level", (dolen_rules_names){levels});

    out->roles = dolen_rules_value_codes(
        part, "roles", dolen_rules_names_of(rules, rules->roles, rules->role_count, sizeof *rules->roles), false);
    out->types = dolen_rules_value_codes(
        part, "types", dolen_rules_names_of(rules, rules->types, rules->type_count, sizeof *rules->types), false);
    out->level = level <= DOLEN_LEVEL_L3 ? (dolen_level)level : DOLEN_LEVEL_NONE;
    read_subjects(part, out);
    dolen_rules_value_ages(part, "age", &out->age_from, &out->age_to);
}

void dolen_rules_read_purpose(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en",
                                        "name.cy",
                                        "plain.en",
                                        "plain.cy",
                                        "use",
                                        "roles",
                                        "types",
                                        "level",
                                        "releases",
                                        "excludes",
                                        "case-reference",
                                        "decision",
                                        "overrides-protection",
                                        "about",
                                        "part",
                                        "age",
                                        "basis.en",
                                        "basis.cy",
                                        "condition.en",
                                        "condition.cy",
                                        "document.en",
                                        "document.cy",
                                        NULL};
    dolen_purpose *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->plain = dolen_rules_value_words(part, "plain");
    out->use = read_use(part);
    read_scope(part, out);
    out->releases = dolen_rules_value_patterns(part, "releases", out);
    out->excludes = dolen_rules_value_patterns(part, "excludes", NULL);
    out->needs_case = dolen_rules_value_yes(part, "case-reference");
    out->needs_decision = dolen_rules_value_yes(part, "decision");
    out->overrides_protection = dolen_rules_value_yes(part, "overrides-protection");
    out->part = (uint8_t)dolen_rules_value_number(part, "part", 2, 3);
    out->basis = dolen_rules_value_words(part, "basis");
    out->condition = dolen_rules_value_words(part, "condition");
    out->document = dolen_rules_value_words(part, "document");
    check_basis(part, out->basis);
    dolen_rules_check_purpose(part, out);
}

static void read_parties(const dolen_rules_part *part, dolen_sharing_agreement *out)
{
    static const char *const forms[] = {"one-way", "two-way", NULL};
    const dolen_rules *rules = part->rules;
    const dolen_rules_names members =
        dolen_rules_names_of(part->rules, rules->partners, rules->partner_count, sizeof *rules->partners);

    out->two_way = dolen_rules_value_choice(part, "form", (dolen_rules_names){forms}) == 1;
    if (out->two_way) {
        out->senders = dolen_rules_value_codes(part, "members", members, false);
        out->receivers = out->senders;
    } else {
        out->senders = dolen_rules_value_codes(part, "senders", members, false);
        out->receivers = dolen_rules_value_codes(part, "receivers", members, false);
    }
}

void dolen_rules_read_agreement(const dolen_rules_part *part, void *item)
{
    static const char *const two_way[] = {"name.en", "name.cy", "form",  "members", "purposes",
                                          "consent", "from",    "until", "review",  NULL};
    static const char *const one_way[] = {"name.en", "name.cy", "form",  "senders", "receivers", "purposes",
                                          "consent", "from",    "until", "review",  NULL};
    dolen_sharing_agreement *out = item;
    dolen_rules *rules = part->rules;
    const dolen_rules_names purposes =
        dolen_rules_names_of(rules, rules->purposes, rules->purpose_count, sizeof *rules->purposes);

    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    read_parties(part, out);
    dolen_section_check_keys(part->file, part->section, out->two_way ? two_way : one_way, part->problems);
    out->purposes = dolen_rules_value_codes(part, "purposes", purposes, false);
    out->consent = dolen_rules_value_codes(part, "consent", purposes, true);
    out->from = dolen_rules_value_day(part, "from");
    out->until = dolen_rules_value_day(part, "until");
    out->review = dolen_rules_value_day(part, "review");
    if (dolen_day_compare(out->from, out->until) > 0 || dolen_day_compare(out->review, out->from) < 0)
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "an agreement ends or is reviewed before it begins", out->code.text, NULL);
    dolen_rules_check_agreement(part, out);
}
