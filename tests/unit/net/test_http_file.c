/* Answers that are files: sent piece by piece, written where the caller wants them, closed whatever happens. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "node/net/http_client.h"
#include "node/net/http_server.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_folder.h"

enum { SIZE = 5 * 1024 * 1024, ARENA = 64 * 1024 };

typedef struct scene {
    temp_folder folder;
    dolen_http_server *server;
    dolen_http_client *client;
    dolen_arena *arena;
    int descriptor; /* of the last file that was handed over */
} scene;

static dolen_status open_big(scene *s, int *out, dolen_err *err)
{
    char path[PATH_MAX];
    char block[4096];

    *out = open(temp_folder_file(&s->folder, "big", path), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (*out < 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no file");
    for (int i = 0; i < SIZE / (int)sizeof block; i++) {
        memset(block, 'a' + i % 26, sizeof block);
        assert_int_equal(sizeof block, write(*out, block, sizeof block));
    }
    s->descriptor = *out;
    return DOLEN_OK;
}

static dolen_status send_big(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    int file = -1;

    DOLEN_TRY(open_big(context, &file, err));
    dolen_http_response_file(response, "text/plain; rows=7", file, SIZE);
    return DOLEN_OK;
}

static dolen_status change_mind(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err)
{
    DOLEN_TRY(send_big(context, request, response, err));
    return DOLEN_FAIL(err, DOLEN_E_DENIED, "after all not");
}

static const dolen_http_route routes[] = {
    {.method = "GET", .path = "/big", .handler = send_big},
    {.method = "GET", .path = "/no", .handler = change_mind},
    {0},
};

static int set_up(void **state)
{
    static scene s;
    static char listen[PATH_MAX + 8];
    char path[PATH_MAX];
    dolen_err err = {0};

    s = (scene){.folder = temp_folder_make(), .arena = dolen_arena_new(ARENA)};
    snprintf(listen, sizeof listen, "unix:%s", temp_folder_file(&s.folder, "socket", path));
    const dolen_http_server_options options = {
        .flavour = DOLEN_HTTP_LOCAL, .listen = listen, .routes = routes, .context = &s, .clock = dolen_clock_system()};
    const dolen_http_target target = {.url = listen, .reply_limit = 4096, .connections = 1};
    assert_ok(dolen_http_server_new(&options, &s.server, &err));
    assert_ok(dolen_http_client_new(&target, &s.client, &err));
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;

    dolen_http_client_free(s->client);
    dolen_http_server_free(s->server);
    dolen_arena_free(s->arena);
    temp_folder_remove(&s->folder);
    return 0;
}

static dolen_status fetch(scene *s, const char *path, FILE *into, uint64_t limit, dolen_http_reply *reply)
{
    const dolen_http_call call = {.path = path, .into = into, .into_limit = limit};
    dolen_err err = {0};

    return dolen_http_client_send(s->client, s->arena, &call, reply, &err);
}

static void a_file_is_sent_whole_though_it_fits_no_arena(void **state)
{
    scene *s = *state;
    FILE *into = tmpfile();
    dolen_http_reply reply;

    assert_int_equal(DOLEN_OK, fetch(s, "/big", into, SIZE, &reply));
    assert_int_equal(200, reply.status);
    assert_string_equal("text/plain; rows=7", reply.content_type);
    assert_int_equal(0, reply.body.size);
    assert_int_equal(SIZE, ftell(into));
    assert_int_equal(0, fseek(into, -1, SEEK_END));
    assert_int_equal('a' + (SIZE / 4096 - 1) % 26, fgetc(into));
    fclose(into);
}

static void a_longer_one_than_wanted_is_refused(void **state)
{
    scene *s = *state;
    FILE *into = tmpfile();
    dolen_http_reply reply;

    assert_int_equal(DOLEN_E_LIMIT, fetch(s, "/big", into, SIZE - 1, &reply));
    fclose(into);
    assert_int_equal(DOLEN_E_LIMIT, fetch(s, "/big", NULL, 0, &reply));
}

/* What is no answer does not go where the answer would: it is an explanation. */
static void a_refusal_is_not_written_into_the_file_and_the_file_is_closed(void **state)
{
    scene *s = *state;
    FILE *into = tmpfile();
    dolen_http_reply reply;

    assert_int_equal(DOLEN_OK, fetch(s, "/no", into, SIZE, &reply));
    assert_int_equal(403, reply.status);
    assert_int_equal(0, ftell(into));
    assert_true(reply.body.size > 0);
    assert_int_equal(-1, fcntl(s->descriptor, F_GETFD));
    fclose(into);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_sent_whole_though_it_fits_no_arena),
        TEST(a_longer_one_than_wanted_is_refused),
        TEST(a_refusal_is_not_written_into_the_file_and_the_file_is_closed),
    };

    return cmocka_run_group_tests_name("http_file", tests, NULL, NULL);
}
