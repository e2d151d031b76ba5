#include "node/agency/alerts/alert_desk.h"

#include <string.h>

#include "node/base/text.h"
#include "node/store/account_store.h"

enum { SMALL_ARENA = 64 * 1024 };

static const dolen_words no_words = {"", ""};

bool dolen_alert_desk_is_for(dolen_code role)
{
    static const char *const roles[] = {"practitioner", "duty-desk", "supervisor"};

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (dolen_text_same(roles[i], role.text))
            return true;
    return false;
}

static dolen_status check_role(const dolen_alert_actor *actor, dolen_err *err)
{
    return dolen_alert_desk_is_for(actor->role)
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_DENIED, "alerts are for those who ask about people");
}

static const dolen_federation_member *member_of(const dolen_agency *agency, dolen_code code)
{
    return dolen_federation_member_of(dolen_federation_current_get(agency->federation), code);
}

static dolen_words team_of(const dolen_federation_member *member, uint16_t number)
{
    if (!member)
        return no_words;
    const dolen_federation_contact *contact = dolen_federation_contact_of(member, number);
    return (dolen_words){contact->team_en, contact->team_cy};
}

/* Acknowledging ends what no duty asks more of. */
static const dolen_code acknowledged[] = {{"acknowledged"}};

static void add_duty(const dolen_rules *rules, dolen_desk_alert *out)
{
    const dolen_duty *duty = dolen_rules_find_duty(rules, out->kept.clock);

    out->ends = (dolen_code_list){acknowledged, 1};
    if (!duty)
        return;
    out->clock = duty->name;
    out->law = duty->law;
    out->hours = duty->hours;
    out->ends = duty->ends;
}

/* What stands in a list: nothing that another agency shared. */
static dolen_desk_alert outline_of(const dolen_agency *agency, const dolen_kept_alert *kept, int64_t now)
{
    const dolen_rules *rules = agency->rules;
    const dolen_watch *watch = dolen_rules_find_watch(rules, kept->alert.watch);
    dolen_desk_alert out = {.kept = *kept,
                            .is_overdue = kept->state != DOLEN_ALERT_ENDED && kept->due > 0 && kept->due < now,
                            .watch = watch ? watch->name : no_words,
                            .own_team = team_of(member_of(agency, agency->code), kept->team),
                            .clock = no_words,
                            .law = no_words,
                            .agency = no_words,
                            .flag = no_words,
                            .purpose = no_words,
                            .team = no_words,
                            .telephone = ""};

    add_duty(rules, &out);
    out.kept.purpose = (dolen_code){{0}};
    out.kept.outcome = DOLEN_CONSULTED_NONE;
    out.kept.alert = (dolen_alert){.entry = kept->alert.entry,
                                   .handle = kept->alert.handle,
                                   .watch = kept->alert.watch,
                                   .raised = kept->alert.raised};
    return out;
}

static void add_what_was_shared(const dolen_agency *agency, const dolen_kept_alert *kept, dolen_desk_alert *out)
{
    const dolen_federation_member *member = member_of(agency, kept->alert.agency);
    const dolen_headline *headline = dolen_rules_find_headline(agency->rules, kept->alert.flag);
    const dolen_purpose *purpose = dolen_rules_find_purpose(agency->rules, kept->purpose);

    out->kept = *kept;
    if (headline)
        out->flag = headline->name;
    if (purpose)
        out->purpose = purpose->name;
    if (!member)
        return;
    out->agency = (dolen_words){member->name_en, member->name_cy};
    out->team = team_of(member, kept->alert.contact);
    out->telephone = dolen_federation_contact_of(member, kept->alert.contact)->telephone;
}

/* The number of the team that an account names, by either of its names; 0 when it names none of ours. */
static dolen_status own_team(const dolen_agency *agency, dolen_connection *connection, const char *user, uint16_t *out,
                             dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL_ARENA);
    const dolen_federation_member *member = member_of(agency, agency->code);
    dolen_account account;

    *out = 0;
    const dolen_status found = dolen_account_store_find(connection, user, arena, &account, err);
    if (found != DOLEN_OK)
        return found == DOLEN_E_ABSENT ? DOLEN_OK : found;
    for (size_t i = 0; member && account.team && *account.team && i < member->contact_count; i++)
        if (dolen_text_same(member->contacts[i].team_en, account.team) ||
            dolen_text_same(member->contacts[i].team_cy, account.team))
            *out = (uint16_t)(i + 1);
    return DOLEN_OK;
}

static dolen_status outline_all(const dolen_agency *agency, const dolen_alert_wish *wish, dolen_connection *connection,
                                dolen_arena *arena, dolen_alert_desk_view *out, dolen_err *err)
{
    const dolen_kept_alert *kept = NULL;
    dolen_desk_alert *list = NULL;

    DOLEN_TRY(dolen_alert_store_list(connection, wish, arena, &kept, &out->count, err));
    DOLEN_TRY(dolen_arena_take(arena, out->count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < out->count; i++) {
        list[i] = outline_of(agency, &kept[i], wish->now);
        list[i].is_own_team = kept[i].team == wish->first_team;
    }
    out->alerts = list;
    return DOLEN_OK;
}

dolen_status dolen_alert_desk_list(dolen_agency *agency, const dolen_alert_actor *actor, dolen_alert_choice choice,
                                   dolen_arena *arena, dolen_alert_desk_view *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_alert_wish wish = {.choice = choice, .now = dolen_clock_now(agency->clock), .limit = DOLEN_ALERT_DESK_LIST};

    *out = (dolen_alert_desk_view){0};
    DOLEN_TRY(check_role(actor, err));
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(own_team(agency, connection, actor->user, &wish.first_team, err));
    DOLEN_TRY(dolen_alert_store_count(connection, wish.now, &out->counts, err));
    return outline_all(agency, &wish, connection, arena, out, err);
}

static dolen_status act(const dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                        const dolen_alert_step *what, const char *from, dolen_err *err)
{
    dolen_alert_step step = *what;

    DOLEN_TRY(check_role(actor, err));
    step.account = actor->user;
    step.role = actor->role;
    step.at = dolen_clock_now(agency->clock);
    return dolen_alert_store_do(agency->pool, id, &step, from, err);
}

dolen_status dolen_alert_desk_open(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                                   dolen_arena *arena, dolen_desk_alert *out, const dolen_alert_step **steps,
                                   size_t *step_count, dolen_err *err)
{
    static const dolen_alert_step look = {.deed = DOLEN_ALERT_LOOKED_AT};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_kept_alert kept;

    *out = (dolen_desk_alert){0};
    *steps = NULL;
    *step_count = 0;
    DOLEN_TRY(act(agency, actor, id, &look, "", err));
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_alert_store_find(connection, id, arena, &kept, err));
    DOLEN_TRY(dolen_alert_store_steps(connection, id, arena, steps, step_count, err));
    *out = outline_of(agency, &kept, dolen_clock_now(agency->clock));
    add_what_was_shared(agency, &kept, out);
    return DOLEN_OK;
}

dolen_status dolen_alert_desk_take(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                                   const char *from, dolen_err *err)
{
    const dolen_alert_step take = {.deed = *from ? DOLEN_ALERT_TAKEN_OVER : DOLEN_ALERT_TAKEN};

    return act(agency, actor, id, &take, from, err);
}

static dolen_status check_outcome(const dolen_agency *agency, dolen_uuid id, dolen_code outcome, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL_ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_desk_alert alert = {0};

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_alert_store_find(connection, id, arena, &alert.kept, err));
    add_duty(agency->rules, &alert);
    return dolen_code_list_has(alert.ends, outcome)
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_INPUT, "this alert does not end with such an outcome");
}

dolen_status dolen_alert_desk_end(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id,
                                  dolen_code outcome, dolen_err *err)
{
    const dolen_alert_step end = {.deed = DOLEN_ALERT_GIVEN_OUTCOME, .outcome = outcome};

    DOLEN_TRY(check_role(actor, err));
    DOLEN_TRY(check_outcome(agency, id, outcome, err));
    return act(agency, actor, id, &end, "", err);
}

dolen_status dolen_alert_desk_waiting(dolen_agency *agency, const dolen_alert_actor *actor, int64_t *out,
                                      dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    uint16_t team = 0;

    *out = 0;
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(own_team(agency, connection, actor->user, &team, err));
    return dolen_alert_store_waiting(connection, team, out, err);
}

static void set(const dolen_agency *agency, const dolen_metric_about *about, int64_t value)
{
    dolen_metric_set(dolen_metrics_make(agency->metrics, *about), value, NULL, NULL);
}

void dolen_alert_desk_measure(dolen_agency *agency)
{
    static const dolen_metric_about open = {
        .kind = DOLEN_METRIC_GAUGE, .name = "dolen_alerts_open", .help = "Alerts that have not ended"};
    static const dolen_metric_about overdue = {
        .kind = DOLEN_METRIC_GAUGE, .name = "dolen_alerts_overdue", .help = "Open alerts past the end of their clock"};
    static const dolen_metric_about nobodys = {.kind = DOLEN_METRIC_GAUGE,
                                               .name = "dolen_alerts_unattributed",
                                               .help = "Alerts about no record that is watched now: not shown"};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_alert_count counts;

    if (dolen_pool_take(agency->pool, &connection, NULL) != DOLEN_OK ||
        dolen_alert_store_count(connection, dolen_clock_now(agency->clock), &counts, NULL) != DOLEN_OK)
        return;
    set(agency, &open, counts.open);
    set(agency, &overdue, counts.overdue);
    set(agency, &nobodys, counts.nobodys);
}
