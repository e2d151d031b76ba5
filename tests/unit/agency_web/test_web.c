/* The pages as a visitor meets them, and the attacks of against them. */
#include "tests/support/dolen_test.h"
#include "tests/support/web_visitor.h"

#define WHO "purpose=S47&case=C-1&forenames=Si%C3%A2n&surname=Llewelyn&dob-day=27&dob-month=3&dob-year=2009"

static void a_practitioner_signs_in_searches_and_sees_the_result(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", WHO "&postcode=SA1+3SN&nhs_number=999+012+3454");
    assert_memory_equal("/en/searches/", location(v), strlen("/en/searches/"));
    follow(v);

    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Siân Llewelyn"));
    assert_true(says(v, "27 March 2009"));
    assert_true(says(v, "</strong> 3 of 5"));
    assert_true(says(v, "01632 960 100"));
    assert_true(says(v, "Probable match"));
    assert_true(says(v, "Surname sounds alike, or one part or a former surname does"));
    assert_true(says(v, "Reported missing"));
    assert_true(says(v, "3 August 2026"));
    assert_true(says(v, "no proof"));
    assert_int_equal(2009, v->site->last.person.born.year);
    assert_int_equal(1, v->site->asked);
}

static size_t steps_at(const visitor *v, dolen_audit_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < v->site->step_count; i++)
        count += v->site->steps[i].level == level;
    return count;
}

static void ig_11_a_page_notes_its_result_whose_involvement_and_whose_contact_it_shows(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", WHO);
    char url[256];
    (void)snprintf(url, sizeof url, "%s", location(v));
    assert_int_equal(0, steps_at(v, DOLEN_AUDIT_SHOWN)); /* asked, and not yet looked at */
    follow(v);

    assert_int_equal(1, steps_at(v, DOLEN_AUDIT_SHOWN));
    assert_true(steps_at(v, DOLEN_AUDIT_OPENED) >= 1);
    assert_true(steps_at(v, DOLEN_AUDIT_CONTACT) >= steps_at(v, DOLEN_AUDIT_OPENED));
    const size_t before = v->site->step_count;
    get(v, url);
    assert_int_equal(2 * before, v->site->step_count); /* looking again is noted again */
}

static void ig_11_what_cannot_be_noted_is_not_shown(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", WHO);
    v->site->steps_fail = true;
    follow(v);

    assert_true(v->response.status >= 500);
    assert_false(says(v, "01632 960 100"));
    assert_false(says(v, "Reported missing"));
}

static void the_same_result_is_shown_in_welsh(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", WHO);
    get(v, JOIN("/cy", location(v) + 3));

    assert_true(says(v, "lang=\"cy\""));
    assert_true(says(v, "27 Mawrth 2009"));
    assert_true(says(v, "Gwasanaethau plant"));
    assert_true(says(v, "Cyfatebiaeth debygol"));
    assert_int_equal(1, v->site->asked);
}

static void nothing_found_is_its_own_page(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", "purpose=S47&case=C-1&forenames=Ann&surname=Nobody");
    follow(v);

    assert_true(says(v, "No involvement was found"));
    assert_true(says(v, "</strong> 4 of 5"));
    assert_true(says(v, "date of birth"));
}

static void faults_stand_in_the_summary_and_at_the_field_and_what_was_typed_is_kept(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", "case=C-1&forenames=Ann&dob-day=31&dob-month=2&dob-year=2009");
    follow(v);

    assert_true(says(v, "<a href=\"#purpose\">Select the purpose of this search</a>"));
    assert_true(says(v, "<a href=\"#dob\">Enter a real date of birth, such as 27 3 2009</a>"));
    assert_true(says(v, "id=\"dob-error\""));
    assert_true(says(v, "name=\"forenames\" type=\"text\" value=\"Ann\""));
    assert_true(says(v, "value=\"31\""));
    assert_true(says(v, "<title>Error: "));
    get(v, "/cy/search");
    assert_true(says(v, "Dewiswch ddiben y chwiliad hwn"));
    assert_true(says(v, "value=\"Ann\""));
}

static void a_wrong_nhs_number_is_told(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", WHO "&nhs_number=999+012+3455");
    follow(v);

    assert_true(says(v, "#nhs_number"));
    assert_true(says(v, "id=\"nhs_number-error\""));
}

static void consent_is_asked_where_an_agreement_needs_it_IG_18(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    assert_true(says(v, "name=\"consent\""));
    post(v, "/en/search", "purpose=ADULT126&case=C-1&surname=Llewelyn&consent=yes");
    assert_true(v->site->last.consent);
    get(v, "/en/search");
    post(v, "/en/search", "purpose=ADULT126&case=C-1&surname=Llewelyn");
    assert_false(v->site->last.consent);
}

static void an_address_can_be_searched(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/search/address");
    post(v, "/en/search/address", "purpose=MISSING&case=C-1&address=12+High+Street&postcode=SA1+3SN");
    assert_int_equal(DOLEN_SUBJECT_ADDRESS, v->site->last.subject);
    follow(v);

    assert_true(says(v, "12 High Street"));
}

static void trouble_says_what_is_known_and_when_to_try_again(void **state)
{
    static const struct {
        const char *surname;
        int status;
        const char *words;
    } cases[] = {
        {"Broker", 503, "broker does not answer"},
        {"Holders", 503, "key holders"},
        {"Quota", 429, "limit of searches"},
        {"Rules", 403, "IG-04"},
        {"Unconfirmed", 503, "has not been confirmed"},
        {"Expired", 503, "agreement file"},
        {"Crash", 500, "Something went wrong"},
    };
    visitor *v = *state;

    sign_in(v, "asha");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        post(v, "/en/search", JOIN("purpose=S47&case=C-1&forenames=A&surname=", cases[i].surname));
        assert_int_equal(cases[i].status, v->response.status);
        assert_true(says(v, cases[i].words));
        assert_true(says(v, "Request number"));
        get(v, "/en/search");
        assert_true(says(v, cases[i].surname));
    }
}

static void staff_are_told_on_every_page_that_the_ledger_is_in_doubt_R_09(void **state)
{
    visitor *v = *state;

    v->site->has_alarm = true;
    get(v, "/en/sign-in");
    assert_false(says(v, "could not be confirmed"));
    sign_in(v, "asha");
    get(v, "/en/search");
    assert_true(says(v, "The record of searches could not be confirmed"));
    get(v, "/cy/searches");
    assert_true(says(v, "cadarnhau"));
    v->site->has_alarm = false;
    get(v, "/en/search");
    assert_false(says(v, "could not be confirmed"));
}

static void recent_searches_and_the_receipt_belong_to_their_asker(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", WHO);
    const char *page = JOIN(location(v));
    const char *receipt = JOIN(page, "/receipt");
    get(v, receipt);
    assert_true(says(v, "tlog-proof"));
    assert_non_null(strstr(dolen_web_response_header(&v->response, "Content-Disposition"), "attachment"));
    get(v, "/en/searches");
    assert_true(says(v, "Siân Llewelyn"));

    v->cookie = "";
    sign_in(v, "bryn");
    get(v, receipt);
    assert_int_equal(404, v->response.status);
    get(v, page);
    assert_int_equal(404, v->response.status);
    assert_false(says(v, "Llewelyn"));
    get(v, "/en/searches");
    assert_false(says(v, "Llewelyn"));
}

static void ig_15_a_protected_record_is_shown_after_the_interruption_only(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", "purpose=S47&case=C-1&decision_maker=T+Rees&forenames=Ann&surname=Guarded");
    const char *page = JOIN(location(v));
    follow(v);
    assert_true(says(v, "There is a protected record"));
    assert_true(says(v, "told at once"));
    assert_false(says(v, "Duty team"));
    assert_false(says(v, "Reported missing"));
    assert_false(v->site->last.acknowledge_protected);

    get(v, JOIN(page, "/without"));
    assert_true(says(v, "</strong> 2 of 5"));
    assert_false(says(v, "Reported missing"));
    assert_int_equal(1, v->site->asked);

    get(v, page);
    post(v, JOIN(page, "/open"), "");
    assert_true(v->site->last.acknowledge_protected);
    assert_string_equal("T Rees", v->site->last.decision_maker);
    assert_int_equal(2, v->site->asked);
    follow(v);
    assert_true(says(v, "</strong> 3 of 5"));
    assert_true(says(v, "Reported missing"));
    assert_true(says(v, "Protected record</strong>"));
    assert_true(says(v, "To be reviewed by"));
}

static void nothing_is_opened_without_the_form_or_where_nothing_is_held_back(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", "purpose=S47&case=C-1&forenames=Ann&surname=Guarded");
    const char *guarded = JOIN(location(v));
    get(v, guarded);
    visit(v, "POST", JOIN(guarded, "/open"), "");
    assert_int_equal(403, v->response.status);
    get(v, JOIN(guarded, "/open"));
    assert_int_equal(303, v->response.status);
    get(v, "/en/search");
    post(v, "/en/search", WHO);
    const char *plain = JOIN(location(v));
    get(v, "/en/search");
    post(v, JOIN(plain, "/open"), "");
    assert_int_equal(403, v->response.status);
    assert_int_equal(2, v->site->asked);
}

static void ig_20_urgency_needs_an_authoriser_and_no_reference(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    assert_true(says(v, "Danger to life"));
    post(v, "/en/search", "purpose=S47&urgent_reason=LIFE&forenames=Ann&surname=Llewelyn");
    follow(v);
    assert_true(says(v, "<a href=\"#authoriser\">"));
    assert_true(says(v, "<details class=\"govuk-details\" open>"));
    post(v, "/en/search", "purpose=S47&urgent_reason=LIFE&authoriser=M+Owen&forenames=Ann&surname=Llewelyn");
    assert_string_equal("LIFE", v->site->last.urgent_reason.text);
    assert_string_equal("M Owen", v->site->last.authoriser);
    follow(v);
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Danger to life"));
    assert_true(says(v, "M Owen"));
}

static void ig_19_who_took_the_decision_is_a_field_of_its_own(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    assert_true(says(v, "name=\"decision_maker\""));
    post(v, "/en/search", WHO "&decision_maker=Strategy+meeting%2C+T+Rees");
    assert_string_equal("Strategy meeting, T Rees", v->site->last.decision_maker);
    follow(v);
    assert_true(says(v, "Decision taken by"));
}

static void ig_32_reviews_and_notices_are_for_who_looks_after_them(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    get(v, "/en/reviews");
    assert_int_equal(403, v->response.status);
    v->cookie = "";
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=officer&password=correct+horse+battery");
    get(v, "/en/home");
    assert_true(says(v, "/en/reviews"));
    get(v, "/en/reviews");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "govuk-tag--red\">Overdue"));
    assert_true(says(v, "T. O&#39;Rees &lt;b&gt;"));
    assert_true(says(v, "P-10023"));
    assert_true(says(v, "Not named"));
}

static void an_officer_cannot_search_IG_12(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=officer&password=correct+horse+battery");
    assert_string_equal("/en/home", dolen_web_response_header(&v->response, "Location"));
    get(v, "/en/home");
    assert_int_equal(200, v->response.status);
    assert_false(says(v, "/en/search"));
    get(v, "/en/search");

    assert_int_equal(403, v->response.status);
}

static void every_answer_carries_the_security_headers(void **state)
{
    static const char *const paths[] = {"/", "/en/sign-in", "/en/nothing", "/nothing", "/en/search"};
    visitor *v = *state;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        get(v, paths[i]);
        const char *policy = dolen_web_response_header(&v->response, "Content-Security-Policy");
        assert_non_null(policy);
        assert_non_null(strstr(policy, "default-src 'none'"));
        assert_non_null(strstr(policy, "frame-ancestors 'none'"));
        assert_null(strstr(policy, "unsafe"));
        assert_string_equal("nosniff", dolen_web_response_header(&v->response, "X-Content-Type-Options"));
        assert_non_null(dolen_web_response_header(&v->response, "Strict-Transport-Security"));
        assert_string_equal("no-store", dolen_web_response_header(&v->response, "Cache-Control"));
    }
}

static void the_cookie_is_bound_to_the_host_and_hidden_from_scripts(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");

    const char *cookie = dolen_web_response_header(&v->response, "Set-Cookie");
    assert_non_null(cookie);
    for (const char *const *part = (const char *const[]){"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/", NULL};
         *part; part++)
        assert_non_null(strstr(cookie, *part));
    assert_null(strstr(cookie, "Domain"));
}

static void a_token_planted_before_sign_in_opens_nothing_R_20(void **state)
{
    static const char planted[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    visitor *v = *state;

    v->cookie = planted;
    sign_in(v, "asha");
    assert_string_not_equal(planted, v->cookie);
    const char *renewed = v->cookie;

    v->cookie = planted;
    get(v, "/en/searches");
    assert_string_equal("/en/sign-in", location(v));

    /* Twin: the token that was issued at sign-in does open it. */
    v->cookie = renewed;
    get(v, "/en/searches");
    assert_int_equal(200, v->response.status);
}

static void a_form_without_its_token_is_refused_R_20(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    const char *right = read_csrf(v);
    const char *wrong = JOIN("csrf=", right[0] == 'a' ? "b" : "a", right + 1, "&", WHO);

    visit(v, "POST", "/en/search", WHO);
    assert_int_equal(403, v->response.status);
    visit(v, "POST", "/en/search", wrong);
    assert_int_equal(403, v->response.status);
    assert_int_equal(0, v->site->asked);

    /* Twin: with the token the same form is taken. */
    visit(v, "POST", "/en/search", JOIN("csrf=", right, "&", WHO));
    assert_int_equal(303, v->response.status);
    assert_int_equal(1, v->site->asked);
}

static void a_form_from_another_site_is_refused_R_20(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    v->fetch_site = "cross-site";
    post(v, "/en/search", WHO);
    assert_int_equal(403, v->response.status);
    assert_int_equal(0, v->site->asked);

    v->fetch_site = "same-origin";
    get(v, "/en/search");
    v->content_type = "text/plain";
    post(v, "/en/search", WHO);
    assert_int_equal(400, v->response.status);
    assert_int_equal(0, v->site->asked);
}

static void names_cannot_become_markup_R_15(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search",
         "purpose=S47&case=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&forenames=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E"
         "&surname=%27%22%E2%80%AE%F0%9F%90%89%0A%E2%80%94+name+signature");
    follow(v);
    assert_int_equal(200, v->response.status);
    assert_false(says(v, "<script>alert"));
    assert_false(says(v, "<img"));
    assert_false(says(v, "\xE2\x80\xAE"));
    assert_true(says(v, "&lt;img src=x onerror=alert(1)&gt;"));
    assert_true(says(v, "\xF0\x9F\x90\x89"));

    get(v, "/en/searches");
    assert_false(says(v, "<img"));

    get(v, "/en/search");
    post(v, "/en/search", "case=%22+autofocus+onfocus%3D%22alert(1)&forenames=A");
    follow(v);
    assert_false(says(v, "\" autofocus"));
    assert_true(says(v, "&quot; autofocus onfocus=&quot;alert(1)"));
}

static void nothing_typed_reaches_a_header_R_20(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    post(v, "/en/search", "purpose=S47%0D%0ASet-Cookie:+x&case=C%0D%0AX-Evil:+1&forenames=A%0D%0AX-Evil:+1&surname=B");
    for (size_t i = 0; i < v->response.header_count; i++) {
        assert_null(strpbrk(v->response.headers[i].value, "\r\n"));
        assert_null(strstr(v->response.headers[i].value, "Evil"));
    }
}

static void redirects_stay_on_this_site_R_20(void **state)
{
    static const char *const paths[] = {"//example.org", "/en//example.org", "/en/searches//example.org/",
                                        "/cy/\\example.org", "/en/sign-in?reason=//example.org"};
    visitor *v = *state;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        get(v, paths[i]);
        const char *header = dolen_web_response_header(&v->response, "Location");
        assert_true(!header || (header[0] == '/' && header[1] != '/' && header[1] != '\\'));
        assert_false(says(v, "href=\"//"));
    }
}

static void an_oversized_form_is_refused_R_20(void **state)
{
    visitor *v = *state;
    static char body[DOLEN_WEB_BODY + 100];

    sign_in(v, "asha");
    memset(body, 'a', sizeof body - 1);
    visit(v, "POST", "/en/search", body);

    assert_int_equal(413, v->response.status);
}

static void malformed_forms_are_refused(void **state)
{
    static const char *const bad[] = {"&a=%", "&a=%2", "&a=%zz", "&a=%00", "&a=%FF"};
    visitor *v = *state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sign_in(v, "asha");
        visit(v, "POST", "/en/search", JOIN("csrf=", read_csrf(v), bad[i]));
        assert_int_equal(400, v->response.status);
        v->cookie = "";
    }
}

static void guessing_passwords_is_slowed_R_20(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    for (int i = 0; i < 5; i++) {
        post(v, "/en/sign-in", "user=asha&password=wrong");
        assert_int_equal(403, v->response.status);
        assert_true(says(v, "is not right"));
    }
    post(v, "/en/sign-in", "user=asha&password=correct+horse+battery");
    assert_int_equal(429, v->response.status);

    /* Twin: after the delay the right password opens; so it was the delay that held it. */
    v->site->now += 30 * 1000;
    post(v, "/en/sign-in", "user=asha&password=correct+horse+battery");
    assert_int_equal(303, v->response.status);
}

static void an_unknown_name_is_answered_as_a_wrong_password(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=nobody&password=wrong");
    assert_int_equal(403, v->response.status);
    assert_true(says(v, "The user name, the password or the security code is not right"));

    v->site->lapsed = true;
    post(v, "/en/sign-in", "user=asha&password=correct+horse+battery");
    assert_int_equal(403, v->response.status);
    assert_true(says(v, "The user name, the password or the security code is not right"));
    assert_false(says(v, "correct horse"));
}

static void an_idle_session_ends_and_the_form_is_kept(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    v->site->now += 14 * 60 * 1000;
    get(v, "/en/search");
    assert_int_equal(200, v->response.status);
    v->site->now += 15 * 60 * 1000;
    post(v, "/en/search", WHO);
    assert_string_equal("/en/sign-in?reason=timed-out", location(v));
    assert_int_equal(0, v->site->asked);
    follow(v);
    assert_true(says(v, "15 minutes"));

    sign_in(v, "asha");
    assert_true(says(v, "Llewelyn"));
}

static void signing_out_ends_the_session_at_the_server(void **state)
{
    visitor *v = *state;

    sign_in(v, "asha");
    const char *old = v->cookie;
    post(v, "/en/sign-out", "");
    assert_string_equal("/en/signed-out", location(v));
    follow(v);
    assert_true(says(v, "You have signed out"));

    v->cookie = old;
    get(v, "/en/search");
    assert_string_equal("/en/sign-in", location(v));
}

static void a_failing_database_is_told_without_detail(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    v->site->store_fails = true;
    post(v, "/en/sign-in", "user=asha&password=correct+horse+battery");

    assert_int_equal(503, v->response.status);
    assert_false(says(v, "double"));
}

static void the_style_is_kept_by_browsers_for_ever(void **state)
{
    visitor *v = *state;

    get(v, "/en/sign-in");
    const char *at = memmem(v->response.body.at, v->response.body.size, "/assets/site.", 13);
    assert_non_null(at);
    get(v, dolen_arena_copy_string(v->texts, at, strcspn(at, "\"")));

    assert_int_equal(200, v->response.status);
    assert_string_equal("text/css; charset=utf-8", dolen_web_response_header(&v->response, "Content-Type"));
    assert_non_null(strstr(dolen_web_response_header(&v->response, "Cache-Control"), "immutable"));
    assert_true(v->response.body.size < 200 * 1024);
    assert_false(says(v, "GDS"));
    assert_false(says(v, "crest"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_practitioner_signs_in_searches_and_sees_the_result),
        TEST(ig_11_a_page_notes_its_result_whose_involvement_and_whose_contact_it_shows),
        TEST(ig_11_what_cannot_be_noted_is_not_shown),
        TEST(the_same_result_is_shown_in_welsh),
        TEST(nothing_found_is_its_own_page),
        TEST(faults_stand_in_the_summary_and_at_the_field_and_what_was_typed_is_kept),
        TEST(a_wrong_nhs_number_is_told),
        TEST(consent_is_asked_where_an_agreement_needs_it_IG_18),
        TEST(an_address_can_be_searched),
        TEST(trouble_says_what_is_known_and_when_to_try_again),
        TEST(staff_are_told_on_every_page_that_the_ledger_is_in_doubt_R_09),
        TEST(recent_searches_and_the_receipt_belong_to_their_asker),
        TEST(ig_15_a_protected_record_is_shown_after_the_interruption_only),
        TEST(nothing_is_opened_without_the_form_or_where_nothing_is_held_back),
        TEST(ig_20_urgency_needs_an_authoriser_and_no_reference),
        TEST(ig_19_who_took_the_decision_is_a_field_of_its_own),
        TEST(ig_32_reviews_and_notices_are_for_who_looks_after_them),
        TEST(an_officer_cannot_search_IG_12),
        TEST(every_answer_carries_the_security_headers),
        TEST(the_cookie_is_bound_to_the_host_and_hidden_from_scripts),
        TEST(a_token_planted_before_sign_in_opens_nothing_R_20),
        TEST(a_form_without_its_token_is_refused_R_20),
        TEST(a_form_from_another_site_is_refused_R_20),
        TEST(names_cannot_become_markup_R_15),
        TEST(nothing_typed_reaches_a_header_R_20),
        TEST(redirects_stay_on_this_site_R_20),
        TEST(an_oversized_form_is_refused_R_20),
        TEST(malformed_forms_are_refused),
        TEST(guessing_passwords_is_slowed_R_20),
        TEST(an_unknown_name_is_answered_as_a_wrong_password),
        TEST(an_idle_session_ends_and_the_form_is_kept),
        TEST(signing_out_ends_the_session_at_the_server),
        TEST(a_failing_database_is_told_without_detail),
        TEST(the_style_is_kept_by_browsers_for_ever),
    };

    return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
