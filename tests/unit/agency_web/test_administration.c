/* The administrator's pages: staff accounts (IG-30) and how the service stands. */
#include "tests/support/web_visitor.h"

static void sign_in_as_admin(visitor *v)
{
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", "user=admin&password=correct+horse+battery");
    assert_string_equal("/en/home", location(v));
    follow(v);
    assert_true(says(v, "/en/accounts"));
    assert_true(says(v, "/en/status"));
}

#define NEW "user=carys&full_name=Carys&role[]=practitioner&password=long+enough+words&vetted=2026-01-02"

static void lists_accounts_and_how_they_stand(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/accounts");
    assert_true(says(v, "Lapsed: confirm it"));
    assert_true(says(v, "Locked for a while"));
    assert_true(says(v, "?about=asha"));
    assert_true(says(v, "&lt;b&gt;Practitioner"));
    assert_false(says(v, "<b>Practitioner"));
}

static void adds_an_account_only_with_days_of_training_and_vetting_IG_30(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/accounts/new");
    post(v, "/en/accounts/new", NEW);
    assert_true(says(v, "Enter a real day in the past"));
    assert_true(says(v, "value=\"carys\""));
    assert_false(says(v, "long enough words"));
    assert_int_equal(0, v->site->account_changes);
    post(v, "/en/accounts/new", NEW "&trained=2999-01-01");
    assert_true(says(v, "Enter a real day in the past"));
    post(v, "/en/accounts/new", NEW "&trained=2026-02-30");
    assert_true(says(v, "Enter a real day in the past"));
    post(v, "/en/accounts/new", NEW "&trained=2026-01-02");
    assert_string_equal("/en/accounts", location(v));
    assert_int_equal(1, v->site->account_changes);
}

static void says_what_is_wrong_with_each_field_and_keeps_what_was_typed(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/accounts/new");
    post(v, "/en/accounts/new", "user=a+b&full_name=&password=short&trained=x&vetted=2026-01-02");
    assert_true(says(v, "href=\"#user\""));
    assert_true(says(v, "href=\"#full_name\""));
    assert_true(says(v, "href=\"#role\""));
    assert_true(says(v, "href=\"#password\""));
    assert_true(says(v, "href=\"#trained\""));
    assert_false(says(v, "href=\"#vetted\""));
    assert_true(says(v, "value=\"2026-01-02\""));
    post(
        v, "/en/accounts/new",
        "user=asha&full_name=Asha&role[]=practitioner&password=long+enough+words&trained=2026-01-02&vetted=2026-01-02");
    assert_true(says(v, "This user name is taken"));
}

static void suspends_restores_and_confirms_other_accounts(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/accounts/change?about=asha");
    post(v, "/en/accounts/change", "user=asha&action=suspend");
    assert_string_equal("suspend", v->site->last_change);
    get(v, "/en/accounts/change?about=asha");
    assert_true(says(v, "Restore the account"));
    post(v, "/en/accounts/change", "user=asha&action=confirm&trained=2026-01-02&vetted=");
    assert_true(says(v, "href=\"#vetted\""));
    assert_string_equal("suspend", v->site->last_change);
    post(v, "/en/accounts/change", "user=asha&action=confirm&trained=2026-01-02&vetted=2026-01-02");
    assert_string_equal("confirm", v->site->last_change);
    get(v, "/en/accounts/change?about=asha");
    post(v, "/en/accounts/change", "user=asha&action=forget-second-factor");
    assert_string_equal("forget-second-factor", v->site->last_change);
    get(v, "/en/accounts/change?about=nobody");
    assert_int_equal(404, v->response.status);
}

static void a_team_and_a_home_are_entered_and_the_home_is_never_shown_again(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/accounts/change?about=asha");
    assert_true(says(v, "The address itself is not kept"));
    assert_true(says(v, "A home is kept"));
    assert_true(says(v, "&lt;i&gt;Asesu"));
    assert_false(says(v, "<i>Asesu"));
    post(v, "/en/accounts/change", "user=asha&action=change&team=North&home_address=12+Heol+y+Felin&home_postcode=");
    assert_true(says(v, "Enter a house number or name with a postcode, or a UPRN"));
    assert_true(says(v, "value=\"12 Heol y Felin\""));
    assert_int_equal(0, v->site->account_changes);
    post(v, "/en/accounts/change",
         "user=asha&action=change&team=North&home_address=12+Heol+y+Felin&home_postcode=SA11+5AB");
    assert_string_equal("change", v->site->last_change);
    assert_string_equal("North|12 Heol y Felin|SA11 5AB", v->site->last_team);
    get(v, "/en/accounts/change?about=asha");
    assert_false(says(v, "Heol y Felin"));
    post(v, "/en/accounts/change", "user=asha&action=forget-home");
    assert_int_equal(2, v->site->account_changes);
    get(v, "/cy/accounts/new");
    assert_true(says(v, "Ni chedwir y cyfeiriad ei hun"));
    post(v, "/en/accounts/new", NEW "&trained=2026-01-02&team=South&home_address=1&home_postcode=SA11+5AB");
    assert_string_equal("South|1|SA11 5AB", v->site->last_team);
}

static void nobody_confirms_their_own_account_IG_30(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/accounts/change?about=admin");
    assert_true(says(v, "Another administrator must change it"));
    post(v, "/en/accounts/change", "user=admin&action=confirm&trained=2026-01-02&vetted=2026-01-02");
    assert_int_equal(403, v->response.status);
    assert_int_equal(0, v->site->account_changes);
}

static void shows_publishing_terms_members_and_rules(void **state)
{
    visitor *v = *state;

    sign_in_as_admin(v);
    get(v, "/en/status");
    assert_true(says(v, "no day of the calendar"));
    assert_true(says(v, "Renew soon"));
    assert_true(says(v, "Ended or missing: renew now"));
    assert_true(says(v, "Example Police"));
    assert_true(says(v, "2026.1"));
}

static void practitioners_find_none_of_it(void **state)
{
    static const char *const paths[] = {"/en/accounts", "/en/accounts/new", "/en/accounts/change?about=asha",
                                        "/en/status"};
    visitor *v = *state;

    sign_in(v, "asha");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        get(v, paths[i]);
        assert_int_equal(403, v->response.status);
    }
    get(v, "/en/search");
    assert_false(says(v, "/en/accounts"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lists_accounts_and_how_they_stand),
        TEST(adds_an_account_only_with_days_of_training_and_vetting_IG_30),
        TEST(says_what_is_wrong_with_each_field_and_keeps_what_was_typed),
        TEST(suspends_restores_and_confirms_other_accounts),
        TEST(a_team_and_a_home_are_entered_and_the_home_is_never_shown_again),
        TEST(nobody_confirms_their_own_account_IG_30),
        TEST(shows_publishing_terms_members_and_rules),
        TEST(practitioners_find_none_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
