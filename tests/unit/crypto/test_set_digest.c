#include "node/crypto/set_digest.h"

#include "tests/support/dolen_test.h"

static dolen_digest of(const char *text)
{
    return dolen_set_digest_of(dolen_bytes_of_string(text));
}

static dolen_digest sum_of(const char *const *texts)
{
    dolen_digest sum = dolen_set_digest_empty();

    for (; *texts; texts++) {
        const dolen_digest one = of(*texts);
        assert_fails(DOLEN_OK, dolen_set_digest_add(&sum, &one, NULL));
    }
    return sum;
}

static void the_order_of_records_does_not_matter(void **state)
{
    const dolen_digest one = sum_of((const char *const[]){"a", "b", "c", NULL});
    const dolen_digest other = sum_of((const char *const[]){"c", "a", "b", NULL});

    assert_memory_equal(one.bytes, other.bytes, 32);
}

static void a_missing_doubled_or_changed_record_shows(void **state)
{
    const dolen_digest whole = sum_of((const char *const[]){"a", "b", NULL});

    assert_memory_not_equal(whole.bytes, sum_of((const char *const[]){"a", NULL}).bytes, 32);
    assert_memory_not_equal(whole.bytes, sum_of((const char *const[]){"a", "b", "b", NULL}).bytes, 32);
    assert_memory_not_equal(whole.bytes, sum_of((const char *const[]){"a", "c", NULL}).bytes, 32);
}

static void taking_every_record_away_leaves_the_empty_set(void **state)
{
    dolen_digest sum = sum_of((const char *const[]){"a", "b", NULL});
    const dolen_digest a = of("a");
    const dolen_digest b = of("b");

    assert_fails(DOLEN_OK, dolen_set_digest_subtract(&sum, &a, NULL));
    assert_memory_equal(b.bytes, sum.bytes, 32);
    assert_fails(DOLEN_OK, dolen_set_digest_subtract(&sum, &b, NULL));
    assert_memory_equal(dolen_set_digest_empty().bytes, sum.bytes, 32);
    assert_fails(DOLEN_OK, dolen_set_digest_check(&sum, NULL));
}

static void refuses_what_is_no_element_and_leaves_the_sum(void **state)
{
    dolen_digest sum = of("a");
    const dolen_digest before = sum;
    dolen_digest alias = of("b");
    dolen_digest junk = {{0xff}};

    alias.bytes[31] |= 0x80;

    assert_fails(DOLEN_E_CRYPTO, dolen_set_digest_add(&sum, &alias, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_set_digest_subtract(&sum, &junk, NULL));
    assert_memory_equal(before.bytes, sum.bytes, 32);
    assert_fails(DOLEN_E_CRYPTO, dolen_set_digest_check(&alias, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_set_digest_add(&junk, &sum, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_records_does_not_matter),
        cmocka_unit_test(a_missing_doubled_or_changed_record_shows),
        cmocka_unit_test(taking_every_record_away_leaves_the_empty_set),
        cmocka_unit_test(refuses_what_is_no_element_and_leaves_the_sum),
    };

    return cmocka_run_group_tests_name("set_digest", tests, NULL, NULL);
}
