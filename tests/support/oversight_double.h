/**
 * What lies under the officer's pages, in memory: a ledger's state, alarms, coverage, subjects' requests.
 *
 * Reasons decide: an alarm that is closed "silent" leaves a hub that does not answer, "wrong" one whose record does not
 * hold, "waiting" one that is not confirmed by enough; any other reason makes it sound again. Names are hostile.
 */
#ifndef DOLEN_TESTS_SUPPORT_OVERSIGHT_DOUBLE_H
#define DOLEN_TESTS_SUPPORT_OVERSIGHT_DOUBLE_H

#include "tests/support/web_double.h"

/** A name that would do harm where it is not escaped: markup, a right-to-left override, letters of four bytes. */
#define OVERSIGHT_DOUBLE_HOSTILE                                                                                       \
    "<script>alert(1)</script> \xe2\x80\xae"                                                                           \
    "desrever \xf0\x9f\xa6\x8a & \"quoted\""

enum { OVERSIGHT_DOUBLE_ALARMS = 3, OVERSIGHT_DOUBLE_MEMBERS = 6 };

typedef struct oversight_double {
    web_double *web;
    dolen_status hub; /**< how it answers */
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
                                         .kind = kinds[i],
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

/** The table of functions, with `d` behind it. */
static inline dolen_web_oversight oversight_double_table(oversight_double *d)
{
    return (dolen_web_oversight){.context = d,
                                 .witness_state = oversight_double_witness_state,
                                 .ledger_known = oversight_double_ledger_known,
                                 .close_alarm = oversight_double_close_alarm,
                                 .coverage = oversight_double_coverage};
}

/** The site of web_double.h with these pages. */
static inline dolen_web_site oversight_double_site(oversight_double *d)
{
    dolen_web_site site = web_double_site(d->web);

    site.oversight = oversight_double_table(d);
    return site;
}

#endif
