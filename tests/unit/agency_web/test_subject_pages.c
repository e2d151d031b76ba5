/* Data subjects' requests: the report, what is done at a person's request, what is in force. */
#include "tests/support/officer_visitor.h"

#define PERSON "case=SAR-7&forenames=Si%C3%A2n&surname=Llewelyn&dob-day=27&dob-month=3&dob-year=2009"

static void ig_28_a_report_is_made_once_and_shown_until_it_is_put_away(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", PERSON "&waived[]=CRIME&applied[]=OTHERS");
    assert_string_equal("/en/subjects/shown", location(v));
    follow(v);
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Llewelyn"));
    assert_true(says(v, "SAR-7"));
    assert_true(says(v, "Who asked about the person"));
    assert_true(says(v, "1,203,000"));
    assert_true(says(v, "Disputed by the person"));
    assert_true(says(v, "No answer"));
    assert_true(says(v, "These are the latest."));
    assert_true(says(v, "Too many searches"));
    get(v, "/cy/subjects/shown");
    assert_true(says(v, "Adroddiad gwrthrych"));
    assert_int_equal(1, o->double_.reports);
    get(v, "/en/subjects/report.json");
    assert_string_equal("attachment; filename=\"dolen-subject-report.json\"",
                        dolen_web_response_header(&v->response, "Content-Disposition"));
    assert_true(says(v, "\"report_entry\": 1204002"));
    get(v, "/en/subjects/shown");
    post(v, "/en/subjects/shown", "");
    get(v, "/en/subjects/shown");
    assert_string_equal("/en/subjects", location(v));
    get(v, "/en/subjects/report.json");
    assert_int_equal(404, v->response.status);
}

static void ig_28_the_report_lists_alerts_of_the_own_record_and_says_when_none_was_named(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", PERSON "&local_id=A-17");
    follow(v);
    assert_true(says(v, "Alerts that this agency was given"));
    assert_true(says(v, "Missing person"));
    assert_true(says(v, "Taken over"));
    assert_true(says(v, "Agency not named"));
    assert_true(says(v, "Record consulted"));
    assert_false(says(v, "Not looked for."));
    assert_false(says(v, "<script>"));
    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", PERSON);
    follow(v);
    assert_true(says(v, "Not looked for."));
    assert_false(says(v, "Missing person"));
    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", "forenames=Ann&local_id=A-17");
    assert_true(says(v, "value=\"A-17\""));
}

static void what_is_wrong_is_said_at_the_fields_and_what_was_typed_is_kept(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", "forenames=Ann&postcode=SA1&applied[]=OTHERS");
    assert_true(says(v, "id=\"case-error\""));
    assert_true(says(v, "value=\"Ann\""));
    assert_true(says(v, "value=\"OTHERS\" aria-describedby=\"exemption-OTHERS-hint\" checked"));
    assert_false(says(v, "value=\"CRIME\" aria-describedby=\"exemption-CRIME-hint\" checked"));
    assert_int_equal(0, o->double_.reports);
    post(v, "/en/subjects/report", "case=SAR-7&forenames=Ann&dob-day=31&dob-month=2&dob-year=2009");
    assert_true(says(v, "href=\"#surname\""));
    assert_true(says(v, "href=\"#dob\""));
    assert_true(says(v, "value=\"SAR-7\""));
    assert_true(says(v, "value=\"31\""));
}

static void a_hub_that_does_not_answer_leaves_the_form_as_typed(void **state)
{
    static const char *const surnames[] = {"Broker", "Down", "Rules"};
    officer *o = *state;
    visitor *v = o->v;

    for (size_t i = 0; i < 3; i++) {
        get(v, "/en/subjects/report");
        post(v, "/en/subjects/report", JOIN("case=SAR-7&forenames=Ann&surname=", surnames[i]));
        assert_int_equal(200, v->response.status);
        assert_true(says(v, "href=\"#make\""));
        assert_true(says(v, JOIN("value=\"", surnames[i], "\"")));
        get(v, "/en/subjects/shown");
        assert_string_equal("/en/subjects", location(v));
    }
}

static void ig_27_an_act_is_confirmed_before_it_is_done(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/act");
    assert_false(says(v, " checked"));
    post(v, "/en/subjects/act", "step=check&action=erase&case=SAR-8&local_id=A-17&now=yes");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Check before it is done"));
    assert_true(says(v, "A-17"));
    assert_int_equal(0, o->double_.deeds);
    post(v, "/en/subjects/act", "step=confirm&action=erase&case=SAR-8&local_id=A-17&now=yes");
    assert_string_equal("/en/subjects", location(v));
    assert_int_equal(1, o->double_.deeds);
    assert_string_equal("erase", o->double_.deed);
    assert_string_equal("A-17", o->double_.deed_id);
    follow(v);
    assert_true(says(v, "the withdrawal is under way"));
    assert_true(says(v, "To be entered"));
    get(v, "/en/subjects");
    assert_false(says(v, "the withdrawal is under way"));
}

static void a_mark_is_lifted_from_the_list_with_a_reference_of_its_own(void **state)
{
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects");
    assert_true(says(v, "Not kept after erasure"));
    assert_true(says(v, "SAR-3"));
    post(v, "/en/subjects/act", "step=begin&action=resolve&local_id=A-3&code=CSC.LAC");
    assert_true(says(v, "value=\"A-3\""));
    assert_true(says(v, "value=\"CSC.LAC\" selected"));
    assert_true(says(v, "value=\"resolve\" aria-describedby=\"action-resolve-hint\" checked"));
    assert_false(says(v, "govuk-error-summary"));
    post(v, "/en/subjects/act", "step=check&action=resolve&local_id=A-3&code=CSC.LAC&case=SAR-9");
    post(v, "/en/subjects/act", "step=confirm&action=resolve&local_id=A-3&code=CSC.LAC&case=SAR-9");
    follow(v);
    assert_true(says(v, ">Resolved<"));
    assert_true(says(v, "1,204,003"));
}

static void nothing_is_half_applied_and_each_fault_has_its_field(void **state)
{
    static const struct {
        const char *body;
        const char *fault;
    } cases[] = {{"step=confirm&case=SAR-8&local_id=A-17", "href=\"#action\""},
                 {"step=confirm&action=restrict&local_id=A-17", "href=\"#case\""},
                 {"step=confirm&action=restrict&case=SAR-8&local_id=", "href=\"#local_id\""},
                 {"step=confirm&action=restrict&case=SAR-8&local_id=A&code=CSC.LAC", "href=\"#code\""},
                 {"step=confirm&action=restrict&case=SAR-8&local_id=taken", "in force for this id already"},
                 {"step=confirm&action=lift&case=SAR-8&local_id=gone", "not in force for this id"},
                 {"step=confirm&action=publish&case=SAR-8&local_id=A-17", "href=\"#action\""}};
    officer *o = *state;
    visitor *v = o->v;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        get(v, "/en/subjects/act");
        post(v, "/en/subjects/act", cases[i].body);
        assert_int_equal(200, v->response.status);
        assert_true(says(v, cases[i].fault));
    }
    assert_int_equal(0, o->double_.deeds);
}

static void forms_need_their_token(void **state)
{
    static const char *const forms[][2] = {{"/en/subjects/act", "step=confirm&action=erase&case=SAR-8&local_id=A-17"},
                                           {"/en/subjects/report", PERSON},
                                           {"/en/subjects/shown", ""}};
    officer *o = *state;
    visitor *v = o->v;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        visit(v, "POST", forms[i][0], forms[i][1]);
        assert_int_equal(403, v->response.status);
    }
    assert_int_equal(0, o->double_.deeds);
    assert_int_equal(0, o->double_.reports);
}

static void hostile_texts_are_escaped_wherever_they_stand(void **state)
{
    static const char *const pages[] = {"/en/subjects", "/en/subjects/act", "/en/subjects/report",
                                        "/en/subjects/shown"};
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", PERSON);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(v, pages[i]);
        assert_true(says(v, "&lt;script&gt;alert(1)"));
        assert_false(says(v, "<script>"));
        assert_false(says_backwards(v));
    }
}

static void nobody_else_finds_them_and_a_report_is_for_its_session_alone(void **state)
{
    static const char *const pages[] = {"/en/subjects", "/en/subjects/act", "/en/subjects/report", "/en/subjects/shown",
                                        "/en/subjects/report.json"};
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", PERSON);
    v->site->now += 1000;
    officer_sign_in(o, "officer");
    get(v, "/en/subjects/report.json");
    assert_int_equal(404, v->response.status);
    officer_sign_in(o, "asha");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(v, pages[i]);
        assert_int_equal(403, v->response.status);
    }
}

/* Restricting and erasing, and what tells of one person, are not for whoever finds a screen unlocked. */
static void what_is_done_or_told_of_a_person_needs_a_recent_proof(void **state)
{
    static const char deed[] = "step=confirm&action=erase&case=SAR-8&local_id=A-17&now=yes";
    officer *o = *state;
    visitor *v = o->v;

    get(v, "/en/subjects/report");
    post(v, "/en/subjects/report", PERSON);
    assert_string_equal("/en/subjects/shown", location(v)); /* twin: just signed in */
    for (int i = 0; i < 2; i++) {
        v->site->now += INT64_C(8) * 60 * 1000;
        get(v, "/en/subjects/act");
        assert_int_equal(200, v->response.status);
    }
    post(v, "/en/subjects/act", deed);
    assert_string_equal("/en/again", location(v));
    assert_int_equal(0, o->double_.deeds);
    get(v, "/en/subjects/report");
    assert_int_equal(200, v->response.status);
    post(v, "/en/subjects/report", PERSON);
    assert_string_equal("/en/again", location(v));
    assert_int_equal(1, o->double_.reports);
    get(v, "/en/subjects/shown");
    assert_string_equal("/en/again", location(v));
    assert_false(says(v, "Llewelyn"));

    get(v, "/en/again");
    post(v, "/en/again", "password=correct+horse+battery");
    assert_string_equal("/en/subjects/shown", location(v));
    get(v, "/en/subjects/act");
    post(v, "/en/subjects/act", deed);
    assert_string_equal("/en/subjects", location(v));
    assert_int_equal(1, o->double_.deeds);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, officer_set_up, officer_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ig_28_a_report_is_made_once_and_shown_until_it_is_put_away),
        TEST(ig_28_the_report_lists_alerts_of_the_own_record_and_says_when_none_was_named),
        TEST(what_is_wrong_is_said_at_the_fields_and_what_was_typed_is_kept),
        TEST(a_hub_that_does_not_answer_leaves_the_form_as_typed),
        TEST(ig_27_an_act_is_confirmed_before_it_is_done),
        TEST(a_mark_is_lifted_from_the_list_with_a_reference_of_its_own),
        TEST(nothing_is_half_applied_and_each_fault_has_its_field),
        TEST(forms_need_their_token),
        TEST(hostile_texts_are_escaped_wherever_they_stand),
        TEST(nobody_else_finds_them_and_a_report_is_for_its_session_alone),
        TEST(what_is_done_or_told_of_a_person_needs_a_recent_proof),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
