#include <string.h>

#include "node/agency/web/oversight_words.h"
#include "node/agency/web/subject_pages.h"
#include "node/agency/web/words.h"
#include "node/base/memory.h"

enum { FAULTS = 4, CASE_LIMIT = 200 };

/* What can be done, how the node calls it when done, and in words. */
typedef struct deed {
    const char *action;
    const char *done;
    dolen_message name;
    dolen_message hint;
    dolen_message said;
} deed;

static const deed deeds[] = {
    {"restrict", "restricted", DOLEN_MESSAGE_SUBJECTS_RESTRICT, DOLEN_MESSAGE_SUBJECTS_RESTRICT_HINT,
     DOLEN_MESSAGE_SUBJECTS_IS_RESTRICTED},
    {"erase", "erased", DOLEN_MESSAGE_SUBJECTS_ERASE, DOLEN_MESSAGE_SUBJECTS_ERASE_HINT,
     DOLEN_MESSAGE_SUBJECTS_IS_ERASED},
    {"dispute", "disputed", DOLEN_MESSAGE_SUBJECTS_DISPUTE, DOLEN_MESSAGE_SUBJECTS_DISPUTE_HINT,
     DOLEN_MESSAGE_SUBJECTS_IS_DISPUTED},
    {"lift", "lifted", DOLEN_MESSAGE_SUBJECTS_LIFT, DOLEN_MESSAGE_SUBJECTS_LIFT_HINT, DOLEN_MESSAGE_SUBJECTS_IS_LIFTED},
    {"resolve", "resolved", DOLEN_MESSAGE_SUBJECTS_RESOLVE, DOLEN_MESSAGE_SUBJECTS_RESOLVE_HINT,
     DOLEN_MESSAGE_SUBJECTS_IS_RESOLVED},
};

enum { DEEDS = sizeof deeds / sizeof *deeds };

static const deed *find_deed(const char *action)
{
    for (size_t i = 0; i < DEEDS; i++)
        if (strcmp(deeds[i].action, action) == 0)
            return &deeds[i];
    return NULL;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static const char *copy(const dolen_visit *visit, const char *text)
{
    const char *made = dolen_arena_copy_string(visit->arena, text, strlen(text));

    return made ? made : "";
}

static dolen_both headline_name(const dolen_web_oversight_choice *choices, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(choices[i].code.text, code) == 0)
            return choices[i].name;
    return (dolen_both){NULL, NULL};
}

/* What was done just now, shown once. */
static dolen_status fill_done(dolen_visit *visit, dolen_view_subjects *view, dolen_err *err)
{
    const dolen_digest hand = dolen_oversight_words_hand(visit);
    dolen_bytes kept;

    const dolen_status found =
        dolen_papers_find(visit->web->papers, hand, DOLEN_PAPER_DEED, visit->now, visit->arena, &kept, err);
    if (found != DOLEN_OK)
        return found == DOLEN_E_ABSENT ? DOLEN_OK : found;
    dolen_papers_forget(visit->web->papers, hand, DOLEN_PAPER_DEED);
    DOLEN_OWN(json_t, said) = json_loadb((const char *)kept.at, kept.size, 0, NULL);
    for (size_t i = 0; i < DEEDS; i++)
        if (strcmp(deeds[i].done, text_of(said, "done")) == 0)
            view->done = deeds[i].said;
    const char *effect = text_of(said, "takes_effect");
    view->effect = strcmp(effect, "under way") == 0       ? DOLEN_MESSAGE_SUBJECTS_EFFECT_NOW
                   : strncmp(effect, "after the", 9) == 0 ? DOLEN_MESSAGE_SUBJECTS_EFFECT_LATER
                                                          : DOLEN_MESSAGE_SUBJECTS_EFFECT_EXTRACT;
    const json_t *entry = json_object_get(said, "ledger_entry");
    if (json_is_integer(entry))
        view->entry = dolen_oversight_words_count(visit->arena, (uint64_t)json_integer_value(entry));
    return DOLEN_OK;
}

static dolen_view_subject_mark mark_of(dolen_visit *visit, const json_t *mark, dolen_both code_name)
{
    const char *what = text_of(mark, "what");
    const bool is_dispute = strcmp(what, "disputed") == 0;
    int64_t since = 0;

    if (dolen_instant_read(text_of(mark, "since"), &since, NULL) != DOLEN_OK)
        since = 0;
    return (dolen_view_subject_mark){
        .what = is_dispute                    ? DOLEN_MESSAGE_SUBJECTS_IS_DISPUTED
                : strcmp(what, "erased") == 0 ? DOLEN_MESSAGE_SUBJECTS_IS_ERASED
                                              : DOLEN_MESSAGE_SUBJECTS_IS_RESTRICTED,
        .local_id = copy(visit, text_of(mark, "local_id")),
        .code_name = code_name,
        .code = copy(visit, text_of(mark, "code")),
        .since = dolen_words_instant(visit->arena, visit->language, since),
        .user = copy(visit, text_of(mark, "user")),
        .case_reference = copy(visit, text_of(mark, "case")),
        .lift = is_dispute ? "resolve" : "lift",
        .lift_name = is_dispute ? DOLEN_MESSAGE_SUBJECTS_RESOLVE : DOLEN_MESSAGE_SUBJECTS_LIFT,
    };
}

/* Listing needs a reference as every action does; it goes nowhere. */
static dolen_status fill_marks(dolen_visit *visit, const dolen_web_oversight *site, dolen_view_subjects *view,
                               dolen_err *err)
{
    DOLEN_OWN(json_t, question) =
        json_pack("{s:s, s:s, s:s}", "action", "list", "user", visit->session.user, "case", "list");
    DOLEN_OWN(json_t, answer) = NULL;
    const dolen_web_oversight_choice *codes = NULL;
    dolen_view_subject_mark *list = NULL;
    size_t code_count = 0;

    DOLEN_TRY(site->headlines(site->context, visit->arena, &codes, &code_count, err));
    DOLEN_TRY(site->subject(site->context, question, &answer, err));
    const json_t *marks = json_object_get(answer, "marks");
    view->marks_count = json_array_size(marks);
    DOLEN_TRY(dolen_arena_take(visit->arena, view->marks_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < view->marks_count; i++) {
        const json_t *mark = json_array_get(marks, i);
        list[i] = mark_of(visit, mark, headline_name(codes, code_count, text_of(mark, "code")));
    }
    view->marks = list;
    return DOLEN_OK;
}

dolen_status dolen_web_subjects_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;

    DOLEN_TRY(dolen_oversight_words_site(visit, &site, err));
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SUBJECTS_TITLE, "/subjects");
    dolen_view_subjects view = {.frame = &frame,
                                .report = dolen_visit_url(visit, "/subjects/report"),
                                .act = dolen_visit_url(visit, "/subjects/act"),
                                .action = dolen_visit_url(visit, "/subjects/act"),
                                .csrf = visit->csrf};
    DOLEN_TRY(fill_marks(visit, site, &view, err));
    DOLEN_TRY(fill_done(visit, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_subjects(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

/* The form as typed. */
typedef struct acting {
    dolen_visit *visit;
    const dolen_web_oversight *site;
    const deed *chosen; /* NULL: none */
    const char *case_reference;
    const char *local_id;
    const char *code;
    bool now;
    dolen_message action_fault;
    dolen_message case_fault;
    dolen_message local_id_fault;
    dolen_message code_fault;
    const dolen_web_oversight_choice *codes;
    size_t code_count;
} acting;

static dolen_status fill_codes(const acting *a, dolen_view_select_field *out, dolen_err *err)
{
    dolen_view_select_option *options = NULL;

    DOLEN_TRY(dolen_arena_take(a->visit->arena, a->code_count + 1, sizeof *options, (void *)&options, err));
    options[0] = (dolen_view_select_option){.value = "", .words = DOLEN_MESSAGE_SUBJECTS_CODE_ANY};
    for (size_t i = 0; i < a->code_count; i++)
        options[i + 1] = (dolen_view_select_option){.value = a->codes[i].code.text,
                                                    .name = a->codes[i].name,
                                                    .is_chosen = strcmp(a->codes[i].code.text, a->code) == 0};
    *out = (dolen_view_select_field){
        .id = "code", .label = DOLEN_MESSAGE_SUBJECTS_CODE, .options = options, .options_count = a->code_count + 1};
    return DOLEN_OK;
}

static void fill_deeds(const acting *a, dolen_view_subject_deed list[DEEDS])
{
    for (size_t i = 0; i < DEEDS; i++) {
        const char *const id[] = {"action-", deeds[i].action, NULL};
        const char *const hint[] = {"action-", deeds[i].action, "-hint", NULL};
        list[i] = (dolen_view_subject_deed){.id = i == 0 ? "action" : dolen_words_join(a->visit->arena, id),
                                            .code = deeds[i].action,
                                            .name = deeds[i].name,
                                            .hint = deeds[i].hint,
                                            .hint_id = dolen_words_join(a->visit->arena, hint),
                                            .is_chosen = a->chosen == &deeds[i]};
    }
}

static size_t fill_faults(const acting *a, dolen_view_fault_link *links)
{
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "action", a->action_fault);
    dolen_web_page_add_fault(links, &count, "case", a->case_fault);
    dolen_web_page_add_fault(links, &count, "local_id", a->local_id_fault);
    dolen_web_page_add_fault(links, &count, "code", a->code_fault);
    return count;
}

static void fill_confirming(const acting *a, dolen_view_subject_act *view)
{
    view->is_confirming = true;
    view->what = a->chosen->name;
    view->meaning = a->chosen->hint;
    view->chosen = a->chosen->action;
    view->typed_case = a->case_reference;
    view->typed_local_id = a->local_id;
    view->typed_code = a->code;
    view->code_name = headline_name(a->codes, a->code_count, a->code);
    view->is_now = a->now;
}

static dolen_status send_act(acting *a, bool is_confirming, dolen_err *err)
{
    dolen_visit *visit = a->visit;
    dolen_view_fault_link links[FAULTS];
    const size_t faults = fill_faults(a, links);
    const dolen_view_fault_summary summary = {links, faults};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SUBJECTS_ACT, "/subjects");
    dolen_view_subject_deed list[DEEDS];
    dolen_view_text_field case_reference =
        dolen_oversight_words_field("case", DOLEN_MESSAGE_SUBJECTS_CASE, a->case_reference, a->case_fault);
    dolen_view_text_field local_id =
        dolen_oversight_words_field("local_id", DOLEN_MESSAGE_SUBJECTS_LOCAL_ID, a->local_id, a->local_id_fault);
    const dolen_view_check_field now = {"now", DOLEN_MESSAGE_SUBJECTS_NOW, a->now};
    dolen_view_select_field code;

    DOLEN_TRY(fill_codes(a, &code, err));
    fill_deeds(a, list);
    local_id.hint = DOLEN_MESSAGE_SUBJECTS_LOCAL_ID_HINT;
    frame.has_faults = faults > 0;
    dolen_view_subject_act view = {.frame = &frame,
                                   .summary = faults ? &summary : NULL,
                                   .back = dolen_visit_url(visit, "/subjects"),
                                   .action = dolen_visit_url(visit, "/subjects/act"),
                                   .csrf = visit->csrf,
                                   .action_fault = a->action_fault,
                                   .deeds = list,
                                   .deeds_count = DEEDS,
                                   .case_reference = &case_reference,
                                   .local_id = &local_id,
                                   .code = &code,
                                   .now = &now};
    if (is_confirming)
        fill_confirming(a, &view);
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_subject_act(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

static dolen_status begin(acting *a, dolen_err *err)
{
    DOLEN_TRY(dolen_oversight_words_site(a->visit, &a->site, err));
    return a->site->headlines(a->site->context, a->visit->arena, &a->codes, &a->code_count, err);
}

dolen_status dolen_web_subject_act_show(dolen_visit *visit, dolen_err *err)
{
    acting a = {.visit = visit, .case_reference = "", .local_id = "", .code = ""};

    DOLEN_TRY(begin(&a, err));
    return send_act(&a, false, err);
}

static bool check(acting *a)
{
    if (!a->chosen)
        a->action_fault = DOLEN_MESSAGE_FAULT_SUBJECT_ACTION;
    if (!*a->case_reference || strlen(a->case_reference) > CASE_LIMIT)
        a->case_fault = DOLEN_MESSAGE_FAULT_SUBJECT_CASE;
    if (!*a->local_id || strlen(a->local_id) > DOLEN_WEB_LOCAL_ID)
        a->local_id_fault = DOLEN_MESSAGE_FAULT_SUBJECT_LOCAL_ID;
    const bool is_dispute =
        a->chosen && (strcmp(a->chosen->action, "dispute") == 0 || strcmp(a->chosen->action, "resolve") == 0);
    if (*a->code && a->chosen && !is_dispute)
        a->code_fault = DOLEN_MESSAGE_FAULT_SUBJECT_CODE;
    return a->action_fault == DOLEN_MESSAGE_NONE && a->case_fault == DOLEN_MESSAGE_NONE &&
           a->local_id_fault == DOLEN_MESSAGE_NONE && a->code_fault == DOLEN_MESSAGE_NONE;
}

static dolen_status keep_done(dolen_visit *visit, const json_t *answer, dolen_err *err)
{
    DOLEN_FREED char *text = json_dumps(answer, JSON_COMPACT);

    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "what was done cannot be written as JSON");
    DOLEN_TRY(dolen_papers_put(visit->web->papers, dolen_oversight_words_hand(visit), DOLEN_PAPER_DEED,
                               dolen_bytes_of_string(text), visit->now, err));
    dolen_visit_redirect(visit, "/subjects");
    return DOLEN_OK;
}

/* All of it or nothing: the mark and the notice to the ledger are one (subject.h). */
static dolen_status carry_out(acting *a, dolen_err *err)
{
    DOLEN_OWN(json_t, question) =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "action", a->chosen->action, "user", a->visit->session.user, "case",
                  a->case_reference, "local_id", a->local_id, "code", a->code, "now", (int)a->now);
    DOLEN_OWN(json_t, answer) = NULL;

    if (!question)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the form is no UTF-8");
    const dolen_status done = a->site->subject(a->site->context, question, &answer, err);
    if (done == DOLEN_E_CONFLICT || done == DOLEN_E_ABSENT || done == DOLEN_E_INPUT) {
        a->local_id_fault = done == DOLEN_E_CONFLICT ? DOLEN_MESSAGE_FAULT_SUBJECT_IN_FORCE
                            : done == DOLEN_E_ABSENT ? DOLEN_MESSAGE_FAULT_SUBJECT_NOT_IN_FORCE
                                                     : DOLEN_MESSAGE_FAULT_SUBJECT_LOCAL_ID;
        return send_act(a, false, err);
    }
    DOLEN_TRY(done);
    return keep_done(a->visit, answer, err);
}

dolen_status dolen_web_subject_act_take(dolen_visit *visit, dolen_err *err)
{
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    const char *step = dolen_visit_form_value(&form, "step");
    acting a = {.visit = visit,
                .chosen = find_deed(dolen_visit_form_value(&form, "action")),
                .case_reference = dolen_oversight_words_typed(visit, &form, "case"),
                .local_id = dolen_oversight_words_typed(visit, &form, "local_id"),
                .code = dolen_oversight_words_typed(visit, &form, "code"),
                .now = strcmp(dolen_visit_form_value(&form, "now"), "yes") == 0};
    DOLEN_TRY(begin(&a, err));
    if (strcmp(step, "begin") == 0 || !check(&a))
        return send_act(&a, false, err);
    return strcmp(step, "confirm") == 0 ? carry_out(&a, err) : send_act(&a, true, err);
}
