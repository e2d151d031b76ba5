#include "node/tools/audit_download.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/tile.h"
#include "node/base/file.h"

enum { ARENA = 4 * 1024 * 1024, URL = 512 };

typedef struct download {
    const dolen_audit_download_task *task;
    bool has_opened; /* false once the other side has refused them */
    uint64_t done;
    uint64_t total;
    dolen_audit_download *report;
} download;

static dolen_status get(const download *d, dolen_arena *arena, const char *name, dolen_http_reply *reply,
                        dolen_err *err)
{
    char path[URL];

    *reply = (dolen_http_reply){0};
    const bool opened = strncmp(name, "opened/", 7) == 0;

    if ((size_t)snprintf(path, sizeof path, "/v1/ledger/%s%s%s", name, opened ? "?ground=" : "",
                         opened ? d->task->ground : "") >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the ground is too long");
    return d->task->fetch(d->task->context, path, arena, reply, err);
}

/* Make the folders above `path`, which begins with the download's folder. */
static dolen_status make_folders(char *path, size_t from, dolen_err *err)
{
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "a folder cannot be made");
    }
    return DOLEN_OK;
}

static dolen_status save(const download *d, const char *name, dolen_bytes bytes, dolen_err *err)
{
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof path, "%s/%s", d->task->folder, name) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the folder's name is too long");
    DOLEN_TRY(make_folders(path, strlen(d->task->folder), err));
    return dolen_file_write(path, bytes, 0600, err);
}

static bool has(const download *d, const char *name)
{
    char path[PATH_MAX];

    return (size_t)snprintf(path, sizeof path, "%s/%s", d->task->folder, name) < sizeof path && access(path, R_OK) == 0;
}

static dolen_status fetch_tile(download *d, dolen_tile tile, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const bool opened = tile.level == DOLEN_TILE_OPENED;
    dolen_http_reply reply;
    char name[DOLEN_TILE_PATH];

    dolen_tile_write(tile, name);
    /* Leaves and hashes never change; opened entries do, when they are erased or released. */
    if (!opened && tile.width == DOLEN_TILE_WIDTH && has(d, name)) {
        d->report->had++;
        return DOLEN_OK;
    }
    DOLEN_TRY(get(d, arena, name, &reply, err));
    if (opened && (reply.status == 403 || reply.status == 404)) {
        d->has_opened = false;
        return DOLEN_OK;
    }
    if (dolen_http_reply_status(&reply) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "a part of the ledger was refused");
    d->report->fetched++;
    return save(d, name, reply.body, err);
}

static uint64_t count_tiles(int level, uint64_t size)
{
    uint64_t count = 0;

    while (dolen_tile_width_in(level, count, size))
        count++;
    return count;
}

static dolen_status fetch_level(download *d, int level, uint64_t size, dolen_err *err)
{
    for (uint64_t number = 0; level != DOLEN_TILE_OPENED || d->has_opened; number++) {
        const unsigned int width = dolen_tile_width_in(level, number, size);
        if (width == 0)
            return DOLEN_OK;
        DOLEN_TRY(fetch_tile(d, (dolen_tile){level, number, width}, err));
        d->done++;
        if (d->task->progress)
            d->task->progress(d->task->context, d->done, d->total);
    }
    return DOLEN_OK;
}

static dolen_status fetch_tiles(download *d, uint64_t size, dolen_err *err)
{
    const uint64_t bundles = count_tiles(DOLEN_TILE_ENTRIES, size);

    d->total = bundles * (d->has_opened ? 2 : 1);
    for (int level = 0; d->task->hashes && level < DOLEN_TILE_LEVELS; level++)
        d->total += count_tiles(level, size);
    DOLEN_TRY(fetch_level(d, DOLEN_TILE_ENTRIES, size, err));
    for (int level = 0; d->task->hashes && level < DOLEN_TILE_LEVELS; level++)
        DOLEN_TRY(fetch_level(d, level, size, err));
    return fetch_level(d, DOLEN_TILE_OPENED, size, err);
}

dolen_status dolen_audit_download_all(const dolen_audit_download_task *task, dolen_audit_download *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    download d = {.task = task, .has_opened = task->ground != NULL, .report = out};
    dolen_checkpoint checkpoint;
    dolen_http_reply reply;
    dolen_note note;

    *out = (dolen_audit_download){0};
    if (mkdir(task->folder, 0700) != 0 && errno != EEXIST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder cannot be made");
    DOLEN_TRY(get(&d, arena, task->cosigned ? "cosigned" : "checkpoint", &reply, err));
    if (dolen_http_reply_status(&reply) != DOLEN_OK || reply.body.size > DOLEN_CHECKPOINT_LIMIT ||
        dolen_note_read(arena, reply.body, &note, NULL) != DOLEN_OK ||
        dolen_checkpoint_read(note.text, &checkpoint, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the other side has no checkpoint to give");
    out->size = checkpoint.size;
    DOLEN_TRY(fetch_tiles(&d, checkpoint.size, err));
    out->fetched++;
    return save(&d, "checkpoint", reply.body, err);
}
