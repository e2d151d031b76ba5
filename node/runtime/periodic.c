#include "node/runtime/periodic.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "node/base/memory.h"
#include "node/base/status.h"

struct dolen_periodic {
    dolen_periodic_step step;
    void *context;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_woken;
    bool is_stopping;
};

static struct timespec deadline_after(int64_t milliseconds)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += milliseconds / 1000;
    at.tv_nsec += (long)(milliseconds % 1000) * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

/* Wait; false when it is time to end. */
static bool wait_for(dolen_periodic *p, int64_t milliseconds)
{
    const struct timespec at = deadline_after(milliseconds);
    int waited = 0;

    pthread_mutex_lock(&p->lock);
    while (!p->is_stopping && !p->is_woken && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&p->wake, &p->lock, &at);
    p->is_woken = false;
    const bool goes_on = !p->is_stopping;
    pthread_mutex_unlock(&p->lock);
    return goes_on;
}

static void *run(void *context)
{
    dolen_periodic *p = context;
    int64_t pause = 0;

    do
        pause = p->step(p->context);
    while (wait_for(p, pause));
    return NULL;
}

dolen_periodic *dolen_periodic_new(dolen_periodic_step step, void *context)
{
    dolen_periodic *p = dolen_memory_make(1, sizeof *p);
    pthread_condattr_t monotonic;

    p->step = step;
    p->context = context;
    DOLEN_MUST(pthread_condattr_init(&monotonic) == 0);
    DOLEN_MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    DOLEN_MUST(pthread_mutex_init(&p->lock, NULL) == 0);
    DOLEN_MUST(pthread_cond_init(&p->wake, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    DOLEN_MUST(pthread_create(&p->thread, NULL, run, p) == 0);
    return p;
}

static void tell(dolen_periodic *p, bool *what)
{
    pthread_mutex_lock(&p->lock);
    *what = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

void dolen_periodic_wake(dolen_periodic *periodic)
{
    tell(periodic, &periodic->is_woken);
}

void dolen_periodic_free(dolen_periodic *periodic)
{
    if (!periodic)
        return;
    tell(periodic, &periodic->is_stopping);
    pthread_join(periodic->thread, NULL);
    pthread_cond_destroy(&periodic->wake);
    pthread_mutex_destroy(&periodic->lock);
    free(periodic);
}
