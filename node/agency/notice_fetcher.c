#include "node/agency/notice_fetcher.h"

#include "node/agency/subject_notices.h"
#include "node/base/log.h"
#include "node/store/notice_store.h"

enum { FETCH_ARENA = 2 * DOLEN_NOTICE_REPLY_ARENA };

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

/* The other way: what is to be entered into the ledger, readings of the log first of all (IG-09). */
static dolen_status send_own(dolen_agency *agency, int64_t *fresh, dolen_err *err)
{
    static const dolen_metric_about about = {.kind = DOLEN_METRIC_GAUGE,
                                             .name = "dolen_ledger_notices_waiting",
                                             .help =
                                                 "Notices for the ledger that the hub did not take when last tried"};
    int64_t waiting = 0;
    dolen_err why = {0};

    (void)fresh;
    (void)err;
    if (dolen_subject_notices_flush(agency, &waiting, &why) != DOLEN_OK)
        dolen_log_warning("notices for the ledger cannot be read", dolen_field_status(dolen_status_word(why.status)),
                          dolen_field_reason(&why));
    dolen_metric_set(dolen_metrics_make(agency->metrics, about), waiting, NULL, NULL);
    return DOLEN_OK;
}

const dolen_broker_feed_kind dolen_notice_feed = {
    .name = "owner-notices",
    .counts = "dolen_notice_fetches_total",
    .help = "Fetches of notices about own records",
    .place = dolen_notice_store_place,
    .some = fetch_some,
    .after = send_own,
};

void dolen_notice_fetcher_prepare(dolen_agency *agency)
{
    (void)alerts_of(agency);
}
