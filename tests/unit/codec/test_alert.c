#include "proto/codec/alert.h"

#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

enum { SAMPLES = 3 };

/* An event with its day, a state, and an event of a watch that shows no times. */
static void sample_alerts(dolen_alert alerts[SAMPLES])
{
    static const char *const flags[SAMPLES] = {"POL.MISSING", "CSC.PLACED_OUT", "HB.ED"};

    for (size_t i = 0; i < SAMPLES; i++) {
        alerts[i] = (dolen_alert){.entry = 41 + i / 2,
                                  .watch = dolen_code_of("REGISTER"),
                                  .agency = dolen_code_of("SWP"),
                                  .flag = dolen_code_of(flags[i]),
                                  .kind = i == 1 ? DOLEN_FLAG_STATE : DOLEN_FLAG_EVENT,
                                  .month = i == 2 ? 0 : SAMPLE_MONTH,
                                  .contact = (uint16_t)i,
                                  .disputed = i == 1,
                                  .raised = sample_instant};
        sample_fill(alerts[i].handle.bytes, sizeof alerts[i].handle.bytes, (unsigned int)i);
    }
    alerts[0].latest = (dolen_day){2026, 11, 21};
}

static void requests_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ALERT_REPLY_ARENA);
    const dolen_alert_request asked = {dolen_code_of("demo"), dolen_code_of("NPT"), -1, sample_instant};
    dolen_alert_request request;
    dolen_bytes bytes;
    dolen_err err = {0};

    (void)state;
    assert_ok(dolen_alert_request_encode(&asked, arena, &bytes, &err));
    assert_ok(dolen_alert_request_decode(bytes, arena, &request, &err));
    assert_memory_equal(&asked, &request, sizeof asked);
}

static void a_request_says_when_and_after_what(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ALERT_REPLY_ARENA);
    const dolen_alert_request fine = {dolen_code_of("demo"), dolen_code_of("NPT"), -1, sample_instant};
    dolen_alert_request changed = fine;
    dolen_bytes bytes;

    (void)state;
    changed.after = -2;
    assert_int_equal(DOLEN_E_INPUT, dolen_alert_request_encode(&changed, arena, &bytes, NULL));
    changed = fine;
    changed.created = 0;
    assert_int_equal(DOLEN_E_INPUT, dolen_alert_request_encode(&changed, arena, &bytes, NULL));
    changed = fine;
    changed.agency = (dolen_code){{0}};
    assert_int_equal(DOLEN_E_INPUT, dolen_alert_request_encode(&changed, arena, &bytes, NULL));
}

static void replies_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ALERT_REPLY_ARENA);
    dolen_alert alerts[SAMPLES];
    const dolen_alert_reply said = {.alerts = alerts, .alert_count = SAMPLES, .reached = 60};
    dolen_alert_reply reply;
    dolen_bytes bytes;
    dolen_err err = {0};

    (void)state;
    sample_alerts(alerts);
    assert_ok(dolen_alert_reply_encode(&said, arena, &bytes, &err));
    assert_ok(dolen_alert_reply_decode(bytes, arena, &reply, &err));
    assert_int_equal(SAMPLES, reply.alert_count);
    assert_int_equal(60, reply.reached);
    assert_string_equal("POL.MISSING", reply.alerts[0].flag.text);
    assert_int_equal(21, reply.alerts[0].latest.day);
    assert_true(reply.alerts[1].disputed);
    assert_int_equal(SAMPLE_MONTH, reply.alerts[1].month);
    assert_int_equal(0, reply.alerts[1].latest.year);
    assert_int_equal(0, reply.alerts[2].latest.year);
    assert_int_equal(2, reply.alerts[2].contact);
}

static dolen_status encode(const dolen_alert *alerts, int64_t reached)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ALERT_REPLY_ARENA);
    const dolen_alert_reply said = {.alerts = alerts, .alert_count = SAMPLES, .reached = reached};
    dolen_bytes bytes;

    return dolen_alert_reply_encode(&said, arena, &bytes, NULL);
}

static void replies_that_contradict_themselves_are_refused(void **state)
{
    dolen_alert alerts[SAMPLES];

    (void)state;
    sample_alerts(alerts);
    assert_int_equal(DOLEN_OK, encode(alerts, 42));
    assert_int_equal(DOLEN_E_INPUT, encode(alerts, 41));
    alerts[1] = alerts[0]; /* twice */
    assert_int_equal(DOLEN_E_INPUT, encode(alerts, 60));
    sample_alerts(alerts);
    alerts[0].latest.month = 10; /* a day of another month */
    assert_int_equal(DOLEN_E_INPUT, encode(alerts, 60));
    sample_alerts(alerts);
    alerts[1].latest = alerts[0].latest; /* a state with a day */
    assert_int_equal(DOLEN_E_INPUT, encode(alerts, 60));
    sample_alerts(alerts);
    alerts[2].watch = (dolen_code){{0}};
    assert_int_equal(DOLEN_E_INPUT, encode(alerts, 60));
    sample_alerts(alerts);
    alerts[2].raised = 0;
    assert_int_equal(DOLEN_E_INPUT, encode(alerts, 60));
}

/* The largest reply there can be, within its limits of bytes and memory. */
static void a_full_reply_fits_and_one_more_alert_does_not(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ALERT_REPLY_ARENA);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new(DOLEN_ALERT_REPLY_ARENA);
    static dolen_alert alerts[DOLEN_ALERTS + 1];
    dolen_alert_reply said = {.alerts = alerts, .alert_count = DOLEN_ALERTS, .reached = INT64_MAX};
    dolen_alert_reply reply;
    dolen_bytes bytes;
    dolen_err err = {0};

    (void)state;
    for (size_t i = 0; i <= DOLEN_ALERTS; i++)
        alerts[i] = (dolen_alert){.entry = (uint64_t)INT64_MAX - DOLEN_ALERTS + i,
                                  .watch = dolen_code_of("ABCDEFGHIJKLMNOPQRSTUVW"),
                                  .agency = dolen_code_of("ABCDEFGHIJKLMNOPQRSTUVW"),
                                  .flag = dolen_code_of("ABCDEFGHIJKLMNOPQRSTUVW"),
                                  .kind = DOLEN_FLAG_EVENT,
                                  .month = SAMPLE_MONTH,
                                  .latest = {2026, 11, 21},
                                  .contact = UINT16_MAX,
                                  .disputed = true,
                                  .raised = INT64_MAX};
    assert_ok(dolen_alert_reply_encode(&said, arena, &bytes, &err));
    assert_ok(dolen_alert_reply_decode(bytes, other, &reply, &err));
    said.alert_count = DOLEN_ALERTS + 1;
    assert_int_equal(DOLEN_E_LIMIT, dolen_alert_reply_encode(&said, arena, &bytes, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_come_back_as_they_were),
        cmocka_unit_test(a_request_says_when_and_after_what),
        cmocka_unit_test(replies_come_back_as_they_were),
        cmocka_unit_test(replies_that_contradict_themselves_are_refused),
        cmocka_unit_test(a_full_reply_fits_and_one_more_alert_does_not),
    };

    return cmocka_run_group_tests_name("alert", tests, NULL, NULL);
}
