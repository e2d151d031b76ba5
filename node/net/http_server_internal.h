/** What the parts of the server share: server, connection, request, response. */
#ifndef DOLEN_NODE_NET_HTTP_SERVER_INTERNAL_H
#define DOLEN_NODE_NET_HTTP_SERVER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "node/net/certificate.h"
#include "node/net/http_form.h"
#include "node/net/http_server.h"

enum {
    HEAD_LIMIT = 16 * 1024,
    TARGET_LIMIT = 4 * 1024, /* an OpenID provider's code stands in it */
    HEADERS_LIMIT = 24,
    REMOTE_SIZE = 46,
    JUDGE_EVERY_MS = 60 * 1000,
    TLS_GENERATIONS = 64
};

/** What a connection is doing; how long it may do so depends on it. */
typedef enum connection_state {
    CONNECTION_FRESH,    /**< handshake and first request line */
    CONNECTION_IDLE,     /**< between requests */
    CONNECTION_READING,  /**< from the request line to the end of the body */
    CONNECTION_HANDLING, /**< in a handler: its own business */
    CONNECTION_SENDING,  /**< the answer */
} connection_state;

typedef struct http_connection {
    struct http_connection *previous;
    struct http_connection *next;
    struct dolen_http_server *server;
    int fd;
    _Atomic connection_state state;
    _Atomic int64_t since;       /**< monotonic */
    _Atomic int64_t judged_at;   /**< by the server's clock; 0: never */
    _Atomic uint64_t generation; /**< of the trust, when judged */
    dolen_peer peer;             /**< written under the server's lock */
    uint8_t *chain_bytes;        /**< the peer's certificates one after another, written under the server's lock */
    size_t chain_sizes[DOLEN_CERTIFICATE_CHAIN_LIMIT];
    size_t chain_count;
    uid_t user;
    bool local;
    char remote[REMOTE_SIZE];
    struct dolen_http_request *request;
} http_connection;

struct dolen_http_response {
    struct dolen_http_request *request;
    int status;
    const char *content_type;
    dolen_bytes body;
    const char *names[HEADERS_LIMIT];
    const char *values[HEADERS_LIMIT];
    size_t header_count;
    int file; /**< sent instead of `body`, from `has_file` on */
    uint64_t file_size;
    bool has_file;
    bool broken;
    bool close;
};

struct dolen_http_request {
    http_connection *connection;
    struct MHD_Connection *handle;
    dolen_arena *arena;
    const dolen_http_route *route;
    const char *method;
    char *target; /**< as received, cut at TARGET_LIMIT + 1 */
    const char *path;
    dolen_http_form query;
    uint8_t *body;
    size_t body_size; /**< declared */
    size_t body_read;
    int64_t began; /**< monotonic */
    dolen_uuid id;
    bool begun; /**< its head has been checked */
    bool answered;
    dolen_http_response response;
};

/** One certificate and key; kept until the server ends, for connections may still use it. */
typedef struct tls_material {
    gnutls_certificate_credentials_t credentials;
} tls_material;

struct dolen_http_server {
    dolen_http_server_options options; /**< its texts are copies */
    struct MHD_Daemon *daemon;
    int port;
    char *socket_path;
    pthread_mutex_t lock;
    http_connection *connections;
    unsigned int connection_count;
    tls_material materials[TLS_GENERATIONS];
    size_t material_count;
    char *certificate_text; /**< the first ones, which libmicrohttpd wants to see */
    char *key_text;
    pthread_t janitor;
    pthread_cond_t janitor_wakes;
    bool janitor_runs;
    bool ending;
};

/** Callbacks of libmicrohttpd about connections. */
void dolen_http_connection_notify(void *context, struct MHD_Connection *handle, void **record,
                                  enum MHD_ConnectionNotificationCode what);

/** The record of a connection. */
http_connection *dolen_http_connection_of(struct MHD_Connection *handle);

/** Move to another state, now. */
void dolen_http_connection_enter(http_connection *connection, connection_state state);

/** Judge the certificates kept with the connection and remember the peer. */
DOLEN_CHECKED dolen_status dolen_http_connection_judge(http_connection *connection, dolen_err *err);

/** Is its peer still welcome? Judges anew when the last time is too long ago or what is trusted has changed. */
DOLEN_CHECKED dolen_status dolen_http_connection_check(http_connection *connection, dolen_err *err);

/** Start and end the thread that cuts slow and unwelcome connections. */
DOLEN_CHECKED dolen_status dolen_http_janitor_start(dolen_http_server *server, dolen_err *err);
void dolen_http_janitor_end(dolen_http_server *server);

/** Read certificate and key, to be used by connections that start from now on. */
DOLEN_CHECKED dolen_status dolen_http_server_load_tls(dolen_http_server *server, dolen_err *err);

/** Prepare the TLS session of a connection that starts. */
void dolen_http_server_prepare_tls(http_connection *connection, struct MHD_Connection *handle);

/** The priorities of the flavour. */
const char *dolen_http_server_priorities(dolen_http_flavour flavour);

/** A request whose request line has come; its end. */
dolen_http_request *dolen_http_request_new(http_connection *connection, struct MHD_Connection *handle,
                                           const char *target);
void dolen_http_request_free(dolen_http_request *request);

/**
 * Split and decode the target: DOLEN_E_INPUT unless it is a path of this server without dot segments, empty segments,
 * control characters or bytes that are not UTF-8.
 */
DOLEN_CHECKED dolen_status dolen_http_request_read_target(dolen_http_request *request, dolen_err *err);

/** Close the response's file, if it has one. */
void dolen_http_response_drop_file(dolen_http_response *response);

/** Hand the response to libmicrohttpd. */
enum MHD_Result dolen_http_response_queue(dolen_http_response *response);

#endif
