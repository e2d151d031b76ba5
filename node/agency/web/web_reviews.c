#include <string.h>

#include "node/agency/web/oversight_words.h"
#include "node/agency/web/web_review_words.h"
#include "node/agency/web/words.h"

enum { SHOWN = 100, RECORD_PREFIX = 8 };

static const char *copy(const dolen_visit *visit, const char *text, size_t size)
{
    const char *made = dolen_arena_copy_string(visit->arena, text, size);

    return made ? made : "";
}

static const char *url_of(const dolen_visit *visit, const dolen_review *review)
{
    char number[DOLEN_UUID_TEXT];

    dolen_uuid_write(review->search, number);
    return dolen_visit_url(visit, dolen_words_join(visit->arena, (const char *const[]){"/reviews/", number, NULL}));
}

static dolen_view_open_review open_view(const dolen_visit *visit, const dolen_review *review,
                                        const dolen_view_review_reasons *reasons)
{
    return (dolen_view_open_review){
        .to = url_of(visit, review),
        .number = review->number,
        .reasons = reasons,
        .purpose = dolen_web_review_words_purpose(visit, review->purpose),
        .user = review->account,
        .authoriser = review->authoriser,
        .opened = dolen_words_instant(visit->arena, visit->language, review->opened),
        .due = dolen_words_instant(visit->arena, visit->language, review->due),
        .is_overdue = review->due < visit->now,
    };
}

/* A protected record by its local id; any other by the beginning of its number in the node's database. */
static const char *record_of(const dolen_visit *visit, const dolen_kept_notice *kept)
{
    char text[DOLEN_UUID_TEXT];

    if (kept->local_id)
        return kept->local_id;
    dolen_uuid_write(kept->key, text);
    return kept->has_key ? copy(visit, text, RECORD_PREFIX) : "";
}

static dolen_view_notice notice_view(const dolen_visit *visit, const dolen_kept_notice *kept)
{
    const dolen_web_site *site = &visit->web->site;
    const dolen_notice *notice = &kept->notice;

    return (dolen_view_notice){
        .when = dolen_words_instant(visit->arena, visit->language, notice->asked),
        .agency = dolen_web_review_words_name(visit, site->member_name(site->context, notice->agency), notice->agency),
        .purpose = dolen_web_review_words_purpose(visit, notice->purpose),
        .outcome = dolen_oversight_words_consulted(notice->outcome),
        .is_urgent = notice->urgent,
        .is_alert = notice->outcome >= DOLEN_CONSULTED_WARNED,
        .record = record_of(visit, kept),
    };
}

static dolen_status list(dolen_visit *visit, dolen_review_wish wish, const dolen_review **out,
                         dolen_view_review_reasons **reasons, size_t *count, dolen_err *err)
{
    const dolen_web_oversight_reviews *functions = &visit->web->site.reviews;

    DOLEN_TRY(functions->list(functions->context, wish, SHOWN, visit->arena, out, count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, *count + 1, sizeof **reasons, (void *)reasons, err));
    for (size_t i = 0; i < *count; i++)
        (*reasons)[i] = dolen_web_review_words_reasons(&(*out)[i]);
    return DOLEN_OK;
}

static dolen_status fill_reviews(dolen_visit *visit, dolen_view_reviews *view, dolen_err *err)
{
    const dolen_web_oversight_reviews *functions = &visit->web->site.reviews;
    const dolen_review *reviews = NULL;
    dolen_view_review_reasons *reasons = NULL;
    dolen_view_open_review *shown = NULL;
    dolen_review_count counts;
    size_t count = 0;

    DOLEN_TRY(functions->count(functions->context, visit->now, &counts, err));
    DOLEN_TRY(list(visit, DOLEN_REVIEWS_OPEN, &reviews, &reasons, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *shown, &shown, err));
    for (size_t i = 0; i < count; i++)
        shown[i] = open_view(visit, &reviews[i], &reasons[i]);
    view->open = counts.open;
    view->overdue = counts.overdue;
    view->to_closed = dolen_visit_url(visit, "/reviews/closed");
    view->reviews = shown;
    view->reviews_count = count;
    return DOLEN_OK;
}

dolen_status dolen_web_reviews_closed(dolen_visit *visit, dolen_err *err)
{
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_REVIEWS_CLOSED_TITLE, "/reviews");
    const dolen_review *reviews = NULL;
    dolen_view_review_reasons *reasons = NULL;
    dolen_view_closed_review *shown = NULL;
    size_t count = 0;

    DOLEN_TRY(list(visit, DOLEN_REVIEWS_CLOSED, &reviews, &reasons, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *shown, &shown, err));
    for (size_t i = 0; i < count; i++)
        shown[i] =
            (dolen_view_closed_review){.to = url_of(visit, &reviews[i]),
                                       .number = reviews[i].number,
                                       .reasons = &reasons[i],
                                       .purpose = dolen_web_review_words_purpose(visit, reviews[i].purpose),
                                       .user = reviews[i].account,
                                       .closed = dolen_words_instant(visit->arena, visit->language, reviews[i].closed),
                                       .closed_by = reviews[i].closed_by,
                                       .outcome = dolen_web_review_words_outcome(reviews[i].outcome),
                                       .follow_up = dolen_web_review_words_follow_up(reviews[i].follow_up)};
    const dolen_view_reviews_closed view = {
        .frame = &frame, .back = dolen_visit_url(visit, "/reviews"), .reviews = shown, .reviews_count = count};
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_reviews_closed(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}

static dolen_status fill_notices(dolen_visit *visit, dolen_view_reviews *view, dolen_err *err)
{
    const dolen_web_store *store = &visit->web->site.store;
    const dolen_kept_notice *notices = NULL;
    dolen_view_notice *list = NULL;
    size_t count = 0;

    DOLEN_TRY(store->list_notices(store->context, SHOWN, visit->arena, &notices, &count, err));
    DOLEN_TRY(dolen_arena_take(visit->arena, count + 1, sizeof *list, &list, err));
    for (size_t i = 0; i < count; i++)
        list[i] = notice_view(visit, &notices[i]);
    view->notices = list;
    view->notices_count = count;
    return DOLEN_OK;
}

dolen_status dolen_web_reviews_show(dolen_visit *visit, dolen_err *err)
{
    const dolen_view_frame frame = dolen_web_page_frame(visit, DOLEN_MESSAGE_REVIEWS_TITLE, "/reviews");
    dolen_view_reviews view = {.frame = &frame};

    DOLEN_TRY(fill_reviews(visit, &view, err));
    DOLEN_TRY(fill_notices(visit, &view, err));
    dolen_page page = dolen_web_page_new(visit);
    dolen_render_reviews(&page, &view);
    dolen_web_page_send(visit, &page, 200);
    return DOLEN_OK;
}
