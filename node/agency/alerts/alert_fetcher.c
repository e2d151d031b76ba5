#include "node/agency/alerts/alert_fetcher.h"

#include "governance/policy/policy_watch.h"
#include "node/base/log.h"
#include "node/store/alert_store.h"
#include "node/store/transaction.h"

enum { FETCH_ARENA = 2 * DOLEN_ALERT_REPLY_ARENA, SMALL_ARENA = 64 * 1024 };

static dolen_code type_of(const dolen_agency *agency)
{
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);
    const dolen_federation_member *member = dolen_federation_member_of(federation, agency->code);

    return member ? member->type : (dolen_code){{0}};
}

/* A watch that our rules do not know is the rules' to explain, not a reason to lose what it tells. */
static dolen_alert_arrival arrival_of(const dolen_rules *rules, dolen_code type, const dolen_alert *alert)
{
    const dolen_watch *watch = dolen_rules_find_watch(rules, alert->watch);
    const dolen_duty *duty = dolen_policy_duty_of(rules, type, alert->flag);
    dolen_alert_arrival arrival = {.alert = alert};

    if (watch)
        arrival.purpose = watch->purpose;
    if (duty) {
        arrival.clock = duty->code;
        arrival.due = dolen_policy_duty_due(duty, alert);
    }
    return arrival;
}

static dolen_status keep(const dolen_agency *agency, const dolen_alert_reply *reply, dolen_arena *arena, int64_t *fresh,
                         dolen_err *err)
{
    const dolen_rules *rules = agency->rules;
    const dolen_code type = type_of(agency);
    dolen_alert_arrival *arrivals = NULL;

    DOLEN_TRY(dolen_arena_take(arena, reply->alert_count + 1, sizeof *arrivals, (void *)&arrivals, err));
    for (size_t i = 0; i < reply->alert_count; i++)
        arrivals[i] = arrival_of(rules, type, &reply->alerts[i]);
    return dolen_alert_store_add(agency->pool, arrivals, reply->alert_count, reply->reached,
                                 dolen_clock_now(agency->clock), fresh, err);
}

static dolen_status fetch_some(dolen_agency *agency, int64_t *reached, bool *more, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FETCH_ARENA);
    const int64_t before = *reached;
    dolen_alert_reply reply;
    int64_t added = 0;

    DOLEN_TRY(dolen_broker_link_alerts(agency->broker, before, agency->clock, arena, &reply, err));
    *more = reply.reached > before && reply.alert_count > 0;
    if (reply.reached == before)
        return DOLEN_OK;
    DOLEN_TRY(keep(agency, &reply, arena, &added, err));
    *reached = reply.reached;
    *fresh += added;
    return DOLEN_OK;
}

static dolen_status consulting_watches(const dolen_rules *rules, dolen_arena *arena, const dolen_code **out,
                                       size_t *count, dolen_err *err)
{
    size_t all = 0;
    const dolen_watch *watches = dolen_rules_all_watches(rules, &all);
    dolen_code *list = NULL;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, all + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < all; i++)
        if (watches[i].consultations)
            list[(*count)++] = watches[i].code;
    *out = list;
    return DOLEN_OK;
}

static dolen_status look_at_consultations(const dolen_agency *agency, int64_t *fresh, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL_ARENA);
    const dolen_code *watches = NULL;
    size_t count = 0;
    int64_t made = 0;

    DOLEN_TRY(consulting_watches(agency->rules, arena, &watches, &count, err));
    DOLEN_TRY(
        dolen_alert_store_add_consulted(agency->pool, watches, count, dolen_clock_now(agency->clock), &made, err));
    *fresh += made;
    return DOLEN_OK;
}

static dolen_status attribute(const dolen_agency *agency, dolen_err *err)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;

    DOLEN_TRY(dolen_transaction_begin(agency->pool, &transaction, err));
    DOLEN_TRY(dolen_alert_store_attribute(dolen_transaction_connection(transaction), err));
    return dolen_transaction_commit(transaction, err);
}

/* The log says how many, and names nobody. */
static dolen_status finish(dolen_agency *agency, int64_t *fresh, dolen_err *err)
{
    DOLEN_TRY(look_at_consultations(agency, fresh, err));
    DOLEN_TRY(attribute(agency, err));
    if (*fresh)
        dolen_log_info("alerts about watched records have come", dolen_field_count(*fresh));
    return DOLEN_OK;
}

const dolen_broker_feed_kind dolen_alert_feed = {
    .name = "alerts",
    .counts = "dolen_alert_fetches_total",
    .help = "Fetches of alerts about watched own records",
    .place = dolen_alert_store_place,
    .some = fetch_some,
    .after = finish,
};

void dolen_alert_fetcher_before_publishing(dolen_agency *agency)
{
    dolen_err err = {0};
    int64_t fresh = 0;

    const dolen_status status = dolen_broker_feed_run(agency, &dolen_alert_feed, &fresh, &err);
    if (status != DOLEN_OK)
        dolen_log_warning("alerts could not be fetched before publishing",
                          dolen_field_status(dolen_status_word(status)), dolen_field_reason(&err));
}
