/** What single calls and races share: one libcurl handle prepared for one target. Private to node/net. */
#ifndef DOLEN_NODE_NET_HTTP_EASY_H
#define DOLEN_NODE_NET_HTTP_EASY_H

#include <curl/curl.h>

#include "node/net/http_client.h"

/** A target with texts of its own. */
typedef struct http_destination {
    dolen_http_target target;
    char *base;        /**< "https://host:port" or "http://localhost" */
    char *socket_path; /**< NULL unless the target is a socket */
} http_destination;

/** One handle and what it is doing. */
typedef struct http_easy {
    const http_destination *destination;
    CURL *curl;
    struct curl_slist *headers;
    dolen_arena *arena; /**< of the call that runs */
    uint8_t *body;
    size_t body_size;
    size_t body_room;
    FILE *into; /**< of the call that runs; NULL: none */
    uint64_t into_limit;
    uint64_t into_size;
    bool too_long;
    bool out_of_memory;
    bool refused;      /**< the peer's certificate was refused */
    dolen_err refusal; /**< why */
} http_easy;

/** Copy and check a target. DOLEN_E_INPUT if it is not usable. */
DOLEN_CHECKED dolen_status dolen_http_destination_make(const dolen_http_target *target, http_destination *out,
                                                       dolen_err *err);
void dolen_http_destination_drop(http_destination *destination);

/** Prepare a handle for calls to `destination`, which must outlive it. */
DOLEN_CHECKED dolen_status dolen_http_easy_open(http_easy *easy, const http_destination *destination, dolen_err *err);
void dolen_http_easy_close(http_easy *easy);

/** Set up one call. The call's bytes must live until the end of the transfer; the reply goes to `arena`. */
DOLEN_CHECKED dolen_status dolen_http_easy_prepare(http_easy *easy, dolen_arena *arena, const dolen_http_call *call,
                                                   dolen_err *err);

/** Turn the outcome of a finished transfer into reply and status. */
DOLEN_CHECKED dolen_status dolen_http_easy_finish(http_easy *easy, CURLcode code, dolen_http_reply *reply,
                                                  dolen_err *err);

#endif
