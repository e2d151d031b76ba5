/* Changing one's own password. */
#include "tests/support/web_visitor.h"

#define PRESENT "present=correct+horse+battery"
#define OTHER "&wanted=another+horse+battery&again=another+horse+battery"

static void whoever_knows_the_present_password_sets_another_and_signs_in_again(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/password");
    post(v, "/en/password", PRESENT OTHER);
    assert_string_equal("/en/sign-in", location(v));
    get(v, "/en/search");
    assert_string_equal("/en/sign-in", location(v));
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=asha&password=correct+horse+battery");
    assert_int_equal(403, v->response.status);
    post(v, "/en/sign-in", "user=asha&password=another+horse+battery");
    assert_string_equal("/en/search", location(v));
}

static void an_open_session_alone_does_not_change_it(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/password");
    post(v, "/en/password", "present=wrong+horse+battery" OTHER);
    assert_int_equal(403, v->response.status);
    assert_true(says(v, "This is not your present password"));
    assert_int_equal(1, v->site->failures);
}

static void guessing_the_present_password_is_slowed_down(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/password");
    for (int i = 0; i < 10 && v->response.status != 429; i++)
        post(v, "/en/password", "present=wrong+horse+battery" OTHER);
    assert_int_equal(429, v->response.status);
}

static void says_what_is_wrong_and_shows_no_password_again(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/password");
    post(v, "/en/password", "present=&wanted=short&again=other");
    assert_true(says(v, "href=\"#present\""));
    assert_true(says(v, "href=\"#wanted\""));
    assert_true(says(v, "href=\"#again\""));
    assert_false(says(v, "value=\"short\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whoever_knows_the_present_password_sets_another_and_signs_in_again),
        TEST(an_open_session_alone_does_not_change_it),
        TEST(guessing_the_present_password_is_slowed_down),
        TEST(says_what_is_wrong_and_shows_no_password_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
