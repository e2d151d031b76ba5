/* The inbox of alerts: list, one alert, steps; who may (IG-32, IG-11). */
#include "tests/support/alert_double.h"
#include "tests/support/web_visitor.h"

typedef struct scene {
    visitor *v;
    alert_double inbox;
} scene;

static void use_inbox(scene *s)
{
    dolen_web_site site = web_double_site(s->v->site);

    alert_double_prepare(&s->inbox, site.clock);
    site.alerts = alert_double_pages(&s->inbox);
    dolen_web_free(s->v->web);
    s->v->web = dolen_web_new(&site);
}

static int begin(void **state)
{
    scene *s = calloc(1, sizeof *s);
    void *made = NULL;

    set_up(&made);
    s->v = made;
    use_inbox(s);
    *state = s;
    return 0;
}

static int finish(void **state)
{
    scene *s = *state;
    void *made = s->v;

    tear_down(&made);
    free(s);
    return 0;
}

static const char *path_of(visitor *v, size_t place)
{
    char number[DOLEN_UUID_TEXT];

    dolen_uuid_write(alert_double_id(place), number);
    return JOIN("/en/alerts/", number);
}

/* Another browser, signed in as somebody else. */
static void become(visitor *v, const char *user)
{
    v->cookie = "";
    sign_in(v, user);
}

static void ig_32_the_menu_says_in_words_how_many_wait(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    assert_true(says(v, "/en/alerts"));
    assert_true(says(v, "(4 waiting)"));
    get(v, "/cy/search");
    assert_true(says(v, "(4 yn aros)"));
    s->inbox.is_empty = true;
    get(v, "/en/search");
    assert_false(says(v, "waiting)"));
    s->inbox.fails = true;
    get(v, "/en/search");
    assert_int_equal(200, v->response.status);
}

static void ig_11_the_list_says_whom_and_when_and_nothing_that_others_shared(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, "/en/alerts");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Siân Llewelyn"));
    assert_true(says(v, "L-100234"));
    assert_true(says(v, "Return interview"));
    assert_true(says(v, "Your team&#39;s records") || says(v, "Your team's records"));
    assert_true(says(v, "Records of other teams"));
    assert_false(says(v, "Missing episode"));
    assert_false(says(v, "Example Police"));
    assert_false(says(v, "01792"));
    assert_int_equal(0, s->inbox.step_count);
    s->inbox.names_no_team = true;
    get(v, "/en/alerts");
    assert_true(says(v, "Records of all teams"));
}

static void ig_32_one_alert_says_first_whom_to_ring_and_keeps_who_looked(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, path_of(v, 0));
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "href=\"tel:01792%20555123\""));
    assert_true(says(v, "Missing persons team"));
    assert_true(says(v, "Missing episode"));
    assert_true(says(v, "17 November 2026"));
    assert_true(says(v, "Missing review"));
    assert_true(says(v, "Return interview"));
    assert_true(says(v, "Take this alert"));
    const char *page = (const char *)v->response.body.at;
    assert_true(memmem(page, v->response.body.size, "tel:", 4) <
                memmem(page, v->response.body.size, "Missing episode", 15));
    assert_int_equal(1, s->inbox.step_count);
    assert_int_equal(DOLEN_ALERT_LOOKED_AT, s->inbox.steps[0].step.deed);
    assert_string_equal("asha", s->inbox.steps[0].account);
    get(v, JOIN("/cy", path_of(v, 0) + 3));
    assert_true(says(v, "17 Tachwedd 2026"));
    assert_true(says(v, "Cyfweliad dychwelyd"));
}

static void ig_32_a_sensitive_service_is_not_named(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, path_of(v, 3));
    assert_true(says(v, "The agency is not named"));
    assert_false(says(v, "tel:"));
    assert_false(says(v, "Example Police"));
}

static void ig_32_who_takes_it_second_is_told_who_has_it(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, path_of(v, 0));
    post(v, path_of(v, 0), "step=take&from=");
    assert_string_equal(path_of(v, 0), location(v));
    follow(v);
    assert_true(says(v, "Save and end"));

    become(v, "bryn");
    get(v, path_of(v, 0));
    assert_true(says(v, "Take over this alert"));
    post(v, path_of(v, 0), "step=take&from="); /* as from a page that was opened before */
    assert_int_equal(409, v->response.status);
    assert_true(says(v, "Somebody else was quicker"));
    assert_true(says(v, "asha"));
    assert_string_equal("asha", s->inbox.holders[0]);
    post(v, path_of(v, 0), "step=end&outcome=done");
    assert_int_equal(409, v->response.status);
    post(v, path_of(v, 0), "step=take&from=asha");
    assert_string_equal("bryn", s->inbox.holders[0]);
}

static void ig_32_it_ends_with_an_outcome_of_its_clock(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, path_of(v, 0));
    post(v, path_of(v, 0), "step=take&from=");
    follow(v);
    post(v, path_of(v, 0), "step=end");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "Choose how the alert ended"));
    assert_true(says(v, "href=\"#outcome\""));
    assert_true(says(v, "id=\"outcome\""));
    post(v, path_of(v, 0), "step=end&outcome=acknowledged");
    assert_int_equal(400, v->response.status);
    get(v, path_of(v, 0));
    post(v, path_of(v, 0), "step=end&outcome=declined");
    assert_string_equal("declined", s->inbox.alerts[0].kept.ended.text);
    follow(v);
    assert_true(says(v, "Declined"));
    assert_false(says(v, "Save and end"));
    assert_false(says(v, "Take this alert"));
    get(v, "/en/alerts/ended");
    assert_true(says(v, "Declined"));
}

static void ig_32_overdue_ones_have_a_list_of_their_own_and_say_so_in_words(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, "/en/alerts/overdue");
    assert_true(says(v, "govuk-tag--red\">Overdue"));
    assert_false(says(v, "Siân Llewelyn"));
    s->inbox.is_empty = true;
    get(v, "/en/alerts/overdue");
    assert_true(says(v, "No alert is overdue."));
    get(v, "/en/alerts");
    assert_true(says(v, "No alert is open."));
    get(v, "/en/alerts/ended");
    assert_true(says(v, "No alert has ended yet."));
}

static void names_are_escaped(void **state)
{
    scene *s = *state;
    visitor *v = s->v;
    const char *const paths[] = {"/en/alerts", "/en/alerts/overdue", path_of(v, 1)};
    const char turns_round[] = {(char)0xe2, (char)0x80, (char)0xae, '\0'};

    sign_in(v, "asha");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        get(v, paths[i]);
        assert_true(says(v, "&lt;script&gt;alert(1)"));
        assert_true(says(v, "&lt;b&gt;L-2"));
        assert_false(says(v, "<script>alert"));
        assert_false(says(v, turns_round));
    }
}

static void a_form_of_another_site_does_nothing(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    visit(v, "POST", path_of(v, 0), "step=take&from=");
    assert_int_equal(403, v->response.status);
    get(v, path_of(v, 0));
    v->fetch_site = "cross-site";
    post(v, path_of(v, 0), "step=take&from=");
    assert_int_equal(403, v->response.status);
    assert_string_equal("", s->inbox.holders[0]);

    /* The same form from this site works. */
    v->fetch_site = "same-origin";
    get(v, path_of(v, 0));
    post(v, path_of(v, 0), "step=take&from=");
    assert_string_equal("asha", s->inbox.holders[0]);
}

static void ig_12_other_desks_find_no_alerts(void **state)
{
    static const char *const others[] = {"officer", "admin"};
    scene *s = *state;
    visitor *v = s->v;

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        v->cookie = "";
        get(v, "/en/sign-in");
        post(v, "/en/sign-in", JOIN("user=", others[i], "&password=correct+horse+battery"));
        follow(v);
        assert_false(says(v, "/en/alerts"));
        get(v, "/en/alerts");
        assert_int_equal(403, v->response.status);
        get(v, path_of(v, 0));
        assert_int_equal(403, v->response.status);
        assert_false(says(v, "Siân Llewelyn"));
    }
    assert_int_equal(0, s->inbox.step_count);
    v->cookie = "";
    get(v, "/en/alerts");
    assert_string_equal("/en/sign-in", location(v));
}

static void what_is_not_there_is_not_shown(void **state)
{
    scene *s = *state;
    visitor *v = s->v;

    sign_in(v, "asha");
    get(v, path_of(v, 9));
    assert_int_equal(404, v->response.status);
    get(v, "/en/alerts/gggggggg-gggg-gggg-gggg-gggggggggggg");
    assert_int_equal(404, v->response.status);
    get(v, path_of(v, 0));
    post(v, path_of(v, 0), "step=burn");
    assert_int_equal(400, v->response.status);
    s->inbox.fails = true;
    get(v, "/en/alerts");
    assert_int_equal(503, v->response.status);

    /* A node without an inbox. */
    const dolen_web_site site = web_double_site(v->site);
    dolen_web_free(v->web);
    v->web = dolen_web_new(&site);
    become(v, "asha");
    assert_false(says(v, "/en/alerts"));
    get(v, "/en/alerts");
    assert_int_equal(404, v->response.status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ig_32_the_menu_says_in_words_how_many_wait, begin, finish),
        cmocka_unit_test_setup_teardown(ig_11_the_list_says_whom_and_when_and_nothing_that_others_shared, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(ig_32_one_alert_says_first_whom_to_ring_and_keeps_who_looked, begin, finish),
        cmocka_unit_test_setup_teardown(ig_32_a_sensitive_service_is_not_named, begin, finish),
        cmocka_unit_test_setup_teardown(ig_32_who_takes_it_second_is_told_who_has_it, begin, finish),
        cmocka_unit_test_setup_teardown(ig_32_it_ends_with_an_outcome_of_its_clock, begin, finish),
        cmocka_unit_test_setup_teardown(ig_32_overdue_ones_have_a_list_of_their_own_and_say_so_in_words, begin, finish),
        cmocka_unit_test_setup_teardown(names_are_escaped, begin, finish),
        cmocka_unit_test_setup_teardown(a_form_of_another_site_does_nothing, begin, finish),
        cmocka_unit_test_setup_teardown(ig_12_other_desks_find_no_alerts, begin, finish),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_not_shown, begin, finish),
    };

    return cmocka_run_group_tests_name("alerts_pages", tests, NULL, NULL);
}
