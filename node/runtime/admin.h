/**
 * The administration listener of a long-running program: /livez, /readyz, /metrics, for this machine only.
 *
 * Owns: its thread and socket. Threads: `ready` and `measure` are called from its thread.
 */
#ifndef DOLEN_NODE_RUNTIME_ADMIN_H
#define DOLEN_NODE_RUNTIME_ADMIN_H

#include "node/base/own.h"
#include "node/base/status.h"
#include "node/runtime/metrics.h"
#include "node/runtime/reasons.h"

typedef struct dolen_admin_options {
    const char *listen; /**< 127.0.0.1:port, [::1]:port (port 0: any) or unix:/path */
    dolen_metrics *metrics;
    void (*ready)(void *context, dolen_reasons *reasons); /**< may be NULL */
    void (*measure)(void *context);                       /**< may be NULL */
    void *context;
} dolen_admin_options;

typedef struct dolen_admin dolen_admin;

/** Begin to listen. DOLEN_E_INPUT for an address that others could reach, DOLEN_E_SYSTEM if it cannot be had. */
DOLEN_CHECKED dolen_status dolen_admin_new(const dolen_admin_options *options, dolen_admin **out, dolen_err *err);

/** Stop; NULL is fine. */
void dolen_admin_free(dolen_admin *admin);
DOLEN_OWNED(dolen_admin);

/** Its TCP port; 0 for a Unix socket. */
int dolen_admin_port(const dolen_admin *admin);

#endif
