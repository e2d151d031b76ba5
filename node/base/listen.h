/**
 * Opening the socket that an address setting names.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_BASE_LISTEN_H
#define DOLEN_NODE_BASE_LISTEN_H

#include <stdbool.h>

#include "node/base/status.h"

typedef struct dolen_listener {
    int fd;     /**< listening, close-on-exec, not blocking; belongs to the caller */
    int port;   /**< 0 for a Unix socket */
    bool local; /**< only this machine can reach it */
} dolen_listener;

/**
 * Listen on host:port (port 0: any), [v6]:port, unix:/path (an old socket there is replaced; permissions `mode`) or
 * systemd:NAME (a socket that the service manager passed). DOLEN_E_INPUT for another form, DOLEN_E_ABSENT for an
 * unknown name, DOLEN_E_SYSTEM if the address cannot be had.
 */
DOLEN_CHECKED dolen_status dolen_listen_open(const char *address, unsigned int mode, dolen_listener *out,
                                             dolen_err *err);

#endif
