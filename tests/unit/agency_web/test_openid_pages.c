/* The pages of sign-in at a provider, with a provider that answers as the test says. */
#include "tests/support/dolen_test.h"

#include "node/agency/web/web_again.h"
#include "tests/support/web_visitor.h"

typedef struct provider {
    dolen_web_openid pages;
    dolen_web_openid_person person;
    dolen_status begins;
    dolen_status ends;
    char token[DOLEN_VISIT_TOKEN]; /* of the browser that began */
    bool asked_again;
    bool asked_in_welsh;
    char logout[64];
} provider;

static provider p;

static dolen_status begin(void *context, const char *token, bool is_again, bool is_welsh, dolen_arena *arena,
                          const char **url, dolen_err *err)
{
    (void)context;
    (void)arena;
    p.asked_again = is_again;
    p.asked_in_welsh = is_welsh;
    *url = "https://login.example.org/auth?state=s";
    DOLEN_TRY(dolen_text_copy(p.token, sizeof p.token, token, err));
    return p.begins == DOLEN_OK ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_REMOTE, "silent");
}

/* As the node does: an answer fits the browser that began. */
static dolen_status finish(void *context, const dolen_web_openid_return *answer, dolen_arena *arena,
                           dolen_web_openid_person *out, dolen_err *err)
{
    (void)context;
    (void)arena;
    (void)err;
    *out = p.person;
    if (!*answer->token || strcmp(answer->token, p.token) != 0 || strcmp(answer->reply.state, "s") != 0)
        *out = (dolen_web_openid_person){.outcome = DOLEN_WEB_OPENID_REFUSED};
    return DOLEN_OK;
}

static dolen_status leave(void *context, bool is_welsh, dolen_arena *arena, const char **url, dolen_err *err)
{
    (void)context;
    (void)arena;
    *url = is_welsh ? "https://login.example.org/end?state=cy" : "https://login.example.org/end?state=en";
    return p.ends == DOLEN_OK ? DOLEN_OK : DOLEN_FAIL(err, p.ends, "none");
}

static dolen_status logout(void *context, const char *token, dolen_uuid request, dolen_arena *arena, dolen_err *err)
{
    (void)context;
    (void)request;
    (void)arena;
    DOLEN_TRY(dolen_text_copy(p.logout, sizeof p.logout, token, err));
    return strcmp(token, "good") == 0   ? DOLEN_OK
           : strcmp(token, "busy") == 0 ? DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database is away")
                                        : DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a bad token");
}

static int set_up_with_provider(void **state)
{
    const int done = set_up(state);
    visitor *v = *state;

    p = (provider){
        .pages = {.has_local_accounts = true, .begin = begin, .finish = finish, .leave = leave, .logout = logout},
        .person = {.outcome = DOLEN_WEB_OPENID_IN,
                   .has_errand = true,
                   .user = "asha",
                   .sid = "provider-session",
                   .role = dolen_code_of("practitioner"),
                   .role_count = 1,
                   .authenticated = v->site->now}};
    dolen_web_free(v->web);
    dolen_web_site site = web_double_site(v->site);
    site.openid = &p.pages;
    v->web = dolen_web_new(&site);
    return done;
}

static void return_from_provider(visitor *v, const char *code, const char *state)
{
    dolen_arena_reset(v->arena);
    const dolen_web_request request = {.method = "GET",
                                       .path = "/openid/callback",
                                       .reason = "",
                                       .about = "",
                                       .reply = {.code = code, .state = state},
                                       .cookie = v->cookie,
                                       .content_type = "",
                                       .accept_language = "",
                                       .accept_encoding = "",
                                       .fetch_site = "cross-site",
                                       .id = dolen_uuid_make()};
    dolen_web_answer(v->web, &request, v->arena, &v->response);
    keep_cookie(v);
}

static void enter(visitor *v)
{
    get(v, "/en/sign-in");
    get(v, "/en/openid/start");
    assert_string_equal("https://login.example.org/auth?state=s", location(v));
    return_from_provider(v, "c", "s");
}

static void somebody_signs_in_at_the_provider(void **state)
{
    visitor *v = *state;

    get(v, "/cy/sign-in");
    assert_true(says(v, "href=\"/cy/openid/start\""));
    p.person.is_welsh = true;
    get(v, "/cy/openid/start");
    assert_true(p.asked_in_welsh && !p.asked_again);
    return_from_provider(v, "c", "s");
    assert_string_equal("/cy/search", location(v));
    get(v, "/cy/search");
    assert_int_equal(200, v->response.status);
    assert_false(says(v, "/cy/password"));
    get(v, "/cy/password");
    assert_int_equal(404, v->response.status);
    get(v, "/cy/second-factor");
    assert_int_equal(404, v->response.status);
}

/* Session fixation: a token that somebody else may know from before. */
static void the_token_from_before_the_sign_in_opens_nothing(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    const char *before = v->cookie;
    enter(v);
    assert_string_not_equal(before, v->cookie);
    v->cookie = before;
    get(v, "/en/search");
    assert_string_equal("/en/sign-in", location(v));
}

static void an_answer_without_a_beginning_is_refused_in_words(void **state)
{
    visitor *v = *state;

    return_from_provider(v, "c", "s");
    assert_int_equal(403, v->response.status);
    assert_true(says(v, "The sign-in did not work"));
    enter(v);
    assert_string_equal("/en/search", location(v));
    return_from_provider(v, "c", "s"); /* the answer once more: the token has changed */
    assert_int_equal(403, v->response.status);
}

static void each_failure_says_what_to_do_in_both_languages(void **state)
{
    static const struct {
        dolen_web_openid_outcome outcome;
        int status;
        const char *english;
        const char *welsh;
    } cases[] = {
        {DOLEN_WEB_OPENID_REFUSED, 403, "The sign-in did not work", "Ni weithiodd"},
        {DOLEN_WEB_OPENID_DECLINED, 403, "You were not signed in", "Ni chawsoch"},
        {DOLEN_WEB_OPENID_SILENT, 503, "does not answer", "Nid yw mewngofnodi"},
        {DOLEN_WEB_OPENID_WEAK, 403, "A stronger sign-in", "mewngofnodi cryfach"},
        {DOLEN_WEB_OPENID_NO_ROLE, 403, "Ask your manager", "Gofynnwch i&#39;ch rheolwr"},
        {DOLEN_WEB_OPENID_NO_ACCOUNT, 403, "You have no account", "Nid oes gennych gyfrif"},
        {DOLEN_WEB_OPENID_UNCONFIRMED, 403, "days of training and vetting", "hyfforddiant"},
        {DOLEN_WEB_OPENID_OTHER_PERSON, 403, "somebody else", "Cyfrif rhywun arall"},
    };
    visitor *v = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        p.person.outcome = cases[i].outcome;
        p.person.is_welsh = false;
        enter(v);
        assert_int_equal(cases[i].status, v->response.status);
        assert_true(says(v, cases[i].english));
        p.person.is_welsh = true;
        return_from_provider(v, "c", "s");
        assert_true(says(v, cases[i].welsh));
        get(v, "/en/search");
        assert_string_equal("/en/sign-in", location(v));
    }
}

static void a_silent_provider_is_told(void **state)
{
    visitor *v = *state;

    p.begins = DOLEN_E_REMOTE;
    get(v, "/en/openid/start");
    assert_int_equal(503, v->response.status);
    assert_true(says(v, "Try again in 5 minutes"));
}

static void without_local_accounts_no_password_is_taken(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    assert_true(says(v, "name=\"password\""));
    const char *csrf = read_csrf(v);
    p.pages.has_local_accounts = false;
    get(v, "/en/sign-in");
    assert_false(says(v, "name=\"password\""));
    visit(v, "POST", "/en/sign-in", JOIN("csrf=", csrf, "&user=asha&password=correct+horse+battery"));
    assert_int_equal(403, v->response.status);
}

static void without_a_provider_there_are_no_such_pages(void **state)
{
    visitor *v = *state;
    const char *const paths[] = {"/en/openid/start", "/openid/callback", "/en/openid/leave"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        get(v, paths[i]);
        assert_int_equal(404, v->response.status);
    }
    visit(v, "POST", "/openid/back-channel-logout", "logout_token=good");
    assert_int_equal(404, v->response.status);
    get(v, "/en/sign-in");
    assert_false(says(v, "/openid/"));
}

/* When the provider says nothing of the time, or of a long time ago, an audit act asks anew. */
static void an_old_proof_at_the_provider_is_no_recent_one(void **state)
{
    visitor *v = *state;
    const int64_t times[] = {0, v->site->now - DOLEN_WEB_RECENT};

    p.person.role = dolen_code_of("data-protection-officer");
    for (size_t i = 0; i < 2; i++) {
        p.person.authenticated = times[i];
        enter(v);
        get(v, "/en/home");
        post(v, "/en/integrity", "x=y");
        assert_string_equal("/en/again", location(v));
        get(v, "/en/again");
        assert_true(says(v, "href=\"/en/openid/again\""));
        assert_false(says(v, "name=\"password\""));
        post(v, "/en/integrity", "x=y");
        get(v, "/en/openid/again");
        assert_true(p.asked_again);
        p.person.is_again = true;
        return_from_provider(v, "c", "s");
        assert_string_equal("/en/again/continue", location(v));
        follow(v);
        assert_true(says(v, "name=\"x\" value=\"y\""));
        p.person.is_again = false;
        v->cookie = "";
    }
}

static void signing_out_leads_through_the_provider_without_a_redirect_of_the_form(void **state)
{
    visitor *v = *state;

    enter(v);
    get(v, "/en/search");
    post(v, "/en/sign-out", "");
    assert_string_equal("/en/signed-out?reason=agency", location(v));
    follow(v);
    assert_int_equal(200, v->response.status);
    assert_string_equal("0; url=/en/openid/leave", dolen_web_response_header(&v->response, "Refresh"));
    get(v, "/en/openid/leave");
    assert_string_equal("https://login.example.org/end?state=en", location(v));
    p.ends = DOLEN_E_ABSENT;
    get(v, "/cy/openid/leave");
    assert_string_equal("/cy/signed-out", location(v));
}

static void a_local_session_says_nothing_to_the_provider(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/openid/again");
    assert_int_equal(404, v->response.status);
    get(v, "/en/search");
    post(v, "/en/sign-out", "");
    assert_string_equal("/en/signed-out", location(v));
}

static void a_logout_token_is_handed_on_and_answered_as_the_standard_says(void **state)
{
    visitor *v = *state;

    v->fetch_site = "";
    visit(v, "POST", "/openid/back-channel-logout", "logout_token=good");
    assert_int_equal(200, v->response.status);
    assert_string_equal("good", p.logout);
    assert_string_equal("no-store", dolen_web_response_header(&v->response, "Cache-Control"));
    visit(v, "POST", "/openid/back-channel-logout", "logout_token=bad");
    assert_int_equal(400, v->response.status);
    visit(v, "POST", "/openid/back-channel-logout", "logout_token=busy");
    assert_int_equal(503, v->response.status);
    visit(v, "POST", "/openid/back-channel-logout", "logout_token=good&logout_token=good");
    assert_int_equal(400, v->response.status);
    v->content_type = "application/json";
    visit(v, "POST", "/openid/back-channel-logout", "logout_token=good");
    assert_int_equal(400, v->response.status);
    get(v, "/openid/back-channel-logout");
    assert_int_not_equal(200, v->response.status);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_with_provider, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(somebody_signs_in_at_the_provider),
        TEST(the_token_from_before_the_sign_in_opens_nothing),
        TEST(an_answer_without_a_beginning_is_refused_in_words),
        TEST(each_failure_says_what_to_do_in_both_languages),
        TEST(a_silent_provider_is_told),
        TEST(without_local_accounts_no_password_is_taken),
        cmocka_unit_test_setup_teardown(without_a_provider_there_are_no_such_pages, set_up, tear_down),
        TEST(an_old_proof_at_the_provider_is_no_recent_one),
        TEST(signing_out_leads_through_the_provider_without_a_redirect_of_the_form),
        TEST(a_local_session_says_nothing_to_the_provider),
        TEST(a_logout_token_is_handed_on_and_answered_as_the_standard_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
