/* What leaves as a file is in the ledger first: with a hub that is away, or refuses, nothing leaves (IG-09). */
#include <dirent.h>
#include <unistd.h>

#include "node/agency/oversight/export.h"
#include "node/agency/oversight/reading.h"
#include "node/agency/subject_notices.h"
#include "proto/codec/signed.h"
#include "proto/codec/subject.h"
#include "tests/support/oversight_scene.h"
#include "tests/support/test_link.h"
#include "tests/support/witness_federation.h"

enum { ENTRY = 41, BODY = 4096, SIGNING_SEED = 60 };

/* A hub that enters notices, or says that it cannot now. */
typedef struct stage {
    oversight_scene *scene;
    temp_folder folder;
    test_link *link;
    dolen_signing_key *signing;
    char url[64];
    _Atomic int status; /* of the hub's answer */
    _Atomic int entered;
} stage;

static dolen_status enter(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    stage *s = context;
    dolen_arena *arena = dolen_http_request_arena(request);
    dolen_signed message;
    dolen_ledger_notice notice;
    dolen_bytes body;

    dolen_http_response_status(response, s->status);
    if (s->status != 200)
        return DOLEN_OK;
    DOLEN_TRY(dolen_signed_decode(dolen_http_request_body(request), arena, &message, err));
    DOLEN_TRY(dolen_ledger_notice_decode(message.body, arena, &notice, err));
    const dolen_ledger_notice_reply reply = {.request_id = notice.request_id,
                                             .ledger_index = ENTRY + (uint64_t)s->entered++};
    DOLEN_TRY(dolen_ledger_notice_reply_encode(&reply, arena, &body, err));
    return dolen_http_response_copy(response, "application/x-protobuf", body, err);
}

static const dolen_http_route routes[] = {
    {.method = "POST", .path = "/v1/notice", .handler = enter, .body_limit = BODY},
    {0},
};

static void serve(stage *s)
{
    const test_pki_pair pair = test_pki_issue(&s->link->pki, "broker", "hub");
    dolen_http_server_options options = test_link_server_options(s->link, &pair);
    dolen_err err = {0};

    test_link_pin(s->link, &pair);
    options.routes = routes;
    options.context = s;
    assert_ok(dolen_http_server_new(&options, &s->link->server, &err));
    (void)snprintf(s->url, sizeof s->url, "https://127.0.0.1:%d", dolen_http_server_port(s->link->server));
}

/* The signed file of the tests, with the hub where it listens. */
static void open_federation(stage *s)
{
    s->scene->agency.federation = witness_federation(&s->folder, 0);
    dolen_federation *file = (dolen_federation *)(uintptr_t)dolen_federation_current_get(s->scene->agency.federation);
    file->name = dolen_code_of("demo");
    file->broker.code = dolen_code_of("hub");
    file->broker.endpoint = s->url;
}

static void open_broker(stage *s)
{
    const test_pki_pair pair = test_pki_issue(&s->link->pki, "agency", "npt");
    dolen_err err = {0};

    test_link_pin(s->link, &pair);
    const dolen_broker_link_parts parts = {.federation = s->scene->agency.federation,
                                           .signing = s->signing,
                                           .agency = s->scene->agency.code,
                                           .certificate_file = pair.certificate,
                                           .key_file = pair.key,
                                           .trust = s->link->trust,
                                           .pins = test_link_pins(s->link),
                                           .query_ms = 5000};
    assert_ok(dolen_broker_link_new(&parts, &s->scene->agency.broker, &err));
}

static int set_up(void **state)
{
    stage *s = calloc(1, sizeof *s);

    oversight_scene_make((void **)&s->scene);
    s->folder = temp_folder_make();
    s->link = test_link_make();
    s->signing = data_key(SIGNING_SEED);
    s->status = 200;
    s->scene->agency.settings.state_folder = s->folder.path;
    serve(s);
    open_federation(s);
    open_broker(s);
    oversight_scene_search(s->scene, (dolen_stored_search){0});
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;

    dolen_broker_link_free(s->scene->agency.broker);
    dolen_federation_current_free(s->scene->agency.federation);
    dolen_signing_key_free(s->signing);
    test_link_free(s->link);
    temp_folder_remove(&s->folder);
    oversight_scene_free((void **)&s->scene);
    free(s);
    return 0;
}

static void hub_goes_away(stage *s)
{
    dolen_http_server_free(s->link->server);
    s->link->server = NULL;
}

static dolen_reading reading(void)
{
    return (dolen_reading){.user = "officer",
                           .role = dolen_code_of("data-protection-officer"),
                           .ground = dolen_code_of("lawfulness"),
                           .kind = DOLEN_READING_EXPORT,
                           .count = 7};
}

static dolen_status begin_recorded(stage *s, int64_t *entry, dolen_err *err)
{
    const dolen_reading one = reading();

    return dolen_reading_begin_recorded(&s->scene->agency, &one, s->scene->arena, entry, err);
}

static dolen_status export(stage *s, dolen_export_format format, dolen_export_file *file)
{
    const dolen_export_request request = {.user = "officer",
                                          .role = dolen_code_of("data-protection-officer"),
                                          .ground = dolen_code_of("lawfulness"),
                                          .format = format};
    dolen_err err = {0};

    return dolen_export_make(&s->scene->agency, &request, s->scene->arena, file, &err);
}

static int64_t kept(const stage *s)
{
    return NUMBER_OF(s->scene->database, "SELECT count(*) FROM log_reading");
}

static int64_t waiting(const stage *s)
{
    return NUMBER_OF(s->scene->database, "SELECT count(*) FROM ledger_notice WHERE action = 'read-export' AND entry IS "
                                         "NULL");
}

static int files(const stage *s)
{
    DIR *folder = opendir(s->folder.path);
    int count = 0;

    assert_non_null(folder);
    for (const struct dirent *one = readdir(folder); one; one = readdir(folder))
        count += one->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void ig_09_what_leaves_as_a_file_is_in_the_ledger_first(void **state)
{
    stage *s = *state;
    int64_t entry = 0;
    dolen_err err = {0};

    assert_ok(begin_recorded(s, &entry, &err));
    assert_int_equal(ENTRY, entry);
    assert_int_equal(1, s->entered);
    assert_int_equal(1, NUMBER_OF(s->scene->database, "SELECT count(*) FROM log_reading r JOIN ledger_notice n ON n.id "
                                                      "= r.id WHERE n.entry = 41 AND r.count = 7"));
}

static void ig_09_with_a_hub_that_is_away_it_does_not_and_the_reading_is_entered_later(void **state)
{
    stage *s = *state;
    const dolen_reading one = reading();
    int64_t entry = 0;
    int64_t left = 0;
    dolen_err err = {0};

    s->status = 503;
    assert_fails(DOLEN_E_REMOTE, begin_recorded(s, &entry, &err));
    assert_int_equal(DOLEN_READING_ENTRY_WAITS, entry);
    assert_int_equal(1, kept(s));
    assert_int_equal(1, waiting(s));
    assert_ok(dolen_subject_notices_flush(&s->scene->agency, &left, &err));
    assert_int_equal(1, left);

    /* The twin: what is only shown does not wait for the hub. */
    assert_ok(dolen_reading_begin(&s->scene->agency, &one, s->scene->arena, &err));
    assert_int_equal(2, kept(s));

    s->status = 200;
    assert_ok(dolen_subject_notices_flush(&s->scene->agency, &left, &err));
    assert_int_equal(0, left);
    assert_int_equal(2, s->entered);
    assert_int_equal(0, waiting(s));
    assert_int_equal(2, kept(s));
}

static void ig_09_nor_with_one_that_cannot_be_reached_at_all(void **state)
{
    stage *s = *state;
    int64_t entry = 0;
    dolen_err err = {0};

    hub_goes_away(s);
    assert_fails(DOLEN_E_REMOTE, begin_recorded(s, &entry, &err));
    assert_int_equal(1, kept(s));
    assert_int_equal(1, waiting(s));
}

/* The hub answers, and says no: for what leaves that is no better than silence. */
static void ig_09_nor_with_one_that_refuses(void **state)
{
    stage *s = *state;
    int64_t entry = 0;
    dolen_err err = {0};

    s->status = 403;
    assert_fails(DOLEN_E_REMOTE, begin_recorded(s, &entry, &err));
    assert_int_equal(DOLEN_READING_ENTRY_WAITS, entry);
    assert_int_equal(1, waiting(s));
}

static void ig_09_an_export_that_the_ledger_does_not_have_leaves_no_file(void **state)
{
    static const dolen_export_format formats[] = {DOLEN_EXPORT_CSV, DOLEN_EXPORT_JSON, DOLEN_EXPORT_FHIR};
    stage *s = *state;
    dolen_export_file file;
    const int before = files(s);

    s->status = 503;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        assert_int_equal(DOLEN_E_REMOTE, export(s, formats[i], &file));
        assert_int_equal(-1, file.descriptor);
        assert_int_equal(0, file.size);
        assert_int_equal(i + 1, waiting(s));
    }
    assert_int_equal(before, files(s));

    /* The twin: with the ledger it leaves, and says as which entry. */
    s->status = 200;
    assert_int_equal(DOLEN_OK, export(s, DOLEN_EXPORT_CSV, &file));
    assert_int_equal(ENTRY, file.entry);
    assert_int_equal(1, file.rows);
    assert_true(file.size > 0);
    assert_int_equal(0, close(file.descriptor));
    assert_int_equal(before, files(s));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(ig_09_what_leaves_as_a_file_is_in_the_ledger_first),
        EACH(ig_09_with_a_hub_that_is_away_it_does_not_and_the_reading_is_entered_later),
        EACH(ig_09_nor_with_one_that_cannot_be_reached_at_all),
        EACH(ig_09_nor_with_one_that_refuses),
        EACH(ig_09_an_export_that_the_ledger_does_not_have_leaves_no_file),
    };

    return cmocka_run_group_tests_name("recorded", tests, oversight_scene_start, oversight_scene_stop);
}
