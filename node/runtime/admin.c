#include "node/runtime/admin.h"

#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>
#include <microhttpd.h>

#include "node/base/arena.h"
#include "node/base/listen.h"
#include "node/base/memory.h"
#include "node/base/text.h"

enum { METRICS_LIMIT = 4 * 1024 * 1024, IDLE_SECONDS = 10, CONNECTIONS = 16, HEAD_LIMIT = 4096 };

struct dolen_admin {
    struct MHD_Daemon *daemon;
    dolen_admin_options options;
    int port;
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned int status, const char *type,
                              dolen_bytes body)
{
    DOLEN_FREED void *copy = dolen_memory_make(body.size + 1, 1);

    for (size_t i = 0; i < body.size; i++)
        ((uint8_t *)copy)[i] = body.at[i];
    struct MHD_Response *response = MHD_create_response_from_buffer(body.size, copy, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    const enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result answer_live(const dolen_admin *admin, struct MHD_Connection *connection)
{
    (void)admin;
    return answer(connection, MHD_HTTP_OK, "text/plain", dolen_bytes_of_string("alive\n"));
}

static enum MHD_Result answer_ready(const dolen_admin *admin, struct MHD_Connection *connection)
{
    dolen_reasons reasons = {0};

    if (admin->options.ready)
        admin->options.ready(admin->options.context, &reasons);
    json_t *list = json_array();
    for (size_t i = 0; i < reasons.count; i++)
        json_array_append_new(list, json_string(reasons.codes[i]));
    json_t *document = json_pack("{s:b, s:o}", "ready", reasons.count == 0, "reasons", list);
    DOLEN_FREED char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    json_decref(document);
    if (!text)
        return MHD_NO;
    return answer(connection, reasons.count ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK, "application/json",
                  dolen_bytes_of_string(text));
}

static enum MHD_Result answer_metrics(const dolen_admin *admin, struct MHD_Connection *connection)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(METRICS_LIMIT);
    dolen_bytes text;

    if (admin->options.measure)
        admin->options.measure(admin->options.context);
    if (dolen_metrics_write(admin->options.metrics, arena, &text, NULL) != DOLEN_OK)
        return answer(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "text/plain", dolen_bytes_of_string("too many\n"));
    return answer(connection, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", text);
}

static const struct {
    const char *path;
    enum MHD_Result (*answer)(const dolen_admin *admin, struct MHD_Connection *connection);
} pages[] = {{"/livez", answer_live}, {"/readyz", answer_ready}, {"/metrics", answer_metrics}};

/* A browser made to ask this address by a foreign page names another host: it gets nothing. */
static bool is_own_host(struct MHD_Connection *connection)
{
    const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    static const char *const own[] = {"127.0.0.1", "localhost", "[::1]"};

    for (size_t i = 0; host && i < sizeof own / sizeof *own; i++) {
        size_t size = 0;
        while (own[i][size] && own[i][size] == host[size])
            size++;
        if (!own[i][size] && (host[size] == ':' || !host[size]))
            return true;
    }
    return false;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state)
{
    const dolen_admin *admin = context;

    (void)version;
    (void)upload;
    (void)state;
    if (*upload_size || !dolen_text_same(method, "GET"))
        return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", dolen_bytes_of_string("GET only\n"));
    if (!is_own_host(connection))
        return answer(connection, MHD_HTTP_FORBIDDEN, "text/plain", dolen_bytes_of_string("not this host\n"));
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (dolen_text_same(url, pages[i].path))
            return pages[i].answer(admin, connection);
    return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain", dolen_bytes_of_string("not found\n"));
}

dolen_status dolen_admin_new(const dolen_admin_options *options, dolen_admin **out, dolen_err *err)
{
    DOLEN_OWN(dolen_admin, admin) = dolen_memory_make(1, sizeof *admin);
    dolen_listener listener;

    *out = NULL;
    admin->options = *options;
    DOLEN_TRY(dolen_listen_open(options->listen, 0600, &listener, err));
    if (!listener.local) {
        close(listener.fd);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the administration address must be of this machine only");
    }
    admin->port = listener.port;
    admin->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL, NULL, handle, admin,
                                     MHD_OPTION_LISTEN_SOCKET, listener.fd, MHD_OPTION_CONNECTION_TIMEOUT,
                                     (unsigned int)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS,
                                     MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_LIMIT, MHD_OPTION_END);
    if (!admin->daemon) {
        close(listener.fd);
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the administration listener cannot be started");
    }
    *out = DOLEN_TAKE(admin);
    return DOLEN_OK;
}

void dolen_admin_free(dolen_admin *admin)
{
    if (!admin)
        return;
    if (admin->daemon)
        MHD_stop_daemon(admin->daemon);
    free(admin);
}

int dolen_admin_port(const dolen_admin *admin)
{
    return admin->port;
}
