#include "node/agency/oversight/reviews.h"

#include <string.h>

#include "node/agency/account.h"
#include "node/agency/json_facts.h"
#include "node/agency/oversight/sampling.h"
#include "node/agency/publish_digests.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/store/notice_store.h"
#include "node/store/review_store.h"

enum { LIST_LIMIT = 500 };

bool dolen_reviews_is_for(dolen_code role)
{
    return dolen_code_same(role, dolen_code_of("supervisor")) ||
           dolen_code_same(role, dolen_code_of("data-protection-officer"));
}

static const char *text_of(const json_t *request, const char *name)
{
    const char *text = json_string_value(json_object_get(request, name));

    return text ? text : "";
}

static dolen_status check_reader(dolen_agency *agency, const json_t *request, dolen_arena *arena, dolen_err *err)
{
    const char *role = text_of(request, "role");
    dolen_code code;

    DOLEN_TRY(dolen_code_read(role, strlen(role), &code, err));
    DOLEN_TRY(dolen_account_check(agency, text_of(request, "user"), code, arena, err));
    return dolen_reviews_is_for(code)
               ? DOLEN_OK
               : DOLEN_FAIL(err, DOLEN_E_DENIED, "reviews are for supervisors and the data-protection officer");
}

static json_t *reasons_of(const dolen_review *review)
{
    static const struct {
        int16_t reason;
        const char *word;
    } known[] = {{DOLEN_REVIEW_PROTECTED, "protected"},
                 {DOLEN_REVIEW_URGENT, "urgent"},
                 {DOLEN_REVIEW_SAMPLED, "sampled"},
                 {DOLEN_REVIEW_FINDING, "finding"}};
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (review->reasons & known[i].reason)
            json_array_append_new(list, json_string(known[i].word));
    return list;
}

static json_t *review_document(const dolen_review *review, int64_t now)
{
    char search[DOLEN_UUID_TEXT];

    dolen_uuid_write(review->search, search);
    return json_pack("{s:I, s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:b, s:o, s:s, s:s, s:s, s:s}", "review",
                     (json_int_t)review->number, "search", search, "reasons", reasons_of(review), "user",
                     review->account, "role", review->role.text, "purpose", review->purpose.text, "case",
                     review->case_reference, "urgent_reason", review->urgent_reason.text, "authoriser",
                     review->authoriser, "opened", dolen_json_facts_instant(review->opened), "due",
                     dolen_json_facts_instant(review->due), "overdue", (int)(review->closed == 0 && review->due < now),
                     "closed", dolen_json_facts_instant(review->closed), "closed_by", review->closed_by, "outcome",
                     review->outcome, "follow_up", review->follow_up, "note", review->note);
}

static dolen_status list_reviews(const dolen_agency *agency, dolen_connection *connection, const json_t *request,
                                 dolen_arena *arena, json_t **out, dolen_err *err)
{
    const int64_t now = dolen_clock_now(agency->clock);
    const dolen_review *reviews = NULL;
    dolen_review_count counts;
    size_t count = 0;

    DOLEN_TRY(dolen_review_store_count(connection, now, &counts, err));
    DOLEN_TRY(dolen_review_store_list(
        connection, dolen_text_same(text_of(request, "all"), "yes") ? DOLEN_REVIEWS_ALL : DOLEN_REVIEWS_OPEN,
        LIST_LIMIT, arena, &reviews, &count, err));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, review_document(&reviews[i], now));
    *out = json_pack("{s:o, s:I, s:I}", "reviews", list, "open", (json_int_t)counts.open, "overdue",
                     (json_int_t)counts.overdue);
    return DOLEN_OK;
}

static dolen_status close_review(const dolen_agency *agency, dolen_connection *connection, const json_t *request,
                                 dolen_err *err)
{
    uint64_t number = 0;

    DOLEN_TRY(dolen_text_to_number(text_of(request, "review"), INT64_MAX, &number, err));
    const dolen_review_closing closing = {.number = (int64_t)number,
                                          .by = text_of(request, "user"),
                                          .outcome = text_of(request, "outcome"),
                                          .follow_up = text_of(request, "follow_up"),
                                          .note = text_of(request, "note"),
                                          .now = dolen_clock_now(agency->clock)};
    return dolen_review_store_close(connection, &closing, err);
}

static const char *outcome_word(dolen_consulted_outcome outcome)
{
    switch (outcome) {
    case DOLEN_CONSULTED_SHOWN:
        return "shown";
    case DOLEN_CONSULTED_WARNED:
        return "protected-warned";
    case DOLEN_CONSULTED_OPENED:
        return "protected-opened";
    case DOLEN_CONSULTED_NONE:
    case DOLEN_CONSULTED_WITHHELD:
        break;
    }
    return "withheld";
}

static json_t *notice_document(const dolen_kept_notice *kept)
{
    const dolen_notice *notice = &kept->notice;
    char record[DOLEN_UUID_TEXT] = "";

    if (kept->has_key)
        dolen_uuid_write(kept->key, record);
    return json_pack("{s:I, s:s, s:o, s:s, s:s, s:s, s:b, s:o, s:o}", "entry", (json_int_t)notice->entry, "record",
                     record, "local_id", kept->local_id ? json_string(kept->local_id) : json_null(), "agency",
                     notice->agency.text, "purpose", notice->purpose.text, "outcome", outcome_word(notice->outcome),
                     "urgent", (int)notice->urgent, "asked", dolen_json_facts_instant(notice->asked), "received",
                     dolen_json_facts_instant(kept->received));
}

static dolen_status list_notices(const dolen_agency *agency, dolen_connection *connection, const json_t *request,
                                 dolen_arena *arena, json_t **out, dolen_err *err)
{
    const char *local_id = text_of(request, "local_id");
    const dolen_uuid key = dolen_publish_digests_key(agency->keys, local_id);
    const dolen_notice_wish wish = {.key = *local_id ? &key : NULL,
                                    .protected_only = dolen_text_same(text_of(request, "protected"), "yes"),
                                    .limit = LIST_LIMIT};
    const dolen_kept_notice *notices = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_notice_store_list(connection, &wish, arena, &notices, &count, err));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, notice_document(&notices[i]));
    *out = json_pack("{s:o}", "notices", list);
    return DOLEN_OK;
}

static json_t *hexadecimal(const dolen_digest *digest)
{
    char text[2 * sizeof digest->bytes + 1];

    dolen_bytes_to_hex(dolen_bytes_of(digest->bytes, sizeof digest->bytes), text);
    return json_string(text);
}

static json_t *choice_document(const dolen_sampling_choice *choice)
{
    char number[DOLEN_UUID_TEXT];

    dolen_uuid_write(choice->search, number);
    return json_pack("{s:s, s:o}", "search", number, "rank", hexadecimal(&choice->rank));
}

static json_t *sample_document(const dolen_sampling_report *report)
{
    const dolen_sample *sample = &report->sample;
    char begins[DOLEN_DAY_TEXT];
    json_t *searches = json_array();

    dolen_day_write(dolen_day_of(dolen_sampling_week_begin(sample->week)), begins);
    for (size_t i = 0; i < report->choice_count; i++)
        json_array_append_new(searches, choice_document(&report->choices[i]));
    return json_pack("{s:s, s:i, s:o, s:s, s:s, s:I, s:o, s:o, s:o, s:i, s:I, s:i, s:I, s:I, s:b, s:b, s:o}", "week",
                     begins, "number", sample->week, "seed", hexadecimal(&sample->seed), "from",
                     *sample->origin ? "checkpoint" : "random-bytes", "origin", sample->origin, "tree_size",
                     (json_int_t)sample->tree_size, "root", hexadecimal(&sample->root), "recorded",
                     dolen_json_facts_instant(sample->recorded), "drawn", dolen_json_facts_instant(sample->drawn),
                     "wanted", sample->wanted, "population", (json_int_t)sample->population, "size", sample->size,
                     "still_kept", (json_int_t)report->population, "reviewed", (json_int_t)report->reviewed,
                     "repeatable", (int)report->is_whole, "holds", (int)report->holds, "searches", searches);
}

static dolen_status find_week(const dolen_agency *agency, const char *text, int32_t *out, dolen_err *err)
{
    const int64_t day_ms = INT64_C(24) * 3600 * 1000;
    dolen_day day;

    *out = dolen_sampling_week_of(dolen_clock_now(agency->clock)) - 1;
    if (!*text)
        return DOLEN_OK;
    DOLEN_TRY(dolen_day_read(text, &day, err));
    *out = dolen_sampling_week_of(dolen_day_number(day) * day_ms);
    return DOLEN_OK;
}

static dolen_status repeat_sample(const dolen_agency *agency, dolen_connection *connection, const json_t *request,
                                  json_t **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SAMPLING_ARENA);
    DOLEN_FREED dolen_sampling_report *report = dolen_memory_make(1, sizeof *report);
    int32_t week = 0;

    DOLEN_TRY(find_week(agency, text_of(request, "week"), &week, err));
    DOLEN_TRY(dolen_sampling_repeat(connection, week, arena, report, err));
    *out = sample_document(report);
    return DOLEN_OK;
}

dolen_status dolen_reviews_serve(dolen_agency *agency, const json_t *request, dolen_arena *arena, json_t **out,
                                 dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const char *action = text_of(request, "action");

    *out = NULL;
    DOLEN_TRY(check_reader(agency, request, arena, err));
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    if (dolen_text_same(action, "notices"))
        return list_notices(agency, connection, request, arena, out, err);
    if (dolen_text_same(action, "sample"))
        return repeat_sample(agency, connection, request, out, err);
    if (dolen_text_same(action, "close"))
        DOLEN_TRY(close_review(agency, connection, request, err));
    else if (!dolen_text_same(action, "list"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the action is one of list, close, notices, sample");
    return list_reviews(agency, connection, request, arena, out, err);
}

static dolen_metric *gauge(const dolen_agency *agency, const dolen_metric_about *about)
{
    return dolen_metrics_make(agency->metrics, *about);
}

void dolen_reviews_measure(dolen_agency *agency)
{
    static const dolen_metric_about open = {
        .kind = DOLEN_METRIC_GAUGE, .name = "dolen_reviews_open", .help = "Reviews that are not closed"};
    static const dolen_metric_about overdue = {
        .kind = DOLEN_METRIC_GAUGE, .name = "dolen_reviews_overdue", .help = "Open reviews past their day"};
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_review_count counts;

    if (dolen_pool_take(agency->pool, &connection, NULL) != DOLEN_OK ||
        dolen_review_store_count(connection, dolen_clock_now(agency->clock), &counts, NULL) != DOLEN_OK)
        return;
    dolen_metric_set(gauge(agency, &open), counts.open, NULL, NULL);
    dolen_metric_set(gauge(agency, &overdue), counts.overdue, NULL, NULL);
}
