#include <string.h>

#include "node/agency/web/audit_words.h"
#include "node/agency/web/words.h"

/* The page while it is made. */
typedef struct drawing {
    dolen_visit *visit;
    const dolen_web_oversight *site;
    dolen_code ground;
    dolen_entry_view entry;
    dolen_view_ground_note ground_note;
} drawing;

static dolen_both both_of(dolen_words words)
{
    return (dolen_both){words.en, words.cy};
}

static const char *count(const drawing *d, int64_t number)
{
    return dolen_oversight_words_count(d->visit->arena, number > 0 ? (uint64_t)number : 0);
}

static const char *instant(const drawing *d, int64_t at)
{
    return dolen_words_instant(d->visit->arena, d->visit->language, at);
}

static const char *url(const drawing *d, const char *before, const char *after)
{
    const char *const pieces[] = {before, d->visit->id, after, NULL};

    return dolen_visit_url(d->visit, dolen_words_join(d->visit->arena, pieces));
}

static dolen_status fill_typed(const drawing *d, dolen_view_audit_entry *view, dolen_err *err)
{
    dolen_view_audit_typed *list = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->entry.typed_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < d->entry.typed_count; i++)
        list[i] = (dolen_view_audit_typed){.name = dolen_audit_words_field(d->entry.typed[i].name),
                                           .other = d->entry.typed[i].name,
                                           .value = d->entry.typed[i].value};
    view->typed = list;
    view->typed_count = d->entry.typed_count;
    return DOLEN_OK;
}

static dolen_both member_name(const drawing *d, dolen_code member)
{
    const dolen_web_site *site = &d->visit->web->site;

    if (dolen_code_is_empty(member))
        return (dolen_both){"", ""};
    return dolen_oversight_words_name(d->visit->arena, site->member_name(site->context, member), member);
}

static dolen_status fill_steps(const drawing *d, dolen_view_audit_entry *view, dolen_err *err)
{
    dolen_view_audit_step *list = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->entry.step_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < d->entry.step_count; i++) {
        const dolen_audit_stored *step = &d->entry.steps[i];
        list[i] = (dolen_view_audit_step){.when = instant(d, step->walk.at),
                                          .level = dolen_audit_words_step(step->step.level),
                                          .member = member_name(d, step->step.member),
                                          .account = step->walk.account};
    }
    view->steps = list;
    view->steps_count = d->entry.step_count;
    return DOLEN_OK;
}

static dolen_status decide(const drawing *d, const dolen_entry_step *steps, size_t step_count,
                           const dolen_view_audit_decision **out, dolen_err *err)
{
    dolen_view_audit_decision *list = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, step_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < step_count; i++)
        list[i] = (dolen_view_audit_decision){.name = both_of(steps[i].name),
                                              .standing = steps[i].refused   ? DOLEN_MESSAGE_ENTRY_REFUSED
                                                          : steps[i].reached ? DOLEN_MESSAGE_ENTRY_PASSED
                                                                             : DOLEN_MESSAGE_ENTRY_NOT_REACHED,
                                              .tone = steps[i].refused   ? DOLEN_TONE_RED
                                                      : steps[i].reached ? DOLEN_TONE_GREEN
                                                                         : DOLEN_TONE_GREY,
                                              .why = both_of(steps[i].why)};
    *out = list;
    return DOLEN_OK;
}

static dolen_message band_words(dolen_band band)
{
    return band == DOLEN_BAND_CONFIRMED  ? DOLEN_MESSAGE_RESULT_CONFIRMED
           : band == DOLEN_BAND_PROBABLE ? DOLEN_MESSAGE_RESULT_PROBABLE
                                         : DOLEN_MESSAGE_ENTRY_NO_MATCH;
}

static dolen_status fill_disclosures(const drawing *d, dolen_view_audit_entry *view, dolen_err *err)
{
    dolen_view_audit_disclosure *list = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, d->entry.disclosure_count + 1, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < d->entry.disclosure_count; i++) {
        const dolen_entry_disclosure *one = &d->entry.disclosures[i];
        list[i] = (dolen_view_audit_disclosure){
            .member = dolen_oversight_words_name(d->visit->arena, both_of(one->name), one->member),
            .level = d->site->level_name(d->site->context, one->level),
            .band = band_words(one->band),
            .is_shielded = one->shielded,
            .is_opened = one->opened,
            .has_contact = one->contact,
            .decision_count = one->decision_count};
        DOLEN_TRY(decide(d, one->decision, one->decision_count, &list[i].decision, err));
    }
    view->disclosures = list;
    view->disclosures_count = d->entry.disclosure_count;
    return DOLEN_OK;
}

static void name_proof(dolen_entry_proof proof, dolen_view_audit_entry *view)
{
    static const struct {
        dolen_message name;
        dolen_message text;
        const char *tone;
    } words[] = {
        [DOLEN_ENTRY_PROOF_NONE] = {DOLEN_MESSAGE_ENTRY_PROOF_NONE, DOLEN_MESSAGE_ENTRY_PROOF_NONE_TEXT,
                                    DOLEN_TONE_GREY},
        [DOLEN_ENTRY_PROOF_FAILS] = {DOLEN_MESSAGE_ENTRY_PROOF_FAILS, DOLEN_MESSAGE_ENTRY_PROOF_FAILS_TEXT,
                                     DOLEN_TONE_RED},
        [DOLEN_ENTRY_PROOF_SIGNED] = {DOLEN_MESSAGE_ENTRY_PROOF_SIGNED, DOLEN_MESSAGE_ENTRY_PROOF_SIGNED_TEXT,
                                      DOLEN_TONE_YELLOW},
        [DOLEN_ENTRY_PROOF_CONFIRMED] = {DOLEN_MESSAGE_ENTRY_PROOF_CONFIRMED, DOLEN_MESSAGE_ENTRY_PROOF_CONFIRMED_TEXT,
                                         DOLEN_TONE_GREEN},
    };

    view->proof = words[proof].name;
    view->proof_text = words[proof].text;
    view->proof_tone = words[proof].tone;
}

/* A receipt that is not confirmed yet lacks witnesses, and that is all: only one that fails has problems to show. */
static dolen_status fill_proof(const drawing *d, dolen_view_audit_entry *view, dolen_err *err)
{
    const dolen_verify_report *report = d->entry.report;
    const bool shows = report && d->entry.proof == DOLEN_ENTRY_PROOF_FAILS;
    const size_t kept = !shows                                          ? 0
                        : report->problem_count < DOLEN_VERIFY_PROBLEMS ? report->problem_count
                                                                        : DOLEN_VERIFY_PROBLEMS;
    dolen_view_audit_problem *problems = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, kept + 1, sizeof *problems, (void *)&problems, err));
    for (size_t i = 0; i < kept; i++)
        problems[i] = (dolen_view_audit_problem){report->problems[i].what};
    name_proof(d->entry.proof, view);
    view->problems = problems;
    view->problems_count = kept;
    view->receipt = d->entry.receipt ? url(d, "/audit/", "/receipt") : "";
    view->index = count(d, d->entry.search.ledger_index);
    view->witnesses_present = report ? count(d, (int64_t)report->witnesses_present) : "";
    view->witnesses_needed = report ? count(d, (int64_t)report->witnesses_needed) : "";
    view->agrees = d->entry.agrees;
    view->has_ledger = d->entry.has_ledger;
    return DOLEN_OK;
}

static void fill_review(const drawing *d, dolen_view_audit_entry *view)
{
    const dolen_review *review = &d->entry.review;
    const dolen_oversight_review standing = review->closed                ? DOLEN_OVERSIGHT_REVIEW_CLOSED
                                            : review->due < d->visit->now ? DOLEN_OVERSIGHT_REVIEW_OVERDUE
                                                                          : DOLEN_OVERSIGHT_REVIEW_OPEN;

    view->has_review = d->entry.has_review;
    if (!view->has_review)
        return;
    view->review = dolen_audit_words_review(standing, &view->review_tone);
    view->review_due = instant(d, review->due);
    view->review_closed_by = review->closed_by;
    view->review_to = url(d, "/reviews/", "");
}

static void fill_who(const drawing *d, dolen_view_audit_entry *view)
{
    const dolen_stored_search *search = &d->entry.search;

    view->when = instant(d, search->asked);
    view->full_name = d->entry.full_name;
    view->account = search->account;
    view->role = dolen_oversight_words_name(d->visit->arena, both_of(d->entry.role_name), search->role);
    view->purpose = dolen_oversight_words_name(d->visit->arena, both_of(d->entry.purpose_name), search->purpose);
    view->case_reference = search->case_reference;
    view->decision_maker = search->decision_maker;
    if (!dolen_code_is_empty(search->urgent_reason))
        view->urgent_reason = dolen_oversight_words_name(
            d->visit->arena, d->site->urgency_name(d->site->context, search->urgent_reason), search->urgent_reason);
    view->authoriser = search->authoriser;
    view->has_consent = search->consent;
    view->channel = dolen_audit_words_channel(search->channel);
    view->outcome = dolen_audit_words_outcome(search->outcome);
    view->involved = count(d, search->involved);
    view->number = d->visit->id;
}

static dolen_status send_page(drawing *d, dolen_err *err)
{
    const dolen_view_frame frame = dolen_web_page_frame(d->visit, DOLEN_MESSAGE_ENTRY_TITLE, "/audit");
    dolen_view_audit_entry view = {.frame = &frame,
                                   .ground = &d->ground_note,
                                   .back = dolen_visit_url(d->visit, "/audit"),
                                   .same_rules = d->entry.same_rules,
                                   .rules = d->entry.has_ledger ? d->entry.ledger.rules_version : "",
                                   .decision_count = d->entry.decision_count};

    d->ground_note = dolen_audit_words_ground_note(d->visit, d->ground);
    fill_who(d, &view);
    DOLEN_TRY(fill_typed(d, &view, err));
    DOLEN_TRY(fill_steps(d, &view, err));
    DOLEN_TRY(fill_disclosures(d, &view, err));
    DOLEN_TRY(decide(d, d->entry.decision, d->entry.decision_count, &view.decision, err));
    DOLEN_TRY(fill_proof(d, &view, err));
    fill_review(d, &view);
    dolen_page page = dolen_web_page_new(d->visit);
    dolen_render_audit_entry(&page, &view);
    dolen_web_page_send(d->visit, &page, 200);
    return DOLEN_OK;
}

/* The entry with its reading written down; DOLEN_E_ABSENT with a response when a ground is missing. */
static dolen_status read(drawing *d, bool *is_answered, dolen_err *err)
{
    dolen_uuid id;

    *is_answered = false;
    DOLEN_TRY(dolen_oversight_words_site(d->visit, &d->site, err));
    if (dolen_uuid_read(d->visit->id, &id, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such search");
    const dolen_status grounded = dolen_audit_words_need_ground(d->visit, &d->ground, err);
    *is_answered = grounded == DOLEN_E_ABSENT;
    if (grounded != DOLEN_OK)
        return *is_answered ? DOLEN_OK : grounded;
    DOLEN_TRY(d->site->entry(d->site->context, id, d->visit->arena, &d->entry, err));
    return dolen_audit_words_begin(d->visit, d->ground, DOLEN_READING_ENTRY, 1, d->visit->id, err);
}

dolen_status dolen_web_audit_entry_show(dolen_visit *visit, dolen_err *err)
{
    drawing d = {.visit = visit};
    bool is_answered = false;

    DOLEN_TRY(read(&d, &is_answered, err));
    return is_answered ? DOLEN_OK : send_page(&d, err);
}

dolen_status dolen_web_audit_entry_receipt(dolen_visit *visit, dolen_err *err)
{
    const char *const name[] = {"attachment; filename=\"dolen-", visit->id, ".tlog-proof\"", NULL};
    drawing d = {.visit = visit};
    bool is_answered = false;

    DOLEN_TRY(read(&d, &is_answered, err));
    if (is_answered)
        return DOLEN_OK;
    if (!d.entry.receipt)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the search has no receipt");
    visit->response->status = 200;
    visit->response->body = dolen_bytes_of_string(d.entry.receipt);
    dolen_visit_add_header(visit, "Content-Type", "text/plain; charset=utf-8");
    dolen_visit_add_header(visit, "Content-Disposition", dolen_words_join(visit->arena, name));
    return DOLEN_OK;
}
