/* The nightly run over a synthetic month in a real database: found, joined, closed, not found again. */
#include "node/agency/oversight/unusual_job.h"

#include "node/agency/account_home.h"
#include "node/store/account_store.h"
#include "node/store/search_store.h"
#include "node/store/transaction.h"
#include "tests/support/database_scene.h"
#include "tests/support/search_month.h"

enum { WANTED = 6000, ARENA = 16 << 20, DAY = 86400000 };

typedef struct desk {
    void *scene;
    const database_scene *database;
    dolen_local_keys *keys;
    search_month *month;
    dolen_arena *arena;
} desk;

static void add_staff(desk *d, dolen_connection *connection)
{
    dolen_digest home[DOLEN_ACCOUNT_HOME_KEPT];
    size_t count = 0;
    dolen_err err = {0};

    for (size_t i = 0; i < SEARCH_MONTH_STAFF; i++) {
        const search_month_person *one = &d->month->staff[i];
        const dolen_account account = {.name = one->account,
                                       .full_name = one->full_name,
                                       .team = one->team,
                                       .password_hash = "x",
                                       .roles = {dolen_code_of("practitioner")},
                                       .role_count = 1,
                                       .confirmed_until = INT64_MAX};
        const dolen_address address = {.line = one->home.line, .postcode = one->home.postcode, .uprn = one->home.uprn};
        assert_ok(dolen_account_store_add(connection, &account, &err));
        assert_ok(dolen_account_home_keep(d->keys, one->account, &address, home, &count, &err));
        assert_ok(dolen_account_store_set_home(connection, one->account, home, count, &err));
    }
}

static void add_searches(const desk *d, dolen_connection *connection, int64_t from, int64_t until)
{
    dolen_err err = {0};

    for (size_t i = 0; i < d->month->count; i++) {
        const search_month_search *one = &d->month->searches[i];
        const dolen_stored_search search = {.id = one->id,
                                            .account = d->month->staff[one->staff].account,
                                            .role = dolen_code_of("practitioner"),
                                            .purpose = dolen_code_of("S47"),
                                            .case_reference = one->case_reference,
                                            .channel = 1,
                                            .subject = DOLEN_SUBJECT_PERSON,
                                            .asked = one->asked,
                                            .searched = one->searched,
                                            .outcome = "answered",
                                            .ledger_index = DOLEN_SEARCH_NO_ENTRY};
        if (one->asked >= from && one->asked < until)
            assert_ok(dolen_search_store_add(connection, &search, &err));
    }
}

static void put(desk *d, int64_t from, int64_t until, bool with_staff)
{
    DOLEN_OWN(dolen_transaction, transaction) = NULL;
    dolen_err err = {0};

    assert_ok(dolen_transaction_begin(d->database->service, &transaction, &err));
    if (with_staff)
        add_staff(d, dolen_transaction_connection(transaction));
    add_searches(d, dolen_transaction_connection(transaction), from, until);
    assert_ok(dolen_transaction_commit(transaction, &err));
}

static int set_up(void **state)
{
    desk *d = calloc(1, sizeof *d);
    const uint8_t key[DOLEN_NODE_KEY_SIZE] = {5};

    database_scene_make("node", &d->scene);
    d->database = d->scene;
    d->keys = dolen_local_keys_new(dolen_secret_new_copy(dolen_bytes_of(key, sizeof key)));
    d->month = search_month_new(7, WANTED, false);
    d->arena = dolen_arena_new(ARENA);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;

    search_month_free(d->month);
    dolen_local_keys_free(d->keys);
    dolen_arena_free(d->arena);
    database_scene_free(&d->scene);
    free(d);
    return 0;
}

static dolen_unusual_job_report run(const desk *d, int64_t now, const dolen_unusual_thresholds *limits)
{
    const dolen_unusual_job_parts parts = {.pool = d->database->service,
                                           .keys = d->keys,
                                           .thresholds = limits ? *limits : dolen_unusual_use_defaults(),
                                           .past = INT64_C(90) * DAY,
                                           .settle = 0,
                                           .now = now};
    dolen_unusual_job_report report;
    dolen_err err = {0};

    assert_ok(dolen_unusual_job_run(&parts, &report, &err));
    return report;
}

static int64_t end_of(const desk *d)
{
    return d->month->searches[d->month->count - 1].asked + 1;
}

/* How many of the planted cases of a kind have a search in a finding of that kind. */
static size_t planted_found(const desk *d, const dolen_stored_finding *list, size_t count, int16_t kind)
{
    bool found[SEARCH_MONTH_PLANTED] = {false};
    size_t all = 0;

    for (size_t i = 0; i < d->month->count; i++)
        for (size_t k = 0; d->month->searches[i].planted_kind == kind && k < count; k++)
            for (size_t s = 0; list[k].kind == kind && s < list[k].search_count; s++)
                if (dolen_uuid_same(list[k].searches[s], d->month->searches[i].id))
                    found[d->month->searches[i].planted] = true;
    for (size_t i = 0; i < SEARCH_MONTH_PLANTED; i++)
        all += found[i];
    return all;
}

static const dolen_stored_finding *list_all(desk *d, size_t *count)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_stored_finding *list = NULL;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(d->database->service, &connection, &err));
    assert_ok(dolen_finding_store_list(connection, true, 1000, d->arena, &list, count, &err));
    return list;
}

static void close_all(desk *d)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    size_t count = 0;
    const dolen_stored_finding *list = list_all(d, &count);
    dolen_err err = {0};

    assert_ok(dolen_pool_take(d->database->service, &connection, &err));
    for (size_t i = 0; i < count; i++)
        assert_ok(dolen_finding_store_close(connection, list[i].number, "olwen", "looked into", end_of(d), &err));
}

static void planted_cases_are_found_once_and_stay_closed(void **state)
{
    desk *d = *state;
    size_t count = 0;

    put(d, 0, INT64_MAX, true);
    const dolen_unusual_job_report first = run(d, end_of(d), NULL);
    const dolen_stored_finding *list = list_all(d, &count);

    assert_int_equal((int64_t)d->month->count, first.searches);
    assert_int_equal((int64_t)count, first.raised);
    assert_int_equal(SEARCH_MONTH_PLANTED, planted_found(d, list, count, DOLEN_UNUSUAL_OWN_ADDRESS));
    assert_int_equal(SEARCH_MONTH_PLANTED, planted_found(d, list, count, DOLEN_UNUSUAL_FAMILIES));
    assert_true(planted_found(d, list, count, DOLEN_UNUSUAL_AGAIN) > SEARCH_MONTH_PLANTED / 2);

    const dolen_unusual_job_report second = run(d, end_of(d), NULL);
    assert_int_equal(0, second.staff); /* nobody searched since */
    assert_int_equal(0, second.raised);
    close_all(d);
    assert_true(database_scene_may(d->database->admin, "UPDATE finding_place SET reached = 0"));
    const dolen_unusual_job_report again = run(d, end_of(d), NULL);
    assert_true(again.staff > 0);
    assert_int_equal(0, again.raised + again.joined);
}

/* Night after night the same findings come up as in one run over all, but for what joins later. */
static void night_after_night_finds_what_one_run_finds(void **state)
{
    desk *d = *state;
    const int64_t begins = d->month->searches[0].asked / DAY * DAY;
    size_t count = 0;

    put(d, 0, begins + 15 * (int64_t)DAY, true);
    (void)run(d, begins + 15 * (int64_t)DAY, NULL);
    for (int64_t at = begins + 15 * (int64_t)DAY; at < end_of(d); at += 3 * (int64_t)DAY) {
        put(d, at, at + 3 * (int64_t)DAY, false);
        (void)run(d, at + 3 * (int64_t)DAY, NULL);
    }
    const dolen_stored_finding *list = list_all(d, &count);

    assert_int_equal(SEARCH_MONTH_PLANTED, planted_found(d, list, count, DOLEN_UNUSUAL_OWN_ADDRESS));
    assert_int_equal(SEARCH_MONTH_PLANTED, planted_found(d, list, count, DOLEN_UNUSUAL_FAMILIES));
    assert_int_equal(0, NUMBER_OF(d->database, "SELECT count(*) FROM (SELECT fs.search, f.kind FROM finding f JOIN "
                                               "finding_search fs ON fs.finding = f.number GROUP BY 1, 2 HAVING "
                                               "count(*) > 1) AS twice"));
}

static void with_thresholds_off_nothing_is_kept(void **state)
{
    const dolen_unusual_thresholds off = {.past_days = 8};
    desk *d = *state;

    put(d, 0, INT64_MAX, true);
    const dolen_unusual_job_report report = run(d, end_of(d), &off);

    assert_true(report.staff > 0);
    assert_int_equal(0, report.raised);
    assert_int_equal(0, NUMBER_OF(d->database, "SELECT count(*) FROM finding"));
}

static void an_empty_node_has_no_findings(void **state)
{
    desk *d = *state;
    const dolen_unusual_job_report report = run(d, end_of(d), NULL);

    assert_int_equal(0, report.searches + report.staff + report.raised);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(planted_cases_are_found_once_and_stay_closed),
        TEST(night_after_night_finds_what_one_run_finds),
        TEST(with_thresholds_off_nothing_is_kept),
        TEST(an_empty_node_has_no_findings),
    };

    return cmocka_run_group_tests_name("unusual job", tests, database_scene_start, database_scene_stop);
}
