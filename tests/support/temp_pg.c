#include "tests/support/temp_pg.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "node/base/memory.h"
#include "node/store/migrate.h"
#include "node/store/statement.h"

enum { FOLDER = 64, PATH = 512, SKIPPED = 77, TRIES = 3000 };

struct temp_pg {
    char folder[FOLDER];
    int control; /* commands to the supervisor; closing it ends everything */
    int report;
    pid_t supervisor;
    unsigned int databases;
    bool has_template[2];
};

/* What the supervisor process knows. */
struct supervisor {
    char programs[PATH];
    char folder[FOLDER];
    bool durable;
    pid_t server;
};

_Noreturn static void give_up(const char *why, int code)
{
    fprintf(stderr, "temp_pg: %s\n", why);
    exit(code);
}

static bool find_programs(char out[PATH])
{
    glob_t found;
    bool is_found = false;

    if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) == 0) {
        is_found = snprintf(out, PATH, "%s", found.gl_pathv[found.gl_pathc - 1]) < PATH;
        globfree(&found);
    }
    return is_found;
}

static void become_unprivileged(void)
{
    if (geteuid() != 0)
        return;
    const struct passwd *user = getpwnam("postgres");
    if (!user)
        user = getpwnam("nobody");
    if (!user || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
        _exit(1);
}

static int run(char *const argv[])
{
    int status = -1;

    const pid_t child = fork();
    if (child == 0) {
        execv(argv[0], argv);
        _exit(127);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static bool make_cluster(struct supervisor *self)
{
    char program[PATH + FOLDER];
    char data[PATH];
    char log[PATH];
    char *argv[] = {program,
                    (char[]){"-D"},
                    data,
                    (char[]){"-U"},
                    (char[]){"postgres"},
                    (char[]){"--auth=trust"},
                    (char[]){"--no-sync"},
                    (char[]){"--encoding=UTF8"},
                    (char[]){"--locale=C"},
                    NULL};

    snprintf(self->folder, sizeof self->folder, "/tmp/dolen-pg-XXXXXX");
    if (!mkdtemp(self->folder) || chdir(self->folder) != 0)
        return false;
    snprintf(program, sizeof program, "%s/initdb", self->programs);
    snprintf(data, sizeof data, "%s/data", self->folder);
    snprintf(log, sizeof log, "%s/log", self->folder);
    const int to = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (to < 0 || dup2(to, STDOUT_FILENO) < 0 || dup2(to, STDERR_FILENO) < 0)
        return false;
    return run(argv) == 0;
}

/* The server writes "ready" into the eighth line of its pid file. */
static bool is_ready(const struct supervisor *self)
{
    char path[PATH];
    char text[1024] = "";

    snprintf(path, sizeof path, "%s/data/postmaster.pid", self->folder);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return strstr(text, "\nready") != NULL;
}

static bool start_server(struct supervisor *self)
{
    char program[PATH + FOLDER];
    char data[PATH];
    char sockets[PATH];

    snprintf(program, sizeof program, "%s/postgres", self->programs);
    snprintf(data, sizeof data, "%s/data", self->folder);
    snprintf(sockets, sizeof sockets, "unix_socket_directories=%s", self->folder);
    const pid_t parent = getpid();
    self->server = fork();
    if (self->server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (getppid() != parent)
            _exit(1);
        execl(program, program, "-D", data, "-c", sockets, "-c", "listen_addresses=", "-c", "max_connections=64", "-c",
              "shared_buffers=128MB", "-c", "logging_collector=off", "-c", self->durable ? "fsync=on" : "fsync=off",
              "-c", self->durable ? "full_page_writes=on" : "full_page_writes=off", "-c", "max_wal_size=2GB", "-c",
              "wal_compression=on", "-c", "log_min_messages=warning", "-c", "restart_after_crash=on", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < TRIES && !is_ready(self); i++) {
        const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
        if (waitpid(self->server, NULL, WNOHANG) != 0)
            return false;
        nanosleep(&pause, NULL);
    }
    return is_ready(self);
}

/* Hold the postmaster still, kill its children, then itself: nothing gets to write any more. */
static void crash_server(struct supervisor *self)
{
    char path[PATH];
    int child = 0;

    kill(self->server, SIGSTOP);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", self->server, self->server);
    FILE *file = fopen(path, "re");
    while (file && fscanf(file, "%d", &child) == 1)
        kill(child, SIGKILL);
    if (file)
        fclose(file);
    kill(self->server, SIGKILL);
    waitpid(self->server, NULL, 0);
    snprintf(path, sizeof path, "%s/data/postmaster.pid", self->folder);
    unlink(path);
}

_Noreturn static void supervise(struct supervisor *self, int control, int report)
{
    char command = 0;

    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    setsid();
    become_unprivileged();
    bool is_running = make_cluster(self) && start_server(self);
    do {
        dprintf(report, "%s\n", is_running ? self->folder : "");
        while (read(control, &command, 1) < 0 && errno == EINTR)
            ;
        if (command == 'k') {
            crash_server(self);
            is_running = start_server(self);
            command = 0;
        } else {
            is_running = false;
        }
    } while (is_running);
    if (self->server > 0) {
        kill(self->server, SIGQUIT);
        waitpid(self->server, NULL, 0);
    }
    char *argv[] = {(char[]){"/bin/rm"}, (char[]){"-rf"}, self->folder, NULL};
    if (self->folder[0] && chdir("/") == 0)
        run(argv);
    _exit(0);
}

/* Wait until the supervisor says that the server serves. */
static void await_server(temp_pg *pg)
{
    size_t used = 0;

    while (used + 1 < sizeof pg->folder) {
        const ssize_t got = read(pg->report, pg->folder + used, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || pg->folder[used] == '\n')
            break;
        used++;
    }
    pg->folder[used] = '\0';
    if (used == 0)
        give_up("the server did not start", 1);
}

temp_pg *temp_pg_start(bool durable)
{
    struct supervisor self = {.durable = durable};
    int control[2];
    int report[2];

    if (!find_programs(self.programs))
        give_up("no PostgreSQL server is installed: skipped", SKIPPED);
    if (pipe2(control, O_CLOEXEC) != 0 || pipe2(report, O_CLOEXEC) != 0)
        give_up("no pipe", 1);
    fflush(NULL);
    temp_pg *pg = dolen_memory_make(1, sizeof *pg);
    pg->supervisor = fork();
    if (pg->supervisor == 0) {
        close(control[1]);
        close(report[0]);
        supervise(&self, control[0], report[1]);
    }
    close(control[0]);
    close(report[1]);
    pg->control = control[1];
    pg->report = report[0];
    await_server(pg);
    return pg;
}

void temp_pg_free(temp_pg *pg)
{
    if (!pg)
        return;
    close(pg->control);
    close(pg->report);
    waitpid(pg->supervisor, NULL, 0);
    free(pg);
}

const char *temp_pg_folder(const temp_pg *pg)
{
    return pg->folder;
}

void temp_pg_conninfo(const temp_pg *pg, const char *database, char out[TEMP_PG_CONNINFO])
{
    snprintf(out, TEMP_PG_CONNINFO, "host=%s dbname=%s user=postgres", pg->folder, database);
}

static void command(const temp_pg *pg, const char *text)
{
    char conninfo[TEMP_PG_CONNINFO];
    dolen_err err = {0};

    temp_pg_conninfo(pg, "postgres", conninfo);
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    DOLEN_OWN(dolen_connection, connection) = NULL;
    if (dolen_pool_take(pool, &connection, &err) != DOLEN_OK ||
        dolen_statement_script(connection, "temp-pg", text, &err) != DOLEN_OK)
        give_up("the cluster cannot be administered", 1);
}

static void make_template(const temp_pg *pg, const char *schema)
{
    char text[128];
    char conninfo[TEMP_PG_CONNINFO];
    char folder[PATH];
    char database[64];
    size_t applied = 0;
    dolen_err err = {0};

    snprintf(database, sizeof database, "template_%s", schema);
    snprintf(text, sizeof text, "CREATE DATABASE %s", database);
    command(pg, text);
    temp_pg_conninfo(pg, database, conninfo);
    snprintf(folder, sizeof folder, DOLEN_TESTS_FOLDER "/../deploy/sql/%s", schema);
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    if (dolen_migrate_apply(pool, folder, &applied, &err) != DOLEN_OK)
        give_up(err.what, 1);
}

void temp_pg_database(temp_pg *pg, const char *schema, char out[TEMP_PG_CONNINFO])
{
    char text[160];
    char database[64];

    const bool is_node = strcmp(schema, "node") == 0;
    if (!pg->has_template[is_node])
        make_template(pg, schema);
    pg->has_template[is_node] = true;
    snprintf(database, sizeof database, "test_%u", ++pg->databases);
    snprintf(text, sizeof text, "CREATE DATABASE %s TEMPLATE template_%s", database, schema);
    command(pg, text);
    temp_pg_conninfo(pg, database, out);
}

dolen_pool *temp_pg_pool(temp_pg *pg, const char *schema, const char *role)
{
    char conninfo[TEMP_PG_CONNINFO];

    temp_pg_database(pg, schema, conninfo);
    if (role)
        snprintf(conninfo, sizeof conninfo, "host=%s dbname=test_%u user=%s", pg->folder, pg->databases, role);
    return dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 4});
}

void temp_pg_crash(temp_pg *pg)
{
    if (write(pg->control, "k", 1) != 1)
        give_up("the supervisor is gone", 1);
    await_server(pg);
}
