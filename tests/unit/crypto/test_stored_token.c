#include "node/crypto/stored_token.h"

#include <sodium.h>

#include "tests/support/dolen_test.h"

static const dolen_token token = {.kind = DOLEN_KEY_K02, .pseudonym = {{1, 2, 3}}};

static void is_hmac_of_epoch_kind_and_pseudonym_cut_to_16_bytes(void **state)
{
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_stored_token_key, key) = dolen_stored_token_key_new(secret);
    uint8_t text[38] = {0, 0, 1, 4, 0, 2, 1, 2, 3};
    uint8_t expected[32];

    crypto_auth_hmacsha256(expected, text, sizeof text, dolen_secret_bytes(secret));

    assert_memory_equal(expected, dolen_stored_token_make(key, 260, &token).bytes, 16);
    assert_memory_equal(expected, dolen_stored_token_make(key, 260, &token).bytes, 16);
}

static void epoch_kind_pseudonym_and_key_all_count(void **state)
{
    DOLEN_OWN(dolen_secret, secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_secret, other_secret) = dolen_secret_new_random(32);
    DOLEN_OWN(dolen_stored_token_key, key) = dolen_stored_token_key_new(secret);
    DOLEN_OWN(dolen_stored_token_key, other_key) = dolen_stored_token_key_new(other_secret);
    const dolen_uuid stored = dolen_stored_token_make(key, 1, &token);
    dolen_token other_kind = token;
    dolen_token other_pseudonym = token;

    other_kind.kind = DOLEN_KEY_K04;
    other_pseudonym.pseudonym.bytes[31] = 1;

    assert_false(dolen_uuid_same(stored, dolen_stored_token_make(key, 2, &token)));
    assert_false(dolen_uuid_same(stored, dolen_stored_token_make(key, 1, &other_kind)));
    assert_false(dolen_uuid_same(stored, dolen_stored_token_make(key, 1, &other_pseudonym)));
    assert_false(dolen_uuid_same(stored, dolen_stored_token_make(other_key, 1, &token)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_hmac_of_epoch_kind_and_pseudonym_cut_to_16_bytes),
        cmocka_unit_test(epoch_kind_pseudonym_and_key_all_count),
    };

    return cmocka_run_group_tests_name("stored_token", tests, NULL, NULL);
}
