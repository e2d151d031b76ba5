#include "node/broker/erasure_record.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/store/erasure_store.h"
#include "node/store/transaction.h"

enum { ARENA = 64 * 1024, LOOK_SECONDS = 5 };

struct dolen_erasure_record {
    dolen_erasure_record_parts parts;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool is_stopping;
    bool has_thread;
};

static dolen_status entry_of(const dolen_erasure_record_parts *parts, const dolen_erasure *line,
                             dolen_ledger_entry *out, dolen_err *err)
{
    *out = (dolen_ledger_entry){.kind = DOLEN_LEDGER_ERASURE,
                                .time = dolen_clock_now(parts->clock),
                                .member = line->agency,
                                .reason = dolen_code_of("IG-14"),
                                .outcome = line->outcome,
                                .rules_digest = dolen_rules_digest(parts->rules),
                                .range = {.first = (uint64_t)line->month, .count = (uint64_t)line->count}};
    return dolen_text_copy(out->rules_version, sizeof out->rules_version, dolen_rules_version(parts->rules), err);
}

dolen_status dolen_erasure_record_one(const dolen_erasure_record_parts *parts, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_erasure line;
    dolen_ledger_entry entry;
    dolen_ledger_place place;

    DOLEN_TRY(dolen_transaction_begin(parts->pool, &transaction, err));
    dolen_connection *connection = dolen_transaction_connection(transaction);
    DOLEN_TRY(dolen_erasure_store_next(connection, &line, err));
    DOLEN_TRY(entry_of(parts, &line, &entry, err));
    DOLEN_TRY(dolen_ledger_append_in(parts->ledger, connection, &entry, arena, &place, err));
    DOLEN_TRY(dolen_erasure_store_record(connection, line.id, place.index, err));
    return dolen_transaction_commit(transaction, err);
}

static bool wait_until_next(dolen_erasure_record *self)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_SECONDS;
    pthread_mutex_lock(&self->lock);
    while (!self->is_stopping && pthread_cond_timedwait(&self->stop, &self->lock, &until) == 0)
        continue;
    const bool goes_on = !self->is_stopping;
    pthread_mutex_unlock(&self->lock);
    return goes_on;
}

static void *work(void *context)
{
    dolen_erasure_record *self = context;

    do {
        dolen_err why = {0};
        dolen_status status = DOLEN_OK;
        while (status == DOLEN_OK)
            status = dolen_erasure_record_one(&self->parts, &why);
        if (status != DOLEN_E_ABSENT)
            dolen_log_warning("an erasure waits to be entered into the ledger",
                              dolen_field_status(dolen_status_word(status)), dolen_field_reason(&why));
    } while (wait_until_next(self));
    return NULL;
}

dolen_status dolen_erasure_record_new(const dolen_erasure_record_parts *parts, dolen_erasure_record **out,
                                      dolen_err *err)
{
    DOLEN_OWN(dolen_erasure_record, self) = dolen_memory_make(1, sizeof *self);
    pthread_condattr_t monotonic;

    *out = NULL;
    self->parts = *parts;
    DOLEN_MUST(pthread_mutex_init(&self->lock, NULL) == 0);
    DOLEN_MUST(pthread_condattr_init(&monotonic) == 0);
    DOLEN_MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    DOLEN_MUST(pthread_cond_init(&self->stop, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&self->thread, NULL, work, self) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no thread can be started for recording erasures");
    self->has_thread = true;
    *out = DOLEN_TAKE(self);
    return DOLEN_OK;
}

void dolen_erasure_record_free(dolen_erasure_record *self)
{
    if (!self)
        return;
    pthread_mutex_lock(&self->lock);
    self->is_stopping = true;
    pthread_cond_signal(&self->stop);
    pthread_mutex_unlock(&self->lock);
    if (self->has_thread)
        pthread_join(self->thread, NULL);
    pthread_cond_destroy(&self->stop);
    pthread_mutex_destroy(&self->lock);
    free(self);
}
