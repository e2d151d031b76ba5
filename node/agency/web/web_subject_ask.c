#include <string.h>

#include "node/agency/web/oversight_words.h"
#include "node/agency/web/search_form.h"
#include "node/agency/web/subject_pages.h"
#include "node/agency/web/words.h"
#include "node/base/memory.h"

enum { FAULTS = DOLEN_SEARCH_FIELDS + 1, CHOICES = 16, DATE = 16 };

/* The form as typed, and what was found wrong with it. */
typedef struct asking {
    dolen_visit *visit;
    const dolen_web_oversight *site;
    dolen_search_form typed;
    const char *local_id; /* of the own record; "" when none was said */
    const char *waived[CHOICES];
    size_t waived_count;
    const char *applied[CHOICES];
    size_t applied_count;
    dolen_search_fault faults[DOLEN_SEARCH_FIELDS];
    dolen_message trouble;
} asking;

static dolen_message words_of(const asking *a, dolen_search_field field)
{
    return dolen_search_form_words(a->faults[field]);
}

static bool has(const char *const *list, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], code) == 0)
            return true;
    return false;
}

static dolen_view_subject_exemption exemption_of(const asking *a, const dolen_web_oversight_choice *choice)
{
    const char *const id[] = {"exemption-", choice->code.text, NULL};
    const char *const hint[] = {"exemption-", choice->code.text, "-hint", NULL};

    return (dolen_view_subject_exemption){.id = dolen_words_join(a->visit->arena, id),
                                          .hint_id = dolen_words_join(a->visit->arena, hint),
                                          .code = choice->code.text,
                                          .name = choice->name,
                                          .law = choice->law,
                                          .text = choice->text,
                                          .is_chosen = choice->by_itself
                                                           ? has(a->waived, a->waived_count, choice->code.text)
                                                           : has(a->applied, a->applied_count, choice->code.text)};
}

static dolen_status fill_exemptions(const asking *a, dolen_view_subject_ask *view, dolen_err *err)
{
    const dolen_web_oversight_choice *all = NULL;
    dolen_view_subject_exemption *waivable = NULL;
    dolen_view_subject_exemption *applicable = NULL;
    size_t count = 0;

    DOLEN_TRY(a->site->exemptions(a->site->context, a->visit->arena, &all, &count, err));
    DOLEN_TRY(dolen_arena_take(a->visit->arena, count + 1, sizeof *waivable, (void *)&waivable, err));
    DOLEN_TRY(dolen_arena_take(a->visit->arena, count + 1, sizeof *applicable, (void *)&applicable, err));
    for (size_t i = 0; i < count; i++)
        if (all[i].by_itself)
            waivable[view->waivable_count++] = exemption_of(a, &all[i]);
        else
            applicable[view->applicable_count++] = exemption_of(a, &all[i]);
    view->waivable = waivable;
    view->applicable = applicable;
    return DOLEN_OK;
}

/* The fields with their faults; `out` has room for six. */
static dolen_view_person_fields person_fields(const asking *a, dolen_view_text_field out[5], dolen_view_born *born)
{
    const dolen_search_form *typed = &a->typed;

    out[0] = dolen_oversight_words_field("forenames", DOLEN_MESSAGE_SEARCH_FORENAMES, typed->forenames,
                                         words_of(a, DOLEN_SEARCH_FIELD_FORENAMES));
    out[1] = dolen_oversight_words_field("surname", DOLEN_MESSAGE_SEARCH_SURNAME, typed->surname,
                                         words_of(a, DOLEN_SEARCH_FIELD_SURNAME));
    out[2] = dolen_oversight_words_field("nhs_number", DOLEN_MESSAGE_SEARCH_NHS_NUMBER, typed->nhs_number,
                                         words_of(a, DOLEN_SEARCH_FIELD_NHS_NUMBER));
    out[3] = dolen_oversight_words_field("address", DOLEN_MESSAGE_SEARCH_ADDRESS_LINE, typed->address,
                                         words_of(a, DOLEN_SEARCH_FIELD_ADDRESS));
    out[4] = dolen_oversight_words_field("postcode", DOLEN_MESSAGE_SEARCH_POSTCODE, typed->postcode,
                                         words_of(a, DOLEN_SEARCH_FIELD_POSTCODE));
    for (size_t i = 2; i < 5; i++)
        out[i].is_optional = true;
    *born = (dolen_view_born){words_of(a, DOLEN_SEARCH_FIELD_BORN), typed->day, typed->month, typed->year};
    return (dolen_view_person_fields){&out[0], &out[1], born, &out[2], &out[3], &out[4]};
}

static size_t fill_faults(const asking *a, dolen_view_fault_link *links)
{
    size_t count = 0;

    for (dolen_search_field field = 0; field < DOLEN_SEARCH_FIELDS; field++)
        dolen_web_page_add_fault(links, &count, dolen_search_field_name(field), words_of(a, field));
    dolen_web_page_add_fault(links, &count, "make", a->trouble);
    return count;
}

static dolen_status send_form(const asking *a, dolen_err *err)
{
    dolen_visit *visit = a->visit;
    dolen_view_fault_link links[FAULTS];
    const size_t faults = fill_faults(a, links);
    const dolen_view_fault_summary summary = {links, faults};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SUBJECTS_MAKE, "/subjects");
    dolen_view_text_field fields[5];
    dolen_view_born born;
    const dolen_view_person_fields person = person_fields(a, fields, &born);
    const dolen_view_text_field case_reference = dolen_oversight_words_field(
        "case", DOLEN_MESSAGE_SUBJECTS_CASE, a->typed.case_reference, words_of(a, DOLEN_SEARCH_FIELD_CASE));

    dolen_view_text_field local_id =
        dolen_oversight_words_field("local_id", DOLEN_MESSAGE_SUBJECTS_LOCAL_ID, a->local_id, DOLEN_MESSAGE_NONE);

    local_id.hint = DOLEN_MESSAGE_SUBJECTS_OWN_RECORD_HINT;
    local_id.is_optional = true;
    frame.has_faults = faults > 0;
    dolen_view_subject_ask view = {.frame = &frame,
                                   .summary = faults ? &summary : NULL,
                                   .back = dolen_visit_url(visit, "/subjects"),
                                   .action = dolen_visit_url(visit, "/subjects/report"),
                                   .csrf = visit->csrf,
                                   .case_reference = &case_reference,
                                   .person = &person,
                                   .local_id = &local_id};
    DOLEN_TRY(fill_exemptions(a, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_subject_ask(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_subject_ask_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_http_form empty = {0};
    asking a = {.visit = visit, .local_id = ""};

    DOLEN_TRY(dolen_oversight_words_site(visit, &a.site, err));
    DOLEN_TRY(dolen_search_form_read(visit->arena, &empty, DOLEN_SUBJECT_PERSON, &a.typed, err));
    return send_form(&a, err);
}

static size_t read_choices(const dolen_http_form *form, const char *name, const char *list[CHOICES])
{
    size_t count = 0;

    for (const char *one = dolen_http_form_value_at(form, name, 0); one && count < CHOICES;
         one = dolen_http_form_value_at(form, name, count))
        list[count++] = one;
    return count;
}

static json_t *choices_json(const char *const *list, size_t count)
{
    json_t *items = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(items, json_string(list[i]));
    return items;
}

/* As the command says it; a date that is none becomes an impossible one, which is a fault of its field. */
static json_t *question_of(const asking *a)
{
    const dolen_search_form *typed = &a->typed;
    dolen_search_request request;
    char born[DATE] = "";

    dolen_search_form_request(typed, "", (dolen_code){0}, &request);
    if (*typed->day || *typed->month || *typed->year) {
        if (dolen_day_is_valid(request.person.born))
            dolen_day_write(request.person.born, born);
        else
            memcpy(born, "0001-00-00", sizeof "0001-00-00");
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "action", "report", "user",
                     a->visit->session.user, "case", typed->case_reference, "forenames", typed->forenames, "surname",
                     typed->surname, "dob", born, "nhs_number", typed->nhs_number, "address", typed->address,
                     "postcode", typed->postcode, "local_id", a->local_id, "waived",
                     choices_json(a->waived, a->waived_count), "applied", choices_json(a->applied, a->applied_count));
}

/* {"faults": {field: code}} at the fields. */
static bool take_faults(asking *a, const json_t *answer)
{
    const json_t *found = json_object_get(answer, "faults");
    bool any = false;

    for (dolen_search_field field = 0; field < DOLEN_SEARCH_FIELDS; field++) {
        const char *code = json_string_value(json_object_get(found, dolen_search_field_name(field)));
        for (dolen_search_fault fault = DOLEN_SEARCH_FINE; code && fault <= DOLEN_SEARCH_AUTHORISER_SELF; fault++)
            if (strcmp(dolen_search_fault_code(fault), code) == 0)
                a->faults[field] = fault;
        any = any || a->faults[field] != DOLEN_SEARCH_FINE;
    }
    return any;
}

static dolen_message trouble_words(const char *code)
{
    static const struct {
        dolen_search_trouble trouble;
        dolen_message words;
    } known[] = {
        {DOLEN_SEARCH_RULES_FORBID, DOLEN_MESSAGE_FAILURE_RULES_TEXT},
        {DOLEN_SEARCH_OVER_QUOTA, DOLEN_MESSAGE_FAILURE_QUOTA_TEXT},
        {DOLEN_SEARCH_NO_KEY_HOLDERS, DOLEN_MESSAGE_FAILURE_HOLDERS_TEXT},
        {DOLEN_SEARCH_LEDGER_STOPPED, DOLEN_MESSAGE_FAILURE_LEDGER_TEXT},
        {DOLEN_SEARCH_NOT_IN_FORCE, DOLEN_MESSAGE_FAILURE_FORCE_TEXT},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(dolen_search_trouble_code(known[i].trouble), code) == 0)
            return known[i].words;
    return DOLEN_MESSAGE_FAILURE_BROKER_TEXT;
}

static dolen_status keep_report(const asking *a, const json_t *report, dolen_err *err)
{
    DOLEN_FREED char *text = json_dumps(report, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    const size_t size = text ? strlen(text) : 0;

    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the report cannot be written as JSON");
    const dolen_status kept = dolen_papers_put(a->visit->web->papers, dolen_oversight_words_hand(a->visit),
                                               DOLEN_PAPER_REPORT, dolen_bytes_of(text, size), a->visit->now, err);
    dolen_memory_wipe(text, size);
    DOLEN_TRY(kept);
    dolen_visit_redirect(a->visit, "/subjects/shown");
    return DOLEN_OK;
}

static dolen_status ask(asking *a, dolen_err *err)
{
    DOLEN_OWN(json_t, question) = question_of(a);
    DOLEN_OWN(json_t, answer) = NULL;

    if (!question)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the form is no UTF-8");
    const dolen_status asked = a->site->subject(a->site->context, question, &answer, err);
    if (asked == DOLEN_E_REMOTE) {
        a->trouble = DOLEN_MESSAGE_FAILURE_BROKER_TEXT;
        return send_form(a, err);
    }
    DOLEN_TRY(asked);
    if (json_is_object(json_object_get(answer, "person")))
        return keep_report(a, answer, err);
    if (!take_faults(a, answer)) {
        const char *trouble = json_string_value(json_object_get(answer, "trouble"));
        a->trouble = trouble_words(trouble ? trouble : "");
    }
    return send_form(a, err);
}

dolen_status dolen_web_subject_ask_take(dolen_visit *visit, dolen_err *err)
{
    asking a = {.visit = visit, .local_id = ""};
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(dolen_oversight_words_site(visit, &a.site, err));
    DOLEN_TRY(dolen_search_form_read(visit->arena, &form, DOLEN_SUBJECT_PERSON, &a.typed, err));
    a.local_id = dolen_oversight_words_typed(visit, &form, "local_id");
    a.waived_count = read_choices(&form, "waived[]", a.waived);
    a.applied_count = read_choices(&form, "applied[]", a.applied);
    if (!*a.typed.case_reference)
        a.faults[DOLEN_SEARCH_FIELD_CASE] = DOLEN_SEARCH_CASE_MISSING;
    if (dolen_search_form_check(&a.typed, a.faults) || !*a.typed.case_reference)
        return send_form(&a, err);
    return ask(&a, err);
}
