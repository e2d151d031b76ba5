#include "node/runtime/admin.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "node/base/memory.h"
#include "node/net/http_server.h"

enum { METRICS_LIMIT = 4 * 1024 * 1024, CONNECTIONS = 16, SECONDS = 1000 };

struct dolen_admin {
    dolen_http_server *server;
    dolen_admin_options options;
};

static dolen_status answer_live(void *context, dolen_http_request *request, dolen_http_response *response,
                                dolen_err *err)
{
    (void)context;
    (void)request;
    (void)err;
    dolen_http_response_body(response, "text/plain", dolen_bytes_of_string("alive\n"));
    return DOLEN_OK;
}

static dolen_status answer_ready(void *context, dolen_http_request *request, dolen_http_response *response,
                                 dolen_err *err)
{
    const dolen_admin *admin = context;
    dolen_reasons reasons = {0};

    (void)request;
    if (admin->options.ready)
        admin->options.ready(admin->options.context, &reasons);
    json_t *list = json_array();
    for (size_t i = 0; i < reasons.count; i++)
        json_array_append_new(list, json_string(reasons.codes[i]));
    json_t *document = json_pack("{s:b, s:o}", "ready", reasons.count == 0, "reasons", list);
    DOLEN_FREED char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    json_decref(document);
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for an answer");
    dolen_http_response_status(response, reasons.count ? 503 : 200);
    dolen_http_response_header(response, "Cache-Control", "no-store");
    return dolen_http_response_copy(response, "application/json", dolen_bytes_of_string(text), err);
}

static dolen_status answer_metrics(void *context, dolen_http_request *request, dolen_http_response *response,
                                   dolen_err *err)
{
    const dolen_admin *admin = context;
    dolen_bytes text;

    if (admin->options.measure)
        admin->options.measure(admin->options.context);
    DOLEN_TRY(dolen_metrics_write(admin->options.metrics, dolen_http_request_arena(request), &text, err));
    dolen_http_response_header(response, "Cache-Control", "no-store");
    dolen_http_response_body(response, "text/plain; version=0.0.4; charset=utf-8", text);
    return DOLEN_OK;
}

static const dolen_http_route routes[] = {
    {.method = "GET", .path = "/livez", .handler = answer_live},
    {.method = "GET", .path = "/readyz", .handler = answer_ready},
    {.method = "GET", .path = "/metrics", .handler = answer_metrics, .arena_limit = METRICS_LIMIT},
    {0},
};

dolen_status dolen_admin_new(const dolen_admin_options *options, dolen_admin **out, dolen_err *err)
{
    DOLEN_OWN(dolen_admin, admin) = dolen_memory_make(1, sizeof *admin);
    const dolen_http_server_options server = {
        .flavour = DOLEN_HTTP_LOCAL,
        .listen = options->listen,
        .routes = routes,
        .context = admin,
        .threads = 1,
        .connections = CONNECTIONS,
        .idle_ms = 10 * SECONDS,
        .request_ms = 5 * SECONDS,
        .clock = dolen_clock_system(),
    };

    *out = NULL;
    admin->options = *options;
    DOLEN_TRY(dolen_http_server_new(&server, &admin->server, err));
    *out = DOLEN_TAKE(admin);
    return DOLEN_OK;
}

void dolen_admin_free(dolen_admin *admin)
{
    if (!admin)
        return;
    dolen_http_server_free(admin->server);
    free(admin);
}

int dolen_admin_port(const dolen_admin *admin)
{
    return dolen_http_server_port(admin->server);
}
