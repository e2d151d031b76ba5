/* A recent proof of who somebody is before audit records leave or are closed; and in which role somebody acts. */
#include "tests/support/dolen_test.h"

#include "node/agency/web/web_again.h"
#include "tests/support/web_visitor.h"

/* A visit whose handler asks for the proof, as routes with DOLEN_PAGE_RECENT do; the pages of others need not be there.
 */
static dolen_status ask(visitor *v, const char *method, const char *path, const char *body)
{
    const dolen_web_request request = {.method = method,
                                       .path = path,
                                       .target = path,
                                       .cookie = v->cookie,
                                       .content_type = v->content_type,
                                       .fetch_site = v->fetch_site,
                                       .body = dolen_bytes_of_string(body)};
    dolen_visit visit = {.web = v->web,
                         .request = &request,
                         .arena = v->arena,
                         .response = &v->response,
                         .path = path + 3,
                         .id = "",
                         .now = v->site->now};
    dolen_err err = {0};

    dolen_arena_reset(v->arena);
    v->response = (dolen_web_response){0};
    assert_ok(dolen_visit_find_session(&visit, &err));
    assert_true(visit.has_session);
    if (!dolen_web_again_is_needed(&visit))
        return DOLEN_E_CONFLICT;
    return dolen_web_again_ask(&visit, &err);
}

static void let_time_pass(visitor *v)
{
    for (int i = 0; i < 2; i++) {
        v->site->now += INT64_C(8) * 60 * 1000;
        get(v, "/en/search");
        assert_int_equal(200, v->response.status);
    }
}

static void nothing_is_asked_of_whoever_signed_in_just_now(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    assert_int_equal(DOLEN_E_CONFLICT, ask(v, "GET", "/en/search", ""));
}

static void after_fifteen_minutes_the_password_is_asked_and_leads_back(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    let_time_pass(v);
    assert_int_equal(DOLEN_OK, ask(v, "GET", "/en/searches?about=x", ""));
    assert_string_equal("/en/again", location(v));
    const char *before = v->cookie;
    get(v, "/en/again");
    assert_true(says(v, "Confirm that it is you"));
    post(v, "/en/again", "password=correct+horse+battery");
    assert_string_equal("/en/searches?about=x", location(v));
    assert_string_not_equal(before, v->cookie);
    assert_int_equal(DOLEN_E_CONFLICT, ask(v, "GET", "/en/search", ""));
}

static void the_token_from_before_the_proof_opens_nothing(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    let_time_pass(v);
    const char *before = v->cookie;
    get(v, "/en/again");
    post(v, "/en/again", "password=correct+horse+battery");
    v->cookie = before;
    get(v, "/en/search");
    assert_string_equal("/en/sign-in", location(v));
}

static void a_form_that_was_sent_is_kept_and_offered_with_a_new_token(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    let_time_pass(v);
    get(v, "/en/search");
    assert_int_equal(DOLEN_OK,
                     ask(v, "POST", "/en/search", JOIN("csrf=", read_csrf(v), "&case=C-1&surname=O%27Rees+%3Cb%3E")));
    get(v, "/en/again");
    post(v, "/en/again", "password=correct+horse+battery");
    assert_string_equal("/en/again/continue", location(v));
    follow(v);
    assert_true(says(v, "<form method=\"post\" action=\"/en/search\""));
    assert_true(says(v, "name=\"case\" value=\"C-1\""));
    assert_true(says(v, "name=\"surname\" value=\"O&#39;Rees &lt;b&gt;\""));
}

/* Otherwise another site could have its form sent by whoever confirms. */
static void a_form_without_a_good_token_is_not_kept(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    let_time_pass(v);
    assert_int_equal(DOLEN_E_DENIED, ask(v, "POST", "/en/search", "csrf=0&case=C-1"));
    v->fetch_site = "cross-site";
    get(v, "/en/search");
    assert_int_equal(DOLEN_E_DENIED, ask(v, "POST", "/en/search", JOIN("csrf=", read_csrf(v), "&case=C-1")));
    v->fetch_site = "same-origin";
    get(v, "/en/again/continue");
    assert_string_equal("/en/search", location(v));
}

static void a_wrong_password_is_counted_and_proves_nothing(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    let_time_pass(v);
    get(v, "/en/again");
    post(v, "/en/again", "password=wrong");
    assert_int_equal(403, v->response.status);
    assert_true(says(v, "href=\"#password\""));
    assert_int_equal(1, v->site->failures);
    assert_int_equal(DOLEN_OK, ask(v, "GET", "/en/search", ""));
    for (int i = 0; i < 10 && v->response.status != 429; i++) {
        get(v, "/en/again");
        post(v, "/en/again", "password=wrong");
    }
    assert_int_equal(429, v->response.status);
}

static void whoever_has_an_app_gives_its_code_too(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    let_time_pass(v);
    v->site->has_second_factor = true;
    v->site->confirmed_second_factor = true;
    get(v, "/en/again");
    post(v, "/en/again", "password=correct+horse+battery");
    assert_int_equal(403, v->response.status);
}

static void whoever_holds_several_roles_chooses_one_and_finds_its_desk(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=both&password=correct+horse+battery");
    assert_string_equal("/en/role", location(v));
    follow(v);
    assert_true(says(v, "value=\"practitioner\""));
    assert_true(says(v, "value=\"administrator\""));
    const char *before = v->cookie;
    post(v, "/en/role", "role=administrator");
    assert_string_equal("/en/home", location(v));
    assert_string_not_equal(before, v->cookie);
    get(v, "/en/accounts");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "You act as: Administrator"));
    get(v, "/en/search");
    assert_int_equal(403, v->response.status);
    get(v, "/cy/role");
    assert_true(says(v, "Ymarferydd"));
    post(v, "/cy/role", "role=practitioner");
    assert_string_equal("/cy/search", location(v));
    v->cookie = before;
    get(v, "/en/home");
    assert_string_equal("/en/sign-in", location(v));
}

static void a_role_that_the_account_does_not_hold_is_refused(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=both&password=correct+horse+battery");
    follow(v);
    post(v, "/en/role", "role=data-protection-officer");
    assert_int_equal(403, v->response.status);
    get(v, "/en/role");
    post(v, "/en/role", "role=");
    assert_true(says(v, "Select the role that you act in"));
    get(v, "/en/search");
    assert_int_equal(200, v->response.status);
}

/* The table of routes says it: no handler needs to remember. */
static void opening_an_entry_of_the_record_needs_a_recent_proof(void **state)
{
    static const char entry[] = "/en/audit/00000000-0000-4000-8000-000000000000";
    visitor *v = *state;

    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=officer&password=correct+horse+battery");
    get(v, entry);
    assert_string_not_equal("/en/again", location(v)); /* twin: just signed in */
    for (int i = 0; i < 2; i++) {
        v->site->now += INT64_C(8) * 60 * 1000;
        get(v, "/en/home");
    }
    get(v, entry);
    assert_string_equal("/en/again", location(v));
    get(v, "/en/again");
    post(v, "/en/again", "password=correct+horse+battery");
    assert_string_equal(entry, location(v));
}

static void another_role_is_no_new_proof(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=both&password=correct+horse+battery");
    let_time_pass(v);
    get(v, "/en/role");
    post(v, "/en/role", "role=administrator");
    assert_int_equal(DOLEN_OK, ask(v, "GET", "/en/accounts", ""));
}

static void whoever_holds_one_role_is_not_asked(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    assert_false(says(v, "You act as:"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_asked_of_whoever_signed_in_just_now),
        TEST(after_fifteen_minutes_the_password_is_asked_and_leads_back),
        TEST(the_token_from_before_the_proof_opens_nothing),
        TEST(a_form_that_was_sent_is_kept_and_offered_with_a_new_token),
        TEST(a_form_without_a_good_token_is_not_kept),
        TEST(a_wrong_password_is_counted_and_proves_nothing),
        TEST(whoever_has_an_app_gives_its_code_too),
        TEST(whoever_holds_several_roles_chooses_one_and_finds_its_desk),
        TEST(a_role_that_the_account_does_not_hold_is_refused),
        TEST(whoever_holds_one_role_is_not_asked),
        TEST(opening_an_entry_of_the_record_needs_a_recent_proof),
        TEST(another_role_is_no_new_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
