#include "node/agency/oversight/unusual_job.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/oversight/unusual_person.h"
#include "node/base/log.h"
#include "node/store/account_store.h"
#include "node/store/search_stream.h"
#include "node/store/transaction.h"

/* A page of searches that a hostile client made as long as they may be still fits. */
enum { PAGE = 512, PAGE_ARENA = 24 * 1024 * 1024, STAFF_ARENA = 64 * 1024 * 1024, LOOK_EVERY = 10 * 60 * 1000 };

typedef struct running {
    const dolen_unusual_job_parts *parts;
    dolen_unusual_job_report *report;
    dolen_arena *page;
    dolen_unusual_staff *staff;
    size_t staff_count;
    dolen_search_span span; /* what is compared */
    int64_t since;          /* what is examined */
} running;

/* Homes come by account, as accounts do, but in the database's order: each is looked up by name. */
static void take_homes(running *r, const dolen_account_home *homes, size_t count, dolen_digest *room)
{
    size_t end = 0;

    for (size_t first = 0; first < count; first = end) {
        for (end = first; end < count && strcmp(homes[end].account, homes[first].account) == 0; end++)
            room[end] = homes[end].digest;
        for (size_t i = 0; i < r->staff_count; i++)
            if (strcmp(r->staff[i].account, homes[first].account) == 0) {
                r->staff[i].home = room + first;
                r->staff[i].home_count = end - first;
            }
    }
}

static int compare_staff(const void *a, const void *b)
{
    const dolen_unusual_staff *left = a;
    const dolen_unusual_staff *right = b;

    return strcmp(left->account, right->account);
}

static dolen_status read_staff(running *r, dolen_arena *arena, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_account *accounts = NULL;
    const dolen_account_home *homes = NULL;
    dolen_digest *digests = NULL;
    size_t home_count = 0;

    DOLEN_TRY(dolen_pool_take(r->parts->pool, &connection, err));
    DOLEN_TRY(dolen_finding_store_reached(connection, &r->since, err));
    DOLEN_TRY(dolen_account_store_list(connection, arena, &accounts, &r->staff_count, err));
    DOLEN_TRY(dolen_account_store_homes(connection, arena, &homes, &home_count, err));
    DOLEN_TRY(dolen_arena_take(arena, r->staff_count + 1, sizeof *r->staff, (void *)&r->staff, err));
    DOLEN_TRY(dolen_arena_take(arena, home_count + 1, sizeof *digests, (void *)&digests, err));
    for (size_t i = 0; i < r->staff_count; i++)
        r->staff[i] = (dolen_unusual_staff){
            .account = accounts[i].name, .full_name = accounts[i].full_name, .team = accounts[i].team};
    if (r->staff_count)
        qsort(r->staff, r->staff_count, sizeof *r->staff, compare_staff);
    take_homes(r, homes, home_count, digests);
    return DOLEN_OK;
}

static dolen_unusual_search search_of(const dolen_streamed_search *search)
{
    return (dolen_unusual_search){.id = search->id,
                                  .asked = search->asked,
                                  .account = search->account,
                                  .case_reference = search->case_reference,
                                  .searched = search->searched};
}

/* The place of the last search of a page; its text must outlive the page. */
static dolen_status place_after(const dolen_streamed_search *last, char *text, size_t room, dolen_search_place *out,
                                dolen_err *err)
{
    const size_t size = strlen(last->case_reference);

    if (size >= room)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a case reference is too long");
    memcpy(text, last->case_reference, size + 1);
    *out = (dolen_search_place){.case_reference = text, .asked = last->asked, .id = last->id};
    return DOLEN_OK;
}

static dolen_status next_page(running *r, const char *account, const dolen_search_place *after,
                              const dolen_streamed_search **out, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_search_page page = {.span = r->span, .after = *after, .limit = PAGE};

    dolen_arena_reset(r->page);
    DOLEN_TRY(dolen_pool_take(r->parts->pool, &connection, err));
    if (account)
        return dolen_search_stream_of(connection, account, &page, r->page, out, count, err);
    return dolen_search_stream_by_case(connection, &page, r->page, out, count, err);
}

static dolen_status read_agency(running *r, dolen_unusual_agency *agency, dolen_err *err)
{
    const dolen_streamed_search *page = NULL;
    dolen_search_place place = {0};
    dolen_unusual_facts facts;
    char reference[4096];
    size_t count = PAGE;

    while (count == PAGE) {
        DOLEN_TRY(next_page(r, NULL, &place, &page, &count, err));
        for (size_t i = 0; i < count; i++) {
            const dolen_unusual_search search = search_of(&page[i]);
            dolen_unusual_facts_read(&search, NULL, NULL, NULL, &facts);
            dolen_unusual_agency_add(agency, dolen_unusual_agency_staff(agency, search.account), &facts);
        }
        r->report->searches += (int64_t)count;
        if (count)
            DOLEN_TRY(place_after(&page[count - 1], reference, sizeof reference, &place, err));
    }
    dolen_unusual_agency_finish(agency);
    return DOLEN_OK;
}

static dolen_status keep(void *context, const dolen_stored_finding *finding, dolen_err *err)
{
    running *r = context;
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_stored_finding kept = *finding;
    dolen_finding_put what = DOLEN_FINDING_KNOWN;

    kept.raised = r->parts->now;
    DOLEN_TRY(dolen_transaction_begin(r->parts->pool, &transaction, err));
    DOLEN_TRY(dolen_finding_store_put(dolen_transaction_connection(transaction), &kept, &what, err));
    DOLEN_TRY(dolen_transaction_commit(transaction, err));
    r->report->raised += what == DOLEN_FINDING_RAISED;
    r->report->joined += what == DOLEN_FINDING_JOINED;
    return DOLEN_OK;
}

static dolen_status read_person(running *r, const dolen_unusual_agency *agency, int32_t staff,
                                dolen_unusual_person *person, dolen_err *err)
{
    const dolen_unusual_staff *own = &r->staff[staff];
    const dolen_streamed_search *page = NULL;
    dolen_search_place place = {0};
    dolen_unusual_facts facts;
    size_t count = PAGE;

    dolen_unusual_person_begin(person, agency, own->account, staff);
    while (count == PAGE) {
        DOLEN_TRY(next_page(r, own->account, &place, &page, &count, err));
        for (size_t i = 0; i < count; i++) {
            const dolen_unusual_search search = search_of(&page[i]);
            dolen_unusual_facts_read(&search, own, dolen_unusual_agency_names(agency, staff), r->parts->keys, &facts);
            dolen_unusual_person_add(person, &facts);
        }
        if (count)
            place = (dolen_search_place){.asked = page[count - 1].asked, .id = page[count - 1].id};
    }
    return dolen_unusual_person_examine(person, &r->parts->thresholds, r->since, keep, r, err);
}

static dolen_status has_searched(running *r, const char *account, bool *out, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_search_span young = {.from = r->since > r->span.from ? r->since : r->span.from, .until = r->span.until};

    *out = false;
    DOLEN_TRY(dolen_pool_take(r->parts->pool, &connection, err));
    return dolen_search_stream_has(connection, account, young, out, err);
}

static dolen_status examine_all(running *r, dolen_err *err)
{
    DOLEN_OWN(dolen_unusual_agency, agency) = dolen_unusual_agency_new(r->staff, r->staff_count);
    DOLEN_OWN(dolen_unusual_person, person) = dolen_unusual_person_new();
    bool has_any = false;

    DOLEN_TRY(read_agency(r, agency, err));
    for (size_t i = 0; i < r->staff_count; i++) {
        DOLEN_TRY(has_searched(r, r->staff[i].account, &has_any, err));
        if (!has_any)
            continue;
        DOLEN_TRY(read_person(r, agency, (int32_t)i, person, err));
        r->report->staff++;
    }
    return DOLEN_OK;
}

dolen_status dolen_unusual_job_run(const dolen_unusual_job_parts *parts, dolen_unusual_job_report *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, staff) = dolen_arena_new(STAFF_ARENA);
    DOLEN_OWN(dolen_arena, page) = dolen_arena_new(PAGE_ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    running r = {.parts = parts,
                 .report = out,
                 .page = page,
                 .span = {.from = parts->now > parts->past ? parts->now - parts->past : 0, .until = parts->now + 1}};

    *out = (dolen_unusual_job_report){0};
    DOLEN_TRY(read_staff(&r, staff, err));
    DOLEN_TRY(examine_all(&r, err));
    DOLEN_TRY(dolen_pool_take(parts->pool, &connection, err));
    return dolen_finding_store_reach(connection, parts->now - parts->settle, err);
}

dolen_unusual_job_parts dolen_unusual_job_parts_of(const dolen_agency *agency)
{
    const dolen_agency_settings *settings = &agency->settings;

    return (dolen_unusual_job_parts){.pool = agency->pool,
                                     .keys = agency->keys,
                                     .thresholds = {.surname_chance = settings->oversight_surname_chance,
                                                    .own_address = settings->oversight_own_address,
                                                    .many_least = settings->oversight_many_least,
                                                    .many_spreads = settings->oversight_many_spreads,
                                                    .past_days = settings->oversight_past_days,
                                                    .night_from = settings->oversight_night_from,
                                                    .night_until = settings->oversight_night_until,
                                                    .again_least = settings->oversight_again_least,
                                                    .families_least = settings->oversight_families_least,
                                                    .team_cases = settings->oversight_team_cases},
                                     .past = settings->oversight_past,
                                     .settle = DOLEN_UNUSUAL_JOB_SETTLE,
                                     .now = dolen_clock_now(agency->clock)};
}

static bool is_due(const dolen_agency *agency)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t reached = 0;

    return dolen_pool_take(agency->pool, &connection, NULL) == DOLEN_OK &&
           dolen_finding_store_reached(connection, &reached, NULL) == DOLEN_OK &&
           dolen_clock_now(agency->clock) - reached >= agency->settings.oversight_interval;
}

static int64_t run_when_due(void *context)
{
    const dolen_agency *agency = context;
    const dolen_unusual_job_parts parts = dolen_unusual_job_parts_of(agency);
    dolen_unusual_job_report report;
    dolen_err err = {0};

    if (!is_due(agency))
        return LOOK_EVERY;
    if (dolen_unusual_job_run(&parts, &report, &err) != DOLEN_OK)
        dolen_log_warning("the searches could not be looked through for unusual use",
                          dolen_field_status(dolen_status_word(err.status)), dolen_field_reason(&err));
    else
        dolen_log_info("the searches were looked through for unusual use", dolen_field_count(report.raised));
    return LOOK_EVERY;
}

dolen_periodic *dolen_unusual_job_start(dolen_agency *agency)
{
    return agency->settings.oversight_interval ? dolen_periodic_new(run_when_due, agency) : NULL;
}
