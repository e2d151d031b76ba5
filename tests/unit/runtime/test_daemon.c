/* A whole program in a child process: started, asked, reloaded, stopped. */
#include "node/runtime/daemon.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "node/net/http_client.h"
#include "tests/support/temp_folder.h"

typedef struct toy {
    dolen_metric *reloads;
    bool broken;
} toy;

static dolen_status toy_start(const dolen_daemon *daemon, void **service, dolen_err *err)
{
    if (dolen_settings_switch(daemon->settings, "toy", "", "fails"))
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "it was told to fail");
    toy *t = calloc(1, sizeof *t);
    t->broken = dolen_settings_switch(daemon->settings, "toy", "", "broken");
    t->reloads = dolen_metrics_make(daemon->metrics, (dolen_metric_about){.name = "toy_reloads", .help = "Reloads"});
    *service = t;
    return DOLEN_OK;
}

static void toy_stop(void *service)
{
    free(service);
}

static dolen_status toy_reload(void *service, dolen_err *err)
{
    (void)err;
    dolen_metric_add(((toy *)service)->reloads, 1, NULL, NULL);
    return DOLEN_OK;
}

static void toy_ready(void *service, dolen_reasons *reasons)
{
    struct rlimit core;

    if (((toy *)service)->broken)
        dolen_reasons_add(reasons, "database.unreachable");
    if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_max != 0 || prctl(PR_GET_DUMPABLE) != 0)
        dolen_reasons_add(reasons, "not-hardened");
}

static const dolen_setting toy_settings[] = {
    {.section = "toy", .key = "broken", .kind = DOLEN_SETTING_SWITCH, .otherwise = "no", .help = "is never ready"},
    {.section = "toy", .key = "fails", .kind = DOLEN_SETTING_SWITCH, .otherwise = "no", .help = "does not start"},
    {0},
};

static const dolen_service toy_service = {.name = "toy",
                                          .summary = "a toy",
                                          .settings = toy_settings,
                                          .start = toy_start,
                                          .stop = toy_stop,
                                          .reload = toy_reload,
                                          .ready = toy_ready};

typedef struct fixture {
    temp_folder folder;
    char config[PATH_MAX];
    char address[PATH_MAX + 5];
    pid_t child;
} fixture;

static void write_config(fixture *f, const char *more)
{
    FILE *file = fopen(f->config, "w");

    assert_non_null(file);
    fprintf(file, "[admin]\nlisten = unix:admin\n[log]\nlevel = error\n%s", more);
    fclose(file);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    char path[PATH_MAX];

    f->folder = temp_folder_make();
    temp_folder_file(&f->folder, "toy.conf", f->config);
    snprintf(f->address, sizeof f->address, "unix:%s", temp_folder_file(&f->folder, "admin", path));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    if (f->child)
        kill(f->child, SIGKILL);
    temp_folder_remove(&f->folder);
    free(f);
    return 0;
}

static pid_t spawn(const fixture *f, const char *extra)
{
    const char *argv[] = {"toy", "--config", f->config, extra, NULL};
    const pid_t child = fork();

    if (child == 0) {
        const int quiet = open("/dev/null", O_WRONLY);
        dup2(quiet, STDERR_FILENO);
        dup2(quiet, STDOUT_FILENO);
        _exit(dolen_daemon_main(extra ? 4 : 3, (char **)(uintptr_t)argv, &toy_service));
    }
    return child;
}

static int end_of(pid_t child)
{
    int status = 0;

    assert_int_equal(child, waitpid(child, &status, 0));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Asks until the program listens. */
static int ask(const fixture *f, const char *path, dolen_arena *arena, const char **text)
{
    DOLEN_OWN(dolen_http_client, client) = NULL;
    const dolen_http_target target = {.url = f->address};
    const dolen_http_call call = {.path = path};
    dolen_http_reply reply = {0};
    dolen_status status = DOLEN_E_REMOTE;
    const int64_t began = dolen_clock_monotonic();

    assert_int_equal(DOLEN_OK, dolen_http_client_new(&target, &client, NULL));
    while (status != DOLEN_OK && dolen_clock_monotonic() - began < 10000)
        status = dolen_http_client_send(client, arena, &call, &reply, NULL);
    assert_int_equal(DOLEN_OK, status);
    *text = dolen_arena_copy_string(arena, (const char *)reply.body.at, reply.body.size);
    return reply.status;
}

static void runs_until_it_is_told_to_stop(void **state)
{
    fixture *f = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 22);
    const char *text = NULL;
    write_config(f, "");
    f->child = spawn(f, NULL);

    assert_int_equal(200, ask(f, "/livez", arena, &text));
    assert_int_equal(200, ask(f, "/readyz", arena, &text));
    assert_string_equal("{\"ready\":true,\"reasons\":[]}", text);
    kill(f->child, SIGHUP);
    for (int tries = 0; tries < 5000 && (!text || !strstr(text, "toy_reloads 1\n")); tries++)
        assert_int_equal(200, ask(f, "/metrics", arena, &text));
    assert_non_null(strstr(text, "toy_reloads 1\n"));
    kill(f->child, SIGTERM);

    assert_int_equal(0, end_of(f->child));
    f->child = 0;
}

static void says_why_it_is_not_ready(void **state)
{
    fixture *f = *state;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    const char *text = NULL;
    write_config(f, "[toy]\nbroken = yes\n");
    f->child = spawn(f, NULL);

    assert_int_equal(503, ask(f, "/readyz", arena, &text));
    assert_string_equal("{\"ready\":false,\"reasons\":[\"database.unreachable\"]}", text);
    assert_int_equal(200, ask(f, "/livez", arena, &text));
    kill(f->child, SIGTERM);

    assert_int_equal(0, end_of(f->child));
    f->child = 0;
}

static void ends_with_1_when_it_cannot_start(void **state)
{
    fixture *f = *state;

    write_config(f, "[toy]\nfails = yes\n");
    assert_int_equal(1, end_of(spawn(f, NULL)));
    write_config(f, "[toy]\nbrokn = yes\n");
    assert_int_equal(1, end_of(spawn(f, NULL)));
}

static void checks_a_configuration_without_starting(void **state)
{
    fixture *f = *state;

    write_config(f, "[toy]\nfails = yes\n");
    assert_int_equal(0, end_of(spawn(f, "--check-config")));
    write_config(f, "[toy]\nfails = perhaps\n");
    assert_int_equal(1, end_of(spawn(f, "--check-config")));
    assert_int_equal(2, end_of(spawn(f, "--chek-config")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(runs_until_it_is_told_to_stop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_why_it_is_not_ready, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ends_with_1_when_it_cannot_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(checks_a_configuration_without_starting, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
