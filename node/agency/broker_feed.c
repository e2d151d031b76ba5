#include "node/agency/broker_feed.h"

#include <stdlib.h>

#include "node/base/log.h"
#include "node/base/memory.h"

enum { ROUNDS = 1000 };

struct dolen_broker_feed {
    dolen_agency *agency;
    const dolen_broker_feed_kind *kind;
    int64_t interval;
    dolen_metric *fetches;
    bool was_told;
    int64_t told; /* of kind->judge */
    dolen_periodic *periodic;
};

static dolen_status read_place(const dolen_agency *agency, const dolen_broker_feed_kind *kind, int64_t *reached,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return kind->place(connection, reached, err);
}

dolen_status dolen_broker_feed_run(dolen_agency *agency, const dolen_broker_feed_kind *kind, int64_t *fresh,
                                   dolen_err *err)
{
    int64_t reached = -1;
    bool more = true;

    *fresh = 0;
    DOLEN_TRY(read_place(agency, kind, &reached, err));
    for (int round = 0; more && round < ROUNDS; round++)
        DOLEN_TRY(kind->some(agency, &reached, &more, fresh, err));
    return kind->after ? kind->after(agency, fresh, err) : DOLEN_OK;
}

/* A broker that is away is said once, not with every attempt. */
static int64_t fetch(void *context)
{
    dolen_broker_feed *feed = context;
    dolen_err err = {0};
    int64_t fresh = 0;

    const dolen_status status = dolen_broker_feed_run(feed->agency, feed->kind, &fresh, &err);
    dolen_metric_add(feed->fetches, 1, dolen_status_word(status), NULL);
    if (status != DOLEN_OK && !feed->was_told)
        dolen_log_warning("what the broker has for us cannot be fetched", dolen_field_source(feed->kind->name),
                          dolen_field_status(dolen_status_word(status)), dolen_field_reason(&err));
    feed->was_told = status != DOLEN_OK;
    if (feed->kind->judge)
        feed->kind->judge(feed->agency, status == DOLEN_OK, &feed->told);
    return feed->interval;
}

dolen_broker_feed *dolen_broker_feed_new(dolen_agency *agency, const dolen_broker_feed_kind *kind, int64_t interval)
{
    dolen_broker_feed *feed = dolen_memory_make(1, sizeof *feed);

    feed->agency = agency;
    feed->kind = kind;
    feed->interval = interval;
    feed->fetches = dolen_metrics_make(agency->metrics, (dolen_metric_about){.kind = DOLEN_METRIC_COUNTER,
                                                                             .name = kind->counts,
                                                                             .help = kind->help,
                                                                             .labels = {"outcome"}});
    feed->periodic = dolen_periodic_new(fetch, feed);
    return feed;
}

void dolen_broker_feed_free(dolen_broker_feed *feed)
{
    if (!feed)
        return;
    dolen_periodic_free(feed->periodic);
    free(feed);
}
