#include <string.h>

#include "node/agency/web/alert_words.h"
#include "node/agency/web/audit_wish.h"
#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

enum { FAULTS = 2 };

/* The page while it is made. */
typedef struct drawing {
    dolen_visit *visit;
    const dolen_web_oversight *site;
    dolen_code ground;
    dolen_audit_wish wish;
    bool has_list;
    dolen_alert_steps_result found;
} drawing;

static dolen_both name_of(const drawing *d, dolen_words words, dolen_code code)
{
    return dolen_oversight_words_name(d->visit->arena, (dolen_both){words.en, words.cy}, code);
}

static dolen_view_audit_alert_row row_of(const drawing *d, const dolen_alert_steps_item *item)
{
    const dolen_alert_step_item *kept = &item->kept;

    return (dolen_view_audit_alert_row){.when = dolen_words_instant(d->visit->arena, d->visit->language, kept->step.at),
                                        .full_name = kept->full_name,
                                        .account = kept->step.account,
                                        .role = name_of(d, item->role, kept->step.role),
                                        .step = dolen_alert_words_deed(kept->step.deed),
                                        .outcome = dolen_alert_words_outcome(kept->step.outcome),
                                        .watch = name_of(d, item->watch, kept->watch),
                                        .has_agency = !dolen_code_is_empty(kept->agency),
                                        .agency = name_of(d, item->agency, kept->agency),
                                        .has_flag = !dolen_code_is_empty(kept->flag),
                                        .flag = name_of(d, item->flag, kept->flag),
                                        .name = kept->name,
                                        .local_id = kept->local_id};
}

static dolen_status fill_list(const drawing *d, dolen_view_audit_alerts *view, dolen_err *err)
{
    dolen_view_audit_alert_row *rows = NULL;
    char *cursor = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->found.item_count + 1, sizeof *rows, (void *)&rows, err));
    DOLEN_TRY(dolen_arena_take(d->visit->arena, DOLEN_ALERT_STEPS_CURSOR, 1, (void *)&cursor, err));
    for (size_t i = 0; i < d->found.item_count; i++)
        rows[i] = row_of(d, &d->found.items[i]);
    dolen_alert_steps_cursor_write(d->found.next, cursor);
    view->has_list = d->has_list;
    view->rows = rows;
    view->rows_count = d->found.item_count;
    view->has_more = d->found.has_more;
    view->cursor = cursor;
    return DOLEN_OK;
}

static dolen_view_text_field day_field(const char *id, dolen_message label, const char *value, dolen_message fault)
{
    dolen_view_text_field field = dolen_oversight_words_field(id, label, value, fault);

    field.hint = DOLEN_MESSAGE_AUDIT_DAY_HINT;
    return field;
}

static dolen_status send_page(drawing *d, dolen_err *err)
{
    dolen_visit *visit = d->visit;
    const dolen_audit_wish *wish = &d->wish;
    dolen_view_fault_link links[FAULTS];
    size_t faults = 0;
    dolen_web_page_add_fault(links, &faults, "from", wish->from_fault);
    dolen_web_page_add_fault(links, &faults, "until", wish->until_fault);
    const dolen_view_fault_summary summary = {links, faults};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_AUDIT_ALERTS_TITLE, "/audit/alerts");
    frame.has_faults = faults > 0;
    const dolen_view_ground_note note = dolen_audit_words_ground_note(visit, d->ground);
    dolen_view_text_field by =
        dolen_oversight_words_field("asked_by", DOLEN_MESSAGE_AUDIT_ASKED_BY, wish->asked_by, DOLEN_MESSAGE_NONE);
    by.hint = DOLEN_MESSAGE_AUDIT_ASKED_BY_HINT;
    const dolen_view_text_field from = day_field("from", DOLEN_MESSAGE_AUDIT_FROM, wish->from, wish->from_fault);
    const dolen_view_text_field until = day_field("until", DOLEN_MESSAGE_AUDIT_UNTIL, wish->until, wish->until_fault);
    dolen_view_audit_alerts view = {.frame = &frame,
                                    .summary = faults ? &summary : NULL,
                                    .ground = &note,
                                    .back = dolen_visit_url(visit, "/audit"),
                                    .action = dolen_visit_url(visit, "/audit/alerts"),
                                    .csrf = visit->csrf,
                                    .asked_by = &by,
                                    .from = &from,
                                    .until = &until,
                                    .is_later = *visit->request->about != '\0'};
    DOLEN_TRY(fill_list(d, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_audit_alerts(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

/* Find, and write down that it is read, before anything of it goes into the page. */
static dolen_status find(drawing *d, const dolen_find_criteria *criteria, dolen_err *err)
{
    dolen_alert_step_wish wish = {.account = criteria->user, .from = criteria->from, .until = criteria->until};

    if (dolen_alert_steps_cursor_read(d->visit->request->about, &wish.before, NULL) != DOLEN_OK)
        wish.before = (dolen_alert_step_cursor){0};
    DOLEN_TRY(d->site->alert_steps(d->site->context, &wish, d->visit->arena, &d->found, err));
    DOLEN_TRY(dolen_audit_words_begin(d->visit, d->ground, DOLEN_READING_LIST, d->found.item_count, NULL, err));
    d->has_list = true;
    return DOLEN_OK;
}

dolen_status dolen_web_audit_alerts_show(dolen_visit *visit, dolen_err *err)
{
    drawing d = {.visit = visit};
    dolen_find_criteria criteria;
    dolen_person nobody;

    DOLEN_TRY(dolen_oversight_words_site(visit, &d.site, err));
    const dolen_status grounded = dolen_audit_words_need_ground(visit, &d.ground, err);
    if (grounded != DOLEN_OK)
        return grounded == DOLEN_E_ABSENT ? DOLEN_OK : grounded;
    DOLEN_TRY(dolen_audit_wish_read(visit, DOLEN_PAPER_STEPS, &d.wish, err));
    if (dolen_audit_wish_criteria(&d.wish, &criteria, &nobody))
        DOLEN_TRY(find(&d, &criteria, err));
    return send_page(&d, err);
}

dolen_status dolen_web_audit_alerts_take(dolen_visit *visit, dolen_err *err)
{
    const dolen_digest session = dolen_oversight_words_hand(visit);
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    if (strcmp(dolen_visit_form_value(&form, "action"), "clear") == 0)
        dolen_papers_forget(visit->web->papers, session, DOLEN_PAPER_STEPS);
    else
        DOLEN_TRY(
            dolen_papers_put(visit->web->papers, session, DOLEN_PAPER_STEPS, visit->request->body, visit->now, err));
    dolen_visit_redirect(visit, "/audit/alerts");
    return DOLEN_OK;
}
