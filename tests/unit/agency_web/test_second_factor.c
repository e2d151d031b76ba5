/* Signing in with an authenticator app, with the codes that RFC 6238 publishes. */
#include "node/agency/web/qr_code.h"
#include "tests/support/web_visitor.h"

#define PASSWORD "&password=correct+horse+battery"

enum { AT = 1234567890 };

static int set_up_at(void **state)
{
    set_up(state);
    visitor *v = *state;
    v->site->now = INT64_C(1000) * AT;
    return 0;
}

static void require_an_app(visitor *v)
{
    dolen_web_site site = web_double_site(v->site);

    site.requires_second_factor = true;
    dolen_web_free(v->web);
    v->web = dolen_web_new(&site);
}

static void whoever_has_no_app_sets_one_up_before_anything_else(void **state)
{
    visitor *v = *state;

    require_an_app(v);
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=asha" PASSWORD);
    get(v, "/en/search");
    assert_string_equal("/en/second-factor", location(v));
    get(v, "/en/searches");
    assert_string_equal("/en/second-factor", location(v));
    follow(v);
    assert_true(says(v, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"));
    assert_true(says(v, "<path class=\"dolen-qr-code__dark\" d=\"M4 4h7"));

    post(v, "/en/second-factor", "code=000000");
    assert_true(says(v, "The security code is not right"));
    get(v, "/en/search");
    assert_string_equal("/en/second-factor", location(v));
    follow(v);
    post(v, "/en/second-factor", "code=005+924");
    follow(v);
    assert_true(says(v, "Your authenticator app is set up"));
    assert_false(says(v, "GEZD"));
    get(v, "/en/search");
    assert_int_equal(200, v->response.status);
}

static void without_the_requirement_nobody_has_to(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    assert_true(says(v, "/en/second-factor"));
}

static void the_password_alone_no_longer_signs_in(void **state)
{
    visitor *v = *state;

    v->site->has_second_factor = v->site->confirmed_second_factor = true;
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=asha" PASSWORD);
    assert_int_equal(403, v->response.status);
    post(v, "/en/sign-in", "user=asha&code=123456" PASSWORD);
    assert_int_equal(403, v->response.status);
    assert_true(says(v, "the password or the security code is not right"));
    post(v, "/en/sign-in", "user=asha&code=005924" PASSWORD);
    assert_string_equal("/en/search", location(v));
}

static void a_code_that_was_overheard_signs_in_nobody_else(void **state)
{
    visitor *v = *state;

    v->site->has_second_factor = v->site->confirmed_second_factor = true;
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=asha&code=005924" PASSWORD);
    assert_string_equal("/en/search", location(v));
    v->cookie = "";
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=asha&code=005924" PASSWORD);
    assert_int_equal(403, v->response.status);
}

static void an_app_that_was_begun_and_not_confirmed_locks_nobody_out(void **state)
{
    visitor *v = *state;

    v->site->has_second_factor = true;
    sign_in(v, "asha");
}

static void a_wrong_code_counts_as_a_failed_sign_in(void **state)
{
    visitor *v = *state;

    v->site->has_second_factor = v->site->confirmed_second_factor = true;
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=asha&code=123456" PASSWORD);
    assert_int_equal(1, v->site->failures);
}

static void a_picture_is_made_of_any_text_that_fits(void **state)
{
    dolen_err err = {0};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    char text[1002];
    dolen_qr_code code;

    (void)state;
    assert_ok(dolen_qr_code_make(arena, "HELLO", &code, &err));
    assert_int_equal(21 + 8, code.size);
    memset(text, 'x', sizeof text);
    text[1000] = '\0';
    assert_ok(dolen_qr_code_make(arena, text, &code, &err));
    text[1000] = 'x';
    text[1001] = '\0';
    assert_fails(DOLEN_E_LIMIT, dolen_qr_code_make(arena, text, &code, &err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_at, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whoever_has_no_app_sets_one_up_before_anything_else),
        TEST(without_the_requirement_nobody_has_to),
        TEST(the_password_alone_no_longer_signs_in),
        TEST(a_code_that_was_overheard_signs_in_nobody_else),
        TEST(an_app_that_was_begun_and_not_confirmed_locks_nobody_out),
        TEST(a_wrong_code_counts_as_a_failed_sign_in),
        cmocka_unit_test(a_picture_is_made_of_any_text_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
