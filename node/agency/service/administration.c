#include "node/agency/service/administration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/agency/account.h"
#include "node/agency/oversight/reviews.h"
#include "node/agency/oversight/unusual_findings.h"
#include "node/agency/publish_json.h"
#include "node/agency/receipt_file.h"
#include "node/agency/service/alert_command.h"
#include "node/agency/service/findings_desk.h"
#include "node/agency/service/json_reply.h"
#include "node/agency/service/ledger_desk.h"
#include "node/agency/service/oversight_desk.h"
#include "node/agency/statistics.h"
#include "node/agency/subject.h"
#include "node/base/memory.h"
#include "node/base/text.h"

enum { BODY_LIMIT = 64 * 1024, ARENA_LIMIT = 8 * 1024 * 1024, SUBJECT_LIMIT = 32 * 1024 * 1024, LEDGER_PATH = 256 };

static dolen_status check_caller(const dolen_http_request *request, dolen_err *err)
{
    const uid_t user = dolen_http_request_user(request);

    if (user != 0 && user != geteuid())
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "only the node's own user may use its administration socket");
    return DOLEN_OK;
}

static dolen_status search(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    dolen_agency *agency = context;
    dolen_arena *arena = dolen_http_request_arena(request);
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    dolen_search_request asked;
    dolen_search_outcome outcome;
    dolen_err why = {0};
    const char *receipt = NULL;

    DOLEN_TRY(check_caller(request, err));
    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK ||
        dolen_search_json_read(question, arena, &asked, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    asked.channel = DOLEN_SEARCH_COMMAND_LINE;
    if (dolen_search_ask(agency, &asked, arena, &outcome, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    if (outcome.has_answer)
        DOLEN_TRY(dolen_receipt_file_write(agency->settings.state_folder, &outcome, arena, &receipt, err));
    document =
        outcome.has_answer ? dolen_search_json_answer(&asked, &outcome, receipt) : dolen_search_json_refusal(&outcome);
    return dolen_json_reply_send(response, dolen_json_reply_status(&outcome), document, err);
}

static dolen_status show_publication(dolen_agency *agency, int status, dolen_http_response *response, dolen_err *err)
{
    DOLEN_FREED dolen_publish_progress *progress = dolen_memory_make(1, sizeof *progress);

    dolen_publisher_progress(agency->publisher, progress);
    DOLEN_OWN(json_t, document) = dolen_publish_json(agency->code, progress);
    return dolen_json_reply_send(response, status, document, err);
}

static dolen_status publication(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return show_publication(context, 200, response, err);
}

static dolen_status publish(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    dolen_agency *agency = context;
    DOLEN_OWN(json_t, question) = NULL;
    dolen_err why = {0};

    DOLEN_TRY(check_caller(request, err));
    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    const char *csv = json_string_value(json_object_get(question, "csv"));
    if (!csv || *csv != '/') {
        DOLEN_OWN(json_t, document) = json_pack("{s:s}", "error", "name the extract by its whole path");
        return dolen_json_reply_send(response, 400, document, err);
    }
    if (dolen_publisher_start(agency->publisher, csv, json_is_true(json_object_get(question, "release")), &why) !=
        DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    return show_publication(agency, 202, response, err);
}

/* What answers one JSON document with another. */
typedef dolen_status (*server)(dolen_agency *agency, const json_t *question, dolen_arena *arena, json_t **document,
                               dolen_err *err);

static dolen_status answer(dolen_agency *agency, server serve, dolen_http_request *request,
                           dolen_http_response *response, dolen_err *err)
{
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    dolen_err why = {0};

    DOLEN_TRY(check_caller(request, err));
    if (dolen_json_reply_read(request, &question, &why) != DOLEN_OK ||
        serve(agency, question, dolen_http_request_arena(request), &document, &why) != DOLEN_OK)
        return dolen_json_reply_refuse(response, &why, err);
    return dolen_json_reply_send(response, 200, document, err);
}

static dolen_status reviews(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    return answer(context, dolen_reviews_serve, request, response, err);
}

static dolen_status account(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    return answer(context, dolen_account_serve, request, response, err);
}

static dolen_status read_statistics_request(const json_t *question, dolen_statistics_reading *out, dolen_err *err)
{
    const char *user = json_string_value(json_object_get(question, "user"));
    const char *role = json_string_value(json_object_get(question, "role"));
    const char *month = json_string_value(json_object_get(question, "month"));

    *out = (dolen_statistics_reading){
        .user = user, .channel = "command", .wants_list = json_is_true(json_object_get(question, "list"))};
    if (!user || !role || dolen_code_read(role, strlen(role), &out->role, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "reading statistics needs a user and a role");
    if (month && *month && dolen_month_read(month, &out->month, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a month has the form YYYY-MM");
    return DOLEN_OK;
}

static dolen_status form_statistics(const dolen_agency *agency, const json_t *question,
                                    const dolen_statistics_reply *reply, dolen_arena *arena, json_t **out,
                                    dolen_err *err)
{
    dolen_bytes csv;

    if (json_is_true(json_object_get(question, "list"))) {
        *out = dolen_statistics_json_list(reply);
        return DOLEN_OK;
    }
    if (reply->release_count == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such release of statistics");
    const dolen_statistics_release *latest = &reply->releases[reply->release_count - 1];
    if (!json_is_true(json_object_get(question, "csv"))) {
        *out = dolen_statistics_json_release(agency->rules, latest);
        return DOLEN_OK;
    }
    DOLEN_TRY(dolen_statistics_csv_release(agency->rules, latest, arena, &csv, err));
    *out = json_pack("{s:o}", "csv", json_stringn((const char *)csv.at, csv.size));
    return DOLEN_OK;
}

static dolen_status serve_statistics(dolen_agency *agency, const json_t *question, dolen_arena *arena,
                                     json_t **document, dolen_err *err)
{
    dolen_statistics_reading reading;
    dolen_statistics_reply reply;

    DOLEN_TRY(read_statistics_request(question, &reading, err));
    DOLEN_TRY(dolen_statistics_read(agency, &reading, arena, &reply, err));
    return form_statistics(agency, question, &reply, arena, document, err);
}

static dolen_status statistics(void *context, dolen_http_request *request, dolen_http_response *response,
                               dolen_err *err)
{
    return answer(context, serve_statistics, request, response, err);
}

static dolen_status subject(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    return answer(context, dolen_subject_handle, request, response, err);
}

/* The ledger's files, fetched with this node's certificate: a member reads the log as itself only. */
static dolen_status ledger(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    dolen_agency *agency = context;
    dolen_arena *arena = dolen_http_request_arena(request);
    const char *rest = dolen_http_request_rest(request);
    const char *ground = dolen_http_request_query(request, "ground");
    dolen_http_reply reply;
    char path[LEDGER_PATH];

    DOLEN_TRY(check_caller(request, err));
    if (ground && !dolen_text_is_token(ground, strlen(ground), "-"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a ground is a word");
    if ((size_t)snprintf(path, sizeof path, "/v1/ledger/%s%s%s", rest, ground ? "?ground=" : "",
                         ground ? ground : "") >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the path is too long");
    DOLEN_TRY(dolen_broker_link_fetch_ledger(agency->broker, path, arena, &reply, err));
    dolen_http_response_status(response, reply.status);
    dolen_http_response_body(response, "application/octet-stream", reply.body);
    return DOLEN_OK;
}

static dolen_status receipt(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_ledger_desk_receipt(context, request, response, err);
}

static dolen_status alarms(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_ledger_desk_alarms(context, request, response, err);
}

static dolen_status close_alarm(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_ledger_desk_close(context, request, response, err);
}

static dolen_status reconcile(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_ledger_desk_reconcile(context, request, response, err);
}

static dolen_status witness(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_ledger_desk_witness(context, request, response, err);
}

static dolen_status alerts(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_alert_command(context, request, response, err);
}

static dolen_status oversight(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_oversight_desk(context, request, response, err);
}

static dolen_status findings(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    DOLEN_TRY(check_caller(request, err));
    return dolen_findings_desk(context, request, response, err);
}

dolen_status dolen_administration_open(dolen_agency *agency, dolen_http_server **out, dolen_err *err)
{
    static const dolen_http_route routes[] = {
        {.method = "POST", .path = "/search", .handler = search, .body_limit = BODY_LIMIT, .arena_limit = ARENA_LIMIT},
        {.method = "POST", .path = "/publish", .handler = publish, .body_limit = BODY_LIMIT},
        {.method = "GET", .path = "/publish", .handler = publication},
        {.method = "GET", .path = "/v1/ledger/", .handler = ledger, .arena_limit = ARENA_LIMIT},
        {.method = "POST",
         .path = "/statistics",
         .handler = statistics,
         .body_limit = BODY_LIMIT,
         .arena_limit = DOLEN_STATISTICS_ARENA},
        {.method = "POST",
         .path = "/subject",
         .handler = subject,
         .body_limit = BODY_LIMIT,
         .arena_limit = SUBJECT_LIMIT},
        {.method = "POST",
         .path = "/reviews",
         .handler = reviews,
         .body_limit = BODY_LIMIT,
         .arena_limit = ARENA_LIMIT},
        {.method = "POST", .path = "/alerts", .handler = alerts, .body_limit = BODY_LIMIT, .arena_limit = ARENA_LIMIT},
        {.method = "POST",
         .path = "/oversight",
         .handler = oversight,
         .body_limit = BODY_LIMIT,
         .arena_limit = DOLEN_OVERSIGHT_DESK_ARENA},
        {.method = "POST",
         .path = "/findings",
         .handler = findings,
         .body_limit = BODY_LIMIT,
         .arena_limit = DOLEN_UNUSUAL_FINDINGS_ARENA},
        {.method = "POST", .path = "/account", .handler = account, .body_limit = BODY_LIMIT},
        {.method = "GET", .path = "/receipt/", .handler = receipt, .arena_limit = ARENA_LIMIT},
        {.method = "GET", .path = "/alarms", .handler = alarms, .arena_limit = ARENA_LIMIT},
        {.method = "POST",
         .path = "/alarms",
         .handler = close_alarm,
         .body_limit = BODY_LIMIT,
         .arena_limit = ARENA_LIMIT},
        {.method = "POST", .path = "/reconcile", .handler = reconcile, .body_limit = BODY_LIMIT},
        {.method = "GET", .path = "/witness", .handler = witness},
        {0},
    };
    const dolen_http_server_options options = {.flavour = DOLEN_HTTP_LOCAL,
                                               .listen = agency->settings.socket_listen,
                                               .routes = routes,
                                               .context = agency,
                                               .request_ms = 60 * 1000,
                                               .clock = agency->clock};

    return dolen_http_server_new(&options, out, err);
}
