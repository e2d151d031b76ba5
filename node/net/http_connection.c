#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/net/http_server_internal.h"

static void describe_remote(http_connection *connection, const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address && address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, connection->remote, sizeof connection->remote);
        connection->local = ntohl(v4.sin_addr.s_addr) >> 24 == 127;
    } else if (address && address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, connection->remote, sizeof connection->remote);
        connection->local = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    } else {
        memcpy(connection->remote, "unix", sizeof "unix");
        connection->local = true;
    }
}

static uid_t user_of(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return (uid_t)-1;
    return peer.uid;
}

static void add(dolen_http_server *server, http_connection *connection)
{
    pthread_mutex_lock(&server->lock);
    connection->next = server->connections;
    if (connection->next)
        connection->next->previous = connection;
    server->connections = connection;
    server->connection_count++;
    pthread_mutex_unlock(&server->lock);
}

static void take_out(dolen_http_server *server, const http_connection *connection)
{
    pthread_mutex_lock(&server->lock);
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    server->connection_count--;
    pthread_mutex_unlock(&server->lock);
}

static http_connection *make(dolen_http_server *server, struct MHD_Connection *handle)
{
    http_connection *connection = dolen_memory_make(1, sizeof *connection);
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *address = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    connection->server = server;
    connection->fd = fd ? fd->connect_fd : -1;
    connection->user = server->socket_path ? user_of(connection->fd) : (uid_t)-1;
    describe_remote(connection, address ? address->client_addr : NULL);
    dolen_http_connection_enter(connection, CONNECTION_FRESH);
    return connection;
}

void dolen_http_connection_notify(void *context, struct MHD_Connection *handle, void **record,
                                  enum MHD_ConnectionNotificationCode what)
{
    dolen_http_server *server = context;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        http_connection *started = make(server, handle);
        if (server->options.flavour != DOLEN_HTTP_LOCAL)
            dolen_http_server_prepare_tls(started, handle);
        *record = started;
        add(server, started);
        return;
    }
    http_connection *closed = *record;
    if (!closed)
        return;
    *record = NULL;
    take_out(server, closed);
    dolen_http_request_free(closed->request);
    free(closed->chain_bytes);
    free(closed);
}

http_connection *dolen_http_connection_of(struct MHD_Connection *handle)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

void dolen_http_connection_enter(http_connection *connection, connection_state state)
{
    atomic_store(&connection->since, dolen_clock_monotonic());
    atomic_store(&connection->state, state);
}

static void list_chain(const http_connection *connection, dolen_certificate_chain *chain)
{
    const uint8_t *at = connection->chain_bytes;

    chain->count = connection->chain_count;
    for (size_t i = 0; i < connection->chain_count; i++) {
        chain->items[i] = dolen_bytes_of(at, connection->chain_sizes[i]);
        at += connection->chain_sizes[i];
    }
}

dolen_status dolen_http_connection_judge(http_connection *connection, dolen_err *err)
{
    const dolen_http_server_options *options = &connection->server->options;
    const uint64_t generation = dolen_trust_generation(options->trust);
    dolen_certificate_chain chain = {.count = 0};
    dolen_peer peer;

    list_chain(connection, &chain);
    const dolen_status status =
        dolen_certificate_judge(options->trust, &chain, DOLEN_CERTIFICATE_CLIENT, options->pins, &peer, err);
    if (status != DOLEN_OK)
        return status;
    pthread_mutex_lock(&connection->server->lock);
    connection->peer = peer;
    pthread_mutex_unlock(&connection->server->lock);
    atomic_store(&connection->generation, generation);
    atomic_store(&connection->judged_at, dolen_clock_now(options->clock));
    return DOLEN_OK;
}

dolen_status dolen_http_connection_check(http_connection *connection, dolen_err *err)
{
    const dolen_http_server_options *options = &connection->server->options;
    const int64_t age = dolen_clock_now(options->clock) - atomic_load(&connection->judged_at);

    if (!connection->chain_count || atomic_load(&connection->judged_at) == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the peer was never judged");
    if (age < 0 || age >= JUDGE_EVERY_MS ||
        atomic_load(&connection->generation) != dolen_trust_generation(options->trust))
        return dolen_http_connection_judge(connection, err);
    if (!dolen_peer_pins_allow(options->pins, &connection->peer))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this key is not pinned for this member");
    return DOLEN_OK;
}
