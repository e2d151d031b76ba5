/**
 * HTTP servers of three flavours: mutual TLS between members, HTTPS for browsers, plain HTTP on this machine.
 *
 * Before a handler runs: the peer's certificate has been judged (mutual TLS); the request's head is within 16 KiB and
 * its target within 4 KiB; the body's declared length is within the route's limit and the body has been read. Refused
 * without reading a body: a longer one (413), Transfer-Encoding (411; with Content-Length 400), repeated Content-Length
 * or Host (400); on the local flavour a Host other than localhost, 127.0.0.1 or [::1] (403). A connection that takes
 * too long over a request, its answer or its handshake is cut. On a mutual-TLS server each connection's peer is asked
 * of the pins at every request and judged anew every 60 s and whenever the authority's or revocation file changed, also
 * while it is idle. Owns: its threads, sockets and copies of its options. Threads: any.
 */
#ifndef DOLEN_NODE_NET_HTTP_SERVER_H
#define DOLEN_NODE_NET_HTTP_SERVER_H

#include "node/base/clock.h"
#include "node/net/http_message.h"
#include "node/net/trust.h"

typedef enum dolen_http_flavour {
    DOLEN_HTTP_MUTUAL_TLS, /**< TLS 1.3, client certificate required and judged by certificate.h */
    DOLEN_HTTP_TLS,        /**< TLS 1.2 and 1.3 for browsers */
    DOLEN_HTTP_LOCAL,      /**< no TLS; a Unix socket or a loopback address only */
} dolen_http_flavour;

/**
 * Answer a request. A failure is turned into the status code of dolen_status_http and passed to the server's `refuse`;
 * nothing of a response begun is kept.
 */
typedef dolen_status (*dolen_http_handler)(void *context, dolen_http_request *request, dolen_http_response *response,
                                           dolen_err *err);

/** What is answered where. A table ends with a row whose `handler` is NULL. The first row that matches wins. */
typedef struct dolen_http_route {
    const char *method; /**< "GET" routes answer HEAD as well */
    const char *path;   /**< exact; or a prefix if it ends in "/" and is not "/" alone */
    dolen_http_handler handler;
    size_t body_limit;    /**< 0: no body */
    size_t arena_limit;   /**< memory for the request and its answer beyond the body; 0: 1 MiB */
    dolen_peer_role only; /**< mutual TLS: other roles are refused with 403; DOLEN_PEER_NONE: any member */
    const char *label;    /**< how observers see it: "publish"; NULL: its path */
} dolen_http_route;

/** What happened to a request, for metrics and logs. */
typedef struct dolen_http_event {
    const char *route;  /**< the route's label; "none" when no route matched */
    const char *method; /**< of the route; "?" when none matched */
    int status;
    double seconds;         /**< from the request line to the answer being ready */
    const dolen_peer *peer; /**< NULL except on a mutual-TLS server */
    dolen_uuid id;
} dolen_http_event;

typedef struct dolen_http_server_options {
    dolen_http_flavour flavour;
    const char *listen;             /**< host:port (port 0: any), [v6]:port, unix:PATH or systemd:NAME */
    const char *certificate_file;   /**< PEM, own certificate first; for the TLS flavours */
    const char *key_file;           /**< PEM, readable by its owner alone */
    dolen_trust *trust;             /**< mutual TLS: must outlive the server */
    dolen_peer_pins pins;           /**< mutual TLS */
    const dolen_http_route *routes; /**< must outlive the server */
    void *context;                  /**< for handlers, refuse and observe */

    /** Fill in the page for a refused or unmatched request (`status` is set already). NULL: a plain line of text. */
    void (*refuse)(void *context, dolen_http_request *request, int status, dolen_http_response *response);

    /** Told of each answer; must be quick. May be NULL. */
    void (*observe)(void *context, const dolen_http_event *event);

    unsigned int threads;            /**< 0: one per connection, which suits handlers that wait */
    unsigned int connections;        /**< at most so many at a time; 0: 256 */
    unsigned int connections_per_ip; /**< 0: no limit of its own */
    int64_t idle_ms;                 /**< a kept-open connection without a request; 0: 60 s */
    int64_t request_ms;       /**< for handshake and request, and again for sending the answer; 0: 15 s. The time that a
                                 handler takes is not counted and not limited */
    unsigned int socket_mode; /**< permissions of a Unix socket; 0: 0600 */
    dolen_clock clock;
} dolen_http_server_options;

typedef struct dolen_http_server dolen_http_server;

/**
 * Open the listener and serve. DOLEN_E_INPUT if an option cannot be right (a local flavour on an outside address), else
 * why it cannot: certificates unreadable, address taken.
 */
DOLEN_CHECKED dolen_status dolen_http_server_new(const dolen_http_server_options *options, dolen_http_server **out,
                                                 dolen_err *err);

/** Stop listening, let running handlers finish, close everything; NULL is fine. */
void dolen_http_server_free(dolen_http_server *server);
DOLEN_OWNED(dolen_http_server);

/** The TCP port it listens on; 0 for a Unix socket. */
int dolen_http_server_port(const dolen_http_server *server);

/** Use a renewed certificate and key for new connections. On failure the old ones stay. */
DOLEN_CHECKED dolen_status dolen_http_server_reload(dolen_http_server *server, dolen_err *err);

/** How many connections are open. */
unsigned int dolen_http_server_connections(dolen_http_server *server);

#endif
