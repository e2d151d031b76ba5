#include "node/agency/web/oversight_words.h"
#include "node/agency/web/pages.h"

enum { WAITS = 8 };

/* What waits, in the making. */
typedef struct waiting {
    dolen_visit *visit;
    dolen_view_waiting rows[WAITS];
    size_t count;
} waiting;

static void add(waiting *w, const char *path, dolen_message name, uint64_t figure, dolen_message standing)
{
    DOLEN_MUST(w->count < WAITS);
    w->rows[w->count++] = (dolen_view_waiting){
        .to = dolen_visit_url(w->visit, path),
        .name = name,
        .figure = dolen_oversight_words_count(w->visit->arena, figure),
        .standing = figure ? standing : DOLEN_MESSAGE_OVERVIEW_NOTHING,
        .tone = figure ? DOLEN_TONE_YELLOW : DOLEN_TONE_GREY,
    };
}

static dolen_status add_reviews(waiting *w, dolen_err *err)
{
    const dolen_web_oversight_reviews *site = &w->visit->web->site.reviews;
    dolen_review_count counts = {0};

    DOLEN_TRY(site->count(site->context, w->visit->now, &counts, err));
    add(w, "/reviews", DOLEN_MESSAGE_OVERVIEW_REVIEWS, (uint64_t)counts.open,
        counts.overdue ? DOLEN_MESSAGE_OVERVIEW_OVERDUE : DOLEN_MESSAGE_NONE);
    return DOLEN_OK;
}

static dolen_status add_alarms(waiting *w, dolen_err *err)
{
    const dolen_web_oversight *site = &w->visit->web->site.oversight;
    dolen_web_ledger_known known = {0};
    uint64_t open = 0;

    DOLEN_TRY(site->ledger_known(site->context, w->visit->arena, &known, err));
    for (size_t i = 0; i < known.alarm_count; i++)
        open += known.alarms[i].closed == 0;
    add(w, "/integrity", DOLEN_MESSAGE_OVERVIEW_ALARMS, open, DOLEN_MESSAGE_OVERVIEW_ACT_TODAY);
    return DOLEN_OK;
}

/* How many, not what they say: that is read on a ground. */
static dolen_status add_findings(waiting *w, dolen_err *err)
{
    const dolen_web_oversight *site = &w->visit->web->site.oversight;
    const dolen_stored_finding *findings = NULL;
    size_t count = 0;
    int64_t open = 0;

    DOLEN_TRY(site->findings(site->context, 1, w->visit->arena, &findings, &count, &open, err));
    add(w, "/findings", DOLEN_MESSAGE_OVERVIEW_FINDINGS, (uint64_t)open, DOLEN_MESSAGE_NONE);
    return DOLEN_OK;
}

static void add_readings(waiting *w)
{
    DOLEN_MUST(w->count < WAITS);
    w->rows[w->count++] = (dolen_view_waiting){.to = dolen_visit_url(w->visit, "/readings"),
                                               .name = DOLEN_MESSAGE_READINGS_TITLE,
                                               .figure = "",
                                               .standing = DOLEN_MESSAGE_OVERVIEW_GROUND,
                                               .tone = DOLEN_TONE_GREY};
}

dolen_status dolen_web_officer_show(dolen_visit *visit, dolen_err *err)
{
    const unsigned int desks = dolen_pages_desks(visit->session.role);
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_OVERVIEW_TITLE, NULL);
    waiting w = {.visit = visit};

    DOLEN_TRY(add_reviews(&w, err));
    DOLEN_TRY(add_findings(&w, err));
    DOLEN_TRY(add_alarms(&w, err));
    add_readings(&w);
    dolen_view_overview view = {.frame = &frame, .waits = w.rows, .waits_count = w.count};
    view.pages = dolen_pages_menu(visit, desks, NULL, &view.pages_count);
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_overview(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
