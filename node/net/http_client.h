/**
 * Calling other members, this machine's own services and, for sign-in, identity providers.
 *
 * Three kinds of target. A member ("https://..." with `trust`): mutual TLS 1.3, judged by certificate.h, expected to be
 * `expect`. This machine ("unix:/path", "http://127.0.0.1:port"): plain HTTP to a service on it. The web ("https://..."
 * without `trust`): ordinary verification of the host name. Connections are kept open and renewed every 60 s, so that a
 * revoked server is left within that time. No redirects, proxies, cookies or compression. Owns: its connections.
 * Threads: any; as many calls at a time as the target has connections, others wait.
 */
#ifndef DOLEN_NODE_NET_HTTP_CLIENT_H
#define DOLEN_NODE_NET_HTTP_CLIENT_H

#include <stdint.h>
#include <stdio.h>

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/net/peer.h"
#include "node/net/trust.h"

enum { DOLEN_HTTP_CALL_HEADERS = 8 };

/** Where calls go. All texts are copied. */
typedef struct dolen_http_target {
    const char *url;              /**< "https://host:port" without a path, "unix:/path" or "http://127.0.0.1:port" */
    const char *certificate_file; /**< member: own certificate, PEM */
    const char *key_file;         /**< member: its key, PEM, readable by its owner alone */
    dolen_trust *trust;           /**< member: must outlive the client */
    dolen_peer expect;            /**< member: role and code that it must have; the key is for the pins */
    dolen_peer_pins pins;         /**< member */
    const char *authorities_file; /**< web: PEM of trusted authorities; NULL: the system's */
    int64_t connect_ms;           /**< 0: 3 s */
    int64_t total_ms;             /**< 0: 15 s */
    size_t reply_limit;           /**< a longer reply is refused after this many bytes and one; 0: 1 MiB */
    unsigned int connections;     /**< 0: 8 */
} dolen_http_target;

/** What is sent. Borrowed during the call. */
typedef struct dolen_http_call {
    const char *method; /**< NULL: POST when there is a body, else GET */
    const char *path; /**< with query: "/v1/query"; must begin with "/" and hold no white space or control character */
    const char *content_type;
    dolen_bytes body;
    const char *headers[DOLEN_HTTP_CALL_HEADERS]; /**< "Name: value", NULL-terminated if fewer */
    int64_t total_ms;                             /**< 0: the target's */
    FILE *into;          /**< where the body of a reply with status 200 is written; NULL: into the arena */
    uint64_t into_limit; /**< bytes that may be written there; the target's limit counts for other replies */
} dolen_http_call;

/** What came back; everything lives in the arena given. */
typedef struct dolen_http_reply {
    int status;               /**< 100-599; 0 when there was no reply */
    const char *content_type; /**< "" when it had none */
    dolen_bytes body;
} dolen_http_reply;

typedef struct dolen_http_client dolen_http_client;

/** Prepare calls to a target; connects when first used. DOLEN_E_INPUT if the target's description is not usable. */
DOLEN_CHECKED dolen_status dolen_http_client_new(const dolen_http_target *target, dolen_http_client **out,
                                                 dolen_err *err);

/** Close its connections; no call may be running. NULL is fine. */
void dolen_http_client_free(dolen_http_client *client);
DOLEN_OWNED(dolen_http_client);

/**
 * One call. DOLEN_OK whenever a whole HTTP reply came back, whatever its status code (so check it). DOLEN_E_REMOTE: no
 * connection, time-out, broken reply. DOLEN_E_DENIED: the peer's certificate was refused. DOLEN_E_LIMIT: reply too
 * long.
 */
DOLEN_CHECKED dolen_status dolen_http_client_send(dolen_http_client *client, dolen_arena *arena,
                                                  const dolen_http_call *call, dolen_http_reply *reply, dolen_err *err);

/** The status that a reply's code stands for: DOLEN_OK for 2xx, else the closest (403 is DOLEN_E_DENIED, ...). */
dolen_status dolen_http_reply_status(const dolen_http_reply *reply);

#endif
