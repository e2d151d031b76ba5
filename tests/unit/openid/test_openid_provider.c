/* The whole way from begin to finish against a provider over TLS that answers as the test says. */
#include "tests/support/dolen_test.h"

#include "node/agency/openid/openid.h"
#include "node/agency/openid/openid_json.h"
#include "node/base/file.h"
#include "node/crypto/hash.h"
#include "node/net/http_form.h"
#include "node/net/http_server.h"
#include "tests/support/openid_tokens.h"
#include "tests/support/test_pki.h"

enum { TEXT = 4096, MINUTE = 60 * 1000 };

#define BROWSER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define REDIRECT "https://dolen.example.org/openid/callback"

typedef struct scene {
    test_pki pki;
    token_maker *maker;
    dolen_http_server *server;
    dolen_openid *openid;
    dolen_arena *arena;
    int64_t now;
    char issuer[64];
    char certificate[PATH_MAX];
    char key[PATH_MAX];
    char secret[PATH_MAX];
    /* How the provider answers. */
    const char *description; /* NULL: a good one */
    const char *keys;        /* NULL: both keys */
    int status;              /* of the token endpoint */
    const char *token;
    /* What it saw. */
    size_t descriptions;
    size_t key_sets;
    char authorization[256];
    char form[TEXT];
} scene;

static scene s;

static int64_t now(void *context)
{
    (void)context;
    return s.now;
}

static dolen_status answer_text(dolen_http_response *response, int status, const char *text, dolen_err *err)
{
    dolen_http_response_status(response, status);
    return dolen_http_response_copy(response, "application/json", dolen_bytes_of_string(text), err);
}

static dolen_status describe(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    char text[TEXT];

    (void)context;
    (void)request;
    s.descriptions++;
    (void)snprintf(text, sizeof text,
                   "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\",\"token_endpoint\":\"%s/token\","
                   "\"jwks_uri\":\"%s/keys\",\"end_session_endpoint\":\"%s/end\","
                   "\"authorization_response_iss_parameter_supported\":true}",
                   s.issuer, s.issuer, s.issuer, s.issuer, s.issuer);
    return answer_text(response, 200, s.description ? s.description : text, err);
}

static dolen_status give_keys(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    (void)context;
    (void)request;
    s.key_sets++;
    return answer_text(response, 200, s.keys ? s.keys : token_key_set(s.maker), err);
}

static dolen_status exchange(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    char text[2 * DOLEN_OPENID_TOKEN_LIMIT];
    const char *authorization = dolen_http_request_header(request, "Authorization");
    const dolen_bytes body = dolen_http_request_body(request);

    (void)context;
    (void)snprintf(s.authorization, sizeof s.authorization, "%s", authorization ? authorization : "");
    memset(s.form, 0, sizeof s.form);
    memcpy(s.form, body.at, body.size < sizeof s.form ? body.size : sizeof s.form - 1);
    (void)snprintf(text, sizeof text, "{\"token_type\":\"Bearer\",\"access_token\":\"x\",\"id_token\":\"%s\"}",
                   s.token);
    return answer_text(response, s.status, text, err);
}

static const dolen_http_route routes[] = {
    {.method = "GET", .path = "/.well-known/openid-configuration", .handler = describe},
    {.method = "GET", .path = "/keys", .handler = give_keys},
    {.method = "POST", .path = "/token", .handler = exchange, .body_limit = TEXT},
    {.handler = NULL},
};

static void write_file(const char *path, const char *text)
{
    dolen_err err = {0};

    assert_ok(dolen_file_write(path, dolen_bytes_of_string(text), 0600, &err));
}

static int start(void **state)
{
    const dolen_http_server_options options = {.flavour = DOLEN_HTTP_TLS,
                                               .listen = "127.0.0.1:0",
                                               .certificate_file = s.certificate,
                                               .key_file = s.key,
                                               .routes = routes,
                                               .clock = dolen_clock_system()};
    dolen_err err = {0};

    s.maker = token_maker_new();
    s.pki = test_pki_make("demo");
    test_pki_command("serve-cert", s.pki.folder.path, "provider");
    (void)snprintf(s.certificate, sizeof s.certificate, "%s/issued/provider.crt", s.pki.folder.path);
    (void)snprintf(s.key, sizeof s.key, "%s/issued/provider.key", s.pki.folder.path);
    temp_folder_file(&s.pki.folder, "secret", s.secret);
    write_file(s.secret, "open+sesame: 1\n");
    assert_ok(dolen_http_server_new(&options, &s.server, &err));
    (void)snprintf(s.issuer, sizeof s.issuer, "https://localhost:%d", dolen_http_server_port(s.server));
    return 0;
}

static int stop(void **state)
{
    dolen_http_server_free(s.server);
    token_maker_free(s.maker);
    temp_folder_remove(&s.pki.folder);
    return 0;
}

static void open_client(const char *authorities)
{
    static const char *const roles[] = {"Dolen.Practitioner:practitioner"};
    const dolen_openid_options options = {.provider = {.issuer = s.issuer,
                                                       .client = TOKEN_CLIENT,
                                                       .secret_file = s.secret,
                                                       .authorities_file = authorities,
                                                       .clock = {now, NULL}},
                                          .redirect = REDIRECT,
                                          .scopes = "openid profile",
                                          .role_claim = "roles",
                                          .user_claim = "preferred_username",
                                          .roles = roles,
                                          .role_count = 1};
    dolen_err err = {0};

    assert_ok(dolen_openid_new(&options, &s.openid, &err));
}

static int set_up(void **state)
{
    s.now = TOKEN_NOW;
    s.arena = dolen_arena_new(1 << 20);
    s.description = NULL;
    s.keys = NULL;
    s.status = 200;
    s.descriptions = 0;
    s.key_sets = 0;
    open_client(s.pki.authority);
    return 0;
}

static int tear_down(void **state)
{
    dolen_openid_free(s.openid);
    dolen_arena_free(s.arena);
    return 0;
}

/* A parameter of the URL to which the browser is sent. */
static const char *parameter(const char *url, const char *name)
{
    dolen_http_form form;
    dolen_err err = {0};

    assert_ok(dolen_http_form_read(s.arena, dolen_bytes_of_string(strchr(url, '?') + 1), &form, &err));
    const char *value = dolen_http_form_value(&form, name);
    assert_non_null(value);
    return value;
}

static const char *begin(bool is_again)
{
    const dolen_openid_start wanted = {.token = BROWSER, .is_again = is_again};
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    const char *url = NULL;
    dolen_err err = {0};

    assert_ok(dolen_openid_begin(s.openid, &wanted, s.arena, &url, &fault, &err));
    return url;
}

/* Takes the claims; the issuer and the nonce of `url` go in unless the test has put others. */
static void will_give(const char *url, json_t *claims)
{
    if (strcmp(dolen_openid_json_text(claims, "iss"), TOKEN_ISSUER) == 0)
        json_object_set_new(claims, "iss", json_string(s.issuer));
    if (strcmp(dolen_openid_json_text(claims, "nonce"), TOKEN_NONCE) == 0)
        json_object_set_new(claims, "nonce", json_string(parameter(url, "nonce")));
    s.token = token_of(s.maker, claims);
}

static dolen_openid_fault finish(const dolen_openid_answer *answer, dolen_openid_person *person)
{
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    dolen_openid_errand errand;

    const dolen_status status = dolen_openid_finish(s.openid, answer, s.arena, &errand, person, &fault, NULL);
    assert_true((status == DOLEN_OK) == (fault == DOLEN_OPENID_NO_FAULT));
    return fault;
}

static dolen_openid_fault finish_plainly(const char *url)
{
    const dolen_openid_answer answer = {BROWSER, parameter(url, "state"), "c-1", "", s.issuer};
    dolen_openid_person person;

    return finish(&answer, &person);
}

static void somebody_signs_in_and_the_provider_sees_what_the_standards_ask_for(void **state)
{
    const char *url = begin(false);
    json_t *claims = token_claims();
    dolen_openid_person person;
    dolen_http_form form;
    dolen_err err = {0};

    json_object_set_new(claims, "roles", json_pack("[s]", "Dolen.Practitioner"));
    json_object_set_new(claims, "preferred_username", json_string("asha"));
    will_give(url, claims);
    const dolen_openid_answer answer = {BROWSER, parameter(url, "state"), "c&1", "", s.issuer};
    assert_int_equal(DOLEN_OPENID_NO_FAULT, finish(&answer, &person));
    assert_string_equal("248289761001", person.subject);
    assert_string_equal("asha", person.user);
    assert_string_equal("session-1", person.sid);
    assert_int_equal(1, person.role_count);
    assert_int_equal(TOKEN_NOW - 5000, person.authenticated);

    /* RFC 6749 section 2.3.1: each half escaped as in a form, then base64 of both. */
    assert_string_equal("Basic ZG9sZW4tbm9kZTpvcGVuJTJCc2VzYW1lJTNBJTIwMQ==", s.authorization);
    assert_ok(dolen_http_form_read(s.arena, dolen_bytes_of_string(s.form), &form, &err));
    assert_string_equal("authorization_code", dolen_http_form_value(&form, "grant_type"));
    assert_string_equal("c&1", dolen_http_form_value(&form, "code"));
    assert_string_equal(REDIRECT, dolen_http_form_value(&form, "redirect_uri"));
    const dolen_digest digest = dolen_hash_sha256(dolen_bytes_of_string(dolen_http_form_value(&form, "code_verifier")));
    assert_string_equal(parameter(url, "code_challenge"),
                        dolen_openid_json_encode(s.arena, dolen_bytes_of(digest.bytes, sizeof digest.bytes)));
    assert_string_equal("S256", parameter(url, "code_challenge_method"));
    assert_string_equal("code", parameter(url, "response_type"));
}

static void a_token_of_another_sign_in_is_refused(void **state)
{
    const char *first = begin(false);
    const char *second = begin(false);

    will_give(first, token_claims());
    assert_int_equal(DOLEN_OPENID_NONCE, finish_plainly(second));
    assert_int_equal(DOLEN_OPENID_NO_FAULT, finish_plainly(first)); /* twin: it is good where it belongs */
}

static void a_new_proof_is_asked_for_and_an_old_one_refused(void **state)
{
    const char *url = begin(true);
    json_t *claims = token_claims();

    assert_string_equal("login", parameter(url, "prompt"));
    assert_string_equal("0", parameter(url, "max_age"));
    json_object_set_new(claims, "auth_time", json_integer(TOKEN_NOW / 1000 - 120));
    will_give(url, claims);
    assert_int_equal(DOLEN_OPENID_AGE, finish_plainly(url));
    will_give(url, token_claims());
    assert_int_equal(DOLEN_OPENID_NO_FAULT, finish_plainly(url));
}

/* Mix-up: an answer that another provider gave, or that does not say who did where the provider says it always does. */
static void an_answer_of_another_provider_is_refused_before_its_code_is_shown_to_anybody(void **state)
{
    const char *url = begin(false);
    const char *const issuers[] = {"https://attacker.example.org", ""};
    dolen_openid_person person;

    s.form[0] = '\0';
    for (size_t i = 0; i < 2; i++) {
        const dolen_openid_answer answer = {BROWSER, parameter(url, "state"), "c-1", "", issuers[i]};
        assert_int_equal(DOLEN_OPENID_OTHER_PROVIDER, finish(&answer, &person));
    }
    assert_string_equal("", s.form);
}

static void what_the_provider_says_instead_of_a_code_is_understood(void **state)
{
    const char *url = begin(false);
    const char *state_text = parameter(url, "state");
    dolen_openid_person person;

    assert_int_equal(DOLEN_OPENID_CONSENT,
                     finish(&(dolen_openid_answer){BROWSER, state_text, "", "access_denied", s.issuer}, &person));
    assert_int_equal(DOLEN_OPENID_PROVIDER_ERROR,
                     finish(&(dolen_openid_answer){BROWSER, state_text, "", "server_error", s.issuer}, &person));
    assert_int_equal(DOLEN_OPENID_PROVIDER_ERROR,
                     finish(&(dolen_openid_answer){BROWSER, state_text, "", "", s.issuer}, &person));
    assert_int_equal(DOLEN_OPENID_STATE, finish(&(dolen_openid_answer){"b", state_text, "c", "", s.issuer}, &person));
}

static void a_refused_code_and_a_broken_provider_are_told_apart(void **state)
{
    const char *url = begin(false);

    will_give(url, token_claims());
    s.status = 400;
    assert_int_equal(DOLEN_OPENID_EXCHANGE, finish_plainly(url));
    s.status = 503;
    assert_int_equal(DOLEN_OPENID_SILENT, finish_plainly(url));
    s.status = 302;
    assert_int_equal(DOLEN_OPENID_EXCHANGE, finish_plainly(url));
    s.status = 200;
    s.token = "";
    assert_int_equal(DOLEN_OPENID_EXCHANGE, finish_plainly(url));
}

static dolen_openid_fault fault_at_begin(void)
{
    const dolen_openid_start wanted = {.token = BROWSER};
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    const char *url = NULL;

    const dolen_status status = dolen_openid_begin(s.openid, &wanted, s.arena, &url, &fault, NULL);
    assert_true((status == DOLEN_OK) == (url != NULL));
    return fault;
}

static void a_description_of_another_issuer_or_without_https_is_not_used(void **state)
{
    char text[TEXT];

    s.description = "{\"issuer\":\"https://login.example.org\"}";
    assert_int_equal(DOLEN_OPENID_DISCOVERY, fault_at_begin());
    (void)snprintf(text, sizeof text,
                   "{\"issuer\":\"%s\",\"authorization_endpoint\":\"http://localhost/a\",\"token_endpoint\":\"%s/t\","
                   "\"jwks_uri\":\"%s/keys\"}",
                   s.issuer, s.issuer, s.issuer);
    s.description = text;
    s.now += 5000;
    assert_int_equal(DOLEN_OPENID_DISCOVERY, fault_at_begin());
    s.now += 5000;
    s.description = NULL;
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_at_begin());
}

static void after_a_failure_the_provider_is_left_alone_for_five_seconds(void **state)
{
    s.description = "{}";
    assert_int_equal(DOLEN_OPENID_DISCOVERY, fault_at_begin());
    s.description = NULL;
    assert_int_equal(DOLEN_OPENID_SILENT, fault_at_begin());
    assert_int_equal(1, s.descriptions);
    s.now += 5000;
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_at_begin());
}

static void a_provider_whose_certificate_nobody_vouches_for_is_not_talked_to(void **state)
{
    dolen_openid_free(s.openid);
    open_client(NULL); /* the system's authorities do not know ours */
    assert_int_equal(DOLEN_OPENID_SILENT, fault_at_begin());
    assert_int_equal(0, s.descriptions);
}

static void description_and_keys_are_kept_for_an_hour_and_then_on_while_the_provider_is_silent(void **state)
{
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_at_begin());
    s.now += 59 * MINUTE;
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_at_begin());
    assert_int_equal(1, s.descriptions);
    s.now += 2 * MINUTE;
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_at_begin());
    assert_int_equal(2, s.descriptions);
    s.now += 61 * MINUTE;
    s.description = "{}";
    assert_int_equal(DOLEN_OPENID_NO_FAULT, fault_at_begin());
    assert_int_equal(3, s.descriptions);
}

static void an_unknown_key_has_the_keys_fetched_once_a_minute(void **state)
{
    json_t *old = json_pack("{s:[o]}", "keys", token_key(s.maker->other, "old"));
    char *text = json_dumps(old, JSON_COMPACT);
    const char *url = NULL;

    s.keys = text;
    url = begin(false);
    will_give(url, token_claims());
    assert_int_equal(DOLEN_OPENID_KEY, finish_plainly(url)); /* fetched anew, still the old ones */
    assert_int_equal(2, s.key_sets);
    s.keys = NULL;
    assert_int_equal(DOLEN_OPENID_KEY, finish_plainly(url)); /* too soon for another try */
    assert_int_equal(2, s.key_sets);
    s.now += MINUTE;
    assert_int_equal(DOLEN_OPENID_NO_FAULT, finish_plainly(url));
    assert_int_equal(3, s.key_sets);
    free(text);
    json_decref(old);
}

static void the_provider_may_say_that_somebody_has_left(void **state)
{
    json_t *claims = token_logout_claims();
    dolen_openid_fault fault = DOLEN_OPENID_NO_FAULT;
    dolen_openid_end end;
    dolen_err err = {0};

    json_object_set_new(claims, "iss", json_string(s.issuer));
    assert_ok(dolen_openid_logout(s.openid, token_of(s.maker, claims), s.arena, &end, &fault, &err));
    assert_string_equal("248289761001", end.subject);
    assert_string_equal("", end.sid);
    assert_string_equal("bWJq", end.id);
    assert_true(end.until > s.now);
    claims = token_claims();
    json_object_set_new(claims, "iss", json_string(s.issuer));
    assert_fails(DOLEN_E_DENIED, dolen_openid_logout(s.openid, token_of(s.maker, claims), s.arena, &end, &fault, &err));
    assert_int_equal(DOLEN_OPENID_EVENT, fault);
}

static void signing_out_leads_to_the_providers_page_and_back(void **state)
{
    const char *url = NULL;
    dolen_err err = {0};

    assert_ok(dolen_openid_leave(s.openid, true, s.arena, &url, &err));
    assert_memory_equal(s.issuer, url, strlen(s.issuer));
    assert_string_equal("https://dolen.example.org/openid/signed-out", parameter(url, "post_logout_redirect_uri"));
    assert_string_equal(TOKEN_CLIENT, parameter(url, "client_id"));
    assert_string_equal("cy", parameter(url, "state"));
}

static void settings_that_cannot_be_right_are_refused(void **state)
{
    static const char *const roles[] = {"x:practitioner"};
    dolen_openid_options options = {
        .provider = {.issuer = s.issuer, .client = TOKEN_CLIENT, .secret_file = s.secret, .clock = {now, NULL}},
        .redirect = REDIRECT,
        .scopes = "openid",
        .role_claim = "roles",
        .user_claim = "sub",
        .roles = roles,
        .role_count = 1};
    dolen_openid *openid = NULL;

    options.redirect = "http://dolen.example.org/openid/callback";
    assert_fails(DOLEN_E_INPUT, dolen_openid_new(&options, &openid, NULL));
    options.redirect = "https://dolen.example.org/elsewhere";
    assert_fails(DOLEN_E_INPUT, dolen_openid_new(&options, &openid, NULL));
    options.redirect = REDIRECT;
    options.provider.issuer = "http://login.example.org";
    assert_fails(DOLEN_E_INPUT, dolen_openid_new(&options, &openid, NULL));
    options.provider.issuer = "https://user@login.example.org";
    assert_fails(DOLEN_E_INPUT, dolen_openid_new(&options, &openid, NULL));
    options.provider.issuer = s.issuer;
    options.role_count = 0;
    assert_fails(DOLEN_E_INPUT, dolen_openid_new(&options, &openid, NULL));
    assert_null(openid);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(somebody_signs_in_and_the_provider_sees_what_the_standards_ask_for),
        TEST(a_token_of_another_sign_in_is_refused),
        TEST(a_new_proof_is_asked_for_and_an_old_one_refused),
        TEST(an_answer_of_another_provider_is_refused_before_its_code_is_shown_to_anybody),
        TEST(what_the_provider_says_instead_of_a_code_is_understood),
        TEST(a_refused_code_and_a_broken_provider_are_told_apart),
        TEST(a_description_of_another_issuer_or_without_https_is_not_used),
        TEST(after_a_failure_the_provider_is_left_alone_for_five_seconds),
        TEST(a_provider_whose_certificate_nobody_vouches_for_is_not_talked_to),
        TEST(description_and_keys_are_kept_for_an_hour_and_then_on_while_the_provider_is_silent),
        TEST(an_unknown_key_has_the_keys_fetched_once_a_minute),
        TEST(the_provider_may_say_that_somebody_has_left),
        TEST(signing_out_leads_to_the_providers_page_and_back),
        TEST(settings_that_cannot_be_right_are_refused),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
