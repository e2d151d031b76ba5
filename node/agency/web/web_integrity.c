#include <string.h>

#include "node/agency/web/oversight_words.h"
#include "node/agency/web/words.h"
#include "node/base/log.h"

enum { ROW = 48, MARK = 22, NAME = 18, STATE = 36, EVIDENCE = 2000 };

/* What somebody tried to close, and what was wrong with it. */
typedef struct closing {
    int64_t number;
    const char *reason;
    dolen_message fault;
} closing;

/* The page while it is made. */
typedef struct drawing {
    dolen_visit *visit;
    const closing *tried;
    dolen_web_ledger_known known;
    dolen_witness_state state;
    dolen_status asked; /* how the hub answered */
    dolen_view_confirmations picture;
} drawing;

static const char *instant(const drawing *d, int64_t at)
{
    return dolen_words_instant(d->visit->arena, d->visit->language, at);
}

static const char *count(const drawing *d, uint64_t number)
{
    return dolen_oversight_words_count(d->visit->arena, number);
}

static void fill_standing(const drawing *d, dolen_view_integrity *view)
{
    static const struct {
        dolen_message standing;
        dolen_message meaning;
        const char *tone;
    } words[] = {
        {DOLEN_MESSAGE_INTEGRITY_CONFIRMED, DOLEN_MESSAGE_INTEGRITY_CONFIRMED_TEXT, DOLEN_TONE_GREEN},
        {DOLEN_MESSAGE_INTEGRITY_WAITING, DOLEN_MESSAGE_INTEGRITY_WAITING_TEXT, DOLEN_TONE_YELLOW},
        {DOLEN_MESSAGE_INTEGRITY_UNWITNESSED, DOLEN_MESSAGE_INTEGRITY_UNWITNESSED_TEXT, DOLEN_TONE_GREY},
        {DOLEN_MESSAGE_INTEGRITY_EMPTY, DOLEN_MESSAGE_INTEGRITY_EMPTY_TEXT, DOLEN_TONE_GREY},
        {DOLEN_MESSAGE_INTEGRITY_SILENT, DOLEN_MESSAGE_INTEGRITY_SILENT_TEXT, DOLEN_TONE_YELLOW},
        {DOLEN_MESSAGE_INTEGRITY_WRONG, DOLEN_MESSAGE_INTEGRITY_WRONG_TEXT, DOLEN_TONE_RED},
    };
    const size_t which = view->is_wrong                               ? 5
                         : view->is_silent                            ? 4
                         : d->state.entries == 0                      ? 3
                         : d->state.needed == 0                       ? 2
                         : d->state.confirmed_count < d->state.needed ? 1
                                                                      : 0;

    view->standing = words[which].standing;
    view->meaning = words[which].meaning;
    view->tone = words[which].tone;
}

/* Each agency a row: a full or an empty circle, and words. */
static dolen_status draw(drawing *d, dolen_view_integrity *view, dolen_err *err)
{
    const size_t members = d->state.member_count;
    dolen_view_confirmation *rows = NULL;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, members + 1, sizeof *rows, (void *)&rows, err));
    for (size_t i = 0; i < members; i++) {
        const dolen_witness_state_member *member = &d->state.members[i];
        const int64_t top = (int64_t)i * ROW;
        rows[i] = (dolen_view_confirmation){.name = {member->name_en, member->name_cy},
                                            .mark_y = top + MARK,
                                            .name_y = top + NAME,
                                            .state_y = top + STATE,
                                            .has_confirmed = member->confirmed != 0,
                                            .since = instant(d, member->confirmed)};
    }
    d->picture = (dolen_view_confirmations){.height = (int64_t)members * ROW, .rows = rows, .rows_count = members};
    view->picture = members ? &d->picture : NULL;
    return DOLEN_OK;
}

static void fill_figures(const drawing *d, dolen_view_integrity *view)
{
    view->entries = count(d, d->state.entries);
    view->confirmed_entries = count(d, d->state.confirmed_entries);
    view->confirmed_count = (int64_t)d->state.confirmed_count;
    view->witness_count = (int64_t)d->state.member_count;
    view->needed = (int64_t)d->state.needed;
    view->since = instant(d, d->state.since);
}

static void fill_comparison(const drawing *d, dolen_view_integrity *view)
{
    const dolen_reconciliation *last = &d->known.comparison;

    view->has_comparison = last->finished != 0;
    view->is_different = last->missing || last->unknown;
    view->compared = instant(d, last->finished);
    view->compared_until = instant(d, last->until);
    view->compared_searches = count(d, (uint64_t)last->searches);
    view->compared_entries = count(d, (uint64_t)last->entries);
    view->missing = count(d, (uint64_t)last->missing);
    view->unknown = count(d, (uint64_t)last->unknown);
    view->own_entries = d->known.own_entries ? count(d, d->known.own_entries) : "";
    view->own_confirmed = instant(d, d->known.own_confirmed);
}

/* As dolen_ledger_alarm_advice has it in English. */
static void name_alarm(const char *kind, dolen_view_alarm_row *row)
{
    static const struct {
        const char *kind;
        dolen_message what;
        dolen_message next;
    } kinds[] = {
        {"ledger-fork", DOLEN_MESSAGE_ALARM_FORK, DOLEN_MESSAGE_ALARM_FORK_NEXT},
        {"ledger-shrunk", DOLEN_MESSAGE_ALARM_SHRUNK, DOLEN_MESSAGE_ALARM_SHRUNK_NEXT},
        {"ledger-malformed", DOLEN_MESSAGE_ALARM_MALFORMED, DOLEN_MESSAGE_ALARM_MALFORMED_NEXT},
        {"ledger-wrong-origin", DOLEN_MESSAGE_ALARM_ORIGIN, DOLEN_MESSAGE_ALARM_ORIGIN_NEXT},
        {"ledger-wrong-key", DOLEN_MESSAGE_ALARM_KEY, DOLEN_MESSAGE_ALARM_KEY_NEXT},
        {"clock-behind", DOLEN_MESSAGE_ALARM_CLOCK, DOLEN_MESSAGE_ALARM_CLOCK_NEXT},
        {"ledger-unreconciled", DOLEN_MESSAGE_ALARM_UNRECONCILED, DOLEN_MESSAGE_ALARM_UNRECONCILED_NEXT},
        {"ledger-loss", DOLEN_MESSAGE_ALARM_LOSS, DOLEN_MESSAGE_ALARM_LOSS_NEXT},
        {"witness-memory", DOLEN_MESSAGE_ALARM_MEMORY, DOLEN_MESSAGE_ALARM_MEMORY_NEXT},
        {"receipt-refused", DOLEN_MESSAGE_ALARM_RECEIPT, DOLEN_MESSAGE_ALARM_RECEIPT_NEXT},
        {"owner-notices-overdue", DOLEN_MESSAGE_ALARM_NOTICES, DOLEN_MESSAGE_ALARM_NOTICES_NEXT},
        {"reconciliation", DOLEN_MESSAGE_ALARM_DIFFERENCE, DOLEN_MESSAGE_ALARM_DIFFERENCE_NEXT},
    };

    row->what = DOLEN_MESSAGE_ALARM_OTHER;
    row->next = DOLEN_MESSAGE_ALARM_OTHER_NEXT;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0) {
            row->what = kinds[i].what;
            row->next = kinds[i].next;
        }
}

static const char *named(const drawing *d, const char *prefix, const char *number)
{
    const char *const pieces[] = {prefix, number, NULL};

    return dolen_words_join(d->visit->arena, pieces);
}

static dolen_view_alarm_row alarm_row(const drawing *d, const dolen_stored_alarm *alarm, dolen_view_text_field *field)
{
    const char *number = dolen_oversight_words_number(d->visit->arena, alarm->number);
    const bool is_tried = d->tried && d->tried->number == alarm->number;
    dolen_view_alarm_row row = {
        .number = number,
        .heading = named(d, "alarm-", number),
        .first_seen = instant(d, alarm->first_seen),
        .last_seen = instant(d, alarm->last_seen),
        .times = count(d, (uint64_t)alarm->times),
        .evidence = dolen_arena_copy_string(d->visit->arena, alarm->evidence, strnlen(alarm->evidence, EVIDENCE)),
        .is_closed = alarm->closed != 0,
        .closed = instant(d, alarm->closed),
        .reason = alarm->reason,
        .field = field};

    *field =
        dolen_oversight_words_field(named(d, "reason-", number), DOLEN_MESSAGE_INTEGRITY_REASON,
                                    is_tried ? d->tried->reason : "", is_tried ? d->tried->fault : DOLEN_MESSAGE_NONE);
    field->hint = DOLEN_MESSAGE_INTEGRITY_REASON_HINT;
    field->is_spelled = true;
    name_alarm(alarm->kind, &row);
    return row;
}

static dolen_status fill_alarms(const drawing *d, dolen_view_integrity *view, dolen_err *err)
{
    dolen_view_alarm_row *rows = NULL;
    dolen_view_text_field *fields = NULL;
    const size_t alarms = d->known.alarm_count;

    DOLEN_TRY(dolen_arena_take(d->visit->arena, alarms + 1, sizeof *rows, (void *)&rows, err));
    DOLEN_TRY(dolen_arena_take(d->visit->arena, alarms + 1, sizeof *fields, (void *)&fields, err));
    for (size_t i = 0; i < alarms; i++)
        rows[i] = alarm_row(d, &d->known.alarms[i], &fields[i]);
    view->alarms = rows;
    view->alarms_count = alarms;
    return DOLEN_OK;
}

static dolen_status read(drawing *d, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;
    dolen_err why = {0};

    DOLEN_TRY(dolen_oversight_words_site(d->visit, &site, err));
    DOLEN_TRY(site->ledger_known(site->context, d->visit->arena, &d->known, err));
    d->asked = site->witness_state(site->context, d->visit->arena, &d->state, &why);
    if (d->asked != DOLEN_OK)
        dolen_log_warning("the hub's ledger could not be looked at", dolen_field_request(d->visit->request_id),
                          dolen_field_status(dolen_status_word(d->asked)), dolen_field_reason(&why));
    return DOLEN_OK;
}

static dolen_status send_page(dolen_visit *visit, const closing *tried, dolen_err *err)
{
    drawing d = {.visit = visit, .tried = tried};
    dolen_view_fault_link links[1];
    size_t faults = 0;

    DOLEN_TRY(read(&d, err));
    dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_INTEGRITY_TITLE, "/integrity");
    const char *number = tried ? dolen_oversight_words_number(visit->arena, tried->number) : "";
    if (tried)
        dolen_web_page_add_fault(links, &faults, named(&d, "reason-", number), tried->fault);
    const dolen_view_fault_summary summary = {links, faults};
    frame.has_faults = faults > 0;
    dolen_view_integrity view = {.frame = &frame,
                                 .summary = faults ? &summary : NULL,
                                 .is_closed = strcmp(visit->request->reason, "closed") == 0,
                                 .is_silent = d.asked != DOLEN_OK && d.asked != DOLEN_E_CRYPTO,
                                 .is_wrong = d.asked == DOLEN_E_CRYPTO,
                                 .asked = instant(&d, visit->now),
                                 .again = dolen_visit_url(visit, "/integrity"),
                                 .action = dolen_visit_url(visit, "/integrity"),
                                 .csrf = visit->csrf};
    fill_standing(&d, &view);
    fill_figures(&d, &view);
    fill_comparison(&d, &view);
    DOLEN_TRY(draw(&d, &view, err));
    DOLEN_TRY(fill_alarms(&d, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_integrity(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

dolen_status dolen_web_integrity_show(dolen_visit *visit, dolen_err *err)
{
    return send_page(visit, NULL, err);
}

dolen_status dolen_web_integrity_take(dolen_visit *visit, dolen_err *err)
{
    const dolen_web_oversight *site = NULL;
    dolen_http_form form;

    DOLEN_TRY(dolen_visit_read_form(visit, &form, err));
    DOLEN_TRY(dolen_oversight_words_site(visit, &site, err));
    const char *number = dolen_visit_form_value(&form, "number");
    const char *const field[] = {"reason-", number, NULL};
    const closing tried = {.number = dolen_oversight_words_read_number(number),
                           .reason = dolen_oversight_words_typed(visit, &form, dolen_words_join(visit->arena, field)),
                           .fault = DOLEN_MESSAGE_FAULT_ALARM_REASON};
    if (tried.number < 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an alarm has a number");
    if (!*tried.reason || strlen(tried.reason) > DOLEN_WEB_ALARM_REASON)
        return send_page(visit, &tried, err);
    DOLEN_TRY(site->close_alarm(site->context, visit->session.user, tried.number, tried.reason, err));
    dolen_visit_redirect(visit, "/integrity?reason=closed");
    return DOLEN_OK;
}
