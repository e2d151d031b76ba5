/* The access audit: its ground, the list of searches, one search, findings, who read the log. */
#include <unistd.h>

#include "tests/support/officer_visitor.h"

#define ONE "/en/audit/00000000-0000-4000-8000-000000000000"
#define ONE_RECEIPT "/en/audit/00000000-0000-4000-8000-000000000000/receipt"

static void choose(officer *o, const char *ground)
{
    visitor *v = o->v;

    get(v, "/en/audit");
    post(v, "/en/audit/ground", JOIN("next=/audit&ground=", ground));
    follow(v);
}

static const oversight_double_reading *last_reading(const officer *o)
{
    assert_true(o->double_.reading_count > 0);
    return &o->double_.readings[o->double_.reading_count - 1];
}

/* Everything that a page of the log could give away. */
static bool tells_of_the_log(const officer *o)
{
    return says(o->v, "WCCIS") || says(o->v, "Llewelyn") || says(o->v, "tlog-proof@v1") || says(o->v, "1,203,9");
}

static const char *const log_pages[] = {
    "/en/audit",    ONE,        ONE_RECEIPT, "/en/audit/alerts", "/en/findings", "/en/findings/one?about=10",
    "/en/readings", "/cy/audit"};
enum { LOG_PAGES = sizeof log_pages / sizeof *log_pages };

static void ig_09_without_a_ground_nothing_of_the_log_is_read_or_shown(void **state)
{
    officer *o = *state;

    for (size_t i = 0; i < LOG_PAGES; i++) {
        get(o->v, log_pages[i]);
        assert_int_equal(200, o->v->response.status);
        assert_true(says(o->v, "name=\"ground\""));
        assert_false(tells_of_the_log(o));
    }
    assert_int_equal(0, o->double_.finds);
    assert_int_equal(0, o->double_.reading_count);
}

/* The twin: with a ground, and nothing else changed, the same pages do tell, and each reading names its ground. */
static void ig_09_with_a_ground_the_same_pages_tell_and_each_reading_names_it(void **state)
{
    officer *o = *state;

    choose(o, "self-monitoring");
    for (size_t i = 0; i < LOG_PAGES; i++) {
        const size_t before = o->double_.reading_count;
        get(o->v, log_pages[i]);
        assert_int_equal(200, o->v->response.status);
        assert_false(says(o->v, "name=\"ground\""));
        assert_int_equal(before + 1, o->double_.reading_count);
        assert_string_equal("self-monitoring", last_reading(o)->ground);
        assert_string_equal("officer", last_reading(o)->user);
        if (i < 4)
            assert_true(tells_of_the_log(o));
    }
}

static void ig_09_no_ground_is_chosen_for_the_officer(void **state)
{
    officer *o = *state;

    get(o->v, "/en/audit");
    assert_true(says(o->v, "value=\"criminal-proceedings\""));
    assert_false(says(o->v, " checked"));
    post(o->v, "/en/audit/ground", "next=/audit");
    assert_int_equal(200, o->v->response.status);
    assert_true(says(o->v, "Choose why you read the log"));
    assert_true(says(o->v, "href=\"#ground\""));
    post(o->v, "/en/audit/ground", "next=/audit&ground=curiosity");
    assert_true(says(o->v, "Choose why you read the log"));
    assert_int_equal(0, o->double_.finds);
}

static void ig_12_what_cannot_be_written_down_is_not_shown(void **state)
{
    officer *o = *state;

    choose(o, "lawfulness");
    o->double_.reading_fails = true;
    for (size_t i = 0; i < LOG_PAGES; i++) {
        get(o->v, log_pages[i]);
        assert_int_equal(503, o->v->response.status);
        assert_false(tells_of_the_log(o));
    }
}

static void the_ground_ends_with_the_session_and_when_it_is_changed(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    assert_true(says(v, "Checking lawfulness"));
    post(v, "/en/audit/ground", "action=forget");
    assert_string_equal("/en/audit", location(v));
    follow(v);
    assert_true(says(v, "name=\"ground\""));
    choose(o, "integrity");
    assert_true(says(v, "Integrity and security of the data"));
    v->site->now += 1000;
    officer_sign_in(o, "officer");
    get(v, "/en/audit");
    assert_true(says(v, "name=\"ground\""));
}

static void a_receipt_leaves_only_after_a_recent_proof_and_the_ground_stays(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "integrity");
    for (int i = 0; i < 2; i++) {
        v->site->now += INT64_C(8) * 60 * 1000;
        get(v, "/en/audit");
    }
    get(v, "/en/audit/alerts");
    assert_string_equal("/en/again", location(v));
    get(v, ONE "/receipt");
    assert_string_equal("/en/again", location(v));
    get(v, "/en/again");
    post(v, "/en/again", "password=correct+horse+battery");
    assert_string_equal(ONE "/receipt", location(v));
    follow(v);
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "tlog-proof@v1"));
}

static void the_page_that_was_wanted_follows_the_ground_and_nothing_else_does(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, ONE);
    post(v, "/en/audit/ground", "ground=integrity&next=/audit/00000000-0000-4000-8000-000000000000");
    assert_string_equal(ONE, location(v));
    follow(v);
    post(v, "/en/audit/ground", "ground=integrity&next=//evil.example/");
    assert_string_equal("/en/audit", location(v));
    follow(v);
    post(v, "/en/audit/ground", "ground=integrity&next=/audit/%0d%0aX:+y");
    assert_string_equal("/en/audit", location(v));
}

static void lists_searches_newest_first_a_page_at_a_time(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    assert_true(says(v, "1,000"));
    assert_true(says(v, "Found, at least:"));
    assert_true(says(v, "href=\"" ONE "\""));
    assert_true(says(v, "/audit/00000049-"));
    assert_false(says(v, "/audit/00000050-"));
    assert_int_equal(DOLEN_FIND_PAGE, last_reading(o)->count);
    assert_int_equal(DOLEN_READING_LIST, last_reading(o)->kind);
    static const char mark[] = "rel=\"next\" href=\"/en/audit";
    const char *at = memmem(v->response.body.at, v->response.body.size, mark, sizeof mark - 1);
    assert_non_null(at);
    at += sizeof mark - 1;
    get(v, JOIN("/en/audit", dolen_arena_copy_string(v->texts, at, strcspn(at, "\""))));
    assert_true(says(v, "/audit/00000050-"));
    assert_false(says(v, "/audit/00000049-"));
    assert_true(says(v, "Back to the newest"));
}

static void says_of_each_search_what_is_to_be_looked_at(void **state)
{
    officer *o = *state;

    choose(o, "lawfulness");
    assert_true(says(o->v, "Review overdue"));
    assert_true(says(o->v, "Review open"));
    assert_true(says(o->v, "Reviewed"));
    assert_true(says(o->v, ">Urgent<"));
    assert_true(says(o->v, ">Protected record<"));
    assert_true(says(o->v, ">Finding<"));
    assert_true(says(o->v, "The hub did not answer"));
    assert_true(says(o->v, "Child-protection enquiry"));
    assert_true(says(o->v, "Alarm open"));
}

static void finds_by_what_was_typed_and_keeps_it_in_the_form_and_out_of_the_address(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    post(v, "/en/audit",
         "action=find&asked_by=bryn&case_reference=WCCIS+0025522&from=2026-07-01&until=2026-07-02&purpose=S47&"
         "outcome=answered&urgent=yes");
    assert_string_equal("/en/audit", location(v));
    follow(v);
    assert_true(says(v, "value=\"bryn\""));
    assert_true(says(v, "value=\"WCCIS 0025522\""));
    assert_true(says(v, "<option value=\"S47\" selected>"));
    assert_true(says(v, "<option value=\"answered\" selected>"));
    assert_true(o->double_.urgent_only);
    assert_string_equal("WCCIS 0025522", o->double_.case_reference);
    /* Days of the United Kingdom: in summer they begin an hour before UTC's. The last one is included. */
    assert_int_equal(INT64_C(1782860400000), o->double_.from);
    assert_int_equal(INT64_C(1783033200000), o->double_.until);
    post(v, "/en/audit", "action=clear");
    follow(v);
    assert_false(says(v, "value=\"bryn\""));
    assert_int_equal(0, o->double_.from);
}

static void a_period_that_is_none_is_a_fault_and_nothing_is_read(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    const size_t before = o->double_.reading_count;
    post(v, "/en/audit", "from=yesterday&until=2026-02-30");
    follow(v);
    assert_true(says(v, "id=\"from-error\""));
    assert_true(says(v, "id=\"until-error\""));
    assert_true(says(v, "value=\"yesterday\""));
    assert_false(says(v, "<th scope=\"col\" class=\"govuk-table__header\">When"));
    post(v, "/en/audit", "from=2026-03-02&until=2026-03-01");
    follow(v);
    assert_true(says(v, "Enter a last day that is not before the first day"));
    assert_int_equal(before, o->double_.reading_count);
}

static void searches_about_one_person_are_read_as_that(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "subject-rights");
    post(v, "/en/audit", "surname=Llewelyn&dob-day=27&dob-month=3&dob-year=2009");
    follow(v);
    assert_int_equal(DOLEN_READING_SUBJECT, last_reading(o)->kind);
    assert_true(says(v, "<details class=\"govuk-details\" open>"));
    const size_t before = o->double_.reading_count;
    post(v, "/en/audit", "forenames=Ann");
    follow(v);
    assert_true(says(v, "Enter a surname with a date of birth"));
    post(v, "/en/audit", "surname=Llewelyn&dob-day=31&dob-month=2&dob-year=2009");
    follow(v);
    assert_true(says(v, "id=\"dob-error\""));
    assert_int_equal(before, o->double_.reading_count);
}

static void ig_11_one_search_shows_who_why_what_was_typed_and_how_far_it_went(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    get(v, ONE);
    assert_int_equal(200, v->response.status);
    assert_int_equal(DOLEN_READING_ENTRY, last_reading(o)->kind);
    assert_string_equal("00000000-0000-4000-8000-000000000000", last_reading(o)->about);
    assert_true(says(v, "Llewelyn-\xc5\xb4yn"));
    assert_true(says(v, "Danger to life"));
    assert_true(says(v, "Search made"));
    assert_true(says(v, "Result shown"));
    assert_true(says(v, "Involvement shown"));
    assert_true(says(v, "Contact shown"));
    assert_true(says(v, "Agency and contact"));
    assert_true(says(v, "of_tomorrow"));
    assert_true(says(v, ">Refused<"));
    assert_true(says(v, ">Not reached<"));
}

static void ig_10_says_plainly_whether_the_receipt_verifies(void **state)
{
    static const struct {
        const char *page;
        const char *words;
    } cases[] = {{"/en/audit/00000000-0000-4000-8000-000000000000", "Verified and confirmed"},
                 {"/en/audit/00000001-0000-4000-8000-000000000000", "The receipt does not hold"},
                 {"/en/audit/00000002-0000-4000-8000-000000000000", "Verified, not yet confirmed"},
                 {"/en/audit/00000003-0000-4000-8000-000000000000", "No receipt"}};
    officer *o = *state;

    choose(o, "integrity");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        get(o->v, cases[i].page);
        assert_true(says(o->v, cases[i].words));
        assert_true(says(o->v, "a log that is not trusted") == (i == 1));
        assert_true(says(o->v, "/receipt\"") == (i != 3));
        assert_true(says(o->v, "They differ") == (i == 2));
    }
}

static void the_receipt_is_a_file_and_its_reading_is_written_down(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "integrity");
    get(v, ONE "/receipt");
    assert_string_equal("attachment; filename=\"dolen-00000000-0000-4000-8000-000000000000.tlog-proof\"",
                        dolen_web_response_header(&v->response, "Content-Disposition"));
    assert_int_equal(DOLEN_READING_ENTRY, last_reading(o)->kind);
    get(v, "/en/audit/00000003-0000-4000-8000-000000000000/receipt");
    assert_int_equal(404, v->response.status);
    get(v, "/en/audit/99999999-0000-4000-8000-000000000000");
    assert_int_equal(404, v->response.status);
}

static void who_read_the_log_is_listed_with_the_ground(void **state)
{
    officer *o = *state;

    choose(o, "lawfulness");
    get(o->v, "/en/readings");
    assert_int_equal(DOLEN_READING_READINGS, last_reading(o)->kind);
    assert_true(says(o->v, "A data subject&#39;s rights") || says(o->v, "A data subject's rights"));
    assert_true(says(o->v, "To be entered"));
    assert_true(says(o->v, "Older searches"));
}

static void ig_11_who_looked_at_which_alert_is_listed_newest_first_a_page_at_a_time(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    assert_true(says(v, "href=\"/en/audit/alerts\""));
    get(v, "/en/audit/alerts");
    assert_int_equal(DOLEN_READING_LIST, last_reading(o)->kind);
    assert_int_equal(50, last_reading(o)->count);
    assert_true(says(v, "Taken over"));
    assert_true(says(v, "Acknowledged"));
    assert_true(says(v, "Missing person"));
    assert_true(says(v, "Record consulted"));
    assert_true(says(v, "Looked after child"));
    assert_true(says(v, "Agency not named"));
    assert_true(says(v, "Not kept any more"));
    assert_true(says(v, "WCCIS-17"));
    assert_true(says(v, "Older steps"));
    const dolen_alert_steps_item last = oversight_double_step(&o->double_, 21);
    char cursor[DOLEN_ALERT_STEPS_CURSOR];
    dolen_alert_steps_cursor_write((dolen_alert_step_cursor){last.kept.step.at, 21}, cursor);
    get(v, JOIN("/en/audit/alerts?about=", cursor));
    assert_int_equal(20, last_reading(o)->count);
    assert_true(says(v, "Back to the newest"));
    get(v, "/cy/audit/alerts?about=5-x");
    assert_int_equal(50, last_reading(o)->count);
    assert_true(says(v, "Plentyn sy&#39;n derbyn gofal"));
}

static void steps_with_alerts_are_found_by_person_and_period_and_the_searches_form_stays(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    post(v, "/en/audit/alerts", "action=find&asked_by=bryn&from=2020-01-01");
    assert_string_equal("/en/audit/alerts", location(v));
    follow(v);
    assert_int_equal(35, last_reading(o)->count);
    assert_true(o->double_.from > 0);
    assert_true(says(v, "value=\"bryn\""));
    const size_t before = o->double_.reading_count;
    post(v, "/en/audit/alerts", "action=find&from=2026-02-02&until=2026-02-01");
    follow(v);
    assert_true(says(v, "href=\"#until\""));
    assert_false(says(v, "WCCIS"));
    assert_int_equal(before, o->double_.reading_count);
    get(v, "/en/audit");
    assert_false(says(v, "value=\"2026-02-02\""));
    post(v, "/en/audit/alerts", "action=clear");
    follow(v);
    assert_int_equal(50, last_reading(o)->count);
}

static void a_finding_says_why_it_was_made_and_names_its_searches(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "self-monitoring");
    get(v, "/en/findings");
    assert_true(says(v, "own surname were searched"));
    assert_true(says(v, "A kind that this program does not know"));
    get(v, "/en/findings/one?about=10");
    assert_true(says(v, "Cases of this surname to be expected by chance"));
    assert_true(says(v, "href=\"" ONE "\""));
    assert_true(says(v, "Further searches:"));
    get(v, "/en/findings/one?about=12");
    assert_true(says(v, "no longer kept"));
    get(v, "/en/findings/one?about=77");
    assert_int_equal(404, v->response.status);
    get(v, "/en/findings/one?about=x");
    assert_int_equal(404, v->response.status);
}

static void ig_25_no_finding_has_a_score(void **state)
{
    static const char *const pages[] = {"/en/findings", "/en/findings/one?about=10", "/en/findings/one?about=11"};
    officer *o = *state;

    choose(o, "self-monitoring");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(o->v, pages[i]);
        assert_false(says(o->v, "core:"));
        assert_false(says(o->v, "isk"));
        assert_false(says(o->v, "Llewelyn"));
    }
}

static void a_finding_is_closed_with_a_reason_by_somebody_else(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "self-monitoring");
    get(v, "/en/findings/one?about=10");
    post(v, "/en/findings/one", "number=10&reason=");
    assert_true(says(v, "Enter what you found"));
    assert_int_equal(0, o->double_.closed_finding);
    post(v, "/en/findings/one", "number=10&reason=Their+sister%2c+known+to+the+team");
    assert_string_equal("/en/findings?reason=closed", location(v));
    assert_string_equal("Their sister, known to the team", o->double_.closed_reason);
    get(v, "/en/findings/one?about=13");
    assert_true(says(v, "Somebody else closes it"));
    get(v, "/en/findings/one?about=11");
    post(v, "/en/findings/one", "number=13&reason=x");
    assert_int_equal(403, v->response.status);
    assert_int_equal(10, o->double_.closed_finding);
}

static const char *read_file(visitor *v)
{
    char buffer[256] = "";

    assert_non_null(v->response.file);
    const ssize_t size = read(v->response.file->descriptor, buffer, sizeof buffer - 1);
    assert_int_equal(v->response.file->size, size);
    close(v->response.file->descriptor);
    return dolen_arena_copy_string(v->texts, buffer, (size_t)size);
}

static void ig_09_what_was_found_leaves_as_a_file_on_a_ground_only(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/audit");
    post(v, "/en/audit/export", "format=csv");
    assert_true(says(v, "name=\"ground\""));
    assert_int_equal(0, o->double_.exports);
    choose(o, "lawfulness");
    assert_false(says(v, "with_subjects"));
    post(v, "/en/audit", "asked_by=bryn");
    follow(v);
    post(v, "/en/audit/export", "format=json");
    assert_string_equal("2 lawfulness bryn 0", read_file(v));
    assert_string_equal("attachment; filename=\"dolen-searches.csv\"",
                        dolen_web_response_header(&v->response, "Content-Disposition"));
    get(v, "/en/audit");
    post(v, "/en/audit/export", "format=exe");
    assert_int_equal(400, v->response.status);
    choose(o, "subject-rights");
    assert_true(says(v, "with_subjects"));
    post(v, "/en/audit/export", "format=csv&with_subjects=yes");
    assert_string_equal("1 subject-rights bryn 1", read_file(v));
    get(v, "/en/audit");
    post(v, "/en/audit/export", "format=fhir&with_subjects=yes");
    assert_string_equal("3 subject-rights bryn 0", read_file(v));
}

static void without_the_ledger_no_file_leaves_and_the_page_says_so(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    o->double_.hub = DOLEN_E_REMOTE;
    post(v, "/en/audit/export", "format=csv");
    assert_string_equal("/en/audit?reason=no-ledger", location(v));
    follow(v);
    assert_true(says(v, "No file was handed over"));
    assert_true(says(v, "href=\"#export\""));
    assert_true(says(v, "id=\"export\""));
    assert_int_equal(0, o->double_.exports);
}

static void hostile_texts_are_escaped_wherever_they_stand(void **state)
{
    static const char *const pages[] = {
        "/en/audit", ONE, "/en/audit/alerts", "/en/findings", "/en/findings/one?about=11", "/en/readings"};
    officer *o = *state;

    choose(o, "lawfulness");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(o->v, pages[i]);
        assert_true(says(o->v, "&lt;script&gt;alert(1)"));
        assert_false(says(o->v, "<script>"));
        assert_false(says(o->v, "<b>"));
        assert_false(says_backwards(o->v));
    }
}

static void forms_need_their_token(void **state)
{
    static const char *const forms[][2] = {{"/en/audit", "action=find&asked_by=bryn"},
                                           {"/en/audit/ground", "ground=integrity&next=/audit"},
                                           {"/en/audit/alerts", "action=find&asked_by=bryn"},
                                           {"/en/audit/export", "format=csv"},
                                           {"/en/findings/one", "number=10&reason=x"}};
    officer *o = *state;
    visitor *v = o->v;

    choose(o, "lawfulness");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        visit(v, "POST", forms[i][0], forms[i][1]);
        assert_int_equal(403, v->response.status);
        get(v, "/en/audit");
        v->fetch_site = "cross-site";
        post(v, forms[i][0], forms[i][1]);
        assert_int_equal(403, v->response.status);
        v->fetch_site = "same-origin";
    }
    assert_int_equal(0, o->double_.closed_finding);
    assert_int_equal(0, o->double_.exports);
    get(v, "/en/audit");
    assert_false(says(v, "value=\"bryn\""));
    assert_true(says(v, "Checking lawfulness"));
}

static void nobody_else_finds_the_audit(void **state)
{
    static const char *const users[] = {"asha", "admin"};
    officer *o = *state;

    for (size_t u = 0; u < 2; u++) {
        officer_sign_in(o, users[u]);
        for (size_t i = 0; i < LOG_PAGES; i++) {
            get(o->v, log_pages[i]);
            assert_int_equal(403, o->v->response.status);
            assert_false(tells_of_the_log(o));
        }
    }
    o->v->cookie = "";
    get(o->v, "/en/audit");
    assert_string_equal("/en/sign-in", location(o->v));
    assert_int_equal(0, o->double_.finds);
}

static void an_empty_log_says_so(void **state)
{
    officer *o = *state;

    o->double_.is_empty = true;
    choose(o, "lawfulness");
    assert_true(says(o->v, "No search fits."));
    get(o->v, "/en/findings");
    assert_true(says(o->v, "Nothing unusual was found."));
    get(o->v, "/en/audit/alerts");
    assert_true(says(o->v, "Nothing fits."));
    get(o->v, "/en/readings");
    assert_true(says(o->v, "Nobody has read the log before."));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, officer_set_up, officer_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ig_09_without_a_ground_nothing_of_the_log_is_read_or_shown),
        TEST(ig_09_with_a_ground_the_same_pages_tell_and_each_reading_names_it),
        TEST(ig_09_no_ground_is_chosen_for_the_officer),
        TEST(ig_12_what_cannot_be_written_down_is_not_shown),
        TEST(the_ground_ends_with_the_session_and_when_it_is_changed),
        TEST(a_receipt_leaves_only_after_a_recent_proof_and_the_ground_stays),
        TEST(the_page_that_was_wanted_follows_the_ground_and_nothing_else_does),
        TEST(lists_searches_newest_first_a_page_at_a_time),
        TEST(says_of_each_search_what_is_to_be_looked_at),
        TEST(finds_by_what_was_typed_and_keeps_it_in_the_form_and_out_of_the_address),
        TEST(a_period_that_is_none_is_a_fault_and_nothing_is_read),
        TEST(searches_about_one_person_are_read_as_that),
        TEST(ig_11_one_search_shows_who_why_what_was_typed_and_how_far_it_went),
        TEST(ig_10_says_plainly_whether_the_receipt_verifies),
        TEST(the_receipt_is_a_file_and_its_reading_is_written_down),
        TEST(who_read_the_log_is_listed_with_the_ground),
        TEST(ig_11_who_looked_at_which_alert_is_listed_newest_first_a_page_at_a_time),
        TEST(steps_with_alerts_are_found_by_person_and_period_and_the_searches_form_stays),
        TEST(a_finding_says_why_it_was_made_and_names_its_searches),
        TEST(ig_25_no_finding_has_a_score),
        TEST(a_finding_is_closed_with_a_reason_by_somebody_else),
        TEST(ig_09_what_was_found_leaves_as_a_file_on_a_ground_only),
        TEST(without_the_ledger_no_file_leaves_and_the_page_says_so),
        TEST(hostile_texts_are_escaped_wherever_they_stand),
        TEST(forms_need_their_token),
        TEST(nobody_else_finds_the_audit),
        TEST(an_empty_log_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
