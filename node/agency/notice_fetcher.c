#include "node/agency/notice_fetcher.h"

#include <stdio.h>

#include "node/agency/subject_notices.h"
#include "node/base/log.h"
#include "node/store/notice_store.h"

enum { FETCH_ARENA = 2 * DOLEN_NOTICE_REPLY_ARENA, MINUTE = 60 * 1000, NOTE_EVERY = 10 * MINUTE, HOUR = 60 * MINUTE };

static dolen_metric *age_of(const dolen_agency *agency)
{
    return dolen_metrics_make(agency->metrics,
                              (dolen_metric_about){.kind = DOLEN_METRIC_GAUGE,
                                                   .name = "dolen_owner_notices_age_seconds",
                                                   .help = "Since notices about own records were fetched last"});
}

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

dolen_status dolen_notice_fetcher_take(dolen_agency *agency, const dolen_notice_reply *reply, int64_t *reached,
                                       bool *more, int64_t *fresh, dolen_err *err)
{
    const int64_t before = *reached;
    int64_t added = 0;

    *more = reply->reached > before && reply->notice_count > 0;
    if (reply->reached == before)
        return DOLEN_OK;
    DOLEN_TRY(dolen_notice_store_add(agency->pool, reply->notices, reply->notice_count, reply->reached,
                                     dolen_clock_now(agency->clock), &added, err));
    for (size_t i = 0; added && i < reply->notice_count; i++)
        alert(agency, &reply->notices[i]);
    *reached = reply->reached;
    *fresh += added;
    return DOLEN_OK;
}

static dolen_status fetch_some(dolen_agency *agency, int64_t *reached, bool *more, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FETCH_ARENA);
    dolen_notice_reply reply;

    DOLEN_TRY(dolen_broker_link_notices(agency->broker, *reached, agency->clock, arena, &reply, err));
    return dolen_notice_fetcher_take(agency, &reply, reached, more, fresh, err);
}

static dolen_status read_age(const dolen_agency *agency, bool fetched, int64_t now, int64_t *last, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_notice_store_fetched(connection, last, err));
    if (!fetched)
        return DOLEN_OK;
    const bool is_due = now - *last >= NOTE_EVERY;
    *last = now;
    return is_due ? dolen_notice_store_note_fetched(connection, now, err) : DOLEN_OK;
}

static void tell(const dolen_agency *agency, int64_t last)
{
    char since[DOLEN_INSTANT_TEXT];
    char text[128];

    dolen_instant_write(last, since);
    snprintf(text, sizeof text, "notices of who consulted this agency's records were fetched last at %s\n", since);
    dolen_ledger_alarm_raise(agency->alarm, "owner-notices-overdue", text);
}

void dolen_notice_fetcher_judge(dolen_agency *agency, bool fetched, int64_t *told)
{
    const int64_t now = dolen_clock_now(agency->clock);
    const int64_t limit = (int64_t)dolen_rules_limits(agency->rules)->notice_hours * HOUR;
    int64_t last = 0;

    if (read_age(agency, fetched, now, &last, NULL) != DOLEN_OK)
        return;
    dolen_metric_set(age_of(agency), (now - last) / 1000, NULL, NULL);
    if (now - last <= limit || now - *told < HOUR)
        return;
    *told = now;
    tell(agency, last);
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
    .judge = dolen_notice_fetcher_judge,
    .after = send_own,
};

void dolen_notice_fetcher_prepare(dolen_agency *agency)
{
    (void)alerts_of(agency);
    (void)age_of(agency);
}
