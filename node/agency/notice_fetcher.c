#include "node/agency/notice_fetcher.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/agency/subject_notices.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/store/notice_store.h"

enum { FETCH_ARENA = 2 * DOLEN_NOTICE_REPLY_ARENA, ROUNDS = 1000, THOUSAND = 1000, MILLION = 1000000 };

struct dolen_notice_fetcher {
    dolen_agency *agency;
    int64_t interval;
    dolen_metric *fetches;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_stopping;
};

static dolen_metric *alerts_of(const dolen_agency *agency)
{
    return dolen_metrics_make(agency->metrics,
                              (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                   .name = "dolen_protected_alerts_total",
                                                   .help = "Own protected records that others were told of or opened",
                                                   .labels = {"outcome"}});
}

/* The log names no record: who may know which one it was looks at the reviews' page. */
static void alert(const dolen_agency *agency, const dolen_notice *notice)
{
    if (notice->outcome < DOLEN_CONSULTED_WARNED)
        return;
    const char *outcome = notice->outcome == DOLEN_CONSULTED_OPENED ? "opened" : "warned";

    dolen_metric_add(alerts_of(agency), 1, outcome, NULL);
    dolen_log_warning("another agency was told of a protected record of ours, or opened it",
                      dolen_field_status(outcome),
                      dolen_field_peer(dolen_code_is_empty(notice->agency) ? "withheld" : notice->agency.text),
                      dolen_field_sequence((int64_t)notice->entry));
}

static dolen_status fetch_some(dolen_agency *agency, int64_t *reached, bool *more, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FETCH_ARENA);
    const int64_t before = *reached;
    dolen_notice_reply reply;
    int64_t added = 0;

    DOLEN_TRY(dolen_broker_link_notices(agency->broker, before, agency->clock, arena, &reply, err));
    *more = reply.reached > before && reply.notice_count > 0;
    if (reply.reached == before)
        return DOLEN_OK;
    DOLEN_TRY(dolen_notice_store_add(agency->pool, reply.notices, reply.notice_count, reply.reached,
                                     dolen_clock_now(agency->clock), &added, err));
    for (size_t i = 0; added && i < reply.notice_count; i++)
        alert(agency, &reply.notices[i]);
    *reached = reply.reached;
    *fresh += added;
    return DOLEN_OK;
}

static dolen_status read_place(const dolen_agency *agency, int64_t *reached, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_notice_store_place(connection, reached, err);
}

dolen_status dolen_notice_fetcher_run(dolen_agency *agency, int64_t *fresh, dolen_err *err)
{
    int64_t reached = -1;
    bool more = true;

    *fresh = 0;
    DOLEN_TRY(read_place(agency, &reached, err));
    for (int round = 0; more && round < ROUNDS; round++)
        DOLEN_TRY(fetch_some(agency, &reached, &more, fresh, err));
    return DOLEN_OK;
}

/* True when it is time to stop. */
static bool wait_for_next(dolen_notice_fetcher *fetcher)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += fetcher->interval / THOUSAND;
    until.tv_nsec += (long)(fetcher->interval % THOUSAND) * MILLION;
    if (until.tv_nsec >= THOUSAND * MILLION) {
        until.tv_sec++;
        until.tv_nsec -= THOUSAND * MILLION;
    }
    pthread_mutex_lock(&fetcher->lock);
    while (!fetcher->is_stopping && pthread_cond_timedwait(&fetcher->wake, &fetcher->lock, &until) == 0)
        continue;
    const bool stop = fetcher->is_stopping;
    pthread_mutex_unlock(&fetcher->lock);
    return stop;
}

/* The other way: what is to be entered into the ledger, readings of the log first of all (IG-09). */
static void send_own(dolen_agency *agency)
{
    static const dolen_uuid nobodys;
    int64_t entry = 0;
    dolen_err why = {0};

    if (dolen_subject_notices_send(agency, nobodys, &entry, &why) != DOLEN_OK)
        dolen_log_warning("notices for the ledger cannot be read", dolen_field_status(dolen_status_word(why.status)),
                          dolen_field_reason(&why));
}

/* A broker that is away is said once, not with every attempt. */
static void *fetch(void *context)
{
    dolen_notice_fetcher *fetcher = context;
    bool was_told = false;

    do {
        dolen_err err = {0};
        int64_t fresh = 0;
        const dolen_status status = dolen_notice_fetcher_run(fetcher->agency, &fresh, &err);
        dolen_metric_add(fetcher->fetches, 1, dolen_status_word(status), NULL);
        if (status != DOLEN_OK && !was_told)
            dolen_log_warning("notices about our records cannot be fetched",
                              dolen_field_status(dolen_status_word(status)), dolen_field_reason(&err));
        was_told = status != DOLEN_OK;
        if (status == DOLEN_OK)
            send_own(fetcher->agency);
    } while (!wait_for_next(fetcher));
    return NULL;
}

dolen_notice_fetcher *dolen_notice_fetcher_new(dolen_agency *agency, int64_t interval)
{
    dolen_notice_fetcher *fetcher = dolen_memory_make(1, sizeof *fetcher);
    pthread_condattr_t monotonic;

    fetcher->agency = agency;
    fetcher->interval = interval;
    (void)alerts_of(agency); /* shown as 0 from the start */
    fetcher->fetches =
        dolen_metrics_make(agency->metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                 .name = "dolen_notice_fetches_total",
                                                                 .help = "Fetches of notices about own records",
                                                                 .labels = {"outcome"}});
    DOLEN_MUST(pthread_mutex_init(&fetcher->lock, NULL) == 0);
    DOLEN_MUST(pthread_condattr_init(&monotonic) == 0);
    DOLEN_MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    DOLEN_MUST(pthread_cond_init(&fetcher->wake, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    DOLEN_MUST(pthread_create(&fetcher->thread, NULL, fetch, fetcher) == 0);
    return fetcher;
}

void dolen_notice_fetcher_free(dolen_notice_fetcher *fetcher)
{
    if (!fetcher)
        return;
    pthread_mutex_lock(&fetcher->lock);
    fetcher->is_stopping = true;
    pthread_cond_signal(&fetcher->wake);
    pthread_mutex_unlock(&fetcher->lock);
    pthread_join(fetcher->thread, NULL);
    pthread_cond_destroy(&fetcher->wake);
    pthread_mutex_destroy(&fetcher->lock);
    free(fetcher);
}
