/* with a peer down, slow or lying, a race still ends with enough good replies, or says clearly that it cannot. */
#include <semaphore.h>
#include <stdatomic.h>

#include "node/net/http_race.h"
#include "tests/support/test_link.h"

enum { HOLDERS = 3 };

/* One holder: its server, and whether it dawdles. */
typedef struct holder {
    dolen_http_server *server;
    _Atomic int handled;
    atomic_bool stalls;
    sem_t release;
    const char *answer;
} holder;

typedef struct fixture {
    test_link *link;
    holder holders[HOLDERS];
    dolen_http_race *race;
    dolen_arena *arena;
} fixture;

static dolen_status answer(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    holder *h = context;

    (void)request;
    (void)err;
    h->handled++;
    if (h->stalls)
        sem_wait(&h->release);
    dolen_http_response_body(response, "text/plain", dolen_bytes_of_string(h->answer));
    return DOLEN_OK;
}

static const dolen_http_route routes[] = {
    {.method = "POST", .path = "/evaluate", .handler = answer, .body_limit = 100},
    {0},
};

static const char *const codes[HOLDERS] = {"one", "two", "three"};

static void serve_holder(fixture *f, size_t i)
{
    const test_pki_pair pair = test_pki_issue(&f->link->pki, "keyholder", codes[i]);
    dolen_http_server_options options = test_link_server_options(f->link, &pair);
    dolen_err err = {0};

    test_link_pin(f->link, &pair);
    f->holders[i].answer = "good";
    sem_init(&f->holders[i].release, 0, 0);
    options.routes = routes;
    options.context = &f->holders[i];
    assert_ok(dolen_http_server_new(&options, &f->holders[i].server, &err));
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    dolen_http_target targets[HOLDERS];
    char urls[HOLDERS][64];
    dolen_err err = {0};

    f->link = test_link_make();
    f->arena = dolen_arena_new(1 << 20);
    const test_pki_pair alpha = test_pki_issue(&f->link->pki, "agency", "alpha");
    test_link_pin(f->link, &alpha);
    for (size_t i = 0; i < HOLDERS; i++) {
        serve_holder(f, i);
        targets[i] = test_link_target(f->link, &alpha, dolen_http_server_port(f->holders[i].server), urls[i]);
        targets[i].expect = (dolen_peer){.role = DOLEN_PEER_KEYHOLDER, .code = dolen_code_of(codes[i])};
    }
    assert_ok(dolen_http_race_new(targets, HOLDERS, 2, &f->race, &err));
    *state = f;
    return 0;
}

static void stop_holder(holder *h)
{
    sem_post(&h->release);
    dolen_http_server_free(h->server);
    h->server = NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    dolen_http_race_free(f->race);
    for (size_t i = 0; i < HOLDERS; i++) {
        stop_holder(&f->holders[i]);
        sem_destroy(&f->holders[i].release);
    }
    dolen_arena_free(f->arena);
    test_link_free(f->link);
    free(f);
    return 0;
}

static dolen_status accept_good(void *context, size_t entry, const dolen_http_reply *reply, dolen_err *err)
{
    (void)context;
    (void)entry;
    if (!dolen_bytes_same(reply->body, dolen_bytes_of_string("good")))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the share is wrong");
    return DOLEN_OK;
}

static void prepare(dolen_http_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        entries[i] = (dolen_http_entry){.lane = i, .call = {.path = "/evaluate", .body = dolen_bytes_of_string("x")}};
}

static dolen_status race(fixture *f, dolen_http_entry *entries, size_t count, size_t need, int64_t hedge_ms)
{
    const dolen_http_race_rules rules = {
        .need = need, .hedge_ms = hedge_ms, .total_ms = 8000, .accept = accept_good, .context = f};

    return dolen_http_race_run(f->race, f->arena, entries, count, &rules, NULL);
}

static void takes_two_good_replies_of_three(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];
    prepare(entries, HOLDERS);

    assert_fails(DOLEN_OK, race(f, entries, HOLDERS, 2, 0));

    assert_true(entries[0].accepted && entries[1].accepted);
    assert_false(entries[2].started);
    assert_int_equal(0, f->holders[2].handled);
}

static void keeps_connections_open_between_runs(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];

    for (int i = 0; i < 5; i++) {
        prepare(entries, HOLDERS);
        assert_fails(DOLEN_OK, race(f, entries, HOLDERS, 2, 0));
    }

    assert_int_equal(5, f->holders[0].handled);
    assert_int_equal(1, dolen_http_server_connections(f->holders[0].server));
}

static void goes_on_without_a_holder_that_is_down(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];
    stop_holder(&f->holders[0]);
    prepare(entries, HOLDERS);

    assert_fails(DOLEN_OK, race(f, entries, HOLDERS, 2, 0));

    assert_int_equal(DOLEN_E_REMOTE, entries[0].outcome);
    assert_true(entries[1].accepted && entries[2].accepted);
}

static void goes_on_without_a_holder_that_is_slow(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];
    f->holders[1].stalls = true;
    prepare(entries, HOLDERS);

    assert_fails(DOLEN_OK, race(f, entries, HOLDERS, 2, 100));

    assert_true(entries[0].accepted && entries[2].accepted);
    assert_true(entries[1].started && !entries[1].accepted);
    assert_int_equal(DOLEN_OK, entries[1].outcome);
}

static void names_the_holder_whose_reply_was_wrong(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];
    f->holders[0].answer = "bad";
    prepare(entries, HOLDERS);

    assert_fails(DOLEN_OK, race(f, entries, HOLDERS, 2, 0));

    assert_int_equal(DOLEN_E_CRYPTO, entries[0].outcome);
    assert_string_equal("the share is wrong", entries[0].err.what);
    assert_true(entries[1].accepted && entries[2].accepted);
}

static void says_clearly_when_too_few_are_left(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];
    stop_holder(&f->holders[0]);
    f->holders[2].answer = "bad";
    prepare(entries, HOLDERS);

    assert_fails(DOLEN_E_REMOTE, race(f, entries, HOLDERS, 2, 0));

    assert_int_equal(DOLEN_E_REMOTE, entries[0].outcome);
    assert_int_equal(DOLEN_E_CRYPTO, entries[2].outcome);
}

static void stops_at_the_first_failure_when_all_are_needed(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[2];
    f->holders[0].stalls = true;
    f->holders[1].answer = "bad";
    prepare(entries, 2);

    assert_fails(DOLEN_E_REMOTE, race(f, entries, 2, 2, 0));

    assert_int_equal(DOLEN_E_CRYPTO, entries[1].outcome);
    assert_false(entries[0].accepted);
    prepare(entries, 2);
    entries[1].lane = 2;
    f->holders[0].stalls = false;
    assert_fails(DOLEN_OK, race(f, entries, 2, 2, 0));
}

static void refuses_runs_that_cannot_be(void **state)
{
    fixture *f = *state;
    dolen_http_entry entries[HOLDERS];
    prepare(entries, HOLDERS);

    assert_fails(DOLEN_E_INPUT, race(f, entries, 1, 2, 0));
    assert_fails(DOLEN_E_INPUT, race(f, entries, HOLDERS, 0, 0));
    entries[1].lane = 0;
    assert_fails(DOLEN_E_INPUT, race(f, entries, HOLDERS, 2, 0));
    entries[1].lane = HOLDERS;
    assert_fails(DOLEN_E_INPUT, race(f, entries, HOLDERS, 2, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_two_good_replies_of_three, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_connections_open_between_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_without_a_holder_that_is_down, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_without_a_holder_that_is_slow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_holder_whose_reply_was_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_clearly_when_too_few_are_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_at_the_first_failure_when_all_are_needed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_runs_that_cannot_be, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("http_race", tests, NULL, NULL);
}
