#include "node/base/listen.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "tests/support/temp_folder.h"

static void listens_on_loopback_with_a_port_of_its_own(void **state)
{
    dolen_listener listener;

    assert_fails(DOLEN_OK, dolen_listen_open("127.0.0.1:0", 0600, &listener, NULL));
    assert_true(listener.local && listener.port > 0);
    assert_int_not_equal(0, fcntl(listener.fd, F_GETFD) & FD_CLOEXEC);
    close(listener.fd);
    assert_fails(DOLEN_OK, dolen_listen_open("0.0.0.0:0", 0600, &listener, NULL));
    assert_false(listener.local);
    close(listener.fd);
}

static void refuses_what_is_no_address(void **state)
{
    dolen_listener listener;

    assert_fails(DOLEN_E_INPUT, dolen_listen_open("127.0.0.1", 0600, &listener, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_listen_open("127.0.0.1:http", 0600, &listener, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_listen_open("127.0.0.1:65536", 0600, &listener, NULL));
    assert_int_equal(-1, listener.fd);
}

static void replaces_a_dead_socket_file_but_not_a_live_one(void **state)
{
    const temp_folder folder = temp_folder_make();
    char path[PATH_MAX];
    char address[PATH_MAX + 5];
    struct stat about;
    dolen_listener first;
    dolen_listener second;
    snprintf(address, sizeof address, "unix:%s", temp_folder_file(&folder, "socket", path));

    assert_fails(DOLEN_OK, dolen_listen_open(address, 0600, &first, NULL));
    assert_int_equal(0, stat(path, &about));
    assert_int_equal(0600, about.st_mode & 07777);
    assert_fails(DOLEN_E_SYSTEM, dolen_listen_open(address, 0600, &second, NULL));
    close(first.fd);
    assert_fails(DOLEN_OK, dolen_listen_open(address, 0660, &second, NULL));

    assert_true(second.local && second.port == 0);
    close(second.fd);
    temp_folder_remove(&folder);
}

static void takes_the_socket_that_the_service_manager_passed_under_a_name(void **state)
{
    dolen_listener given;
    dolen_listener taken;
    char process[32];
    assert_fails(DOLEN_OK, dolen_listen_open("127.0.0.1:0", 0600, &given, NULL));
    const int kept = dup(3);
    assert_true(dup2(given.fd, 3) == 3);
    snprintf(process, sizeof process, "%ld", (long)getpid());

    assert_fails(DOLEN_E_ABSENT, dolen_listen_open("systemd:web", 0600, &taken, NULL));
    setenv("LISTEN_PID", process, 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_FDNAMES", "web", 1);
    assert_fails(DOLEN_E_ABSENT, dolen_listen_open("systemd:other", 0600, &taken, NULL));
    assert_fails(DOLEN_OK, dolen_listen_open("systemd:web", 0600, &taken, NULL));
    assert_int_equal(3, taken.fd);
    assert_int_equal(given.port, taken.port);
    setenv("LISTEN_PID", "1", 1);
    assert_fails(DOLEN_E_ABSENT, dolen_listen_open("systemd:web", 0600, &taken, NULL));

    if (kept >= 0) {
        dup2(kept, 3);
        close(kept);
    }
    if (given.fd != 3)
        close(given.fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listens_on_loopback_with_a_port_of_its_own),
        cmocka_unit_test(refuses_what_is_no_address),
        cmocka_unit_test(replaces_a_dead_socket_file_but_not_a_live_one),
        cmocka_unit_test(takes_the_socket_that_the_service_manager_passed_under_a_name),
    };

    return cmocka_run_group_tests_name("listen", tests, NULL, NULL);
}
