#include "node/net/http_message.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/net/http_server_internal.h"

dolen_http_request *dolen_http_request_new(http_connection *connection, struct MHD_Connection *handle,
                                           const char *target)
{
    dolen_http_request *request = dolen_memory_make(1, sizeof *request);
    const size_t size = strnlen(target, TARGET_LIMIT + 1);

    request->connection = connection;
    request->handle = handle;
    request->began = dolen_clock_monotonic();
    request->target = dolen_memory_make(size + 1, 1);
    memcpy(request->target, target, size);
    request->id = dolen_uuid_make();
    request->response.request = request;
    return request;
}

void dolen_http_request_free(dolen_http_request *request)
{
    if (!request)
        return;
    if (request->connection->request == request)
        request->connection->request = NULL;
    dolen_http_response_drop_file(&request->response);
    dolen_arena_free(request->arena);
    dolen_memory_wipe(request->target, strlen(request->target));
    free(request->target);
    free(request);
}

/* A path is compared with the routes after decoding, so it must have one form only. */
static bool is_plain_path(const char *path)
{
    if (path[0] != '/' || strstr(path, "//") || strchr(path, '\\'))
        return false;
    for (const char *at = path; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
    for (const char *segment = path; segment; segment = strchr(segment + 1, '/')) {
        const size_t size = strcspn(segment + 1, "/");
        if ((size == 1 && segment[1] == '.') || (size == 2 && segment[1] == '.' && segment[2] == '.'))
            return false;
    }
    return true;
}

/* Decodes as a form does, except that "+" stands for itself. */
static dolen_status decode_path(dolen_http_request *request, const char *at, size_t size, dolen_err *err)
{
    char *guarded = NULL;
    size_t used = 0;
    dolen_http_form form;

    DOLEN_TRY(dolen_arena_take(request->arena, size * 3 + 1, 1, &guarded, err));
    for (size_t i = 0; i < size; i++) {
        if (at[i] == '+' || at[i] == '&' || at[i] == '=') {
            static const char digits[] = "0123456789ABCDEF";
            guarded[used++] = '%';
            guarded[used++] = digits[(unsigned char)at[i] >> 4];
            guarded[used++] = digits[(unsigned char)at[i] & 15];
        } else {
            guarded[used++] = at[i];
        }
    }
    DOLEN_TRY(dolen_http_form_read(request->arena, dolen_bytes_of(guarded, used), &form, err));
    request->path = form.count == 1 ? form.fields[0].name : "";
    return DOLEN_OK;
}

dolen_status dolen_http_request_read_target(dolen_http_request *request, dolen_err *err)
{
    const char *question = strchr(request->target, '?');
    const size_t size = question ? (size_t)(question - request->target) : strlen(request->target);

    DOLEN_TRY(decode_path(request, request->target, size, err));
    if (!is_plain_path(request->path))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the request's path is not plain");
    if (!question)
        return DOLEN_OK;
    return dolen_http_form_read(request->arena, dolen_bytes_of_string(question + 1), &request->query, err);
}

dolen_arena *dolen_http_request_arena(const dolen_http_request *request)
{
    return request->arena;
}

const char *dolen_http_request_method(const dolen_http_request *request)
{
    return request->method;
}

const char *dolen_http_request_target(const dolen_http_request *request)
{
    return request->target;
}

const char *dolen_http_request_path(const dolen_http_request *request)
{
    return request->path;
}

const char *dolen_http_request_rest(const dolen_http_request *request)
{
    const size_t size = request->route ? strlen(request->route->path) : 0;

    return size > 1 && request->route->path[size - 1] == '/' ? request->path + size : "";
}

const char *dolen_http_request_query(const dolen_http_request *request, const char *name)
{
    return dolen_http_form_value(&request->query, name);
}

const char *dolen_http_request_header(const dolen_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->handle, MHD_HEADER_KIND, name);
}

/* One "name=value" of a Cookie header; moves `at` behind it. */
static bool take_cookie(const char **at, dolen_bytes *name, dolen_bytes *value)
{
    *at += strspn(*at, " ;");
    if (!**at)
        return false;
    const size_t size = strcspn(*at, ";");
    const char *equals = memchr(*at, '=', size);
    const size_t name_size = equals ? (size_t)(equals - *at) : size;

    *name = dolen_bytes_of(*at, name_size);
    *value = equals ? dolen_bytes_of(equals + 1, size - name_size - 1) : dolen_bytes_of(*at, 0);
    *at += size;
    return true;
}

const char *dolen_http_request_cookie(const dolen_http_request *request, const char *name)
{
    const char *at = dolen_http_request_header(request, "Cookie");
    dolen_bytes found = {NULL, 0};
    dolen_bytes candidate;
    dolen_bytes value;

    while (at && take_cookie(&at, &candidate, &value)) {
        if (!dolen_bytes_same(candidate, dolen_bytes_of_string(name)))
            continue;
        if (found.at)
            return NULL;
        found = value;
    }
    return found.at ? dolen_arena_copy_string(request->arena, (const char *)found.at, found.size) : NULL;
}

dolen_bytes dolen_http_request_body(const dolen_http_request *request)
{
    return dolen_bytes_of(request->body, request->body_read);
}

const dolen_peer *dolen_http_request_peer(const dolen_http_request *request)
{
    const bool mutual = request->connection->server->options.flavour == DOLEN_HTTP_MUTUAL_TLS;

    return mutual ? &request->connection->peer : NULL;
}

uid_t dolen_http_request_user(const dolen_http_request *request)
{
    return request->connection->user;
}

bool dolen_http_request_is_local(const dolen_http_request *request)
{
    return request->connection->local;
}

const char *dolen_http_request_remote(const dolen_http_request *request)
{
    return request->connection->remote;
}

dolen_uuid dolen_http_request_id(const dolen_http_request *request)
{
    return request->id;
}
