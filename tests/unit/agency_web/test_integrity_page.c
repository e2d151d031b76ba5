/* The officer's overview, the integrity page and the coverage page. */
#include "tests/support/officer_visitor.h"

static void says_in_words_whether_the_record_is_confirmed_and_since_when(void **state)
{
    officer *o = *state;

    get(o->v, "/en/integrity");
    assert_int_equal(200, o->v->response.status);
    assert_true(says(o->v, "Entries in the record"));
    assert_true(says(o->v, "1,204,331"));
    assert_true(says(o->v, "18 November 2026, "));
    assert_true(says(o->v, "govuk-tag--green\">Confirmed<"));
    get(o->v, "/cy/integrity");
    assert_true(says(o->v, "Cofnodiadau yn y cofnod"));
    assert_true(says(o->v, "Cyngor Enghraifft"));
}

static void draws_each_agency_with_a_shape_and_words_and_never_colour_alone(void **state)
{
    officer *o = *state;

    get(o->v, "/en/integrity");
    assert_true(says(o->v, "dolen-confirmations__yes"));
    assert_true(says(o->v, "dolen-confirmations__no"));
    assert_true(says(o->v, "role=\"img\""));
    assert_true(says(o->v, "Not confirmed"));
}

static void says_when_too_few_agencies_have_confirmed(void **state)
{
    officer *o = *state;

    o->double_.is_waiting = true;
    get(o->v, "/en/integrity");
    assert_true(says(o->v, "Not confirmed by enough agencies"));
    assert_true(says(o->v, "Not yet"));
}

static void a_silent_hub_leaves_what_is_known_what_is_not_and_when_to_try_again(void **state)
{
    officer *o = *state;

    o->double_.hub = DOLEN_E_REMOTE;
    get(o->v, "/en/integrity");
    assert_int_equal(200, o->v->response.status);
    assert_true(says(o->v, "The hub does not answer"));
    assert_true(says(o->v, "When to try again"));
    assert_true(says(o->v, "In five minutes"));
    assert_true(says(o->v, "1,204,330"));
    assert_true(says(o->v, "51,234"));
    assert_false(says(o->v, "1,204,331<"));
}

static void a_record_that_does_not_hold_is_said_so_and_nothing_of_it_is_shown(void **state)
{
    officer *o = *state;

    o->double_.hub = DOLEN_E_CRYPTO;
    get(o->v, "/en/integrity");
    assert_int_equal(200, o->v->response.status);
    assert_true(says(o->v, "What the hub shows does not hold"));
    assert_true(says(o->v, "govuk-tag--red"));
    assert_false(says(o->v, "dolen-confirmations"));
}

static void every_kind_of_alarm_that_the_node_raises_has_words_of_its_own(void **state)
{
    static const char *const kinds[] = {"ledger-fork",         "ledger-shrunk",    "ledger-malformed",
                                        "ledger-wrong-origin", "ledger-wrong-key", "clock-behind",
                                        "ledger-unreconciled", "ledger-loss",      "witness-memory",
                                        "receipt-refused",     "reconciliation",   "owner-notices-overdue"};
    static const char words[] = "Something is wrong with the record";
    officer *o = *state;
    visitor *v = o->v;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        o->double_.alarm_kind = kinds[i];
        get(v, "/en/integrity");
        const uint8_t *first = memmem(v->response.body.at, v->response.body.size, words, sizeof words - 1);
        assert_non_null(first); /* of the third alarm, of a kind that nobody knows */
        const size_t rest = v->response.body.size - (size_t)(first + 1 - v->response.body.at);
        assert_null(memmem(first + 1, rest, words, sizeof words - 1));
    }
}

static void an_alarm_is_closed_with_a_reason_only(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/integrity");
    assert_true(says(v, "The hub shows two histories"));
    assert_true(says(v, "Tell the other agencies"));
    assert_true(says(v, "id=\"reason-41\""));
    assert_false(says(v, "id=\"reason-43\""));
    post(v, "/en/integrity", "number=41&reason-41=++");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "href=\"#reason-41\""));
    assert_true(says(v, "id=\"reason-41-error\""));
    assert_false(says(v, "id=\"reason-42-error\""));
    assert_int_equal(0, o->double_.closed_alarm);
    post(v, "/en/integrity", "number=41&reason-41=Restored+with+the+operator");
    assert_string_equal("/en/integrity?reason=closed", location(v));
    assert_int_equal(41, o->double_.closed_alarm);
    assert_string_equal("Restored with the operator", o->double_.closed_reason);
    follow(v);
    assert_true(says(v, "The alarm is closed."));
}

static void a_reason_that_is_too_long_is_kept_and_its_fault_said(void **state)
{
    officer *o = *state;
    visitor *v = o->v;
    char reason[DOLEN_WEB_ALARM_REASON + 2];

    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    get(v, "/cy/integrity");
    post(v, "/cy/integrity", JOIN("number=42&reason-42=", reason));
    assert_true(says(v, "mewn 400 llythyren"));
    assert_true(says(v, reason));
    assert_int_equal(0, o->double_.closed_alarm);
}

static void an_alarm_is_not_closed_from_elsewhere_or_without_the_forms_token(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/integrity");
    v->fetch_site = "cross-site";
    post(v, "/en/integrity", "number=41&reason-41=x");
    assert_int_equal(403, v->response.status);
    v->fetch_site = "same-origin";
    visit(v, "POST", "/en/integrity", "number=41&reason-41=x");
    assert_int_equal(403, v->response.status);
    assert_int_equal(0, o->double_.closed_alarm);
}

static void numbers_that_are_none_and_alarms_that_are_not_there_are_refused(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/integrity");
    post(v, "/en/integrity", "number=4x&reason-4x=x");
    assert_int_equal(400, v->response.status);
    get(v, "/en/integrity");
    post(v, "/en/integrity", "number=77&reason-77=x");
    assert_int_equal(404, v->response.status);
}

static void hostile_texts_are_escaped_wherever_they_stand(void **state)
{
    static const char *const pages[] = {"/en/integrity", "/cy/integrity", "/en/coverage", "/cy/coverage"};
    officer *o = *state;

    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(o->v, pages[i]);
        assert_int_equal(200, o->v->response.status);
        assert_true(says(o->v, "&lt;script&gt;alert(1)"));
        assert_false(says(o->v, "<script>"));
        assert_false(says_backwards(o->v));
        assert_true(says(o->v, "\xf0\x9f\xa6\x8a"));
    }
}

static void ig_26_coverage_tells_nothing_published_from_out_of_date_and_not_known(void **state)
{
    officer *o = *state;

    get(o->v, "/en/coverage");
    assert_true(says(o->v, "In time"));
    assert_true(says(o->v, "Out of date"));
    assert_true(says(o->v, "Nothing published"));
    assert_true(says(o->v, "Not known"));
    assert_true(says(o->v, "Suspended"));
    assert_true(says(o->v, "this agency"));
}

static void the_officers_day_begins_with_what_waits(void **state)
{
    officer *o = *state;

    get(o->v, "/en/home");
    assert_true(says(o->v, "What waits for you"));
    assert_true(says(o->v, "href=\"/en/reviews\""));
    assert_true(says(o->v, "Some are overdue"));
    assert_true(says(o->v, "href=\"/en/findings\""));
    assert_true(says(o->v, "href=\"/en/readings\""));
    assert_true(says(o->v, "Act today"));
}

static void an_empty_node_says_so_on_each_page(void **state)
{
    officer *o = *state;

    o->double_.is_empty = true;
    get(o->v, "/en/integrity");
    assert_true(says(o->v, "The record is empty"));
    assert_true(says(o->v, "There is no alarm"));
    assert_true(says(o->v, "They have not been compared yet."));
}

static void a_database_that_fails_is_a_page_that_says_so(void **state)
{
    officer *o = *state;

    o->double_.fails = true;
    get(o->v, "/en/integrity");
    assert_int_equal(503, o->v->response.status);
    get(o->v, "/en/home");
    assert_int_equal(503, o->v->response.status);
}

static void nobody_else_finds_the_officers_pages(void **state)
{
    static const char *const users[] = {"asha", "admin"};
    officer *o = *state;

    for (size_t u = 0; u < 2; u++) {
        officer_sign_in(o, users[u]);
        get(o->v, "/en/integrity");
        assert_int_equal(403, o->v->response.status);
        assert_false(says(o->v, "1,204,331"));
        get(o->v, "/en/coverage");
        assert_int_equal(u == 0 ? 403 : 200, o->v->response.status); /* administrators see how fresh members are */
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, officer_set_up, officer_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(says_in_words_whether_the_record_is_confirmed_and_since_when),
        TEST(draws_each_agency_with_a_shape_and_words_and_never_colour_alone),
        TEST(says_when_too_few_agencies_have_confirmed),
        TEST(a_silent_hub_leaves_what_is_known_what_is_not_and_when_to_try_again),
        TEST(a_record_that_does_not_hold_is_said_so_and_nothing_of_it_is_shown),
        TEST(every_kind_of_alarm_that_the_node_raises_has_words_of_its_own),
        TEST(an_alarm_is_closed_with_a_reason_only),
        TEST(a_reason_that_is_too_long_is_kept_and_its_fault_said),
        TEST(an_alarm_is_not_closed_from_elsewhere_or_without_the_forms_token),
        TEST(numbers_that_are_none_and_alarms_that_are_not_there_are_refused),
        TEST(hostile_texts_are_escaped_wherever_they_stand),
        TEST(ig_26_coverage_tells_nothing_published_from_out_of_date_and_not_known),
        TEST(the_officers_day_begins_with_what_waits),
        TEST(an_empty_node_says_so_on_each_page),
        TEST(a_database_that_fails_is_a_page_that_says_so),
        TEST(nobody_else_finds_the_officers_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
