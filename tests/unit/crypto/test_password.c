#include "node/crypto/password.h"

#include <sodium.h>

#include "tests/support/dolen_test.h"

static const char right[] = "correct horse";

static void accepts_the_password_it_hashed_and_no_other(void **state)
{
    char hash[DOLEN_PASSWORD_TEXT];

    assert_fails(DOLEN_OK, dolen_password_hash(dolen_bytes_of_string(right), hash, NULL));

    assert_memory_equal("$argon2id$", hash, 10);
    assert_null(strstr(hash, right));
    assert_fails(DOLEN_OK, dolen_password_check(dolen_bytes_of_string(right), hash, NULL));
    assert_fails(DOLEN_E_DENIED, dolen_password_check(dolen_bytes_of_string("wrong"), hash, NULL));
    assert_fails(DOLEN_E_DENIED, dolen_password_check(dolen_bytes_of_string(""), hash, NULL));
    assert_false(dolen_password_needs_rehash(hash));
}

static void two_hashes_of_one_password_differ(void **state)
{
    char one[DOLEN_PASSWORD_TEXT];
    char other[DOLEN_PASSWORD_TEXT];

    assert_fails(DOLEN_OK, dolen_password_hash(dolen_bytes_of_string(right), one, NULL));
    assert_fails(DOLEN_OK, dolen_password_hash(dolen_bytes_of_string(right), other, NULL));

    assert_string_not_equal(one, other);
}

static void a_missing_or_malformed_hash_is_a_denial(void **state)
{
    char longest[2 * DOLEN_PASSWORD_TEXT];

    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';

    assert_fails(DOLEN_E_DENIED, dolen_password_check(dolen_bytes_of_string(right), NULL, NULL));
    assert_fails(DOLEN_E_DENIED, dolen_password_check(dolen_bytes_of_string(right), "", NULL));
    assert_fails(DOLEN_E_DENIED, dolen_password_check(dolen_bytes_of_string(right), "$argon2id$v=19$", NULL));
    assert_fails(DOLEN_E_DENIED, dolen_password_check(dolen_bytes_of_string(right), longest, NULL));
}

static void a_weaker_hash_still_signs_in_and_asks_to_be_renewed(void **state)
{
    char weak[crypto_pwhash_STRBYTES];

    assert_int_equal(0, crypto_pwhash_str_alg(weak, right, strlen(right), 1, 8192 * 2, crypto_pwhash_ALG_ARGON2ID13));

    assert_fails(DOLEN_OK, dolen_password_check(dolen_bytes_of_string(right), weak, NULL));
    assert_true(dolen_password_needs_rehash(weak));
}

static void refuses_empty_and_endless_passwords(void **state)
{
    static const uint8_t endless[DOLEN_PASSWORD_LIMIT + 1] = {'a'};
    char hash[DOLEN_PASSWORD_TEXT];

    assert_fails(DOLEN_E_INPUT, dolen_password_hash(dolen_bytes_of_string(""), hash, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_password_hash(dolen_bytes_of(endless, sizeof endless), hash, NULL));
    assert_string_equal("", hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_the_password_it_hashed_and_no_other),
        cmocka_unit_test(two_hashes_of_one_password_differ),
        cmocka_unit_test(a_missing_or_malformed_hash_is_a_denial),
        cmocka_unit_test(a_weaker_hash_still_signs_in_and_asks_to_be_renewed),
        cmocka_unit_test(refuses_empty_and_endless_passwords),
    };

    return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
