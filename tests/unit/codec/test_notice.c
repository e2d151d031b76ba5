#include "proto/codec/notice.h"

#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void sample_notices(dolen_notice notices[2])
{
    for (size_t i = 0; i < 2; i++) {
        notices[i] = (dolen_notice){.entry = 41 + i,
                                    .outcome = i ? DOLEN_CONSULTED_OPENED : DOLEN_CONSULTED_WITHHELD,
                                    .asked = sample_instant,
                                    .urgent = i == 1};
        sample_fill(notices[i].handle.bytes, sizeof notices[i].handle.bytes, (unsigned int)i);
    }
    notices[0].agency = dolen_code_of("NPT");
    notices[0].purpose = dolen_code_of("S47");
}

static void requests_and_replies_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_NOTICE_REPLY_ARENA);
    const dolen_notice_request asked = {dolen_code_of("demo"), dolen_code_of("SWP"), -1, sample_instant};
    dolen_notice notices[2];
    const dolen_notice_reply said = {.notices = notices, .notice_count = 2, .reached = 60};
    dolen_notice_request request;
    dolen_notice_reply reply;
    dolen_bytes bytes;
    dolen_err err = {0};

    (void)state;
    assert_ok(dolen_notice_request_encode(&asked, arena, &bytes, &err));
    assert_ok(dolen_notice_request_decode(bytes, arena, &request, &err));
    assert_int_equal(-1, request.after);
    assert_string_equal("SWP", request.agency.text);
    sample_notices(notices);
    assert_ok(dolen_notice_reply_encode(&said, arena, &bytes, &err));
    assert_ok(dolen_notice_reply_decode(bytes, arena, &reply, &err));
    assert_int_equal(2, reply.notice_count);
    assert_int_equal(60, reply.reached);
    assert_string_equal("NPT", reply.notices[0].agency.text);
    assert_string_equal("", reply.notices[1].agency.text);
    assert_true(reply.notices[1].urgent);
    assert_int_equal(DOLEN_CONSULTED_OPENED, reply.notices[1].outcome);
}

static dolen_status encode(const dolen_notice *notices, int64_t reached)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_NOTICE_REPLY_ARENA);
    const dolen_notice_reply said = {.notices = notices, .notice_count = 2, .reached = reached};
    dolen_bytes bytes;

    return dolen_notice_reply_encode(&said, arena, &bytes, NULL);
}

static void replies_that_contradict_themselves_are_refused(void **state)
{
    dolen_notice fine[2];
    dolen_notice changed[2];

    (void)state;
    sample_notices(fine);
    assert_int_equal(DOLEN_OK, encode(fine, 42));
    assert_int_equal(DOLEN_E_INPUT, encode(fine, 41));
    memcpy(changed, fine, sizeof fine);
    changed[1].entry = 40;
    assert_int_equal(DOLEN_E_INPUT, encode(changed, 60));
    memcpy(changed, fine, sizeof fine);
    changed[0].outcome = DOLEN_CONSULTED_NONE;
    assert_int_equal(DOLEN_E_INPUT, encode(changed, 60));
    memcpy(changed, fine, sizeof fine);
    changed[0].purpose = (dolen_code){{0}}; /* who asked, and not why */
    assert_int_equal(DOLEN_E_INPUT, encode(changed, 60));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_and_replies_come_back_as_they_were),
        cmocka_unit_test(replies_that_contradict_themselves_are_refused),
    };

    return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
