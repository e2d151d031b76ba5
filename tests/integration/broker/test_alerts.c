/* POST /v1/alerts over mutual TLS: who is told what, and who is told nothing (IG-29, IG-32). */
#include "node/broker/alerts.h"

#include <stdlib.h>

#include "node/store/alert_queue_store.h"
#include "node/store/transaction.h"
#include "proto/codec/alert.h"
#include "proto/codec/signed.h"
#include "tests/support/database_scene.h"
#include "tests/support/policy_facts.h"
#include "tests/support/test_link.h"
#include "tests/support/witness_federation.h"

enum { ARENA = 8 * 1024 * 1024, NPT = 0, SWA = 1, SWP = 2, SBU = 3, MANY = DOLEN_ALERTS + 88 };

static const dolen_http_route routes[] = {{.method = "POST",
                                           .path = "/v1/alerts",
                                           .handler = dolen_alerts_serve,
                                           .body_limit = DOLEN_SIGNED_BYTES,
                                           .arena_limit = DOLEN_ALERTS_ARENA,
                                           .only = DOLEN_PEER_AGENCY},
                                          {0}};

typedef struct scene {
    database_scene *database;
    temp_folder folder;
    test_link *link;
    dolen_secret *secret;
    dolen_signing_key *ledger_key;
    dolen_signing_key *keys[WITNESS_MEMBERS];
    dolen_http_client *clients[2]; /* NPT, SWA */
    dolen_federation_member *members;
    dolen_broker broker;
} scene;

static int64_t now(void)
{
    return dolen_clock_now(dolen_clock_system());
}

static void open_broker(scene *s)
{
    dolen_broker *broker = &s->broker;
    dolen_err err = {0};

    broker->federation = witness_federation(&s->folder, 0);
    s->members = dolen_federation_current_get(broker->federation)->members;
    for (size_t i = 0; i < WITNESS_MEMBERS; i++) {
        s->keys[i] = dolen_signing_key_new();
        s->members[i].signing = dolen_signing_key_public(s->keys[i]);
    }
    broker->rules = facts_rules();
    broker->pool = s->database->service;
    broker->clock = dolen_clock_system();
    s->secret = dolen_secret_new_random(32);
    broker->handles = dolen_handle_seal_new(s->secret);
    const dolen_ledger_settings ledger = {
        .origin = witness_origin, .key = s->ledger_key, .pool = broker->pool, .clock = broker->clock};
    assert_ok(dolen_ledger_open(&ledger, &broker->ledger, &err));
}

static void open_link(scene *s)
{
    dolen_err err = {0};

    s->link = test_link_make();
    const test_pki_pair hub = test_pki_issue(&s->link->pki, "broker", "hub");
    test_link_pin(s->link, &hub);
    dolen_http_server_options options = test_link_server_options(s->link, &hub);
    options.routes = routes;
    options.context = &s->broker;
    options.pins = test_link_pins(s->link);
    assert_ok(dolen_http_server_new(&options, &s->link->server, &err));
    for (size_t i = 0; i < 2; i++) {
        const test_pki_pair pair = test_pki_issue(&s->link->pki, "agency", witness_codes[i]);
        test_link_pin(s->link, &pair);
        s->clients[i] = test_link_client(s->link, &pair);
    }
}

static int set_up(void **state)
{
    scene *s = calloc(1, sizeof *s);
    void *database = NULL;

    database_scene_make("broker", &database);
    s->database = database;
    s->folder = temp_folder_make();
    s->ledger_key = data_key(WITNESS_LEDGER_SEED);
    open_broker(s);
    open_link(s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    void *database = s->database;

    for (size_t i = 0; i < 2; i++)
        dolen_http_client_free(s->clients[i]);
    test_link_free(s->link);
    dolen_ledger_free(s->broker.ledger);
    dolen_handle_seal_free(s->broker.handles);
    dolen_secret_free(s->secret);
    dolen_rules_free(s->broker.rules);
    dolen_federation_current_free(s->broker.federation);
    for (size_t i = 0; i < WITNESS_MEMBERS; i++)
        dolen_signing_key_free(s->keys[i]);
    dolen_signing_key_free(s->ledger_key);
    temp_folder_remove(&s->folder);
    database_scene_free(&database);
    free(s);
    return 0;
}

static dolen_uuid handle_of(uint32_t number)
{
    return (dolen_uuid){{1, 2, 3, (uint8_t)(number >> 8), (uint8_t)number}};
}

static uint64_t append_entry(scene *s)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(1);
    dolen_ledger_place place;
    dolen_err err = {0};

    assert_ok(dolen_ledger_append(s->broker.ledger, &entry, NULL, arena, &place, &err));
    return place.index;
}

static dolen_alert_row row_of(const scene *s, const char *to, const char *from, uint32_t number)
{
    return (dolen_alert_row){.agency = dolen_code_of(to),
                             .alert = {.handle = dolen_handle_seal_close(s->broker.handles, handle_of(number)),
                                       .watch = dolen_code_of("REGISTER"),
                                       .agency = dolen_code_of(from),
                                       .flag = dolen_code_of("POL.MISSING"),
                                       .kind = DOLEN_FLAG_EVENT,
                                       .month = 2026 * 12 + 10,
                                       .latest = {2026, 11, 20},
                                       .contact = 3,
                                       .disputed = true,
                                       .raised = now()},
                             .has_times = true};
}

static void queue(scene *s, dolen_alert_row *rows, size_t count)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const uint64_t entry = append_entry(s);
    dolen_err err = {0};

    for (size_t i = 0; i < count; i++)
        rows[i].alert.entry = entry;
    assert_ok(dolen_pool_take(s->database->service, &connection, &err));
    assert_ok(dolen_alert_queue_store_add(connection, rows, count, &err));
}

static void queue_one(scene *s, const char *to, const char *from)
{
    dolen_alert_row row = row_of(s, to, from, 1);

    queue(s, &row, 1);
}

/* A request as it is signed and sent. */
typedef struct asking {
    size_t client; /* who speaks */
    size_t signer;
    const char *agency; /* for whom */
    const char *federation;
    bool for_notices; /* signed for something else */
    int64_t after;
    int64_t created;
} asking;

static asking honest(void)
{
    return (asking){NPT, NPT, "NPT", "test", false, -1, now()};
}

/* The status of the answer, and the reply when it is one. */
static int ask(const scene *s, const asking *how, dolen_arena *arena, dolen_alert_reply *out)
{
    const dolen_alert_request request = {dolen_code_of(how->federation), dolen_code_of(how->agency), how->after,
                                         how->created};
    dolen_signed message = {.body = dolen_bytes_of(NULL, 0)};
    dolen_http_reply reply;
    dolen_bytes bytes;
    dolen_err err = {0};

    *out = (dolen_alert_reply){.reached = -2};
    assert_ok(dolen_alert_request_encode(&request, arena, &message.body, &err));
    const dolen_signature signature = how->for_notices
                                          ? dolen_sign_make(s->keys[how->signer], "owner-notices", message.body)
                                          : dolen_sign_make(s->keys[how->signer], "alerts", message.body);
    memcpy(message.signature, signature.bytes, sizeof message.signature);
    assert_ok(dolen_signed_encode(&message, arena, &bytes, &err));
    const dolen_http_call call = {.path = "/v1/alerts", .content_type = "application/x-protobuf", .body = bytes};
    assert_ok(dolen_http_client_send(s->clients[how->client], arena, &call, &reply, &err));
    if (reply.status == 200)
        assert_ok(dolen_alert_reply_decode(reply.body, arena, out, &err));
    return reply.status;
}

static void ig_32_an_agency_is_told_what_waits_for_it(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    (void)append_entry(s);
    queue_one(s, "NPT", "SWP");
    queue_one(s, "SWA", "SWP");
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(1, reply.alert_count);
    assert_int_equal(1, reply.reached);
    assert_true(dolen_uuid_same(handle_of(1), reply.alerts[0].handle)); /* as it was published */
    assert_string_equal("SWP", reply.alerts[0].agency.text);
    assert_int_equal(3, reply.alerts[0].contact);
    assert_int_equal(20, reply.alerts[0].latest.day);
    assert_true(reply.alerts[0].disputed);
    how.after = reply.reached;
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(0, reply.alert_count);
    assert_int_equal(1, reply.reached);
}

/* What is sent again is answered again, and moves nothing. */
static void a_request_that_is_sent_again_changes_nothing(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    queue_one(s, "NPT", "SWP");
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(0, NUMBER_OF(s->database, "SELECT count(*) FROM alert WHERE fetched IS NOT NULL"));
    how.after = reply.reached;
    assert_int_equal(200, ask(s, &how, arena, &reply));
    const int64_t fetched = NUMBER_OF(s->database, "SELECT max(fetched) FROM alert");
    assert_true(fetched > 0);
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(fetched, NUMBER_OF(s->database, "SELECT max(fetched) FROM alert"));
    how.after = -1;
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(1, reply.alert_count);
}

static void more_than_one_reply_holds_comes_in_whole_entries(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_alert_row *rows = calloc(MANY, sizeof *rows);
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    for (uint32_t i = 0; i < MANY; i++)
        rows[i] = row_of(s, "NPT", "SWP", i);
    queue(s, rows, 100);
    queue(s, rows + 100, DOLEN_ALERTS - 12);
    free(rows);
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(100, reply.alert_count);
    assert_int_equal(0, reply.reached);
    how.after = reply.reached;
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(DOLEN_ALERTS - 12, reply.alert_count);
    assert_int_equal(1, reply.reached);
}

static void times_that_the_purpose_does_not_show_are_not_sent(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;
    dolen_alert_row row = row_of(s, "NPT", "SWP", 1);

    row.has_times = false;
    queue(s, &row, 1);
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(1, reply.alert_count);
    assert_int_equal(0, reply.alerts[0].month);
    assert_int_equal(0, reply.alerts[0].latest.year);
}

static void ig_29_nobody_asks_for_another(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    queue_one(s, "NPT", "SWP");
    how.client = SWA; /* its connection, NPT's request as NPT signed it */
    assert_int_equal(403, ask(s, &how, arena, &reply));
    how.signer = SWA;
    assert_int_equal(403, ask(s, &how, arena, &reply));
    how.agency = "SWA"; /* the twin: for itself, and it has none */
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(0, reply.alert_count);
}

static void ig_29_a_signature_that_is_not_the_members_for_this_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    queue_one(s, "NPT", "SWP");
    how.signer = SWA;
    assert_int_not_equal(200, ask(s, &how, arena, &reply));
    how = honest();
    how.for_notices = true;
    assert_int_not_equal(200, ask(s, &how, arena, &reply));
    how = honest(); /* the twin */
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(1, reply.alert_count);
}

static void an_old_request_or_one_for_another_federation_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const int64_t minute = 60000;
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    how.created = now() - 6 * minute;
    assert_int_equal(403, ask(s, &how, arena, &reply));
    how.created = now() + 6 * minute;
    assert_int_equal(403, ask(s, &how, arena, &reply));
    how = honest();
    how.federation = "other";
    assert_int_equal(403, ask(s, &how, arena, &reply));
    how = honest();
    how.created = now() - 4 * minute;
    assert_int_equal(200, ask(s, &how, arena, &reply));
}

static void a_suspended_member_is_told_nothing(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    queue_one(s, "NPT", "SWP");
    s->members[NPT].suspended = true;
    assert_int_equal(403, ask(s, &how, arena, &reply));
    s->members[NPT].suspended = false;
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(1, reply.alert_count);
}

static void ig_17_ig_32_a_sensitive_service_is_never_named(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const asking how = honest();
    dolen_alert_reply reply;
    scene *s = *state;

    queue_one(s, "NPT", "SWP");
    queue_one(s, "NPT", "GONE"); /* has left the federation */
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(1, reply.alert_count);
    assert_int_equal(1, reply.reached);
    s->members[SWP].type = dolen_code_of("domestic-abuse");
    assert_int_equal(200, ask(s, &how, arena, &reply));
    assert_int_equal(0, reply.alert_count);
    assert_int_equal(1, reply.reached);
}

static void what_is_no_request_is_refused(void **state)
{
    scene *s = *state;

    assert_int_equal(400, test_link_post(s->clients[NPT], "/v1/alerts", "not a message"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ig_32_an_agency_is_told_what_waits_for_it),
        TEST(a_request_that_is_sent_again_changes_nothing),
        TEST(more_than_one_reply_holds_comes_in_whole_entries),
        TEST(times_that_the_purpose_does_not_show_are_not_sent),
        TEST(ig_29_nobody_asks_for_another),
        TEST(ig_29_a_signature_that_is_not_the_members_for_this_is_refused),
        TEST(an_old_request_or_one_for_another_federation_is_refused),
        TEST(a_suspended_member_is_told_nothing),
        TEST(ig_17_ig_32_a_sensitive_service_is_never_named),
        TEST(what_is_no_request_is_refused),
    };
#undef TEST

    return cmocka_run_group_tests_name("alerts", tests, database_scene_start, database_scene_stop);
}
