#include "node/agency/web/papers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

typedef struct paper {
    dolen_digest session;
    dolen_paper_kind kind; /* 0: the place is free */
    uint8_t *text;
    size_t size;
    int64_t used;
} paper;

struct dolen_papers {
    pthread_mutex_t lock;
    paper table[DOLEN_PAPERS_COUNT];
};

dolen_papers *dolen_papers_new(void)
{
    dolen_papers *papers = dolen_memory_make(1, sizeof *papers);

    DOLEN_MUST(pthread_mutex_init(&papers->lock, NULL) == 0);
    return papers;
}

static void wipe(paper *place)
{
    if (place->text)
        dolen_memory_wipe(place->text, place->size);
    free(place->text);
    *place = (paper){0};
}

void dolen_papers_free(dolen_papers *papers)
{
    if (!papers)
        return;
    for (size_t i = 0; i < DOLEN_PAPERS_COUNT; i++)
        wipe(&papers->table[i]);
    (void)pthread_mutex_destroy(&papers->lock);
    free(papers);
}

static paper *find(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind)
{
    for (size_t i = 0; i < DOLEN_PAPERS_COUNT; i++)
        if (papers->table[i].kind == kind && dolen_digest_same(papers->table[i].session, session))
            return &papers->table[i];
    return NULL;
}

static void wipe_old(dolen_papers *papers, int64_t now)
{
    for (size_t i = 0; i < DOLEN_PAPERS_COUNT; i++)
        if (papers->table[i].kind && now - papers->table[i].used > DOLEN_PAPERS_AGE)
            wipe(&papers->table[i]);
}

static paper *make_room(dolen_papers *papers)
{
    paper *oldest = &papers->table[0];

    for (size_t i = 0; i < DOLEN_PAPERS_COUNT; i++) {
        if (!papers->table[i].kind)
            return &papers->table[i];
        if (papers->table[i].used < oldest->used)
            oldest = &papers->table[i];
    }
    return oldest;
}

dolen_status dolen_papers_put(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind, dolen_bytes text,
                              int64_t now, dolen_err *err)
{
    if (text.size > DOLEN_PAPERS_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the paper is too large to be kept in hand");
    uint8_t *copy = dolen_memory_make(text.size + 1, 1);
    if (text.size)
        memcpy(copy, text.at, text.size);
    DOLEN_MUST(pthread_mutex_lock(&papers->lock) == 0);
    wipe_old(papers, now);
    paper *place = find(papers, session, kind);
    if (!place)
        place = make_room(papers);
    wipe(place);
    *place = (paper){session, kind, copy, text.size, now};
    DOLEN_MUST(pthread_mutex_unlock(&papers->lock) == 0);
    return DOLEN_OK;
}

dolen_status dolen_papers_find(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind, int64_t now,
                               dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    const char *copy = NULL;

    *out = (dolen_bytes){0};
    DOLEN_MUST(pthread_mutex_lock(&papers->lock) == 0);
    wipe_old(papers, now);
    paper *place = find(papers, session, kind);
    if (place) {
        place->used = now;
        copy = dolen_arena_copy_string(arena, (const char *)place->text, place->size);
        *out = dolen_bytes_of(copy, copy ? place->size : 0);
    }
    DOLEN_MUST(pthread_mutex_unlock(&papers->lock) == 0);
    if (!place)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the session has no such paper in hand");
    return copy ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the paper does not fit into the request's memory");
}

void dolen_papers_forget(dolen_papers *papers, dolen_digest session, dolen_paper_kind kind)
{
    DOLEN_MUST(pthread_mutex_lock(&papers->lock) == 0);
    paper *place = find(papers, session, kind);
    if (place)
        wipe(place);
    DOLEN_MUST(pthread_mutex_unlock(&papers->lock) == 0);
}
