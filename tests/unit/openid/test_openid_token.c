/* Tokens of a hostile provider or browser. Each attack has a twin: a verifier without the check that stops it is taken
 * in. The twins are cjose alone, which checks the signature as the token wants it, and small careless verifiers here.
 */
#include "tests/support/dolen_test.h"

#include "node/agency/openid/openid_internal.h"
#include "node/agency/openid/openid_token.h"
#include "tests/support/openid_tokens.h"

static token_maker *maker;
static dolen_openid_keys *keys;

static int start(void **state)
{
    dolen_err err = {0};

    maker = token_maker_new();
    assert_ok(dolen_openid_keys_read(dolen_bytes_of_string(token_key_set(maker)), &keys, &err));
    return 0;
}

static int stop(void **state)
{
    dolen_openid_keys_free(keys);
    token_maker_free(maker);
    return 0;
}

static dolen_openid_fault fault_of(const char *token, dolen_openid_kind kind)
{
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    json_t *claims = NULL;
    dolen_err err = {0};

    const dolen_status status =
        dolen_openid_token_open(dolen_bytes_of_string(token), keys, kind, &claims, &fault, &err);
    assert_true((status == DOLEN_OK) == (fault == DOLEN_OPENID_NO_FAULT));
    assert_true((status == DOLEN_OK) == (claims != NULL));
    json_decref(claims);
    return fault;
}

#define assert_fault(expected, token)                                                                                  \
    assert_string_equal(dolen_openid_fault_code(DOLEN_OPENID_##expected),                                              \
                        dolen_openid_fault_code(fault_of((token), DOLEN_OPENID_IDENTITY)))

/* The careless verifier: the library alone, with the key that the token's header names. */
static bool cjose_alone_accepts(const char *token, const cjose_jwk_t *key)
{
    cjose_jws_t *jws = cjose_jws_import(token, strlen(token), NULL);
    const bool good = jws && cjose_jws_verify(jws, key, NULL);

    cjose_jws_release(jws);
    return good;
}

static const char *payload_of(void)
{
    json_t *claims = token_claims();
    const char *text = token_keep(maker, json_dumps(claims, JSON_COMPACT));

    json_decref(claims);
    return text;
}

static void tokens_of_the_three_algorithms_are_taken(void **state)
{
    assert_fault(NO_FAULT, token_of(maker, token_claims()));
    assert_fault(NO_FAULT, token_sign(maker, maker->rsa, "PS256", "r1", NULL, payload_of()));
    assert_fault(NO_FAULT, token_sign(maker, maker->ec, "ES256", "e1", NULL, payload_of()));
    assert_fault(NO_FAULT, token_sign(maker, maker->ec, "ES256", NULL, NULL, payload_of()));
    assert_fault(NO_FAULT,
                 token_sign(maker, maker->rsa, "RS256", "r1", json_pack("{s:s}", "typ", "JWT"), payload_of()));
}

static void a_token_of_no_algorithm_is_refused(void **state)
{
    const char *token = token_raw(maker, "{\"alg\":\"none\",\"kid\":\"r1\"}", payload_of(), (dolen_bytes){0});
    json_t *header = NULL;
    dolen_err err = {0};
    dolen_bytes decoded;

    assert_fault(FORM, token); /* its third part is empty */
    assert_fault(ALGORITHM,
                 token_raw(maker, "{\"alg\":\"none\",\"kid\":\"r1\"}", payload_of(), dolen_bytes_of("x", 1)));
    assert_fault(ALGORITHM,
                 token_raw(maker, "{\"alg\":\"NONE\",\"kid\":\"r1\"}", payload_of(), dolen_bytes_of("x", 1)));
    assert_fault(ALGORITHM, token_raw(maker, "{\"kid\":\"r1\"}", payload_of(), dolen_bytes_of("x", 1)));

    /* Twin: whoever does what the header says checks no signature at all. */
    assert_ok(dolen_openid_json_decode(maker->arena, token, strcspn(token, "."), &decoded, &err));
    assert_ok(dolen_openid_json_read(decoded, 1024, &header, &err));
    assert_string_equal("none", dolen_openid_json_text(header, "alg"));
    json_decref(header);
}

/* Signed with the public key as if it were a shared secret. */
static void a_public_key_is_no_shared_secret(void **state)
{
    char *secret = cjose_jwk_to_json(maker->rsa, false, NULL);
    cjose_jwk_t *shared = cjose_jwk_create_oct_spec((const uint8_t *)secret, strlen(secret), NULL);
    const char *token = token_sign(maker, shared, "HS256", "r1", NULL, payload_of());

    assert_fault(ALGORITHM, token);
    assert_true(cjose_alone_accepts(token, shared)); /* twin: the key's text for whatever algorithm the token names */
    cjose_jwk_release(shared);
    free(secret);
}

static void an_algorithm_that_is_not_on_the_list_is_refused_though_its_signature_holds(void **state)
{
    const char *token = token_sign(maker, maker->rsa, "RS512", "r1", NULL, payload_of());

    assert_fault(ALGORITHM, token);
    assert_true(cjose_alone_accepts(token, maker->rsa));
}

static void a_key_is_used_for_its_own_algorithms_only(void **state)
{
    assert_fault(KEY, token_sign(maker, maker->ec, "ES256", "r1", NULL, payload_of()));
    assert_fault(KEY, token_sign(maker, maker->rsa, "RS256", "e1", NULL, payload_of()));
}

static void an_unknown_key_is_told_apart_from_a_bad_signature(void **state)
{
    assert_fault(KEY, token_sign(maker, maker->rsa, "RS256", "r2", NULL, payload_of()));
    assert_fault(SIGNATURE, token_sign(maker, maker->other, "RS256", "r1", NULL, payload_of()));
    assert_true(cjose_alone_accepts(token_sign(maker, maker->other, "RS256", "r1", NULL, payload_of()), maker->other));
}

/* The token brings the key that it is signed with. */
static void a_key_in_the_header_is_not_looked_at(void **state)
{
    json_t *header = json_pack("{s:o, s:s, s:[s]}", "jwk", token_key(maker->other, "r1"), "x5u",
                               "https://attacker.example.org/cert", "x5c", "MIIB");
    const char *token = token_sign(maker, maker->other, "RS256", "r1", header, payload_of());
    cjose_jws_t *jws = cjose_jws_import(token, strlen(token), NULL);

    assert_fault(SIGNATURE, token);
    /* Twin: a verifier that takes the header's key. */
    cjose_jwk_t *brought = cjose_jwk_import_json(json_object_get(cjose_jws_get_protected(jws), "jwk"), NULL);
    assert_true(cjose_alone_accepts(token, brought));
    cjose_jwk_release(brought);
    cjose_jws_release(jws);
}

static void a_critical_header_is_refused(void **state)
{
    json_t *header = json_pack("{s:[s], s:b}", "crit", "exp", "exp", 1);
    const char *token = token_sign(maker, maker->rsa, "RS256", "r1", header, payload_of());

    assert_fault(CRITICAL, token);
    assert_true(cjose_alone_accepts(token, maker->rsa));
}

static void a_logout_token_is_no_id_token(void **state)
{
    const char *token =
        token_sign(maker, maker->rsa, "RS256", "r1", json_pack("{s:s}", "typ", "logout+jwt"), payload_of());

    assert_fault(KIND, token);
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_of(token, DOLEN_OPENID_LOGOUT));
    assert_true(cjose_alone_accepts(token, maker->rsa));
}

static void anything_but_three_parts_is_refused(void **state)
{
    const char *good = token_of(maker, token_claims());
    const char *const shapes[] = {"", ".", "..", "...", "a.b", "a.b.c.d", ".b.c", "a..c", "a.b.", "a.b.c"};
    char text[DOLEN_OPENID_TOKEN_LIMIT];

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        assert_fault(FORM, shapes[i]);
    (void)snprintf(text, sizeof text, "%s.", good);
    assert_fault(FORM, text);
    (void)snprintf(text, sizeof text, " %s", good);
    assert_fault(FORM, text);
    (void)snprintf(text, sizeof text, "%s\n", good);
    assert_fault(FORM, text);
}

/* One token must have one form: padding and stray bits make another text of the same bytes. */
static void base64url_has_one_form_only(void **state)
{
    const char *good = token_of(maker, token_claims());
    char text[DOLEN_OPENID_TOKEN_LIMIT];

    (void)snprintf(text, sizeof text, "%s==", good); /* 256 bytes of signature want two */
    assert_fault(FORM, text);
    assert_true(cjose_alone_accepts(text, maker->rsa)); /* twin */
}

static void a_member_given_twice_is_refused(void **state)
{
    const char *twice = "{\"iss\":\"https://attacker.example.org\",\"iss\":\"" TOKEN_ISSUER "\"}";
    const char *token = token_sign(maker, maker->rsa, "RS256", "r1", NULL, twice);

    assert_fault(FORM, token);
    /* Twin: the signature holds, and a reader that takes the last one sees our issuer. */
    assert_true(cjose_alone_accepts(token, maker->rsa));
    json_t *careless = json_loads(twice, 0, NULL);
    assert_string_equal(TOKEN_ISSUER, dolen_openid_json_text(careless, "iss"));
    json_decref(careless);
}

static void a_header_that_says_two_things_is_refused(void **state)
{
    assert_fault(FORM, token_raw(maker, "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"r1\"}", payload_of(),
                                 dolen_bytes_of("x", 1)));
    assert_fault(FORM, token_raw(maker, "{\"alg\":\"RS256\"} x", payload_of(), dolen_bytes_of("x", 1)));
    assert_fault(FORM, token_raw(maker, "[\"RS256\"]", payload_of(), dolen_bytes_of("x", 1)));
}

static void claims_that_are_no_object_are_refused(void **state)
{
    assert_fault(FORM, token_sign(maker, maker->rsa, "RS256", "r1", NULL, "[]"));
    assert_fault(FORM, token_sign(maker, maker->rsa, "RS256", "r1", NULL, "{\"sub\":\"a\\u0000b\"}"));
    assert_fault(FORM, token_sign(maker, maker->rsa, "RS256", "r1", NULL, "{\"sub\":\"\xff\"}"));
}

static void a_token_of_more_than_sixteen_kibibytes_is_refused(void **state)
{
    json_t *claims = token_claims();
    char *long_text = malloc(20000);

    memset(long_text, 'x', 19999);
    long_text[19999] = '\0';
    json_object_set_new(claims, "padding", json_string(long_text));
    free(long_text);
    const char *token = token_of(maker, claims);
    assert_fault(SIZE, token);
    assert_true(cjose_alone_accepts(token, maker->rsa));
}

static void any_changed_byte_breaks_a_token(void **state)
{
    const char *good = token_of(maker, token_claims());
    char text[DOLEN_OPENID_TOKEN_LIMIT];

    for (size_t i = 0; i < strlen(good); i++) {
        (void)snprintf(text, sizeof text, "%s", good);
        text[i] = text[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(DOLEN_OPENID_NO_FAULT, fault_of(text, DOLEN_OPENID_IDENTITY));
    }
}

static void read_set(json_t *set, size_t expected)
{
    dolen_openid_keys *read = NULL;
    char *text = json_dumps(set, JSON_COMPACT);
    const dolen_status status = dolen_openid_keys_read(dolen_bytes_of_string(text), &read, NULL);

    assert_int_equal(expected ? DOLEN_OK : DOLEN_E_INPUT, status);
    assert_int_equal(expected, read ? dolen_openid_keys_count(read) : 0);
    dolen_openid_keys_free(read);
    free(text);
    json_decref(set);
}

static json_t *with(json_t *key, const char *name, json_t *value)
{
    json_object_set_new(key, name, value);
    return key;
}

static void keys_that_are_not_for_our_signatures_are_passed_over(void **state)
{
    const uint8_t exponent[] = {1, 0, 1};
    cjose_jwk_t *small = cjose_jwk_create_RSA_random(1024, exponent, sizeof exponent, NULL);

    read_set(json_pack("{s:[o]}", "keys", token_key(maker->rsa, "a")), 1);
    read_set(json_pack("{s:[o, o]}", "keys", token_key(maker->rsa, "a"),
                       with(token_key(maker->ec, "b"), "use", json_string("enc"))),
             1);
    read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->ec, "b"), "key_ops", json_pack("[s]", "encrypt"))), 0);
    read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->ec, "b"), "crv", json_string("P-384"))), 0);
    read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->rsa, "b"), "d", json_string("AQAB"))), 0);
    read_set(json_pack("{s:[{s:s, s:s, s:s}]}", "keys", "kty", "oct", "kid", "c", "k", "c2VjcmV0"), 0);
    read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->ec, "b"), "x", json_string("AAAA"))), 0);
    read_set(json_pack("{s:[o]}", "keys", token_key(small, "b")), 0);
    cjose_jwk_release(small);
}

static void a_key_whose_numbers_are_no_base64url_is_passed_over(void **state)
{
    static const char *const bad[] = {
        "f=3OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "A", "AAAAA", "A+/A", "=", "", " AA", "A\nAA"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->ec, "b"), "x", json_string(bad[i]))), 0);
        read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->ec, "b"), "y", json_string(bad[i]))), 0);
        read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->rsa, "b"), "n", json_string(bad[i]))), 0);
        read_set(json_pack("{s:[o]}", "keys", with(token_key(maker->rsa, "b"), "e", json_string(bad[i]))), 0);
    }
}

static void a_set_that_names_two_keys_alike_is_refused(void **state)
{
    read_set(json_pack("{s:[o, o]}", "keys", token_key(maker->rsa, "a"), token_key(maker->other, "a")), 0);
    read_set(json_pack("{s:[s]}", "keys", "a"), 0);
    read_set(json_pack("{s:[]}", "keys"), 0);
    read_set(json_pack("{}"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_of_the_three_algorithms_are_taken),
        cmocka_unit_test(a_token_of_no_algorithm_is_refused),
        cmocka_unit_test(a_public_key_is_no_shared_secret),
        cmocka_unit_test(an_algorithm_that_is_not_on_the_list_is_refused_though_its_signature_holds),
        cmocka_unit_test(a_key_is_used_for_its_own_algorithms_only),
        cmocka_unit_test(an_unknown_key_is_told_apart_from_a_bad_signature),
        cmocka_unit_test(a_key_in_the_header_is_not_looked_at),
        cmocka_unit_test(a_critical_header_is_refused),
        cmocka_unit_test(a_logout_token_is_no_id_token),
        cmocka_unit_test(anything_but_three_parts_is_refused),
        cmocka_unit_test(base64url_has_one_form_only),
        cmocka_unit_test(a_member_given_twice_is_refused),
        cmocka_unit_test(a_header_that_says_two_things_is_refused),
        cmocka_unit_test(claims_that_are_no_object_are_refused),
        cmocka_unit_test(a_token_of_more_than_sixteen_kibibytes_is_refused),
        cmocka_unit_test(any_changed_byte_breaks_a_token),
        cmocka_unit_test(keys_that_are_not_for_our_signatures_are_passed_over),
        cmocka_unit_test(a_key_whose_numbers_are_no_base64url_is_passed_over),
        cmocka_unit_test(a_set_that_names_two_keys_alike_is_refused),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
