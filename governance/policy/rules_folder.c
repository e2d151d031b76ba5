/* A rule set from the files of a folder. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "governance/policy/rules.h"
#include "node/base/file.h"

enum { FILES = 64, FILE_BYTES = 1024 * 1024, ALL_BYTES = 8 * 1024 * 1024, PATH_ROOM = 4096 };

static int is_rules_file(const struct dirent *entry)
{
    const size_t size = strlen(entry->d_name);
    const size_t suffix = strlen(".rules");

    return entry->d_name[0] != '.' && size > suffix && strcmp(entry->d_name + size - suffix, ".rules") == 0;
}

/* Byte order, whatever the locale. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static dolen_status read_file(dolen_arena *arena, const char *folder, const char *name, dolen_rules_file *out,
                              dolen_err *err)
{
    char path[PATH_ROOM];

    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the path of a rules file is too long");
    out->name = dolen_arena_copy_string(arena, name, strlen(name));
    if (!out->name)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the rules are larger than they may be");
    return dolen_file_read(arena, path, FILE_BYTES, &out->text, err);
}

dolen_status dolen_rules_load(const char *folder, dolen_rules **out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ALL_BYTES);
    dolen_rules_file files[FILES];
    struct dirent **names = NULL;

    *out = NULL;
    const int found = scandir(folder, &names, is_rules_file, compare_names);
    dolen_status status = found > 0 && found <= FILES ? DOLEN_OK : DOLEN_E_ABSENT;
    for (int i = 0; i < found; i++) {
        if (status == DOLEN_OK)
            status = read_file(arena, folder, names[i]->d_name, &files[i], err);
        free(names[i]);
    }
    free(names);
    if (found <= 0 || found > FILES)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the folder of the rules holds no rules files, or too many");
    return status == DOLEN_OK ? dolen_rules_read(files, (size_t)found, out, problems, err) : status;
}
