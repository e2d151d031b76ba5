/**
 * Reviews for the pages, in memory: two open ones and a closed one; the open ones can be closed.
 *
 * The first is of asha's search, authorised by T. O'Rees; the second was drawn by lot and is of bryn's, whose case
 * reference is hostile. Their numbers are those of web_reviews_double_id.
 */
#ifndef DOLEN_TESTS_SUPPORT_WEB_REVIEWS_DOUBLE_H
#define DOLEN_TESTS_SUPPORT_WEB_REVIEWS_DOUBLE_H

#include <string.h>

#include "node/agency/web/web_oversight_reviews.h"
#include "node/base/clock.h"

enum { WEB_REVIEWS_DOUBLE = 3 };

typedef struct web_reviews_double {
    dolen_review list[WEB_REVIEWS_DOUBLE];
    char note[DOLEN_REVIEW_NOTE + 1];
    char outcome[32];
    char follow_up[32];
    size_t closed;
} web_reviews_double;

/** The search of review `i`. */
static inline dolen_uuid web_reviews_double_id(int i)
{
    dolen_uuid id = {{0}};

    id.bytes[15] = (uint8_t)(0xa0 + i);
    return id;
}

/** The page of review `i`, as "/en/reviews/...". */
static inline const char *web_reviews_double_path(int i, char out[64])
{
    static const char start[] = "/en/reviews/";

    memcpy(out, start, sizeof start);
    dolen_uuid_write(web_reviews_double_id(i), out + sizeof start - 1);
    return out;
}

static inline void web_reviews_double_fill(web_reviews_double *d, int64_t now)
{
    const int64_t day = INT64_C(24) * 3600 * 1000;

    if (d->list[0].number)
        return;
    d->list[0] = (dolen_review){.number = 7,
                                .reasons = DOLEN_REVIEW_PROTECTED | DOLEN_REVIEW_URGENT,
                                .account = "asha",
                                .role = dolen_code_of("practitioner"),
                                .purpose = dolen_code_of("S47"),
                                .case_reference = "C-1",
                                .urgent_reason = dolen_code_of("LIFE"),
                                .authoriser = "T. O'Rees <b>",
                                .opened = now - 3 * day,
                                .due = now - day};
    d->list[1] = (dolen_review){.number = 8,
                                .reasons = DOLEN_REVIEW_SAMPLED | DOLEN_REVIEW_FINDING,
                                .account = "bryn",
                                .role = dolen_code_of("practitioner"),
                                .purpose = dolen_code_of("MISSING"),
                                .case_reference = "C-2<script>alert(1)</script>",
                                .authoriser = "",
                                .opened = now - day,
                                .due = now + day};
    d->list[2] = (dolen_review){.number = 3,
                                .reasons = DOLEN_REVIEW_SAMPLED,
                                .account = "carys",
                                .role = dolen_code_of("duty-desk"),
                                .purpose = dolen_code_of("S47"),
                                .case_reference = "",
                                .authoriser = "",
                                .opened = now - 20 * day,
                                .due = now - 6 * day,
                                .closed = now - 8 * day,
                                .closed_by = "officer",
                                .outcome = "not-justified",
                                .follow_up = "manager-informed",
                                .note = "Spoke with the team.\nNothing <b>more</b>."};
    for (int i = 0; i < WEB_REVIEWS_DOUBLE; i++) {
        d->list[i].search = web_reviews_double_id(i);
        if (!d->list[i].closed) {
            d->list[i].closed_by = "";
            d->list[i].outcome = "";
            d->list[i].follow_up = "none";
            d->list[i].note = "";
        }
    }
}

static inline dolen_status web_reviews_double_count(void *context, int64_t now, dolen_review_count *out, dolen_err *err)
{
    web_reviews_double *d = context;

    (void)err;
    *out = (dolen_review_count){0};
    web_reviews_double_fill(d, now);
    for (int i = 0; i < WEB_REVIEWS_DOUBLE; i++) {
        out->open += d->list[i].closed == 0;
        out->overdue += d->list[i].closed == 0 && d->list[i].due < now;
    }
    return DOLEN_OK;
}

static inline dolen_status web_reviews_double_list(void *context, dolen_review_wish wish, size_t limit,
                                                   dolen_arena *arena, const dolen_review **out, size_t *count,
                                                   dolen_err *err)
{
    web_reviews_double *d = context;
    dolen_review *list = NULL;

    (void)limit;
    *count = 0;
    web_reviews_double_fill(d, dolen_clock_now(dolen_clock_system()));
    DOLEN_TRY(dolen_arena_take(arena, WEB_REVIEWS_DOUBLE, sizeof *list, (void *)&list, err));
    for (int i = 0; i < WEB_REVIEWS_DOUBLE; i++)
        if (wish & (d->list[i].closed ? DOLEN_REVIEWS_CLOSED : DOLEN_REVIEWS_OPEN))
            list[(*count)++] = d->list[i];
    *out = list;
    return DOLEN_OK;
}

static inline dolen_status web_reviews_double_find(void *context, dolen_uuid search, dolen_arena *arena,
                                                   dolen_web_review *out, dolen_err *err)
{
    static const dolen_audit_stored steps[] = {
        {{.account = "bryn", .at = INT64_C(1795185245001)}, {.level = DOLEN_AUDIT_SEARCHED}},
        {{.account = "bryn", .at = INT64_C(1795185246001)}, {.level = DOLEN_AUDIT_SHOWN}},
        {{.account = "bryn", .at = INT64_C(1795185247001)}, {.level = DOLEN_AUDIT_OPENED, .member = {"SWP"}}},
    };
    web_reviews_double *d = context;

    (void)arena;
    web_reviews_double_fill(d, dolen_clock_now(dolen_clock_system()));
    for (int i = 0; i < WEB_REVIEWS_DOUBLE; i++)
        if (dolen_uuid_same(search, d->list[i].search)) {
            *out = (dolen_web_review){.review = d->list[i],
                                      .has_search = i != 2,
                                      .asked = INT64_C(1795185245001),
                                      .channel = 1,
                                      .subject = DOLEN_SUBJECT_PERSON,
                                      .consent = true,
                                      .decision_maker = "Strategy meeting, T. Rees",
                                      .outcome = "answered",
                                      .involved = 2,
                                      .steps = steps,
                                      .step_count = i != 2 ? sizeof steps / sizeof *steps : 0};
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the double has no such review");
}

static inline dolen_status web_reviews_double_close(void *context, const dolen_review_closing *closing, dolen_err *err)
{
    web_reviews_double *d = context;

    for (int i = 0; i < WEB_REVIEWS_DOUBLE; i++) {
        dolen_review *one = &d->list[i];
        if (one->number != closing->number || one->closed)
            continue;
        if (strcmp(one->account, closing->by) == 0 || strcmp(one->authoriser, closing->by) == 0)
            return DOLEN_FAIL(err, DOLEN_E_DENIED, "the double's own");
        if (strchr(closing->note, '\a'))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the double takes no bell");
        strncat(d->note, closing->note, sizeof d->note - 1);
        strncat(d->outcome, closing->outcome, sizeof d->outcome - 1);
        strncat(d->follow_up, closing->follow_up, sizeof d->follow_up - 1);
        one->closed = closing->now;
        one->closed_by = "officer";
        one->outcome = d->outcome;
        one->follow_up = d->follow_up;
        one->note = d->note;
        d->closed++;
        return DOLEN_OK;
    }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the double has no such open review");
}

static inline dolen_web_oversight_reviews web_reviews_double_functions(web_reviews_double *d)
{
    return (dolen_web_oversight_reviews){.context = d,
                                         .count = web_reviews_double_count,
                                         .list = web_reviews_double_list,
                                         .find = web_reviews_double_find,
                                         .close = web_reviews_double_close};
}

#endif
