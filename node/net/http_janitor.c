#include <sys/socket.h>
#include <time.h>

#include "node/base/log.h"
#include "node/net/http_server_internal.h"

enum { ROUND_MS = 250 };

static bool is_overdue(const http_connection *connection, int64_t now)
{
    const dolen_http_server_options *options = &connection->server->options;
    const int64_t spent = now - atomic_load(&connection->since);

    switch (atomic_load(&connection->state)) {
    case CONNECTION_FRESH:
    case CONNECTION_READING:
    case CONNECTION_SENDING:
        return spent > options->request_ms;
    case CONNECTION_IDLE:
        return spent > options->idle_ms;
    case CONNECTION_HANDLING:
        return false;
    }
    return false;
}

/* The lock is held. Only connections between requests: the others are checked at their next request anyway, and their
   peer may be written by their own thread. */
static bool is_unwelcome(http_connection *connection)
{
    const dolen_http_server_options *options = &connection->server->options;
    const int64_t age = dolen_clock_now(options->clock) - atomic_load(&connection->judged_at);

    if (options->flavour != DOLEN_HTTP_MUTUAL_TLS || atomic_load(&connection->state) != CONNECTION_IDLE)
        return false;
    if (!dolen_peer_pins_allow(options->pins, &connection->peer))
        return true;
    return age < 0 || age >= JUDGE_EVERY_MS ||
           atomic_load(&connection->generation) != dolen_trust_generation(options->trust);
}

/* A connection that must be judged anew is simply cut while idle: a welcome member connects again, at the cost of one
   handshake a minute at most. */
static void sweep(dolen_http_server *server)
{
    const int64_t now = dolen_clock_monotonic();

    for (http_connection *connection = server->connections; connection; connection = connection->next)
        if (is_overdue(connection, now) || is_unwelcome(connection))
            shutdown(connection->fd, SHUT_RDWR);
}

static void *work(void *context)
{
    dolen_http_server *server = context;

    pthread_mutex_lock(&server->lock);
    while (!server->ending) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += ROUND_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&server->janitor_wakes, &server->lock, &until);
        if (!server->ending)
            sweep(server);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

dolen_status dolen_http_janitor_start(dolen_http_server *server, dolen_err *err)
{
    if (pthread_create(&server->janitor, NULL, work, server) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "a thread cannot be started");
    server->janitor_runs = true;
    return DOLEN_OK;
}

void dolen_http_janitor_end(dolen_http_server *server)
{
    if (!server->janitor_runs)
        return;
    pthread_mutex_lock(&server->lock);
    server->ending = true;
    pthread_cond_signal(&server->janitor_wakes);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->janitor, NULL);
    server->janitor_runs = false;
}
