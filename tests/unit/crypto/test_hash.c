#include "node/crypto/hash.h"

#include "tests/support/dolen_test.h"

static void assert_hex(const char *expected, dolen_digest digest)
{
    char hex[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), hex);
    assert_string_equal(expected, hex);
}

static void hashes_the_examples_of_fips_180(void **state)
{
    assert_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
               dolen_hash_sha256(dolen_bytes_of_string("abc")));
    assert_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
               dolen_hash_sha256(dolen_bytes_of(NULL, 0)));
}

static void hashing_in_pieces_gives_the_same(void **state)
{
    dolen_hash hash = dolen_hash_start();

    dolen_hash_add(&hash, dolen_bytes_of_string("a"));
    dolen_hash_add(&hash, dolen_bytes_of(NULL, 0));
    dolen_hash_add(&hash, dolen_bytes_of_string("bc"));

    assert_true(dolen_digest_same(dolen_hash_sha256(dolen_bytes_of_string("abc")), dolen_hash_finish(&hash)));
}

/* RFC 2104 worked out by hand, from the plain hash. */
static void a_keyed_hash_is_hmac_over_label_zero_and_message(void **state)
{
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new_copy(dolen_bytes_of_string("Jefe"));
    static const uint8_t block = 0x36;
    uint8_t inner[64];
    uint8_t outer[64];

    for (size_t i = 0; i < 64; i++) {
        const uint8_t k = i < 4 ? (uint8_t) "Jefe"[i] : 0;
        inner[i] = (uint8_t)(k ^ block);
        outer[i] = (uint8_t)(k ^ 0x5c);
    }
    dolen_hash hash = dolen_hash_start();
    dolen_hash_add(&hash, dolen_bytes_of(inner, 64));
    dolen_hash_add(&hash, dolen_bytes_of("label\0message", 13));
    const dolen_digest first = dolen_hash_finish(&hash);
    hash = dolen_hash_start();
    dolen_hash_add(&hash, dolen_bytes_of(outer, 64));
    dolen_hash_add(&hash, dolen_bytes_of(first.bytes, 32));

    assert_true(
        dolen_digest_same(dolen_hash_finish(&hash), dolen_hash_keyed(key, "label", dolen_bytes_of_string("message"))));
}

static void two_labels_give_two_values(void **state)
{
    DOLEN_OWN(dolen_secret, key) = dolen_secret_new_random(32);
    const dolen_bytes message = dolen_bytes_of_string("m");

    assert_false(dolen_digest_same(dolen_hash_keyed(key, "one", message), dolen_hash_keyed(key, "two", message)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_the_examples_of_fips_180),
        cmocka_unit_test(hashing_in_pieces_gives_the_same),
        cmocka_unit_test(a_keyed_hash_is_hmac_over_label_zero_and_message),
        cmocka_unit_test(two_labels_give_two_values),
    };

    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
