#include "node/base/sections.h"

#include <string.h>

#include "node/base/file.h"
#include "node/base/text.h"

enum { FILE_LIMIT = 4 * 1024 * 1024 };

/* Lists grow by doubling in the arena: the arena's limit bounds them. */
typedef struct parser {
    dolen_arena *arena;
    dolen_problems *problems;
    const char *source;
    dolen_section *sections;
    size_t section_count;
    size_t section_room;
    dolen_entry *entries;
    size_t entry_count;
    size_t entry_room;
    size_t line;
} parser;

static void *grow(dolen_arena *arena, void *old, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return old;
    const size_t wanted = *room ? *room * 2 : 8;
    void *grown = dolen_arena_make(arena, wanted, size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, old, count * size);
    *room = wanted;
    return grown;
}

static void finish_section(parser *p)
{
    if (!p->section_count)
        return;
    p->sections[p->section_count - 1].entries = p->entries;
    p->sections[p->section_count - 1].count = p->entry_count;
    p->entries = NULL;
    p->entry_count = 0;
    p->entry_room = 0;
}

static bool has_section(const parser *p, const char *type, const char *name)
{
    for (size_t i = 0; i < p->section_count; i++)
        if (dolen_text_same(p->sections[i].type, type) && dolen_text_same(p->sections[i].name, name))
            return true;
    return false;
}

static dolen_status open_section(parser *p, char *text, dolen_err *err)
{
    char *end = strchr(text, ']');

    if (!end || end[1] != '\0') {
        dolen_problems_add(p->problems, p->source, p->line, "a section is written [type name]", NULL, NULL);
        return DOLEN_OK;
    }
    *end = '\0';
    char *type = dolen_text_trim(text + 1);
    char *space = strpbrk(type, " \t");
    char *name = type + strlen(type);
    if (space) {
        *space = '\0';
        name = dolen_text_trim(space + 1);
    }
    if (!dolen_text_is_token(type, strlen(type), "._-"))
        dolen_problems_add(p->problems, p->source, p->line, "a section is written [type name]", NULL, NULL);
    if (has_section(p, type, name))
        dolen_problems_add(p->problems, p->source, p->line, "this section stands above already", *name ? name : type,
                           NULL);
    finish_section(p);
    p->sections = grow(p->arena, p->sections, p->section_count, &p->section_room, sizeof *p->sections);
    if (!p->sections)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the file has too many sections");
    p->sections[p->section_count++] = (dolen_section){.type = type, .name = name, .line = p->line};
    return DOLEN_OK;
}

static dolen_status add_entry(parser *p, char *text, dolen_err *err)
{
    char *equals = strchr(text, '=');

    if (!equals) {
        dolen_problems_add(p->problems, p->source, p->line, "a line is written key = value", NULL, NULL);
        return DOLEN_OK;
    }
    *equals = '\0';
    const char *key = dolen_text_trim(text);
    const char *value = dolen_text_trim(equals + 1);
    if (!dolen_text_is_token(key, strlen(key), "._-"))
        dolen_problems_add(p->problems, p->source, p->line, "a key has letters, digits, dots and dashes only", key,
                           NULL);
    if (!p->section_count)
        dolen_problems_add(p->problems, p->source, p->line, "this key stands before the first [section]", key, NULL);
    for (size_t i = 0; i < p->entry_count; i++)
        if (dolen_text_same(p->entries[i].key, key))
            dolen_problems_add(p->problems, p->source, p->line, "this key is given twice", key, NULL);
    p->entries = grow(p->arena, p->entries, p->entry_count, &p->entry_room, sizeof *p->entries);
    if (!p->entries)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a section has too many keys");
    p->entries[p->entry_count++] = (dolen_entry){.key = key, .value = value, .line = p->line};
    return DOLEN_OK;
}

static dolen_status continue_value(parser *p, char *text, dolen_err *err)
{
    if (!p->entry_count) {
        dolen_problems_add(p->problems, p->source, p->line, "this line continues nothing", NULL, NULL);
        return DOLEN_OK;
    }
    dolen_entry *entry = &p->entries[p->entry_count - 1];
    const size_t before = strlen(entry->value);
    const size_t more = strlen(text);
    char *joined = NULL;
    DOLEN_TRY(dolen_arena_take(p->arena, before + more + 2, 1, &joined, err));
    memcpy(joined, entry->value, before);
    joined[before] = ' ';
    memcpy(joined + before + 1, text, more);
    entry->value = before ? joined : joined + 1;
    return DOLEN_OK;
}

static dolen_status read_line(parser *p, char *line, dolen_err *err)
{
    const bool indented = line[0] == ' ' || line[0] == '\t';
    char *text = dolen_text_trim(line);

    for (const char *at = text; *at; at++)
        if (((unsigned char)*at < 0x20 && *at != '\t') || *at == 0x7f) {
            dolen_problems_add(p->problems, p->source, p->line, "a control character", NULL, NULL);
            return DOLEN_OK;
        }
    if (*text == '\0' || *text == '#')
        return DOLEN_OK;
    if (indented)
        return continue_value(p, text, err);
    return *text == '[' ? open_section(p, text, err) : add_entry(p, text, err);
}

dolen_status dolen_sections_read(dolen_arena *arena, const char *source, dolen_bytes text, dolen_sections *out,
                                 dolen_problems *problems, dolen_err *err)
{
    parser p = {.arena = arena, .problems = problems, .source = source};
    const size_t before = dolen_problems_count(problems);

    *out = (dolen_sections){.source = source};
    char *copy = dolen_arena_copy_string(arena, (const char *)text.at, text.size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the file is larger than it may be");
    if (!dolen_text_is_utf8(copy, text.size)) {
        dolen_problems_add(problems, source, 0, "the file is not UTF-8 text", NULL, NULL);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file is not UTF-8 text");
    }
    for (char *line = copy; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        p.line++;
        DOLEN_TRY(read_line(&p, line, err));
        line = end ? end + 1 : NULL;
    }
    finish_section(&p);
    *out = (dolen_sections){.source = source, .items = p.sections, .count = p.section_count};
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file has mistakes");
    return DOLEN_OK;
}

dolen_status dolen_sections_read_file(dolen_arena *arena, const char *path, dolen_sections *out,
                                      dolen_problems *problems, dolen_err *err)
{
    dolen_bytes text;

    *out = (dolen_sections){.source = path};
    const dolen_status read = dolen_file_read(arena, path, FILE_LIMIT, &text, err);
    if (read != DOLEN_OK) {
        dolen_problems_add(problems, path, 0, "the file cannot be read", NULL, NULL);
        return read;
    }
    return dolen_sections_read(arena, path, text, out, problems, err);
}

const dolen_section *dolen_sections_find(const dolen_sections *sections, const char *type, const char *name)
{
    for (size_t i = 0; i < sections->count; i++)
        if (dolen_text_same(sections->items[i].type, type) && dolen_text_same(sections->items[i].name, name))
            return &sections->items[i];
    return NULL;
}

const dolen_entry *dolen_section_find(const dolen_section *section, const char *key)
{
    for (size_t i = 0; i < section->count; i++)
        if (dolen_text_same(section->entries[i].key, key))
            return &section->entries[i];
    return NULL;
}

const char *dolen_section_value(const dolen_section *section, const char *key, const char *otherwise)
{
    const dolen_entry *entry = dolen_section_find(section, key);

    return entry ? entry->value : otherwise;
}

static bool is_known(const char *key, const char *const *known)
{
    for (; *known; known++) {
        const size_t size = strlen(*known);
        const bool open = size && (*known)[size - 1] == '*';
        if (open ? strncmp(key, *known, size - 1) == 0 : dolen_text_same(key, *known))
            return true;
    }
    return false;
}

void dolen_section_check_keys(const dolen_sections *sections, const dolen_section *section, const char *const *known,
                              dolen_problems *problems)
{
    for (size_t i = 0; i < section->count; i++)
        if (!is_known(section->entries[i].key, known))
            dolen_problems_add(problems, sections->source, section->entries[i].line, "unknown key",
                               section->entries[i].key, dolen_text_nearest(section->entries[i].key, known));
}

dolen_status dolen_section_list(dolen_arena *arena, const char *value, const char *const **items, size_t *count,
                                dolen_err *err)
{
    size_t room = 1;

    *items = NULL;
    *count = 0;
    for (const char *at = value; *at; at++)
        room += *at == ',';
    const char **list = NULL;
    DOLEN_TRY(dolen_arena_take(arena, room, sizeof *list, (void *)&list, err));
    char *copy = dolen_arena_copy_string(arena, value, strlen(value));
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the list is too long");
    for (char *item = copy; item;) {
        char *comma = strchr(item, ',');
        if (comma)
            *comma = '\0';
        char *trimmed = dolen_text_trim(item);
        if (*trimmed)
            list[(*count)++] = trimmed;
        item = comma ? comma + 1 : NULL;
    }
    *items = list;
    return DOLEN_OK;
}
