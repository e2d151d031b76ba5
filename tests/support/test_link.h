/** A federation link of one test's own: an authority, a broker's server, an agency's client, pins that can change. */
#ifndef DOLEN_TESTS_SUPPORT_TEST_LINK_H
#define DOLEN_TESTS_SUPPORT_TEST_LINK_H

#include "node/net/certificate.h"
#include "node/net/http_client.h"
#include "node/net/http_server.h"
#include "tests/support/test_pki.h"

enum { TEST_LINK_PINS = 8, TEST_LINK_BODY = 1000 };

typedef struct test_link {
    test_pki pki;
    dolen_peer pinned[TEST_LINK_PINS];
    _Atomic size_t pin_count;
    int64_t ahead; /**< milliseconds the servers' and clients' clock is ahead */
    dolen_trust *trust;
    dolen_http_server *server;
    _Atomic int handled; /**< how many requests reached a handler */
} test_link;

static inline bool test_link_allow(void *context, const dolen_peer *peer)
{
    const test_link *link = context;

    for (size_t i = 0; i < link->pin_count; i++)
        if (link->pinned[i].role == peer->role && dolen_code_same(link->pinned[i].code, peer->code) &&
            memcmp(link->pinned[i].spki_sha256, peer->spki_sha256, sizeof peer->spki_sha256) == 0)
            return true;
    return false;
}

static inline int64_t test_link_now(void *context)
{
    const test_link *link = context;

    return dolen_clock_now(dolen_clock_system()) + link->ahead;
}

static inline dolen_clock test_link_clock(test_link *link)
{
    return (dolen_clock){.now = test_link_now, .context = link};
}

static inline dolen_peer_pins test_link_pins(test_link *link)
{
    return (dolen_peer_pins){.allow = test_link_allow, .context = link};
}

/** Pin the key of this certificate for the member that it names. */
static inline void test_link_pin(test_link *link, const test_pki_pair *pair)
{
    dolen_certificate_about about;
    dolen_err err = {0};

    assert_ok(dolen_certificate_read_file(pair->certificate, &about, &err));
    assert_true(link->pin_count < TEST_LINK_PINS);
    link->pinned[link->pin_count++] = about.peer;
}

static inline dolen_status test_link_echo(void *context, dolen_http_request *request, dolen_http_response *response,
                                          dolen_err *err)
{
    test_link *link = context;

    (void)err;
    link->handled++;
    dolen_http_response_body(response, "application/octet-stream", dolen_http_request_body(request));
    return DOLEN_OK;
}

static const dolen_http_route test_link_routes[] = {
    {.method = "POST", .path = "/echo", .handler = test_link_echo, .body_limit = TEST_LINK_BODY},
    {.method = "GET", .path = "/echo", .handler = test_link_echo},
    {.method = "POST",
     .path = "/agencies",
     .handler = test_link_echo,
     .body_limit = TEST_LINK_BODY,
     .only = DOLEN_PEER_AGENCY},
    {0},
};

/** Authority and trust; no server yet. */
static inline test_link *test_link_make(void)
{
    test_link *link = calloc(1, sizeof *link);
    dolen_err err = {0};

    link->pki = test_pki_make("demo");
    const dolen_trust_options options = {.federation = dolen_code_of("demo"),
                                         .authority_file = link->pki.authority,
                                         .revocation_file = link->pki.revocation,
                                         .clock = test_link_clock(link)};
    assert_ok(dolen_trust_new(options, &link->trust, &err));
    return link;
}

/** The options of a server for this link with `pair`; the caller may change them. */
static inline dolen_http_server_options test_link_server_options(test_link *link, const test_pki_pair *pair)
{
    return (dolen_http_server_options){.flavour = DOLEN_HTTP_MUTUAL_TLS,
                                       .listen = "127.0.0.1:0",
                                       .certificate_file = pair->certificate,
                                       .key_file = pair->key,
                                       .trust = link->trust,
                                       .pins = test_link_pins(link),
                                       .routes = test_link_routes,
                                       .context = link,
                                       .clock = test_link_clock(link)};
}

/** Serve as broker "hub", whose key is pinned. */
static inline void test_link_serve(test_link *link)
{
    const test_pki_pair pair = test_pki_issue(&link->pki, "broker", "hub");
    dolen_err err = {0};

    test_link_pin(link, &pair);
    const dolen_http_server_options options = test_link_server_options(link, &pair);
    assert_ok(dolen_http_server_new(&options, &link->server, &err));
}

/** A target that expects broker "hub" at `port`, called with `pair`. `url` has room for 64 bytes. */
static inline dolen_http_target test_link_target(test_link *link, const test_pki_pair *pair, int port, char url[64])
{
    snprintf(url, 64, "https://127.0.0.1:%d", port);
    return (dolen_http_target){.url = url,
                               .certificate_file = pair->certificate,
                               .key_file = pair->key,
                               .trust = link->trust,
                               .expect = {.role = DOLEN_PEER_BROKER, .code = dolen_code_of("hub")},
                               .pins = test_link_pins(link),
                               .total_ms = 10000};
}

/** A client of the link's server with `pair`. */
static inline dolen_http_client *test_link_client(test_link *link, const test_pki_pair *pair)
{
    char url[64];
    const dolen_http_target target = test_link_target(link, pair, dolen_http_server_port(link->server), url);
    dolen_http_client *client = NULL;
    dolen_err err = {0};

    assert_ok(dolen_http_client_new(&target, &client, &err));
    return client;
}

/** Send `body` to `path`; the reply's status code, or 0 when there was none. */
static inline int test_link_post(dolen_http_client *client, const char *path, const char *body)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    const dolen_http_call call = {
        .path = path, .content_type = "application/octet-stream", .body = dolen_bytes_of_string(body)};
    dolen_http_reply reply;

    if (dolen_http_client_send(client, arena, &call, &reply, NULL) != DOLEN_OK)
        return 0;
    return reply.status;
}

static inline void test_link_free(test_link *link)
{
    dolen_http_server_free(link->server);
    dolen_trust_free(link->trust);
    test_pki_remove(&link->pki);
    free(link);
}

#endif
