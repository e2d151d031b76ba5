#include "node/crypto/sign.h"

#include <sys/stat.h>

#include "node/base/file.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

/* RFC 8032 section 7.1, test 1. */
static void signs_the_first_test_of_rfc_8032(void **state)
{
    uint8_t seed[32];
    uint8_t public_key[32];
    uint8_t expected[64];
    static const char hex[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
                              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
                              "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                              "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    assert_fails(DOLEN_OK, dolen_bytes_from_hex(hex, 64, seed, 32, NULL));
    assert_fails(DOLEN_OK, dolen_bytes_from_hex(hex + 64, 64, public_key, 32, NULL));
    assert_fails(DOLEN_OK, dolen_bytes_from_hex(hex + 128, 128, expected, 64, NULL));

    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new_from_seed(seed);
    const dolen_signature signature = dolen_sign_make_plain(key, dolen_bytes_of("", 0));

    assert_memory_equal(public_key, dolen_signing_key_public(key).bytes, 32);
    assert_memory_equal(expected, signature.bytes, 64);
}

static void a_signature_holds_for_its_purpose_body_and_key_only(void **state)
{
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    DOLEN_OWN(dolen_signing_key, other) = dolen_signing_key_new();
    const dolen_public_key public_key = dolen_signing_key_public(key);
    const dolen_public_key other_public = dolen_signing_key_public(other);
    const dolen_bytes body = dolen_bytes_of_string("body");
    dolen_signature signature = dolen_sign_make(key, "delta", body);

    assert_fails(DOLEN_OK, dolen_sign_check(&public_key, "delta", body, &signature, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_sign_check(&public_key, "query", body, &signature, NULL));
    assert_fails(DOLEN_E_CRYPTO,
                 dolen_sign_check(&public_key, "delta", dolen_bytes_of_string("bodz"), &signature, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_sign_check(&other_public, "delta", body, &signature, NULL));
    signature.bytes[63] ^= 1;
    assert_fails(DOLEN_E_CRYPTO, dolen_sign_check(&public_key, "delta", body, &signature, NULL));
}

static void without_the_label_one_purposes_signature_serves_another(void **state)
{
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    const dolen_public_key public_key = dolen_signing_key_public(key);
    const dolen_bytes body = dolen_bytes_of_string("body");
    const dolen_signature for_a_delta = dolen_sign_make_plain(key, body);

    assert_fails(DOLEN_OK, dolen_sign_check_plain(&public_key, body, &for_a_delta, NULL));
}

static void what_is_signed_is_the_label_a_zero_byte_and_the_body(void **state)
{
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    const dolen_public_key public_key = dolen_signing_key_public(key);
    const dolen_signature signature = dolen_sign_make(key, "delta", dolen_bytes_of_string("body"));

    assert_fails(DOLEN_OK,
                 dolen_sign_check_plain(&public_key, dolen_bytes_of("dolen delta v1\0body", 19), &signature, NULL));
}

static void refuses_a_public_key_of_small_order(void **state)
{
    const dolen_public_key identity = {{1}};
    const dolen_signature signature = {{1}};

    assert_fails(DOLEN_E_CRYPTO,
                 dolen_sign_check_plain(&identity, dolen_bytes_of_string("anything"), &signature, NULL));
}

static void reads_back_the_key_file_it_wrote(void **state)
{
    const temp_folder folder = temp_folder_make();
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new();
    DOLEN_OWN(dolen_signing_key, read) = NULL;
    char path[PATH_MAX];

    temp_folder_file(&folder, "signing.key", path);
    assert_fails(DOLEN_E_ABSENT, dolen_signing_key_read_file(path, &read, NULL));
    assert_fails(DOLEN_OK, dolen_signing_key_write_file(path, key, NULL));
    assert_fails(DOLEN_E_CONFLICT, dolen_signing_key_write_file(path, key, NULL));
    assert_fails(DOLEN_OK, dolen_signing_key_read_file(path, &read, NULL));
    assert_memory_equal(dolen_signing_key_public(key).bytes, dolen_signing_key_public(read).bytes, 32);
    dolen_signing_key_free(DOLEN_TAKE(read));
    assert_int_equal(0, chmod(path, 0644));
    assert_fails(DOLEN_E_DENIED, dolen_signing_key_read_file(path, &read, NULL));
    temp_folder_remove(&folder);
}

static void refuses_a_key_file_whose_halves_do_not_fit(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char text[256];
    DOLEN_OWN(dolen_signing_key, read) = NULL;

    temp_folder_file(&folder, "signing.key", path);
    snprintf(text, sizeof text, "[signing-key]\npublic = %064d\nsecret = %064d\n", 1, 2);
    assert_fails(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string(text), 0600, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_signing_key_read_file(path, &read, NULL));
    assert_fails(DOLEN_OK, dolen_file_write(path, dolen_bytes_of_string("[signing-key]\nx = 1\n"), 0600, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_signing_key_read_file(path, &read, NULL));
    temp_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_the_first_test_of_rfc_8032),
        cmocka_unit_test(a_signature_holds_for_its_purpose_body_and_key_only),
        cmocka_unit_test(without_the_label_one_purposes_signature_serves_another),
        cmocka_unit_test(what_is_signed_is_the_label_a_zero_byte_and_the_body),
        cmocka_unit_test(refuses_a_public_key_of_small_order),
        cmocka_unit_test(reads_back_the_key_file_it_wrote),
        cmocka_unit_test(refuses_a_key_file_whose_halves_do_not_fit),
    };

    return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
