#include <stdio.h>
#include <string.h>

#include "node/agency/web/answer_reader.h"
#include "node/agency/web/timeline.h"
#include "node/agency/web/web_internal.h"
#include "node/agency/web/words.h"
#include "node/match/normalise.h"

enum { RECENT = 50 };

/* What a result page is made of. */
typedef struct result {
    dolen_visit *visit;
    dolen_web_search search;
    dolen_answer_page answer;
    dolen_view_card *cards;
    size_t card_count;
    dolen_view_silent *unanswered;
    size_t unanswered_count;
    dolen_view_silent *nothing;
    size_t nothing_count;
    dolen_view_advice *advice;
    dolen_timeline_item *items;
    size_t item_count;
    bool has_probable;
    bool has_protected;
} result;

static dolen_both flag_name(const dolen_visit *visit, dolen_code code)
{
    const dolen_web_site *site = &visit->web->site;
    dolen_both name = site->flag_name(site->context, code);

    if (!dolen_page_has(name.en)) {
        const char *text = dolen_arena_copy_string(visit->arena, code.text, strlen(code.text));
        name = (dolen_both){text, text};
    }
    return name;
}

static int64_t number_in(const dolen_flag *flag, dolen_month first, dolen_month last)
{
    int64_t sum = 0;

    for (size_t i = 0; i < flag->month_count; i++)
        if (flag->months[i].month >= first && flag->months[i].month <= last)
            sum += flag->months[i].count;
    return sum;
}

static dolen_month last_month(const result *r)
{
    return dolen_month_of(dolen_day_of(r->answer.asked));
}

static dolen_view_headline headline(const result *r, const dolen_flag *flag)
{
    dolen_arena *arena = r->visit->arena;
    const dolen_language language = r->visit->language;
    const dolen_month last = last_month(r);

    return (dolen_view_headline){
        .name = flag_name(r->visit, flag->code),
        .started = dolen_words_month(arena, language, flag->opened),
        .ended = dolen_words_month(arena, language, flag->closed),
        .is_open = flag->kind != DOLEN_FLAG_EVENT && flag->opened && !flag->closed,
        .count = number_in(flag, last - DOLEN_TIMELINE_MONTHS + 1, last),
        .latest = dolen_words_day(arena, language, flag->latest),
        .is_disputed = flag->disputed,
    };
}

static dolen_status add_flags(result *r, const dolen_answer_member *member, dolen_view_card *card, dolen_err *err)
{
    dolen_view_headline *headlines;

    DOLEN_TRY(dolen_arena_take(r->visit->arena, member->flag_count + 1, sizeof *headlines, &headlines, err));
    for (size_t i = 0; i < member->flag_count; i++) {
        headlines[i] = headline(r, &member->flags[i]);
        r->items[r->item_count++] = (dolen_timeline_item){member->name, headlines[i].name, &member->flags[i]};
    }
    card->headlines = headlines;
    card->headlines_count = member->flag_count;
    return DOLEN_OK;
}

static dolen_status add_card(result *r, const dolen_answer_member *member, dolen_err *err)
{
    dolen_view_card *card = &r->cards[r->card_count++];
    dolen_view_reason *reasons;

    DOLEN_TRY(dolen_arena_take(r->visit->arena, member->reason_count + 1, sizeof *reasons, &reasons, err));
    for (size_t i = 0; i < member->reason_count; i++)
        reasons[i].why = member->reasons[i];
    *card = (dolen_view_card){
        .agency = member->name,
        .is_probable = member->band == DOLEN_BAND_PROBABLE,
        .is_old = member->out_of_date || member->state == DOLEN_MEMBER_OUT_OF_DATE,
        .is_protected = member->shielded,
        .team = member->team,
        .telephone = member->telephone,
        .reasons = reasons,
        .reasons_count = member->reason_count,
        .as_of = dolen_words_instant(r->visit->arena, r->visit->language, member->as_of),
    };
    r->has_probable = r->has_probable || card->is_probable;
    r->has_protected = r->has_protected || card->is_protected;
    return add_flags(r, member, card, err);
}

static void add_silent(result *r, const dolen_answer_member *member)
{
    const dolen_view_silent silent = {
        .agency = member->name,
        .as_of = dolen_words_instant(r->visit->arena, r->visit->language, member->as_of),
        .is_old = member->state == DOLEN_MEMBER_OUT_OF_DATE,
    };

    if (member->state == DOLEN_MEMBER_NO_ANSWER)
        r->unanswered[r->unanswered_count++] = silent;
    else
        r->nothing[r->nothing_count++] = silent;
}

static dolen_status make_room(result *r, dolen_err *err)
{
    dolen_arena *arena = r->visit->arena;
    const size_t count = r->answer.member_count + 1;
    size_t flags = 1;

    for (size_t i = 0; i < r->answer.member_count; i++)
        flags += r->answer.members[i].flag_count;
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *r->cards, &r->cards, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *r->unanswered, &r->unanswered, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *r->nothing, &r->nothing, err));
    DOLEN_TRY(dolen_arena_take(arena, r->answer.advice_count + 1, sizeof *r->advice, &r->advice, err));
    return dolen_arena_take(arena, flags, sizeof *r->items, &r->items, err);
}

static dolen_status sort_members(result *r, dolen_err *err)
{
    DOLEN_TRY(make_room(r, err));
    for (size_t i = 0; i < r->answer.advice_count; i++)
        r->advice[i].what = r->answer.advice[i];
    for (size_t i = 0; i < r->answer.member_count; i++) {
        const dolen_answer_member *member = &r->answer.members[i];
        if (dolen_answer_reader_is_involved(member))
            DOLEN_TRY(add_card(r, member, err));
        else
            add_silent(r, member);
    }
    return DOLEN_OK;
}

static dolen_both purpose_name(dolen_visit *visit, dolen_code code)
{
    const dolen_web_site *site = &visit->web->site;
    const char *text = dolen_arena_copy_string(visit->arena, code.text, strlen(code.text));
    const dolen_web_purpose *purposes;
    size_t count;

    if (site->purposes(site->context, visit->session.role, visit->arena, &purposes, &count, NULL) == DOLEN_OK)
        for (size_t i = 0; i < count; i++)
            if (dolen_code_same(purposes[i].code, code))
                return purposes[i].name;
    return (dolen_both){text, text};
}

/* "Siân Llewelyn", or the address, or its reference number. */
static const char *subject_name(dolen_arena *arena, const dolen_search_request *request)
{
    const dolen_person *person = &request->person;
    const char *const pieces[] = {person->forenames, *person->forenames && *person->surname ? " " : "", person->surname,
                                  NULL};
    const dolen_address *address = &request->address;

    if (request->subject == DOLEN_SUBJECT_PERSON)
        return dolen_words_join(arena, pieces);
    return *address->line ? address->line : *address->uprn ? address->uprn : address->postcode;
}

/* As people read it out: "999 012 3454". */
static const char *nhs_number(dolen_arena *arena, const char *typed)
{
    char digits[DOLEN_NORMAL_NHS];
    char grouped[DOLEN_NORMAL_NHS + 2];

    if (!dolen_normalise_nhs_number(typed, digits))
        return typed;
    (void)snprintf(grouped, sizeof grouped, "%.3s %.3s %.4s", digits, digits + 3, digits + 6);
    const char *kept = dolen_arena_copy_string(arena, grouped, strlen(grouped));
    return kept ? kept : typed;
}

static dolen_view_subject subject_view(const result *r)
{
    const dolen_search_request *request = &r->search.request;
    const bool is_person = request->subject == DOLEN_SUBJECT_PERSON;
    dolen_visit *visit = r->visit;

    return (dolen_view_subject){
        .is_person = is_person,
        .name = subject_name(visit->arena, request),
        .born = is_person ? dolen_words_day(visit->arena, visit->language, request->person.born) : "",
        .address = is_person ? request->person.address : "",
        .postcode = is_person ? request->person.postcode : request->address.postcode,
        .uprn = is_person ? "" : request->address.uprn,
        .nhs_number = is_person ? nhs_number(visit->arena, request->person.nhs_number) : "",
    };
}

static dolen_both urgency_name(dolen_visit *visit, dolen_code code)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_web_urgency *urgencies;
    size_t count;

    if (!dolen_code_is_empty(code) &&
        site->urgencies(site->context, visit->arena, &urgencies, &count, NULL) == DOLEN_OK)
        for (size_t i = 0; i < count; i++)
            if (dolen_code_same(urgencies[i].code, code))
                return urgencies[i].name;
    return (dolen_both){NULL, NULL};
}

static dolen_view_ledger_note ledger_view(const result *r)
{
    const char *const pieces[] = {"/searches/", r->visit->id, "/receipt", NULL};

    return (dolen_view_ledger_note){
        .purpose = purpose_name(r->visit, r->search.request.purpose),
        .case_reference = r->search.request.case_reference,
        .decision_maker = r->search.request.decision_maker,
        .urgency = urgency_name(r->visit, r->search.request.urgent_reason),
        .authoriser = r->search.request.authoriser,
        .review_due = dolen_words_instant(r->visit->arena, r->visit->language, r->answer.review_due),
        .asked = dolen_words_instant(r->visit->arena, r->visit->language, r->search.asked),
        .user = r->visit->session.user,
        .request = r->visit->id,
        .index = r->answer.ledger_index,
        .rules = r->answer.rules,
        .receipt = dolen_page_has(r->search.receipt)
                       ? dolen_visit_url(r->visit, dolen_words_join(r->visit->arena, pieces))
                       : NULL,
    };
}

static void send_none(const result *r)
{
    const dolen_view_frame frame = dolen_web_page_frame(r->visit, DOLEN_MESSAGE_NONE_TITLE, NULL);
    const dolen_view_subject subject = subject_view(r);
    const dolen_view_ledger_note ledger = ledger_view(r);
    const dolen_view_none view = {
        .frame = &frame,
        .back = dolen_visit_url(r->visit, subject.is_person ? "/search" : "/search/address"),
        .subject = &subject,
        .answered = (int64_t)r->nothing_count,
        .asked = (int64_t)r->answer.member_count,
        .is_person = subject.is_person,
        .unanswered = r->unanswered,
        .unanswered_count = r->unanswered_count,
        .nothing = r->nothing,
        .nothing_count = r->nothing_count,
        .advice = r->advice,
        .advice_count = r->answer.advice_count,
        .ledger = &ledger,
    };
    dolen_page page = dolen_web_page_new(r->visit);

    dolen_render_none(&page, &view);
    dolen_web_page_send(r->visit, &page, 200);
}

static dolen_status send_result(const result *r, dolen_err *err)
{
    const dolen_view_frame frame = dolen_web_page_frame(r->visit, DOLEN_MESSAGE_RESULT_TITLE, NULL);
    const dolen_view_subject subject = subject_view(r);
    const dolen_view_ledger_note ledger = ledger_view(r);
    dolen_view_timeline timeline;

    DOLEN_TRY(dolen_timeline_draw(r->visit->arena, r->visit->language, last_month(r), r->items, r->item_count,
                                  &timeline, err));
    const dolen_view_result view = {
        .frame = &frame,
        .back = dolen_visit_url(r->visit, subject.is_person ? "/search" : "/search/address"),
        .subject = &subject,
        .involved = (int64_t)r->card_count,
        .asked = (int64_t)r->answer.member_count,
        .is_check_needed = r->has_probable,
        .is_protected = r->has_protected,
        .silent_count = (int64_t)r->unanswered_count,
        .unanswered = r->unanswered,
        .unanswered_count = r->unanswered_count,
        .cards = r->cards,
        .cards_count = r->card_count,
        .timeline = &timeline,
        .nothing = r->nothing,
        .nothing_count = r->nothing_count,
        .advice = r->advice,
        .advice_count = r->answer.advice_count,
        .is_person = subject.is_person,
        .ledger = &ledger,
    };
    dolen_page page = dolen_web_page_new(r->visit);
    dolen_render_result(&page, &view);
    dolen_web_page_send(r->visit, &page, 200);
    return DOLEN_OK;
}

static const char *path_of(const dolen_visit *visit, const char *id, const char *rest)
{
    const char *const pieces[] = {"/searches/", id, rest, NULL};

    return dolen_words_join(visit->arena, pieces);
}

/* Before anything of the search is shown: there is a protected record, and this is what opening it means (IG-15). */
static void send_interruption(const result *r)
{
    dolen_visit *visit = r->visit;
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_PROTECTED_TITLE, NULL);
    const dolen_view_subject subject = subject_view(r);
    const dolen_view_interruption view = {
        .frame = &frame,
        .back = dolen_visit_url(visit, "/search"),
        .subject = &subject,
        .open = dolen_visit_url(visit, path_of(visit, visit->id, "/open")),
        .without = dolen_visit_url(visit, path_of(visit, visit->id, "/without")),
        .csrf = visit->csrf,
    };
    dolen_page page = dolen_web_page_new(visit);

    dolen_render_interruption(&page, &view);
    dolen_web_page_send(visit, &page, 200);
}

static bool is_without(const dolen_visit *visit)
{
    const char *last = strrchr(visit->path, '/');

    return last && strcmp(last, "/without") == 0;
}

/* DOLEN_E_ABSENT for another person's search just as for none, and for a malformed number. */
static dolen_status find_search(const dolen_visit *visit, dolen_web_search *out, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    dolen_uuid id;

    if (dolen_uuid_read(visit->id, &id, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such search");
    DOLEN_TRY(store->find_search(store->context, visit->session.user, id, visit->arena, out, err));
    if (!out->answer)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the search has no answer");
    return DOLEN_OK;
}

/* What this page shows, told apart: its result, whose involvement, whose contact (IG-11). Before anything is shown. */
static dolen_status note_shown(const result *r, dolen_err *err)
{
    const dolen_web_site *site = &r->visit->web->site;
    const dolen_audit_walk walk = {.search = r->search.id,
                                   .account = r->visit->session.user,
                                   .role = r->visit->session.role,
                                   .at = dolen_clock_now(site->clock)};
    dolen_audit_step steps[DOLEN_AUDIT_STEPS] = {{.level = DOLEN_AUDIT_SHOWN}};
    size_t count = 1;

    for (size_t i = 0; i < r->answer.member_count && count + 2 <= DOLEN_AUDIT_STEPS; i++) {
        const dolen_answer_member *member = &r->answer.members[i];
        if (member->flag_count)
            steps[count++] = (dolen_audit_step){.level = DOLEN_AUDIT_OPENED, .member = member->agency};
        if (dolen_page_has(member->telephone))
            steps[count++] = (dolen_audit_step){.level = DOLEN_AUDIT_CONTACT, .member = member->agency};
    }
    return site->store.note_steps(site->store.context, &walk, steps, count, err);
}

dolen_status dolen_web_result_show(dolen_visit *visit, dolen_err *err)
{
    result r = {.visit = visit};

    DOLEN_TRY(find_search(visit, &r.search, err));
    DOLEN_TRY(dolen_answer_reader_read(visit->arena, r.search.answer, &r.answer, err));
    if (r.answer.protected_held && !is_without(visit)) {
        send_interruption(&r);
        return DOLEN_OK;
    }
    DOLEN_TRY(sort_members(&r, err));
    DOLEN_TRY(note_shown(&r, err));
    if (r.card_count > 0)
        return send_result(&r, err);
    send_none(&r);
    return DOLEN_OK;
}

dolen_status dolen_web_result_open(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_site *site = &visit->web->site;
    dolen_search_outcome outcome = {0};
    result r = {.visit = visit};
    dolen_http_form form;
    char id[DOLEN_UUID_TEXT];

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(find_search(visit, &r.search, err));
    DOLEN_TRY(dolen_answer_reader_read(visit->arena, r.search.answer, &r.answer, err));
    if (!r.answer.protected_held)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "there is nothing to open in this search");
    r.search.request.channel = DOLEN_SEARCH_WEB;
    r.search.request.user = visit->session.user;
    r.search.request.role = visit->session.role;
    r.search.request.acknowledge_protected = true;
    DOLEN_TRY(site->ask(site->context, &r.search.request, visit->arena, &outcome, err));
    if (!outcome.has_answer) {
        dolen_web_page_trouble(visit, &outcome);
        return DOLEN_OK;
    }
    dolen_uuid_write(outcome.request_id, id);
    dolen_visit_redirect(visit, path_of(visit, id, ""));
    return DOLEN_OK;
}

dolen_status dolen_web_result_receipt(dolen_visit *visit, dolen_err *err)
{
    dolen_web_search search;

    DOLEN_TRY(find_search(visit, &search, err));
    if (!dolen_page_has(search.receipt))
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the search has no receipt");
    const dolen_web_site *site = &visit->web->site;
    const char *receipt = search.receipt;
    if (site->receipt)
        DOLEN_TRY(site->receipt(site->context, search.id, search.receipt, visit->arena, &receipt, err));
    const char *const pieces[] = {"attachment; filename=\"dolen-", visit->id, ".tlog-proof\"", NULL};
    visit->response->status = 200;
    visit->response->body = dolen_bytes_of_string(receipt);
    dolen_visit_add_header(visit, "Content-Type", "text/plain; charset=utf-8");
    dolen_visit_add_header(visit, "Content-Disposition", dolen_words_join(visit->arena, pieces));
    return DOLEN_OK;
}

static dolen_view_past_search past_search(dolen_visit *visit, const dolen_web_search *search)
{
    char id[DOLEN_UUID_TEXT];

    dolen_uuid_write(search->id, id);
    const char *const pieces[] = {"/searches/", id, NULL};
    return (dolen_view_past_search){
        .when = dolen_words_instant(visit->arena, visit->language, search->asked),
        .subject = subject_name(visit->arena, &search->request),
        .purpose = purpose_name(visit, search->request.purpose),
        .case_reference = search->request.case_reference,
        .to = dolen_visit_url(visit, dolen_words_join(visit->arena, pieces)),
        .has_answer = search->answer != NULL,
    };
}

dolen_status dolen_web_recent_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    const dolen_web_search *searches;
    dolen_view_past_search *list;
    size_t count;

    DOLEN_TRY(store->list_searches(store->context, visit->session.user, RECENT, visit->arena, &searches, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *list, &list, err));
    for (size_t i = 0; i < count; i++)
        list[i] = past_search(visit, &searches[i]);
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_RECENT_TITLE, "/searches");
    const dolen_view_recent view = {&frame, list, count};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_recent(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
