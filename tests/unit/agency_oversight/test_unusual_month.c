/* A synthetic month of 50,000 searches: what is planted is found, and how often the innocent are. */
#include "tests/support/dolen_test.h"

#include <stdlib.h>

#include "node/agency/account_home.h"
#include "node/agency/oversight/unusual_person.h"
#include "node/base/memory.h"
#include "tests/support/search_month.h"

/* False alarms: at most two of 1,000 searches, and one for four members of staff in the month. */
enum { WANTED = 50000, SEED = 1, ALARMS_OF_1000 = 2, FOUND_LEAST = 66 };

typedef struct run {
    search_month *month;
    dolen_local_keys *keys;
    dolen_unusual_staff staff[SEARCH_MONTH_STAFF];
    dolen_digest homes[SEARCH_MONTH_STAFF][DOLEN_ACCOUNT_HOME_KEPT];
    size_t *by_id;
    bool found[SEARCH_MONTH_KINDS][SEARCH_MONTH_PLANTED];
    size_t findings[DOLEN_UNUSUAL_KINDS];
    size_t false_alarms[DOLEN_UNUSUAL_KINDS];
    bool alarmed[SEARCH_MONTH_STAFF];
} run;

static search_month *sorting;

static int compare_ids(const void *a, const void *b)
{
    const size_t *left = a;
    const size_t *right = b;

    return dolen_uuid_compare(sorting->searches[*left].id, sorting->searches[*right].id);
}

static int compare_cases(const void *a, const void *b)
{
    const search_month_search *left = &sorting->searches[*(const size_t *)a];
    const search_month_search *right = &sorting->searches[*(const size_t *)b];
    const int order = strcmp(left->case_reference, right->case_reference);

    return order ? order : left->asked < right->asked ? -1 : left->asked > right->asked;
}

static size_t *order_by(search_month *month, int (*compare)(const void *, const void *))
{
    size_t *order = dolen_memory_make(month->count, sizeof *order);

    for (size_t i = 0; i < month->count; i++)
        order[i] = i;
    sorting = month;
    qsort(order, month->count, sizeof *order, compare);
    return order;
}

static run *run_new(uint64_t seed, bool is_innocent)
{
    run *r = dolen_memory_make(1, sizeof *r);
    const uint8_t key[DOLEN_NODE_KEY_SIZE] = {1};
    dolen_err err = {0};

    r->month = search_month_new(seed, WANTED, is_innocent);
    r->keys = dolen_local_keys_new(dolen_secret_new_copy(dolen_bytes_of(key, sizeof key)));
    r->by_id = order_by(r->month, compare_ids);
    for (size_t i = 0; i < SEARCH_MONTH_STAFF; i++) {
        const search_month_person *one = &r->month->staff[i];
        const dolen_address home = {.line = one->home.line, .postcode = one->home.postcode, .uprn = one->home.uprn};
        r->staff[i] = (dolen_unusual_staff){
            .account = one->account, .full_name = one->full_name, .team = one->team, .home = r->homes[i]};
        if (one->home_kept)
            assert_ok(
                dolen_account_home_keep(r->keys, one->account, &home, r->homes[i], &r->staff[i].home_count, &err));
    }
    return r;
}

static void run_free(run *r)
{
    search_month_free(r->month);
    dolen_local_keys_free(r->keys);
    free(r->by_id);
    free(r);
}

static dolen_unusual_search kept(const run *r, size_t i)
{
    const search_month_search *one = &r->month->searches[i];

    return (dolen_unusual_search){.id = one->id,
                                  .asked = one->asked,
                                  .account = r->staff[one->staff].account,
                                  .case_reference = one->case_reference,
                                  .searched = one->searched};
}

static const search_month_search *search_of(const run *r, dolen_uuid id)
{
    size_t low = 0;
    size_t high = r->month->count;

    while (low + 1 < high) {
        const size_t middle = low + (high - low) / 2;
        if (dolen_uuid_compare(r->month->searches[r->by_id[middle]].id, id) <= 0)
            low = middle;
        else
            high = middle;
    }
    return &r->month->searches[r->by_id[low]];
}

static dolen_status found(void *context, const dolen_stored_finding *finding, dolen_err *err)
{
    run *r = context;
    bool is_planted = false;

    r->findings[finding->kind]++;
    for (size_t i = 0; i < finding->search_count; i++) {
        const search_month_search *one = search_of(r, finding->searches[i]);
        assert_string_equal(finding->account, r->staff[one->staff].account);
        is_planted = is_planted || one->planted_kind;
        if (one->planted_kind == finding->kind ||
            (one->planted_kind == SEARCH_MONTH_HARD && finding->kind == DOLEN_UNUSUAL_OWN_SURNAME))
            r->found[one->planted_kind][one->planted] = true;
    }
    if (!is_planted) {
        r->false_alarms[finding->kind]++;
        r->alarmed[search_of(r, finding->searches[0])->staff] = true;
    }
    return DOLEN_OK;
}

static void examine(run *r, const dolen_unusual_thresholds *thresholds)
{
    DOLEN_OWN(dolen_unusual_agency, agency) = dolen_unusual_agency_new(r->staff, SEARCH_MONTH_STAFF);
    DOLEN_OWN(dolen_unusual_person, person) = dolen_unusual_person_new();
    DOLEN_FREED size_t *by_case = order_by(r->month, compare_cases);
    dolen_unusual_facts facts;
    dolen_err err = {0};

    for (size_t i = 0; i < r->month->count; i++) {
        const dolen_unusual_search search = kept(r, by_case[i]);
        dolen_unusual_facts_read(&search, NULL, NULL, NULL, &facts);
        dolen_unusual_agency_add(agency, r->month->searches[by_case[i]].staff, &facts);
    }
    dolen_unusual_agency_finish(agency);
    for (int32_t staff = 0; staff < SEARCH_MONTH_STAFF; staff++) {
        dolen_unusual_person_begin(person, agency, r->staff[staff].account, staff);
        for (size_t i = 0; i < r->month->count; i++) {
            if (r->month->searches[i].staff != staff)
                continue;
            const dolen_unusual_search search = kept(r, i);
            dolen_unusual_facts_read(&search, &r->staff[staff], dolen_unusual_agency_names(agency, staff), r->keys,
                                     &facts);
            dolen_unusual_person_add(person, &facts);
        }
        assert_ok(dolen_unusual_person_examine(person, thresholds, 0, found, r, &err));
    }
}

static size_t planted_found(const run *r, size_t kind)
{
    size_t count = 0;

    for (size_t i = 0; i < SEARCH_MONTH_PLANTED; i++)
        count += r->found[kind][i];
    return count;
}

static size_t alarms_of(const run *r)
{
    size_t count = 0;

    for (size_t kind = 1; kind < DOLEN_UNUSUAL_KINDS; kind++)
        count += r->false_alarms[kind];
    return count;
}

static void print(const run *r)
{
    size_t alarmed = 0;

    for (size_t i = 0; i < SEARCH_MONTH_STAFF; i++)
        alarmed += r->alarmed[i];
    printf("%zu searches of %d members of staff in %d days\n", r->month->count, SEARCH_MONTH_STAFF, SEARCH_MONTH_DAYS);
    for (size_t kind = 1; kind < DOLEN_UNUSUAL_KINDS; kind++)
        printf("%-16s planted %2d found %2zu, findings %3zu, false alarms %3zu\n",
               dolen_unusual_use_kind_words((dolen_unusual_kind)kind).code, SEARCH_MONTH_PLANTED,
               planted_found(r, kind), r->findings[kind], r->false_alarms[kind]);
    printf("a common own surname once (hard): found %zu of %d\n", planted_found(r, SEARCH_MONTH_HARD),
           SEARCH_MONTH_PLANTED);
    printf("false alarms: %.2f for 1,000 searches, %.3f a member of staff and month, about %zu of %d people\n",
           1000.0 * (double)alarms_of(r) / (double)r->month->count, (double)alarms_of(r) / SEARCH_MONTH_STAFF, alarmed,
           SEARCH_MONTH_STAFF);
}

static size_t all_found(const run *r)
{
    size_t count = 0;

    for (size_t kind = 1; kind < DOLEN_UNUSUAL_KINDS; kind++)
        count += planted_found(r, kind);
    return count;
}

static bool alarms_are_bearable(const run *r)
{
    return alarms_of(r) * 1000 <= ALARMS_OF_1000 * r->month->count && alarms_of(r) * 4 <= SEARCH_MONTH_STAFF;
}

static void every_planted_case_of_a_month_is_found_and_alarms_stay_bearable(void **state)
{
    const dolen_unusual_thresholds limits = dolen_unusual_use_defaults();
    run *r = run_new(SEED, false);

    examine(r, &limits);
    print(r);
    for (size_t kind = 1; kind < DOLEN_UNUSUAL_KINDS; kind++)
        assert_int_equal(SEARCH_MONTH_PLANTED, planted_found(r, kind));
    assert_true(alarms_are_bearable(r));
    run_free(r);
}

/* Months that the thresholds were not chosen with. */
static void other_months_are_much_the_same(void **state)
{
    const dolen_unusual_thresholds limits = dolen_unusual_use_defaults();

    for (uint64_t seed = 101; seed < 103; seed++) {
        run *r = run_new(seed, false);
        examine(r, &limits);
        print(r);
        assert_true(all_found(r) >= FOUND_LEAST);
        assert_true(alarms_are_bearable(r));
        run_free(r);
    }
}

static void in_a_month_without_plants_little_is_found(void **state)
{
    const dolen_unusual_thresholds limits = dolen_unusual_use_defaults();
    run *r = run_new(SEED, true);

    examine(r, &limits);
    assert_int_equal(0, all_found(r));
    assert_true(alarms_of(r) > 0);
    assert_true(alarms_are_bearable(r));
    run_free(r);
}

/* The twin: it is the thresholds that find. */
static void with_every_threshold_off_nothing_is_found(void **state)
{
    const dolen_unusual_thresholds off = {.past_days = 8};
    run *r = run_new(SEED, false);

    examine(r, &off);
    for (size_t kind = 1; kind < DOLEN_UNUSUAL_KINDS; kind++)
        assert_int_equal(0, r->findings[kind]);
    run_free(r);
}

/* The other twin: thresholds that are too keen find half of the staff. */
static void keen_thresholds_drown_the_officer(void **state)
{
    dolen_unusual_thresholds keen = dolen_unusual_use_defaults();
    run *r = run_new(SEED, true);

    keen.surname_chance = 100000;
    keen.many_least = 10;
    keen.many_spreads = 2;
    keen.again_least = 2;
    keen.families_least = 3;
    keen.team_cases = 1000;
    examine(r, &keen);
    print(r);
    assert_false(alarms_are_bearable(r));
    run_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_planted_case_of_a_month_is_found_and_alarms_stay_bearable),
        cmocka_unit_test(other_months_are_much_the_same),
        cmocka_unit_test(in_a_month_without_plants_little_is_found),
        cmocka_unit_test(with_every_threshold_off_nothing_is_found),
        cmocka_unit_test(keen_thresholds_drown_the_officer),
    };

    return cmocka_run_group_tests_name("unusual month", tests, NULL, NULL);
}
