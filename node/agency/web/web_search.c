#include <string.h>

#include "node/agency/web/search_form.h"
#include "node/agency/web/web_internal.h"
#include "node/agency/web/words.h"

static dolen_subject subject_of(const dolen_visit *visit)
{
    return strcmp(visit->path, "/search") == 0 ? DOLEN_SUBJECT_PERSON : DOLEN_SUBJECT_ADDRESS;
}

static dolen_status list_purposes(const dolen_visit *visit, const dolen_web_purpose **out, size_t *count,
                                  dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;

    DOLEN_TRY(site->purposes(site->context, visit->session.role, visit->arena, out, count, err));
    if (*count == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this role cannot search (IG-12)");
    return DOLEN_OK;
}

/* The fields' ids are the names of the search's fields; radios after the first get a number. */
static const char *radio_id(const dolen_visit *visit, dolen_search_field field, size_t index)
{
    char number[] = "-00";

    if (index == 0)
        return dolen_search_field_name(field);
    number[1] = (char)('0' + (index + 1) / 10 % 10);
    number[2] = (char)('0' + (index + 1) % 10);
    const char *const pieces[] = {dolen_search_field_name(field), number, NULL};
    return dolen_words_join(visit->arena, pieces);
}

static dolen_status fill_purposes(const dolen_visit *visit, const char *chosen, dolen_view_search *view, dolen_err *err)
{
    dolen_view_consent_purpose *consents;
    dolen_view_decision_purpose *decisions;
    const dolen_web_purpose *purposes;
    dolen_view_purpose *list;
    size_t count;

    DOLEN_TRY(list_purposes(visit, &purposes, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count, sizeof *list, &list, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count, sizeof *consents, &consents, err));
    view->purposes = list;
    view->purposes_count = count;
    DOLEN_TRY(dolen_arena_take(visit->arena, count, sizeof *decisions, &decisions, err));
    view->consents = consents;
    view->decisions = decisions;
    for (size_t i = 0; i < count; i++) {
        list[i] = (dolen_view_purpose){radio_id(visit, DOLEN_SEARCH_FIELD_PURPOSE, i), purposes[i].code.text,
                                       purposes[i].name, strcmp(chosen, purposes[i].code.text) == 0};
        if (purposes[i].asks_consent)
            consents[view->consents_count++] = (dolen_view_consent_purpose){purposes[i].name};
        if (purposes[i].asks_decision)
            decisions[view->decisions_count++] = (dolen_view_decision_purpose){purposes[i].name};
    }
    return DOLEN_OK;
}

static dolen_status fill_urgencies(const dolen_visit *visit, const char *chosen, dolen_view_search *view,
                                   dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_web_urgency *urgencies;
    dolen_view_urgency *list;
    size_t count;

    DOLEN_TRY(site->urgencies(site->context, visit->arena, &urgencies, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *list, &list, err));
    for (size_t i = 0; i < count; i++)
        list[i] = (dolen_view_urgency){radio_id(visit, DOLEN_SEARCH_FIELD_URGENT_REASON, i + 1), urgencies[i].code.text,
                                       urgencies[i].name, strcmp(chosen, urgencies[i].code.text) == 0};
    view->urgencies = list;
    view->urgencies_count = count;
    return DOLEN_OK;
}

static dolen_view_text_field text_field(dolen_search_field field, dolen_message label, const char *value,
                                        const dolen_search_fault *faults)
{
    return (dolen_view_text_field){.id = dolen_search_field_name(field),
                                   .label = label,
                                   .is_optional = true,
                                   .fault = dolen_search_form_words(faults[field]),
                                   .value = value,
                                   .width = "govuk-input--width-20",
                                   .complete = "off",
                                   .type = "text"};
}

typedef struct search_fields {
    dolen_view_text_field case_reference;
    dolen_view_text_field decision_maker;
    dolen_view_text_field authoriser;
    dolen_view_text_field forenames;
    dolen_view_text_field surname;
    dolen_view_text_field nhs_number;
    dolen_view_text_field address;
    dolen_view_text_field postcode;
    dolen_view_text_field uprn;
    dolen_view_born born;
} search_fields;

static void fill_fields(const dolen_search_form *form, const dolen_search_fault *faults, search_fields *out)
{
    *out = (search_fields){
        text_field(DOLEN_SEARCH_FIELD_CASE, DOLEN_MESSAGE_SEARCH_CASE, form->case_reference, faults),
        text_field(DOLEN_SEARCH_FIELD_DECISION_MAKER, DOLEN_MESSAGE_SEARCH_DECISION_MAKER, form->decision_maker,
                   faults),
        text_field(DOLEN_SEARCH_FIELD_AUTHORISER, DOLEN_MESSAGE_SEARCH_AUTHORISER, form->authoriser, faults),
        text_field(DOLEN_SEARCH_FIELD_FORENAMES, DOLEN_MESSAGE_SEARCH_FORENAMES, form->forenames, faults),
        text_field(DOLEN_SEARCH_FIELD_SURNAME, DOLEN_MESSAGE_SEARCH_SURNAME, form->surname, faults),
        text_field(DOLEN_SEARCH_FIELD_NHS_NUMBER, DOLEN_MESSAGE_SEARCH_NHS_NUMBER, form->nhs_number, faults),
        text_field(DOLEN_SEARCH_FIELD_ADDRESS, DOLEN_MESSAGE_SEARCH_ADDRESS_LINE, form->address, faults),
        text_field(DOLEN_SEARCH_FIELD_POSTCODE, DOLEN_MESSAGE_SEARCH_POSTCODE, form->postcode, faults),
        text_field(DOLEN_SEARCH_FIELD_UPRN, DOLEN_MESSAGE_SEARCH_UPRN, form->uprn, faults),
        {dolen_search_form_words(faults[DOLEN_SEARCH_FIELD_BORN]), form->day, form->month, form->year},
    };
    out->case_reference.hint = DOLEN_MESSAGE_SEARCH_CASE_HINT;
    out->case_reference.is_optional = false;
    out->decision_maker.hint = DOLEN_MESSAGE_SEARCH_DECISION_MAKER_HINT;
    out->decision_maker.is_optional = false;
    out->authoriser.hint = DOLEN_MESSAGE_SEARCH_AUTHORISER_HINT;
    out->authoriser.is_optional = false;
    out->forenames.is_optional = false;
    out->surname.is_optional = false;
    out->nhs_number.hint = DOLEN_MESSAGE_SEARCH_NHS_NUMBER_HINT;
    out->nhs_number.width = "govuk-input--width-10";
    out->nhs_number.is_numeric = true;
    out->address.hint = DOLEN_MESSAGE_SEARCH_ADDRESS_LINE_HINT;
    out->postcode.width = "govuk-input--width-10";
    out->uprn.hint = DOLEN_MESSAGE_SEARCH_UPRN_HINT;
    out->uprn.width = "govuk-input--width-10";
    out->uprn.is_numeric = true;
    out->address.is_optional = form->subject == DOLEN_SUBJECT_PERSON;
    out->postcode.is_optional = form->subject == DOLEN_SUBJECT_PERSON;
}

static size_t fill_summary(const dolen_search_fault *faults, dolen_view_fault_link *links)
{
    size_t count = 0;

    for (dolen_search_field field = 0; field < DOLEN_SEARCH_FIELDS; field++)
        dolen_web_page_add_fault(links, &count, dolen_search_field_name(field), dolen_search_form_words(faults[field]));
    return count;
}

static dolen_status send_form(dolen_visit *visit, const dolen_search_form *form, const dolen_search_fault *faults,
                              dolen_err *err)
{
    dolen_view_fault_link links[DOLEN_SEARCH_FIELDS];
    const size_t count = fill_summary(faults, links);
    const dolen_view_fault_summary summary = {links, count};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_SEARCH_TITLE, "/search");
    search_fields fields;

    fill_fields(form, faults, &fields);
    frame.has_faults = count > 0;
    dolen_view_search view = {.frame = &frame,
                              .summary = count ? &summary : NULL,
                              .is_person = form->subject == DOLEN_SUBJECT_PERSON,
                              .to_person = dolen_visit_url(visit, "/search"),
                              .to_address = dolen_visit_url(visit, "/search/address"),
                              .action = dolen_visit_url(visit, visit->path),
                              .csrf = visit->csrf,
                              .purpose_fault = dolen_search_form_words(faults[DOLEN_SEARCH_FIELD_PURPOSE]),
                              .has_consent = *form->consent != '\0',
                              .case_reference = &fields.case_reference,
                              .decision_maker = &fields.decision_maker,
                              .authoriser = &fields.authoriser,
                              .urgency_fault = dolen_search_form_words(faults[DOLEN_SEARCH_FIELD_URGENT_REASON]),
                              .is_urgent = *form->urgent_reason != '\0',
                              .is_urgency_open = *form->urgent_reason || *form->authoriser,
                              .forenames = &fields.forenames,
                              .surname = &fields.surname,
                              .born = &fields.born,
                              .nhs_number = &fields.nhs_number,
                              .address = &fields.address,
                              .postcode = &fields.postcode,
                              .uprn = &fields.uprn};
    DOLEN_TRY(fill_purposes(visit, form->purpose, &view, err));
    DOLEN_TRY(fill_urgencies(visit, form->urgent_reason, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_search(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_search_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_subject subject = subject_of(visit);
    dolen_http_form form = {0};
    dolen_search_form typed;
    dolen_draft draft;

    if (dolen_drafts_find(visit->web->drafts, visit->session.user, subject, visit->now, visit->arena, &draft, err) ==
        DOLEN_OK)
        DOLEN_TRY(dolen_http_form_read(visit->arena, draft.body, &form, err));
    DOLEN_TRY(dolen_search_form_read(visit->arena, &form, subject, &typed, err));
    return send_form(visit, &typed, draft.faults, err);
}

static void keep_draft(dolen_visit *visit, const dolen_search_fault *faults)
{
    dolen_draft draft = {.subject = subject_of(visit), .body = visit->request->body};

    if (faults)
        memcpy(draft.faults, faults, sizeof draft.faults);
    dolen_drafts_put(visit->web->drafts, visit->session.user, &draft, visit->now);
}

static void lead_to_answer(dolen_visit *visit, const dolen_search_outcome *outcome)
{
    char id[DOLEN_UUID_TEXT];

    dolen_drafts_forget(visit->web->drafts, visit->session.user);
    dolen_uuid_write(outcome->request_id, id);
    const char *const pieces[] = {"/searches/", id, NULL};
    dolen_visit_redirect(visit, dolen_words_join(visit->arena, pieces));
}

static dolen_status ask(dolen_visit *visit, const dolen_search_request *request, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    dolen_search_outcome outcome = {0};

    keep_draft(visit, NULL);
    DOLEN_TRY(site->ask(site->context, request, visit->arena, &outcome, err));
    if (outcome.has_faults) {
        keep_draft(visit, outcome.faults);
        dolen_visit_redirect(visit, visit->path);
        return DOLEN_OK;
    }
    if (outcome.has_answer)
        lead_to_answer(visit, &outcome);
    else
        dolen_web_page_trouble(visit, &outcome);
    return DOLEN_OK;
}

dolen_status dolen_web_search_take(dolen_visit *visit, dolen_err *err)
{
    dolen_search_fault faults[DOLEN_SEARCH_FIELDS] = {0};
    const dolen_web_purpose *purposes;
    dolen_search_request request;
    dolen_search_form typed;
    dolen_http_form form;
    size_t count;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(list_purposes(visit, &purposes, &count, err));
    DOLEN_TRY(dolen_search_form_read(visit->arena, &form, subject_of(visit), &typed, err));
    if (dolen_search_form_check(&typed, faults)) {
        keep_draft(visit, faults);
        dolen_visit_redirect(visit, visit->path);
        return DOLEN_OK;
    }
    dolen_search_form_request(&typed, visit->session.user, visit->session.role, &request);
    return ask(visit, &request, err);
}
