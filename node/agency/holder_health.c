#include "node/agency/holder_health.h"

#include <string.h>

#include "node/base/status.h"

enum { LIE_MS = 10 * 60 * 1000, SLOW_MS = 30 * 1000, DOWN_MS = 2 * 1000, DOWN_DOUBLINGS = 5 };

void dolen_holder_health_start(dolen_holder_health *health, size_t count)
{
    memset(health, 0, sizeof *health);
    DOLEN_MUST(count <= DOLEN_HOLDERS);
    DOLEN_MUST(pthread_mutex_init(&health->lock, NULL) == 0);
    health->count = count;
}

void dolen_holder_health_end(dolen_holder_health *health)
{
    pthread_mutex_destroy(&health->lock);
}

/* Insertion sort: at most five holders. Good ones have key 0 and keep the order of their turn. */
static void insert(size_t *order, int64_t *keys, size_t count, size_t holder, int64_t key)
{
    size_t at = count;

    for (; at > 0 && keys[at - 1] > key; at--) {
        order[at] = order[at - 1];
        keys[at] = keys[at - 1];
    }
    order[at] = holder;
    keys[at] = key;
}

void dolen_holder_health_order(dolen_holder_health *health, int64_t now, size_t order[DOLEN_HOLDERS])
{
    int64_t keys[DOLEN_HOLDERS];

    pthread_mutex_lock(&health->lock);
    const size_t first = health->turn++ % health->count;
    for (size_t i = 0; i < health->count; i++) {
        const size_t holder = (first + i) % health->count;
        const int64_t bad_until = health->holders[holder].bad_until;
        insert(order, keys, i, holder, bad_until > now ? bad_until : 0);
    }
    pthread_mutex_unlock(&health->lock);
}

void dolen_holder_health_good(dolen_holder_health *health, size_t holder)
{
    pthread_mutex_lock(&health->lock);
    health->holders[holder].failures = 0;
    health->holders[holder].bad_until = 0;
    pthread_mutex_unlock(&health->lock);
}

void dolen_holder_health_bad(dolen_holder_health *health, size_t holder, dolen_holder_fault fault, int64_t now)
{
    int64_t bad_for = SLOW_MS;

    pthread_mutex_lock(&health->lock);
    const unsigned int before = health->holders[holder].failures++;
    if (fault == DOLEN_HOLDER_LIED)
        bad_for = LIE_MS;
    else if (fault == DOLEN_HOLDER_DOWN)
        bad_for = (int64_t)DOWN_MS << (before < DOWN_DOUBLINGS ? before : DOWN_DOUBLINGS);
    if (now + bad_for > health->holders[holder].bad_until)
        health->holders[holder].bad_until = now + bad_for;
    pthread_mutex_unlock(&health->lock);
}
