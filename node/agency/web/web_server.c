#include "node/agency/web/web_server.h"

#include <string.h>

static const char *header(const dolen_http_request *request, const char *name)
{
    const char *value = dolen_http_request_header(request, name);

    return value ? value : "";
}

static const char *or_empty(const char *value)
{
    return value ? value : "";
}

static dolen_web_request read_request(const dolen_http_request *request)
{
    return (dolen_web_request){
        .method = dolen_http_request_method(request),
        .path = dolen_http_request_path(request),
        .about = or_empty(dolen_http_request_query(request, "about")),
        .target = dolen_http_request_target(request),
        .reason = or_empty(dolen_http_request_query(request, "reason")),
        .reply = {.code = dolen_http_request_query(request, "code"),
                  .state = dolen_http_request_query(request, "state"),
                  .error = dolen_http_request_query(request, "error"),
                  .issuer = dolen_http_request_query(request, "iss")},
        .cookie = or_empty(dolen_http_request_cookie(request, "__Host-session")),
        .content_type = header(request, "Content-Type"),
        .accept_language = header(request, "Accept-Language"),
        .accept_encoding = header(request, "Accept-Encoding"),
        .fetch_site = header(request, "Sec-Fetch-Site"),
        .body = dolen_http_request_body(request),
        .id = dolen_http_request_id(request),
    };
}

static void write_response(const dolen_web_response *from, dolen_http_response *to)
{
    const char *type = dolen_web_response_header(from, "Content-Type");

    dolen_http_response_status(to, from->status);
    for (size_t i = 0; i < from->header_count; i++)
        if (strcmp(from->headers[i].name, "Content-Type") != 0)
            dolen_http_response_header(to, from->headers[i].name, from->headers[i].value);
    if (from->file)
        dolen_http_response_file(to, type, from->file->descriptor, from->file->size);
    else
        dolen_http_response_body(to, type, from->body);
}

static dolen_status answer(void *context, dolen_http_request *request, dolen_http_response *response, dolen_err *err)
{
    const dolen_web_request from = read_request(request);
    dolen_web_response to;

    (void)err;
    dolen_web_answer(context, &from, dolen_http_request_arena(request), &to);
    write_response(&to, response);
    return DOLEN_OK;
}

/* Forms and files lie below these; whatever else is asked for finds no route, and so the page that says so. */
const dolen_http_route dolen_web_server_routes[] = {
    {.method = "GET", .path = "/", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "start"},
    {.method = "GET", .path = "/en", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "start"},
    {.method = "GET", .path = "/cy", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "start"},
    {.method = "GET", .path = "/en/", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "page"},
    {.method = "GET", .path = "/cy/", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "page"},
    {.method = "GET", .path = "/openid/", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "openid"},
    {.method = "POST",
     .path = "/openid/back-channel-logout",
     .handler = answer,
     .body_limit = DOLEN_WEB_TOKEN_BODY,
     .arena_limit = DOLEN_WEB_MEMORY,
     .label = "openid-logout"},
    {.method = "GET", .path = "/assets/", .handler = answer, .arena_limit = DOLEN_WEB_MEMORY, .label = "asset"},
    {.method = "POST",
     .path = "/en/",
     .handler = answer,
     .body_limit = DOLEN_WEB_BODY,
     .arena_limit = DOLEN_WEB_MEMORY,
     .label = "form"},
    {.method = "POST",
     .path = "/cy/",
     .handler = answer,
     .body_limit = DOLEN_WEB_BODY,
     .arena_limit = DOLEN_WEB_MEMORY,
     .label = "form"},
    {.handler = NULL},
};

void dolen_web_server_refuse(void *context, dolen_http_request *request, int status, dolen_http_response *response)
{
    const dolen_web_request from = read_request(request);
    dolen_web_response to;

    dolen_web_refuse(context, &from, status, dolen_http_request_arena(request), &to);
    write_response(&to, response);
}
