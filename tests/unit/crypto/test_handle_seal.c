#include "node/crypto/handle_seal.h"

#include "tests/support/dolen_test.h"

static void opens_what_it_closed(void **state)
{
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_handle_seal, seal) = dolen_handle_seal_new(secret);
    const dolen_uuid handle = dolen_uuid_make();

    const dolen_uuid stored = dolen_handle_seal_close(seal, handle);

    assert_false(dolen_uuid_same(handle, stored));
    assert_true(dolen_uuid_same(handle, dolen_handle_seal_open(seal, stored)));
    assert_true(dolen_uuid_same(stored, dolen_handle_seal_close(seal, handle)));
}

static void another_key_stores_another_value(void **state)
{
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_secret, other_secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_handle_seal, seal) = dolen_handle_seal_new(secret);
    DOLEN_OWN(dolen_handle_seal, other) = dolen_handle_seal_new(other_secret);
    const dolen_uuid handle = dolen_uuid_make();

    assert_false(dolen_uuid_same(dolen_handle_seal_close(seal, handle), dolen_handle_seal_close(other, handle)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_it_closed),
        cmocka_unit_test(another_key_stores_another_value),
    };

    return cmocka_run_group_tests_name("handle_seal", tests, NULL, NULL);
}
