#include "node/runtime/workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "node/base/memory.h"

/* A queued call. A run over indexes is `threads` such calls that share one counter. */
typedef struct job {
    dolen_work_item work;
    void *context;
    void *item;
} job;

struct dolen_workers {
    pthread_mutex_t lock;
    pthread_cond_t more; /* a job was queued, or the end */
    pthread_cond_t less; /* a job was taken or finished */
    pthread_t *threads;
    size_t thread_count;
    job *jobs; /* ring */
    size_t room;
    size_t first;
    size_t queued;
    size_t running;
    void **skipped; /* items not run after a failure, for the caller to free */
    size_t skipped_count;
    size_t skipped_room;
    dolen_err failure; /* status DOLEN_OK: none */
    bool ending;
};

static void keep_skipped(dolen_workers *workers, void *item)
{
    if (workers->skipped_count == workers->skipped_room) {
        workers->skipped_room = workers->skipped_room ? workers->skipped_room * 2 : 16;
        workers->skipped = dolen_memory_resize(workers->skipped, workers->skipped_room, sizeof *workers->skipped);
    }
    workers->skipped[workers->skipped_count++] = item;
}

/* Called and returns with the lock held. */
static void run_one(dolen_workers *workers)
{
    const job next = workers->jobs[workers->first];

    workers->first = (workers->first + 1) % workers->room;
    workers->queued--;
    if (workers->failure.status != DOLEN_OK) {
        keep_skipped(workers, next.item);
        pthread_cond_broadcast(&workers->less);
        return;
    }
    workers->running++;
    pthread_mutex_unlock(&workers->lock);
    dolen_err err = {0};
    const dolen_status status = next.work(next.context, next.item, &err);
    pthread_mutex_lock(&workers->lock);
    workers->running--;
    if (status != DOLEN_OK && workers->failure.status == DOLEN_OK) {
        workers->failure = err;
        workers->failure.status = status;
    }
    pthread_cond_broadcast(&workers->less);
}

static void *serve(void *context)
{
    dolen_workers *workers = context;

    pthread_mutex_lock(&workers->lock);
    while (!workers->ending) {
        if (workers->queued)
            run_one(workers);
        else
            pthread_cond_wait(&workers->more, &workers->lock);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

static size_t processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    const int count = CPU_COUNT(&set);
    return count > 0 ? (size_t)count : 1;
}

dolen_status dolen_workers_new(size_t threads, size_t queue, dolen_workers **out, dolen_err *err)
{
    DOLEN_OWN(dolen_workers, workers) = dolen_memory_make(1, sizeof *workers);
    const size_t wanted = threads ? threads : processors();

    *out = NULL;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->more, NULL);
    pthread_cond_init(&workers->less, NULL);
    workers->room = queue > wanted ? queue : wanted;
    workers->jobs = dolen_memory_make(workers->room, sizeof *workers->jobs);
    workers->threads = dolen_memory_make(wanted, sizeof *workers->threads);
    for (; workers->thread_count < wanted; workers->thread_count++)
        if (pthread_create(&workers->threads[workers->thread_count], NULL, serve, workers) != 0)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "a thread cannot be started");
    *out = DOLEN_TAKE(workers);
    return DOLEN_OK;
}

void dolen_workers_free(dolen_workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->ending = true;
    pthread_cond_broadcast(&workers->more);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_cond_destroy(&workers->more);
    pthread_cond_destroy(&workers->less);
    pthread_mutex_destroy(&workers->lock);
    free(workers->skipped);
    free(workers->threads);
    free(workers->jobs);
    free(workers);
}

size_t dolen_workers_count(const dolen_workers *workers)
{
    return workers->thread_count;
}

static dolen_status report(const dolen_err *failure, dolen_err *err)
{
    if (err)
        *err = *failure;
    return failure->status;
}

dolen_status dolen_workers_add(dolen_workers *workers, dolen_work_item work, void *context, void *item, dolen_err *err)
{
    dolen_err failure;

    pthread_mutex_lock(&workers->lock);
    while (workers->queued == workers->room && workers->failure.status == DOLEN_OK)
        pthread_cond_wait(&workers->less, &workers->lock);
    failure = workers->failure;
    if (failure.status == DOLEN_OK) {
        workers->jobs[(workers->first + workers->queued) % workers->room] = (job){work, context, item};
        workers->queued++;
        pthread_cond_signal(&workers->more);
    }
    pthread_mutex_unlock(&workers->lock);
    return failure.status == DOLEN_OK ? DOLEN_OK : report(&failure, err);
}

dolen_status dolen_workers_wait(dolen_workers *workers, void (*dropped)(void *item), dolen_err *err)
{
    dolen_err failure;

    pthread_mutex_lock(&workers->lock);
    while (workers->queued || workers->running)
        pthread_cond_wait(&workers->less, &workers->lock);
    failure = workers->failure;
    workers->failure = (dolen_err){0};
    for (size_t i = 0; dropped && i < workers->skipped_count; i++)
        dropped(workers->skipped[i]);
    workers->skipped_count = 0;
    pthread_mutex_unlock(&workers->lock);
    return failure.status == DOLEN_OK ? DOLEN_OK : report(&failure, err);
}

/* One run over indexes: each thread takes the next index until none is left or one failed. */
typedef struct sweep {
    dolen_work work;
    void *context;
    size_t count;
    size_t next;
    bool failed;
} sweep;

static dolen_status take_indexes(void *context, void *item, dolen_err *err)
{
    sweep *s = context;

    (void)item;
    while (!__atomic_load_n(&s->failed, __ATOMIC_RELAXED)) {
        const size_t index = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED);
        if (index >= s->count)
            return DOLEN_OK;
        const dolen_status status = s->work(s->context, index, err);
        if (status != DOLEN_OK) {
            __atomic_store_n(&s->failed, true, __ATOMIC_RELAXED);
            return status;
        }
    }
    return DOLEN_OK;
}

dolen_status dolen_workers_run(dolen_workers *workers, size_t count, dolen_work work, void *context, dolen_err *err)
{
    sweep s = {.work = work, .context = context, .count = count};
    const size_t parts = count < workers->thread_count ? count : workers->thread_count;
    dolen_status added = DOLEN_OK;

    for (size_t i = 0; i < parts && added == DOLEN_OK; i++)
        added = dolen_workers_add(workers, take_indexes, &s, NULL, NULL);
    return dolen_workers_wait(workers, NULL, err);
}
