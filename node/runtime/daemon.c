#include "node/runtime/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include <systemd/sd-daemon.h>

#include "node/base/log.h"
#include "node/base/text.h"
#include "node/runtime/admin.h"
#include "node/runtime/options.h"

enum { PROBLEMS_LIMIT = 100, TICK_SECONDS = 1 };

/* The settings every program has. */
typedef struct common_settings {
    const char *admin_listen;
    const char *log_level;
} common_settings;

static const dolen_setting common_table[] = {
    {.section = "admin",
     .key = "listen",
     .kind = DOLEN_SETTING_ADDRESS,
     .otherwise = "",
     .help = "where /livez, /readyz and /metrics are served: an address of this machine only; none when left out",
     .offset = offsetof(common_settings, admin_listen)},
    {.section = "log",
     .key = "level",
     .kind = DOLEN_SETTING_CODE,
     .otherwise = "info",
     .help = "the least important events that are logged: debug, info, warning or error",
     .offset = offsetof(common_settings, log_level)},
    {0},
};

/* A program while it runs. */
typedef struct program {
    const dolen_service *service;
    void *running;
} program;

static dolen_status forbid(int done, dolen_err *err)
{
    return done == 0 ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the process cannot be hardened");
}

dolen_status dolen_daemon_harden(dolen_err *err)
{
    const struct rlimit none = {0, 0};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};

    umask(077);
    DOLEN_TRY(forbid(setrlimit(RLIMIT_CORE, &none), err));
    DOLEN_TRY(forbid(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), err));
    DOLEN_TRY(forbid(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), err));
    return forbid(sigaction(SIGPIPE, &ignore, NULL), err);
}

static bool read_level(const char *word, dolen_log_level *level)
{
    static const char *const words[] = {"debug", "info", "warning", "error"};
    static const dolen_log_level levels[] = {DOLEN_LOG_DEBUG, DOLEN_LOG_INFO, DOLEN_LOG_WARNING, DOLEN_LOG_ERROR};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dolen_text_same(word, words[i])) {
            *level = levels[i];
            return true;
        }
    return false;
}

/* All that is told to the main thread arrives as these signals; every other thread inherits the block. */
static void block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
}

static void reload(const program *p)
{
    dolen_err err = {0};

    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)dolen_clock_monotonic() * 1000);
    if (!p->service->reload)
        dolen_log_info("nothing to reload");
    else if (p->service->reload(p->running, &err) == DOLEN_OK)
        dolen_log_info("reloaded");
    else
        dolen_log_error("reload failed, the old state stays", dolen_field_status(dolen_status_word(err.status)),
                        dolen_field_reason(&err));
    sd_notify(0, "READY=1");
}

static void run_until_stopped(const program *p, const sigset_t *set)
{
    const struct timespec second = {.tv_sec = TICK_SECONDS};

    for (;;) {
        const int signal_number = sigtimedwait(set, NULL, &second);
        if (signal_number == SIGTERM || signal_number == SIGINT)
            return;
        if (signal_number == SIGHUP)
            reload(p);
        if (p->service->tick)
            p->service->tick(p->running);
        sd_notify(0, "WATCHDOG=1");
    }
}

static void ask_ready(void *context, dolen_reasons *reasons)
{
    const program *p = context;

    if (p->service->ready)
        p->service->ready(p->running, reasons);
}

static void ask_measure(void *context)
{
    const program *p = context;

    if (p->service->measure)
        p->service->measure(p->running);
}

static dolen_status serve(const dolen_daemon *daemon, program *p, const char *listen, const sigset_t *set,
                          dolen_err *err)
{
    DOLEN_OWN(dolen_admin, admin) = NULL;
    const dolen_admin_options options = {
        .listen = listen, .metrics = daemon->metrics, .ready = ask_ready, .measure = ask_measure, .context = p};

    DOLEN_TRY(p->service->start(daemon, &p->running, err));
    const dolen_status status = listen ? dolen_admin_new(&options, &admin, err) : DOLEN_OK;
    if (status == DOLEN_OK) {
        dolen_log_info("started", dolen_field_port(admin ? dolen_admin_port(admin) : 0));
        sd_notify(0, "READY=1");
        run_until_stopped(p, set);
        sd_notify(0, "STOPPING=1");
        dolen_log_info("stopping");
    }
    dolen_admin_free(DOLEN_TAKE(admin));
    p->service->stop(p->running);
    return status;
}

static int run(const dolen_service *service, const dolen_settings *settings, const common_settings *common)
{
    DOLEN_OWN(dolen_metrics, metrics) = dolen_metrics_new();
    const dolen_daemon daemon = {.settings = settings, .metrics = metrics, .clock = dolen_clock_system()};
    program p = {.service = service};
    dolen_err err = {0};
    sigset_t set;

    block_signals(&set);
    dolen_status status = dolen_daemon_harden(&err);
    if (status == DOLEN_OK)
        status = serve(&daemon, &p, common->admin_listen, &set, &err);
    if (status != DOLEN_OK) {
        dolen_log_error("cannot start", dolen_field_status(dolen_status_word(status)), dolen_field_reason(&err),
                        dolen_field_os_error(err.os_error));
        return 1;
    }
    dolen_log_info("stopped");
    return 0;
}

/* What the command line asks for. */
typedef struct request {
    const char *config;
    bool check;
    bool reference;
} request;

static int configure_and_run(const dolen_service *service, const dolen_setting *const *tables, const request *asked)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS_LIMIT);
    DOLEN_OWN(dolen_settings, settings) = NULL;
    common_settings common = {0};
    dolen_log_level level = DOLEN_LOG_INFO;

    const dolen_status status = dolen_settings_read(asked->config, tables, &settings, problems, NULL);
    if (status == DOLEN_OK) {
        dolen_settings_bind(settings, common_table, &common);
        if (!read_level(common.log_level, &level))
            dolen_problems_add(problems, asked->config, 0, "the level is debug, info, warning or error", "level", NULL);
        if (service->check)
            service->check(settings, problems);
    }
    if (dolen_problems_count(problems) || status != DOLEN_OK) {
        dolen_problems_print(problems, stderr);
        return 1;
    }
    if (asked->check)
        return 0;
    dolen_log_start(service->name, level);
    return run(service, settings, &common);
}

int dolen_daemon_main(int argc, char **argv, const dolen_service *service)
{
    request asked = {0};
    const dolen_option table[] = {
        {.name = "config", .text = &asked.config, .argument = "FILE", .help = "the configuration file"},
        {.name = "check-config", .flag = &asked.check, .help = "read the configuration, report mistakes, and end"},
        {.name = "print-settings", .flag = &asked.reference, .help = "print all settings as Markdown, and end"},
        {0},
    };
    char usage[128];
    const dolen_options options = {.usage = usage, .table = table};
    const dolen_setting *const tables[] = {service->settings, common_table, NULL};
    size_t words = 0;

    snprintf(usage, sizeof usage, "%s --config FILE [--check-config]", service->name);
    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? 0 : wrong;
    if (asked.reference) {
        dolen_settings_print_reference(service->name, tables, stdout);
        return 0;
    }
    if (!asked.config) {
        fprintf(stderr, "--config FILE is missing\nusage: %s\n", usage);
        return DOLEN_OPTIONS_WRONG_USAGE;
    }
    return configure_and_run(service, tables, &asked);
}
