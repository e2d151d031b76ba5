#include "governance/federation/federation_current.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/crypto/hash.h"

typedef struct issue {
    dolen_federation *federation;
    dolen_digest digest;
    struct issue *before;
} issue;

struct dolen_federation_current {
    pthread_mutex_t lock;
    char *path;
    dolen_note_key governance;
    issue *newest;
};

static dolen_status read_issue(const dolen_federation_current *current, issue **out, dolen_problems *problems,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_FEDERATION_LIMIT + 1024);
    dolen_federation *federation = NULL;
    dolen_bytes bytes;

    *out = NULL;
    DOLEN_TRY(dolen_file_read(arena, current->path, DOLEN_FEDERATION_LIMIT, &bytes, err));
    const dolen_digest digest = dolen_hash_sha256(bytes);
    if (current->newest && dolen_digest_same(current->newest->digest, digest))
        return DOLEN_OK;
    DOLEN_TRY(dolen_federation_read(current->path, bytes, &current->governance, &federation, problems, err));
    if (current->newest && federation->serial < current->newest->federation->serial) {
        dolen_federation_free(federation);
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the federation file is older than the one in force");
    }
    issue *read = dolen_memory_make(1, sizeof *read);
    *read = (issue){.federation = federation, .digest = digest, .before = current->newest};
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_federation_current_new(const char *path, const dolen_note_key *governance,
                                          dolen_federation_current **out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_federation_current, current) = dolen_memory_make(1, sizeof *current);

    *out = NULL;
    pthread_mutex_init(&current->lock, NULL);
    current->path = dolen_memory_copy_string(path);
    current->governance = *governance;
    DOLEN_TRY(read_issue(current, &current->newest, problems, err));
    *out = DOLEN_TAKE(current);
    return DOLEN_OK;
}

void dolen_federation_current_free(dolen_federation_current *current)
{
    if (!current)
        return;
    while (current->newest) {
        issue *before = current->newest->before;
        dolen_federation_free(current->newest->federation);
        free(current->newest);
        current->newest = before;
    }
    pthread_mutex_destroy(&current->lock);
    free(current->path);
    free(current);
}

const dolen_federation *dolen_federation_current_get(dolen_federation_current *current)
{
    pthread_mutex_lock(&current->lock);
    const dolen_federation *federation = current->newest->federation;
    pthread_mutex_unlock(&current->lock);
    return federation;
}

dolen_status dolen_federation_current_reload(dolen_federation_current *current, bool *changed, dolen_problems *problems,
                                             dolen_err *err)
{
    issue *read = NULL;

    *changed = false;
    pthread_mutex_lock(&current->lock);
    const dolen_status status = read_issue(current, &read, problems, err);
    if (read)
        current->newest = read;
    pthread_mutex_unlock(&current->lock);
    *changed = read != NULL;
    return status;
}
