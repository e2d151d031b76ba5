#include "node/agency/receipt_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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
