#include "node/crypto/shamir.h"

#include "tests/support/dolen_test.h"

static const dolen_shamir_plan plans[] = {{2, 2}, {2, 3}, {2, 4}, {2, 5}, {3, 3}, {3, 4}, {3, 5}};
enum { PLANS = sizeof plans / sizeof *plans };

static dolen_secret *some_key(void)
{
    dolen_secret *key = dolen_secret_new(DOLEN_SCALAR_SIZE);

    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(key), 1);
    return key;
}

static dolen_scalar recover(const dolen_secret *shares, const dolen_holder_set *set)
{
    const dolen_scalar *values = (const dolen_scalar *)dolen_secret_bytes(shares);
    dolen_scalar sum = dolen_scalar_of(0);

    for (size_t i = 0; i < set->count; i++) {
        const dolen_scalar coefficient = dolen_shamir_coefficient(set, set->numbers[i]);
        const dolen_scalar part = dolen_scalar_multiply(&coefficient, &values[set->numbers[i] - 1]);
        sum = dolen_scalar_add(&sum, &part);
    }
    return sum;
}

static void every_set_of_enough_holders_makes_up_the_key(void **state)
{
    DOLEN_OWN(dolen_secret, key) = some_key();

    for (size_t p = 0; p < PLANS; p++) {
        dolen_secret *shares = NULL;
        dolen_holder_set sets[10];
        assert_fails(DOLEN_OK, dolen_shamir_split(key, plans[p], &shares, NULL, NULL));
        const size_t count = dolen_holder_set_all(plans[p].holders, plans[p].threshold, sets);
        for (size_t i = 0; i < count; i++) {
            const dolen_scalar made = recover(shares, &sets[i]);
            assert_memory_equal(dolen_secret_bytes(key), made.bytes, 32);
        }
        dolen_secret_free(shares);
    }
}

static void fewer_holders_make_up_something_else(void **state)
{
    DOLEN_OWN(dolen_secret, key) = some_key();
    const dolen_holder_set two = {{1, 2}, 2};
    dolen_secret *shares = NULL;

    assert_fails(DOLEN_OK, dolen_shamir_split(key, (dolen_shamir_plan){3, 5}, &shares, NULL, NULL));
    const dolen_scalar made = recover(shares, &two);

    assert_memory_not_equal(dolen_secret_bytes(key), made.bytes, 32);
    dolen_secret_free(shares);
}

static void refreshing_keeps_the_key_and_parts_old_shares_from_new(void **state)
{
    DOLEN_OWN(dolen_secret, key) = some_key();
    const dolen_shamir_plan plan = {2, 3};
    const dolen_holder_set set = {{1, 3}, 2};
    dolen_joint_key public_part = {.federation = dolen_code_of("gwent"), .epoch = 1, .threshold = 2, .holders = 3};
    dolen_secret *shares = NULL;
    dolen_secret *offsets = NULL;

    assert_fails(DOLEN_OK, dolen_shamir_split(key, plan, &shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&public_part, shares, NULL));
    const dolen_element joint = public_part.joint;
    DOLEN_OWN(dolen_secret, fresh) = dolen_secret_new(96);
    assert_fails(DOLEN_OK, dolen_shamir_offsets(plan, &offsets, NULL));
    for (size_t i = 0; i < 3; i++) {
        DOLEN_OWN(dolen_secret, share) = dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(shares) + 32 * i, 32));
        DOLEN_OWN(dolen_secret, offset) =
            dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(offsets) + 32 * i, 32));
        assert_fails(DOLEN_OK, dolen_shamir_apply(share, offset, NULL));
        memcpy(dolen_secret_fill(fresh) + 32 * i, dolen_secret_bytes(share), 32);
    }
    assert_fails(DOLEN_OK, dolen_joint_key_refresh(&public_part, offsets, NULL));
    const dolen_scalar after = recover(fresh, &set);
    memcpy(dolen_secret_fill(shares) + 64, dolen_secret_bytes(fresh) + 64, 32);
    const dolen_scalar of_old_and_new = recover(shares, &set);

    assert_memory_equal(dolen_secret_bytes(key), after.bytes, 32);
    assert_memory_not_equal(dolen_secret_bytes(key), of_old_and_new.bytes, 32);
    assert_true(dolen_element_same(&joint, &public_part.joint));
    dolen_joint_key recomputed = public_part;
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&recomputed, fresh, NULL));
    assert_memory_equal(&recomputed, &public_part, sizeof recomputed);
    dolen_secret_free(shares);
    dolen_secret_free(offsets);
}

static void refuses_offsets_that_would_change_the_key(void **state)
{
    DOLEN_OWN(dolen_secret, key) = some_key();
    DOLEN_OWN(dolen_secret, other) = some_key();
    dolen_joint_key public_part = {.federation = dolen_code_of("gwent"), .epoch = 1, .threshold = 2, .holders = 3};
    dolen_secret *shares = NULL;
    dolen_secret *not_of_zero = NULL;

    assert_fails(DOLEN_OK, dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&public_part, shares, NULL));
    assert_fails(DOLEN_OK, dolen_shamir_split(other, (dolen_shamir_plan){2, 3}, &not_of_zero, NULL, NULL));
    const dolen_joint_key before = public_part;

    assert_fails(DOLEN_E_INPUT, dolen_joint_key_refresh(&public_part, not_of_zero, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_joint_key_refresh(&public_part, key, NULL));
    assert_memory_equal(&before, &public_part, sizeof before);
    dolen_secret_free(shares);
    dolen_secret_free(not_of_zero);
}

static void each_share_fits_the_commitments_and_no_other(void **state)
{
    DOLEN_OWN(dolen_secret, key) = some_key();
    dolen_element commitments[DOLEN_THRESHOLD_MAX];
    dolen_secret *shares = NULL;

    assert_fails(DOLEN_OK, dolen_shamir_split(key, (dolen_shamir_plan){3, 5}, &shares, commitments, NULL));
    for (uint8_t i = 1; i <= 5; i++)
        for (uint8_t j = 1; j <= 5; j++)
            assert_fails(i == j ? DOLEN_OK : DOLEN_E_CRYPTO,
                         dolen_shamir_check_share(dolen_secret_bytes(shares) + (i - 1U) * 32, j, commitments, 3, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_shamir_check_share(dolen_secret_bytes(shares), 0, commitments, 3, NULL));
    dolen_secret_free(shares);
}

static void refuses_plans_that_are_not_supported(void **state)
{
    static const dolen_shamir_plan bad[] = {{1, 3}, {0, 0}, {4, 5}, {3, 2}, {2, 6}, {2, 255}};
    DOLEN_OWN(dolen_secret, key) = some_key();

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dolen_secret *shares = NULL;
        assert_fails(DOLEN_E_INPUT, dolen_shamir_split(key, bad[i], &shares, NULL, NULL));
        assert_null(shares);
    }
}

static void refuses_a_key_that_is_zero_or_no_scalar(void **state)
{
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new(32);
    dolen_secret *shares = NULL;

    assert_fails(DOLEN_E_INPUT, dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL));
    memset(dolen_secret_fill(key), 0xff, 32);
    assert_fails(DOLEN_E_INPUT, dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL));
}

static void a_set_has_each_number_once_and_in_order(void **state)
{
    dolen_holder_set set;

    assert_fails(DOLEN_OK, dolen_holder_set_make((const uint8_t[]){3, 1}, 2, &set, NULL));
    assert_int_equal(1, set.numbers[0]);
    assert_int_equal(3, set.numbers[1]);
    assert_fails(DOLEN_E_INPUT, dolen_holder_set_make((const uint8_t[]){2, 2}, 2, &set, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_holder_set_make((const uint8_t[]){0, 2}, 2, &set, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_holder_set_make((const uint8_t[]){1, 6}, 2, &set, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_holder_set_make((const uint8_t[]){1}, 0, &set, NULL));
    assert_int_equal(0, set.count);
}

static dolen_joint_key some_joint_key(void)
{
    DOLEN_OWN(dolen_secret, key) = some_key();
    dolen_joint_key made = {.federation = dolen_code_of("gwent"), .epoch = 1, .threshold = 2, .holders = 3};
    dolen_secret *shares = NULL;

    assert_fails(DOLEN_OK, dolen_shamir_split(key, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL));
    assert_fails(DOLEN_OK, dolen_joint_key_fill(&made, shares, NULL));
    dolen_element joint;
    assert_fails(DOLEN_OK, dolen_element_of_scalar((const dolen_scalar *)dolen_secret_bytes(key), &joint, NULL));
    assert_true(dolen_element_same(&joint, &made.joint));
    dolen_secret_free(shares);
    return made;
}

static void a_public_part_whose_shares_do_not_fit_is_refused(void **state)
{
    const dolen_joint_key good = some_joint_key();
    const dolen_joint_key other = some_joint_key();

    assert_fails(DOLEN_OK, dolen_joint_key_check(&good, NULL));
    dolen_joint_key bad = good;
    bad.shares[2] = other.shares[2];
    assert_fails(DOLEN_E_CRYPTO, dolen_joint_key_check(&bad, NULL));
    bad = good;
    bad.joint = other.joint;
    assert_fails(DOLEN_E_CRYPTO, dolen_joint_key_check(&bad, NULL));
    bad = good;
    bad.shares[1].bytes[31] |= 0x80;
    assert_fails(DOLEN_E_CRYPTO, dolen_joint_key_check(&bad, NULL));
    bad = good;
    bad.epoch = 0;
    assert_fails(DOLEN_E_INPUT, dolen_joint_key_check(&bad, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_of_enough_holders_makes_up_the_key),
        cmocka_unit_test(fewer_holders_make_up_something_else),
        cmocka_unit_test(refreshing_keeps_the_key_and_parts_old_shares_from_new),
        cmocka_unit_test(refuses_offsets_that_would_change_the_key),
        cmocka_unit_test(each_share_fits_the_commitments_and_no_other),
        cmocka_unit_test(refuses_plans_that_are_not_supported),
        cmocka_unit_test(refuses_a_key_that_is_zero_or_no_scalar),
        cmocka_unit_test(a_set_has_each_number_once_and_in_order),
        cmocka_unit_test(a_public_part_whose_shares_do_not_fit_is_refused),
    };

    return cmocka_run_group_tests_name("shamir", tests, NULL, NULL);
}
