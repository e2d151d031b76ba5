/**
 * An inbox of alerts in memory: a flag with a clock, one that is late and about somebody with a long and hostile name,
 * a consultation, and one by a service that is not named. What the pages do to it stays done.
 */
#ifndef DOLEN_TESTS_SUPPORT_ALERT_DOUBLE_H
#define DOLEN_TESTS_SUPPORT_ALERT_DOUBLE_H

#include <string.h>

#include "node/agency/web/web_alerts.h"
#include "node/base/text.h"

enum { ALERT_DOUBLE_ALERTS = 4, ALERT_DOUBLE_STEPS = 64, ALERT_DOUBLE_ACCOUNT = 65 };

#define ALERT_DOUBLE_HOSTILE                                                                                           \
    "<script>alert(1)</script> \xe2\x80\xae"                                                                           \
    "desrever Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-O'Neill & \"Sons\""

typedef struct alert_double_step {
    size_t alert;
    dolen_alert_step step;
    char account[ALERT_DOUBLE_ACCOUNT];
} alert_double_step;

typedef struct alert_double {
    dolen_clock clock;
    bool is_empty;
    bool fails;
    bool names_no_team; /**< the accounts name no team of their own */
    const char *idler;  /**< account whose inbox is empty; NULL: nobody's */
    bool forgets;       /**< an alert that ended is as it was once the list of ended ones was seen */
    dolen_desk_alert alerts[ALERT_DOUBLE_ALERTS];
    char holders[ALERT_DOUBLE_ALERTS][ALERT_DOUBLE_ACCOUNT];
    alert_double_step steps[ALERT_DOUBLE_STEPS];
    size_t step_count;
} alert_double;

/** The number of the alert at a place. */
static inline dolen_uuid alert_double_id(size_t place)
{
    return (dolen_uuid){{0xa1, (uint8_t)place}};
}

static inline dolen_desk_alert alert_double_alert(size_t place, int64_t now)
{
    static const dolen_code interview[] = {{"offered"}, {"accepted"}, {"declined"}, {"done"}};
    static const dolen_code acknowledged[] = {{"acknowledged"}};
    const dolen_words none = {"", ""};
    dolen_desk_alert out = {.watch = {"Looked-after child goes missing", "Plentyn sy'n derbyn gofal yn mynd ar goll"},
                            .own_team = {"Duty desk", "Desg ddyletswydd"},
                            .agency = {"Example Police", "Heddlu Enghraifft"},
                            .flag = {"Missing episode", "Cyfnod ar goll"},
                            .purpose = {"Missing review", "Adolygiad ar goll"},
                            .team = {"Missing persons team", "Tîm pobl ar goll"},
                            .telephone = "01792 555123",
                            .clock = {"Return interview", "Cyfweliad dychwelyd"},
                            .law = {"A practice guide", "Canllaw ymarfer"},
                            .hours = 72,
                            .ends = {interview, 4}};

    out.kept = (dolen_kept_alert){.id = alert_double_id(place),
                                  .sort = DOLEN_ALERT_OF_FLAG,
                                  .alert = {.agency = {"SWP"},
                                            .flag = {"POL.MISSING"},
                                            .kind = DOLEN_FLAG_EVENT,
                                            .month = 2026 * 12 + 10,
                                            .latest = {2026, 11, 17},
                                            .raised = now - 3600 * 1000},
                                  .due = now + INT64_C(60) * 3600 * 1000,
                                  .clock = {"RETURN-INTERVIEW"},
                                  .local_id = "L-100234",
                                  .name = "Siân Llewelyn",
                                  .team = 1,
                                  .state = DOLEN_ALERT_NEW,
                                  .holder = ""};
    if (place == 1) {
        out.kept.due = now - INT64_C(3) * 3600 * 1000;
        out.kept.alert.disputed = true;
        out.kept.name = ALERT_DOUBLE_HOSTILE;
        out.kept.local_id = "<b>L-2</b>";
        out.is_overdue = true;
    }
    if (place >= 2) {
        out.kept.sort = DOLEN_ALERT_OF_CONSULTATION;
        out.kept.alert = (dolen_alert){.raised = now - 60 * 1000};
        out.kept.outcome = DOLEN_CONSULTED_SHOWN;
        out.kept.due = 0;
        out.kept.clock = (dolen_code){{0}};
        out.flag = out.clock = out.law = none;
        out.hours = 0;
        out.ends = (dolen_code_list){acknowledged, 1};
    }
    if (place == 3) {
        out.agency = out.team = out.purpose = none;
        out.telephone = "";
    }
    return out;
}

static inline void alert_double_prepare(alert_double *d, dolen_clock clock)
{
    *d = (alert_double){.clock = clock};
    for (size_t i = 0; i < ALERT_DOUBLE_ALERTS; i++)
        d->alerts[i] = alert_double_alert(i, dolen_clock_now(clock));
}

static inline bool alert_double_is_open(const dolen_desk_alert *alert)
{
    return alert->kept.state != DOLEN_ALERT_ENDED;
}

static inline bool alert_double_suits(const dolen_desk_alert *alert, dolen_alert_choice choice)
{
    if (choice == DOLEN_ALERTS_ENDED)
        return !alert_double_is_open(alert);
    return alert_double_is_open(alert) && (choice == DOLEN_ALERTS_OPEN || alert->is_overdue);
}

static inline bool alert_double_is_empty(const alert_double *d, const dolen_alert_actor *actor)
{
    return d->is_empty || (d->idler && strcmp(d->idler, actor->user) == 0);
}

/* The list that was made of them keeps its names. */
static inline void alert_double_renew(alert_double *d, dolen_arena *arena, dolen_desk_alert *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        list[i].kept.holder = dolen_arena_copy_string(arena, list[i].kept.holder, strlen(list[i].kept.holder));
    for (size_t i = 0; i < ALERT_DOUBLE_ALERTS; i++)
        if (!alert_double_is_open(&d->alerts[i])) {
            d->alerts[i] = alert_double_alert(i, dolen_clock_now(d->clock));
            *d->holders[i] = '\0';
        }
    d->step_count = 0;
}

static inline dolen_status alert_double_list(void *context, const dolen_alert_actor *actor, dolen_alert_choice choice,
                                             dolen_arena *arena, dolen_alert_desk_view *out, dolen_err *err)
{
    alert_double *d = context;
    dolen_desk_alert *list;

    *out = (dolen_alert_desk_view){0};
    if (d->fails)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double fails");
    DOLEN_TRY(dolen_arena_take(arena, ALERT_DOUBLE_ALERTS, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < ALERT_DOUBLE_ALERTS && !alert_double_is_empty(d, actor); i++) {
        const dolen_desk_alert *alert = &d->alerts[i];
        out->counts.open += alert_double_is_open(alert);
        out->counts.waiting += alert->kept.state < DOLEN_ALERT_IN_HAND;
        out->counts.overdue += alert_double_is_open(alert) && alert->is_overdue;
        if (!alert_double_suits(alert, choice))
            continue;
        list[out->count] = *alert;
        list[out->count++].is_own_team = i < 2 && !d->names_no_team;
    }
    out->alerts = list;
    if (choice == DOLEN_ALERTS_ENDED && d->forgets)
        alert_double_renew(d, arena, list, out->count);
    return DOLEN_OK;
}

static inline dolen_status alert_double_find(alert_double *d, dolen_uuid id, size_t *place, dolen_err *err)
{
    for (size_t i = 0; i < ALERT_DOUBLE_ALERTS; i++)
        if (dolen_uuid_same(d->alerts[i].kept.id, id)) {
            *place = i;
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such alert");
}

static inline void alert_double_keep(alert_double *d, size_t place, const dolen_alert_actor *actor,
                                     dolen_alert_deed deed, dolen_code outcome)
{
    if (d->step_count == ALERT_DOUBLE_STEPS)
        return;
    alert_double_step *step = &d->steps[d->step_count++];
    *step = (alert_double_step){
        .alert = place,
        .step = {.deed = deed, .role = actor->role, .at = dolen_clock_now(d->clock), .outcome = outcome}};
    DOLEN_MUST(dolen_text_copy(step->account, sizeof step->account, actor->user, NULL) == DOLEN_OK);
    step->step.account = step->account;
}

static inline dolen_status alert_double_open(void *context, const dolen_alert_actor *actor, dolen_uuid id,
                                             dolen_arena *arena, dolen_desk_alert *out, const dolen_alert_step **steps,
                                             size_t *step_count, dolen_err *err)
{
    alert_double *d = context;
    dolen_alert_step *list;
    size_t place = 0;

    *step_count = 0;
    if (d->fails)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double fails");
    DOLEN_TRY(alert_double_find(d, id, &place, err));
    if (d->alerts[place].kept.state == DOLEN_ALERT_NEW)
        d->alerts[place].kept.state = DOLEN_ALERT_SEEN;
    alert_double_keep(d, place, actor, DOLEN_ALERT_LOOKED_AT, (dolen_code){{0}});
    DOLEN_TRY(dolen_arena_take(arena, ALERT_DOUBLE_STEPS, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < d->step_count; i++)
        if (d->steps[i].alert == place)
            list[(*step_count)++] = d->steps[i].step;
    *steps = list;
    *out = d->alerts[place];
    return DOLEN_OK;
}

static inline dolen_status alert_double_take(void *context, const dolen_alert_actor *actor, dolen_uuid id,
                                             const char *from, dolen_err *err)
{
    alert_double *d = context;
    size_t place = 0;

    DOLEN_TRY(alert_double_find(d, id, &place, err));
    if (!alert_double_is_open(&d->alerts[place]) || strcmp(d->holders[place], from) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "somebody else has it");
    DOLEN_TRY(dolen_text_copy(d->holders[place], sizeof d->holders[place], actor->user, err));
    d->alerts[place].kept.holder = d->holders[place];
    d->alerts[place].kept.state = DOLEN_ALERT_IN_HAND;
    alert_double_keep(d, place, actor, *from ? DOLEN_ALERT_TAKEN_OVER : DOLEN_ALERT_TAKEN, (dolen_code){{0}});
    return DOLEN_OK;
}

static inline dolen_status alert_double_end(void *context, const dolen_alert_actor *actor, dolen_uuid id,
                                            dolen_code outcome, dolen_err *err)
{
    alert_double *d = context;
    size_t place = 0;

    DOLEN_TRY(alert_double_find(d, id, &place, err));
    if (!dolen_code_list_has(d->alerts[place].ends, outcome))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "no such outcome");
    if (!alert_double_is_open(&d->alerts[place]) || strcmp(d->holders[place], actor->user) != 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "somebody else has it");
    d->alerts[place].kept.state = DOLEN_ALERT_ENDED;
    d->alerts[place].kept.ended = outcome;
    d->alerts[place].is_overdue = false;
    alert_double_keep(d, place, actor, DOLEN_ALERT_GIVEN_OUTCOME, outcome);
    return DOLEN_OK;
}

static inline dolen_status alert_double_waiting(void *context, const dolen_alert_actor *actor, int64_t *out,
                                                dolen_err *err)
{
    const alert_double *d = context;

    *out = 0;
    if (d->fails)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double fails");
    for (size_t i = 0; i < ALERT_DOUBLE_ALERTS && !alert_double_is_empty(d, actor); i++)
        *out += d->alerts[i].kept.state < DOLEN_ALERT_IN_HAND;
    return DOLEN_OK;
}

static inline dolen_web_alerts alert_double_pages(alert_double *d)
{
    return (dolen_web_alerts){.context = d,
                              .list = alert_double_list,
                              .open = alert_double_open,
                              .take = alert_double_take,
                              .end = alert_double_end,
                              .waiting = alert_double_waiting};
}

#endif
