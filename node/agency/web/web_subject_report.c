#include <stdio.h>
#include <string.h>

#include "node/agency/alerts/alert_json.h"
#include "node/agency/web/alert_words.h"
#include "node/agency/web/audit_words.h"
#include "node/agency/web/subject_pages.h"
#include "node/agency/web/words.h"

enum { MONTHS = 512 };

/* The page while it is made. Texts are copied out of the document, which is gone before the page is sent. */
typedef struct drawing {
    dolen_visit *visit;
    const json_t *report;
} drawing;

static const char *text_of(const drawing *d, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    const char *copy = text ? dolen_arena_copy_string(d->visit->arena, text, strlen(text)) : NULL;

    return copy ? copy : "";
}

static dolen_both both_of(const drawing *d, const json_t *object, const char *name)
{
    const json_t *words = json_object_get(object, name);

    return (dolen_both){text_of(d, words, "en"), text_of(d, words, "cy")};
}

static const char *instant_of(const drawing *d, const json_t *object, const char *name)
{
    int64_t at = 0;

    if (dolen_instant_read(text_of(d, object, name), &at, NULL) != DOLEN_OK)
        return "";
    return dolen_words_instant(d->visit->arena, d->visit->language, at);
}

static const char *count_of(const drawing *d, const json_t *object, const char *name)
{
    const json_int_t number = json_integer_value(json_object_get(object, name));

    return dolen_oversight_words_count(d->visit->arena, number > 0 ? (uint64_t)number : 0);
}

static dolen_status fill_person(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    json_t *person = json_object_get(d->report, "person");
    dolen_view_audit_typed *list = NULL;
    const char *name = NULL;
    const json_t *value = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, json_object_size(person) + 1, sizeof *list, (void *)&list, err));
    json_object_foreach(person, name, value)
    {
        list[view->person_count++] =
            (dolen_view_audit_typed){.name = dolen_audit_words_field(name),
                                     .other = dolen_arena_copy_string(d->visit->arena, name, strlen(name)),
                                     .value = text_of(d, person, name)};
    }
    view->person = list;
    return DOLEN_OK;
}

/* "2026-03 x2, 2026-05 x1": months and counts. */
static const char *months_of(const drawing *d, json_t *months)
{
    char text[MONTHS] = "";
    size_t used = 0;
    const char *month = NULL;
    const json_t *number = NULL;

    json_object_foreach(months, month, number)
    {
        const int more = snprintf(text + used, sizeof text - used, "%s%s \xc3\x97%d", used ? ", " : "", month,
                                  (int)json_integer_value(number));
        if (more < 0 || (size_t)more >= sizeof text - used)
            break;
        used += (size_t)more;
    }
    const char *copy = dolen_arena_copy_string(d->visit->arena, text, used);
    return copy ? copy : "";
}

static dolen_status fill_flags(const drawing *d, const json_t *flags, const dolen_view_report_flag **out, size_t *count,
                               dolen_err *err)
{
    dolen_view_report_flag *list = NULL;

    *count = json_array_size(flags);
    DOLEN_TRY(dolen_arena_take(d->visit->arena, *count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < *count; i++) {
        const json_t *flag = json_array_get(flags, i);
        list[i] = (dolen_view_report_flag){.name = both_of(d, flag, "name"),
                                           .code = text_of(d, flag, "code"),
                                           .from = text_of(d, flag, "from"),
                                           .until = text_of(d, flag, "to"),
                                           .months = months_of(d, json_object_get(flag, "months")),
                                           .is_disputed = json_is_true(json_object_get(flag, "disputed"))};
    }
    *out = list;
    return DOLEN_OK;
}

static dolen_message state_of(const char *state)
{
    return strcmp(state, "involved") == 0      ? DOLEN_MESSAGE_REPORT_STATE_INVOLVED
           : strcmp(state, "no-answer") == 0   ? DOLEN_MESSAGE_REPORT_STATE_NO_ANSWER
           : strcmp(state, "out-of-date") == 0 ? DOLEN_MESSAGE_REPORT_STATE_OUT_OF_DATE
                                               : DOLEN_MESSAGE_REPORT_STATE_NOTHING;
}

static dolen_status fill_members(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    const json_t *members = json_object_get(d->report, "members");
    dolen_view_report_member *list = NULL;

    view->members_count = json_array_size(members);
    DOLEN_TRY(dolen_arena_take(d->visit->arena, view->members_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < view->members_count; i++) {
        const json_t *member = json_array_get(members, i);
        list[i] = (dolen_view_report_member){.name = both_of(d, member, "name"),
                                             .state = state_of(text_of(d, member, "state"))};
        DOLEN_TRY(fill_flags(d, json_object_get(member, "flags"), &list[i].flags, &list[i].flags_count, err));
    }
    view->members = list;
    return fill_flags(d, json_object_get(d->report, "own"), &view->own, &view->own_count, err);
}

static dolen_status fill_consultations(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    const json_t *consultations = json_object_get(d->report, "consultations");
    dolen_view_report_consultation *list = NULL;

    view->consultations_count = json_array_size(consultations);
    DOLEN_TRY(dolen_arena_take(d->visit->arena, view->consultations_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < view->consultations_count; i++) {
        const json_t *one = json_array_get(consultations, i);
        list[i] = (dolen_view_report_consultation){.when = instant_of(d, one, "asked"),
                                                   .member = both_of(d, one, "member"),
                                                   .role = both_of(d, one, "role"),
                                                   .purpose = both_of(d, one, "purpose"),
                                                   .is_urgent = json_is_true(json_object_get(one, "urgent")),
                                                   .entry = count_of(d, one, "entry")};
    }
    view->consultations = list;
    view->is_cut = json_is_true(json_object_get(d->report, "cut_short"));
    return DOLEN_OK;
}

static dolen_both purpose_of(const drawing *d, const char *code)
{
    const dolen_web_site *site = &d->visit->web->site;
    dolen_code purpose;

    if (dolen_code_read(code, strlen(code), &purpose, NULL) != DOLEN_OK)
        return (dolen_both){code, code};
    return dolen_oversight_words_name(d->visit->arena, site->purpose_name(site->context, purpose), purpose);
}

static dolen_status fill_searches(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    const json_t *searches = json_object_get(d->report, "searches");
    dolen_view_report_search *list = NULL;

    view->searches_count = json_array_size(searches);
    DOLEN_TRY(dolen_arena_take(d->visit->arena, view->searches_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < view->searches_count; i++) {
        const json_t *one = json_array_get(searches, i);
        list[i] = (dolen_view_report_search){.when = instant_of(d, one, "asked"),
                                             .user = text_of(d, one, "user"),
                                             .purpose = purpose_of(d, text_of(d, one, "purpose")),
                                             .case_reference = text_of(d, one, "case"),
                                             .outcome = dolen_audit_words_outcome(text_of(d, one, "outcome"))};
    }
    view->searches = list;
    return DOLEN_OK;
}

/* As dolen_alert_json_deed has it. */
static dolen_message deed_of(const char *word)
{
    for (dolen_alert_deed deed = DOLEN_ALERT_LOOKED_AT; deed <= DOLEN_ALERT_GIVEN_OUTCOME; deed++)
        if (strcmp(dolen_alert_json_deed(deed), word) == 0)
            return dolen_alert_words_deed(deed);
    return DOLEN_MESSAGE_NONE;
}

static dolen_status fill_steps(const drawing *d, const json_t *steps, dolen_view_report_alert *out, dolen_err *err)
{
    dolen_view_report_alert_step *list = NULL;

    out->steps_count = json_array_size(steps);
    DOLEN_TRY(dolen_arena_take(d->visit->arena, out->steps_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < out->steps_count; i++) {
        const json_t *step = json_array_get(steps, i);
        list[i] = (dolen_view_report_alert_step){.when = instant_of(d, step, "at"),
                                                 .user = text_of(d, step, "user"),
                                                 .step = deed_of(text_of(d, step, "step"))};
    }
    out->steps = list;
    return DOLEN_OK;
}

static dolen_status fill_alerts(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    const json_t *alerts = json_object_get(d->report, "alerts");
    dolen_view_report_alert *list = NULL;

    view->has_alerts = json_is_array(alerts);
    view->alerts_count = json_array_size(alerts);
    view->is_alerts_cut = json_is_true(json_object_get(d->report, "alerts_cut_short"));
    DOLEN_TRY(dolen_arena_take(d->visit->arena, view->alerts_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < view->alerts_count; i++) {
        const json_t *one = json_array_get(alerts, i);
        list[i] = (dolen_view_report_alert){.when = instant_of(d, one, "told"),
                                            .has_agency = json_is_object(json_object_get(one, "agency")),
                                            .agency = both_of(d, one, "agency"),
                                            .has_flag = json_is_object(json_object_get(one, "flag")),
                                            .flag = both_of(d, one, "flag"),
                                            .watch = both_of(d, one, "watch")};
        DOLEN_TRY(fill_steps(d, json_object_get(one, "steps"), &list[i], err));
    }
    view->alerts = list;
    return DOLEN_OK;
}

static dolen_status fill_exemptions(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    const json_t *exemptions = json_object_get(d->report, "exemptions");
    dolen_view_report_exemption *list = NULL;

    view->exemptions_count = json_array_size(exemptions);
    DOLEN_TRY(dolen_arena_take(d->visit->arena, view->exemptions_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < view->exemptions_count; i++) {
        const json_t *one = json_array_get(exemptions, i);
        list[i] = (dolen_view_report_exemption){.name = both_of(d, one, "name"),
                                                .law = both_of(d, one, "law"),
                                                .text = both_of(d, one, "text"),
                                                .figure = count_of(d, one, "count")};
    }
    view->exemptions = list;
    return DOLEN_OK;
}

static dolen_status fill(const drawing *d, dolen_view_subject_report *view, dolen_err *err)
{
    view->made = instant_of(d, d->report, "made");
    view->agency = both_of(d, d->report, "agency");
    view->case_reference = text_of(d, d->report, "case");
    view->user = text_of(d, d->report, "user");
    view->rules = text_of(d, d->report, "rules");
    view->question_entry = count_of(d, d->report, "question_entry");
    view->report_entry = count_of(d, d->report, "report_entry");
    DOLEN_TRY(fill_person(d, view, err));
    DOLEN_TRY(fill_members(d, view, err));
    DOLEN_TRY(fill_consultations(d, view, err));
    DOLEN_TRY(fill_searches(d, view, err));
    DOLEN_TRY(fill_alerts(d, view, err));
    return fill_exemptions(d, view, err);
}

static dolen_status find(dolen_visit *visit, dolen_bytes *out, dolen_err *err)
{
    return dolen_papers_find(visit->web->papers, dolen_oversight_words_hand(visit), DOLEN_PAPER_REPORT, visit->now,
                             visit->arena, out, err);
}

dolen_status dolen_web_subject_report_show(dolen_visit *visit, dolen_err *err)
{
    dolen_bytes kept;

    const dolen_status found = find(visit, &kept, err);
    if (found == DOLEN_E_ABSENT) {
        dolen_visit_redirect(visit, "/subjects");
        return DOLEN_OK;
    }
    DOLEN_TRY(found);
    DOLEN_OWN(json_t, report) = json_loadb((const char *)kept.at, kept.size, 0, NULL);
    const drawing d = {.visit = visit, .report = report};
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_REPORT_TITLE, "/subjects");
    dolen_view_subject_report view = {.frame = &frame,
                                      .back = dolen_visit_url(visit, "/subjects"),
                                      .json = dolen_visit_url(visit, "/subjects/report.json"),
                                      .action = dolen_visit_url(visit, "/subjects/shown"),
                                      .csrf = visit->csrf};
    DOLEN_TRY(fill(&d, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_subject_report(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_subject_report_forget(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    dolen_papers_forget(visit->web->papers, dolen_oversight_words_hand(visit), DOLEN_PAPER_REPORT);
    dolen_visit_redirect(visit, "/subjects");
    return DOLEN_OK;
}

dolen_status dolen_web_subject_report_json(dolen_visit *visit, dolen_err *err)
{
    dolen_bytes kept;

    DOLEN_TRY(find(visit, &kept, err));
    visit->response->status = 200;
    visit->response->body = kept;
    dolen_visit_add_header(visit, "Content-Type", "application/json");
    dolen_visit_add_header(visit, "Content-Disposition", "attachment; filename=\"dolen-subject-report.json\"");
    return DOLEN_OK;
}
