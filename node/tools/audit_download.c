#include "node/tools/audit_download.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "governance/audit/checkpoint.h"
#include "governance/audit/ledger_entry.h"
#include "governance/audit/tile.h"
#include "node/base/file.h"

enum { ARENA = 4 * 1024 * 1024, URL = 512 };

typedef struct download {
    dolen_http_client *client;
    const char *ground; /* NULL: readable entries are not asked for */
    const char *folder;
    bool has_opened; /* false once the other side has refused them */
    dolen_audit_download *report;
} download;

static dolen_status get(const download *d, dolen_arena *arena, const char *name, dolen_http_reply *reply,
                        dolen_err *err)
{
    char path[URL];
    const dolen_http_call call = {.path = path};

    *reply = (dolen_http_reply){0};
    const bool opened = strncmp(name, "opened/", 7) == 0;

    if ((size_t)snprintf(path, sizeof path, "/v1/ledger/%s%s%s", name, opened ? "?ground=" : "",
                         opened ? d->ground : "") >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the ground is too long");
    return dolen_http_client_send(d->client, arena, &call, reply, err);
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

    if ((size_t)snprintf(path, sizeof path, "%s/%s", d->folder, name) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the folder's name is too long");
    DOLEN_TRY(make_folders(path, strlen(d->folder), err));
    return dolen_file_write(path, bytes, 0600, err);
}

static bool has(const download *d, const char *name)
{
    char path[PATH_MAX];

    return (size_t)snprintf(path, sizeof path, "%s/%s", d->folder, name) < sizeof path && access(path, R_OK) == 0;
}

static dolen_status fetch_tile(download *d, dolen_tile tile, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const bool opened = tile.level == DOLEN_TILE_OPENED;
    dolen_http_reply reply;
    char name[DOLEN_TILE_PATH];

    dolen_tile_write(tile, name);
    /* Leaves never change; opened entries do, when they are erased or released. */
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

static dolen_status fetch_tiles(download *d, uint64_t size, dolen_err *err)
{
    for (uint64_t number = 0; number * DOLEN_TILE_WIDTH < size; number++) {
        const unsigned int width = dolen_tile_width_in(DOLEN_TILE_ENTRIES, number, size);
        DOLEN_TRY(fetch_tile(d, (dolen_tile){DOLEN_TILE_ENTRIES, number, width}, err));
        if (d->has_opened)
            DOLEN_TRY(fetch_tile(d, (dolen_tile){DOLEN_TILE_OPENED, number, width}, err));
    }
    return DOLEN_OK;
}

dolen_status dolen_audit_download_all(dolen_http_client *client, bool cosigned, const char *ground, const char *folder,
                                      dolen_audit_download *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    download d = {.client = client, .ground = ground, .folder = folder, .has_opened = ground != NULL, .report = out};
    dolen_checkpoint checkpoint;
    dolen_http_reply reply;
    dolen_note note;

    *out = (dolen_audit_download){0};
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder cannot be made");
    DOLEN_TRY(get(&d, arena, cosigned ? "cosigned" : "checkpoint", &reply, err));
    if (dolen_http_reply_status(&reply) != DOLEN_OK || reply.body.size > DOLEN_CHECKPOINT_LIMIT ||
        dolen_note_read(arena, reply.body, &note, NULL) != DOLEN_OK ||
        dolen_checkpoint_read(note.text, &checkpoint, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the other side has no checkpoint to give");
    out->size = checkpoint.size;
    DOLEN_TRY(fetch_tiles(&d, checkpoint.size, err));
    out->fetched++;
    return save(&d, "checkpoint", reply.body, err);
}
