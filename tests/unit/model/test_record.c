#include "node/model/record.h"
#include "tests/support/dolen_test.h"

static const dolen_month now = 2026 * 12 + 10;

static dolen_record sample(const dolen_token *tokens, size_t token_count, const dolen_flag *flags, size_t flag_count)
{
    return (dolen_record){.handle = {{1}},
                          .subject = DOLEN_SUBJECT_PERSON,
                          .tokens = tokens,
                          .token_count = token_count,
                          .flags = flags,
                          .flag_count = flag_count};
}

static void encodes_the_same_whatever_the_order(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_err err = {0};
    const dolen_token a = {DOLEN_KEY_K02, {{2}}};
    const dolen_token b = {DOLEN_KEY_K20, {{1}}};
    const dolen_flag f = {.code = dolen_code_of("CSC.CPR"), .kind = DOLEN_FLAG_STATE, .opened = now};
    const dolen_flag g = {.code = dolen_code_of("CSC.LAC"), .kind = DOLEN_FLAG_STATE, .opened = now};
    const dolen_record one = sample((const dolen_token[]){a, b}, 2, (const dolen_flag[]){f, g}, 2);
    const dolen_record two = sample((const dolen_token[]){b, a}, 2, (const dolen_flag[]){g, f}, 2);
    dolen_bytes left;
    dolen_bytes right;

    assert_ok(dolen_record_canonical(&one, arena, &left, &err));
    assert_ok(dolen_record_canonical(&two, arena, &right, &err));

    assert_true(dolen_bytes_same(left, right));
}

static void what_it_is_counted_by_is_part_of_the_record(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_err err = {0};
    const dolen_token a = {DOLEN_KEY_K02, {{2}}};
    dolen_record record = sample(&a, 1, NULL, 0);
    dolen_bytes plain;
    dolen_bytes counted;

    assert_ok(dolen_record_canonical(&record, arena, &plain, &err));
    record.dimensions.values[DOLEN_COUNTED_BY_CARE] = dolen_code_of("care.yes");
    assert_ok(dolen_record_canonical(&record, arena, &counted, &err));
    assert_false(dolen_bytes_same(plain, counted));
}

static void ig_36_an_address_is_not_counted_by_anything(void **state)
{
    dolen_err err = {0};
    const dolen_token a = {DOLEN_KEY_A1, {{2}}};
    dolen_record record = sample(&a, 1, NULL, 0);

    record.subject = DOLEN_SUBJECT_ADDRESS;
    assert_ok(dolen_record_check(&record, now, &err));
    record.dimensions.values[DOLEN_COUNTED_BY_AUTHORITY] = dolen_code_of("W06000011");
    assert_fails(DOLEN_E_INPUT, dolen_record_check(&record, now, &err));
}

static void refuses_a_token_twice_and_a_foreign_kind(void **state)
{
    dolen_err err = {0};
    const dolen_token a = {DOLEN_KEY_K02, {{2}}};
    const dolen_token address = {DOLEN_KEY_A1, {{2}}};
    const dolen_record good = sample(&a, 1, NULL, 0);
    const dolen_record twice = sample((const dolen_token[]){a, a}, 2, NULL, 0);
    const dolen_record foreign = sample(&address, 1, NULL, 0);

    assert_ok(dolen_record_check(&good, now, &err));
    assert_fails(DOLEN_E_INPUT, dolen_record_check(&twice, now, &err));
    assert_fails(DOLEN_E_INPUT, dolen_record_check(&foreign, now, &err));
}

static void refuses_flags_that_contradict_themselves(void **state)
{
    dolen_err err = {0};
    const dolen_month_count months[] = {{now - 2, 1}, {now - 1, 3}};
    const dolen_month_count backwards[] = {{now - 1, 1}, {now - 2, 3}};
    dolen_flag flag = {.code = dolen_code_of("HB.ED"),
                       .kind = DOLEN_FLAG_EVENT,
                       .months = months,
                       .month_count = 2,
                       .latest = {2026, 10, 9}};

    assert_ok(dolen_flag_check(&flag, now, &err));
    flag.months = backwards;
    assert_fails(DOLEN_E_INPUT, dolen_flag_check(&flag, now, &err));
    flag = (dolen_flag){.code = flag.code, .kind = DOLEN_FLAG_STATE, .opened = now, .closed = now - 1};
    assert_fails(DOLEN_E_INPUT, dolen_flag_check(&flag, now, &err));
    flag.closed = 0;
    flag.opened = now + 1;
    assert_fails(DOLEN_E_INPUT, dolen_flag_check(&flag, now, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_the_same_whatever_the_order),
        cmocka_unit_test(what_it_is_counted_by_is_part_of_the_record),
        cmocka_unit_test(ig_36_an_address_is_not_counted_by_anything),
        cmocka_unit_test(refuses_a_token_twice_and_a_foreign_kind),
        cmocka_unit_test(refuses_flags_that_contradict_themselves),
    };

    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
