/**
 * Speaking to the agency's running node over its administration socket: JSON out, JSON in.
 *
 * The node's configuration file says where the socket is; the kernel tells the node which user is calling.
 * Owns: a node call owns its connection. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_NODE_CALL_H
#define DOLEN_NODE_TOOLS_NODE_CALL_H

#include <jansson.h>

#include "node/base/own.h"
#include "node/base/status.h"

DOLEN_OWNED_BY(json_t, json_decref);

typedef struct dolen_node_call dolen_node_call;

/**
 * Prepare calls to the node that runs with this configuration file; `timeout_ms` is for one call.
 * DOLEN_E_ABSENT or DOLEN_E_INPUT when the file or its [administration] socket cannot be read.
 */
DOLEN_CHECKED dolen_status dolen_node_call_new(const char *config, long timeout_ms, dolen_node_call **out,
                                               dolen_err *err);

/** Close; NULL is fine. */
void dolen_node_call_free(dolen_node_call *call);
DOLEN_OWNED(dolen_node_call);

/**
 * POST `question` (GET when it is NULL) to `path`. DOLEN_OK whenever a JSON document came back: `*status` is its HTTP
 * status, `*document` belongs to the caller. DOLEN_E_REMOTE when the node does not run or does not answer.
 */
DOLEN_CHECKED dolen_status dolen_node_call_send(dolen_node_call *call, const char *path, const json_t *question,
                                                int *status, json_t **document, dolen_err *err);

/** One question of a tool, and how its answer is shown. */
typedef struct dolen_node_question {
    const char *tool;   /**< the command's name, for what goes wrong */
    const char *config; /**< the node's configuration file */
    const char *path;
    const json_t *question;
    long timeout_ms;
    bool json;                             /**< print the document itself */
    void (*print)(const json_t *document); /**< otherwise */
} dolen_node_question;

/**
 * Ask, and show what comes back; whatever goes wrong is said on standard error. The process's exit code; `document`,
 * where not NULL, is the answer that was shown, and then the caller's.
 */
int dolen_node_call_ask(const dolen_node_question *question, json_t **document);

/** The connection itself, borrowed, for what is not JSON. */
struct dolen_http_client *dolen_node_call_client(dolen_node_call *call);

/** Print a document on standard output, in order of its members, and a line end. */
void dolen_node_call_print(const json_t *document);

/** Print the document's "error" text, or a general one, on standard error in one line; DOLEN_TOOL_REFUSED. */
int dolen_node_call_refuse(const char *tool, const json_t *document);

#endif
