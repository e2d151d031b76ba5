#include "node/agency/notice_fetcher.h"

#include <stdlib.h>
#include <string.h>

#include "node/store/notice_store.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"

enum { NOTICES = 7, PAGE = 2 };

#define HOUR INT64_C(3600000)

static temp_pg *pg;

/* An agency whose broker is a list in memory and a link that fails when it is told to. */
typedef struct stage {
    dolen_agency agency;
    int64_t now;
    dolen_notice notices[NOTICES];
    int calls;
    int fail_before;  /* this call does not reach the broker */
    int fail_after;   /* the reply to this call is lost */
    bool is_careless; /* moves on before it has kept what it got */
} stage;

static stage *playing;

static int start(void **state)
{
    pg = temp_pg_start(false);
    return 0;
}

static int stop(void **state)
{
    temp_pg_free(pg);
    return 0;
}

static int64_t now(void *context)
{
    return ((const stage *)context)->now;
}

static stage *set_up(void)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    stage *s = calloc(1, sizeof *s);
    char conninfo[TEMP_PG_CONNINFO];
    dolen_rules *rules = NULL;
    dolen_err err = {0};

    temp_pg_database(pg, "node", conninfo);
    /* Not before the database was made: fetching counts from there. */
    s->now = dolen_clock_now(dolen_clock_system()) + HOUR;
    s->agency.clock = (dolen_clock){.now = now, .context = s};
    s->agency.metrics = dolen_metrics_new();
    s->agency.pool = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 2, .role = "dolen_service"});
    s->agency.alarm = dolen_ledger_alarm_new(s->agency.pool, s->agency.clock, s->agency.metrics);
    assert_ok(dolen_rules_load(DOLEN_TESTS_FOLDER "/../governance/rules", &rules, problems, &err));
    s->agency.rules = rules;
    for (size_t i = 0; i < NOTICES; i++)
        s->notices[i] = (dolen_notice){.entry = 10 + 3 * i,
                                       .handle = dolen_uuid_make(),
                                       .outcome = DOLEN_CONSULTED_SHOWN,
                                       .asked = s->now,
                                       .agency = dolen_code_of("NPT"),
                                       .purpose = dolen_code_of("S47")};
    playing = s;
    return s;
}

static void tear_down(stage *s)
{
    dolen_ledger_alarm_free(s->agency.alarm);
    dolen_rules_free(s->agency.rules);
    dolen_pool_free(s->agency.pool);
    dolen_metrics_free(s->agency.metrics);
    free(s);
}

static dolen_notice_reply after(const stage *s, int64_t reached)
{
    dolen_notice_reply reply = {.reached = reached};

    for (size_t i = 0; i < NOTICES && reply.notice_count < PAGE; i++) {
        if ((int64_t)s->notices[i].entry <= reached)
            continue;
        if (reply.notice_count == 0)
            reply.notices = &s->notices[i];
        reply.reached = (int64_t)s->notices[i].entry;
        reply.notice_count++;
    }
    return reply;
}

static dolen_status ask(dolen_agency *agency, int64_t *reached, bool *more, int64_t *fresh, dolen_err *err)
{
    stage *s = playing;

    s->calls++;
    if (s->calls == s->fail_before)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the broker is away");
    const dolen_notice_reply reply = after(s, *reached);
    if (s->is_careless) {
        int64_t none = 0;
        assert_int_equal(DOLEN_OK, dolen_notice_store_add(agency->pool, NULL, 0, reply.reached, s->now, &none, NULL));
    }
    if (s->calls == s->fail_after)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the reply is lost");
    return dolen_notice_fetcher_take(agency, &reply, reached, more, fresh, err);
}

static const dolen_broker_feed_kind feed = {
    .name = "test", .counts = "dolen_test", .help = "test", .place = dolen_notice_store_place, .some = ask};

static size_t count_kept(const stage *s)
{
    static const dolen_notice_wish every = {.limit = 100};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_kept_notice *kept;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->agency.pool, &connection, &err));
    assert_ok(dolen_notice_store_list(connection, &every, arena, &kept, &count, &err));
    for (size_t i = 0; i < count; i++)
        if (i && kept[i].notice.entry >= kept[i - 1].notice.entry)
            fail_msg("%s", "a notice is there twice or out of order");
    return count;
}

/* Interrupted at every point there is, before the broker or after it: all come, each once. */
static void ig_32_after_an_outage_notices_go_on_with_nothing_lost_and_nothing_twice(void **state)
{
    for (int at = 1; at <= 5; at++)
        for (int late = 0; late < 2; late++) {
            stage *s = set_up();
            int64_t fresh = 0;
            int64_t all = 0;
            s->fail_before = late ? 0 : at;
            s->fail_after = late ? at : 0;
            assert_int_equal(DOLEN_E_REMOTE, dolen_broker_feed_run(&s->agency, &feed, &fresh, NULL));
            all += fresh;
            assert_int_equal(all, count_kept(s));
            assert_int_equal(DOLEN_OK, dolen_broker_feed_run(&s->agency, &feed, &fresh, NULL));
            all += fresh;
            assert_int_equal(NOTICES, all);
            assert_int_equal(NOTICES, count_kept(s));
            tear_down(s);
        }
}

/* The twin: a fetcher that moves on before it has kept what it got loses it with the reply. */
static void ig_32_moving_on_too_early_would_lose_notices(void **state)
{
    stage *s = set_up();
    int64_t fresh = 0;

    s->is_careless = true;
    s->fail_after = 2;
    assert_int_equal(DOLEN_E_REMOTE, dolen_broker_feed_run(&s->agency, &feed, &fresh, NULL));
    assert_int_equal(DOLEN_OK, dolen_broker_feed_run(&s->agency, &feed, &fresh, NULL));
    assert_int_equal(NOTICES - PAGE, count_kept(s));
    tear_down(s);
}

/* The alarm is people's: a banner, a metric, a line in the log. It comes after a restart of the node as well. */
static void ig_32_notices_that_cannot_be_fetched_for_a_day_raise_an_alarm(void **state)
{
    stage *s = set_up();
    int64_t told = 0;

    dolen_notice_fetcher_judge(&s->agency, true, &told);
    s->now += 23 * HOUR;
    dolen_notice_fetcher_judge(&s->agency, false, &told);
    assert_false(dolen_ledger_alarm_is_open(s->agency.alarm));
    s->now += 2 * HOUR;
    told = 0; /* as after a restart */
    dolen_notice_fetcher_judge(&s->agency, false, &told);
    assert_true(dolen_ledger_alarm_is_open(s->agency.alarm));
    assert_int_equal(s->now, told);
    s->now += HOUR / 2;
    dolen_notice_fetcher_judge(&s->agency, false, &told);
    assert_int_not_equal(s->now, told);
    assert_non_null(strstr(dolen_ledger_alarm_advice("owner-notices-overdue"), "IG-32"));
    tear_down(s);
}

/* The twin: a node that fetches now and then, however little there is, is never late. */
static void ig_32_a_node_that_fetches_raises_no_alarm(void **state)
{
    stage *s = set_up();
    int64_t told = 0;

    for (int hour = 0; hour < 60; hour += 20, s->now += 20 * HOUR) {
        dolen_notice_fetcher_judge(&s->agency, false, &told);
        dolen_notice_fetcher_judge(&s->agency, true, &told);
    }
    assert_false(dolen_ledger_alarm_is_open(s->agency.alarm));
    tear_down(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_32_after_an_outage_notices_go_on_with_nothing_lost_and_nothing_twice),
        cmocka_unit_test(ig_32_moving_on_too_early_would_lose_notices),
        cmocka_unit_test(ig_32_notices_that_cannot_be_fetched_for_a_day_raise_an_alarm),
        cmocka_unit_test(ig_32_a_node_that_fetches_raises_no_alarm),
    };

    return cmocka_run_group_tests_name("notice_feed", tests, start, stop);
}
