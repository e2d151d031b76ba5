#include "node/agency/oversight/find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/agency/subject_searches.h"
#include "node/base/text.h"

enum { SCAN = 512, SCAN_ARENA = 8 * 1024 * 1024, INSTANT_DIGITS = 15 };

const char *dolen_find_review_word(dolen_oversight_review review)
{
    switch (review) {
    case DOLEN_OVERSIGHT_REVIEW_OPEN:
        return "open";
    case DOLEN_OVERSIGHT_REVIEW_OVERDUE:
        return "overdue";
    case DOLEN_OVERSIGHT_REVIEW_CLOSED:
        return "closed";
    case DOLEN_OVERSIGHT_REVIEW_NONE:
        break;
    }
    return "none";
}

void dolen_find_cursor_write(dolen_find_cursor cursor, char out[DOLEN_FIND_CURSOR_TEXT])
{
    char id[DOLEN_UUID_TEXT];

    *out = '\0';
    if (cursor.at == 0)
        return;
    dolen_uuid_write(cursor.id, id);
    snprintf(out, DOLEN_FIND_CURSOR_TEXT, "%" PRId64 "-%s", cursor.at, id);
}

dolen_status dolen_find_cursor_read(const char *text, dolen_find_cursor *out, dolen_err *err)
{
    const char *dash = strchr(text, '-');
    dolen_find_cursor cursor = {0};
    char digits[INSTANT_DIGITS + 1];
    uint64_t at = 0;

    *out = cursor;
    if (*text == '\0')
        return DOLEN_OK;
    if (!dash || dash - text > INSTANT_DIGITS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no place in a list");
    memcpy(digits, text, (size_t)(dash - text));
    digits[dash - text] = '\0';
    DOLEN_TRY(dolen_text_to_number(digits, INT64_MAX, &at, err));
    DOLEN_TRY(dolen_uuid_read(dash + 1, &cursor.id, err));
    if (at == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is no place in a list");
    cursor.at = (int64_t)at;
    *out = cursor;
    return DOLEN_OK;
}

static dolen_oversight_wish wish_of(const dolen_find_criteria *criteria)
{
    return (dolen_oversight_wish){.account = criteria->user,
                                  .role = criteria->role,
                                  .purpose = criteria->purpose,
                                  .from = criteria->from,
                                  .until = criteria->until,
                                  .outcome = criteria->outcome,
                                  .case_reference = criteria->case_reference,
                                  .urgent_only = criteria->urgent_only,
                                  .protected_only = criteria->protected_only,
                                  .finding_only = criteria->finding_only,
                                  .people_only = criteria->subject != NULL,
                                  .before = criteria->before};
}

/* Whatever stands beyond the page says only that there is a next one. */
static void cut(dolen_find_result *out, size_t limit)
{
    out->has_more = out->item_count > limit;
    if (!out->has_more)
        return;
    out->item_count = limit;
    out->next = (dolen_find_cursor){out->items[limit - 1].asked, out->items[limit - 1].id};
}

static dolen_status find_by_columns(dolen_agency *agency, const dolen_find_criteria *criteria, size_t limit,
                                    dolen_arena *arena, dolen_find_result *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_oversight_wish wish = wish_of(criteria);

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_oversight_store_find(connection, &wish, limit + 1, dolen_clock_now(agency->clock), arena,
                                         &out->items, &out->item_count, err));
    if (!criteria->without_total)
        DOLEN_TRY(dolen_oversight_store_count(connection, &wish, DOLEN_FIND_COUNT_LIMIT + 1, &out->total, err));
    cut(out, limit);
    return DOLEN_OK;
}

/* Looking through what was typed for one person. */
typedef struct looking {
    dolen_agency *agency;
    dolen_subject_wanted wanted;
    dolen_arena *work;
    const dolen_find_criteria *criteria;
    size_t limit;
    dolen_uuid ids[DOLEN_FIND_PAGE + 1];
    size_t id_count;
    int64_t total;
} looking;

static bool is_before(dolen_find_cursor cursor, const dolen_oversight_typed *one)
{
    return cursor.at == 0 || one->asked < cursor.at ||
           (one->asked == cursor.at && dolen_uuid_compare(one->id, cursor.id) < 0);
}

static void look_at(looking *l, const dolen_oversight_typed *one)
{
    if (!dolen_subject_searches_fits(&l->wanted, one->searched, l->work))
        return;
    l->total++;
    if (l->id_count <= l->limit && is_before(l->criteria->before, one))
        l->ids[l->id_count++] = one->id;
}

static dolen_status read_typed(looking *l, dolen_find_cursor place, dolen_arena *arena,
                               const dolen_oversight_typed **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_oversight_wish wish = wish_of(l->criteria);

    wish.before = place;
    DOLEN_TRY(dolen_pool_take(l->agency->pool, &connection, err));
    return dolen_oversight_store_typed(connection, &wish, SCAN, arena, out, count, err);
}

/* From the newest to the oldest, so that all are counted whatever page is asked for. */
static dolen_status look_through(looking *l, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SCAN_ARENA);
    const dolen_oversight_typed *typed = NULL;
    dolen_find_cursor place = {0};
    size_t count = 0;

    do {
        dolen_arena_reset(arena);
        DOLEN_TRY(read_typed(l, place, arena, &typed, &count, err));
        for (size_t i = 0; i < count; i++)
            look_at(l, &typed[i]);
        if (count)
            place = (dolen_find_cursor){typed[count - 1].asked, typed[count - 1].id};
    } while (count == SCAN &&
             (l->id_count <= l->limit || (!l->criteria->without_total && l->total <= DOLEN_FIND_COUNT_LIMIT)));
    return DOLEN_OK;
}

static dolen_status find_by_subject(dolen_agency *agency, const dolen_find_criteria *criteria, size_t limit,
                                    dolen_arena *arena, dolen_find_result *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, work) = dolen_arena_new(2 * (size_t)DOLEN_MATCH_ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    looking l = {.agency = agency, .work = work, .criteria = criteria, .limit = limit};

    DOLEN_TRY(dolen_subject_searches_want(agency->rules, criteria->subject, arena, &l.wanted, err));
    DOLEN_TRY(look_through(&l, err));
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    DOLEN_TRY(dolen_oversight_store_items(connection, l.ids, l.id_count, dolen_clock_now(agency->clock), arena,
                                          &out->items, &out->item_count, err));
    out->total = l.total;
    cut(out, limit);
    return DOLEN_OK;
}

static dolen_status check(const dolen_find_criteria *criteria, dolen_err *err)
{
    if (criteria->until && criteria->until <= criteria->from)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the period ends before it begins");
    if (criteria->from < 0 || criteria->until < 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the period is out of bounds");
    if (criteria->limit > DOLEN_FIND_PAGE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a page has at most 50 searches");
    return DOLEN_OK;
}

dolen_status dolen_find_run(dolen_agency *agency, const dolen_find_criteria *criteria, dolen_arena *arena,
                            dolen_find_result *out, dolen_err *err)
{
    const size_t limit = criteria->limit ? criteria->limit : DOLEN_FIND_PAGE;

    *out = (dolen_find_result){0};
    DOLEN_TRY(check(criteria, err));
    DOLEN_TRY(criteria->subject ? find_by_subject(agency, criteria, limit, arena, out, err)
                                : find_by_columns(agency, criteria, limit, arena, out, err));
    out->total_is_at_least = out->total > DOLEN_FIND_COUNT_LIMIT;
    out->total = out->total_is_at_least ? DOLEN_FIND_COUNT_LIMIT : out->total;
    return DOLEN_OK;
}
