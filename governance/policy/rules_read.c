/* From sections to a rule set: every section read into its place, in the order in which they refer to one another. */
#include <stdlib.h>
#include <string.h>

#include "governance/policy/rules_internal.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

enum { ARENA_LIMIT = 8 * 1024 * 1024, FILES = 64, ITEMS = 4096, VERSION_ROOM = 32 };

/* Everything while it is read. */
typedef struct reading {
    dolen_rules *rules;
    dolen_problems *problems;
    dolen_sections files[FILES];
    size_t file_count;
} reading;

static void read_rule(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"text.en", "text.cy", "source", "policy", NULL};
    dolen_rule *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->id = dolen_rules_value_own_code(part);
    out->text = dolen_rules_value_words(part, "text");
    out->source = dolen_rules_value_text(part, "source");
    out->is_policy = dolen_rules_value_yes(part, "policy");
}

static void read_role(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "may-ask", NULL};
    dolen_role *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->may_ask = dolen_rules_value_yes(part, "may-ask");
}

static void read_type(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", "groups", "gateway", "law-enforcement", NULL};
    dolen_member_type *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
    out->groups = dolen_rules_value_codes(part, "groups", (dolen_rules_names){NULL}, false);
    out->gateway = dolen_rules_value_text(part, "gateway");
    out->law_enforcement = dolen_rules_value_yes(part, "law-enforcement");
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
    dolen_problems_add(part->problems, part->file->source, part->section->line,
                       "no member type publishes this group of codes", text, nearest);
    return group;
}

static void read_headline(const dolen_rules_part *part, void *item)
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
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "a protected code is never about an address (IG-16)", out->code.text, NULL);
}

static void read_purpose(const dolen_rules_part *part, void *item)
{
    dolen_rules_read_purpose(part, item);
}

static void read_agreement(const dolen_rules_part *part, void *item)
{
    dolen_rules_read_agreement(part, item);
}

static void read_urgent_reason(const dolen_rules_part *part, void *item)
{
    static const char *const known[] = {"name.en", "name.cy", NULL};
    dolen_urgent_reason *out = item;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    out->code = dolen_rules_value_own_code(part);
    out->name = dolen_rules_value_words(part, "name");
}

static void read_level(const dolen_rules_part *part)
{
    static const char *const known[] = {"name.en", "name.cy", NULL};
    dolen_level level = DOLEN_LEVEL_NONE;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    if (dolen_level_read(part->section->name, &level, NULL) != DOLEN_OK || level == DOLEN_LEVEL_NONE) {
        dolen_problems_add(part->problems, part->file->source, part->section->line, "a level is one of L0 to L3",
                           part->section->name, NULL);
        return;
    }
    part->rules->levels[level] = dolen_rules_value_words(part, "name");
}

static void read_set(const dolen_rules_part *part)
{
    static const char *const known[] = {"version", "name.en", "name.cy", NULL};
    const char *version = dolen_rules_value_text(part, "version");

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    (void)dolen_rules_value_words(part, "name");
    part->rules->version = version;
    if (strlen(version) >= VERSION_ROOM || !dolen_text_is_token(version, strlen(version), "._-+"))
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "a version has 1 to 31 letters, digits, dots, dashes or plus signs", "version", NULL);
}

static void read_match(const dolen_rules_part *part)
{
    static const char *const known[] = {"confirmed", "probable", "issue-k13", NULL};
    dolen_limits *limits = &part->rules->limits;

    dolen_section_check_keys(part->file, part->section, known, part->problems);
    limits->confirmed = dolen_rules_value_probability(part, "confirmed");
    limits->probable = dolen_rules_value_probability(part, "probable");
    limits->issue_k13 = dolen_rules_value_yes(part, "issue-k13");
    if (limits->probable < 0.5 || limits->confirmed < limits->probable)
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "confirmed must not be below probable, nor probable below 0.5", "match", NULL);
}

/* A figure: where it stands, its range, where it goes. */
typedef struct figure {
    const char *section;
    const char *key;
    size_t offset;
    uint32_t low;
    uint32_t high;
} figure;

static const figure figures[] = {
    {"retention", "shown-months", offsetof(dolen_limits, shown_months), 1, DOLEN_FLAG_MONTHS},
    {"retention", "held-months", offsetof(dolen_limits, held_months), 1, DOLEN_FLAG_MONTHS},
    {"quota", "person-per-hour", offsetof(dolen_limits, person_per_hour), 1, 100000},
    {"quota", "person-per-day", offsetof(dolen_limits, person_per_day), 1, 100000},
    {"quota", "member-per-day", offsetof(dolen_limits, member_per_day), 1, 100000000},
    {"quota", "target-per-day", offsetof(dolen_limits, target_per_day), 1, 100000},
    {"quota", "evaluations-per-day", offsetof(dolen_limits, evaluations_per_day), 1, 4000000000},
    {"freshness", "out-of-date-hours", offsetof(dolen_limits, fresh_hours), 1, 8760},
    {"freshness", "owner-notice-hours", offsetof(dolen_limits, notice_hours), 1, 24},
    {"extract", "shrink-per-cent", offsetof(dolen_limits, shrink_per_cent), 1, 100},
    {"review", "days", offsetof(dolen_limits, review_days), 1, 90},
    {"account", "lapse-days", offsetof(dolen_limits, account_days), 1, 366},
    {"statistics", "suppress-below", offsetof(dolen_limits, suppress_below), 5, 100},
};

enum { FIGURES = sizeof figures / sizeof *figures };

static void read_figures(const dolen_rules_part *part)
{
    const char *known[FIGURES + 1] = {0};
    size_t count = 0;

    for (size_t i = 0; i < FIGURES; i++) {
        if (!dolen_text_same(figures[i].section, part->section->type))
            continue;
        known[count++] = figures[i].key;
        const uint32_t value = dolen_rules_value_number(part, figures[i].key, figures[i].low, figures[i].high);
        memcpy((char *)&part->rules->limits + figures[i].offset, &value, sizeof value);
    }
    dolen_section_check_keys(part->file, part->section, known, part->problems);
}

/* Sections of which a set has exactly one, without a name. */
static const struct {
    const char *type;
    void (*read)(const dolen_rules_part *part);
} singles[] = {
    {"set", read_set},        {"match", read_match},       {"retention", read_figures},
    {"quota", read_figures},  {"freshness", read_figures}, {"extract", read_figures},
    {"review", read_figures}, {"account", read_figures},   {"statistics", read_figures},
};

enum { SINGLES = sizeof singles / sizeof *singles };

/* Sections of which a set has many, in the order in which they refer to one another. */
typedef struct many {
    const char *type;
    size_t size;
    size_t items;
    size_t count;
    void (*read)(const dolen_rules_part *part, void *item);
} many;

#define MANY(type, list, number, read)                                                                                 \
    {                                                                                                                  \
        type, sizeof *((dolen_rules *)0)->list, offsetof(dolen_rules, list), offsetof(dolen_rules, number), read       \
    }

static const many lists[] = {
    MANY("rule", rules, rule_count, read_rule),
    MANY("role", roles, role_count, read_role),
    MANY("type", types, type_count, read_type),
    MANY("code", headlines, headline_count, read_headline),
    MANY("purpose", purposes, purpose_count, read_purpose),
    MANY("agreement", agreements, agreement_count, read_agreement),
    MANY("urgent", urgent_reasons, urgent_reason_count, read_urgent_reason),
};

enum { LISTS = sizeof lists / sizeof *lists };

static size_t count_sections(const reading *all, const char *type)
{
    size_t count = 0;

    for (size_t i = 0; i < all->file_count; i++)
        for (size_t j = 0; j < all->files[i].count; j++)
            count += dolen_text_same(all->files[i].items[j].type, type);
    return count;
}

static dolen_status read_list(reading *all, const many *list, dolen_err *err)
{
    const size_t count = count_sections(all, list->type);
    size_t place = 0;
    char *items = NULL;

    if (count > ITEMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the rules have too many sections of one type");
    DOLEN_TRY(dolen_arena_take(all->rules->arena, count, list->size, (void *)&items, err));
    memcpy((char *)all->rules + list->items, &items, sizeof(items));
    for (size_t i = 0; i < all->file_count; i++)
        for (size_t j = 0; j < all->files[i].count; j++) {
            const dolen_section *section = &all->files[i].items[j];
            if (!dolen_text_same(section->type, list->type))
                continue;
            const dolen_rules_part part = {all->rules, all->problems, &all->files[i], section};
            list->read(&part, items + place++ * list->size);
            memcpy((char *)all->rules + list->count, &place, sizeof place);
        }
    if (count == 0)
        dolen_problems_add(all->problems, NULL, 0, "the rules have no section of this type", list->type, NULL);
    return DOLEN_OK;
}

static void read_single(const reading *all, size_t which)
{
    size_t found = 0;

    for (size_t i = 0; i < all->file_count; i++)
        for (size_t j = 0; j < all->files[i].count; j++) {
            const dolen_section *section = &all->files[i].items[j];
            if (!dolen_text_same(section->type, singles[which].type))
                continue;
            const dolen_rules_part part = {all->rules, all->problems, &all->files[i], section};
            if (*section->name || found++)
                dolen_problems_add(all->problems, all->files[i].source, section->line,
                                   "this section stands once and has no name", section->type, NULL);
            singles[which].read(&part);
        }
    if (!found)
        dolen_problems_add(all->problems, NULL, 0, "the rules have no section of this type", singles[which].type, NULL);
}

static void check_types(const reading *all)
{
    const char *known[SINGLES + LISTS + 2] = {0};
    size_t count = 0;

    for (size_t i = 0; i < SINGLES; i++)
        known[count++] = singles[i].type;
    for (size_t i = 0; i < LISTS; i++)
        known[count++] = lists[i].type;
    known[count] = "level";
    for (size_t i = 0; i < all->file_count; i++)
        for (size_t j = 0; j < all->files[i].count; j++) {
            const char *type = all->files[i].items[j].type;
            bool is_known = false;
            for (size_t k = 0; known[k]; k++)
                is_known = is_known || dolen_text_same(known[k], type);
            if (!is_known)
                dolen_problems_add(all->problems, all->files[i].source, all->files[i].items[j].line,
                                   "unknown type of section", type, dolen_text_nearest(type, known));
        }
}

/* Within one file the section reader sees to this; here across files. */
static void check_doubles(const reading *all)
{
    for (size_t i = 1; i < all->file_count; i++)
        for (size_t j = 0; j < all->files[i].count; j++) {
            const dolen_section *section = &all->files[i].items[j];
            for (size_t k = 0; k < i; k++)
                if (dolen_sections_find(&all->files[k], section->type, section->name))
                    dolen_problems_add(all->problems, all->files[i].source, section->line,
                                       "this section stands in another file already", section->name, NULL);
        }
}

static void read_levels(const reading *all)
{
    for (size_t i = 0; i < all->file_count; i++)
        for (size_t j = 0; j < all->files[i].count; j++) {
            const dolen_rules_part part = {all->rules, all->problems, &all->files[i], &all->files[i].items[j]};
            if (dolen_text_same(part.section->type, "level"))
                read_level(&part);
        }
    for (int level = DOLEN_LEVEL_L0; level <= DOLEN_LEVEL_L3; level++)
        if (!all->rules->levels[level].en)
            dolen_problems_add(all->problems, NULL, 0, "this level has no section",
                               dolen_level_name((dolen_level)level), NULL);
}

static void check_figures(const reading *all)
{
    const dolen_limits *limits = &all->rules->limits;

    if (limits->shown_months > limits->held_months)
        dolen_problems_add(all->problems, NULL, 0, "more months are shown than held (IG-14)", "retention", NULL);
}

static dolen_status read_all(reading *all, dolen_err *err)
{
    check_types(all);
    check_doubles(all);
    for (size_t i = 0; i < SINGLES; i++)
        read_single(all, i);
    read_levels(all);
    for (size_t i = 0; i < LISTS; i++)
        DOLEN_TRY(read_list(all, &lists[i], err));
    check_figures(all);
    return DOLEN_OK;
}

static dolen_digest digest_of(const dolen_rules_file *files, size_t count)
{
    dolen_hash hash = dolen_hash_start();

    for (size_t i = 0; i < count; i++) {
        const size_t name = strlen(files[i].name);
        const size_t text = files[i].text.size;
        const uint8_t name_size[2] = {(uint8_t)(name >> 8), (uint8_t)name};
        const uint8_t text_size[4] = {(uint8_t)(text >> 24), (uint8_t)(text >> 16), (uint8_t)(text >> 8),
                                      (uint8_t)text};
        dolen_hash_add(&hash, dolen_bytes_of(name_size, sizeof name_size));
        dolen_hash_add(&hash, dolen_bytes_of_string(files[i].name));
        dolen_hash_add(&hash, dolen_bytes_of(text_size, sizeof text_size));
        dolen_hash_add(&hash, files[i].text);
    }
    return dolen_hash_finish(&hash);
}

static dolen_status parse_files(reading *all, const dolen_rules_file *files, size_t count, dolen_err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *source = dolen_arena_copy_string(all->rules->arena, files[i].name, strlen(files[i].name));
        if (!source)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the rules are larger than they may be");
        const dolen_status parsed =
            dolen_sections_read(all->rules->arena, source, files[i].text, &all->files[i], all->problems, err);
        if (parsed != DOLEN_OK && parsed != DOLEN_E_INPUT)
            return parsed;
        all->file_count++;
    }
    return DOLEN_OK;
}

dolen_status dolen_rules_read(const dolen_rules_file *files, size_t count, dolen_rules **out, dolen_problems *problems,
                              dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);

    *out = NULL;
    if (count == 0 || count > FILES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a rule set has 1 to 64 files");
    for (size_t i = 0; i < count; i++)
        if (strlen(files[i].name) > UINT16_MAX || files[i].text.size > UINT32_MAX ||
            (i && strcmp(files[i - 1].name, files[i].name) >= 0))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the files of a rule set stand in byte order of their names");
    DOLEN_OWN(dolen_rules, rules) = dolen_memory_make(1, sizeof *rules);
    rules->arena = dolen_arena_new(ARENA_LIMIT);
    DOLEN_FREED reading *all = dolen_memory_make(1, sizeof *all);
    all->rules = rules;
    all->problems = problems;
    rules->version = "";
    rules->digest = digest_of(files, count);
    DOLEN_TRY(parse_files(all, files, count, err));
    if (dolen_problems_count(problems) == before)
        DOLEN_TRY(read_all(all, err));
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the rules have mistakes");
    *out = DOLEN_TAKE(rules);
    return DOLEN_OK;
}
