/* From sections to a rule set: every section read into its place, in the order in which they refer to one another. */
#include <stdlib.h>
#include <string.h>

#include "governance/policy/rules_internal.h"
#include "governance/policy/why.h"
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
    part->rules->name = dolen_rules_value_words(part, "name");
    part->rules->version = version;
    if (strlen(version) >= VERSION_ROOM || !dolen_text_is_token(version, strlen(version), "._-+"))
        dolen_problems_add(part->problems, part->file->source, part->section->line,
                           "a version has 1 to 31 letters, digits, dots, dashes or plus signs", "version", NULL);
}

/* Sections of which a set has exactly one, without a name. */
static const struct {
    const char *type;
    void (*read)(const dolen_rules_part *part);
} singles[] = {
    {"set", read_set},
    {"match", dolen_rules_read_match},
    {"retention", dolen_rules_read_figures},
    {"agreements", dolen_rules_read_figures},
    {"quota", dolen_rules_read_figures},
    {"freshness", dolen_rules_read_figures},
    {"extract", dolen_rules_read_figures},
    {"review", dolen_rules_read_figures},
    {"account", dolen_rules_read_figures},
    {"statistics", dolen_rules_read_figures},
};

enum { SINGLES = sizeof singles / sizeof *singles };

/* Sections of which a set has many, in the order in which they refer to one another. */
typedef struct many {
    const char *type;
    size_t size;
    size_t items;
    size_t count;
    void (*read)(const dolen_rules_part *part, void *item);
    bool may_be_none;
} many;

#define MANY(type, list, number, read, may_be_none)                                                                    \
    {                                                                                                                  \
        type, sizeof *((dolen_rules *)0)->list, offsetof(dolen_rules, list), offsetof(dolen_rules, number), read,      \
            may_be_none                                                                                                \
    }

static const many lists[] = {
    MANY("rule", rules, rule_count, dolen_rules_read_rule, false),
    MANY("role", roles, role_count, dolen_rules_read_role, false),
    MANY("type", types, type_count, dolen_rules_read_type, false),
    MANY("member", partners, partner_count, dolen_rules_read_partner, false),
    MANY("code", headlines, headline_count, dolen_rules_read_headline, false),
    MANY("purpose", purposes, purpose_count, dolen_rules_read_purpose, false),
    MANY("agreement", agreements, agreement_count, dolen_rules_read_agreement, false),
    MANY("urgent", urgent_reasons, urgent_reason_count, dolen_rules_read_urgent_reason, false),
    MANY("reason", reasons, reason_count, dolen_rules_read_reason, false),
    MANY("exemption", exemptions, exemption_count, dolen_rules_read_exemption, false),
    MANY("dimension", dimensions, dimension_count, dolen_rules_read_dimension, false),
    MANY("value", dimension_values, dimension_value_count, dolen_rules_read_dimension_value, false),
    MANY("watch", watches, watch_count, dolen_rules_read_watch, true),
    MANY("clock", duties, duty_count, dolen_rules_read_duty, true),
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
    if (count == 0 && !list->may_be_none)
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

/* The program must find words for everything that it may decide. */
static void check_reasons(const reading *all)
{
    for (dolen_why why = DOLEN_WHY_NONE + 1; why < DOLEN_WHY_COUNT; why++)
        if (!dolen_rules_find_reason(all->rules, dolen_code_of(dolen_why_name(why))))
            dolen_problems_add(all->problems, NULL, 0, "the rules have no words for this reason (IG-35)",
                               dolen_why_name(why), NULL);
}

/* Where a section stands, for what can only be checked once everything is read. */
static dolen_rules_part part_of(const reading *all, const char *type, const char *name)
{
    dolen_rules_part part = {.rules = all->rules, .problems = all->problems};

    for (size_t i = 0; i < all->file_count && !part.section; i++) {
        part.file = &all->files[i];
        part.section = dolen_sections_find(part.file, type, name);
    }
    return part;
}

static bool has_code_of(const dolen_rules *rules, dolen_code group)
{
    for (size_t i = 0; i < rules->headline_count; i++)
        if (dolen_code_same(rules->headlines[i].group, group))
            return true;
    return false;
}

/* A group without codes is a slip of the pen, as is a code without a group (dolen_rules_read_headline). */
static void check_groups(const reading *all)
{
    for (size_t i = 0; i < all->rules->type_count; i++) {
        const dolen_member_type *type = &all->rules->types[i];
        const dolen_rules_part part = part_of(all, "type", type->code.text);
        for (size_t j = 0; part.section && j < type->groups.count; j++)
            if (!has_code_of(all->rules, type->groups.items[j]))
                DOLEN_RULES_COMPLAIN(&part, "groups", "no code belongs to this group", type->groups.items[j].text,
                                     NULL);
    }
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
    check_reasons(all);
    check_groups(all);
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
