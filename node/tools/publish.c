#include "node/tools/publish.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 60 * 1000, POLL_NS = 200 * 1000 * 1000, PROBLEMS_SHOWN = 20 };

static long long number_at(const json_t *object, const char *name)
{
    return (long long)json_integer_value(json_object_get(object, name));
}

static void show_progress(const json_t *job)
{
    const long long total = number_at(job, "total");
    const long long done = number_at(job, "done");

    fprintf(stderr, "\r\033[K%s", dolen_document_text(job, "stage"));
    if (total > 0)
        fprintf(stderr, " %lld of %lld (%lld %%)", done, total, done * 100 / total);
    fflush(stderr);
}

static dolen_status wait_for_end(dolen_node_call *call, json_t **job, dolen_err *err)
{
    const bool terminal = isatty(STDERR_FILENO);
    const struct timespec pause = {.tv_nsec = POLL_NS};
    int status = 0;

    for (;;) {
        json_decref(*job);
        *job = NULL;
        DOLEN_TRY(dolen_node_call_send(call, "/publish", NULL, &status, job, err));
        if (!json_is_true(json_object_get(*job, "running")))
            break;
        if (terminal)
            show_progress(*job);
        nanosleep(&pause, NULL);
    }
    if (terminal)
        fprintf(stderr, "\r\033[K");
    return DOLEN_OK;
}

static void print_problems(const json_t *job)
{
    const json_t *problems = json_object_get(job, "problems");
    size_t i = 0;
    json_t *each = NULL;

    json_array_foreach((json_t *)(uintptr_t)problems, i, each)
    {
        if (i == PROBLEMS_SHOWN)
            break;
        fprintf(stderr, "line %lld", number_at(each, "line"));
        if (*dolen_document_text(each, "column"))
            fprintf(stderr, ", column %s", dolen_document_text(each, "column"));
        fprintf(stderr, ": %s\n", dolen_document_text(each, "what"));
    }
    if (number_at(job, "problem_count") > PROBLEMS_SHOWN)
        fprintf(stderr, "and %lld more\n", number_at(job, "problem_count") - PROBLEMS_SHOWN);
}

static void print_result(const json_t *result)
{
    printf("%s published %s %lld: %lld rows, %lld put, %lld withdrawn, %lld unchanged, %lld pseudonyms, %.1f s, "
           "ledger entry %lld\n",
           dolen_document_text(result, "agency"), dolen_document_text(result, "kind"), number_at(result, "seq"),
           number_at(result, "rows"), number_at(result, "put"), number_at(result, "withdrawn"),
           number_at(result, "unchanged"), number_at(result, "pseudonyms"),
           json_number_value(json_object_get(result, "seconds")),
           number_at(json_object_get(result, "receipt"), "index"));
}

static int report(const json_t *job, bool json)
{
    const json_t *result = json_object_get(job, "result");

    if (!json_is_object(result)) {
        if (json)
            dolen_node_call_print(job);
        print_problems(job);
        return dolen_node_call_refuse("publish", job);
    }
    if (json)
        dolen_node_call_print(result);
    else
        print_result(result);
    return DOLEN_TOOL_DONE;
}

int dolen_tool_publish(int argc, char **argv)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(json_t, job) = NULL;
    const char *config = NULL;
    const char *csv = NULL;
    bool json = false;
    bool release = false;
    char real[PATH_MAX];
    dolen_err err = {0};
    int status = 0;
    size_t words = 0;
    const dolen_option table[] = {
        {.name = "config", .text = &config, .required = true, .argument = "FILE", .help = "the node's configuration"},
        {.name = "release", .flag = &release, .help = "publish although the extract shrank (a supervisor's decision)"},
        {.name = "json", .flag = &json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {.usage = "dolen publish --config FILE CSV [--release] [--json]",
                                   .table = table,
                                   .words_least = 1,
                                   .words_most = 1};

    const int usage = dolen_options_read(&options, argc, argv, &csv, &words);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    if (!realpath(csv, real)) {
        fprintf(stderr, "dolen publish: there is no such extract\n");
        return DOLEN_TOOL_REFUSED;
    }
    DOLEN_OWN(json_t, question) = json_pack("{s:s, s:b}", "csv", real, "release", (int)release);
    if (dolen_node_call_new(config, TIMEOUT_MS, &call, &err) != DOLEN_OK ||
        dolen_node_call_send(call, "/publish", question, &status, &job, &err) != DOLEN_OK)
        return dolen_tool_refuse("publish", &err);
    if (status != 202)
        return dolen_node_call_refuse("publish", job);
    if (wait_for_end(call, &job, &err) != DOLEN_OK)
        return dolen_tool_refuse("publish", &err);
    return report(job, json);
}
