#include "node/net/http_server.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "node/base/listen.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/net/http_server_internal.h"

enum {
    CONNECTIONS = 256,
    IDLE_MS = 60 * 1000,
    REQUEST_MS = 15 * 1000,
    ARENA_LIMIT = 1024 * 1024,
    OVERHEAD = 64 * 1024, /* of the arena, for path, query and cookies */
    CONNECTION_MEMORY = 32 * 1024,
    STACK_SIZE = 512 * 1024,
    OPTIONS_LIMIT = 24
};

static const char *first_line(int status)
{
    switch (status) {
    case 400:
        return "The request is malformed.\n";
    case 403:
        return "This is not allowed.\n";
    case 404:
        return "There is nothing here.\n";
    case 405:
        return "This method is not offered here.\n";
    case 411:
        return "A Content-Length is required.\n";
    case 413:
        return "The request is larger than it may be.\n";
    default:
        return "The request was not carried out.\n";
    }
}

static enum MHD_Result finish(dolen_http_request *request)
{
    const dolen_http_server_options *options = &request->connection->server->options;
    const enum MHD_Result queued = dolen_http_response_queue(&request->response);

    dolen_http_connection_enter(request->connection, CONNECTION_SENDING);
    if (!options->observe)
        return queued;
    const dolen_http_route *route = request->route;
    const dolen_http_event event = {
        .route = !route         ? "none"
                 : route->label ? route->label
                                : route->path,
        .method = route ? route->method : "?",
        .status = request->response.status,
        .seconds = (double)(dolen_clock_monotonic() - request->began) / 1000,
        .peer = dolen_http_request_peer(request),
        .id = request->id,
    };
    options->observe(options->context, &event);
    return queued;
}

/* Forget what a handler began and say why there is no answer. */
static void refuse(dolen_http_request *request, int status)
{
    const dolen_http_server_options *options = &request->connection->server->options;
    const bool close = request->response.close;

    dolen_http_response_drop_file(&request->response);
    request->response = (dolen_http_response){.request = request, .status = status, .close = close};
    dolen_http_response_body(&request->response, "text/plain; charset=utf-8",
                             dolen_bytes_of_string(first_line(status)));
    dolen_http_response_header(&request->response, "Cache-Control", "no-store");
    if (options->refuse && request->arena && request->path)
        options->refuse(options->context, request, status, &request->response);
}

/* Refuse before the body has been read: the connection cannot be used again. */
static enum MHD_Result refuse_early(dolen_http_request *request, int status)
{
    request->response.close = true;
    refuse(request, status);
    return finish(request);
}

static bool is_prefix(const char *path)
{
    const size_t size = strlen(path);

    return size > 1 && path[size - 1] == '/';
}

static bool has_method(const dolen_http_route *route, const char *method)
{
    return dolen_text_same(route->method, method) ||
           (dolen_text_same(route->method, "GET") && dolen_text_same(method, "HEAD"));
}

/* 0 and the route, or 404 or 405. */
static int find_route(const dolen_http_route *route, const char *method, const char *path,
                      const dolen_http_route **found)
{
    int status = MHD_HTTP_NOT_FOUND;

    for (; route->handler; route++) {
        if (is_prefix(route->path) ? strncmp(route->path, path, strlen(route->path)) != 0
                                   : !dolen_text_same(route->path, path))
            continue;
        if (has_method(route, method)) {
            *found = route;
            return 0;
        }
        status = MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    return status;
}

/* The headers that frame a request, and how often each came. */
typedef struct framing {
    int lengths;
    int encodings;
    int hosts;
    const char *length;
} framing;

static enum MHD_Result count_framing(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    framing *f = context;

    (void)kind;
    if (strcasecmp(name, "Content-Length") == 0) {
        f->lengths++;
        f->length = value;
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        f->encodings++;
    } else if (strcasecmp(name, "Host") == 0) {
        f->hosts++;
    }
    return MHD_YES;
}

/* 0, or why the body must not be read. A body has exactly one declared length: no two ways to tell where it ends. */
static int check_framing(dolen_http_request *request)
{
    framing f = {0};
    uint64_t size = 0;

    MHD_get_connection_values(request->handle, MHD_HEADER_KIND, count_framing, &f);
    if (f.hosts > 1 || f.lengths > 1 || (f.lengths && f.encodings))
        return MHD_HTTP_BAD_REQUEST;
    if (f.encodings)
        return MHD_HTTP_LENGTH_REQUIRED;
    if (f.lengths && dolen_text_to_number(f.length, INT64_MAX, &size, NULL) != DOLEN_OK)
        return MHD_HTTP_BAD_REQUEST;
    if (size > request->route->body_limit)
        return MHD_HTTP_CONTENT_TOO_LARGE;
    request->body_size = (size_t)size;
    return 0;
}

/* 0, or the status to refuse with. The request has no arena yet. */
static int check_peer(dolen_http_request *request)
{
    http_connection *connection = request->connection;
    dolen_err err = {0};

    if (connection->server->options.flavour != DOLEN_HTTP_MUTUAL_TLS)
        return 0;
    if (dolen_http_connection_check(connection, &err) == DOLEN_OK)
        return 0;
    dolen_log_warning("peer no longer welcome", dolen_field_reason(&err), dolen_field_peer(connection->peer.code.text));
    return MHD_HTTP_FORBIDDEN;
}

static bool may_use(const dolen_http_request *request)
{
    const dolen_peer_role only = request->route->only;

    return only == DOLEN_PEER_NONE || request->connection->peer.role == only;
}

/* A page of a foreign site can make a browser ask a loopback address, but only under the foreign host's name. */
static bool is_own_host(const dolen_http_request *request)
{
    static const char *const own[] = {"127.0.0.1", "localhost", "[::1]"};
    const char *host = MHD_lookup_connection_value(request->handle, MHD_HEADER_KIND, "Host");

    if (request->connection->server->options.flavour != DOLEN_HTTP_LOCAL)
        return true;
    for (size_t i = 0; host && i < sizeof own / sizeof *own; i++) {
        const size_t size = strlen(own[i]);
        if (strncmp(host, own[i], size) == 0 && (host[size] == ':' || host[size] == '\0'))
            return true;
    }
    return false;
}

/* 0, or the status to refuse with. */
static int check_head(dolen_http_request *request, const char *method)
{
    const dolen_http_server_options *options = &request->connection->server->options;

    request->method = method;
    const int unwelcome = check_peer(request);
    if (unwelcome)
        return unwelcome;
    if (strlen(request->target) > TARGET_LIMIT)
        return MHD_HTTP_URI_TOO_LONG;
    request->arena = dolen_arena_new(OVERHEAD);
    if (dolen_http_request_read_target(request, NULL) != DOLEN_OK)
        return MHD_HTTP_BAD_REQUEST;
    const int unrouted = find_route(options->routes, method, request->path, &request->route);
    if (unrouted)
        return unrouted;
    if (!may_use(request) || !is_own_host(request))
        return MHD_HTTP_FORBIDDEN;
    const int unframed = check_framing(request);
    if (unframed)
        return unframed;
    /* Now that the limits are known: an arena of the route's size, and everything decoded once more into it. */
    const size_t limit = request->route->arena_limit ? request->route->arena_limit : ARENA_LIMIT;
    dolen_arena_free(request->arena);
    request->arena = dolen_arena_new(OVERHEAD + limit + request->body_size);
    if (dolen_http_request_read_target(request, NULL) != DOLEN_OK)
        return MHD_HTTP_BAD_REQUEST;
    request->body = dolen_arena_make(request->arena, request->body_size + 1, 1);
    return request->body ? 0 : MHD_HTTP_CONTENT_TOO_LARGE;
}

static enum MHD_Result dispatch(dolen_http_request *request)
{
    const dolen_http_server_options *options = &request->connection->server->options;
    dolen_err err = {0};

    if (request->body_read != request->body_size)
        return MHD_NO;
    dolen_http_connection_enter(request->connection, CONNECTION_HANDLING);
    const dolen_status status = request->route->handler(options->context, request, &request->response, &err);
    if (status != DOLEN_OK)
        refuse(request, dolen_status_http(status));
    else if (request->response.broken)
        refuse(request, MHD_HTTP_INTERNAL_SERVER_ERROR);
    return finish(request);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state)
{
    dolen_http_request *request = *state;

    (void)context;
    (void)url;
    (void)version;
    (void)connection;
    if (!request)
        return MHD_NO;
    if (!request->begun) {
        request->begun = true;
        const int refused = check_head(request, method);
        return refused ? refuse_early(request, refused) : MHD_YES;
    }
    if (request->answered)
        return MHD_YES;
    if (*upload_size == 0)
        return dispatch(request);
    if (*upload_size > request->body_size - request->body_read)
        return MHD_NO;
    memcpy(request->body + request->body_read, upload, *upload_size);
    request->body_read += *upload_size;
    *upload_size = 0;
    return MHD_YES;
}

/* The request line has come. */
static void *begin(void *context, const char *target, struct MHD_Connection *handle)
{
    http_connection *connection = dolen_http_connection_of(handle);

    (void)context;
    if (!connection)
        return NULL;
    dolen_http_connection_enter(connection, CONNECTION_READING);
    dolen_http_request_free(connection->request);
    connection->request = dolen_http_request_new(connection, handle, target);
    return connection->request;
}

static void complete(void *context, struct MHD_Connection *handle, void **state, enum MHD_RequestTerminationCode why)
{
    dolen_http_request *request = *state;

    (void)context;
    (void)handle;
    (void)why;
    if (!request)
        return;
    *state = NULL;
    dolen_http_connection_enter(request->connection, CONNECTION_IDLE);
    dolen_http_request_free(request);
}

static void stay_quiet(void *context, const char *format, va_list args)
{
    (void)context;
    (void)format;
    (void)args;
}

static void add_option(struct MHD_OptionItem *items, size_t *count, enum MHD_OPTION option, intptr_t value,
                       const void *pointer)
{
    DOLEN_MUST(*count + 1 < OPTIONS_LIMIT);
    items[*count] = (struct MHD_OptionItem){option, value, (void *)(uintptr_t)pointer};
    (*count)++;
    items[*count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

static unsigned int flags_of(const dolen_http_server_options *options)
{
    unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD;

    flags |= options->threads ? MHD_USE_EPOLL : MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL;
    return options->flavour == DOLEN_HTTP_LOCAL ? flags : flags | MHD_USE_TLS;
}

static dolen_status start(dolen_http_server *server, int fd, dolen_err *err)
{
    const dolen_http_server_options *options = &server->options;
    struct MHD_OptionItem items[OPTIONS_LIMIT];
    size_t count = 0;

    add_option(items, &count, MHD_OPTION_LISTEN_SOCKET, fd, NULL);
    add_option(items, &count, MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->connections, NULL);
    add_option(items, &count, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL);
    add_option(items, &count, MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)(options->idle_ms / 1000 + 1), NULL);
    add_option(items, &count, MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL);
    add_option(items, &count, MHD_OPTION_THREAD_STACK_SIZE, STACK_SIZE, NULL);
    if (options->connections_per_ip && !server->socket_path)
        add_option(items, &count, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)options->connections_per_ip, NULL);
    if (options->threads > 1)
        add_option(items, &count, MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)options->threads, NULL);
    if (options->flavour != DOLEN_HTTP_LOCAL) {
        add_option(items, &count, MHD_OPTION_HTTPS_PRIORITIES, 0, dolen_http_server_priorities(options->flavour));
        add_option(items, &count, MHD_OPTION_HTTPS_MEM_CERT, 0, server->certificate_text);
        add_option(items, &count, MHD_OPTION_HTTPS_MEM_KEY, 0, server->key_text);
    }
    server->daemon = MHD_start_daemon(flags_of(options), 0, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER,
                                      stay_quiet, NULL, MHD_OPTION_URI_LOG_CALLBACK, begin, server,
                                      MHD_OPTION_NOTIFY_COMPLETED, complete, server, MHD_OPTION_NOTIFY_CONNECTION,
                                      dolen_http_connection_notify, server, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
    return server->daemon ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the server cannot be started");
}

static char *copy_or_null(const char *text)
{
    return text ? dolen_memory_copy_string(text) : NULL;
}

static dolen_http_server *make(const dolen_http_server_options *options)
{
    dolen_http_server *server = dolen_memory_make(1, sizeof *server);
    dolen_http_server_options *own = &server->options;

    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->janitor_wakes, NULL);
    *own = *options;
    own->listen = dolen_memory_copy_string(options->listen);
    own->certificate_file = copy_or_null(options->certificate_file);
    own->key_file = copy_or_null(options->key_file);
    own->connections = options->connections ? options->connections : CONNECTIONS;
    own->idle_ms = options->idle_ms ? options->idle_ms : IDLE_MS;
    own->request_ms = options->request_ms ? options->request_ms : REQUEST_MS;
    own->socket_mode = options->socket_mode ? options->socket_mode : 0600;
    return server;
}

static dolen_status check_options(const dolen_http_server_options *options, dolen_err *err)
{
    if (!options->listen || !options->routes || !options->clock.now)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a server needs an address, routes and a clock");
    if (options->flavour != DOLEN_HTTP_LOCAL && (!options->certificate_file || !options->key_file))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a TLS server needs a certificate and a key");
    if (options->flavour == DOLEN_HTTP_MUTUAL_TLS && (!options->trust || !options->pins.allow))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a federation link needs trust and pins");
    return DOLEN_OK;
}

static dolen_status open_listener(dolen_http_server *server, int *fd, dolen_err *err)
{
    dolen_listener listener;

    *fd = -1;
    DOLEN_TRY(dolen_listen_open(server->options.listen, server->options.socket_mode, &listener, err));
    if (server->options.flavour == DOLEN_HTTP_LOCAL && !listener.local) {
        close(listener.fd);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "without TLS the address must be of this machine only");
    }
    if (strncmp(server->options.listen, "unix:", 5) == 0)
        server->socket_path = dolen_memory_copy_string(server->options.listen + 5);
    server->port = listener.port;
    *fd = listener.fd;
    return DOLEN_OK;
}

dolen_status dolen_http_server_new(const dolen_http_server_options *options, dolen_http_server **out, dolen_err *err)
{
    int fd = -1;

    *out = NULL;
    DOLEN_TRY(check_options(options, err));
    DOLEN_OWN(dolen_http_server, server) = make(options);
    if (options->flavour != DOLEN_HTTP_LOCAL)
        DOLEN_TRY(dolen_http_server_load_tls(server, err));
    DOLEN_TRY(open_listener(server, &fd, err));
    const dolen_status started = start(server, fd, err);
    if (started != DOLEN_OK) {
        close(fd);
        return started;
    }
    DOLEN_TRY(dolen_http_janitor_start(server, err));
    *out = DOLEN_TAKE(server);
    return DOLEN_OK;
}

static void free_texts(dolen_http_server *server)
{
    dolen_memory_drop(&server->options.listen);
    dolen_memory_drop(&server->options.certificate_file);
    dolen_memory_drop(&server->options.key_file);
    dolen_memory_drop(&server->socket_path);
    dolen_memory_drop(&server->certificate_text);
    if (server->key_text)
        dolen_memory_wipe(server->key_text, strlen(server->key_text));
    dolen_memory_drop(&server->key_text);
}

void dolen_http_server_free(dolen_http_server *server)
{
    if (!server)
        return;
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    dolen_http_janitor_end(server);
    if (server->socket_path)
        unlink(server->socket_path);
    for (size_t i = 0; i < server->material_count; i++)
        gnutls_certificate_free_credentials(server->materials[i].credentials);
    free_texts(server);
    pthread_cond_destroy(&server->janitor_wakes);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

int dolen_http_server_port(const dolen_http_server *server)
{
    return server->port;
}

dolen_status dolen_http_server_reload(dolen_http_server *server, dolen_err *err)
{
    return server->options.flavour == DOLEN_HTTP_LOCAL ? DOLEN_OK : dolen_http_server_load_tls(server, err);
}

unsigned int dolen_http_server_connections(dolen_http_server *server)
{
    pthread_mutex_lock(&server->lock);
    const unsigned int count = server->connection_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}
