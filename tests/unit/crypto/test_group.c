#include "node/crypto/group.h"

#include <sodium.h>

#include "tests/support/dolen_test.h"

static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

static dolen_element some_element(void)
{
    dolen_scalar scalar;
    dolen_element element;

    dolen_scalar_random(&scalar, 1);
    assert_int_equal(DOLEN_OK, dolen_element_of_scalar(&scalar, &element, NULL));
    return element;
}

static void refuses_every_bad_encoding_of_rfc_9496(void **state)
{
    FILE *file = fopen(DOLEN_TEST_DATA("vectors/voprf/bad-elements.txt"), "r");
    char line[128];
    size_t refused = 0;

    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        uint8_t bytes[32];
        dolen_element element;
        assert_int_equal(DOLEN_OK, dolen_bytes_from_hex(line, 64, bytes, 32, NULL));
        assert_fails(DOLEN_E_CRYPTO, dolen_element_read(dolen_bytes_of(bytes, 32), &element, NULL));
        assert_true(dolen_element_is_identity(&element));
        refused++;
    }
    fclose(file);

    assert_int_equal(29, refused);
}

static void refuses_the_identity(void **state)
{
    const uint8_t zeros[32] = {0};
    dolen_element element;

    assert_fails(DOLEN_E_CRYPTO, dolen_element_read(dolen_bytes_of(zeros, 32), &element, NULL));
}

static void without_our_check_the_library_takes_the_identity(void **state)
{
    const uint8_t zeros[32] = {0};

    assert_int_equal(1, crypto_core_ristretto255_is_valid_point(zeros));
}

static void refuses_the_second_encoding_of_an_element(void **state)
{
    dolen_element alias = some_element();
    dolen_element element;

    alias.bytes[31] |= 0x80;

    assert_fails(DOLEN_E_CRYPTO, dolen_element_read(dolen_bytes_of(alias.bytes, 32), &element, NULL));
}

static void without_our_check_the_second_encoding_stands_for_the_same_element(void **state)
{
    const dolen_scalar two = dolen_scalar_of(2);
    const dolen_element element = some_element();
    dolen_element alias = element;
    dolen_element once;
    dolen_element again;

    alias.bytes[31] |= 0x80;

    assert_fails(DOLEN_OK, dolen_element_multiply(&two, &element, &once, NULL));
    assert_fails(DOLEN_OK, dolen_element_multiply(&two, &alias, &again, NULL));
    assert_true(dolen_element_same(&once, &again));
    assert_false(dolen_element_same(&element, &alias));
}

static void refuses_elements_of_another_length(void **state)
{
    const dolen_element element = some_element();
    uint8_t longer[33] = {0};
    dolen_element read;

    memcpy(longer, element.bytes, 32);

    assert_fails(DOLEN_OK, dolen_element_read(dolen_bytes_of(longer, 32), &read, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_element_read(dolen_bytes_of(longer, 31), &read, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_element_read(dolen_bytes_of(longer, 33), &read, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_element_read(dolen_bytes_of(NULL, 0), &read, NULL));
}

static void refuses_scalars_from_the_order_upwards(void **state)
{
    uint8_t largest[32];
    uint8_t ones[32];
    dolen_scalar scalar;

    memcpy(largest, order, 32);
    largest[0]--;
    memset(ones, 0xff, sizeof ones);

    assert_fails(DOLEN_OK, dolen_scalar_read(dolen_bytes_of(largest, 32), &scalar, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_scalar_read(dolen_bytes_of(order, 32), &scalar, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_scalar_read(dolen_bytes_of(ones, 32), &scalar, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_scalar_read(dolen_bytes_of(largest, 31), &scalar, NULL));
    assert_true(dolen_scalar_is_zero(&scalar));
}

static void without_our_check_the_library_takes_a_scalar_above_the_order(void **state)
{
    const dolen_element element = some_element();
    uint8_t ones[32];
    uint8_t product[32];

    memset(ones, 0xff, sizeof ones);

    assert_int_equal(0, crypto_scalarmult_ristretto255(product, ones, element.bytes));
}

static void refuses_a_product_that_is_the_identity(void **state)
{
    const dolen_element element = some_element();
    const dolen_scalar zero = dolen_scalar_of(0);
    dolen_element product;

    assert_fails(DOLEN_E_CRYPTO, dolen_element_multiply(&zero, &element, &product, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_element_of_scalar(&zero, &product, NULL));
}

static void adds_and_subtracts(void **state)
{
    const dolen_element a = some_element();
    const dolen_element b = some_element();
    dolen_element sum;
    dolen_element back;

    assert_fails(DOLEN_OK, dolen_element_add(&a, &b, &sum, NULL));
    assert_fails(DOLEN_OK, dolen_element_subtract(&sum, &b, &back, NULL));

    assert_true(dolen_element_same(&a, &back));
    assert_false(dolen_element_same(&sum, &back));
}

static void inverts_a_batch_like_one_by_one(void **state)
{
    enum { COUNT = 130 };
    dolen_scalar scalars[COUNT];
    dolen_scalar inverses[COUNT];
    const dolen_scalar one = dolen_scalar_of(1);

    dolen_scalar_random(scalars, COUNT);
    dolen_scalar_invert(scalars, inverses, COUNT);

    for (size_t i = 0; i < COUNT; i++) {
        const dolen_scalar product = dolen_scalar_multiply(&scalars[i], &inverses[i]);
        assert_memory_equal(one.bytes, product.bytes, 32);
    }
}

static void random_scalars_differ_and_are_canonical(void **state)
{
    dolen_scalar scalars[65];
    dolen_scalar read;

    dolen_scalar_random(scalars, 65);

    for (size_t i = 0; i < 65; i++) {
        assert_fails(DOLEN_OK, dolen_scalar_read(dolen_bytes_of(scalars[i].bytes, 32), &read, NULL));
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(scalars[i].bytes, scalars[j].bytes, 32);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_every_bad_encoding_of_rfc_9496),
        cmocka_unit_test(refuses_the_identity),
        cmocka_unit_test(without_our_check_the_library_takes_the_identity),
        cmocka_unit_test(refuses_the_second_encoding_of_an_element),
        cmocka_unit_test(without_our_check_the_second_encoding_stands_for_the_same_element),
        cmocka_unit_test(refuses_elements_of_another_length),
        cmocka_unit_test(refuses_scalars_from_the_order_upwards),
        cmocka_unit_test(without_our_check_the_library_takes_a_scalar_above_the_order),
        cmocka_unit_test(refuses_a_product_that_is_the_identity),
        cmocka_unit_test(adds_and_subtracts),
        cmocka_unit_test(inverts_a_batch_like_one_by_one),
        cmocka_unit_test(random_scalars_differ_and_are_canonical),
    };

    return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}
