/* The pages of reviews: which are open, one in full, closing it, and those that are closed. */
#include "tests/support/web_visitor.h"

enum { OF_ASHA, OF_BRYN, CLOSED };

static char path[64];

#define PATH(i) web_reviews_double_path(i, path)

static void sign_in_as(visitor *v, const char *user)
{
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", JOIN("user=", user, "&password=correct+horse+battery"));
    follow(v);
}

static void ig_20_open_reviews_say_why_and_lead_to_a_page_each(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    get(v, "/en/reviews");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, PATH(OF_ASHA)));
    assert_true(says(v, PATH(OF_BRYN)));
    assert_false(says(v, PATH(CLOSED)));
    assert_true(says(v, "Drawn by lot"));
    assert_true(says(v, "Unusual use"));
    assert_true(says(v, "govuk-tag--red\">Overdue"));
    assert_true(says(v, "/en/reviews/closed"));
}

static void one_review_shows_who_why_and_how_far_it_went(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    get(v, PATH(OF_BRYN));
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "bryn"));
    assert_true(says(v, "C-2&lt;script&gt;"));
    assert_false(says(v, "C-2<script>"));
    assert_true(says(v, "Strategy meeting, T. Rees"));
    assert_true(says(v, "Involvement opened"));
    assert_true(says(v, "Agencies involved: 2"));
    assert_true(says(v, "Who was searched for is not shown here"));
    assert_true(says(v, "Close the review"));
}

static void what_is_missing_is_said_at_its_field_and_what_was_typed_stays(void **state)
{
    visitor *v = *state;
    char note[DOLEN_REVIEW_NOTE + 8] = "note=";

    sign_in_as(v, "officer");
    get(v, PATH(OF_BRYN));
    post(v, PATH(OF_BRYN), "outcome=&note=I+rang+the+%3Cb%3Eteam%3C%2Fb%3E");
    assert_int_equal(200, v->response.status);
    assert_true(says(v, "href=\"#outcome\""));
    assert_true(says(v, "href=\"#follow_up\""));
    assert_true(says(v, "id=\"outcome\""));
    assert_true(says(v, "I rang the &lt;b&gt;team"));
    post(v, PATH(OF_BRYN), "outcome=referred&follow_up=sacked&note=");
    assert_false(says(v, "href=\"#outcome\""));
    assert_true(says(v, "value=\"referred\" checked"));
    assert_true(says(v, "href=\"#follow_up\""));

    memset(note + 5, 'x', DOLEN_REVIEW_NOTE + 1);
    post(v, PATH(OF_BRYN), JOIN("outcome=referred&follow_up=none&", note));
    assert_true(says(v, "href=\"#note\""));
    post(v, PATH(OF_BRYN), "outcome=referred&follow_up=none&note=ring+%07");
    assert_int_equal(400, v->response.status);
    assert_int_equal(0, v->site->reviews.closed);
}

static void a_review_is_closed_with_what_follows(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    get(v, PATH(OF_BRYN));
    post(v, PATH(OF_BRYN), "outcome=not-justified&follow_up=training&note=One+line%0D%0Aand+another");
    assert_string_equal("/en/reviews", location(v));
    assert_string_equal("not-justified", v->site->reviews.outcome);
    assert_string_equal("training", v->site->reviews.follow_up);
    assert_string_equal("One line\nand another", v->site->reviews.note);
    follow(v);
    assert_false(says(v, PATH(OF_BRYN)));
    get(v, "/en/reviews/closed");
    assert_true(says(v, PATH(OF_BRYN)));
    assert_true(says(v, "Not justified"));
    get(v, PATH(OF_BRYN));
    assert_true(says(v, "Training"));
    assert_false(says(v, "name=\"outcome\""));
}

static void a_closed_review_without_its_search_says_so(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    get(v, PATH(CLOSED));
    assert_true(says(v, "The search itself has been erased"));
    assert_true(says(v, "The manager is told"));
    assert_true(says(v, "Nothing &lt;b&gt;more"));
    assert_false(says(v, "name=\"outcome\""));
}

/* The page offers no form for what somebody asked themselves; sent all the same, the store refuses (IG-20). */
static void ig_20_nobody_closes_the_review_of_their_own_search(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    get(v, PATH(OF_BRYN));
    v->site->reviews.list[OF_BRYN].account = "officer";
    post(v, PATH(OF_BRYN), "outcome=justified&follow_up=none&note=");
    assert_int_equal(403, v->response.status);
    assert_int_equal(0, v->site->reviews.closed);
    get(v, PATH(OF_BRYN));
    assert_true(says(v, "Somebody else closes this review"));
    assert_false(says(v, "name=\"outcome\""));
}

static void reviews_are_for_who_looks_after_them(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "asha");
    get(v, PATH(OF_BRYN));
    assert_int_equal(403, v->response.status);
    get(v, "/en/reviews/closed");
    assert_int_equal(403, v->response.status);
}

static void a_search_without_a_review_is_no_page(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    get(v, "/en/reviews/00000000-0000-0000-0000-000000000001");
    assert_int_equal(404, v->response.status);
    get(v, "/en/reviews/no-number");
    assert_int_equal(404, v->response.status);
}

static void reviews_are_there_in_welsh(void **state)
{
    visitor *v = *state;

    sign_in_as(v, "officer");
    PATH(OF_BRYN);
    memcpy(path, "/cy", 3);
    get(v, path);
    assert_true(says(v, "Dewiswyd ar hap"));
    assert_true(says(v, "Cau&#39;r adolygiad") || says(v, "Cau'r adolygiad"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ig_20_open_reviews_say_why_and_lead_to_a_page_each),
        TEST(one_review_shows_who_why_and_how_far_it_went),
        TEST(what_is_missing_is_said_at_its_field_and_what_was_typed_stays),
        TEST(a_review_is_closed_with_what_follows),
        TEST(a_closed_review_without_its_search_says_so),
        TEST(ig_20_nobody_closes_the_review_of_their_own_search),
        TEST(reviews_are_for_who_looks_after_them),
        TEST(a_search_without_a_review_is_no_page),
        TEST(reviews_are_there_in_welsh),
    };

    return cmocka_run_group_tests_name("reviews", tests, NULL, NULL);
}
