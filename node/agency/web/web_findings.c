#include <string.h>

#include "node/agency/web/audit_words.h"
#include "node/agency/web/finding_words.h"
#include "node/agency/web/words.h"

enum { SHOWN = 200 };

static dolen_both kind_of(int16_t kind)
{
    const dolen_both known = dolen_finding_words_kind(kind);
    const dolen_both unknown = {dolen_messages[DOLEN_MESSAGE_FINDINGS_UNKNOWN][DOLEN_ENGLISH],
                                dolen_messages[DOLEN_MESSAGE_FINDINGS_UNKNOWN][DOLEN_WELSH]};

    return dolen_page_has(known.en) ? known : unknown;
}

static dolen_view_finding_row row_of(const dolen_visit *visit, const dolen_stored_finding *finding)
{
    return (dolen_view_finding_row){
        .number = dolen_oversight_words_number(visit->arena, finding->number),
        .kind = kind_of(finding->kind),
        .full_name = finding->full_name,
        .account = finding->account,
        .searches = dolen_oversight_words_count(visit->arena, finding->search_count),
        .last = dolen_words_instant(visit->arena, visit->language, finding->last_search),
        .closed = dolen_words_instant(visit->arena, visit->language, finding->closed),
        .to = dolen_visit_url(visit, "/findings/one"),
    };
}

static dolen_status need_ground(dolen_visit *visit, const dolen_web_oversight **site, dolen_code *ground,
                                bool *is_answered, dolen_err *err)
{
    *is_answered = false;
    DOLEN_TRY(dolen_oversight_words_site(visit, site, err));
    const dolen_status grounded = dolen_audit_words_need_ground(visit, ground, err);
    *is_answered = grounded == DOLEN_E_ABSENT;
    return *is_answered ? DOLEN_OK : grounded;
}

dolen_status dolen_web_findings_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;
    const dolen_stored_finding *findings = NULL;
    dolen_view_finding_row *rows = NULL;
    bool is_answered = false;
    dolen_code ground;
    size_t count = 0;
    int64_t open = 0;

    DOLEN_TRY(need_ground(visit, &site, &ground, &is_answered, err));
    if (is_answered)
        return DOLEN_OK;
    DOLEN_TRY(site->findings(site->context, SHOWN, visit->arena, &findings, &count, &open, err));
    DOLEN_TRY(dolen_audit_words_begin(visit, ground, DOLEN_READING_FINDINGS, count, NULL, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *rows, (void *)&rows, err));
    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(visit, &findings[i]);
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_FINDINGS_TITLE, "/findings");
    const dolen_view_ground_note note = dolen_audit_words_ground_note(visit, ground);
    const dolen_view_findings view = {.frame = &frame,
                                      .ground = &note,
                                      .is_closed = strcmp(visit->request->reason, "closed") == 0,
                                      .open = open,
                                      .rows = rows,
                                      .rows_count = count};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_findings(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

/* One finding while its page is made. */
typedef struct drawing {
    dolen_visit *visit;
    const dolen_web_oversight *site;
    dolen_code ground;
    const char *reason; /* as typed */
    dolen_message fault;
    dolen_stored_finding finding;
    const dolen_oversight_item *searches;
    size_t search_count;
} drawing;

static dolen_status fill_figures(const drawing *d, dolen_view_finding *view, dolen_err *err)
{
    dolen_view_finding_figure *figures = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->finding.figure_count + 1, sizeof *figures, (void *)&figures, err));
    for (size_t i = 0; i < d->finding.figure_count; i++) {
        char value[DOLEN_FINDING_WORDS_VALUE];
        const dolen_both name = dolen_finding_words_figure(d->finding.figures[i], value);
        if (dolen_page_has(name.en))
            figures[view->figures_count++] =
                (dolen_view_finding_figure){name, dolen_arena_copy_string(d->visit->arena, value, strlen(value))};
    }
    view->figures = figures;
    return DOLEN_OK;
}

static dolen_view_finding_search search_of(const drawing *d, const dolen_oversight_item *item)
{
    const dolen_web_site *site = &d->visit->web->site;
    char id[DOLEN_UUID_TEXT];

    dolen_uuid_write(item->id, id);
    const char *const pieces[] = {"/audit/", id, NULL};
    return (dolen_view_finding_search){
        .when = dolen_words_instant(d->visit->arena, d->visit->language, item->asked),
        .purpose = dolen_oversight_words_name(d->visit->arena, site->purpose_name(site->context, item->purpose),
                                              item->purpose),
        .case_reference = item->case_reference,
        .outcome = dolen_audit_words_outcome(item->outcome),
        .to = dolen_visit_url(d->visit, dolen_words_join(d->visit->arena, pieces)),
    };
}

static dolen_status fill_searches(const drawing *d, dolen_view_finding *view, dolen_err *err)
{
    dolen_view_finding_search *list = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->search_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < d->search_count; i++)
        list[i] = search_of(d, &d->searches[i]);
    view->searches = list;
    view->searches_count = d->search_count;
    view->more = d->search_count && d->finding.search_count > d->search_count
                     ? dolen_oversight_words_count(d->visit->arena, d->finding.search_count - d->search_count)
                     : "";
    return DOLEN_OK;
}

static void fill_finding(const drawing *d, dolen_view_finding *view)
{
    const dolen_stored_finding *finding = &d->finding;

    view->number = dolen_oversight_words_number(d->visit->arena, finding->number);
    view->kind = kind_of(finding->kind);
    view->full_name = finding->full_name;
    view->account = finding->account;
    view->raised = dolen_words_instant(d->visit->arena, d->visit->language, finding->raised);
    view->follows = finding->follows ? dolen_oversight_words_number(d->visit->arena, finding->follows) : "";
    view->is_own = strcmp(finding->account, d->visit->session.user) == 0;
    view->closed = dolen_words_instant(d->visit->arena, d->visit->language, finding->closed);
    view->closed_by = finding->closed_by;
    view->reason = finding->reason;
}

static dolen_status send_one(drawing *d, dolen_err *err)
{
    const dolen_view_fault_link link = {"reason", d->fault};
    const dolen_view_fault_summary summary = {&link, 1};
    dolen_view_frame frame = dolen_web_page_frame(d->visit, DOLEN_MESSAGE_FINDINGS_TITLE, "/findings");
    const dolen_view_ground_note note = dolen_audit_words_ground_note(d->visit, d->ground);
    dolen_view_text_field field =
        dolen_oversight_words_field("reason", DOLEN_MESSAGE_FINDINGS_REASON, d->reason, d->fault);

    field.hint = DOLEN_MESSAGE_FINDINGS_REASON_HINT;
    field.is_spelled = true;
    frame.has_faults = d->fault != DOLEN_MESSAGE_NONE;
    dolen_view_finding view = {.frame = &frame,
                               .summary = frame.has_faults ? &summary : NULL,
                               .ground = &note,
                               .back = dolen_visit_url(d->visit, "/findings"),
                               .action = dolen_visit_url(d->visit, "/findings/one"),
                               .csrf = d->visit->csrf,
                               .field = &field};
    fill_finding(d, &view);
    DOLEN_TRY(fill_figures(d, &view, err));
    DOLEN_TRY(fill_searches(d, &view, err));
    dolen_page page = dolen_web_page_new(d->visit);
    dolen_render_finding(&page, &view);
    dolen_web_page_send(d->visit, &page, 200);
    return DOLEN_OK;
}

static dolen_status show_one(drawing *d, const char *number, dolen_err *err)
{
    bool is_answered = false;

    DOLEN_TRY(need_ground(d->visit, &d->site, &d->ground, &is_answered, err));
    if (is_answered)
        return DOLEN_OK;
    DOLEN_TRY(d->site->finding(d->site->context, dolen_oversight_words_read_number(number), d->visit->arena,
                               &d->finding, &d->searches, &d->search_count, err));
    DOLEN_TRY(dolen_audit_words_begin(d->visit, d->ground, DOLEN_READING_FINDINGS, 1, NULL, err));
    return send_one(d, err);
}

dolen_status dolen_web_finding_show(dolen_visit *visit, dolen_err *err)
{
    drawing d = {.visit = visit, .reason = ""};

    return show_one(&d, visit->request->about, err);
}

dolen_status dolen_web_finding_take(dolen_visit *visit, dolen_err *err)
{
    bool is_answered = false;
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const char *number = dolen_visit_form_value(&form, "number");
    drawing d = {.visit = visit, .reason = dolen_oversight_words_typed(visit, &form, "reason")};
    if (!*d.reason || strlen(d.reason) > DOLEN_FINDING_REASON) {
        d.fault = DOLEN_MESSAGE_FAULT_FINDING_REASON;
        return show_one(&d, number, err);
    }
    DOLEN_TRY(need_ground(visit, &d.site, &d.ground, &is_answered, err));
    if (is_answered)
        return DOLEN_OK;
    const dolen_reading reader = {.user = visit->session.user, .role = visit->session.role, .ground = d.ground};
    DOLEN_TRY(d.site->close_finding(d.site->context, &reader, dolen_oversight_words_read_number(number), d.reason,
                                    visit->arena, err));
    dolen_visit_redirect(visit, "/findings?reason=closed");
    return DOLEN_OK;
}
