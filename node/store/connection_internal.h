/** What pool.c, statement.c, transaction.c and copy.c know of a connection. Nothing outside node/store includes this.
 */
#ifndef DOLEN_NODE_STORE_CONNECTION_INTERNAL_H
#define DOLEN_NODE_STORE_CONNECTION_INTERNAL_H

#include <libpq-fe.h>

#include "node/base/own.h"
#include "node/store/statement.h"

enum { DOLEN_CONNECTION_PREPARED = 256 };

struct dolen_connection {
    dolen_pool *pool;
    PGconn *db;
    char sqlstate[6];
    const dolen_statement *prepared[DOLEN_CONNECTION_PREPARED];
    size_t prepared_count;
    dolen_connection *next;
};

struct dolen_rows {
    PGresult *result;
};

DOLEN_OWNED_BY(PGresult, PQclear);

/** Turn a result into a status; logs SQLSTATE and `name` when it is no success. `result` may be NULL. */
DOLEN_CHECKED dolen_status dolen_connection_judge(dolen_connection *connection, const char *name,
                                                  const PGresult *result, dolen_err *err);

#endif
