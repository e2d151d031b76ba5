#include "node/agency/alerts/alert_json.h"

#include <string.h>

#include "node/agency/account.h"
#include "node/agency/json_facts.h"
#include "node/base/text.h"

static const char *text_of(const json_t *request, const char *name)
{
    const char *text = json_string_value(json_object_get(request, name));

    return text ? text : "";
}

static json_t *day_of(dolen_day day)
{
    char text[DOLEN_DAY_TEXT];

    if (day.year == 0)
        return json_null();
    dolen_day_write(day, text);
    return json_string(text);
}

static json_t *month_of(dolen_month month)
{
    char text[DOLEN_MONTH_TEXT];

    if (month == 0)
        return json_null();
    dolen_month_write(month, text);
    return json_string(text);
}

static const char *state_word(dolen_alert_state state)
{
    static const char *const words[] = {[DOLEN_ALERT_NEW] = "new",
                                        [DOLEN_ALERT_SEEN] = "seen",
                                        [DOLEN_ALERT_IN_HAND] = "in-hand",
                                        [DOLEN_ALERT_ENDED] = "done"};

    return words[state];
}

const char *dolen_alert_json_deed(dolen_alert_deed deed)
{
    static const char *const words[] = {[DOLEN_ALERT_LOOKED_AT] = "looked-at",
                                        [DOLEN_ALERT_TAKEN] = "taken",
                                        [DOLEN_ALERT_TAKEN_OVER] = "taken-over",
                                        [DOLEN_ALERT_GIVEN_OUTCOME] = "done"};

    return words[deed];
}

/* A list of alerts has these members; one alert by itself has more. */
static json_t *outline(const dolen_desk_alert *alert)
{
    const dolen_kept_alert *kept = &alert->kept;
    char id[DOLEN_UUID_TEXT];

    dolen_uuid_write(kept->id, id);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:o, s:b, s:s, s:s}", "alert", id, "kind",
                     kept->sort == DOLEN_ALERT_OF_FLAG ? "flag" : "consultation", "watch", kept->alert.watch.text,
                     "local_id", kept->local_id, "name", kept->name, "own_team", alert->own_team.en, "state",
                     state_word(kept->state), "raised", dolen_json_facts_instant(kept->alert.raised), "clock",
                     kept->clock.text, "due", dolen_json_facts_instant(kept->due), "overdue", (int)alert->is_overdue,
                     "holder", kept->holder, "outcome", kept->ended.text);
}

static json_t *ends_of(const dolen_desk_alert *alert)
{
    json_t *list = json_array();

    for (size_t i = 0; i < alert->ends.count; i++)
        json_array_append_new(list, json_string(alert->ends.items[i].text));
    return list;
}

static json_t *history_of(const dolen_alert_step *steps, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s, s:s}", "at", dolen_json_facts_instant(steps[i].at),
                                              "user", steps[i].account, "role", steps[i].role.text, "step",
                                              dolen_alert_json_deed(steps[i].deed), "outcome", steps[i].outcome.text));
    return list;
}

static void add_what_was_shared(json_t *document, const dolen_desk_alert *alert)
{
    const dolen_kept_alert *kept = &alert->kept;

    json_object_set_new(document, "received", dolen_json_facts_instant(kept->received));
    json_object_set_new(document, "agency", json_string(kept->alert.agency.text));
    json_object_set_new(document, "team", json_string(alert->team.en));
    json_object_set_new(document, "telephone", json_string(alert->telephone));
    json_object_set_new(document, "purpose", json_string(kept->purpose.text));
    json_object_set_new(document, "flag", json_string(kept->alert.flag.text));
    json_object_set_new(document, "month", month_of(kept->alert.month));
    json_object_set_new(document, "latest", day_of(kept->alert.latest));
    json_object_set_new(document, "disputed", json_boolean(kept->alert.disputed));
    json_object_set_new(document, "urgent", json_boolean(kept->urgent));
    json_object_set_new(document, "ends", ends_of(alert));
}

static dolen_status show(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id, bool carried_out,
                         dolen_arena *arena, json_t **out, dolen_err *err)
{
    const dolen_alert_step *steps = NULL;
    dolen_desk_alert alert;
    size_t count = 0;

    DOLEN_TRY(dolen_alert_desk_open(agency, actor, id, arena, &alert, &steps, &count, err));
    json_t *document = outline(&alert);
    add_what_was_shared(document, &alert);
    json_object_set_new(document, "history", history_of(steps, count));
    *out = json_pack("{s:o, s:b}", "alert", document, "carried_out", (int)carried_out);
    return DOLEN_OK;
}

static dolen_status list(dolen_agency *agency, const dolen_alert_actor *actor, const char *which, dolen_arena *arena,
                         json_t **out, dolen_err *err)
{
    const dolen_alert_choice choice = dolen_text_same(which, "overdue") ? DOLEN_ALERTS_OVERDUE
                                      : dolen_text_same(which, "done")  ? DOLEN_ALERTS_ENDED
                                                                        : DOLEN_ALERTS_OPEN;
    dolen_alert_desk_view view;

    if (choice == DOLEN_ALERTS_OPEN && *which && !dolen_text_same(which, "open"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "alerts are listed open, overdue or done");
    DOLEN_TRY(dolen_alert_desk_list(agency, actor, choice, arena, &view, err));
    json_t *documents = json_array();
    for (size_t i = 0; i < view.count; i++)
        json_array_append_new(documents, outline(&view.alerts[i]));
    *out = json_pack("{s:o, s:I, s:I, s:I}", "alerts", documents, "waiting", (json_int_t)view.counts.waiting, "open",
                     (json_int_t)view.counts.open, "overdue", (json_int_t)view.counts.overdue);
    return DOLEN_OK;
}

static dolen_status read_actor(dolen_agency *agency, const json_t *request, dolen_arena *arena, dolen_alert_actor *out,
                               dolen_err *err)
{
    const char *role = text_of(request, "role");

    *out = (dolen_alert_actor){.user = text_of(request, "user")};
    DOLEN_TRY(dolen_code_read(role, strlen(role), &out->role, err));
    DOLEN_TRY(dolen_account_check(agency, out->user, out->role, arena, err));
    return dolen_alert_desk_is_for(out->role)
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_DENIED, "alerts are for those who ask about people");
}

static dolen_status end(dolen_agency *agency, const dolen_alert_actor *actor, dolen_uuid id, const char *outcome,
                        dolen_err *err)
{
    dolen_code code;

    DOLEN_TRY(dolen_code_read(outcome, strlen(outcome), &code, err));
    return dolen_alert_desk_end(agency, actor, id, code, err);
}

dolen_status dolen_alert_json_serve(dolen_agency *agency, const json_t *request, dolen_arena *arena, json_t **out,
                                    dolen_err *err)
{
    const char *action = text_of(request, "action");
    const char *number = text_of(request, "alert");
    dolen_status done = DOLEN_OK;
    dolen_alert_actor actor;
    dolen_uuid id;

    *out = NULL;
    DOLEN_TRY(read_actor(agency, request, arena, &actor, err));
    if (dolen_text_same(action, "list"))
        return list(agency, &actor, text_of(request, "which"), arena, out, err);
    DOLEN_TRY(dolen_uuid_read(number, &id, err));
    if (dolen_text_same(action, "take"))
        done = dolen_alert_desk_take(agency, &actor, id, text_of(request, "from"), err);
    else if (dolen_text_same(action, "done"))
        done = end(agency, &actor, id, text_of(request, "outcome"), err);
    else if (!dolen_text_same(action, "show"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the action is one of list, show, take, done");
    if (done != DOLEN_OK && done != DOLEN_E_CONFLICT)
        return done;
    return show(agency, &actor, id, done == DOLEN_OK, arena, out, err);
}
