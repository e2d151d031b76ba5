#include "node/tools/audit_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/file.h"
#include "node/base/text.h"
#include "node/net/http_client.h"
#include "node/runtime/options.h"
#include "node/tools/audit_findings.h"
#include "node/tools/audit_officer.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { CALL_MS = 30 * 1000, COMPARE_MS = 30 * 60 * 1000, ARENA = 1024 * 1024 };

/* A document from the node, or why there is none. */
static dolen_status ask(const char *config, long timeout, const char *path, const json_t *question, int *status,
                        json_t **document, dolen_err *err)
{
    DOLEN_OWN(dolen_node_call, node) = NULL;

    DOLEN_TRY(dolen_node_call_new(config, timeout, &node, err));
    return dolen_node_call_send(node, path, question, status, document, err);
}

static dolen_status fetch_receipt(const char *config, const char *search, const char *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_node_call, node) = NULL;
    char path[64];
    const dolen_http_call call = {.path = path};
    dolen_http_reply reply;

    if ((size_t)snprintf(path, sizeof path, "/receipt/%s", search) >= sizeof path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a search's number has 36 letters");
    DOLEN_TRY(dolen_node_call_new(config, CALL_MS, &node, err));
    DOLEN_TRY(dolen_http_client_send(dolen_node_call_client(node), arena, &call, &reply, err));
    if (dolen_http_reply_status(&reply) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the node has no receipt for this search");
    return dolen_file_write(out, reply.body, 0600, err);
}

static int receipt(int argc, char **argv)
{
    const char *config = "";
    const char *search = "";
    const char *out = "";
    const dolen_option table[] = {
        {.name = "config", .text = &config, .required = true, .argument = "FILE", .help = "of the node"},
        {.name = "search", .text = &search, .required = true, .argument = "NUMBER", .help = "the search's number"},
        {.name = "out", .text = &out, .required = true, .argument = "FILE", .help = "the receipt to write"},
        {0},
    };
    const dolen_options options = {.usage = "dolen audit receipt --config FILE --search NUMBER --out FILE",
                                   .table = table};
    size_t words = 0;
    dolen_err err = {0};

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    return fetch_receipt(config, search, out, &err) == DOLEN_OK ? DOLEN_TOOL_DONE
                                                                : dolen_tool_refuse("audit receipt", &err);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static bool print_alarms(const json_t *document)
{
    const json_t *list = json_object_get(document, "alarms");
    bool is_open = false;
    size_t i = 0;
    const json_t *one = NULL;

    if (json_array_size(list) == 0)
        puts("no alarms");
    json_array_foreach(list, i, one)
    {
        const bool open = json_is_true(json_object_get(one, "open"));
        is_open = is_open || open;
        printf("%lld %s %s, first seen %s, last %s, %lld times\n   %s\n",
               (long long)json_integer_value(json_object_get(one, "number")), open ? "OPEN" : "closed",
               text_of(one, "kind"), text_of(one, "first_seen"), text_of(one, "last_seen"),
               (long long)json_integer_value(json_object_get(one, "times")),
               open ? text_of(one, "what_to_do") : text_of(one, "reason"));
    }
    return is_open;
}

static bool has_open(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(document, "alarms"), i, one)
    {
        if (json_is_true(json_object_get(one, "open")))
            return true;
    }
    return false;
}

static int alarms(int argc, char **argv)
{
    const char *config = "";
    const char *number = NULL;
    const char *reason = NULL;
    bool json = false;
    const dolen_option table[] = {
        {.name = "config", .text = &config, .required = true, .argument = "FILE", .help = "of the node"},
        {.name = "close", .text = &number, .argument = "NUMBER", .help = "close this alarm"},
        {.name = "reason", .text = &reason, .argument = "TEXT", .help = "why it is closed: kept with it"},
        {.name = "json", .flag = &json, .help = "print one JSON document, with the evidence"},
        {0},
    };
    const dolen_options options = {.usage = "dolen audit alarms --config FILE [--close NUMBER --reason TEXT] [--json]",
                                   .table = table};
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    uint64_t closed = 0;
    size_t words = 0;
    int status = 0;
    dolen_err err = {0};

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    if (number && (!reason || dolen_text_to_number(number, INT64_MAX, &closed, &err) != DOLEN_OK)) {
        dolen_options_print(&options, stderr);
        return DOLEN_TOOL_USAGE;
    }
    if (number)
        question = json_pack("{s:I, s:s}", "close", (json_int_t)closed, "reason", reason);
    if (ask(config, CALL_MS, "/alarms", question, &status, &document, &err) != DOLEN_OK)
        return dolen_tool_refuse("audit alarms", &err);
    if (status != 200)
        return dolen_node_call_refuse("audit alarms", document);
    if (json)
        dolen_node_call_print(document);
    return (json ? has_open(document) : print_alarms(document)) ? DOLEN_TOOL_REFUSED : DOLEN_TOOL_DONE;
}

static void print_comparison(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    printf("compared up to entry %lld: %lld searches of this agency, %lld entries that name it; %lld missing, %lld "
           "unexplained\n",
           (long long)json_integer_value(json_object_get(document, "compared_up_to")),
           (long long)json_integer_value(json_object_get(document, "searches")),
           (long long)json_integer_value(json_object_get(document, "entries")),
           (long long)json_integer_value(json_object_get(document, "missing")),
           (long long)json_integer_value(json_object_get(document, "unknown")));
    json_array_foreach(json_object_get(document, "differences"), i, one)
    {
        printf("entry %lld, search %s: %s\n", (long long)json_integer_value(json_object_get(one, "index")),
               text_of(one, "search"), text_of(one, "what"));
    }
}

/* The two commands that take a configuration alone. */
static int show(int argc, char **argv, const char *usage, const char *path, bool compare)
{
    const char *config = "";
    bool json = false;
    bool recent = false;
    const dolen_option table[] = {
        {.name = "config", .text = &config, .required = true, .argument = "FILE", .help = "of the node"},
        {.name = "json", .flag = &json, .help = "print one JSON document"},
        {.name = compare ? "recent" : NULL,
         .flag = &recent,
         .help = "also the last ten minutes, in which both sides may still be writing"},
        {0},
    };
    const dolen_options options = {.usage = usage, .table = table};
    DOLEN_OWN(json_t, question) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    size_t words = 0;
    int status = 0;
    dolen_err err = {0};

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    if (compare)
        question = json_pack("{s:b}", "recent", recent);
    if (ask(config, compare ? COMPARE_MS : CALL_MS, path, question, &status, &document, &err) != DOLEN_OK)
        return dolen_tool_refuse(compare ? "audit reconcile" : "audit witness", &err);
    if (status != 200)
        return dolen_node_call_refuse(compare ? "audit reconcile" : "audit witness", document);
    if (json || !compare)
        dolen_node_call_print(document);
    else
        print_comparison(document);
    return !compare || json_is_true(json_object_get(document, "ok")) ? DOLEN_TOOL_DONE : DOLEN_TOOL_REFUSED;
}

static int reconcile(int argc, char **argv)
{
    return show(argc, argv, "dolen audit reconcile --config FILE [--recent] [--json]", "/reconcile", true);
}

static int witness(int argc, char **argv)
{
    return show(argc, argv, "dolen audit witness --config FILE [--json]", "/witness", false);
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {{"receipt", receipt},
                {"alarms", alarms},
                {"reconcile", reconcile},
                {"witness", witness},
                {"find", dolen_audit_officer_find},
                {"export", dolen_audit_officer_export},
                {"entry", dolen_audit_officer_entry},
                {"readings", dolen_audit_officer_readings},
                {"alerts", dolen_audit_officer_alerts},
                {"findings", dolen_audit_findings}};

bool dolen_audit_node_knows(const char *command)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (dolen_text_same(command, commands[i].name))
            return true;
    return false;
}

int dolen_audit_node_run(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (dolen_text_same(argv[0], commands[i].name))
            return commands[i].run(argc, argv);
    return DOLEN_TOOL_USAGE;
}
