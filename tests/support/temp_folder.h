/** A folder of one test's own. */
#ifndef DOLEN_TESTS_SUPPORT_TEMP_FOLDER_H
#define DOLEN_TESTS_SUPPORT_TEMP_FOLDER_H

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/dolen_test.h"

typedef struct temp_folder {
    char path[PATH_MAX / 4];
} temp_folder;

static inline temp_folder temp_folder_make(void)
{
    temp_folder made = {"/tmp/dolen-test-XXXXXX"};

    assert_non_null(mkdtemp(made.path));
    return made;
}

/** The path of a file in it, valid until the next call with the same `out`. */
static inline const char *temp_folder_file(const temp_folder *folder, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", folder->path, name);
    return out;
}

static inline int temp_folder_remove_one(const char *path, const struct stat *about, int kind, struct FTW *at)
{
    (void)about;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline void temp_folder_remove(const temp_folder *folder)
{
    nftw(folder->path, temp_folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
