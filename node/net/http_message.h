/**
 * A request as a handler sees it, and the response it fills in.
 *
 * Everything borrowed from a request lives until the response has been sent. The body has been read whole and is within
 * the route's limit. Handlers run on the server's threads, one request at a time each; a request and its response are
 * used by that thread only.
 */
#ifndef DOLEN_NODE_NET_HTTP_MESSAGE_H
#define DOLEN_NODE_NET_HTTP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/status.h"
#include "node/model/uuid.h"
#include "node/net/peer.h"

typedef struct dolen_http_request dolen_http_request;
typedef struct dolen_http_response dolen_http_response;

/** The request's memory: wiped and freed once the response has been sent. */
dolen_arena *dolen_http_request_arena(const dolen_http_request *request);

/** "GET", "POST", ... */
const char *dolen_http_request_method(const dolen_http_request *request);

/** The decoded path, without the query: starts with "/", is UTF-8, holds no NUL, ".." segment or double slash. */
const char *dolen_http_request_path(const dolen_http_request *request);

/** Path and query as received: no white space or control character. */
const char *dolen_http_request_target(const dolen_http_request *request);

/** What followed the prefix of a route "/static/" that matched; "" for an exact route. */
const char *dolen_http_request_rest(const dolen_http_request *request);

/** A query parameter, decoded; NULL when absent, given twice, not UTF-8 or holding a NUL. */
const char *dolen_http_request_query(const dolen_http_request *request, const char *name);

/** A header's value; NULL when absent. Names are compared without case. */
const char *dolen_http_request_header(const dolen_http_request *request, const char *name);

/** A cookie's value; NULL when absent or given twice. */
const char *dolen_http_request_cookie(const dolen_http_request *request, const char *name);

/** The whole body. */
dolen_bytes dolen_http_request_body(const dolen_http_request *request);

/** The federation member that sent it; NULL except on a mutual-TLS server. Judged no longer than 60 s ago. */
const dolen_peer *dolen_http_request_peer(const dolen_http_request *request);

/** The user id of the process at the other end of a Unix socket; (uid_t)-1 elsewhere. */
uid_t dolen_http_request_user(const dolen_http_request *request);

/** Does it come from this machine: loopback or a Unix socket? */
bool dolen_http_request_is_local(const dolen_http_request *request);

/** The remote address as text ("192.0.2.1"), for throttling sign-ins only, never for the log; "unix" for a socket. */
const char *dolen_http_request_remote(const dolen_http_request *request);

/** A random id made for this request; goes into logs and to the peer as "Request-Id" so that they can be matched. */
dolen_uuid dolen_http_request_id(const dolen_http_request *request);

/** The status code; 200 when never set. */
void dolen_http_response_status(dolen_http_response *response, int status);

/** The content type (a literal or held by the request's arena) and body, which must live until sent: arena or static.
 */
void dolen_http_response_body(dolen_http_response *response, const char *content_type, dolen_bytes body);

/** The same, copying `body` into the request's arena. DOLEN_E_LIMIT when it does not fit. */
DOLEN_CHECKED dolen_status dolen_http_response_copy(dolen_http_response *response, const char *content_type,
                                                    dolen_bytes body, dolen_err *err);

/**
 * The first `size` bytes of an open file as body, sent piece by piece. `file` is closed when it has been sent, or when
 * the response is given up.
 */
void dolen_http_response_file(dolen_http_response *response, const char *content_type, int file, uint64_t size);

/**
 * Add a header; name and value must live until sent. A name or value with a control character aborts the response
 * (status 500): values that come from outside must be encoded first. At most 24 headers.
 */
void dolen_http_response_header(dolen_http_response *response, const char *name, const char *value);

/** Answer 303 to `location`, a path of this server ("/..." but not "//..."); anything else aborts the response (500).
 */
void dolen_http_response_redirect(dolen_http_response *response, const char *location);

/** Close the connection after this response. */
void dolen_http_response_close(dolen_http_response *response);

#endif
