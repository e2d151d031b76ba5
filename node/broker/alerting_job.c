#include "node/broker/alerting_job.h"

#include <stdlib.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/runtime/periodic.h"
#include "node/store/alert_queue_store.h"

enum { LOOK_MS = 5000 };

struct dolen_alerting_job {
    dolen_broker *broker;
    dolen_periodic *periodic;
    bool was_told; /* that it fails; once, not with every attempt */
};

dolen_alerting dolen_alerting_job_with(const dolen_broker *broker, int64_t now)
{
    return (dolen_alerting){.federation = dolen_federation_current_get(broker->federation),
                            .rules = broker->rules,
                            .ledger = broker->ledger,
                            .now = now};
}

void dolen_alerting_job_say(dolen_broker *broker, dolen_code agency, const dolen_alerting_result *result)
{
    dolen_metric_add(broker->counts.alerts, result->raised, NULL, NULL);
    if (result->raised)
        dolen_log_info("watching agencies are told of new flags", dolen_field_agency(agency.text),
                       dolen_field_count(result->raised));
    if (result->noted > result->looked)
        dolen_log_info("more new flags than one delta looks at for watches: the others wait",
                       dolen_field_agency(agency.text), dolen_field_count(result->noted - result->looked));
}

static void say_waiting(dolen_broker *broker)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t waiting = 0;

    if (dolen_pool_take(broker->pool, &connection, NULL) == DOLEN_OK &&
        dolen_alert_queue_store_waiting(connection, &waiting, NULL) == DOLEN_OK)
        dolen_metric_set(broker->counts.alerts_waiting, waiting, NULL, NULL);
}

/* Each transaction is committed by itself: an interruption loses nothing and repeats nothing. */
static int64_t work(void *context)
{
    dolen_alerting_job *job = context;
    dolen_broker *broker = job->broker;
    const dolen_alerting with = dolen_alerting_job_with(broker, dolen_clock_now(broker->clock));
    dolen_alerting_result result = {0};
    dolen_err err = {0};

    const dolen_status status = dolen_alerting_catch_up(&with, broker->pool, &result, &err);
    if (status == DOLEN_OK)
        dolen_alerting_job_say(broker, (dolen_code){{0}}, &result);
    else if (status != DOLEN_E_ABSENT && !job->was_told)
        dolen_log_warning("new flags wait to be looked at for watches", dolen_field_status(dolen_status_word(status)),
                          dolen_field_reason(&err));
    job->was_told = status != DOLEN_OK && status != DOLEN_E_ABSENT;
    say_waiting(broker);
    return status == DOLEN_OK ? 0 : LOOK_MS;
}

dolen_alerting_job *dolen_alerting_job_start(dolen_broker *broker)
{
    dolen_alerting_job *job = dolen_memory_make(1, sizeof *job);

    job->broker = broker;
    job->periodic = dolen_periodic_new(work, job);
    return job;
}

void dolen_alerting_job_free(dolen_alerting_job *job)
{
    if (!job)
        return;
    dolen_periodic_free(job->periodic);
    free(job);
}
