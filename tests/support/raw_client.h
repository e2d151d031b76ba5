/** A client that sends exactly the bytes it is told to, over TCP and over TLS. */
#ifndef DOLEN_TESTS_SUPPORT_RAW_CLIENT_H
#define DOLEN_TESTS_SUPPORT_RAW_CLIENT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/dolen_test.h"

enum { RAW_PATIENCE_MS = 10000, RAW_REPLY = 64 * 1024 };

/** A connection to a loopback port. */
static inline int raw_connect(int port)
{
    const int on = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    assert_true(fd >= 0);

    assert_int_equal(0, setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    assert_int_equal(0, connect(fd, (const struct sockaddr *)&address, sizeof address));
    return fd;
}

static inline void raw_send(int fd, const char *text)
{
    assert_int_equal(strlen(text), send(fd, text, strlen(text), MSG_NOSIGNAL));
}

/** Read until the other end closes, or the test's patience ends (fails). The bytes, NUL-terminated. */
static inline size_t raw_read_to_end(int fd, char reply[RAW_REPLY])
{
    size_t size = 0;

    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        assert_int_equal(1, poll(&wait, 1, RAW_PATIENCE_MS));
        const ssize_t got = recv(fd, reply + size, RAW_REPLY - 1 - size, 0);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    reply[size] = '\0';
    return size;
}

/** The status code of a reply; 0 when there is none. */
static inline int raw_status(const char *reply)
{
    return strncmp(reply, "HTTP/1.1 ", 9) == 0 ? (reply[9] - '0') * 100 + (reply[10] - '0') * 10 + (reply[11] - '0')
                                               : 0;
}

/** Send one request on its own connection, half-close nothing, read to the end: the status code. */
static inline int raw_ask(int port, const char *text)
{
    char reply[RAW_REPLY];
    const int fd = raw_connect(port);

    raw_send(fd, text);
    raw_read_to_end(fd, reply);
    close(fd);
    return raw_status(reply);
}

/** A TLS connection of the given version, with certificate and key unless NULL; NULL when the handshake failed. */
static inline SSL *raw_tls(int port, int version, const char *certificate, const char *key, SSL_SESSION *resume)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    /* Writing to a server that has hung up is what several tests do. */
    signal(SIGPIPE, SIG_IGN);
    assert_non_null(context);
    assert_int_equal(1, SSL_CTX_set_min_proto_version(context, version));
    assert_int_equal(1, SSL_CTX_set_max_proto_version(context, version));
    if (certificate) {
        assert_int_equal(1, SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM));
        assert_int_equal(1, SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM));
    }
    SSL *tls = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set_fd(tls, raw_connect(port));
    if (resume)
        SSL_set_session(tls, resume);
    if (SSL_connect(tls) == 1)
        return tls;
    close(SSL_get_fd(tls));
    SSL_free(tls);
    return NULL;
}

static inline void raw_tls_close(SSL *tls)
{
    if (!tls)
        return;
    close(SSL_get_fd(tls));
    SSL_free(tls);
}

/** Send a request over TLS and read its answer's first bytes: the status code, 0 when there was none. */
static inline int raw_tls_ask(SSL *tls, const char *text)
{
    char reply[4096] = "";

    if (SSL_write(tls, text, (int)strlen(text)) <= 0)
        return 0;
    const int got = SSL_read(tls, reply, sizeof reply - 1);
    return got > 0 ? raw_status(reply) : 0;
}

#endif
