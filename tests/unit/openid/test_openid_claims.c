/* What an ID token and a logout token must say. Each wrong token has its twin built in: every other rule holds for it,
 * so a verifier without the one rule would take it. */
#include "tests/support/dolen_test.h"

#include "node/agency/openid/openid_internal.h"
#include "tests/support/openid_tokens.h"

static const char *const loa2[] = {"loa2", "loa3"};

static dolen_openid_expectation usual(void)
{
    return (dolen_openid_expectation){
        .issuer = TOKEN_ISSUER, .client = TOKEN_CLIENT, .nonce = TOKEN_NONCE, .now = TOKEN_NOW};
}

/* Takes the claims. The rule holds alone against them. */
static void expect_only(const openid_check *checks, dolen_openid_fault fault, json_t *claims,
                        dolen_openid_expectation expected)
{
    size_t broken = 0;

    for (size_t i = 0; checks[i].holds; i++) {
        const bool holds = checks[i].holds(claims, &expected);
        if (!holds && checks[i].fault != fault)
            fail_msg("also refused by %s", dolen_openid_fault_code(checks[i].fault));
        broken += !holds;
    }
    if (broken != (fault != DOLEN_OPENID_NO_FAULT))
        fail_msg("not refused by %s", dolen_openid_fault_code(fault));
    json_decref(claims);
}

static void expect_identity(dolen_openid_fault fault, json_t *claims)
{
    expect_only(dolen_openid_identity_checks, fault, claims, usual());
}

static void expect_logout(dolen_openid_fault fault, json_t *claims)
{
    expect_only(dolen_openid_logout_checks, fault, claims, usual());
}

/* Takes the value; NULL leaves the member out. */
static json_t *changed(json_t *claims, const char *name, json_t *value)
{
    if (value)
        json_object_set_new(claims, name, value);
    else
        json_object_del(claims, name);
    return claims;
}

static json_t *identity(const char *name, json_t *value)
{
    return changed(token_claims(), name, value);
}

static json_t *logout(const char *name, json_t *value)
{
    return changed(token_logout_claims(), name, value);
}

static json_t *seconds(int64_t from_now)
{
    return json_integer(TOKEN_NOW / 1000 + from_now);
}

static void good_claims_hold(void **state)
{
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    dolen_openid_expectation expected = usual();
    json_t *claims = token_claims();
    dolen_err err = {0};

    expect_identity(DOLEN_OPENID_NO_FAULT, token_claims());
    expect_logout(DOLEN_OPENID_NO_FAULT, token_logout_claims());
    assert_ok(dolen_openid_claims_check_identity(claims, &expected, &fault, &err));
    expected.nonce = "another";
    assert_fails(DOLEN_E_DENIED, dolen_openid_claims_check_identity(claims, &expected, &fault, &err));
    assert_int_equal(DOLEN_OPENID_NONCE, fault);
    assert_fails(DOLEN_E_DENIED, dolen_openid_claims_check_logout(claims, &expected, &fault, &err));
    assert_int_equal(DOLEN_OPENID_EVENT, fault);
    json_decref(claims);
}

static void the_issuer_is_exact(void **state)
{
    expect_identity(DOLEN_OPENID_ISSUER, identity("iss", json_string(TOKEN_ISSUER "/")));
    expect_identity(DOLEN_OPENID_ISSUER, identity("iss", json_string("https://login.example.org.attacker.example")));
    expect_identity(DOLEN_OPENID_ISSUER, identity("iss", json_string("HTTPS://login.example.org")));
    expect_identity(DOLEN_OPENID_ISSUER, identity("iss", json_pack("[s]", TOKEN_ISSUER)));
    expect_identity(DOLEN_OPENID_ISSUER, identity("iss", NULL));
    expect_logout(DOLEN_OPENID_ISSUER, logout("iss", json_string("https://attacker.example")));
}

static void the_audience_is_this_client(void **state)
{
    expect_identity(DOLEN_OPENID_AUDIENCE, identity("aud", json_string("another")));
    expect_identity(DOLEN_OPENID_AUDIENCE, identity("aud", json_pack("[]")));
    expect_identity(DOLEN_OPENID_AUDIENCE, identity("aud", json_pack("[s, i]", TOKEN_CLIENT, 1)));
    expect_identity(DOLEN_OPENID_AUDIENCE, identity("aud", NULL));
    expect_identity(DOLEN_OPENID_NO_FAULT, identity("aud", json_pack("[s]", TOKEN_CLIENT)));
    expect_logout(DOLEN_OPENID_AUDIENCE, logout("aud", json_string("another")));
}

static void among_several_audiences_the_token_was_made_for_this_client(void **state)
{
    json_t *both = json_pack("[s, s]", TOKEN_CLIENT, "another");

    expect_identity(DOLEN_OPENID_AUDIENCE, identity("aud", json_incref(both)));
    expect_identity(DOLEN_OPENID_AUDIENCE, changed(identity("aud", json_incref(both)), "azp", json_string("another")));
    expect_identity(DOLEN_OPENID_NO_FAULT,
                    changed(identity("aud", json_incref(both)), "azp", json_string(TOKEN_CLIENT)));
    expect_identity(DOLEN_OPENID_AUDIENCE, identity("azp", json_string("another")));
    json_decref(both);
}

static void a_token_has_its_time(void **state)
{
    expect_identity(DOLEN_OPENID_EXPIRED, identity("exp", seconds(-60)));
    expect_identity(DOLEN_OPENID_NO_FAULT, identity("exp", seconds(-59)));
    expect_identity(DOLEN_OPENID_EXPIRED, identity("exp", NULL));
    expect_identity(DOLEN_OPENID_EXPIRED, identity("exp", json_string("1795000300")));
    expect_identity(DOLEN_OPENID_EXPIRED, identity("exp", json_real(1e300)));
    expect_identity(DOLEN_OPENID_EXPIRED, identity("exp", json_integer(INT64_MAX)));
    expect_identity(DOLEN_OPENID_EXPIRED, identity("exp", json_integer(-1)));
    expect_identity(DOLEN_OPENID_ISSUED, identity("iat", seconds(61)));
    expect_identity(DOLEN_OPENID_NO_FAULT, identity("iat", seconds(60)));
    expect_identity(DOLEN_OPENID_ISSUED, identity("iat", NULL));
    expect_identity(DOLEN_OPENID_ISSUED, identity("nbf", seconds(61)));
    expect_logout(DOLEN_OPENID_EXPIRED, logout("exp", seconds(-60)));
    expect_logout(DOLEN_OPENID_EXPIRED, logout("exp", NULL));
    expect_logout(DOLEN_OPENID_ISSUED, logout("iat", seconds(-361)));
    expect_logout(DOLEN_OPENID_NO_FAULT, logout("iat", seconds(-360)));
    expect_logout(DOLEN_OPENID_ISSUED, logout("iat", NULL));
}

static void a_token_belongs_to_one_sign_in(void **state)
{
    expect_identity(DOLEN_OPENID_NONCE, identity("nonce", json_string("n-0S6_WzA2Mk")));
    expect_identity(DOLEN_OPENID_NONCE, identity("nonce", NULL));
    expect_identity(DOLEN_OPENID_NONCE, identity("nonce", json_string("")));
}

static void a_token_names_somebody(void **state)
{
    char long_name[DOLEN_OPENID_SUBJECT + 2];

    memset(long_name, 'x', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    expect_identity(DOLEN_OPENID_SUBJECT_MISSING, identity("sub", NULL));
    expect_identity(DOLEN_OPENID_SUBJECT_MISSING, identity("sub", json_string("")));
    expect_identity(DOLEN_OPENID_SUBJECT_MISSING, identity("sub", json_string(long_name)));
    expect_identity(DOLEN_OPENID_SUBJECT_MISSING, identity("sub", json_string("a\nb")));
    expect_identity(DOLEN_OPENID_SUBJECT_MISSING, identity("sid", json_integer(7)));
    expect_logout(DOLEN_OPENID_SUBJECT_MISSING, logout("sub", NULL));
    expect_logout(DOLEN_OPENID_NO_FAULT, changed(logout("sub", NULL), "sid", json_string("s")));
}

static void a_weaker_sign_in_than_asked_for_is_refused(void **state)
{
    dolen_openid_expectation expected = usual();

    expected.acrs = loa2;
    expected.acr_count = 2;
    expect_only(dolen_openid_identity_checks, DOLEN_OPENID_NO_FAULT, token_claims(), expected);
    expect_only(dolen_openid_identity_checks, DOLEN_OPENID_STRENGTH, identity("acr", json_string("loa1")), expected);
    expect_only(dolen_openid_identity_checks, DOLEN_OPENID_STRENGTH, identity("acr", NULL), expected);
}

static void an_old_sign_in_is_no_new_proof(void **state)
{
    dolen_openid_expectation expected = usual();

    expected.authenticated_after = TOKEN_NOW;
    expect_only(dolen_openid_identity_checks, DOLEN_OPENID_NO_FAULT, token_claims(), expected);
    expect_only(dolen_openid_identity_checks, DOLEN_OPENID_AGE, identity("auth_time", seconds(-61)), expected);
    expect_only(dolen_openid_identity_checks, DOLEN_OPENID_AGE, identity("auth_time", NULL), expected);
    expect_identity(DOLEN_OPENID_NO_FAULT, identity("auth_time", NULL));
    expect_identity(DOLEN_OPENID_AGE, identity("auth_time", seconds(61)));
    expect_identity(DOLEN_OPENID_AGE, identity("auth_time", json_string("now")));
}

static void an_id_token_is_no_logout_and_a_logout_no_id_token(void **state)
{
    json_t *event = json_pack("{s:{}}", "http://schemas.openid.net/event/backchannel-logout");

    expect_identity(DOLEN_OPENID_KIND, identity("events", event));
    expect_logout(DOLEN_OPENID_EVENT, logout("events", NULL));
    expect_logout(DOLEN_OPENID_EVENT, logout("events", json_pack("{s:{}}", "https://example.org/other")));
    expect_logout(DOLEN_OPENID_EVENT,
                  logout("events", json_pack("[s]", "http://schemas.openid.net/event/backchannel-logout")));
    expect_logout(DOLEN_OPENID_EVENT, logout("nonce", json_string(TOKEN_NONCE)));
    expect_logout(DOLEN_OPENID_TOKEN_ID, logout("jti", NULL));
    expect_logout(DOLEN_OPENID_TOKEN_ID, logout("jti", json_string("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_claims_hold),
        cmocka_unit_test(the_issuer_is_exact),
        cmocka_unit_test(the_audience_is_this_client),
        cmocka_unit_test(among_several_audiences_the_token_was_made_for_this_client),
        cmocka_unit_test(a_token_has_its_time),
        cmocka_unit_test(a_token_belongs_to_one_sign_in),
        cmocka_unit_test(a_token_names_somebody),
        cmocka_unit_test(a_weaker_sign_in_than_asked_for_is_refused),
        cmocka_unit_test(an_old_sign_in_is_no_new_proof),
        cmocka_unit_test(an_id_token_is_no_logout_and_a_logout_no_id_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
