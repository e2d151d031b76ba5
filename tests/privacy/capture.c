/*
 * capture FILE: everything that crosses the loopback interface, appended to FILE until SIGTERM or SIGINT.
 *
 * Needs the right to open packet sockets (root); exit 77 without it. Prints "ready" when it listens.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>

enum { FRAME = 256 * 1024, SKIPPED = 77 };

static volatile sig_atomic_t stopped;

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

static int open_loopback(void)
{
    const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    const struct sockaddr_ll where = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex("lo")};
    const struct timeval wait = {.tv_usec = 200000};
    const int room = 64 * 1024 * 1024;

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    if (bind(fd, (const struct sockaddr *)&where, sizeof where) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int main(int argc, char **argv)
{
    static uint8_t frame[FRAME];
    const struct sigaction action = {.sa_handler = stop};

    if (argc != 2)
        return 2;
    const int from = open_loopback();
    const int to = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (from < 0) {
        fprintf(stderr, "capture: %s\n", strerror(errno));
        return SKIPPED;
    }
    if (to < 0)
        return 2;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    puts("ready");
    fflush(stdout);
    while (!stopped) {
        const ssize_t size = recv(from, frame, sizeof frame, 0);
        if (size > 0 && write(to, frame, (size_t)size) != size)
            return 2;
    }
    return 0;
}
