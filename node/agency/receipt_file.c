#include "node/agency/receipt_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/file.h"

dolen_status dolen_receipt_file_write(const char *state_folder, const dolen_search_outcome *outcome, dolen_arena *arena,
                                      const char **path, dolen_err *err)
{
    char folder[PATH_MAX];
    char file[PATH_MAX + 64];
    char id[DOLEN_UUID_TEXT];

    *path = NULL;
    dolen_uuid_write(outcome->request_id, id);
    if ((size_t)snprintf(folder, sizeof folder, "%s/receipts", state_folder) >= sizeof folder)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the state folder's path is too long");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder for receipts cannot be made");
    snprintf(file, sizeof file, "%s/%s.tlog-proof", folder, id);
    DOLEN_TRY(dolen_file_write(file, dolen_bytes_of_string(outcome->receipt), 0600, err));
    *path = dolen_arena_copy_string(arena, file, strlen(file));
    return *path ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

DOLEN_OWNED_BY(DIR, closedir);

static bool is_receipt(const char *name)
{
    static const char ending[] = ".tlog-proof";
    const size_t size = strlen(name);

    return size > sizeof ending - 1 && strcmp(name + size - (sizeof ending - 1), ending) == 0;
}

static bool is_older(int folder, const char *name, int64_t before)
{
    struct stat about;

    return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode) &&
           (int64_t)about.st_mtim.tv_sec * 1000 < before;
}

dolen_status dolen_receipt_file_sweep(const char *state_folder, int64_t before, bool is_rehearsal, uint64_t *count,
                                      dolen_err *err)
{
    DOLEN_OWN(DIR, folder) = NULL;
    char path[PATH_MAX];

    *count = 0;
    if ((size_t)snprintf(path, sizeof path, "%s/receipts", state_folder) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the state folder's path is too long");
    folder = opendir(path);
    if (!folder)
        return errno == ENOENT ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder of receipts cannot be read");
    for (const struct dirent *one = readdir(folder); one; one = readdir(folder)) {
        if (!is_receipt(one->d_name) || !is_older(dirfd(folder), one->d_name, before))
            continue;
        if (!is_rehearsal && unlinkat(dirfd(folder), one->d_name, 0) != 0)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "an old receipt cannot be removed");
        ++*count;
    }
    return DOLEN_OK;
}
