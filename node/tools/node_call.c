#include "node/tools/node_call.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/sections.h"
#include "node/base/text.h"
#include "node/net/http_client.h"
#include "node/tools/tool.h"

enum { CONFIG_ARENA = 4 * 1024 * 1024, REPLY_LIMIT = 16 * 1024 * 1024, URL_SIZE = PATH_MAX + 8 };

struct dolen_node_call {
    dolen_http_client *client;
    dolen_arena *arena;
};

/* "unix:PATH", the path taken relative to the configuration file's folder. */
static dolen_status socket_url(const char *config, const char *listen, char url[URL_SIZE], dolen_err *err)
{
    char folder[PATH_MAX];
    char real[PATH_MAX];

    if (strncmp(listen, "unix:", 5) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the configuration names no administration socket (unix:PATH)");
    const char *path = listen + 5;
    if (*path == '/') {
        snprintf(url, URL_SIZE, "unix:%s", path);
        return DOLEN_OK;
    }
    if (!realpath(config, real))
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the configuration file cannot be found");
    DOLEN_TRY(dolen_text_copy(folder, sizeof folder, real, err));
    if ((size_t)snprintf(url, URL_SIZE, "unix:%s/%s", dirname(folder), path) >= URL_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the socket's path is too long");
    return DOLEN_OK;
}

static dolen_status find_socket(const char *config, char url[URL_SIZE], dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(CONFIG_ARENA);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    dolen_sections sections;

    DOLEN_TRY(dolen_sections_read_file(arena, config, &sections, problems, err));
    const dolen_section *section = dolen_sections_find(&sections, "administration", "");
    return socket_url(config, section ? dolen_section_value(section, "listen", "") : "", url, err);
}

dolen_status dolen_node_call_new(const char *config, long timeout_ms, dolen_node_call **out, dolen_err *err)
{
    DOLEN_OWN(dolen_node_call, call) = dolen_memory_make(1, sizeof *call);
    char url[URL_SIZE];

    *out = NULL;
    DOLEN_TRY(find_socket(config, url, err));
    const dolen_http_target target = {.url = url, .total_ms = timeout_ms, .reply_limit = REPLY_LIMIT, .connections = 1};
    call->arena = dolen_arena_new((size_t)REPLY_LIMIT * 4);
    DOLEN_TRY(dolen_http_client_new(&target, &call->client, err));
    *out = DOLEN_TAKE(call);
    return DOLEN_OK;
}

void dolen_node_call_free(dolen_node_call *call)
{
    if (!call)
        return;
    dolen_http_client_free(call->client);
    dolen_arena_free(call->arena);
    free(call);
}

dolen_status dolen_node_call_send(dolen_node_call *call, const char *path, const json_t *question, int *status,
                                  json_t **document, dolen_err *err)
{
    DOLEN_FREED char *body = question ? json_dumps(question, JSON_COMPACT) : NULL;
    const dolen_http_call request = {.path = path,
                                     .content_type = question ? "application/json" : NULL,
                                     .body = body ? dolen_bytes_of_string(body) : dolen_bytes_of(NULL, 0)};
    dolen_http_reply reply;
    json_error_t wrong;

    *status = 0;
    *document = NULL;
    dolen_arena_reset(call->arena);
    if (dolen_http_client_send(call->client, call->arena, &request, &reply, err) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the node does not answer on its administration socket; is it running?");
    *status = reply.status;
    *document = json_loadb((const char *)reply.body.at, reply.body.size, JSON_REJECT_DUPLICATES, &wrong);
    return *document ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_REMOTE, "the node answered something else than JSON");
}

dolen_http_client *dolen_node_call_client(dolen_node_call *call)
{
    return call->client;
}

void dolen_node_call_print(const json_t *document)
{
    DOLEN_FREED char *text = json_dumps(document, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

    puts(text ? text : "null");
}

int dolen_node_call_refuse(const char *tool, const json_t *document)
{
    const char *error = json_string_value(json_object_get(document, "error"));

    fprintf(stderr, "dolen %s: %s\n", tool, error ? error : "the node refused");
    return DOLEN_TOOL_REFUSED;
}

int dolen_node_call_ask(const dolen_node_question *question, json_t **document)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(json_t, answer) = NULL;
    dolen_err err = {0};
    int status = 0;

    if (document)
        *document = NULL;
    if (dolen_node_call_new(question->config, question->timeout_ms, &call, &err) != DOLEN_OK ||
        dolen_node_call_send(call, question->path, question->question, &status, &answer, &err) != DOLEN_OK)
        return dolen_tool_refuse(question->tool, &err);
    if (status != 200)
        return dolen_node_call_refuse(question->tool, answer);
    if (question->json)
        dolen_node_call_print(answer);
    else
        question->print(answer);
    if (document)
        *document = DOLEN_TAKE(answer);
    return DOLEN_TOOL_DONE;
}
