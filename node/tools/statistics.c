#include "node/tools/statistics.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 120 * 1000 };

typedef struct statistics_options {
    const char *config;
    const char *user;
    const char *role;
    const char *month;
    const char *format;
    const char *measure;
    bool json;
} statistics_options;

static int read_options(statistics_options *o, int argc, char **argv, const char **action)
{
    const dolen_option table[] = {
        {.name = "config",
         .text = &o->config,
         .required = true,
         .argument = "FILE",
         .help = "the node's configuration"},
        {.name = "user", .text = &o->user, .required = true, .argument = "USER", .help = "account that reads"},
        {.name = "role",
         .text = &o->role,
         .required = true,
         .argument = "ROLE",
         .help = "governance-lead or data-protection-officer"},
        {.name = "month", .text = &o->month, .argument = "YYYY-MM", .help = "release; the latest when left out"},
        {.name = "measure", .text = &o->measure, .argument = "CODE", .help = "show: this measure alone"},
        {.name = "format", .text = &o->format, .argument = "csv|json", .help = "export: csv when left out"},
        {.name = "json", .flag = &o->json, .help = "list, show: print one JSON document"},
        {0},
    };
    const dolen_options options = {
        .usage = "dolen statistics list|show|export --config FILE --user U --role R [--month YYYY-MM]",
        .table = table,
        .words_least = 1,
        .words_most = 1};
    size_t words = 0;

    return dolen_options_read(&options, argc, argv, action, &words);
}

static void print_list(const json_t *document)
{
    size_t i = 0;
    json_t *each = NULL;

    json_array_foreach(json_object_get(document, "releases"), i, each)
        printf("%s  made %.10s  %lld figures, %zu members\n", dolen_document_text(each, "release"),
               dolen_document_text(each, "made"), (long long)json_integer_value(json_object_get(each, "figure_count")),
               json_array_size(json_object_get(each, "members")));
}

static void print_figure(const json_t *figure)
{
    const json_t *column = json_object_get(figure, "column");
    const json_t *value = json_object_get(figure, "value");

    printf("  %s  %-28s %-28s ", dolen_document_text(figure, "month"),
           dolen_document_text(json_object_get(figure, "row"), "en"),
           strcmp(dolen_document_text(column, "code"), "all") == 0 ? "" : dolen_document_text(column, "en"));
    if (json_is_integer(value))
        printf("%8lld\n", (long long)json_integer_value(value));
    else
        printf("%8s\n", "c");
}

static void print_release(const json_t *document, const char *measure)
{
    const char *before = "";
    size_t i = 0;
    json_t *each = NULL;

    printf("release %s, rules %s; c: not shown (IG-36)\n", dolen_document_text(document, "release"),
           dolen_document_text(document, "rules"));
    json_array_foreach(json_object_get(document, "figures"), i, each)
    {
        const char *own = dolen_document_text(each, "measure");
        if (measure && strcmp(measure, own) != 0)
            continue;
        if (strcmp(before, own) != 0)
            printf("%s\n", own);
        before = own;
        print_figure(each);
    }
}

/* 0: list, 1: show, 2: export; -1 for another word. */
static int action_of(const char *word)
{
    static const char *const words[] = {"list", "show", "export"};

    for (int i = 0; i < 3; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

static void print(const statistics_options *o, int action, const json_t *document)
{
    const char *csv = json_string_value(json_object_get(document, "csv"));

    if (csv)
        fputs(csv, stdout);
    else if (o->json || action == 2)
        dolen_node_call_print(document);
    else if (action == 0)
        print_list(document);
    else
        print_release(document, o->measure);
}

int dolen_tool_statistics(int argc, char **argv)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(json_t, document) = NULL;
    statistics_options o = {.format = "csv"};
    const char *word = NULL;
    dolen_err err = {0};
    int status = 0;

    const int usage = read_options(&o, argc, argv, &word);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    const int action = action_of(word);
    const bool csv = strcmp(o.format, "csv") == 0;
    if (action < 0 || (!csv && strcmp(o.format, "json") != 0)) {
        fprintf(stderr, "dolen statistics: list, show or export; the format is csv or json\n");
        return DOLEN_TOOL_USAGE;
    }
    DOLEN_OWN(json_t, question) = json_pack("{s:s, s:s, s:s, s:b, s:b}", "user", o.user, "role", o.role, "month",
                                            o.month ? o.month : "", "list", action == 0, "csv", action == 2 && csv);
    if (dolen_node_call_new(o.config, TIMEOUT_MS, &call, &err) != DOLEN_OK ||
        dolen_node_call_send(call, "/statistics", question, &status, &document, &err) != DOLEN_OK)
        return dolen_tool_refuse("statistics", &err);
    if (status != 200)
        return dolen_node_call_refuse("statistics", document);
    print(&o, action, document);
    return DOLEN_TOOL_DONE;
}
