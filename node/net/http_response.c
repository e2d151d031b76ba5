#include <string.h>
#include <unistd.h>

#include "node/base/text.h"
#include "node/net/http_server_internal.h"

void dolen_http_response_status(dolen_http_response *response, int status)
{
    response->status = status;
}

void dolen_http_response_body(dolen_http_response *response, const char *content_type, dolen_bytes body)
{
    response->content_type = content_type;
    response->body = body;
}

dolen_status dolen_http_response_copy(dolen_http_response *response, const char *content_type, dolen_bytes body,
                                      dolen_err *err)
{
    char *copy = dolen_arena_copy_string(response->request->arena, (const char *)body.at, body.size);

    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the answer does not fit the request's memory");
    dolen_http_response_body(response, content_type, dolen_bytes_of(copy, body.size));
    return DOLEN_OK;
}

void dolen_http_response_drop_file(dolen_http_response *response)
{
    if (response->has_file)
        close(response->file);
    response->has_file = false;
}

void dolen_http_response_file(dolen_http_response *response, const char *content_type, int file, uint64_t size)
{
    dolen_http_response_drop_file(response);
    dolen_http_response_body(response, content_type, dolen_bytes_of(NULL, 0));
    response->file = file;
    response->file_size = size;
    response->has_file = true;
}

static bool is_harmless(const char *value)
{
    for (; *value; value++)
        if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
            return false;
    return true;
}

void dolen_http_response_header(dolen_http_response *response, const char *name, const char *value)
{
    if (response->header_count == HEADERS_LIMIT || !dolen_text_is_token(name, strlen(name), "-_") ||
        !is_harmless(value)) {
        response->broken = true;
        return;
    }
    response->names[response->header_count] = name;
    response->values[response->header_count++] = value;
}

void dolen_http_response_redirect(dolen_http_response *response, const char *location)
{
    if (location[0] != '/' || location[1] == '/' || location[1] == '\\') {
        response->broken = true;
        return;
    }
    response->status = MHD_HTTP_SEE_OTHER;
    dolen_http_response_header(response, "Location", location);
}

void dolen_http_response_close(dolen_http_response *response)
{
    response->close = true;
}

static void break_off(dolen_http_response *response)
{
    response->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    response->header_count = 0;
    response->content_type = NULL;
    response->body = dolen_bytes_of(NULL, 0);
    dolen_http_response_drop_file(response);
}

/* libmicrohttpd closes the file with its response. */
static struct MHD_Response *build_body(dolen_http_response *response)
{
    /* libmicrohttpd takes a pointer to non-const but does not write to it. */
    void *body = (void *)(uintptr_t)(const void *)(response->body.at ? response->body.at : (const uint8_t *)"");

    if (!response->has_file)
        return MHD_create_response_from_buffer(response->body.size, body, MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *built = MHD_create_response_from_fd64(response->file_size, response->file);
    if (built)
        response->has_file = false;
    return built;
}

static struct MHD_Response *build(dolen_http_response *response)
{
    char id[DOLEN_UUID_TEXT];
    struct MHD_Response *built = build_body(response);

    if (!built)
        return NULL;
    dolen_uuid_write(response->request->id, id);
    bool added = MHD_add_response_header(built, "Request-Id", id) == MHD_YES;
    if (response->content_type)
        added = added && MHD_add_response_header(built, "Content-Type", response->content_type) == MHD_YES;
    for (size_t i = 0; i < response->header_count; i++)
        added = added && MHD_add_response_header(built, response->names[i], response->values[i]) == MHD_YES;
    if (response->close)
        added = added && MHD_add_response_header(built, "Connection", "close") == MHD_YES;
    if (added)
        return built;
    MHD_destroy_response(built);
    return NULL;
}

enum MHD_Result dolen_http_response_queue(dolen_http_response *response)
{
    if (response->broken)
        break_off(response);
    if (response->status == 0)
        response->status = MHD_HTTP_OK;
    struct MHD_Response *built = build(response);
    if (!built)
        return MHD_NO;
    const enum MHD_Result queued = MHD_queue_response(response->request->handle, (unsigned int)response->status, built);
    MHD_destroy_response(built);
    response->request->answered = queued == MHD_YES;
    return queued;
}
