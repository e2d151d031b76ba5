#include <string.h>

#include "node/agency/web/audit_wish.h"
#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

enum { FAULTS = 5 };

/* The page while it is made. */
typedef struct drawing {
    dolen_visit *visit;
    const dolen_web_oversight *site;
    dolen_code ground;
    dolen_audit_wish wish;
    dolen_find_criteria criteria;
    dolen_person subject;
    bool has_list;
    dolen_find_result found;
    dolen_view_ground_note ground_note;
    dolen_view_audit_figures figures;
    dolen_view_select_field role;
    dolen_view_select_field purpose;
    dolen_view_select_field outcome;
    dolen_view_check_field urgent;
    dolen_view_check_field protected_only;
    dolen_view_check_field finding;
    dolen_view_text_field asked_by;
    dolen_view_text_field from;
    dolen_view_text_field until;
    dolen_view_text_field case_reference;
    dolen_view_text_field person_fields[5];
    dolen_view_born born;
    dolen_view_person_fields person;
} drawing;

static dolen_view_select_field select_field(const char *id, dolen_message label, dolen_view_select_option *options,
                                            size_t count, const char *chosen)
{
    for (size_t i = 0; i < count; i++)
        options[i].is_chosen = strcmp(options[i].value, chosen) == 0;
    return (dolen_view_select_field){.id = id, .label = label, .options = options, .options_count = count};
}

static dolen_status fill_role(drawing *d, dolen_err *err)
{
    const dolen_web_site *site = &d->visit->web->site;
    const dolen_web_role *roles = NULL;
    dolen_view_select_option *options = NULL;
    size_t count = 0;

    DOLEN_TRY(site->roles(site->context, d->visit->arena, &roles, &count, err));
    DOLEN_TRY(dolen_arena_take(d->visit->arena, count + 1, sizeof *options, (void *)&options, err));
    options[0] = (dolen_view_select_option){.value = "", .words = DOLEN_MESSAGE_AUDIT_ANY};
    for (size_t i = 0; i < count; i++)
        options[i + 1] = (dolen_view_select_option){.value = roles[i].code.text, .name = roles[i].name};
    d->role = select_field("role", DOLEN_MESSAGE_AUDIT_ROLE, options, count + 1, d->wish.role);
    return DOLEN_OK;
}

static dolen_status fill_purpose(drawing *d, dolen_err *err)
{
    const dolen_web_oversight_choice *purposes = NULL;
    dolen_view_select_option *options = NULL;
    size_t count = 0;

    DOLEN_TRY(d->site->purposes(d->site->context, d->visit->arena, &purposes, &count, err));
    DOLEN_TRY(dolen_arena_take(d->visit->arena, count + 1, sizeof *options, (void *)&options, err));
    options[0] = (dolen_view_select_option){.value = "", .words = DOLEN_MESSAGE_AUDIT_ANY};
    for (size_t i = 0; i < count; i++)
        options[i + 1] = (dolen_view_select_option){.value = purposes[i].code.text, .name = purposes[i].name};
    d->purpose = select_field("purpose", DOLEN_MESSAGE_AUDIT_PURPOSE, options, count + 1, d->wish.purpose);
    return DOLEN_OK;
}

static dolen_status fill_outcome(drawing *d, dolen_err *err)
{
    static const char *const codes[] = {"",          "answered",     "rules-forbid",  "over-quota", "no-key-holders",
                                        "no-broker", "not-in-force", "ledger-stopped"};
    enum { CODES = sizeof codes / sizeof *codes };
    dolen_view_select_option *options = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, CODES, sizeof *options, (void *)&options, err));
    for (size_t i = 0; i < CODES; i++)
        options[i] = (dolen_view_select_option){
            .value = codes[i], .words = *codes[i] ? dolen_audit_words_outcome(codes[i]) : DOLEN_MESSAGE_AUDIT_ANY};
    d->outcome = select_field("outcome", DOLEN_MESSAGE_AUDIT_OUTCOME, options, CODES, d->wish.outcome);
    return DOLEN_OK;
}

static void fill_texts(drawing *d)
{
    const dolen_audit_wish *wish = &d->wish;

    d->asked_by =
        dolen_oversight_words_field("asked_by", DOLEN_MESSAGE_AUDIT_ASKED_BY, wish->asked_by, DOLEN_MESSAGE_NONE);
    d->asked_by.hint = DOLEN_MESSAGE_AUDIT_ASKED_BY_HINT;
    d->from = dolen_oversight_words_field("from", DOLEN_MESSAGE_AUDIT_FROM, wish->from, wish->from_fault);
    d->until = dolen_oversight_words_field("until", DOLEN_MESSAGE_AUDIT_UNTIL, wish->until, wish->until_fault);
    d->from.hint = d->until.hint = DOLEN_MESSAGE_AUDIT_DAY_HINT;
    d->case_reference = dolen_oversight_words_field("case_reference", DOLEN_MESSAGE_AUDIT_CASE, wish->case_reference,
                                                    DOLEN_MESSAGE_NONE);
    d->urgent = (dolen_view_check_field){"urgent", DOLEN_MESSAGE_AUDIT_ONLY_URGENT, d->criteria.urgent_only};
    d->protected_only =
        (dolen_view_check_field){"protected", DOLEN_MESSAGE_AUDIT_ONLY_PROTECTED, d->criteria.protected_only};
    d->finding = (dolen_view_check_field){"finding", DOLEN_MESSAGE_AUDIT_ONLY_FINDING, d->criteria.finding_only};
}

static void fill_person(drawing *d)
{
    const dolen_search_form *typed = &d->wish.person;
    dolen_view_text_field *fields = d->person_fields;

    fields[0] =
        dolen_oversight_words_field("forenames", DOLEN_MESSAGE_SEARCH_FORENAMES, typed->forenames, DOLEN_MESSAGE_NONE);
    fields[1] =
        dolen_oversight_words_field("surname", DOLEN_MESSAGE_SEARCH_SURNAME, typed->surname, d->wish.person_fault);
    fields[2] = dolen_oversight_words_field("nhs_number", DOLEN_MESSAGE_SEARCH_NHS_NUMBER, typed->nhs_number,
                                            DOLEN_MESSAGE_NONE);
    fields[3] =
        dolen_oversight_words_field("address", DOLEN_MESSAGE_SEARCH_ADDRESS_LINE, typed->address, DOLEN_MESSAGE_NONE);
    fields[4] =
        dolen_oversight_words_field("postcode", DOLEN_MESSAGE_SEARCH_POSTCODE, typed->postcode, DOLEN_MESSAGE_NONE);
    for (size_t i = 2; i < 5; i++)
        fields[i].is_optional = true;
    d->born = (dolen_view_born){d->wish.born_fault, typed->day, typed->month, typed->year};
    d->person = (dolen_view_person_fields){.forenames = &fields[0],
                                           .surname = &fields[1],
                                           .born = &d->born,
                                           .nhs_number = &fields[2],
                                           .address = &fields[3],
                                           .postcode = &fields[4]};
}

static const char *entry_url(const dolen_visit *visit, dolen_uuid id)
{
    char text[DOLEN_UUID_TEXT];

    dolen_uuid_write(id, text);
    const char *const pieces[] = {"/audit/", text, NULL};
    return dolen_visit_url(visit, dolen_words_join(visit->arena, pieces));
}

static dolen_view_audit_row row_of(const drawing *d, const dolen_find_item *item)
{
    const dolen_web_site *site = &d->visit->web->site;
    dolen_view_audit_row row = {.when = dolen_words_instant(d->visit->arena, d->visit->language, item->asked),
                                .full_name = item->full_name,
                                .account = item->account,
                                .purpose = dolen_oversight_words_name(
                                    d->visit->arena, site->purpose_name(site->context, item->purpose), item->purpose),
                                .case_reference = item->case_reference,
                                .outcome = dolen_audit_words_outcome(item->outcome),
                                .involved = dolen_oversight_words_number(d->visit->arena, item->involved),
                                .has_involved = strcmp(item->outcome, "answered") == 0,
                                .is_urgent = item->urgent,
                                .is_protected = item->opened_protected,
                                .has_finding = item->has_finding,
                                .to = entry_url(d->visit, item->id)};

    row.review = dolen_audit_words_review(item->review, &row.review_tone);
    return row;
}

static dolen_status fill_list(const drawing *d, dolen_view_audit *view, dolen_err *err)
{
    dolen_view_audit_row *rows = NULL;
    char *cursor = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->found.item_count + 1, sizeof *rows, (void *)&rows, err));
    DOLEN_TRY(dolen_arena_take(d->visit->arena, DOLEN_FIND_CURSOR_TEXT, 1, (void *)&cursor, err));
    for (size_t i = 0; i < d->found.item_count; i++)
        rows[i] = row_of(d, &d->found.items[i]);
    dolen_find_cursor_write(d->found.next, cursor);
    view->has_list = d->has_list;
    view->rows = rows;
    view->rows_count = d->found.item_count;
    view->total = dolen_oversight_words_count(d->visit->arena, (uint64_t)d->found.total);
    view->is_at_least = d->found.total_is_at_least;
    view->has_more = d->found.has_more;
    view->cursor = cursor;
    return DOLEN_OK;
}

static size_t fill_faults(const drawing *d, dolen_view_fault_link *links)
{
    size_t count = 0;

    dolen_web_page_add_fault(links, &count, "from", d->wish.from_fault);
    dolen_web_page_add_fault(links, &count, "until", d->wish.until_fault);
    dolen_web_page_add_fault(links, &count, "surname", d->wish.person_fault);
    dolen_web_page_add_fault(links, &count, "dob", d->wish.born_fault);
    dolen_web_page_add_fault(links, &count, "export",
                             d->has_list && strcmp(d->visit->request->reason, "no-ledger") == 0
                                 ? DOLEN_MESSAGE_FAULT_EXPORT_LEDGER
                                 : DOLEN_MESSAGE_NONE);
    return count;
}

static dolen_status fill_form(drawing *d, dolen_err *err)
{
    fill_texts(d);
    fill_person(d);
    DOLEN_TRY(fill_role(d, err));
    DOLEN_TRY(fill_purpose(d, err));
    DOLEN_TRY(fill_outcome(d, err));
    d->ground_note = dolen_audit_words_ground_note(d->visit, d->ground);
    return dolen_audit_words_figures(d->visit, &d->figures, err);
}

/* As dolen_export_make has it. */
static bool may_name_subjects(dolen_code ground)
{
    return strcmp(ground.text, "criminal-proceedings") == 0 || strcmp(ground.text, "subject-rights") == 0;
}

static dolen_status send_page(drawing *d, dolen_err *err)
{
    static const dolen_view_check_field with_subjects = {"with_subjects", DOLEN_MESSAGE_AUDIT_WITH_SUBJECTS, false};
    dolen_visit *visit = d->visit;
    dolen_view_fault_link links[FAULTS];
    const size_t faults = fill_faults(d, links);
    const dolen_view_fault_summary summary = {links, faults};
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_AUDIT_TITLE, "/audit");

    DOLEN_TRY(fill_form(d, err));
    frame.has_faults = faults > 0;
    dolen_view_audit view = {.frame = &frame,
                             .summary = faults ? &summary : NULL,
                             .ground = &d->ground_note,
                             .figures = &d->figures,
                             .action = dolen_visit_url(visit, "/audit"),
                             .csrf = visit->csrf,
                             .asked_by = &d->asked_by,
                             .role = &d->role,
                             .purpose = &d->purpose,
                             .outcome = &d->outcome,
                             .from = &d->from,
                             .until = &d->until,
                             .case_reference = &d->case_reference,
                             .urgent = &d->urgent,
                             .protected = &d->protected_only,
                             .finding = &d->finding,
                             .is_person_open = dolen_audit_wish_has_person(&d->wish),
                             .person = &d->person,
                             .first = dolen_visit_url(visit, "/audit"),
                             .is_later = *visit->request->about != '\0',
                             .readings = dolen_visit_url(visit, "/readings"),
                             .alerts = dolen_visit_url(visit, "/audit/alerts"),
                             .export = dolen_visit_url(visit, "/audit/export"),
                             .with_subjects = may_name_subjects(d->ground) ? &with_subjects : NULL};
    DOLEN_TRY(fill_list(d, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_audit(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

/* Find, and write down that it is read, before anything of it goes into the page. */
static dolen_status find(drawing *d, dolen_err *err)
{
    if (dolen_find_cursor_read(d->visit->request->about, &d->criteria.before, NULL) != DOLEN_OK)
        d->criteria.before = (dolen_find_cursor){0};
    const dolen_status found = d->site->find(d->site->context, &d->criteria, d->visit->arena, &d->found, err);
    if (found == DOLEN_E_INPUT && d->criteria.subject) {
        d->found = (dolen_find_result){0};
        d->wish.person_fault = DOLEN_MESSAGE_FAULT_AUDIT_PERSON;
        return DOLEN_OK;
    }
    DOLEN_TRY(found);
    DOLEN_TRY(dolen_audit_words_begin(d->visit, d->ground,
                                      d->criteria.subject ? DOLEN_READING_SUBJECT : DOLEN_READING_LIST,
                                      d->found.item_count, NULL, err));
    d->has_list = true;
    return DOLEN_OK;
}

dolen_status dolen_web_audit_show(dolen_visit *visit, dolen_err *err)
{
    drawing d = {.visit = visit};

    DOLEN_TRY(dolen_oversight_words_site(visit, &d.site, err));
    const dolen_status grounded = dolen_audit_words_need_ground(visit, &d.ground, err);
    if (grounded != DOLEN_OK)
        return grounded == DOLEN_E_ABSENT ? DOLEN_OK : grounded;
    DOLEN_TRY(dolen_audit_wish_read(visit, DOLEN_PAPER_WISH, &d.wish, err));
    if (dolen_audit_wish_criteria(&d.wish, &d.criteria, &d.subject))
        DOLEN_TRY(find(&d, err));
    return send_page(&d, err);
}

dolen_status dolen_web_audit_take(dolen_visit *visit, dolen_err *err)
{
    const dolen_digest session = dolen_oversight_words_hand(visit);
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    if (strcmp(dolen_visit_form_value(&form, "action"), "clear") == 0)
        dolen_papers_forget(visit->web->papers, session, DOLEN_PAPER_WISH);
    else
        DOLEN_TRY(
            dolen_papers_put(visit->web->papers, session, DOLEN_PAPER_WISH, visit->request->body, visit->now, err));
    dolen_visit_redirect(visit, "/audit");
    return DOLEN_OK;
}
