#include "node/agency/web/drafts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/text.h"

typedef struct kept {
    char *user; /* NULL: the place is free */
    uint8_t *body;
    size_t size;
    dolen_draft draft;
    int64_t since;
} kept;

struct dolen_drafts {
    pthread_mutex_t lock;
    kept table[DOLEN_DRAFTS_COUNT];
};

dolen_drafts *dolen_drafts_new(void)
{
    dolen_drafts *drafts = dolen_memory_make(1, sizeof *drafts);

    DOLEN_MUST(pthread_mutex_init(&drafts->lock, NULL) == 0);
    return drafts;
}

static void wipe(kept *place)
{
    if (place->body)
        dolen_memory_wipe(place->body, place->size);
    free(place->body);
    free(place->user);
    *place = (kept){0};
}

void dolen_drafts_free(dolen_drafts *drafts)
{
    if (!drafts)
        return;
    for (size_t i = 0; i < DOLEN_DRAFTS_COUNT; i++)
        wipe(&drafts->table[i]);
    (void)pthread_mutex_destroy(&drafts->lock);
    free(drafts);
}

static kept *find(dolen_drafts *drafts, const char *user)
{
    for (size_t i = 0; i < DOLEN_DRAFTS_COUNT; i++)
        if (drafts->table[i].user && dolen_text_same(drafts->table[i].user, user))
            return &drafts->table[i];
    return NULL;
}

static void wipe_old(dolen_drafts *drafts, int64_t now)
{
    for (size_t i = 0; i < DOLEN_DRAFTS_COUNT; i++)
        if (drafts->table[i].user && now - drafts->table[i].since > DOLEN_DRAFTS_AGE)
            wipe(&drafts->table[i]);
}

static kept *oldest(dolen_drafts *drafts)
{
    kept *best = &drafts->table[0];

    for (size_t i = 0; i < DOLEN_DRAFTS_COUNT; i++) {
        if (!drafts->table[i].user)
            return &drafts->table[i];
        if (drafts->table[i].since < best->since)
            best = &drafts->table[i];
    }
    return best;
}

void dolen_drafts_put(dolen_drafts *drafts, const char *user, const dolen_draft *draft, int64_t now)
{
    uint8_t *body = dolen_memory_make(draft->body.size + 1, 1);

    if (draft->body.size)
        memcpy(body, draft->body.at, draft->body.size);
    DOLEN_MUST(pthread_mutex_lock(&drafts->lock) == 0);
    wipe_old(drafts, now);
    kept *place = find(drafts, user);
    if (!place)
        place = oldest(drafts);
    wipe(place);
    *place = (kept){dolen_memory_copy_string(user), body, draft->body.size, *draft, now};
    place->draft.body = dolen_bytes_of(body, draft->body.size);
    DOLEN_MUST(pthread_mutex_unlock(&drafts->lock) == 0);
}

static bool copy_out(const kept *place, dolen_arena *arena, dolen_draft *out)
{
    const char *copy = dolen_arena_copy_string(arena, (const char *)place->body, place->size);

    if (!copy)
        return false;
    *out = place->draft;
    out->body = dolen_bytes_of(copy, place->size);
    return true;
}

dolen_status dolen_drafts_find(dolen_drafts *drafts, const char *user, dolen_subject subject, int64_t now,
                               dolen_arena *arena, dolen_draft *out, dolen_err *err)
{
    *out = (dolen_draft){0};
    DOLEN_MUST(pthread_mutex_lock(&drafts->lock) == 0);
    wipe_old(drafts, now);
    const kept *place = find(drafts, user);
    const bool found = place && place->draft.subject == subject;
    const bool copied = found && copy_out(place, arena, out);
    DOLEN_MUST(pthread_mutex_unlock(&drafts->lock) == 0);
    if (!found)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no draft");
    return copied ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the draft does not fit into the request's memory");
}

void dolen_drafts_forget(dolen_drafts *drafts, const char *user)
{
    DOLEN_MUST(pthread_mutex_lock(&drafts->lock) == 0);
    kept *place = find(drafts, user);
    if (place)
        wipe(place);
    DOLEN_MUST(pthread_mutex_unlock(&drafts->lock) == 0);
}
