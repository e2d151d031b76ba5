#include <string.h>

#include "node/agency/web/web_review_words.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"

enum { FAULTS = 3, CHOICES = 8 };

/* The form as it was sent; empty when it was not sent yet. */
typedef struct closing {
    const char *outcome;
    const char *follow_up;
    const char *note;
    dolen_message outcome_fault;
    dolen_message follow_up_fault;
    dolen_message note_fault;
} closing;

static dolen_status find(dolen_visit *visit, dolen_web_review *out, dolen_err *err)
{
    const dolen_web_oversight_reviews *functions = &visit->web->site.reviews;
    dolen_uuid search;

    if (dolen_uuid_read(visit->id, &search, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "this is no search's number");
    return functions->find(functions->context, search, visit->arena, out, err);
}

static bool is_own(const dolen_visit *visit, const dolen_review *review)
{
    return strcmp(review->account, visit->session.user) == 0 || strcmp(review->authoriser, visit->session.user) == 0;
}

static dolen_both role_of(const dolen_visit *visit, dolen_code role)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_web_role *roles = NULL;
    dolen_both name = {NULL, NULL};
    size_t count = 0;

    if (site->roles(site->context, visit->arena, &roles, &count, NULL) != DOLEN_OK)
        count = 0;
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(roles[i].code, role))
            name = roles[i].name;
    return dolen_web_review_words_name(visit, name, role);
}

static dolen_both urgency_of(const dolen_visit *visit, dolen_code reason)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_web_urgency *urgencies = NULL;
    dolen_both name = {NULL, NULL};
    size_t count = 0;

    if (site->urgencies(site->context, visit->arena, &urgencies, &count, NULL) != DOLEN_OK)
        count = 0;
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(urgencies[i].code, reason))
            name = urgencies[i].name;
    return dolen_web_review_words_name(visit, name, reason);
}

static dolen_message channel_of(int16_t channel)
{
    switch (channel) {
    case DOLEN_SEARCH_COMMAND_LINE:
        return DOLEN_MESSAGE_REVIEWS_FROM_COMMAND;
    case DOLEN_SEARCH_PROGRAM:
        return DOLEN_MESSAGE_REVIEWS_FROM_PROGRAM;
    default:
        return DOLEN_MESSAGE_REVIEWS_FROM_PAGES;
    }
}

static dolen_view_review_search search_view(const dolen_visit *visit, const dolen_web_review *one)
{
    return (dolen_view_review_search){
        .when = dolen_words_instant(visit->arena, visit->language, one->asked),
        .channel = channel_of(one->channel),
        .subject =
            one->subject == DOLEN_SUBJECT_ADDRESS ? DOLEN_MESSAGE_REVIEWS_AN_ADDRESS : DOLEN_MESSAGE_REVIEWS_PERSON,
        .consent = one->consent,
        .decision_maker = one->decision_maker,
        .outcome =
            strcmp(one->outcome, "answered") == 0 ? DOLEN_MESSAGE_REVIEWS_ANSWERED : DOLEN_MESSAGE_REVIEWS_UNANSWERED,
        .involved = one->involved,
    };
}

static dolen_message step_of(dolen_audit_level level)
{
    switch (level) {
    case DOLEN_AUDIT_SHOWN:
        return DOLEN_MESSAGE_REVIEWS_STEP_SHOWN;
    case DOLEN_AUDIT_OPENED:
        return DOLEN_MESSAGE_REVIEWS_STEP_OPENED;
    case DOLEN_AUDIT_CONTACT:
        return DOLEN_MESSAGE_REVIEWS_STEP_CONTACT;
    case DOLEN_AUDIT_SEARCHED:
        break;
    }
    return DOLEN_MESSAGE_REVIEWS_STEP_SEARCHED;
}

static dolen_status steps_view(const dolen_visit *visit, const dolen_web_review *one,
                               const dolen_view_review_step **out, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    dolen_view_review_step *list = NULL;

    DOLEN_TRY(dolen_arena_take(visit->arena, one->step_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < one->step_count; i++) {
        const dolen_audit_stored *step = &one->steps[i];
        const dolen_code member = step->step.member;
        list[i] = (dolen_view_review_step){
            .when = dolen_words_instant(visit->arena, visit->language, step->walk.at),
            .user = step->walk.account,
            .what = step_of(step->step.level),
            .member = dolen_web_review_words_name(visit, site->member_name(site->context, member), member)};
    }
    *out = list;
    return DOLEN_OK;
}

/* The first has the field's own id, so that the summary of faults leads to it. */
static size_t choices_of(const dolen_visit *visit, const char *field, const char *const *codes,
                         dolen_message (*words)(const char *code), const char *chosen,
                         dolen_view_review_choice out[CHOICES])
{
    size_t count = 0;

    for (; count < CHOICES && codes[count]; count++) {
        const char *const pieces[] = {field, count ? "-" : NULL, codes[count], NULL};
        out[count] = (dolen_view_review_choice){.id = dolen_words_join(visit->arena, pieces),
                                                .code = codes[count],
                                                .name = words(codes[count]),
                                                .is_chosen = strcmp(codes[count], chosen) == 0};
    }
    return count;
}

/* The form's parts, which its view points at. */
typedef struct form_parts {
    dolen_view_review_choice outcomes[CHOICES];
    dolen_view_review_choice follow_ups[CHOICES];
    dolen_view_review_choices outcome;
    dolen_view_review_choices follow_up;
    dolen_view_fault_link links[FAULTS];
    dolen_view_fault_summary summary;
    dolen_view_review_form form;
} form_parts;

static void make_form(const dolen_visit *visit, const closing *sent, form_parts *out)
{
    size_t faults = 0;

    out->outcome = (dolen_view_review_choices){.id = "outcome",
                                               .label = DOLEN_MESSAGE_REVIEWS_OUTCOME,
                                               .fault = sent->outcome_fault,
                                               .choices = out->outcomes,
                                               .choices_count = choices_of(visit, "outcome", dolen_review_outcomes,
                                                                           dolen_web_review_words_outcome,
                                                                           sent->outcome, out->outcomes)};
    out->follow_up = (dolen_view_review_choices){
        .id = "follow_up",
        .label = DOLEN_MESSAGE_REVIEWS_FOLLOW_UP,
        .fault = sent->follow_up_fault,
        .choices = out->follow_ups,
        .choices_count = choices_of(visit, "follow_up", dolen_review_follow_ups, dolen_web_review_words_follow_up,
                                    sent->follow_up, out->follow_ups)};
    out->form = (dolen_view_review_form){.action = dolen_visit_url(visit, visit->path),
                                         .csrf = visit->csrf,
                                         .outcome = &out->outcome,
                                         .follow_up = &out->follow_up,
                                         .note = sent->note,
                                         .note_fault = sent->note_fault};
    dolen_web_page_add_fault(out->links, &faults, "outcome", sent->outcome_fault);
    dolen_web_page_add_fault(out->links, &faults, "follow_up", sent->follow_up_fault);
    dolen_web_page_add_fault(out->links, &faults, "note", sent->note_fault);
    out->summary = (dolen_view_fault_summary){out->links, faults};
}

/* What it is about; the caller adds how it ends. */
static dolen_view_review review_view(const dolen_visit *visit, const dolen_review *review)
{
    return (dolen_view_review){.back = dolen_visit_url(visit, "/reviews"),
                               .number = review->number,
                               .opened = dolen_words_instant(visit->arena, visit->language, review->opened),
                               .due = dolen_words_instant(visit->arena, visit->language, review->due),
                               .is_overdue = review->closed == 0 && review->due < visit->now,
                               .user = review->account,
                               .role = role_of(visit, review->role),
                               .purpose = dolen_web_review_words_purpose(visit, review->purpose),
                               .case_reference = review->case_reference,
                               .search = visit->id,
                               .urgency = urgency_of(visit, review->urgent_reason),
                               .authoriser = review->authoriser,
                               .is_own = review->closed == 0 && is_own(visit, review)};
}

static dolen_view_review_end ending_view(const dolen_visit *visit, const dolen_review *review)
{
    return (dolen_view_review_end){.when = dolen_words_instant(visit->arena, visit->language, review->closed),
                                   .user = review->closed_by,
                                   .outcome = dolen_web_review_words_outcome(review->outcome),
                                   .follow_up = dolen_web_review_words_follow_up(review->follow_up),
                                   .note = review->note};
}

static void send_page(dolen_visit *visit, const dolen_web_review *one, const dolen_view_review_step *steps,
                      const closing *sent)
{
    const dolen_review *review = &one->review;
    const dolen_view_review_reasons reasons = dolen_web_review_words_reasons(review);
    const dolen_view_review_search asked = search_view(visit, one);
    const dolen_view_review_end ending = ending_view(visit, review);
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_REVIEWS_TITLE, "/reviews");
    dolen_view_review view = review_view(visit, review);
    form_parts parts;

    make_form(visit, sent, &parts);
    frame.has_faults = parts.summary.faults_count > 0;
    view.frame = &frame;
    view.summary = frame.has_faults ? &parts.summary : NULL;
    view.reasons = &reasons;
    view.asked = one->has_search ? &asked : NULL;
    view.steps = steps;
    view.steps_count = one->step_count;
    view.ending = review->closed ? &ending : NULL;
    view.form = review->closed || view.is_own ? NULL : &parts.form;
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_review(&page, &view);
    dolen_web_page_send(visit, &page, 200);
}

static dolen_status show(dolen_visit *visit, const dolen_web_review *one, const closing *sent, dolen_err *err)
{
    const dolen_view_review_step *steps = NULL;

    DOLEN_TRY(steps_view(visit, one, &steps, err));
    send_page(visit, one, steps, sent);
    return DOLEN_OK;
}

dolen_status dolen_web_review_show(dolen_visit *visit, dolen_err *err)
{
    const closing nothing = {.outcome = "", .follow_up = "", .note = ""};
    dolen_web_review one;

    DOLEN_TRY(find(visit, &one, err));
    return show(visit, &one, &nothing, err);
}

/* Browsers send a line's end as two characters. */
static const char *plain_lines(const dolen_visit *visit, const char *text)
{
    char *copy = dolen_arena_copy_string(visit->arena, text, strlen(text));
    char *to = copy;

    for (const char *from = copy; from && *from; from++)
        if (*from != '\r' || from[1] != '\n')
            *to++ = *from;
    if (to)
        *to = '\0';
    return copy ? copy : "";
}

static closing read_closing(const dolen_visit *visit, const dolen_http_form *form)
{
    closing sent = {.outcome = dolen_visit_form_value(form, "outcome"),
                    .follow_up = dolen_visit_form_value(form, "follow_up"),
                    .note = plain_lines(visit, dolen_visit_form_value(form, "note"))};

    if (dolen_web_review_words_outcome(sent.outcome) == DOLEN_MESSAGE_NONE)
        sent.outcome_fault = DOLEN_MESSAGE_REVIEWS_FAULT_OUTCOME;
    if (dolen_web_review_words_follow_up(sent.follow_up) == DOLEN_MESSAGE_NONE)
        sent.follow_up_fault = DOLEN_MESSAGE_REVIEWS_FAULT_FOLLOW_UP;
    if (strlen(sent.note) > DOLEN_REVIEW_NOTE)
        sent.note_fault = DOLEN_MESSAGE_REVIEWS_FAULT_NOTE;
    return sent;
}

static dolen_status close_review(dolen_visit *visit, const dolen_web_review *one, closing *sent, dolen_err *err)
{
    const dolen_web_oversight_reviews *functions = &visit->web->site.reviews;
    const dolen_review_closing wanted = {.number = one->review.number,
                                         .by = visit->session.user,
                                         .outcome = sent->outcome,
                                         .follow_up = sent->follow_up,
                                         .note = sent->note,
                                         .now = visit->now};
    dolen_err why = {0};

    const dolen_status closed = functions->close(functions->context, &wanted, &why);
    if (closed == DOLEN_E_INPUT) {
        sent->note_fault = DOLEN_MESSAGE_REVIEWS_FAULT_NOTE;
        return show(visit, one, sent, err);
    }
    if (closed != DOLEN_OK && err)
        *err = why;
    if (closed == DOLEN_OK) {
        dolen_log_info("a review was closed", dolen_field_request(visit->request_id));
        dolen_visit_redirect(visit, "/reviews");
    }
    return closed;
}

dolen_status dolen_web_review_take(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;
    dolen_web_review one;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(find(visit, &one, err));
    closing sent = read_closing(visit, &form);
    if (one.review.closed == 0 && (sent.outcome_fault || sent.follow_up_fault || sent.note_fault))
        return show(visit, &one, &sent, err);
    return close_review(visit, &one, &sent, err);
}
