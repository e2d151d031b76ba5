/* Kept answers are read back whole, or refused. */
#include "node/agency/web/answer_reader.h"
#include "tests/support/dolen_test.h"

static const char answer[] =
    "{\"asked\":\"2026-11-21T14:00:00.000Z\",\"rules\":\"2026.1\",\"ledger\":{\"index\":41},\"advice\":[],"
    "\"members\":[{\"agency\":\"SWP\",\"name\":{\"en\":\"Police\",\"cy\":\"Heddlu\"},\"state\":\"out-of-date\",\"as_"
    "of\":null,"
    "\"match\":\"probable\",\"why\":[{\"code\":\"x\",\"en\":\"Same\",\"cy\":\"Un\"}],\"flags\":[{\"code\":"
    "\"POL.MISSING\",\"kind\":\"E\",\"from\":null,\"to\":null,\"months\":{\"2026-02\":2},\"latest\":"
    "\"2026-02-03\",\"disputed\":true}],\"contact\":null},{\"agency\":\"MWW\",\"name\":{\"en\":\"Fire\"},\"state\":"
    "\"no-answer\","
    "\"match\":null,\"why\":[],\"flags\":[],\"contact\":{\"team\":{\"en\":\"Duty\",\"cy\":null},"
    "\"telephone\":\"01632\"}}]}";

static void reads_all_that_pages_show(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_answer_page page;
    dolen_err err = {0};

    assert_ok(dolen_answer_reader_read(arena, answer, &page, &err));

    assert_int_equal(2, page.member_count);
    assert_int_equal(41, page.ledger_index);
    assert_string_equal("Heddlu", page.members[0].name.cy);
    assert_string_equal("SWP", page.members[0].agency.text);
    assert_int_equal(DOLEN_MEMBER_OUT_OF_DATE, page.members[0].state);
    assert_int_equal(DOLEN_BAND_PROBABLE, page.members[0].band);
    assert_true(dolen_answer_reader_is_involved(&page.members[0]));
    assert_int_equal(2, page.members[0].flags[0].months[0].count);
    assert_true(page.members[0].flags[0].disputed);
    assert_null(page.members[0].telephone);
    assert_false(dolen_answer_reader_is_involved(&page.members[1]));
    assert_string_equal("01632", page.members[1].telephone);
}

static void refuses_what_is_no_answer(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"members\":{}}",
        "{\"members\":[{\"flags\":[{}]}]}",
        "{\"members\":[{\"flags\":[{\"code\":\"a b\",\"kind\":\"E\"}]}]}",
        "{\"members\":[{\"flags\":[{\"code\":\"A\",\"kind\":\"E\",\"months\":{\"x\":1}}]}]}",
        "{\"members\":[{\"flags\":[{\"code\":\"A\",\"kind\":\"E\",\"months\":{\"2026-01\":0}}]}]}",
        "{\"members\":[{\"flags\":[{\"code\":\"A\",\"kind\":\"E\",\"latest\":\"soon\"}]}]}",
    };
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_answer_page page;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, dolen_answer_reader_read(arena, bad[i], &page, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_that_pages_show),
        cmocka_unit_test(refuses_what_is_no_answer),
    };

    return cmocka_run_group_tests_name("answer_reader", tests, NULL, NULL);
}
