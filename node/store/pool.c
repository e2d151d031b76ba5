#include "node/store/pool.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/store/connection_internal.h"

enum { WAIT_MILLISECONDS = 5000 };

struct dolen_pool {
    char *conninfo;
    char *role;
    size_t size;
    int statement_timeout;
    int wait_timeout;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    dolen_connection *idle; /* most recently used first */
    size_t out;
};

dolen_pool *dolen_pool_new(const dolen_pool_settings *settings)
{
    dolen_pool *pool = dolen_memory_make(1, sizeof *pool);
    pthread_condattr_t monotonic;

    DOLEN_MUST(settings->size >= 1 && settings->size <= DOLEN_POOL_LIMIT);
    pool->conninfo = dolen_memory_copy_string(settings->conninfo);
    pool->role = settings->role ? dolen_memory_copy_string(settings->role) : NULL;
    pool->size = settings->size;
    pool->statement_timeout = settings->statement_timeout;
    pool->wait_timeout = settings->wait_timeout ? settings->wait_timeout : WAIT_MILLISECONDS;
    DOLEN_MUST(pthread_mutex_init(&pool->lock, NULL) == 0);
    DOLEN_MUST(pthread_condattr_init(&monotonic) == 0);
    DOLEN_MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    DOLEN_MUST(pthread_cond_init(&pool->freed, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    return pool;
}

static void disconnect(dolen_connection *connection)
{
    PQfinish(connection->db);
    connection->db = NULL;
    connection->prepared_count = 0;
}

void dolen_pool_free(dolen_pool *pool)
{
    if (!pool)
        return;
    DOLEN_MUST(pool->out == 0);
    while (pool->idle) {
        dolen_connection *connection = pool->idle;
        pool->idle = connection->next;
        disconnect(connection);
        free(connection);
    }
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
    dolen_memory_wipe(pool->conninfo, strlen(pool->conninfo));
    free(pool->conninfo);
    free(pool->role);
    free(pool);
}

/* Notices may quote values, and libpq would print them. */
static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static bool set_up(const dolen_pool *pool, dolen_connection *connection)
{
    char *role = pool->role ? PQescapeIdentifier(connection->db, pool->role, strlen(pool->role)) : NULL;
    char text[512];

    const int size = snprintf(text, sizeof text,
                              "SET jit = off; SET statement_timeout = %d; SET idle_in_transaction_session_timeout = "
                              "'10min'; SET tcp_user_timeout = 10000; %s%s",
                              pool->statement_timeout, role ? "SET ROLE " : "", role ? role : "");
    PQfreemem(role);
    if (size < 0 || (size_t)size >= sizeof text)
        return false;
    DOLEN_OWN(PGresult, result) = PQexec(connection->db, text);
    return PQresultStatus(result) == PGRES_COMMAND_OK;
}

static dolen_status reconnect(const dolen_pool *pool, dolen_connection *connection, dolen_err *err)
{
    const char *const names[] = {"dbname", "client_encoding", "fallback_application_name", NULL};
    const char *const values[] = {pool->conninfo, "UTF8", "dolen", NULL};

    disconnect(connection);
    connection->db = PQconnectdbParams(names, values, 1);
    DOLEN_MUST(connection->db != NULL);
    PQsetNoticeReceiver(connection->db, ignore_notice, NULL);
    if (PQstatus(connection->db) != CONNECTION_OK || !set_up(pool, connection)) {
        dolen_log_warning("the database cannot be reached");
        disconnect(connection);
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the database cannot be reached");
    }
    return DOLEN_OK;
}

/* An idle connection has nothing to say: something to read means that it was closed or is about to be. */
static bool is_alive(const dolen_connection *connection)
{
    struct pollfd one = {.events = POLLIN};

    if (!connection->db || PQstatus(connection->db) != CONNECTION_OK)
        return false;
    one.fd = PQsocket(connection->db);
    return poll(&one, 1, 0) == 0;
}

static struct timespec deadline_after(int milliseconds)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += milliseconds / 1000;
    at.tv_nsec += (long)(milliseconds % 1000) * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

/* An idle connection or a new, unconnected one; NULL when none became free in time. */
static dolen_connection *reserve(dolen_pool *pool)
{
    const struct timespec deadline = deadline_after(pool->wait_timeout);
    dolen_connection *connection = NULL;
    int waited = 0;

    pthread_mutex_lock(&pool->lock);
    while (pool->out == pool->size && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&pool->freed, &pool->lock, &deadline);
    if (pool->out < pool->size) {
        pool->out++;
        connection = pool->idle;
        if (connection)
            pool->idle = connection->next;
        else
            connection = dolen_memory_make(1, sizeof *connection);
        connection->pool = pool;
        connection->next = NULL;
    }
    pthread_mutex_unlock(&pool->lock);
    return connection;
}

dolen_status dolen_pool_take(dolen_pool *pool, dolen_connection **out, dolen_err *err)
{
    *out = NULL;
    DOLEN_OWN(dolen_connection, connection) = reserve(pool);
    if (!connection)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "all database connections are in use");
    connection->sqlstate[0] = '\0';
    if (!is_alive(connection))
        DOLEN_TRY(reconnect(pool, connection, err));
    *out = DOLEN_TAKE(connection);
    return DOLEN_OK;
}

static void tidy(dolen_connection *connection)
{
    if (!connection->db)
        return;
    const PGTransactionStatusType state = PQtransactionStatus(connection->db);
    if (state == PQTRANS_INTRANS || state == PQTRANS_INERROR)
        PQclear(PQexec(connection->db, "ROLLBACK"));
    if (PQstatus(connection->db) != CONNECTION_OK || PQtransactionStatus(connection->db) != PQTRANS_IDLE)
        disconnect(connection);
}

void dolen_pool_give(dolen_connection *connection)
{
    if (!connection)
        return;
    dolen_pool *pool = connection->pool;
    tidy(connection);
    pthread_mutex_lock(&pool->lock);
    connection->next = pool->idle;
    pool->idle = connection;
    pool->out--;
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

dolen_status dolen_pool_check(dolen_pool *pool, dolen_err *err)
{
    static const dolen_statement check = DOLEN_STATEMENT("pool-check", "SELECT 1");
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(pool, &connection, err));
    return dolen_statement_run(connection, &check, NULL, NULL, err);
}

const char *dolen_connection_sqlstate(const dolen_connection *connection)
{
    return connection->sqlstate;
}
