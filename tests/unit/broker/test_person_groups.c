#include "node/broker/person_groups.h"

#include "tests/support/dolen_test.h"

enum { RECORDS = 10000 };

static const dolen_match_thresholds thresholds = {.confirmed = 0.99, .probable = 0.90};

/* NHS number and date of birth agree: confirmed. */
static dolen_statistics_pair same(int64_t one, int64_t two)
{
    return (dolen_statistics_pair){.one = one,
                                   .two = two,
                                   .kinds = dolen_match_bit(DOLEN_KEY_K20) | dolen_match_bit(DOLEN_KEY_K12),
                                   .one_fields = DOLEN_FIELD_BORN | DOLEN_FIELD_NHS_NUMBER,
                                   .two_fields = DOLEN_FIELD_BORN | DOLEN_FIELD_NHS_NUMBER};
}

static dolen_person_groups *with_records(int64_t count)
{
    dolen_person_groups *groups = dolen_person_groups_new(thresholds);
    dolen_err err = {0};

    for (int64_t i = 1; i <= count; i++)
        assert_ok(dolen_person_groups_add(groups, i * 10, &err));
    return groups;
}

static void confirmed_pairs_join_and_the_order_does_not_matter(void **state)
{
    const dolen_statistics_pair pairs[] = {same(10, 30), same(30, 50), same(20, 40), same(40, 50)};

    for (size_t turn = 0; turn < 4; turn++) {
        DOLEN_OWN(dolen_person_groups, groups) = with_records(6);
        dolen_err err = {0};
        for (size_t i = 0; i < 4; i++)
            assert_ok(dolen_person_groups_join(groups, &pairs[(i + turn) % 4], &err));
        const int64_t *persons = dolen_person_groups_all_persons(groups);
        assert_int_equal(2, dolen_person_groups_people(groups));
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(10, persons[i]);
        assert_int_equal(60, persons[5]);
    }
}

static void ig_21_a_match_that_is_not_confirmed_joins_nobody(void **state)
{
    DOLEN_OWN(dolen_person_groups, groups) = with_records(2);
    dolen_statistics_pair pair = same(10, 20);
    dolen_err err = {0};

    pair.kinds = dolen_match_bit(DOLEN_KEY_K16);
    assert_ok(dolen_person_groups_join(groups, &pair, &err));
    assert_int_equal(2, dolen_person_groups_people(groups));
}

static void records_out_of_order_and_unknown_ones_are_refused(void **state)
{
    DOLEN_OWN(dolen_person_groups, groups) = with_records(2);
    const dolen_statistics_pair stranger = same(10, 25);

    assert_fails(DOLEN_E_INPUT, dolen_person_groups_add(groups, 20, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_person_groups_join(groups, &stranger, NULL));
}

static void a_long_chain_is_one_person(void **state)
{
    DOLEN_OWN(dolen_person_groups, groups) = with_records(RECORDS);
    dolen_err err = {0};

    for (int64_t i = RECORDS; i > 1; i--) {
        const dolen_statistics_pair pair = same((i - 1) * 10, i * 10);
        assert_ok(dolen_person_groups_join(groups, &pair, &err));
    }
    assert_int_equal(RECORDS, dolen_person_groups_records(groups));
    assert_int_equal(1, dolen_person_groups_people(groups));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confirmed_pairs_join_and_the_order_does_not_matter),
        cmocka_unit_test(ig_21_a_match_that_is_not_confirmed_joins_nobody),
        cmocka_unit_test(records_out_of_order_and_unknown_ones_are_refused),
        cmocka_unit_test(a_long_chain_is_one_person),
    };

    return cmocka_run_group_tests_name("person_groups", tests, NULL, NULL);
}
