#include "node/broker/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/file.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/broker/ledger_internal.h"
#include "node/store/transaction.h"

enum { QUEUE = 1024, WAIT = 5000, REMEMBER_EVERY = 5000 };

/* Up to a batch from the front of the queue; NULL when stopping and nothing waits. */
static dolen_ledger_request *take_batch(dolen_ledger *ledger, size_t *count)
{
    *count = 0;
    pthread_mutex_lock(&ledger->lock);
    while (!ledger->first && !ledger->is_stopping)
        pthread_cond_wait(&ledger->work, &ledger->lock);
    dolen_ledger_request *batch = ledger->first;
    dolen_ledger_request *last = NULL;
    for (dolen_ledger_request *one = batch; one && *count < ledger->batch_limit; one = one->next, ++*count)
        last = one;
    if (last) {
        ledger->first = last->next;
        last->next = NULL;
    }
    if (!ledger->first)
        ledger->last = NULL;
    ledger->counts.queue -= *count;
    pthread_mutex_unlock(&ledger->lock);
    return batch;
}

/* The latest checkpoint outside the database, so that a restored old database is noticed (IG-24). */
static void remember(dolen_ledger *ledger, const char *checkpoint)
{
    const int64_t now = dolen_clock_monotonic();
    dolen_err err;

    if (!ledger->memory_file || (ledger->remembered && now - ledger->remembered < REMEMBER_EVERY))
        return;
    ledger->remembered = now;
    if (dolen_file_write(ledger->memory_file, dolen_bytes_of_string(checkpoint), 0600, &err) != DOLEN_OK)
        dolen_log_warning("the latest checkpoint cannot be kept in its file", dolen_field_reason(&err));
}

static dolen_status write_batch(dolen_ledger *ledger, dolen_ledger_request *batch, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(ledger->pool, &transaction, err));
    DOLEN_TRY(dolen_ledger_batch_append(ledger, dolen_transaction_connection(transaction), batch, err));
    return dolen_transaction_commit(transaction, err);
}

static void hand_out(dolen_ledger *ledger, dolen_ledger_request *batch, size_t count, dolen_status status,
                     const dolen_err *err)
{
    pthread_mutex_lock(&ledger->lock);
    ledger->counts.batches++;
    ledger->counts.failures += status != DOLEN_OK;
    ledger->counts.appends += status == DOLEN_OK ? count : 0;
    if (count > ledger->counts.largest)
        ledger->counts.largest = count;
    for (dolen_ledger_request *one = batch; one;) {
        dolen_ledger_request *next = one->next;
        one->next = NULL;
        one->status = status;
        one->err = *err;
        one->is_done = true;
        if (one->is_abandoned)
            dolen_ledger_request_free(one);
        else
            pthread_cond_signal(&one->done);
        one = next;
    }
    pthread_mutex_unlock(&ledger->lock);
}

static void *write_all(void *context)
{
    dolen_ledger *ledger = context;
    size_t count;

    for (dolen_ledger_request *batch = take_batch(ledger, &count); batch; batch = take_batch(ledger, &count)) {
        dolen_err err = {0};
        const dolen_status status = write_batch(ledger, batch, &err);
        if (status != DOLEN_OK)
            dolen_log_error("the ledger could not be written", dolen_field_reason(&err),
                            dolen_field_count((int64_t)count));
        else
            remember(ledger, batch->checkpoint);
        hand_out(ledger, batch, count, status, &err);
    }
    return NULL;
}

static dolen_ledger *make(const dolen_ledger_settings *settings)
{
    dolen_ledger *ledger = dolen_memory_make(1, sizeof *ledger);

    ledger->key = settings->key;
    ledger->pool = settings->pool;
    ledger->clock = settings->clock;
    ledger->queue_limit = settings->queue_limit ? settings->queue_limit : QUEUE;
    ledger->batch_limit = settings->batch_limit ? settings->batch_limit : DOLEN_LEDGER_BATCH;
    ledger->wait_timeout = settings->wait_timeout ? settings->wait_timeout : WAIT;
    ledger->open_behind = settings->open_behind;
    ledger->may_name = settings->may_name;
    ledger->naming = settings->naming;
    ledger->memory_file = settings->memory_file ? dolen_memory_copy_string(settings->memory_file) : NULL;
    DOLEN_MUST(ledger->batch_limit <= DOLEN_LEDGER_BATCH);
    DOLEN_MUST(pthread_mutex_init(&ledger->lock, NULL) == 0);
    DOLEN_MUST(pthread_cond_init(&ledger->work, NULL) == 0);
    return ledger;
}

static void drop(dolen_ledger *ledger)
{
    if (!ledger)
        return;
    pthread_cond_destroy(&ledger->work);
    pthread_mutex_destroy(&ledger->lock);
    free(ledger->memory_file);
    free(ledger);
}

dolen_status dolen_ledger_open(const dolen_ledger_settings *settings, dolen_ledger **out, dolen_err *err)
{
    *out = NULL;
    if (!dolen_note_is_name(settings->origin))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the ledger's origin is no name for a key");
    dolen_ledger *ledger = make(settings);
    dolen_status status = dolen_text_copy(ledger->origin, sizeof ledger->origin, settings->origin, err);
    if (status == DOLEN_OK)
        status = dolen_ledger_check(ledger, err);
    if (status != DOLEN_OK) {
        drop(ledger);
        return status;
    }
    DOLEN_MUST(pthread_create(&ledger->writer, NULL, write_all, ledger) == 0);
    *out = ledger;
    return DOLEN_OK;
}

void dolen_ledger_free(dolen_ledger *ledger)
{
    if (!ledger)
        return;
    pthread_mutex_lock(&ledger->lock);
    ledger->is_stopping = true;
    pthread_cond_signal(&ledger->work);
    pthread_mutex_unlock(&ledger->lock);
    pthread_join(ledger->writer, NULL);
    drop(ledger);
}

static struct timespec deadline_after(int milliseconds)
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

/* Is it still in the queue? Then it is taken out. The lock is held. */
static bool withdraw(dolen_ledger *ledger, const dolen_ledger_request *request)
{
    dolen_ledger_request *before = NULL;

    for (dolen_ledger_request *one = ledger->first; one; before = one, one = one->next) {
        if (one != request)
            continue;
        if (before)
            before->next = one->next;
        else
            ledger->first = one->next;
        if (ledger->last == one)
            ledger->last = before;
        ledger->counts.queue--;
        return true;
    }
    return false;
}

/*
 * Queue the request and wait. When the time is up, a request still in the queue comes back to the caller; one that the
 * writer holds is left to it, and `*request` is then NULL.
 */
static dolen_status submit(dolen_ledger *ledger, dolen_ledger_request **request, dolen_err *err)
{
    const struct timespec deadline = deadline_after(ledger->wait_timeout);
    dolen_ledger_request *one = *request;
    int waited = 0;

    pthread_mutex_lock(&ledger->lock);
    if (ledger->counts.queue >= ledger->queue_limit || ledger->is_stopping) {
        ledger->counts.refusals++;
        pthread_mutex_unlock(&ledger->lock);
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many entries wait for the ledger");
    }
    if (ledger->last)
        ledger->last->next = one;
    else
        ledger->first = one;
    ledger->last = one;
    ledger->counts.queue++;
    pthread_cond_signal(&ledger->work);
    while (!one->is_done && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&one->done, &ledger->lock, &deadline);
    const bool is_done = one->is_done;
    if (!is_done) {
        ledger->counts.timeouts++;
        one->is_abandoned = !withdraw(ledger, one);
        if (one->is_abandoned)
            *request = NULL;
    }
    pthread_mutex_unlock(&ledger->lock);
    return is_done ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_REMOTE, "the ledger did not become durable in time");
}

dolen_status dolen_ledger_append(dolen_ledger *ledger, const dolen_ledger_entry *entry,
                                 const dolen_consultation *consultation, dolen_arena *arena, dolen_ledger_place *out,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_ledger_request, request) = NULL;

    *out = (dolen_ledger_place){0};
    DOLEN_TRY(dolen_ledger_check_hold(ledger, err));
    DOLEN_TRY(dolen_ledger_request_make(entry, consultation, &request, err));
    DOLEN_TRY(submit(ledger, &request, err));
    if (request->status != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the ledger could not be written");
    return dolen_ledger_request_place(request, arena, out, err);
}

dolen_status dolen_ledger_append_in(dolen_ledger *ledger, dolen_connection *connection, const dolen_ledger_entry *entry,
                                    dolen_arena *arena, dolen_ledger_place *out, dolen_err *err)
{
    DOLEN_OWN(dolen_ledger_request, request) = NULL;

    *out = (dolen_ledger_place){0};
    DOLEN_TRY(dolen_ledger_request_make(entry, NULL, &request, err));
    DOLEN_TRY(dolen_ledger_batch_append(ledger, connection, request, err));
    return dolen_ledger_request_place(request, arena, out, err);
}

void dolen_ledger_set_hold(dolen_ledger *ledger, dolen_ledger_hold hold)
{
    ledger->hold = (int)hold;
}

dolen_ledger_hold dolen_ledger_is_held(dolen_ledger *ledger)
{
    return (dolen_ledger_hold)ledger->hold;
}

dolen_merkle_head dolen_ledger_remembered(const dolen_ledger *ledger)
{
    return ledger->remembered_head;
}

dolen_status dolen_ledger_check_hold(dolen_ledger *ledger, dolen_err *err)
{
    switch (dolen_ledger_is_held(ledger)) {
    case DOLEN_LEDGER_FREE:
        return DOLEN_OK;
    case DOLEN_LEDGER_AWAITING:
        return DOLEN_FAIL(err, DOLEN_E_REMOTE,
                          "the ledger waits until enough witnesses have said what they confirmed last");
    case DOLEN_LEDGER_UNRECONCILED:
        break;
    }
    return DOLEN_FAIL(err, DOLEN_E_REMOTE,
                      "the ledger lacks entries that were confirmed: stop the broker and run dolen database reconcile");
}

dolen_ledger_counts dolen_ledger_count(dolen_ledger *ledger)
{
    pthread_mutex_lock(&ledger->lock);
    const dolen_ledger_counts counts = ledger->counts;
    pthread_mutex_unlock(&ledger->lock);
    return counts;
}
