/* protocol versions, connections without a certificate, resumed sessions, idle connections. */
#include "tests/support/raw_client.h"
#include "tests/support/test_link.h"

#define ASK "POST /echo HTTP/1.1\r\nHost: hub\r\nContent-Length: 2\r\n\r\nhi"

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

static int port_of(const test_link *link)
{
    return dolen_http_server_port(link->server);
}

static void speaks_tls_1_3_only_between_members(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    test_link_pin(link, &alpha);

    assert_null(raw_tls(port_of(link), TLS1_2_VERSION, alpha.certificate, alpha.key, NULL));
    assert_int_equal(0, link->handled);
    SSL *tls = raw_tls(port_of(link), TLS1_3_VERSION, alpha.certificate, alpha.key, NULL);
    assert_non_null(tls);
    assert_int_equal(200, raw_tls_ask(tls, ASK));
    raw_tls_close(tls);
}

static void answers_nobody_without_a_certificate(void **state)
{
    test_link *link = *state;
    SSL *tls = raw_tls(port_of(link), TLS1_3_VERSION, NULL, NULL, NULL);

    /* In TLS 1.3 the client learns of the refusal only with its first read. */
    assert_int_equal(0, tls ? raw_tls_ask(tls, ASK) : 0);
    assert_int_equal(0, link->handled);
    raw_tls_close(tls);
}

static void offers_browsers_tls_1_2_as_well_without_asking_for_a_certificate(void **state)
{
    test_link *link = *state;
    const test_pki_pair hub = test_pki_find(&link->pki, "issued", "broker", "hub");
    dolen_http_server_options options = test_link_server_options(link, &hub);
    dolen_http_server *server = NULL;
    dolen_err err = {0};
    options.flavour = DOLEN_HTTP_TLS;
    assert_ok(dolen_http_server_new(&options, &server, &err));
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

    for (size_t i = 0; i < 2; i++) {
        SSL *tls = raw_tls(dolen_http_server_port(server), versions[i], NULL, NULL, NULL);
        assert_non_null(tls);
        assert_int_equal(200, raw_tls_ask(tls, ASK));
        raw_tls_close(tls);
    }
    assert_null(raw_tls(dolen_http_server_port(server), TLS1_1_VERSION, NULL, NULL, NULL));
    dolen_http_server_free(server);
}

/* A session that the server could take up again, if it offered one. */
static SSL_SESSION *session_of(const test_link *link, const test_pki_pair *pair)
{
    SSL *tls = raw_tls(port_of(link), TLS1_3_VERSION, pair->certificate, pair->key, NULL);

    assert_non_null(tls);
    assert_int_equal(200, raw_tls_ask(tls, ASK));
    SSL_SESSION *session = SSL_get1_session(tls);
    raw_tls_close(tls);
    return session;
}

static void resumes_no_session_so_that_a_suspended_member_cannot(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    test_link_pin(link, &alpha);
    SSL_SESSION *session = session_of(link, &alpha);

    SSL *again = raw_tls(port_of(link), TLS1_3_VERSION, alpha.certificate, alpha.key, session);
    assert_non_null(again);
    assert_int_equal(0, SSL_session_reused(again));
    assert_int_equal(200, raw_tls_ask(again, ASK));
    raw_tls_close(again);

    link->pin_count--;
    again = raw_tls(port_of(link), TLS1_3_VERSION, alpha.certificate, alpha.key, session);
    assert_int_equal(0, again ? raw_tls_ask(again, ASK) : 0);
    raw_tls_close(again);
    assert_int_equal(2, link->handled);
    SSL_SESSION_free(session);
}

static void closes_an_idle_connection_of_a_suspended_member(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    char byte;
    test_link_pin(link, &alpha);
    SSL *idle = raw_tls(port_of(link), TLS1_3_VERSION, alpha.certificate, alpha.key, NULL);
    char reply[RAW_REPLY] = "";
    assert_non_null(idle);
    assert_true(SSL_write(idle, ASK, sizeof ASK - 1) > 0);
    for (size_t size = 0; !strstr(reply, "\r\n\r\nhi");) {
        const int got = SSL_read(idle, reply + size, (int)(sizeof reply - 1 - size));
        assert_true(got > 0);
        size += (size_t)got;
    }
    assert_int_equal(0, poll(&(struct pollfd){.fd = SSL_get_fd(idle), .events = POLLIN}, 1, 700));

    link->pin_count--;

    const int64_t began = dolen_clock_monotonic();
    assert_true(SSL_read(idle, &byte, 1) <= 0);
    assert_true(dolen_clock_monotonic() - began < 5000);
    raw_tls_close(idle);
}

static void pins_are_what_keeps_a_forged_key_out(void **state)
{
    test_link *link = *state;
    const test_pki_pair alpha = test_pki_issue(&link->pki, "agency", "alpha");
    const test_pki_pair forged = test_pki_issue_odd(&link->pki, "forged", "agency", "alpha", "--days", "30");
    test_link_pin(link, &alpha);
    SSL *tls = raw_tls(port_of(link), TLS1_3_VERSION, forged.certificate, forged.key, NULL);
    assert_int_equal(0, tls ? raw_tls_ask(tls, ASK) : 0);
    raw_tls_close(tls);

    /* The twin: once its key is pinned as well, the authority's signature carries it. */
    test_link_pin(link, &forged);
    tls = raw_tls(port_of(link), TLS1_3_VERSION, forged.certificate, forged.key, NULL);
    assert_non_null(tls);
    assert_int_equal(200, raw_tls_ask(tls, ASK));
    raw_tls_close(tls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(speaks_tls_1_3_only_between_members, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_nobody_without_a_certificate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(offers_browsers_tls_1_2_as_well_without_asking_for_a_certificate, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(resumes_no_session_so_that_a_suspended_member_cannot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closes_an_idle_connection_of_a_suspended_member, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pins_are_what_keeps_a_forged_key_out, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
