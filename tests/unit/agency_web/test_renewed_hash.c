/* A password's hash that was made with a weaker setting than today's is made anew when its owner signs in. */
#include <sodium.h>

#include "tests/support/web_visitor.h"

#define PASSWORD "correct horse battery"

static void try_password(visitor *v, const char *password)
{
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", JOIN("user=asha&password=", password));
}

static void a_weak_hash_is_made_anew_at_sign_in(void **state)
{
    visitor *v = *state;

    DOLEN_MUST(crypto_pwhash_str(v->site->password_hash, PASSWORD, strlen(PASSWORD), crypto_pwhash_OPSLIMIT_MIN,
                                 crypto_pwhash_MEMLIMIT_MIN) == 0);
    assert_true(dolen_password_needs_rehash(v->site->password_hash));
    /* The twin: whoever does not know the password changes nothing. */
    try_password(v, "wrong");
    assert_true(dolen_password_needs_rehash(v->site->password_hash));
    try_password(v, "correct+horse+battery");
    assert_string_equal("/en/search", location(v));
    assert_false(dolen_password_needs_rehash(v->site->password_hash));
    get(v, "/en/search");
    assert_int_equal(200, v->response.status);
}

static void a_hash_of_todays_setting_stays_as_it_is(void **state)
{
    visitor *v = *state;
    char before[DOLEN_PASSWORD_TEXT];

    memcpy(before, v->site->password_hash, sizeof before);
    try_password(v, "correct+horse+battery");
    assert_string_equal("/en/search", location(v));
    assert_string_equal(before, v->site->password_hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_weak_hash_is_made_anew_at_sign_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hash_of_todays_setting_stays_as_it_is, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("renewed_hash", tests, NULL, NULL);
}
