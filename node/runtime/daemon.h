/**
 * What every long-running program does: options, configuration, hardening, signals, service manager, health.
 *
 *     int main(int argc, char **argv)
 *     {
 *         return dolen_daemon_main(argc, argv, &dolen_broker_service);
 *     }
 *
 * Options: --config FILE [--check-config] [--print-settings]. SIGTERM and SIGINT stop in order, SIGHUP reloads.
 * The administration listener ([admin] listen, loopback or a Unix socket only) serves /livez, /readyz and /metrics.
 * Threads: start, stop, reload and tick are called from the main thread; ready and measure from the listener's thread.
 */
#ifndef DOLEN_NODE_RUNTIME_DAEMON_H
#define DOLEN_NODE_RUNTIME_DAEMON_H

#include "node/base/clock.h"
#include "node/base/status.h"
#include "node/runtime/metrics.h"
#include "node/runtime/reasons.h"
#include "node/runtime/settings.h"

/** What a service is given when it starts; all outlives the service. */
typedef struct dolen_daemon {
    const dolen_settings *settings;
    dolen_metrics *metrics;
    dolen_clock clock;
} dolen_daemon;

/** A long-running program, as a table. */
typedef struct dolen_service {
    const char *name;              /**< "dolen-broker" */
    const char *summary;           /**< one line */
    const dolen_setting *settings; /**< its own settings; those of the daemon ([admin], [log]) come on top */

    /** Begin to serve. `*service` is handed to all others. On failure it has released everything. */
    dolen_status (*start)(const dolen_daemon *daemon, void **service, dolen_err *err);

    /** End in order: no new work, finish what runs, release everything. */
    void (*stop)(void *service);

    /** Read certificates, revocation lists, rules and federation file again. On failure the old ones stay. May be NULL.
     */
    dolen_status (*reload)(void *service, dolen_err *err);

    /** Add a reason for each thing that keeps it from serving. May be NULL. */
    void (*ready)(void *service, dolen_reasons *reasons);

    /** Set gauges just before the metrics are shown. May be NULL. */
    void (*measure)(void *service);

    /** Called about once a second; must return within a second, for it feeds the watchdog. May be NULL. */
    void (*tick)(void *service);

    /** Further checks of `--check-config` beyond the table: adds problems. May be NULL. */
    void (*check)(const dolen_settings *settings, dolen_problems *problems);
} dolen_service;

/** Run a service until it is told to stop. The exit code: 0 stopped in order, 1 could not start, 2 wrong usage. */
int dolen_daemon_main(int argc, char **argv, const dolen_service *service);

/**
 * Make this process unreadable for others: umask 077, no core dumps, not dumpable, SIGPIPE ignored. For the command
 * line, too. DOLEN_E_SYSTEM if one is refused.
 */
DOLEN_CHECKED dolen_status dolen_daemon_harden(dolen_err *err);

#endif
