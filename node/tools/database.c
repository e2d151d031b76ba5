#include "node/tools/database.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/store/migrate.h"
#include "node/tools/database_reconcile.h"
#include "node/tools/tool.h"

enum { FOLDER = 4096 };

static const char usage[] = "usage: dolen database migrate|status --conninfo TEXT --sql FOLDER [--schema broker|node] "
                            "[--json]\n"
                            "       dolen database reconcile --conninfo TEXT [--from FOLDER --key VKEY | "
                            "--acknowledge FILE --governance-key VKEY]\n"
                            "\n"
                            "reconcile  for a broker's restored database that lacks confirmed entries, with the broker "
                            "stopped: --from puts\n"
                            "           them back from a member's downloaded log; --acknowledge lays down a signed "
                            "statement that they\n"
                            "           are lost; with neither it prints the checkpoint that the database holds\n";

struct request {
    const char *action;
    const char *conninfo;
    const char *sql;
    const char *schema;
    bool json;
    char folder[FOLDER];
};

static bool read_options(int argc, char **argv, struct request *request)
{
    static const struct option options[] = {{"conninfo", required_argument, NULL, 'c'},
                                            {"sql", required_argument, NULL, 's'},
                                            {"schema", required_argument, NULL, 'm'},
                                            {"json", no_argument, NULL, 'j'},
                                            {0}};
    int option = 0;

    optind = 1;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'c')
            request->conninfo = optarg;
        else if (option == 's')
            request->sql = optarg;
        else if (option == 'm')
            request->schema = optarg;
        else if (option == 'j')
            request->json = true;
        else
            return false;
    }
    request->action = optind == argc - 1 ? argv[optind] : NULL;
    return request->action && request->conninfo && request->sql &&
           (dolen_text_same(request->action, "migrate") || dolen_text_same(request->action, "status")) &&
           (!request->schema || dolen_text_same(request->schema, "broker") || dolen_text_same(request->schema, "node"));
}

static bool name_folder(struct request *request)
{
    const int size = snprintf(request->folder, sizeof request->folder, "%s%s%s", request->sql,
                              request->schema ? "/" : "", request->schema ? request->schema : "");

    return size > 0 && (size_t)size < sizeof request->folder;
}

static int migrate(dolen_pool *pool, const struct request *request)
{
    size_t applied = 0;
    dolen_err err = {0};

    const dolen_status status = dolen_migrate_apply(pool, request->folder, &applied, &err);
    if (request->json)
        printf("{\"applied\":%zu,\"ok\":%s}\n", applied, status == DOLEN_OK ? "true" : "false");
    else
        printf("%zu migration%s applied\n", applied, applied == 1 ? "" : "s");
    return status == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("database", &err);
}

static const char *state_of(const dolen_migration *item)
{
    if (item->changed)
        return "changed";
    return item->applied ? "applied" : "missing";
}

/* Names hold letters, digits, dots, dashes and underscores only: no escaping is needed. */
static void print_list(const dolen_migration_list *list, bool json)
{
    if (json)
        printf("{\"migrations\":[");
    for (size_t i = 0; i < list->count; i++) {
        if (json)
            printf("%s{\"file\":\"%s\",\"state\":\"%s\"}", i ? "," : "", list->items[i].name,
                   state_of(&list->items[i]));
        else
            printf("%-9s %s\n", state_of(&list->items[i]), list->items[i].name);
    }
    if (json)
        printf("]}\n");
}

static int show_status(dolen_pool *pool, const struct request *request)
{
    dolen_migration_list list;
    dolen_err err = {0};
    bool is_current = true;

    if (dolen_migrate_compare(pool, request->folder, &list, &err) != DOLEN_OK)
        return dolen_tool_refuse("database", &err);
    for (size_t i = 0; i < list.count; i++)
        is_current = is_current && list.items[i].applied && !list.items[i].changed;
    print_list(&list, request->json);
    return is_current ? DOLEN_TOOL_DONE : DOLEN_TOOL_REFUSED;
}

static dolen_status reconcile_with(dolen_pool *pool, const char *const with[4], dolen_err *err)
{
    uint64_t restored = 0;

    if (with[2])
        return dolen_database_reconcile_acknowledge(pool, with[2], with[3], err);
    if (!with[0])
        return dolen_database_reconcile_show(pool, err);
    DOLEN_TRY(dolen_database_reconcile_restore(pool, with[0], with[1], &restored, err));
    printf("%" PRIu64 " entries put back\n", restored);
    return DOLEN_OK;
}

/* Options: from, key, acknowledge, governance-key; each pair together, and one pair at most. */
static int reconcile(int argc, char **argv)
{
    const char *conninfo = "";
    const char *with[4] = {NULL};
    const dolen_option table[] = {
        {.name = "conninfo",
         .text = &conninfo,
         .required = true,
         .argument = "TEXT",
         .help = "of the broker's database"},
        {.name = "from", .text = &with[0], .argument = "FOLDER", .help = "a log downloaded by a member"},
        {.name = "key", .text = &with[1], .argument = "VKEY", .help = "the ledger's verifier key"},
        {.name = "acknowledge", .text = &with[2], .argument = "FILE", .help = "a signed statement of loss"},
        {.name = "governance-key", .text = &with[3], .argument = "VKEY", .help = "the key that has signed it"},
        {0},
    };
    const dolen_options options = {.usage = "dolen database reconcile --conninfo TEXT [--from FOLDER --key VKEY | "
                                            "--acknowledge FILE --governance-key VKEY]",
                                   .table = table};
    size_t words = 0;
    dolen_err err = {0};

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    if (!with[0] != !with[1] || !with[2] != !with[3] || (with[0] && with[2])) {
        dolen_options_print(&options, stderr);
        return DOLEN_TOOL_USAGE;
    }
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = conninfo, .size = 1});
    return reconcile_with(pool, with, &err) == DOLEN_OK ? DOLEN_TOOL_DONE
                                                        : dolen_tool_refuse("database reconcile", &err);
}

int dolen_tool_database(int argc, char **argv)
{
    struct request request = {0};

    if (argc > 1 && dolen_text_same(argv[1], "reconcile"))
        return reconcile(argc - 1, argv + 1);

    if (argc == 2 && dolen_text_same(argv[1], "--help")) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    if (!read_options(argc, argv, &request) || !name_folder(&request)) {
        fputs(usage, stderr);
        return DOLEN_TOOL_USAGE;
    }
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&(dolen_pool_settings){.conninfo = request.conninfo, .size = 1});
    return dolen_text_same(request.action, "migrate") ? migrate(pool, &request) : show_status(pool, &request);
}
