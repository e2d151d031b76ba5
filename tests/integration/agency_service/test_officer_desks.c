/* What the officer's desks refuse over the administration socket, on a real database. */
#include "node/agency/service/findings_desk.h"
#include "node/agency/service/oversight_desk.h"

#include <string.h>

#include "node/net/http_server_internal.h"
#include "tests/support/oversight_scene.h"

#define OFFICER "\"user\":\"officer\",\"role\":\"data-protection-officer\""
#define ALLOWED OFFICER ",\"ground\":\"lawfulness\""

typedef dolen_status (*desk)(dolen_agency *agency, dolen_http_request *request, dolen_http_response *response,
                             dolen_err *err);

/* The HTTP status of the answer; its text is in `s->arena`. */
static int ask(oversight_scene *s, desk serve, const char *body, const char **answer)
{
    struct dolen_http_server server = {.options = {.flavour = DOLEN_HTTP_MUTUAL_TLS}};
    http_connection connection = {.server = &server, .local = true};
    const size_t size = strlen(body);
    dolen_http_request request = {
        .connection = &connection, .arena = s->arena, .path = "/", .method = "POST", .body_size = size};
    dolen_err err = {0};

    request.body = dolen_arena_make(s->arena, size + 1, 1);
    memcpy(request.body, body, size);
    request.body_read = size;
    request.response = (dolen_http_response){.request = &request, .status = 200};
    assert_ok(serve(&s->agency, &request, &request.response, &err));
    if (answer)
        *answer = dolen_arena_copy_string(s->arena, (const char *)request.response.body.at, request.response.body.size);
    return request.response.status;
}

static int64_t readings(const oversight_scene *s)
{
    return NUMBER_OF(s->database, "SELECT count(*) FROM log_reading");
}

static const struct {
    desk serve;
    const char *body;
} good[] = {
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED "}"},
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"asked_by\":\"asha\",\"from\":\"2026-01-01\"}"},
    {dolen_oversight_desk, "{\"action\":\"readings\"," ALLOWED "}"},
    {dolen_findings_desk, "{\"action\":\"list\"," ALLOWED "}"},
    {dolen_findings_desk, "{\"action\":\"list\"," ALLOWED ",\"all\":\"yes\"}"},
};

/* The twin of all below. */
static void ig_09_what_is_asked_rightly_is_answered_and_each_answer_is_a_reading(void **state)
{
    oversight_scene *s = *state;
    const char *answer = NULL;

    oversight_scene_search(s, (dolen_stored_search){0});
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(200, ask(s, good[i].serve, good[i].body, &answer));
        assert_null(strstr(answer, "\"error\""));
        assert_int_equal(i + 1, readings(s));
    }
}

static const struct {
    desk serve;
    const char *body;
    int status;
} bad[] = {
    /* Members that nobody knows, or that are no text. */
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"asked-by\":\"asha\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"urgent\":true}", 400},
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"asked_by\":\"as\\u0000ha\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"export\"," ALLOWED ",\"format\":\"csv\",\"withsubjects\":\"yes\"}", 400},
    {dolen_findings_desk, "{\"action\":\"list\"," ALLOWED ",\"al\":\"yes\"}", 400},
    {dolen_findings_desk, "{\"action\":\"list\"," ALLOWED ",\"all\":true}", 400},
    {dolen_findings_desk, "{\"action\":\"close\"," ALLOWED ",\"finding\":1,\"reason\":\"checked\"}", 400},
    /* No ground, or none that there is. */
    {dolen_oversight_desk, "{\"action\":\"find\"," OFFICER "}", 400},
    {dolen_oversight_desk, "{\"action\":\"find\"," OFFICER ",\"ground\":\"curiosity\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"entry\"," OFFICER ",\"search\":\"0d8a4d5c-6b2b-4a52-9d5f-0d4f2d6e7a11\"}",
     400},
    {dolen_oversight_desk, "{\"action\":\"readings\"," OFFICER "}", 400},
    {dolen_oversight_desk, "{\"action\":\"export\"," OFFICER ",\"format\":\"csv\"}", 400},
    {dolen_findings_desk, "{\"action\":\"list\"," OFFICER "}", 400},
    {dolen_findings_desk, "{\"action\":\"run\"," OFFICER "}", 400},
    {dolen_findings_desk, "{\"action\":\"close\"," OFFICER ",\"finding\":\"1\",\"reason\":\"checked\"}", 400},
    /* Nobody, or somebody who does not read the log. */
    {dolen_oversight_desk, "{\"action\":\"find\",\"ground\":\"lawfulness\"}", 403},
    {dolen_oversight_desk,
     "{\"action\":\"find\",\"user\":\"asha\",\"role\":\"practitioner\",\"ground\":\"lawfulness\"}", 403},
    {dolen_findings_desk, "{\"action\":\"run\",\"user\":\"asha\",\"role\":\"practitioner\",\"ground\":\"lawfulness\"}",
     403},
    {dolen_findings_desk,
     "{\"action\":\"list\",\"user\":\"both\",\"role\":\"data-protection-officer\",\"ground\":\"lawfulness\"}", 403},
    /* No such action, finding, search, day or place in a list; no object at all. */
    {dolen_oversight_desk, "{\"action\":\"delete\"," ALLOWED "}", 400},
    {dolen_oversight_desk, "{" ALLOWED "}", 400},
    {dolen_oversight_desk, "{\"action\":\"entry\"," ALLOWED ",\"search\":\"7\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"from\":\"2026-02-30\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"dob\":\"31.2.2009\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"find\"," ALLOWED ",\"before\":\"x\"}", 400},
    {dolen_oversight_desk, "{\"action\":\"export\"," ALLOWED ",\"format\":\"xls\"}", 400},
    {dolen_oversight_desk, "[]", 400},
    {dolen_oversight_desk, "{\"action\":\"find\",\"action\":\"find\"," ALLOWED "}", 400},
    {dolen_findings_desk, "{\"action\":\"close\"," ALLOWED ",\"finding\":\"-1\",\"reason\":\"checked\"}", 400},
    {dolen_findings_desk, "{\"action\":\"close\"," ALLOWED ",\"finding\":\"9223372036854775808\"}", 400},
    {dolen_findings_desk, "{\"action\":\"find\"," ALLOWED "}", 400},
    {dolen_findings_desk, "", 400},
};

static void ig_09_whatever_else_is_asked_is_refused_and_shows_nothing(void **state)
{
    oversight_scene *s = *state;
    const char *answer = NULL;

    oversight_scene_search(s, (dolen_stored_search){0});
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const int status = ask(s, bad[i].serve, bad[i].body, &answer);
        if (status != bad[i].status || !strstr(answer, "\"error\"") || strstr(answer, "asha"))
            fail_msg("%s: %d %s", bad[i].body, status, answer);
    }
    assert_int_equal(0, readings(s));
}

static void a_text_has_its_limit(void **state)
{
    enum { LIMIT = 1000 };
    oversight_scene *s = *state;
    char text[LIMIT + 2];
    char body[2 * LIMIT];

    memset(text, 'x', sizeof text);
    for (int size = LIMIT; size <= LIMIT + 1; size++) {
        text[size] = '\0';
        (void)snprintf(body, sizeof body, "{\"action\":\"find\"," ALLOWED ",\"case\":\"%s\"}", text);
        text[size] = 'x';
        assert_int_equal(size == LIMIT ? 200 : 400, ask(s, dolen_oversight_desk, body, NULL));
    }
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, oversight_scene_make, oversight_scene_free)
    const struct CMUnitTest tests[] = {
        EACH(ig_09_what_is_asked_rightly_is_answered_and_each_answer_is_a_reading),
        EACH(ig_09_whatever_else_is_asked_is_refused_and_shows_nothing),
        EACH(a_text_has_its_limit),
    };

    return cmocka_run_group_tests_name("officer_desks", tests, oversight_scene_start, oversight_scene_stop);
}
