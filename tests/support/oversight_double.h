/**
 * What lies under the officer's pages, in memory: a ledger's state, alarms, coverage, subjects' requests.
 *
 * Reasons decide: an alarm that is closed "silent" leaves a hub that does not answer, "wrong" one whose record does not
 * hold, "waiting" one that is not confirmed by enough; any other reason makes it sound again. Names are hostile.
 * There are 120 searches, one each minute, newest number 0. Each fourth has a review, each fifth is urgent, each sixth
 * opened a protected record, each seventh is in a finding; of the proofs, number 1's fails, 2's is not confirmed, 3 has
 * none.
 */
#ifndef DOLEN_TESTS_SUPPORT_OVERSIGHT_DOUBLE_H
#define DOLEN_TESTS_SUPPORT_OVERSIGHT_DOUBLE_H

#include <stdio.h>
#include <unistd.h>

#include "tests/support/web_double.h"

/** A name that would do harm where it is not escaped: markup, a right-to-left override, letters of four bytes. */
#define OVERSIGHT_DOUBLE_HOSTILE                                                                                       \
    "<script>alert(1)</script> \xe2\x80\xae"                                                                           \
    "desrever \xf0\x9f\xa6\x8a & \"quoted\""

enum {
    OVERSIGHT_DOUBLE_ALARMS = 3,
    OVERSIGHT_DOUBLE_MEMBERS = 6,
    OVERSIGHT_DOUBLE_SEARCHES = 120,
    OVERSIGHT_DOUBLE_READINGS = 256,
};

/** A reading that was begun. */
typedef struct oversight_double_reading {
    dolen_reading_kind kind;
    char ground[32];
    char user[32];
    char about[DOLEN_UUID_TEXT];
    int64_t count;
} oversight_double_reading;

typedef struct oversight_double {
    web_double *web;
    size_t finds;       /**< how often the log was looked into, in whatever way */
    bool reading_fails; /**< no reading can be written down */
    size_t reading_count;
    oversight_double_reading readings[OVERSIGHT_DOUBLE_READINGS]; /**< the latest, each at its number modulo this */
    int64_t from;                                                 /**< of the last criteria */
    int64_t until;
    char case_reference[64];
    bool urgent_only;
    int64_t closed_finding;
    size_t exports;
    size_t reports;
    size_t deeds;
    char deed[16];
    char deed_id[80];
    dolen_status hub;       /**< how it answers */
    const char *alarm_kind; /**< of the first alarm; NULL: ledger-fork */
    bool is_waiting;
    bool is_empty;
    bool fails;           /**< this agency's own database */
    int64_t closed_alarm; /**< the last one that was closed */
    char closed_reason[512];
    bool closed[OVERSIGHT_DOUBLE_ALARMS];
} oversight_double;

static inline dolen_status oversight_double_witness_state(void *context, dolen_arena *arena, dolen_witness_state *out,
                                                          dolen_err *err)
{
    static const char *const names[][2] = {{"Example Council", "Cyngor Enghraifft"},
                                           {"Example Police", "Heddlu Enghraifft"},
                                           {OVERSIGHT_DOUBLE_HOSTILE, OVERSIGHT_DOUBLE_HOSTILE},
                                           {"Example Fire and Rescue Authority of a Long and Winding Valley",
                                            "Awdurdod Tân ac Achub Enghreifftiol Dyffryn Hir a Throellog"},
                                           {"Example Health Board", "Bwrdd Iechyd Enghraifft"},
                                           {"Example Probation", "Prawf Enghraifft"}};
    const oversight_double *d = context;
    const int64_t now = web_double_now(d->web);

    (void)arena;
    *out = (dolen_witness_state){0};
    if (d->hub != DOLEN_OK)
        return DOLEN_FAIL(err, d->hub, "the double's hub");
    if (d->is_empty)
        return DOLEN_OK;
    *out = (dolen_witness_state){.entries = 1204331,
                                 .confirmed_entries = 1204330,
                                 .confirmed_count = d->is_waiting ? 2 : 5,
                                 .needed = 4,
                                 .since = d->is_waiting ? 0 : now - 60 * 1000,
                                 .member_count = OVERSIGHT_DOUBLE_MEMBERS};
    for (size_t i = 0; i < OVERSIGHT_DOUBLE_MEMBERS; i++)
        out->members[i] = (dolen_witness_state_member){
            .name_en = names[i][0], .name_cy = names[i][1], .confirmed = i < out->confirmed_count ? now - 1000 : 0};
    return DOLEN_OK;
}

static inline dolen_status oversight_double_ledger_known(void *context, dolen_arena *arena, dolen_web_ledger_known *out,
                                                         dolen_err *err)
{
    static const char *const kinds[OVERSIGHT_DOUBLE_ALARMS] = {"ledger-fork", "reconciliation", "of-tomorrow"};
    const oversight_double *d = context;
    const int64_t now = web_double_now(d->web);
    dolen_stored_alarm *alarms = NULL;

    *out = (dolen_web_ledger_known){0};
    if (d->fails)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double's database");
    if (d->is_empty)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, OVERSIGHT_DOUBLE_ALARMS, sizeof *alarms, (void *)&alarms, err));
    for (int64_t i = 0; i < OVERSIGHT_DOUBLE_ALARMS; i++)
        alarms[i] = (dolen_stored_alarm){.number = 41 + i,
                                         .kind = i == 0 && d->alarm_kind ? d->alarm_kind : kinds[i],
                                         .first_seen = now - 7200000,
                                         .last_seen = now - 3600000,
                                         .times = 12345,
                                         .evidence = "example/ledger\n1204331\n" OVERSIGHT_DOUBLE_HOSTILE,
                                         .closed = d->closed[i] || i == 2 ? now - 1000 : 0,
                                         .reason = d->closed[i] || i == 2 ? OVERSIGHT_DOUBLE_HOSTILE : ""};
    *out = (dolen_web_ledger_known){.comparison = {.finished = now - 3600000,
                                                   .until = now - 4200000,
                                                   .size = 1204000,
                                                   .searches = 51234,
                                                   .entries = 51233,
                                                   .missing = 1},
                                    .own_entries = 1204330,
                                    .own_confirmed = now - 60000,
                                    .alarms = alarms,
                                    .alarm_count = OVERSIGHT_DOUBLE_ALARMS};
    return DOLEN_OK;
}

static inline dolen_status oversight_double_close_alarm(void *context, const char *user, int64_t number,
                                                        const char *reason, dolen_err *err)
{
    oversight_double *d = context;

    (void)user;
    if (number < 41 || number > 42)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such alarm");
    d->closed_alarm = number;
    d->hub = strcmp(reason, "silent") == 0 ? DOLEN_E_REMOTE : strcmp(reason, "wrong") == 0 ? DOLEN_E_CRYPTO : DOLEN_OK;
    d->is_waiting = strcmp(reason, "waiting") == 0;
    return dolen_text_copy(d->closed_reason, sizeof d->closed_reason, reason, err);
}

static inline dolen_status oversight_double_coverage(void *context, dolen_arena *arena, const dolen_web_coverage **out,
                                                     size_t *count, uint32_t *fresh_hours, dolen_err *err)
{
    static const dolen_both codes[] = {{"Open case", "Achos agored"},
                                       {OVERSIGHT_DOUBLE_HOSTILE, OVERSIGHT_DOUBLE_HOSTILE}};
    const oversight_double *d = context;
    const int64_t now = web_double_now(d->web);
    const dolen_web_coverage all[] = {
        {.name = {"Example Council", "Cyngor Enghraifft"}, .is_own = true, .as_of = now, .told = now, .in_time = true},
        {.name = {"Example Police", "Heddlu Enghraifft"}, .as_of = now - 1, .told = now},
        {.name = {OVERSIGHT_DOUBLE_HOSTILE, NULL}, .told = now},
        {.name = {"Example Probation", "Prawf Enghraifft"}},
        {.name = {"Example Health Board", "Bwrdd Iechyd Enghraifft"}, .is_suspended = true}};
    dolen_web_coverage *list = NULL;

    *count = 0;
    *fresh_hours = 48;
    DOLEN_TRY(dolen_arena_take(arena, sizeof all / sizeof *all, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        list[i] = all[i];
        list[i].type = (dolen_both){"Council", "Cyngor"};
        list[i].codes = codes;
        list[i].code_count = 2;
    }
    *out = list;
    *count = sizeof all / sizeof *all;
    return DOLEN_OK;
}

/** The number of search `i`, and back (-1: none). */
static inline dolen_uuid oversight_double_id(int i)
{
    char text[DOLEN_UUID_TEXT + 8];
    dolen_uuid id = {{0}};

    snprintf(text, sizeof text, "%08u-0000-4000-8000-000000000000", (unsigned int)i % 100000000u);
    DOLEN_MUST(dolen_uuid_read(text, &id, NULL) == DOLEN_OK);
    return id;
}

static inline int oversight_double_index(dolen_uuid id)
{
    for (int i = 0; i < OVERSIGHT_DOUBLE_SEARCHES; i++)
        if (dolen_uuid_same(id, oversight_double_id(i)))
            return i;
    return -1;
}

static inline dolen_oversight_item oversight_double_item(const oversight_double *d, int i)
{
    return (dolen_oversight_item){.id = oversight_double_id(i),
                                  .asked = web_double_now(d->web) - (int64_t)i * 60000,
                                  .account = i % 2 ? "bryn" : "asha",
                                  .full_name = i % 3 ? OVERSIGHT_DOUBLE_HOSTILE : "",
                                  .role = dolen_code_of("practitioner"),
                                  .purpose = dolen_code_of(i % 2 ? "S47" : "UNKNOWN"),
                                  .case_reference = i % 3 ? "WCCIS 0025522" : "<b>WCCIS</b> " OVERSIGHT_DOUBLE_HOSTILE,
                                  .channel = DOLEN_SEARCH_WEB,
                                  .subject = DOLEN_SUBJECT_PERSON,
                                  .outcome = i % 5 == 4 ? "no-broker" : "answered",
                                  .involved = i % 4,
                                  .urgent = i % 5 == 0,
                                  .opened_protected = i % 6 == 0,
                                  .has_finding = i % 7 == 0,
                                  .review = (dolen_oversight_review)(i % 4),
                                  .review_outcome = "",
                                  .furthest = DOLEN_AUDIT_SHOWN,
                                  .ledger_index = 1204000 - i};
}

static inline bool oversight_double_fits(const dolen_find_criteria *c, const dolen_oversight_item *item)
{
    return (!dolen_page_has(c->user) || strcmp(c->user, item->account) == 0) &&
           (!c->before.at || item->asked < c->before.at) && (!c->urgent_only || item->urgent) &&
           (!dolen_page_has(c->case_reference) || strcmp(c->case_reference, item->case_reference) == 0);
}

static inline dolen_status oversight_double_find(void *context, const dolen_find_criteria *criteria, dolen_arena *arena,
                                                 dolen_find_result *out, dolen_err *err)
{
    oversight_double *d = context;
    dolen_oversight_item *items = NULL;

    d->finds++;
    d->from = criteria->from;
    d->until = criteria->until;
    d->urgent_only = criteria->urgent_only;
    *out = (dolen_find_result){0};
    DOLEN_TRY(dolen_text_copy(d->case_reference, sizeof d->case_reference, criteria->case_reference, err));
    if (criteria->subject && !*criteria->subject->surname)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "too little to compare");
    DOLEN_TRY(dolen_arena_take(arena, OVERSIGHT_DOUBLE_SEARCHES, sizeof *items, (void *)&items, err));
    for (int i = 0; i < OVERSIGHT_DOUBLE_SEARCHES && !d->is_empty; i++) {
        const dolen_oversight_item item = oversight_double_item(d, i);
        if (!oversight_double_fits(criteria, &item))
            continue;
        out->has_more = out->item_count == DOLEN_FIND_PAGE;
        if (!out->has_more)
            items[out->item_count++] = item;
        else
            break;
    }
    out->items = items;
    out->total = d->is_empty ? 0 : 1000;
    out->total_is_at_least = !d->is_empty;
    if (out->has_more)
        out->next = (dolen_find_cursor){items[out->item_count - 1].asked, items[out->item_count - 1].id};
    return DOLEN_OK;
}

static inline dolen_entry_proof oversight_double_proof(int i)
{
    return i == 1   ? DOLEN_ENTRY_PROOF_FAILS
           : i == 2 ? DOLEN_ENTRY_PROOF_SIGNED
           : i == 3 ? DOLEN_ENTRY_PROOF_NONE
                    : DOLEN_ENTRY_PROOF_CONFIRMED;
}

static inline void oversight_double_fill_search(const oversight_double *d, int i, dolen_entry_view *out)
{
    const dolen_oversight_item item = oversight_double_item(d, i);
    const bool answered = i != 3;

    out->search = (dolen_stored_search){.id = item.id,
                                        .account = item.account,
                                        .role = item.role,
                                        .purpose = item.purpose,
                                        .case_reference = item.case_reference,
                                        .decision_maker = OVERSIGHT_DOUBLE_HOSTILE,
                                        .urgent_reason = item.urgent ? dolen_code_of("LIFE") : (dolen_code){{0}},
                                        .authoriser = item.urgent ? OVERSIGHT_DOUBLE_HOSTILE : "",
                                        .consent = true,
                                        .channel = item.channel,
                                        .subject = item.subject,
                                        .asked = item.asked,
                                        .searched = "{}",
                                        .outcome = answered ? "answered" : "no-broker",
                                        .involved = item.involved,
                                        .ledger_index = answered ? item.ledger_index : DOLEN_SEARCH_NO_ENTRY};
    out->full_name = item.full_name;
    out->role_name = (dolen_words){"Practitioner", "Ymarferydd"};
    out->has_review = item.review != DOLEN_OVERSIGHT_REVIEW_NONE;
    out->review =
        (dolen_review){.number = 9,
                       .due = web_double_now(d->web) + (item.review == DOLEN_OVERSIGHT_REVIEW_OVERDUE ? -1 : 1),
                       .closed = item.review == DOLEN_OVERSIGHT_REVIEW_CLOSED ? item.asked : 0,
                       .closed_by = item.review == DOLEN_OVERSIGHT_REVIEW_CLOSED ? "officer" : ""};
}

static inline dolen_status oversight_double_entry(void *context, dolen_uuid id, dolen_arena *arena,
                                                  dolen_entry_view *out, dolen_err *err)
{
    static const dolen_entry_field typed[] = {{"forenames", OVERSIGHT_DOUBLE_HOSTILE},
                                              {"surname", "Llewelyn-\xc5\xb4yn"},
                                              {"dob", "2009-03-27"},
                                              {"of_tomorrow", "unheard of"}};
    static const dolen_entry_step decision[] = {
        {{"Purpose and role", "Diben a rôl"}, true, false, {NULL, NULL}},
        {{"Agreement in force", "Cytundeb mewn grym"}, true, true, {OVERSIGHT_DOUBLE_HOSTILE, "Nac ydy"}},
        {{"Level", "Lefel"}, false, false, {NULL, NULL}}};
    oversight_double *d = context;
    dolen_audit_stored *steps = NULL;
    dolen_entry_disclosure *disclosures = NULL;
    dolen_verify_report *report = NULL;
    const int i = oversight_double_index(id);

    d->finds++;
    *out = (dolen_entry_view){0};
    if (i < 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such search");
    oversight_double_fill_search(d, i, out);
    DOLEN_TRY(dolen_arena_take(arena, 4, sizeof *steps, (void *)&steps, err));
    for (size_t s = 0; s < 4; s++)
        steps[s] = (dolen_audit_stored){
            {id, out->search.account, out->search.role, out->search.asked},
            {(dolen_audit_level)(s + 1), s < 2 ? (dolen_code){{0}} : dolen_code_of(s == 2 ? "SWP" : "GONE")}};
    DOLEN_TRY(dolen_arena_take(arena, 2, sizeof *disclosures, (void *)&disclosures, err));
    disclosures[0] = (dolen_entry_disclosure){dolen_code_of("SWP"),
                                              {"Police", "Heddlu"},
                                              DOLEN_LEVEL_L2,
                                              DOLEN_BAND_CONFIRMED,
                                              true,
                                              true,
                                              true,
                                              decision,
                                              3};
    disclosures[1] = (dolen_entry_disclosure){
        dolen_code_of("GONE"), {NULL, NULL}, DOLEN_LEVEL_L1, DOLEN_BAND_PROBABLE, false, false, false, decision, 1};
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *report, (void *)&report, err));
    *report = (dolen_verify_report){.witnesses_needed = 4, .witnesses_present = i == 2 ? 1 : 5};
    if (i == 1)
        dolen_verify_note(report, DOLEN_VERIFY_WHOLE, DOLEN_VERIFY_UNTRUSTED_LOG);
    out->typed = typed;
    out->typed_count = 4;
    out->steps = steps;
    out->step_count = i == 3 ? 0 : 4;
    out->proof = oversight_double_proof(i);
    out->receipt = i == 3 ? NULL : "c2sp.org/tlog-proof@v1\n";
    out->report = i == 3 ? NULL : report;
    out->has_ledger = i != 3 && i != 1;
    out->agrees = i != 2;
    out->disclosures = disclosures;
    out->disclosure_count = out->has_ledger && i != 5 ? 2 : 0;
    out->same_rules = i != 2;
    out->decision = decision;
    out->decision_count = 3;
    return dolen_text_copy(out->ledger.rules_version, sizeof out->ledger.rules_version, "2026.2", err);
}

static inline dolen_status oversight_double_begin(void *context, const dolen_reading *reading, dolen_arena *arena,
                                                  dolen_err *err)
{
    oversight_double *d = context;
    oversight_double_reading *kept = &d->readings[d->reading_count % OVERSIGHT_DOUBLE_READINGS];

    (void)arena;
    if (d->reading_fails)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the double writes no reading down");
    d->reading_count++;
    kept->kind = reading->kind;
    kept->count = reading->count;
    DOLEN_TRY(dolen_text_copy(kept->user, sizeof kept->user, reading->user, err));
    DOLEN_TRY(dolen_text_copy(kept->about, sizeof kept->about, reading->about ? reading->about : "", err));
    return dolen_text_copy(kept->ground, sizeof kept->ground, reading->ground.text, err);
}

static inline dolen_status oversight_double_readings(void *context, dolen_reading_cursor after, dolen_arena *arena,
                                                     const dolen_reading_kept **out, size_t *count, dolen_err *err)
{
    oversight_double *d = context;
    dolen_reading_kept *list = NULL;

    d->finds++;
    *count = d->is_empty ? 0 : after.at ? 2 : DOLEN_READING_PAGE;
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_READING_PAGE, sizeof *list, (void *)&list, err));
    for (int i = 0; i < (int)*count; i++)
        list[i] =
            (dolen_reading_kept){.id = oversight_double_id(i),
                                 .at = web_double_now(d->web) - (int64_t)i * 60000,
                                 .reading = {.user = "officer",
                                             .role = dolen_code_of(i % 2 ? "administrator" : "data-protection-officer"),
                                             .ground = dolen_code_of(i % 2 ? "lawfulness" : "subject-rights"),
                                             .kind = (dolen_reading_kind)(1 + i % 7),
                                             .count = i,
                                             .about = i % 2 ? "00000001-0000-4000-8000-000000000000" : ""},
                                 .full_name = i % 2 ? OVERSIGHT_DOUBLE_HOSTILE : "",
                                 .entry = i == 0   ? DOLEN_READING_ENTRY_WAITS
                                          : i == 1 ? DOLEN_READING_ENTRY_KNOWN
                                                   : 1204000 - i};
    *out = list;
    return DOLEN_OK;
}

/** 70 steps with alerts, newest number 70; each third is a consultation, each fourth by an agency that is not named,
 * each fifth about somebody who is not known any more. */
static inline dolen_alert_steps_item oversight_double_step(const oversight_double *d, int number)
{
    const bool is_consultation = number % 3 == 0;
    const bool is_known = number % 5 != 0;

    return (dolen_alert_steps_item){
        .kept = {.number = number,
                 .step = {.deed = (dolen_alert_deed)(1 + number % 4),
                          .account = number % 2 ? "asha" : "bryn",
                          .role = dolen_code_of("practitioner"),
                          .at = web_double_now(d->web) - (int64_t)(70 - number) * 60000,
                          .outcome = number % 4 == 3 ? dolen_code_of("acknowledged") : (dolen_code){{0}}},
                 .full_name = number % 2 ? OVERSIGHT_DOUBLE_HOSTILE : "",
                 .alert = oversight_double_id(number),
                 .sort = is_consultation ? DOLEN_ALERT_OF_CONSULTATION : DOLEN_ALERT_OF_FLAG,
                 .watch = dolen_code_of("LOOKED-AFTER"),
                 .agency = number % 4 ? dolen_code_of("SWP") : (dolen_code){{0}},
                 .flag = is_consultation ? (dolen_code){{0}} : dolen_code_of("POL.MISSING"),
                 .local_id = is_known ? "WCCIS-17 <b>" : "",
                 .name = is_known ? OVERSIGHT_DOUBLE_HOSTILE : ""},
        .role = {"Practitioner", "Ymarferydd"},
        .watch = {"Looked after child", "Plentyn sy'n derbyn gofal"},
        .agency = {OVERSIGHT_DOUBLE_HOSTILE, OVERSIGHT_DOUBLE_HOSTILE},
        .flag = {"Missing person", "Person ar goll"}};
}

static inline bool oversight_double_wants(const dolen_alert_step_wish *wish, const dolen_alert_step_item *item)
{
    return (!*wish->account || strcmp(wish->account, item->step.account) == 0) && item->step.at >= wish->from &&
           (!wish->until || item->step.at < wish->until) && (!wish->before.at || item->number < wish->before.number);
}

static inline dolen_status oversight_double_alert_steps(void *context, const dolen_alert_step_wish *wish,
                                                        dolen_arena *arena, dolen_alert_steps_result *out,
                                                        dolen_err *err)
{
    oversight_double *d = context;
    dolen_alert_steps_item *list = NULL;

    *out = (dolen_alert_steps_result){0};
    d->finds++;
    d->from = wish->from;
    d->until = wish->until;
    DOLEN_TRY(dolen_arena_take(arena, DOLEN_ALERT_STEPS_PAGE, sizeof *list, (void *)&list, err));
    for (int number = d->is_empty ? 0 : 70; number > 0; number--) {
        const dolen_alert_steps_item item = oversight_double_step(d, number);
        if (!oversight_double_wants(wish, &item.kept))
            continue;
        out->has_more = out->item_count == DOLEN_ALERT_STEPS_PAGE;
        if (out->has_more)
            break;
        list[out->item_count++] = item;
        out->next = (dolen_alert_step_cursor){item.kept.step.at, item.kept.number};
    }
    if (!out->has_more)
        out->next = (dolen_alert_step_cursor){0};
    out->items = list;
    return DOLEN_OK;
}

static inline dolen_stored_finding oversight_double_one_finding(const oversight_double *d, int64_t number)
{
    static dolen_uuid searches[3];

    for (int i = 0; i < 3; i++)
        searches[i] = oversight_double_id(7 * i);
    const bool is_closed = number == 14;
    return (dolen_stored_finding){.number = number,
                                  .kind = (int16_t)(number - 9),
                                  .account = number == 13 ? "officer" : "asha",
                                  .full_name = number % 2 ? OVERSIGHT_DOUBLE_HOSTILE : "",
                                  .figures = {{1, 3}, {4, 250}, {99, 1}},
                                  .figure_count = 3,
                                  .searches = searches,
                                  .search_count = number == 12 ? 0 : 3,
                                  .first_search = web_double_now(d->web) - 86400000,
                                  .last_search = web_double_now(d->web) - 3600000,
                                  .raised = web_double_now(d->web) - 1800000,
                                  .follows = number == 11 ? 3 : 0,
                                  .closed = is_closed ? web_double_now(d->web) : 0,
                                  .closed_by = is_closed ? "officer" : "",
                                  .reason = is_closed ? OVERSIGHT_DOUBLE_HOSTILE : ""};
}

/** Numbers 10 to 14 and 99, of a kind that nobody knows; 14 is closed, 13 is about the officer. */
static inline dolen_status oversight_double_findings(void *context, size_t limit, dolen_arena *arena,
                                                     const dolen_stored_finding **out, size_t *count, int64_t *open,
                                                     dolen_err *err)
{
    static const int64_t numbers[] = {10, 11, 12, 13, 99, 14};
    oversight_double *d = context;
    dolen_stored_finding *list = NULL;

    *open = d->is_empty ? 0 : 5;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, 6, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < 6 && i < limit && !d->is_empty; i++)
        list[(*count)++] = oversight_double_one_finding(d, numbers[i]);
    *out = list;
    return DOLEN_OK;
}

static inline dolen_status oversight_double_finding(void *context, int64_t number, dolen_arena *arena,
                                                    dolen_stored_finding *out, const dolen_oversight_item **searches,
                                                    size_t *count, dolen_err *err)
{
    oversight_double *d = context;
    dolen_oversight_item *list = NULL;

    d->finds++;
    *count = 0;
    if ((number < 10 || number > 14) && number != 99)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such finding");
    *out = oversight_double_one_finding(d, number);
    DOLEN_TRY(dolen_arena_take(arena, 3, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < out->search_count && i < 2; i++)
        list[(*count)++] = oversight_double_item(d, 7 * (int)i);
    *searches = list;
    return DOLEN_OK;
}

static inline dolen_status oversight_double_close_finding(void *context, const dolen_reading *reader, int64_t number,
                                                          const char *reason, dolen_arena *arena, dolen_err *err)
{
    oversight_double *d = context;

    (void)arena;
    if (number == 13 && strcmp(reader->user, "officer") == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "nobody closes a finding about themselves");
    d->closed_finding = number;
    return dolen_text_copy(d->closed_reason, sizeof d->closed_reason, reason, err);
}

/** A file that says its format, its ground and whose searches it is about. */
static inline dolen_status oversight_double_export(void *context, const dolen_export_request *request,
                                                   dolen_arena *arena, dolen_export_file *out, dolen_err *err)
{
    oversight_double *d = context;
    char text[256];

    (void)arena;
    *out = (dolen_export_file){.descriptor = -1};
    if (d->reading_fails || d->hub != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "no ledger, no file");
    d->exports++;
    const int size = snprintf(text, sizeof text, "%d %s %s %d", (int)request->format, request->ground.text,
                              request->criteria.user, (int)request->with_subjects);
    FILE *file = tmpfile();
    DOLEN_MUST(file != NULL && fputs(text, file) >= 0 && fflush(file) == 0);
    *out = (dolen_export_file){.descriptor = dup(fileno(file)), .size = (uint64_t)size, .content_type = "text/csv"};
    (void)fclose(file);
    DOLEN_MUST(lseek(out->descriptor, 0, SEEK_SET) == 0);
    return dolen_text_copy(out->name, sizeof out->name, "dolen-searches.csv", err);
}

static inline dolen_status oversight_double_purposes(void *context, dolen_arena *arena,
                                                     const dolen_web_oversight_choice **out, size_t *count,
                                                     dolen_err *err)
{
    static dolen_web_oversight_choice choices[2];

    (void)context;
    (void)arena;
    (void)err;
    choices[0] = (dolen_web_oversight_choice){.code = dolen_code_of("S47"),
                                              .name = {"Child-protection enquiry", "Ymholiad amddiffyn plant"}};
    choices[1] = (dolen_web_oversight_choice){.code = dolen_code_of("MISSING"),
                                              .name = {OVERSIGHT_DOUBLE_HOSTILE, "Cyfnod ar goll"}};
    *out = choices;
    *count = 2;
    return DOLEN_OK;
}

static inline dolen_both oversight_double_level_name(void *context, dolen_level level)
{
    (void)context;
    (void)level;
    return (dolen_both){"Agency and contact", "Asiantaeth a chyswllt"};
}

static inline dolen_both oversight_double_urgency_name(void *context, dolen_code reason)
{
    (void)context;
    (void)reason;
    return (dolen_both){"Danger to life", "Perygl i fywyd"};
}

static inline dolen_status oversight_double_exemptions(void *context, dolen_arena *arena,
                                                       const dolen_web_oversight_choice **out, size_t *count,
                                                       dolen_err *err)
{
    dolen_web_oversight_choice *list = NULL;

    (void)context;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, 2, sizeof *list, (void *)&list, err));
    list[0] = (dolen_web_oversight_choice){.code = dolen_code_of("CRIME"),
                                           .name = {OVERSIGHT_DOUBLE_HOSTILE, "Trosedd"},
                                           .law = {"DPA 2018 Sch. 2 para 2", "Deddf Diogelu Data 2018"},
                                           .text = {"Facts that would prejudice.", "Ffeithiau a fyddai'n niweidio."},
                                           .by_itself = true};
    list[1] = (dolen_web_oversight_choice){.code = dolen_code_of("OTHERS"),
                                           .name = {"Somebody else's data", "Data rhywun arall"},
                                           .law = {"DPA 2018 Sch. 2 para 16", "Deddf Diogelu Data 2018"},
                                           .text = {"Facts about others.", "Ffeithiau am eraill."}};
    *out = list;
    *count = 2;
    return DOLEN_OK;
}

static inline dolen_status oversight_double_headlines(void *context, dolen_arena *arena,
                                                      const dolen_web_oversight_choice **out, size_t *count,
                                                      dolen_err *err)
{
    dolen_web_oversight_choice *list = NULL;

    (void)context;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *list, (void *)&list, err));
    list[0] = (dolen_web_oversight_choice){.code = dolen_code_of("CSC.LAC"),
                                           .name = {"Looked after " OVERSIGHT_DOUBLE_HOSTILE, "Derbyn gofal"}};
    *out = list;
    *count = 1;
    return DOLEN_OK;
}

static inline json_t *oversight_double_marks(const oversight_double *d)
{
    if (d->is_empty)
        return json_pack("{s:[]}", "marks");
    return json_pack("{s:[{s:s,s:s,s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s,s:s,s:s}]}", "marks",
                     "what", "restricted", "local_id", OVERSIGHT_DOUBLE_HOSTILE, "code", "", "since",
                     "2026-11-01T09:00:00.000Z", "user", "officer", "case", "SAR-1", "what", "erased", "local_id", "",
                     "code", "", "since", "2026-11-02T09:00:00.000Z", "user", "officer", "case",
                     OVERSIGHT_DOUBLE_HOSTILE, "what", "disputed", "local_id", "A-3", "code", "CSC.LAC", "since",
                     "2026-11-03T09:00:00.000Z", "user", "officer", "case", "SAR-3");
}

static inline json_t *oversight_double_report(const json_t *question)
{
    const char *surname = json_string_value(json_object_get(question, "surname"));
    json_t *flag = json_pack("{s:s, s:{s:s,s:s}, s:s, s:n, s:{s:i}, s:b}", "code", "CSC.LAC", "name", "en",
                             OVERSIGHT_DOUBLE_HOSTILE, "cy", "Derbyn gofal", "from", "2026-03", "to", "months",
                             "2026-05", 2, "disputed", 1);
    json_t *report = json_pack(
        "{s:s, s:{s:s,s:s}, s:s, s:O, s:s, s:{s:s,s:s,s:s}, s:[{s:{s:s,s:s},s:s,s:[O]},{s:{s:s,s:s},s:s,s:[]}], s:[O]}",
        "made", "2026-11-18T09:00:00.000Z", "agency", "en", "Example Council", "cy", "Cyngor Enghraifft", "user",
        "officer", "case", json_object_get(question, "case"), "rules", "2026.2", "person", "forenames",
        OVERSIGHT_DOUBLE_HOSTILE, "surname", surname, "dob", "2009-03-27", "members", "name", "en", "Police", "cy",
        "Heddlu", "state", "involved", "flags", flag, "name", "en", "Probation", "cy", "Prawf", "state", "no-answer",
        "flags", "own", flag);

    json_decref(flag);
    json_object_set_new(report, "consultations",
                        json_pack("[{s:s,s:{s:s,s:s},s:{s:s,s:s},s:{s:s,s:s},s:s,s:b,s:i}]", "asked",
                                  "2026-11-01T09:00:00.000Z", "member", "en", OVERSIGHT_DOUBLE_HOSTILE, "cy", "Heddlu",
                                  "role", "en", "Practitioner", "cy", "Ymarferydd", "purpose", "en", "Missing episode",
                                  "cy", "Cyfnod ar goll", "level", "L2", "urgent", 1, "entry", 1203000));
    json_object_set_new(report, "searches",
                        json_pack("[{s:s,s:s,s:s,s:s,s:s}]", "asked", "2026-11-02T09:00:00.000Z", "user", "asha",
                                  "purpose", "S47", "case", OVERSIGHT_DOUBLE_HOSTILE, "outcome", "over-quota"));
    json_object_set_new(report, "exemptions",
                        json_pack("[{s:s,s:{s:s,s:s},s:{s:s,s:s},s:{s:s,s:s},s:i}]", "code", "CRIME", "name", "en",
                                  "Crime", "cy", "Trosedd", "law", "en", "DPA 2018", "cy", "Deddf 2018", "text", "en",
                                  OVERSIGHT_DOUBLE_HOSTILE, "cy", "Ffeithiau", "count", 3));
    const char *local_id = json_string_value(json_object_get(question, "local_id"));
    json_object_set_new(
        report, "alerts",
        local_id && *local_id
            ? json_pack("[{s:s,s:s,s:{s:s,s:s},s:{s:s,s:s},s:{s:s,s:s},s:[{s:s,s:s,s:s,s:s,s:s}]},{s:s,s:s,s:{s:s,s:s},"
                        "s:n,s:n,s:[]}]",
                        "told", "2026-11-03T09:00:00.000Z", "kind", "flag", "watch", "en", "Looked after", "cy",
                        "Derbyn gofal", "agency", "en", OVERSIGHT_DOUBLE_HOSTILE, "cy", "Heddlu", "flag", "en",
                        "Missing person", "cy", "Person ar goll", "steps", "at", "2026-11-03T10:00:00.000Z", "user",
                        OVERSIGHT_DOUBLE_HOSTILE, "role", "duty-desk", "step", "taken-over", "outcome", "", "told",
                        "2026-11-02T09:00:00.000Z", "kind", "consultation", "watch", "en", "Register", "cy", "Cofrestr",
                        "agency", "flag", "steps")
            : json_null());
    json_object_set_new(report, "cut_short", json_true());
    json_object_set_new(report, "question_entry", json_integer(1204001));
    json_object_set_new(report, "report_entry", json_integer(1204002));
    return report;
}

/** Surnames decide, as in web_double.h: "Broker" finds no hub, "Down" none for the second question, "Rules" forbids. */
static inline dolen_status oversight_double_make_report(oversight_double *d, const json_t *question, json_t **out,
                                                        dolen_err *err)
{
    const char *surname = json_string_value(json_object_get(question, "surname"));

    d->reports++;
    if (strcmp(surname, "Down") == 0)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the hub does not say who asked");
    if (!*surname)
        *out =
            json_pack("{s:{s:s,s:s}, s:n}", "faults", "surname", "name-missing", "dob", "born-impossible", "trouble");
    else if (strcmp(surname, "Broker") == 0)
        *out = json_pack("{s:{}, s:s}", "faults", "trouble", "no-broker");
    else if (strcmp(surname, "Rules") == 0)
        *out = json_pack("{s:{}, s:s, s:s}", "faults", "trouble", "rules-forbid", "rule", "IG-28");
    else
        *out = oversight_double_report(question);
    DOLEN_MUST(*out != NULL);
    return DOLEN_OK;
}

/** Ids decide: "taken" is in force already, "gone" is not. */
static inline dolen_status oversight_double_deed(oversight_double *d, const json_t *question, json_t **out,
                                                 dolen_err *err)
{
    static const char *const done[][2] = {{"restrict", "restricted"},
                                          {"erase", "erased"},
                                          {"dispute", "disputed"},
                                          {"lift", "lifted"},
                                          {"resolve", "resolved"}};
    const char *action = json_string_value(json_object_get(question, "action"));
    const char *id = json_string_value(json_object_get(question, "local_id"));
    const bool now = json_is_true(json_object_get(question, "now"));

    if (strcmp(id, "taken") == 0)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "in force already");
    if (strcmp(id, "gone") == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "not in force");
    d->deeds++;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (strcmp(done[i][0], action) == 0)
            *out = json_pack("{s:s, s:s, s:o}", "done", done[i][1], "takes_effect",
                             now ? "under way" : "with the next extract", "ledger_entry",
                             now ? json_null() : json_integer(1204003));
    DOLEN_MUST(*out != NULL);
    DOLEN_TRY(dolen_text_copy(d->deed_id, sizeof d->deed_id, id, err));
    return dolen_text_copy(d->deed, sizeof d->deed, action, err);
}

static inline dolen_status oversight_double_subject(void *context, const json_t *question, json_t **out, dolen_err *err)
{
    const char *action = json_string_value(json_object_get(question, "action"));
    oversight_double *d = context;

    *out = NULL;
    if (strcmp(json_string_value(json_object_get(question, "user")), "officer") != 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "only an officer");
    if (strcmp(action, "list") == 0) {
        *out = oversight_double_marks(d);
        return DOLEN_OK;
    }
    return strcmp(action, "report") == 0 ? oversight_double_make_report(d, question, out, err)
                                         : oversight_double_deed(d, question, out, err);
}

/** The table of functions, with `d` behind it. */
static inline dolen_web_oversight oversight_double_table(oversight_double *d)
{
    return (dolen_web_oversight){.context = d,
                                 .witness_state = oversight_double_witness_state,
                                 .ledger_known = oversight_double_ledger_known,
                                 .close_alarm = oversight_double_close_alarm,
                                 .coverage = oversight_double_coverage,
                                 .find = oversight_double_find,
                                 .entry = oversight_double_entry,
                                 .begin_reading = oversight_double_begin,
                                 .readings = oversight_double_readings,
                                 .alert_steps = oversight_double_alert_steps,
                                 .findings = oversight_double_findings,
                                 .finding = oversight_double_finding,
                                 .close_finding = oversight_double_close_finding,
                                 .export = oversight_double_export,
                                 .purposes = oversight_double_purposes,
                                 .level_name = oversight_double_level_name,
                                 .subject = oversight_double_subject,
                                 .exemptions = oversight_double_exemptions,
                                 .headlines = oversight_double_headlines,
                                 .urgency_name = oversight_double_urgency_name};
}

/** The site of web_double.h with these pages. */
static inline dolen_web_site oversight_double_site(oversight_double *d)
{
    dolen_web_site site = web_double_site(d->web);

    site.oversight = oversight_double_table(d);
    return site;
}

#endif
