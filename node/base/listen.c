#include "node/base/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "node/base/text.h"

enum { FIRST_PASSED = 3, PASSED_LIMIT = 64, HOST_SIZE = 256, BACKLOG = 256 };

static dolen_status fail_closing(int fd, dolen_err *err)
{
    const dolen_status status = DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the address cannot be listened on");

    if (fd >= 0)
        close(fd);
    return status;
}

static bool is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
    }
    if (address->ss_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    }
    return address->ss_family == AF_UNIX;
}

static int port_of(const struct sockaddr_storage *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    memcpy(&v4, address, sizeof v4);
    memcpy(&v6, address, sizeof v6);
    if (address->ss_family == AF_INET)
        return ntohs(v4.sin_port);
    return address->ss_family == AF_INET6 ? ntohs(v6.sin6_port) : 0;
}

static dolen_status describe(int fd, dolen_listener *out, dolen_err *err)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return fail_closing(fd, err);
    *out = (dolen_listener){.fd = fd, .port = port_of(&address), .local = is_loopback(&address)};
    return DOLEN_OK;
}

/* A socket file of a program that has ended is in the way; one that still answers is not replaced. */
static bool is_taken(const struct sockaddr_un *address)
{
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool taken = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;

    if (fd >= 0)
        close(fd);
    return taken;
}

static dolen_status open_socket_file(const char *path, unsigned int mode, dolen_listener *out, dolen_err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat about;

    DOLEN_TRY(dolen_text_copy(address.sun_path, sizeof address.sun_path, path, err));
    if (is_taken(&address))
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "another program listens on this socket");
    if (lstat(path, &about) == 0 && S_ISSOCK(about.st_mode) && unlink(path) != 0)
        return fail_closing(-1, err);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || fchmod(fd, (mode_t)mode) != 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, (mode_t)mode) != 0 || listen(fd, BACKLOG) != 0)
        return fail_closing(fd, err);
    return describe(fd, out, err);
}

static dolen_status open_found(const struct addrinfo *found, dolen_listener *out, dolen_err *err)
{
    const int on = 1;
    const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)
        return fail_closing(fd, err);
    return describe(fd, out, err);
}

static dolen_status open_host(const char *address, dolen_listener *out, dolen_err *err)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char host[HOST_SIZE];
    char *name = host;
    uint64_t port = 0;

    DOLEN_TRY(dolen_text_copy(host, sizeof host, address, err));
    char *colon = strrchr(host, ':');
    if (!colon || dolen_text_to_number(colon + 1, 65535, &port, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an address is written host:port");
    *colon = '\0';
    if (host[0] == '[' && colon[-1] == ']') {
        colon[-1] = '\0';
        name = host + 1;
    }
    if (getaddrinfo(name, colon + 1, &hints, &found) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the host name is unknown");
    const dolen_status status = open_found(found, out, err);
    freeaddrinfo(found);
    return status;
}

/* LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES as sd_listen_fds(3) describes them. */
static dolen_status find_passed(const char *name, dolen_listener *out, dolen_err *err)
{
    const char *process = getenv("LISTEN_PID");
    const char *names = getenv("LISTEN_FDNAMES");
    uint64_t pid = 0;

    if (!process || !names || dolen_text_to_number(process, INT32_MAX, &pid, NULL) != DOLEN_OK ||
        (pid_t)pid != getpid())
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the service manager passed no sockets");
    for (int fd = FIRST_PASSED; fd < FIRST_PASSED + PASSED_LIMIT && names; fd++) {
        const char *end = strchr(names, ':');
        const size_t size = end ? (size_t)(end - names) : strlen(names);
        if (size == strlen(name) && memcmp(names, name, size) == 0) {
            const int flags = fcntl(fd, F_GETFL);
            if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
                return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the socket that was passed cannot be used");
            return describe(fd, out, err);
        }
        names = end ? end + 1 : NULL;
    }
    return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the service manager passed no socket of this name");
}

dolen_status dolen_listen_open(const char *address, unsigned int mode, dolen_listener *out, dolen_err *err)
{
    *out = (dolen_listener){.fd = -1};
    if (strncmp(address, "unix:", 5) == 0)
        return open_socket_file(address + 5, mode, out, err);
    if (strncmp(address, "systemd:", 8) == 0)
        return find_passed(address + 8, out, err);
    return open_host(address, out, err);
}
