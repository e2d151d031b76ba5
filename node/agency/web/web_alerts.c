#include "node/agency/web/web_alerts.h"

#include <stdio.h>
#include <string.h>

#include "node/agency/web/alert_words.h"
#include "node/agency/web/oversight_words.h"
#include "node/agency/web/web_internal.h"
#include "node/agency/web/words.h"

enum { PATH = 64 };

/* How the last form ended. */
typedef enum trouble {
    NO_TROUBLE,
    TOO_LATE,
    NO_OUTCOME,
} trouble;

static dolen_both both_of(dolen_words words)
{
    return (dolen_both){words.en, words.cy};
}

static dolen_alert_actor actor_of(const dolen_visit *visit)
{
    return (dolen_alert_actor){.user = visit->session.user, .role = visit->session.role};
}

static dolen_status find_pages(const dolen_visit *visit, const dolen_web_alerts **out, dolen_err *err)
{
    *out = &visit->web->site.alerts;
    return (*out)->context ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_ABSENT, "this node has no inbox of alerts");
}

static dolen_message state_words(dolen_alert_state state)
{
    static const dolen_message words[] = {[DOLEN_ALERT_NEW] = DOLEN_MESSAGE_ALERTS_STATE_NEW,
                                          [DOLEN_ALERT_SEEN] = DOLEN_MESSAGE_ALERTS_STATE_SEEN,
                                          [DOLEN_ALERT_IN_HAND] = DOLEN_MESSAGE_ALERTS_STATE_IN_HAND,
                                          [DOLEN_ALERT_ENDED] = DOLEN_MESSAGE_ALERTS_STATE_DONE};

    return words[state];
}

static const char *path_of(const dolen_visit *visit, dolen_uuid id)
{
    char path[PATH];
    char number[DOLEN_UUID_TEXT];

    dolen_uuid_write(id, number);
    snprintf(path, sizeof path, "/alerts/%s", number);
    return dolen_visit_url(visit, path);
}

static dolen_view_alert_row row_of(const dolen_visit *visit, const dolen_desk_alert *alert)
{
    const dolen_kept_alert *kept = &alert->kept;

    return (dolen_view_alert_row){
        .to = path_of(visit, kept->id),
        .name = *kept->name ? kept->name : kept->local_id,
        .local_id = kept->local_id,
        .own_team = both_of(alert->own_team),
        .watch = both_of(alert->watch),
        .what =
            kept->sort == DOLEN_ALERT_OF_FLAG ? DOLEN_MESSAGE_ALERTS_KIND_FLAG : DOLEN_MESSAGE_ALERTS_KIND_CONSULTATION,
        .raised = dolen_words_instant(visit->arena, visit->language, kept->alert.raised),
        .due = dolen_words_instant(visit->arena, visit->language, kept->due),
        .duty = both_of(alert->clock),
        .is_overdue = alert->is_overdue,
        .state = state_words(kept->state),
        .is_new = kept->state == DOLEN_ALERT_NEW,
        .holder = kept->holder,
        .outcome = dolen_alert_words_outcome(kept->ended),
    };
}

static dolen_status fill_tables(const dolen_visit *visit, const dolen_alert_desk_view *view,
                                dolen_view_alert_table *own, dolen_view_alert_table *others, dolen_err *err)
{
    dolen_view_alert_row *rows = NULL;
    size_t own_count = 0;

    DOLEN_TRY(dolen_arena_take(visit->arena, view->count + 1, sizeof *rows, (void *)&rows, err));
    for (size_t i = 0; i < view->count; i++) {
        rows[i] = row_of(visit, &view->alerts[i]);
        own_count += view->alerts[i].is_own_team;
    }
    own->alerts = rows;
    own->alerts_count = own_count;
    others->alerts = rows + own_count;
    others->alerts_count = view->count - own_count;
    return DOLEN_OK;
}

static dolen_message nothing_words(dolen_alert_choice choice)
{
    static const dolen_message words[] = {[DOLEN_ALERTS_OPEN] = DOLEN_MESSAGE_ALERTS_NONE_OPEN,
                                          [DOLEN_ALERTS_OVERDUE] = DOLEN_MESSAGE_ALERTS_NONE_OVERDUE,
                                          [DOLEN_ALERTS_ENDED] = DOLEN_MESSAGE_ALERTS_NONE_DONE};

    return words[choice];
}

static void send_list(dolen_visit *visit, dolen_alert_choice choice, const dolen_alert_desk_view *view,
                      const dolen_view_alert_table *own, const dolen_view_alert_table *others)
{
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_ALERTS_TITLE, "/alerts");
    const dolen_view_alerts shown = {
        .frame = &frame,
        .to_open = dolen_visit_url(visit, "/alerts"),
        .to_overdue = dolen_visit_url(visit, "/alerts/overdue"),
        .to_done = dolen_visit_url(visit, "/alerts/ended"),
        .is_open = choice == DOLEN_ALERTS_OPEN,
        .is_overdue = choice == DOLEN_ALERTS_OVERDUE,
        .is_done = choice == DOLEN_ALERTS_ENDED,
        .waiting = view->counts.waiting,
        .open = view->counts.open,
        .overdue = view->counts.overdue,
        .has_team = own->alerts_count > 0,
        .own = own->alerts_count ? own : NULL,
        .others = others->alerts_count ? others : NULL,
        .none = view->count ? DOLEN_MESSAGE_NONE : nothing_words(choice),
    };
    dolen_page page = dolen_web_page_new(visit);

    dolen_render_alerts(&page, &shown);
    dolen_web_page_send(visit, &page, 200);
}

static dolen_status show_list(dolen_visit *visit, dolen_alert_choice choice, dolen_err *err)
{
    const dolen_alert_actor actor = actor_of(visit);
    const dolen_web_alerts *pages = NULL;
    dolen_alert_desk_view view;

    DOLEN_TRY(find_pages(visit, &pages, err));
    DOLEN_TRY(pages->list(pages->context, &actor, choice, visit->arena, &view, err));
    dolen_view_alert_table own = {.heading = "own-team", .is_done = choice == DOLEN_ALERTS_ENDED};
    dolen_view_alert_table others = {.heading = "other-teams", .is_done = choice == DOLEN_ALERTS_ENDED};
    DOLEN_TRY(fill_tables(visit, &view, &own, &others, err));
    send_list(visit, choice, &view, &own, &others);
    return DOLEN_OK;
}

dolen_status dolen_web_alerts_show(dolen_visit *visit, dolen_err *err)
{
    return show_list(visit, DOLEN_ALERTS_OPEN, err);
}

dolen_status dolen_web_alerts_overdue(dolen_visit *visit, dolen_err *err)
{
    return show_list(visit, DOLEN_ALERTS_OVERDUE, err);
}

dolen_status dolen_web_alerts_ended(dolen_visit *visit, dolen_err *err)
{
    return show_list(visit, DOLEN_ALERTS_ENDED, err);
}

int64_t dolen_web_alerts_waiting(const dolen_visit *visit)
{
    const dolen_web_alerts *pages = &visit->web->site.alerts;
    const dolen_alert_actor actor = actor_of(visit);
    int64_t waiting = 0;

    if (!pages->context || pages->waiting(pages->context, &actor, &waiting, NULL) != DOLEN_OK)
        return 0;
    return waiting;
}

static dolen_status fill_ends(const dolen_visit *visit, const dolen_desk_alert *alert, dolen_view_alert *out,
                              dolen_err *err)
{
    dolen_view_alert_end *ends = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, alert->ends.count + 1, sizeof *ends, (void *)&ends, err));
    for (size_t i = 0; i < alert->ends.count; i++) {
        const char *const id[] = {"outcome", i ? "-" : "", i ? alert->ends.items[i].text : "", NULL};
        ends[i] = (dolen_view_alert_end){.id = dolen_words_join(visit->arena, id),
                                         .code = alert->ends.items[i].text,
                                         .name = dolen_alert_words_outcome(alert->ends.items[i])};
    }
    out->ends = ends;
    out->ends_count = alert->ends.count;
    out->has_choice = alert->ends.count > 1;
    return DOLEN_OK;
}

static dolen_status fill_steps(const dolen_visit *visit, const dolen_alert_step *steps, size_t count,
                               dolen_view_alert *out, dolen_err *err)
{
    dolen_view_alert_step *list = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < count; i++)
        list[i] = (dolen_view_alert_step){.when = dolen_words_instant(visit->arena, visit->language, steps[i].at),
                                          .user = steps[i].account,
                                          .step = dolen_alert_words_deed(steps[i].deed),
                                          .outcome = dolen_alert_words_outcome(steps[i].outcome)};
    out->steps = list;
    out->steps_count = count;
    return DOLEN_OK;
}

/* What the other agency did, and whom to ring. */
static void fill_shared(const dolen_visit *visit, const dolen_desk_alert *alert, dolen_view_alert *out)
{
    const dolen_alert *said = &alert->kept.alert;
    const bool is_event = said->kind == DOLEN_FLAG_EVENT;
    const char *month = dolen_words_month(visit->arena, visit->language, said->month);

    out->agency = both_of(alert->agency);
    out->team = both_of(alert->team);
    out->telephone = alert->telephone;
    out->is_consultation = alert->kept.sort == DOLEN_ALERT_OF_CONSULTATION;
    out->flag_name = both_of(alert->flag);
    out->is_disputed = said->disputed;
    out->latest = dolen_words_day(visit->arena, visit->language, said->latest);
    out->month = is_event && said->latest.year == 0 ? month : "";
    out->since = is_event ? "" : month;
    out->purpose = both_of(alert->purpose);
    out->outcome = dolen_oversight_words_consulted(alert->kept.outcome);
    out->is_urgent = alert->kept.urgent;
    out->raised = dolen_words_instant(visit->arena, visit->language, said->raised);
}

/* Whose record it is, what is due, and in whose hand it is. */
static void fill_own(const dolen_visit *visit, const dolen_desk_alert *alert, dolen_view_alert *out)
{
    const dolen_kept_alert *kept = &alert->kept;

    out->name = *kept->name ? kept->name : kept->local_id;
    out->local_id = kept->local_id;
    out->own_team = both_of(alert->own_team);
    out->watch = both_of(alert->watch);
    out->duty = both_of(alert->clock);
    out->due = dolen_words_instant(visit->arena, visit->language, kept->due);
    out->hours = alert->hours;
    out->law = both_of(alert->law);
    out->is_overdue = alert->is_overdue;
    out->state = state_words(kept->state);
    out->holder = kept->holder;
    out->is_open = kept->state != DOLEN_ALERT_ENDED;
    out->is_own = strcmp(kept->holder, visit->session.user) == 0;
    out->is_others = *kept->holder && !out->is_own;
    out->ended_as = dolen_alert_words_outcome(kept->ended);
}

static void send_alert(dolen_visit *visit, const dolen_view_alert *alert, trouble what)
{
    const dolen_view_fault_link link = {"outcome", DOLEN_MESSAGE_ALERT_END_FAULT};
    const dolen_view_fault_summary summary = {&link, 1};
    const bool is_fault = what == NO_OUTCOME;
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_ALERT_TITLE, "/alerts");
    dolen_view_alert view = *alert;

    frame.has_faults = is_fault;
    view.frame = &frame;
    view.summary = is_fault ? &summary : NULL;
    view.end_fault = is_fault ? DOLEN_MESSAGE_ALERT_END_FAULT : DOLEN_MESSAGE_NONE;
    view.is_too_late = what == TOO_LATE;
    view.back = dolen_visit_url(visit, "/alerts");
    view.action = dolen_visit_url(visit, visit->path);
    view.csrf = visit->csrf;
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_alert(&page, &view);
    dolen_web_page_send(visit, &page, what == TOO_LATE ? 409 : 200);
}

static dolen_status show_one(dolen_visit *visit, dolen_uuid id, trouble what, dolen_err *err)
{
    const dolen_alert_actor actor = actor_of(visit);
    const dolen_web_alerts *pages = NULL;
    const dolen_alert_step *steps = NULL;
    dolen_desk_alert alert;
    size_t step_count = 0;
    dolen_view_alert view = {0};

    DOLEN_TRY(find_pages(visit, &pages, err));
    DOLEN_TRY(pages->open(pages->context, &actor, id, visit->arena, &alert, &steps, &step_count, err));
    fill_shared(visit, &alert, &view);
    fill_own(visit, &alert, &view);
    DOLEN_TRY(fill_ends(visit, &alert, &view, err));
    DOLEN_TRY(fill_steps(visit, steps, step_count, &view, err));
    send_alert(visit, &view, what);
    return DOLEN_OK;
}

/* No number: no such alert. */
static dolen_status read_id(const dolen_visit *visit, dolen_uuid *out, dolen_err *err)
{
    return dolen_uuid_read(visit->id, out, NULL) == DOLEN_OK
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such alert");
}

dolen_status dolen_web_alert_show(dolen_visit *visit, dolen_err *err)
{
    dolen_uuid id;

    DOLEN_TRY(read_id(visit, &id, err));
    return show_one(visit, id, NO_TROUBLE, err);
}

static dolen_status end(const dolen_visit *visit, dolen_uuid id, const char *outcome, trouble *what, dolen_err *err)
{
    const dolen_web_alerts *pages = &visit->web->site.alerts;
    const dolen_alert_actor actor = actor_of(visit);
    dolen_code code;

    *what = *outcome ? NO_TROUBLE : NO_OUTCOME;
    if (!*outcome)
        return DOLEN_OK;
    DOLEN_TRY(dolen_code_read(outcome, strlen(outcome), &code, err));
    return pages->end(pages->context, &actor, id, code, err);
}

static dolen_status act(const dolen_visit *visit, dolen_uuid id, const dolen_http_form *form, trouble *what,
                        dolen_err *err)
{
    const char *step = dolen_visit_form_value(form, "step");
    const dolen_alert_actor actor = actor_of(visit);
    const dolen_web_alerts *pages = NULL;

    *what = NO_TROUBLE;
    DOLEN_TRY(find_pages(visit, &pages, err));
    if (strcmp(step, "take") == 0)
        return pages->take(pages->context, &actor, id, dolen_visit_form_value(form, "from"), err);
    if (strcmp(step, "end") == 0)
        return end(visit, id, dolen_visit_form_value(form, "outcome"), what, err);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "nothing of this name can be done with an alert");
}

dolen_status dolen_web_alert_take(dolen_visit *visit, dolen_err *err)
{
    trouble what = NO_TROUBLE;
    dolen_http_form form;
    dolen_uuid id;

    DOLEN_TRY(read_id(visit, &id, err));
    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const dolen_status done = act(visit, id, &form, &what, err);
    if (done == DOLEN_E_CONFLICT)
        return show_one(visit, id, TOO_LATE, err);
    DOLEN_TRY(done);
    if (what != NO_TROUBLE)
        return show_one(visit, id, what, err);
    dolen_visit_redirect(visit, visit->path);
    return DOLEN_OK;
}
