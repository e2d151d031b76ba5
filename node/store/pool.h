/**
 * A bounded set of connections to one PostgreSQL database, shared by the threads of a process.
 *
 * Connections are made when first needed and made anew after the server was lost. Nothing that the database says about
 * a statement (which may quote values) reaches an error or a log: only the five characters of SQLSTATE and the
 * statement's name do. Owns: its connections. Threads: a pool any; a connection belongs to one thread at a time.
 */
#ifndef DOLEN_NODE_STORE_POOL_H
#define DOLEN_NODE_STORE_POOL_H

#include <stddef.h>

#include "node/base/own.h"
#include "node/base/status.h"

typedef struct dolen_pool dolen_pool;
typedef struct dolen_connection dolen_connection;

enum { DOLEN_POOL_LIMIT = 64 };

typedef struct dolen_pool_settings {
    const char *conninfo;  /**< libpq's connection string; several hosts are allowed. Copied. */
    size_t size;           /**< 1 to DOLEN_POOL_LIMIT connections */
    int statement_timeout; /**< milliseconds a statement may take at the server; 0 = no limit */
    int wait_timeout;      /**< milliseconds to wait for a free connection; 0 = 5,000 */
    const char *role;      /**< role to take on after connecting (SET ROLE), or NULL. Copied. */
} dolen_pool_settings;

/** A pool that has not connected yet. Never NULL. */
dolen_pool *dolen_pool_new(const dolen_pool_settings *settings);

/** Close all connections, none of which may be out. NULL is fine. */
void dolen_pool_free(dolen_pool *pool);
DOLEN_OWNED(dolen_pool);

/**
 * Take a connection, to be given back with dolen_pool_give, best by holding it in `DOLEN_OWN(dolen_connection, name)`.
 * A connection whose server went away is made anew. DOLEN_E_LIMIT when none became free in time, DOLEN_E_REMOTE when
 * the server cannot be reached; `*out` is then NULL.
 */
DOLEN_CHECKED dolen_status dolen_pool_take(dolen_pool *pool, dolen_connection **out, dolen_err *err);

/** Give it back. An open transaction is rolled back; a broken connection is closed. NULL is fine. */
void dolen_pool_give(dolen_connection *connection);
DOLEN_OWNED_BY(dolen_connection, dolen_pool_give);

/** DOLEN_OK when a connection can be had and answers, for /healthz. DOLEN_E_LIMIT, DOLEN_E_REMOTE as above. */
DOLEN_CHECKED dolen_status dolen_pool_check(dolen_pool *pool, dolen_err *err);

/** SQLSTATE of the last failure on this connection, "" after none. Borrowed until the connection is given back. */
const char *dolen_connection_sqlstate(const dolen_connection *connection);

#endif
