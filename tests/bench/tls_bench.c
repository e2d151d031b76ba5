/*
 * The bare floor of a federation link: keep-alive requests over mutual TLS 1.3 that a handler only echoes. Requests a
 * second, and CPU of the server a request, for small and large bodies, with a thread a connection and with a pool.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "tests/support/raw_client.h"
#include "tests/support/test_link.h"

enum { CLIENTS = 4, REQUESTS = 4000, SIZES = 3, BODY_LIMIT = 64 * 1024 };

static const size_t sizes[SIZES] = {420, 4096, 65536};

static const dolen_http_route routes[] = {
    {.method = "POST", .path = "/echo", .handler = test_link_echo, .body_limit = BODY_LIMIT},
    {0},
};

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_of(struct timeval user, struct timeval system)
{
    return (double)(user.tv_sec + system.tv_sec) + (double)(user.tv_usec + system.tv_usec) / 1e6;
}

/* One client's work. */
typedef struct client {
    pthread_t thread;
    const test_pki_pair *pair;
    int port;
    size_t size;
    int requests;
    double worst;
} client;

static void ask_once(SSL *tls, const char *request, size_t request_size, size_t body_size)
{
    static _Thread_local char reply[BODY_LIMIT + 4096];
    size_t got = 0;
    size_t wanted = 0;

    DOLEN_MUST(SSL_write(tls, request, (int)request_size) > 0);
    while (!wanted || got < wanted) {
        const int size = SSL_read(tls, reply + got, (int)(sizeof reply - 1 - got));
        DOLEN_MUST(size > 0);
        got += (size_t)size;
        reply[got] = '\0';
        const char *end = wanted ? NULL : strstr(reply, "\r\n\r\n");
        if (end)
            wanted = (size_t)(end - reply) + 4 + body_size;
    }
    DOLEN_MUST(raw_status(reply) == 200);
}

static void *run_client(void *context)
{
    client *c = context;
    char *request = calloc(1, c->size + 256);
    const int head = snprintf(request, 256,
                              "POST /echo HTTP/1.1\r\nHost: hub\r\nContent-Type: application/octet-stream\r\n"
                              "Content-Length: %zu\r\n\r\n",
                              c->size);
    SSL *tls = raw_tls(c->port, TLS1_3_VERSION, c->pair->certificate, c->pair->key, NULL);

    DOLEN_MUST(tls && head > 0);
    memset(request + head, 'x', c->size);
    for (int i = 0; i < c->requests; i++) {
        const double began = seconds_now();
        ask_once(tls, request, (size_t)head + c->size, c->size);
        const double took = seconds_now() - began;
        if (took > c->worst)
            c->worst = took;
    }
    raw_tls_close(tls);
    free(request);
    return NULL;
}

/* A server of its own process, so that its CPU can be told from the clients'. The port comes through the pipe. */
static pid_t serve(test_link *link, const test_pki_pair *pair, unsigned int threads, int *port)
{
    int told[2];
    DOLEN_MUST(pipe(told) == 0);
    const pid_t child = fork();

    if (child == 0) {
        dolen_http_server *server = NULL;
        sigset_t set;
        int number = 0;
        dolen_http_server_options options = test_link_server_options(link, pair);
        options.threads = threads;
        options.routes = routes;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set, NULL);
        DOLEN_MUST(dolen_http_server_new(&options, &server, NULL) == DOLEN_OK);
        const int listening = dolen_http_server_port(server);
        DOLEN_MUST(write(told[1], &listening, sizeof listening) == sizeof listening);
        sigwait(&set, &number);
        dolen_http_server_free(server);
        _exit(0);
    }
    DOLEN_MUST(read(told[0], port, sizeof *port) == sizeof *port);
    close(told[0]);
    close(told[1]);
    return child;
}

static void measure(test_link *link, const test_pki_pair *server, const test_pki_pair *pair, unsigned int threads,
                    size_t size)
{
    client clients[CLIENTS];
    struct rusage used;
    double worst = 0;
    int status = 0;
    int port = 0;
    const pid_t child = serve(link, server, threads, &port);
    const int requests = size > 10000 ? REQUESTS / 4 : REQUESTS;
    const double began = seconds_now();

    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = (client){.pair = pair, .port = port, .size = size, .requests = requests};
        DOLEN_MUST(pthread_create(&clients[i].thread, NULL, run_client, &clients[i]) == 0);
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        pthread_join(clients[i].thread, NULL);
        worst = clients[i].worst > worst ? clients[i].worst : worst;
    }
    const double took = seconds_now() - began;
    kill(child, SIGTERM);
    DOLEN_MUST(wait4(child, &status, 0, &used) == child);
    const double total = (double)requests * CLIENTS;
    printf("%-22s %6zu bytes: %8.0f requests/s, server CPU %6.1f us/request, slowest %5.1f ms\n",
           threads ? "pool of 2 threads" : "thread a connection", size, total / took,
           cpu_of(used.ru_utime, used.ru_stime) * 1e6 / total, worst * 1e3);
}

/* What a new connection costs both sides together: handshake, judging, one request. */
static void measure_handshakes(test_link *link, const test_pki_pair *server, const test_pki_pair *pair)
{
    enum { COUNT = 200 };
    struct rusage used;
    int status = 0;
    int port = 0;
    const pid_t child = serve(link, server, 0, &port);
    const double began = seconds_now();

    for (int i = 0; i < COUNT; i++) {
        SSL *tls = raw_tls(port, TLS1_3_VERSION, pair->certificate, pair->key, NULL);
        DOLEN_MUST(tls && raw_tls_ask(tls, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx") == 200);
        raw_tls_close(tls);
    }
    const double took = seconds_now() - began;
    kill(child, SIGTERM);
    DOLEN_MUST(wait4(child, &status, 0, &used) == child);
    printf("a new connection: %.2f ms elapsed, server CPU %.2f ms\n", took * 1e3 / COUNT,
           cpu_of(used.ru_utime, used.ru_stime) * 1e3 / COUNT);
}

int main(void)
{
    test_link *link = test_link_make();
    const test_pki_pair server = test_pki_issue(&link->pki, "broker", "hub");
    const test_pki_pair pair = test_pki_issue(&link->pki, "agency", "alpha");

    test_link_pin(link, &server);
    test_link_pin(link, &pair);
    for (unsigned int threads = 0; threads <= 2; threads += 2)
        for (size_t i = 0; i < SIZES; i++)
            measure(link, &server, &pair, threads, sizes[i]);
    measure_handshakes(link, &server, &pair);
    test_link_free(link);
    return 0;
}
