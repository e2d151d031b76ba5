#include "node/runtime/settings.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/base/arena.h"
#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/runtime/settings_internal.h"

enum { ARENA_LIMIT = 32 * 1024 * 1024, FILE_LIMIT = 1024 * 1024, NAMES_LIMIT = 256 };

struct dolen_settings {
    dolen_arena *arena;
    const char *path;
    dolen_sections sections;
    const dolen_setting *const *tables;
    setting_value *values;
    size_t count;
    size_t room;
};

size_t dolen_settings_type_size(const dolen_setting *row)
{
    const size_t size = strlen(row->section);

    return dolen_settings_is_named(row) ? size - 2 : size;
}

bool dolen_settings_is_named(const dolen_setting *row)
{
    const size_t size = strlen(row->section);

    return size > 2 && row->section[size - 2] == ' ' && row->section[size - 1] == '*';
}

static bool is_row_of(const dolen_setting *row, const char *type, bool named)
{
    const size_t size = dolen_settings_type_size(row);

    return dolen_settings_is_named(row) == named && strlen(type) == size && memcmp(row->section, type, size) == 0;
}

/* Calls `each` for every row of every table. */
static void each_row(const dolen_setting *const *tables, void (*each)(void *context, const dolen_setting *row),
                     void *context)
{
    for (; *tables; tables++)
        for (const dolen_setting *row = *tables; row->section; row++)
            each(context, row);
}

/* The names that a misspelling may have meant. */
typedef struct names {
    const char *type; /* keys of this section; NULL: the sections themselves */
    bool named;
    const char *items[NAMES_LIMIT];
    size_t count;
} names;

static void add_name(void *context, const dolen_setting *row)
{
    names *all = context;

    if (all->count + 1 >= NAMES_LIMIT)
        return;
    if (!all->type)
        all->items[all->count++] = row->section;
    else if (is_row_of(row, all->type, all->named))
        all->items[all->count++] = row->key;
}

static void check_names(const dolen_settings *settings, dolen_problems *problems)
{
    for (size_t i = 0; i < settings->sections.count; i++) {
        const dolen_section *section = &settings->sections.items[i];
        names keys = {.type = section->type, .named = *section->name != '\0'};
        names types = {0};
        each_row(settings->tables, add_name, &keys);
        if (keys.count) {
            dolen_section_check_keys(&settings->sections, section, keys.items, problems);
            continue;
        }
        each_row(settings->tables, add_name, &types);
        dolen_problems_add(problems, settings->sections.source, section->line, "unknown section", section->type,
                           dolen_text_nearest(section->type, types.items));
    }
}

static dolen_status add_value(dolen_settings *settings, setting_value value, dolen_err *err)
{
    if (settings->count == settings->room) {
        const size_t room = settings->room ? settings->room * 2 : 64;
        setting_value *grown = NULL;
        DOLEN_TRY(dolen_arena_take(settings->arena, room, sizeof *grown, &grown, err));
        if (settings->count)
            memcpy(grown, settings->values, settings->count * sizeof *grown);
        settings->values = grown;
        settings->room = room;
    }
    settings->values[settings->count++] = value;
    return DOLEN_OK;
}

static dolen_status read_row(dolen_settings *settings, setting_place *place, const dolen_setting *row,
                             const dolen_section *section, dolen_err *err)
{
    const dolen_entry *entry = section ? dolen_section_find(section, row->key) : NULL;
    setting_value value = {.row = row, .name = section ? section->name : ""};

    place->line = entry ? entry->line : section ? section->line : 0;
    if (entry && !*entry->value && !(row->otherwise && !*row->otherwise))
        dolen_problems_add(place->problems, place->source, place->line, "this setting has no value", row->key, NULL);
    if (!entry && !row->otherwise)
        dolen_problems_add(place->problems, place->source, place->line, "a required setting is missing", row->key,
                           NULL);
    const char *text = entry ? entry->value : row->otherwise ? row->otherwise : "";
    DOLEN_TRY(dolen_settings_read_value(place, row, text, &value, err));
    return add_value(settings, value, err);
}

static dolen_status read_named_rows(dolen_settings *settings, setting_place *place, const dolen_setting *row,
                                    dolen_err *err)
{
    for (size_t i = 0; i < settings->sections.count; i++) {
        const dolen_section *section = &settings->sections.items[i];
        if (*section->name && is_row_of(row, section->type, true))
            DOLEN_TRY(read_row(settings, place, row, section, err));
    }
    return DOLEN_OK;
}

static dolen_status read_values(dolen_settings *settings, setting_place *place, dolen_err *err)
{
    for (const dolen_setting *const *table = settings->tables; *table; table++)
        for (const dolen_setting *row = *table; row->section; row++) {
            if (dolen_settings_is_named(row))
                DOLEN_TRY(read_named_rows(settings, place, row, err));
            else
                DOLEN_TRY(
                    read_row(settings, place, row, dolen_sections_find(&settings->sections, row->section, ""), err));
        }
    return DOLEN_OK;
}

/* The absolute folder of `path`, which need not exist. */
static dolen_status folder_of(dolen_arena *arena, const char *path, const char **out, dolen_err *err)
{
    char here[PATH_MAX] = "";
    const char *slash = strrchr(path, '/');
    const size_t size = slash ? (size_t)(slash - path) : 0;

    if (path[0] != '/' && !getcwd(here, sizeof here - 1))
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the current folder is unknown");
    const size_t before = strlen(here);
    char *folder = NULL;
    DOLEN_TRY(dolen_arena_take(arena, before + size + 2, 1, &folder, err));
    memcpy(folder, here, before);
    if (size) {
        if (before)
            folder[before] = '/';
        memcpy(folder + before + (before ? 1 : 0), path, size);
    }
    *out = folder;
    return DOLEN_OK;
}

static dolen_status copy_tables(dolen_settings *settings, const dolen_setting *const *tables, dolen_err *err)
{
    size_t count = 1;
    const dolen_setting **copy = NULL;

    for (const dolen_setting *const *table = tables; *table; table++)
        count++;
    DOLEN_TRY(dolen_arena_take(settings->arena, count, sizeof *copy, (void *)&copy, err));
    memcpy(copy, tables, (count - 1) * sizeof *copy);
    settings->tables = copy;
    return DOLEN_OK;
}

dolen_status dolen_settings_read_text(const char *path, dolen_bytes text, const dolen_setting *const *tables,
                                      dolen_settings **out, dolen_problems *problems, dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);
    DOLEN_OWN(dolen_settings, settings) = dolen_memory_make(1, sizeof *settings);

    *out = NULL;
    settings->arena = dolen_arena_new(ARENA_LIMIT);
    settings->path = dolen_arena_copy_string(settings->arena, path, strlen(path));
    if (!settings->path)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the configuration file's path is too long");
    setting_place place = {.arena = settings->arena, .problems = problems, .source = settings->path};
    DOLEN_TRY(copy_tables(settings, tables, err));
    DOLEN_TRY(folder_of(settings->arena, path, &place.folder, err));
    DOLEN_TRY(dolen_sections_read(settings->arena, settings->path, text, &settings->sections, problems, err));
    check_names(settings, problems);
    DOLEN_TRY(read_values(settings, &place, err));
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the configuration has mistakes");
    *out = DOLEN_TAKE(settings);
    return DOLEN_OK;
}

dolen_status dolen_settings_read(const char *path, const dolen_setting *const *tables, dolen_settings **out,
                                 dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_LIMIT + 64);
    dolen_bytes text;

    *out = NULL;
    const dolen_status read = dolen_file_read(arena, path, FILE_LIMIT, &text, err);
    if (read != DOLEN_OK) {
        dolen_problems_add(problems, path, 0, "the configuration file cannot be read", NULL, NULL);
        return read;
    }
    return dolen_settings_read_text(path, text, tables, out, problems, err);
}

void dolen_settings_free(dolen_settings *settings)
{
    if (!settings)
        return;
    dolen_arena_free(settings->arena);
    free(settings);
}

static void bind_value(const setting_value *value, void *structure)
{
    void *at = (char *)structure + value->row->offset;

    switch (value->row->kind) {
    case DOLEN_SETTING_NUMBER:
    case DOLEN_SETTING_SIZE:
    case DOLEN_SETTING_DURATION:
        memcpy(at, &value->number, sizeof value->number);
        return;
    case DOLEN_SETTING_SWITCH:
        memcpy(at, &value->on, sizeof value->on);
        return;
    case DOLEN_SETTING_LIST:
        memcpy(at, &value->list, sizeof value->list);
        return;
    case DOLEN_SETTING_TEXT:
    case DOLEN_SETTING_CODE:
    case DOLEN_SETTING_PATH:
    case DOLEN_SETTING_FILE:
    case DOLEN_SETTING_SECRET_FILE:
    case DOLEN_SETTING_FOLDER:
    case DOLEN_SETTING_ADDRESS:
        memcpy(at, (const void *)&value->text, sizeof value->text);
        return;
    }
}

static bool is_in_table(const dolen_setting *table, const dolen_setting *row)
{
    for (; table->section; table++)
        if (table == row)
            return true;
    return false;
}

void dolen_settings_bind(const dolen_settings *settings, const dolen_setting *table, void *structure)
{
    for (size_t i = 0; i < settings->count; i++)
        if (is_in_table(table, settings->values[i].row) && !dolen_settings_is_named(settings->values[i].row))
            bind_value(&settings->values[i], structure);
}

const char *dolen_settings_path(const dolen_settings *settings)
{
    return settings->path;
}

dolen_setting_list dolen_settings_names(const dolen_settings *settings, const char *type)
{
    const char **items = dolen_arena_make(settings->arena, settings->sections.count + 1, sizeof *items);
    size_t count = 0;

    DOLEN_MUST(items != NULL);
    for (size_t i = 0; i < settings->sections.count; i++)
        if (dolen_text_same(settings->sections.items[i].type, type) && *settings->sections.items[i].name)
            items[count++] = settings->sections.items[i].name;
    return (dolen_setting_list){.items = items, .count = count};
}

static const setting_value *find(const dolen_settings *settings, const char *type, const char *name, const char *key)
{
    for (size_t i = 0; i < settings->count; i++) {
        const setting_value *value = &settings->values[i];
        if (is_row_of(value->row, type, *name != '\0') && dolen_text_same(value->name, name) &&
            dolen_text_same(value->row->key, key))
            return value;
    }
    dolen_abort(__FILE__, __LINE__, "the settings table has a row of this name");
}

const char *dolen_settings_text(const dolen_settings *settings, const char *type, const char *name, const char *key)
{
    return find(settings, type, name, key)->text;
}

int64_t dolen_settings_number(const dolen_settings *settings, const char *type, const char *name, const char *key)
{
    return find(settings, type, name, key)->number;
}

bool dolen_settings_switch(const dolen_settings *settings, const char *type, const char *name, const char *key)
{
    return find(settings, type, name, key)->on;
}

dolen_setting_list dolen_settings_list(const dolen_settings *settings, const char *type, const char *name,
                                       const char *key)
{
    return find(settings, type, name, key)->list;
}
