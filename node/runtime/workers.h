/**
 * A fixed set of threads that share out work.
 *
 * Two uses, not mixed on one pool at a time: run one function over many indexes (dolen_workers_run), or feed items one
 * by one through a bounded queue (dolen_workers_add, dolen_workers_wait). The first failure wins: work not yet begun is
 * skipped and the failure is reported once.
 * Owns: its threads. Threads: one caller at a time.
 */
#ifndef DOLEN_NODE_RUNTIME_WORKERS_H
#define DOLEN_NODE_RUNTIME_WORKERS_H

#include <stddef.h>

#include "node/base/own.h"
#include "node/base/status.h"

typedef struct dolen_workers dolen_workers;

/** One piece of work. Runs on any of the threads, many at a time. */
typedef dolen_status (*dolen_work)(void *context, size_t index, dolen_err *err);

/** One item of the queue; `item` is as given to dolen_workers_add, which hands it over if it returns DOLEN_OK. */
typedef dolen_status (*dolen_work_item)(void *context, void *item, dolen_err *err);

/**
 * Start `threads` threads (0: one per processor this process may use) with a queue of `queue` items.
 * DOLEN_E_SYSTEM if a thread cannot be started.
 */
DOLEN_CHECKED dolen_status dolen_workers_new(size_t threads, size_t queue, dolen_workers **out, dolen_err *err);

/** Finish what has begun, drop what has not, end the threads; NULL is fine. */
void dolen_workers_free(dolen_workers *workers);
DOLEN_OWNED(dolen_workers);

/** How many threads it has. */
size_t dolen_workers_count(const dolen_workers *workers);

/** Call `work` for every index below `count`, each once; returns when all are done, with the first failure if any. */
DOLEN_CHECKED dolen_status dolen_workers_run(dolen_workers *workers, size_t count, dolen_work work, void *context,
                                             dolen_err *err);

/**
 * Queue one item; waits while the queue is full. Fails with the first failure of an earlier item, and then has not
 * taken `item`.
 */
DOLEN_CHECKED dolen_status dolen_workers_add(dolen_workers *workers, dolen_work_item work, void *context, void *item,
                                             dolen_err *err);

/**
 * Wait until the queue is empty and nothing runs; the first failure, which is thereby forgotten. Items skipped after a
 * failure are passed to `dropped` (may be NULL) so that they can be freed.
 */
DOLEN_CHECKED dolen_status dolen_workers_wait(dolen_workers *workers, void (*dropped)(void *item), dolen_err *err);

#endif
