/* who gets through a federation link, and who no longer does. Every refusal has its twin: the same
   link with a good certificate passes. */
#include "tests/support/test_link.h"

static int set_up(void **state)
{
    test_link *link = test_link_make();

    test_link_serve(link);
    *state = link;
    return 0;
}

static int tear_down(void **state)
{
    test_link_free(*state);
    return 0;
}

static int post_with(test_link *link, const test_pki_pair *pair, const char *path)
{
    DOLEN_OWN(dolen_http_client, client) = test_link_client(link, pair);

    return test_link_post(client, path, "hello");
}

static void lets_a_pinned_member_through(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    test_link_pin(link, &alpha);

    assert_int_equal(200, post_with(link, &alpha, "/echo"));
    assert_int_equal(200, post_with(link, &alpha, "/agencies"));
    assert_int_equal(2, link->handled);
}

static void ig_29_refuses_the_right_authority_with_an_unpinned_key(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    const test_pki_pair forged = test_pki_issue_odd(&link->pki, "forged", "agency", "alpha", "--days", "30");
    test_link_pin(link, &alpha);

    assert_int_equal(0, post_with(link, &forged, "/echo"));
    assert_int_equal(0, link->handled);
    assert_int_equal(200, post_with(link, &alpha, "/echo"));
}

static void refuses_a_wrong_extended_key_usage(void **state)
{
    test_link *link = *state;
    const test_pki_pair wrong = test_pki_issue_odd(&link->pki, "odd", "agency", "alpha", "--usage", "serverAuth");
    const test_pki_pair right = test_pki_issue_odd(&link->pki, "even", "agency", "alpha", "--usage", "clientAuth");
    test_link_pin(link, &wrong);
    test_link_pin(link, &right);

    assert_int_equal(0, post_with(link, &wrong, "/echo"));
    assert_int_equal(0, link->handled);
    assert_int_equal(200, post_with(link, &right, "/echo"));
}

static void ig_29_refuses_identities_that_are_not_of_this_federation(void **state)
{
    test_link *link = *state;
    static const char *const identities[] = {"urn:dolen:other:agency:alpha", "urn:dolen:demo:owner:alpha",
                                             "urn:dolen:demo:agency:alpha:x", "https://demo/agency/alpha",
                                             "URN:DOLEN:demo:agency:alpha"};
    char out[16];

    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++) {
        snprintf(out, sizeof out, "odd%zu", i);
        const test_pki_pair wrong = test_pki_issue_odd(&link->pki, out, "agency", "alpha", "--uri", identities[i]);
        assert_int_equal(0, post_with(link, &wrong, "/echo"));
    }
    assert_int_equal(0, link->handled);

    const test_pki_pair right =
        test_pki_issue_odd(&link->pki, "right", "agency", "alpha", "--uri", "urn:dolen:demo:agency:alpha");
    test_link_pin(link, &right);
    assert_int_equal(200, post_with(link, &right, "/echo"));
}

static void refuses_another_role_where_only_agencies_may_ask(void **state)
{
    test_link *link = *state;
    const test_pki_pair holder = test_pki_issue(&link->pki, "keyholder", "one");
    test_link_pin(link, &holder);

    assert_int_equal(403, post_with(link, &holder, "/agencies"));
    assert_int_equal(0, link->handled);
    assert_int_equal(200, post_with(link, &holder, "/echo"));
}

static void refuses_a_member_of_another_authority(void **state)
{
    test_link *link = *state;
    const test_pki other = test_pki_make("demo");
    const test_pki_pair alpha = test_pki_issue(&other, "agency", "alpha");
    test_link_pin(link, &alpha);

    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    assert_int_equal(0, link->handled);
    test_pki_remove(&other);
}

static void ig_29_leaves_a_server_that_is_another_member_than_expected(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    const test_pki_pair impostor = test_pki_issue(&link->pki, "agency", "mallory");
    dolen_http_server *server = NULL;
    dolen_err err = {0};
    test_link_pin(link, &alpha);
    test_link_pin(link, &impostor);
    const dolen_http_server_options options = test_link_server_options(link, &impostor);
    assert_ok(dolen_http_server_new(&options, &server, &err));
    char url[64];
    dolen_http_target target = test_link_target(link, &alpha, dolen_http_server_port(server), url);
    dolen_http_client *client = NULL;
    assert_ok(dolen_http_client_new(&target, &client, &err));

    assert_int_equal(0, test_link_post(client, "/echo", "hello"));
    dolen_http_client_free(client);
    target.expect = (dolen_peer){.role = DOLEN_PEER_AGENCY, .code = dolen_code_of("mallory")};
    assert_ok(dolen_http_client_new(&target, &client, &err));
    assert_int_equal(200, test_link_post(client, "/echo", "hello"));

    dolen_http_client_free(client);
    dolen_http_server_free(server);
}

static void cuts_a_live_connection_once_its_member_is_suspended(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    test_link_pin(link, &alpha);
    DOLEN_OWN(dolen_http_client, live) = test_link_client(link, &alpha);
    assert_int_equal(200, test_link_post(live, "/echo", "hello"));

    link->pin_count--;

    assert_int_not_equal(200, test_link_post(live, "/echo", "hello"));
    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    assert_int_equal(1, link->handled);
}

static void cuts_a_live_connection_once_its_certificate_is_revoked(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    const test_pki_pair beta = test_pki_issue(&link->pki, "agency", "beta");
    dolen_err err = {0};
    test_link_pin(link, &alpha);
    test_link_pin(link, &beta);
    DOLEN_OWN(dolen_http_client, live) = test_link_client(link, &alpha);
    assert_int_equal(200, test_link_post(live, "/echo", "hello"));

    test_pki_revoke(&link->pki, "agency", "alpha");
    assert_ok(dolen_trust_reload(link->trust, &err));

    assert_int_not_equal(200, test_link_post(live, "/echo", "hello"));
    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    assert_int_equal(1, link->handled);
    assert_int_equal(200, post_with(link, &beta, "/echo"));
}

static void refuses_everybody_when_the_revocation_list_is_past_its_time(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    test_link_pin(link, &alpha);
    DOLEN_OWN(dolen_http_client, live) = test_link_client(link, &alpha);
    assert_int_equal(200, test_link_post(live, "/echo", "hello"));
    assert_true(dolen_trust_is_current(link->trust));

    link->ahead = INT64_C(8) * 24 * 3600 * 1000;

    assert_false(dolen_trust_is_current(link->trust));
    assert_int_not_equal(200, test_link_post(live, "/echo", "hello"));
    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    link->ahead = 0;
    assert_int_equal(200, post_with(link, &alpha, "/echo"));
}

static void refuses_everybody_when_the_revocation_list_is_missing(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    char aside[PATH_MAX];
    dolen_err err = {0};
    test_link_pin(link, &alpha);
    assert_int_equal(200, post_with(link, &alpha, "/echo"));

    assert_int_equal(0, rename(link->pki.revocation, temp_folder_file(&link->pki.folder, "aside", aside)));
    assert_ok(dolen_trust_reload(link->trust, &err));

    assert_false(dolen_trust_is_current(link->trust));
    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    assert_int_equal(0, rename(aside, link->pki.revocation));
    assert_ok(dolen_trust_reload(link->trust, &err));
    assert_int_equal(200, post_with(link, &alpha, "/echo"));
}

static void refuses_an_expired_certificate(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue_odd(&link->pki, "short", "agency", "alpha", "--days", "1");
    test_link_pin(link, &alpha);
    assert_int_equal(200, post_with(link, &alpha, "/echo"));

    link->ahead = INT64_C(2) * 24 * 3600 * 1000;

    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    assert_int_equal(1, link->handled);
}

static void uses_a_renewed_certificate_for_new_connections(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    dolen_err err = {0};
    test_link_pin(link, &alpha);
    DOLEN_OWN(dolen_http_client, live) = test_link_client(link, &alpha);
    assert_int_equal(200, test_link_post(live, "/echo", "hello"));

    const test_pki_pair renewed = test_pki_issue(&link->pki, "broker", "hub");
    assert_ok(dolen_http_server_reload(link->server, &err));

    assert_int_equal(0, post_with(link, &alpha, "/echo"));
    test_link_pin(link, &renewed);
    assert_int_equal(200, post_with(link, &alpha, "/echo"));
    assert_int_equal(200, test_link_post(live, "/echo", "hello"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lets_a_pinned_member_through, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_29_refuses_the_right_authority_with_an_unpinned_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_wrong_extended_key_usage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_29_refuses_identities_that_are_not_of_this_federation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_another_role_where_only_agencies_may_ask, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_member_of_another_authority, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ig_29_leaves_a_server_that_is_another_member_than_expected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cuts_a_live_connection_once_its_member_is_suspended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cuts_a_live_connection_once_its_certificate_is_revoked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_everybody_when_the_revocation_list_is_past_its_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_everybody_when_the_revocation_list_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_an_expired_certificate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uses_a_renewed_certificate_for_new_connections, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("federation_link", tests, NULL, NULL);
}
