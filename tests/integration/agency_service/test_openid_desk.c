/* Whose account a sign-in at the provider is, what it may do, and when it ends: the desk with a provider over TLS and a
 * real database (IG-30). */
#include "node/agency/service/openid_desk.h"

#include "node/base/file.h"
#include "node/net/http_form.h"
#include "node/net/http_server.h"
#include "node/store/openid_store.h"
#include "node/store/session_store.h"
#include "tests/support/openid_tokens.h"
#include "tests/support/oversight_scene.h"
#include "tests/support/test_pki.h"

enum { TEXT = 4096 };

#define BROWSER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* The provider, one for all tests. */
typedef struct provider {
    test_pki pki;
    token_maker *maker;
    dolen_http_server *server;
    const char *token; /* what it gives next */
    char issuer[64];
    char secret[PATH_MAX];
} provider;

typedef struct stage {
    oversight_scene *scene;
    dolen_openid_desk *desk;
    const dolen_web_openid *pages;
} stage;

static provider p;

static dolen_status answer_text(dolen_http_response *response, const char *text, dolen_err *err)
{
    return dolen_http_response_copy(response, "application/json", dolen_bytes_of_string(text), err);
}

static dolen_status describe(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    char text[TEXT];

    (void)context;
    (void)request;
    (void)snprintf(text, sizeof text,
                   "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\",\"token_endpoint\":\"%s/token\","
                   "\"jwks_uri\":\"%s/keys\",\"authorization_response_iss_parameter_supported\":true}",
                   p.issuer, p.issuer, p.issuer, p.issuer);
    return answer_text(response, text, err);
}

static dolen_status give_keys(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    (void)context;
    (void)request;
    return answer_text(response, token_key_set(p.maker), err);
}

static dolen_status exchange(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    char text[TEXT];

    (void)context;
    (void)request;
    (void)snprintf(text, sizeof text, "{\"token_type\":\"Bearer\",\"access_token\":\"x\",\"id_token\":\"%s\"}",
                   p.token);
    return answer_text(response, text, err);
}

static const dolen_http_route routes[] = {
    {.method = "GET", .path = "/.well-known/openid-configuration", .handler = describe},
    {.method = "GET", .path = "/keys", .handler = give_keys},
    {.method = "POST", .path = "/token", .handler = exchange, .body_limit = TEXT},
    {.handler = NULL},
};

static int start(void **state)
{
    char certificate[PATH_MAX];
    char key[PATH_MAX];
    dolen_http_server_options options = {
        .flavour = DOLEN_HTTP_TLS, .listen = "127.0.0.1:0", .routes = routes, .clock = dolen_clock_system()};
    dolen_err err = {0};

    p.maker = token_maker_new();
    p.pki = test_pki_make("demo");
    test_pki_command("serve-cert", p.pki.folder.path, "provider");
    options.certificate_file = temp_folder_file(&p.pki.folder, "issued/provider.crt", certificate);
    options.key_file = temp_folder_file(&p.pki.folder, "issued/provider.key", key);
    temp_folder_file(&p.pki.folder, "secret", p.secret);
    assert_ok(dolen_file_write(p.secret, dolen_bytes_of_string("open sesame\n"), 0600, &err));
    assert_ok(dolen_http_server_new(&options, &p.server, &err));
    (void)snprintf(p.issuer, sizeof p.issuer, "https://localhost:%d", dolen_http_server_port(p.server));
    return oversight_scene_start(state);
}

static int stop(void **state)
{
    dolen_http_server_free(p.server);
    token_maker_free(p.maker);
    temp_folder_remove(&p.pki.folder);
    return oversight_scene_stop(state);
}

static void open_desk(stage *s, bool create)
{
    static const char *const roles[] = {"D.Practitioner:practitioner", "D.Supervisor:supervisor"};
    dolen_agency_settings *settings = &s->scene->agency.settings;
    dolen_err err = {0};

    settings->openid_issuer = p.issuer;
    settings->openid_client = TOKEN_CLIENT;
    settings->openid_secret_file = p.secret;
    settings->openid_redirect = "https://dolen.example.org/openid/callback";
    settings->openid_scopes = "openid profile";
    settings->openid_role_claim = "roles";
    settings->openid_user_claim = "preferred_username";
    settings->openid_roles = (dolen_setting_list){roles, 2};
    settings->openid_authority_file = p.pki.authority;
    settings->openid_create = create;
    settings->openid_local_accounts = true;
    dolen_openid_desk_free(s->desk);
    s->desk = NULL;
    assert_ok(dolen_openid_desk_open(&s->scene->agency, &s->desk, &err));
    s->pages = dolen_openid_desk_pages(s->desk);
}

/* An account that an administrator made for sign-in at the provider. */
static void add_account(const stage *s, const char *name)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_account account = {.name = name,
                                   .full_name = "Siân Rees",
                                   .password_hash = "",
                                   .roles = {dolen_code_of("practitioner")},
                                   .role_count = 1,
                                   .created = 1,
                                   .confirmed_until = INT64_MAX};
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->scene->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_add(connection, &account, &err));
}

static int set_up(void **state)
{
    stage *s = calloc(1, sizeof *s);

    oversight_scene_make((void **)&s->scene);
    open_desk(s, false);
    add_account(s, "sian");
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;

    dolen_openid_desk_free(s->desk);
    oversight_scene_free((void **)&s->scene);
    free(s);
    return 0;
}

static const char *parameter(const stage *s, const char *url, const char *name)
{
    dolen_http_form form;
    dolen_err err = {0};

    assert_ok(dolen_http_form_read(s->scene->arena, dolen_bytes_of_string(strchr(url, '?') + 1), &form, &err));
    const char *value = dolen_http_form_value(&form, name);
    assert_non_null(value);
    return value;
}

/* What the provider says of whoever comes: who, under which name, with which roles (one text, divided by commas). */
static void will_say(const stage *s, const char *url, const char *subject, const char *name, const char *roles)
{
    json_t *claims = token_claims();
    json_t *list = json_array();
    char text[TEXT];
    char *rest = NULL;

    (void)snprintf(text, sizeof text, "%s", roles);
    for (const char *role = strtok_r(text, ",", &rest); role; role = strtok_r(NULL, ",", &rest))
        json_array_append_new(list, json_string(role));
    json_object_set_new(claims, "iss", json_string(p.issuer));
    json_object_set_new(claims, "nonce", json_string(parameter(s, url, "nonce")));
    json_object_set_new(claims, "sub", json_string(subject));
    json_object_set_new(claims, "preferred_username", json_string(name));
    json_object_set_new(claims, "roles", list);
    p.token = token_of(p.maker, claims);
}

/* `user` is of the session for which a new proof is asked; NULL at a sign-in. */
static dolen_web_openid_person come_back(const stage *s, const char *user, const char *subject, const char *name,
                                         const char *roles)
{
    dolen_web_openid_person person;
    const char *url = NULL;
    dolen_err err = {0};

    assert_ok(s->pages->begin(s->pages->context, BROWSER, user != NULL, false, s->scene->arena, &url, &err));
    will_say(s, url, subject, name, roles);
    const dolen_web_openid_return answer = {
        .token = BROWSER,
        .user = user ? user : "",
        .reply = {.code = "c-1", .state = parameter(s, url, "state"), .error = "", .issuer = p.issuer}};
    assert_ok(s->pages->finish(s->pages->context, &answer, s->scene->arena, &person, &err));
    return person;
}

static dolen_web_openid_person sign_in(const stage *s, const char *subject, const char *name, const char *roles)
{
    return come_back(s, NULL, subject, name, roles);
}

static void begin_session(const stage *s, uint8_t number, const char *account, const char *role)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_digest id = {{number}};
    const dolen_stored_session session = {.account = account,
                                          .role = dolen_code_of(role),
                                          .started = s->scene->now,
                                          .last_used = s->scene->now,
                                          .openid_sid = "session-1"};
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->scene->agency.pool, &connection, &err));
    assert_ok(dolen_session_store_add(connection, &id, &session, &err));
}

static bool is_in(const stage *s, uint8_t number)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_digest id = {{number}};
    dolen_stored_session found;
    dolen_err err = {0};

    assert_ok(dolen_pool_take(s->scene->agency.pool, &connection, &err));
    return dolen_session_store_find(connection, &id, s->scene->now, s->scene->arena, &found, NULL) == DOLEN_OK;
}

static int64_t accounts(const stage *s)
{
    return NUMBER_OF(s->scene->database, "SELECT count(*) FROM account");
}

static void ig_30_a_name_counts_once_and_then_the_providers_subject_alone(void **state)
{
    stage *s = *state;

    dolen_web_openid_person person = sign_in(s, "s-1", "sian", "D.Practitioner");
    assert_int_equal(DOLEN_WEB_OPENID_IN, person.outcome);
    assert_string_equal("sian", person.user);
    assert_string_equal("practitioner", person.role.text);
    /* The same person under another name; and then somebody else under the name that is taken. */
    person = sign_in(s, "s-1", "sian.rees", "D.Practitioner");
    assert_int_equal(DOLEN_WEB_OPENID_IN, person.outcome);
    assert_string_equal("sian", person.user);
    assert_int_equal(DOLEN_WEB_OPENID_OTHER_PERSON, sign_in(s, "s-2", "sian", "D.Practitioner").outcome);
    assert_int_equal(1, NUMBER_OF(s->scene->database, "SELECT count(*) FROM account WHERE openid_subject IS NOT NULL"));
    assert_int_equal(1, NUMBER_OF(s->scene->database,
                                  "SELECT count(*) FROM account WHERE name = 'sian' AND openid_subject = 's-1'"));
}

/* The same subject of another provider is somebody else. */
static void ig_30_a_subject_is_known_together_with_its_issuer(void **state)
{
    stage *s = *state;

    assert_int_equal(DOLEN_WEB_OPENID_IN, sign_in(s, "s-1", "sian", "D.Practitioner").outcome);
    assert_true(database_scene_may(s->scene->database->admin,
                                   "UPDATE account SET openid_issuer = 'https://other.example.org' "
                                   "WHERE openid_subject = 's-1'"));
    assert_int_equal(DOLEN_WEB_OPENID_OTHER_PERSON, sign_in(s, "s-1", "sian", "D.Practitioner").outcome);
}

static void ig_30_an_account_with_a_password_is_not_taken_by_its_name(void **state)
{
    stage *s = *state;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_err err = {0};

    assert_int_equal(DOLEN_WEB_OPENID_OTHER_PERSON, sign_in(s, "s-3", "asha", "D.Practitioner").outcome);
    /* The twin: once an administrator has handed it over. */
    assert_ok(dolen_pool_take(s->scene->agency.pool, &connection, &err));
    assert_ok(dolen_openid_store_hand_over(connection, "asha", &err));
    assert_int_equal(DOLEN_WEB_OPENID_IN, sign_in(s, "s-3", "asha", "D.Practitioner").outcome);
}

static void ig_30_nobody_has_an_account_unless_somebody_made_it_or_confirms_it(void **state)
{
    stage *s = *state;
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const dolen_day day = {2026, 11, 1};
    const int64_t before = accounts(s);
    dolen_err err = {0};

    assert_int_equal(DOLEN_WEB_OPENID_NO_ACCOUNT, sign_in(s, "s-9", "newcomer", "D.Practitioner").outcome);
    assert_int_equal(before, accounts(s));

    open_desk(s, true);
    assert_int_equal(DOLEN_WEB_OPENID_NO_ACCOUNT, sign_in(s, "s-9", "a name of words", "D.Practitioner").outcome);
    assert_int_equal(before, accounts(s));
    assert_int_equal(DOLEN_WEB_OPENID_UNCONFIRMED, sign_in(s, "s-9", "newcomer", "D.Practitioner").outcome);
    assert_int_equal(before + 1, accounts(s));
    assert_int_equal(DOLEN_WEB_OPENID_UNCONFIRMED, sign_in(s, "s-9", "newcomer", "D.Practitioner").outcome);
    assert_int_equal(before + 1, accounts(s));
    assert_ok(dolen_pool_take(s->scene->agency.pool, &connection, &err));
    assert_ok(dolen_account_store_confirm(connection, "newcomer", s->scene->now + OVERSIGHT_HOUR, day, day, &err));
    assert_int_equal(DOLEN_WEB_OPENID_IN, sign_in(s, "s-9", "newcomer", "D.Practitioner").outcome);

    /* It lapses as every account does, and is suspended as every account is. */
    assert_ok(dolen_account_store_suspend(connection, "newcomer", true, &err));
    assert_int_equal(DOLEN_WEB_OPENID_UNCONFIRMED, sign_in(s, "s-9", "newcomer", "D.Practitioner").outcome);
}

static void ig_30_the_providers_roles_replace_those_before_and_what_needs_another_ends(void **state)
{
    stage *s = *state;

    dolen_web_openid_person person = sign_in(s, "s-1", "sian", "D.Supervisor,D.Practitioner,Mail.Everybody");
    assert_int_equal(DOLEN_WEB_OPENID_IN, person.outcome);
    assert_int_equal(2, person.role_count);
    begin_session(s, 1, "sian", "supervisor");
    begin_session(s, 2, "sian", "practitioner");
    assert_true(is_in(s, 1) && is_in(s, 2));

    assert_int_equal(1, sign_in(s, "s-1", "sian", "D.Practitioner").role_count);
    assert_false(is_in(s, 1));
    assert_true(is_in(s, 2));
    assert_int_equal(1, NUMBER_OF(s->scene->database,
                                  "SELECT count(*) FROM account WHERE name = 'sian' AND roles = '{practitioner}'"));
}

static void ig_30_whoever_has_no_role_left_is_in_nowhere(void **state)
{
    stage *s = *state;

    assert_int_equal(DOLEN_WEB_OPENID_IN, sign_in(s, "s-1", "sian", "D.Practitioner").outcome);
    begin_session(s, 1, "sian", "practitioner");
    begin_session(s, 2, "asha", "practitioner");
    assert_int_equal(DOLEN_WEB_OPENID_NO_ROLE, sign_in(s, "s-2", "sian", "Mail.Everybody").outcome);
    assert_true(is_in(s, 1)); /* twin: somebody else's roles */
    assert_int_equal(DOLEN_WEB_OPENID_NO_ROLE, sign_in(s, "s-1", "sian", "Mail.Everybody").outcome);
    assert_false(is_in(s, 1));
    assert_true(is_in(s, 2));
}

static void a_new_proof_is_of_the_sessions_own_person_and_makes_no_account(void **state)
{
    stage *s = *state;
    const int64_t before = accounts(s);

    open_desk(s, true);
    add_account(s, "dai");
    assert_int_equal(DOLEN_WEB_OPENID_IN, sign_in(s, "s-1", "sian", "D.Practitioner").outcome);
    const dolen_web_openid_person again = come_back(s, "sian", "s-1", "sian", "D.Practitioner");
    assert_true(again.is_again);
    assert_int_equal(DOLEN_WEB_OPENID_IN, again.outcome);
    assert_int_equal(DOLEN_WEB_OPENID_OTHER_PERSON, come_back(s, "asha", "s-1", "sian", "D.Practitioner").outcome);
    /* Neither a new account, nor one that waits for its first sign-in. */
    assert_int_equal(DOLEN_WEB_OPENID_OTHER_PERSON, come_back(s, "sian", "s-8", "eighth", "D.Practitioner").outcome);
    assert_int_equal(DOLEN_WEB_OPENID_OTHER_PERSON, come_back(s, "sian", "s-4", "dai", "D.Practitioner").outcome);
    assert_int_equal(before + 1, accounts(s));
    assert_int_equal(0, NUMBER_OF(s->scene->database,
                                  "SELECT count(*) FROM account WHERE name = 'dai' AND openid_subject IS NOT NULL"));
    assert_int_equal(DOLEN_WEB_OPENID_IN, sign_in(s, "s-4", "dai", "D.Practitioner").outcome);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(ig_30_a_name_counts_once_and_then_the_providers_subject_alone),
        EACH(ig_30_a_subject_is_known_together_with_its_issuer),
        EACH(ig_30_an_account_with_a_password_is_not_taken_by_its_name),
        EACH(ig_30_nobody_has_an_account_unless_somebody_made_it_or_confirms_it),
        EACH(ig_30_the_providers_roles_replace_those_before_and_what_needs_another_ends),
        EACH(ig_30_whoever_has_no_role_left_is_in_nowhere),
        EACH(a_new_proof_is_of_the_sessions_own_person_and_makes_no_account),
    };

    return cmocka_run_group_tests_name("openid_desk", tests, start, stop);
}
