#include "node/tools/audit_findings.h"

#include <stdio.h>
#include <string.h>

#include "node/base/printable.h"
#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 10 * 60 * 1000, WORDS = 2, REASON = 4096 };

typedef struct finding_options {
    const char *config, *user, *role, *ground, *reason;
    bool all, run, json;
} finding_options;

static void print_finding(const json_t *finding)
{
    const json_t *kind = json_object_get(finding, "kind");
    const json_t *searches = json_object_get(finding, "searches");
    char reason[REASON];
    size_t i = 0;
    const json_t *one = NULL;

    printf("%lld  %s  %s (%s)\n", (long long)json_integer_value(json_object_get(finding, "finding")),
           dolen_document_text(finding, "user"), dolen_document_text(kind, "en"), dolen_document_text(kind, "code"));
    printf("   from %s to %s\n", dolen_document_text(finding, "first_search"),
           dolen_document_text(finding, "last_search"));
    json_array_foreach(json_object_get(finding, "figures"), i, one)
        printf("   %s: %s\n", dolen_document_text(one, "en"), dolen_document_text(one, "value"));
    json_array_foreach(searches, i, one) printf("   search %s\n", json_string_value(one));
    if (json_integer_value(json_object_get(finding, "follows")))
        printf("   goes on from finding %lld\n", (long long)json_integer_value(json_object_get(finding, "follows")));
    if (*dolen_document_text(finding, "closed"))
        printf("   closed %s by %s: %s\n", dolen_document_text(finding, "closed"),
               dolen_document_text(finding, "closed_by"),
               dolen_printable(dolen_document_text(finding, "reason"), reason, sizeof reason));
}

static void print_findings(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(document, "findings"), i, one) print_finding(one);
    printf("%lld open\n", (long long)json_integer_value(json_object_get(document, "open")));
}

static json_t *question_of(const finding_options *o, const char *number)
{
    json_t *question = json_pack("{s:s}", "action", number ? "close" : o->run ? "run" : "list");

    dolen_document_add(question, "user", o->user);
    dolen_document_add(question, "role", o->role);
    dolen_document_add(question, "ground", o->ground);
    dolen_document_add(question, "all", o->all ? "yes" : NULL);
    dolen_document_add(question, "finding", number);
    dolen_document_add(question, "reason", o->reason);
    return question;
}

static int ask(const finding_options *o, const char *number)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(json_t, question) = question_of(o, number);
    DOLEN_OWN(json_t, document) = NULL;
    dolen_err err = {0};
    int status = 0;

    if (dolen_node_call_new(o->config, TIMEOUT_MS, &call, &err) != DOLEN_OK ||
        dolen_node_call_send(call, "/findings", question, &status, &document, &err) != DOLEN_OK)
        return dolen_tool_refuse("audit findings", &err);
    if (status != 200)
        return dolen_node_call_refuse("audit findings", document);
    if (o->json)
        dolen_node_call_print(document);
    else
        print_findings(document);
    return DOLEN_TOOL_DONE;
}

int dolen_audit_findings(int argc, char **argv)
{
    finding_options o = {0};
    const char *words[WORDS] = {NULL};
    size_t count = 0;
    const dolen_option table[] = {
        {.name = "config", .text = &o.config, .required = true, .argument = "FILE", .help = "the node's configuration"},
        {.name = "user", .text = &o.user, .required = true, .argument = "USER", .help = "account that reads"},
        {.name = "role", .text = &o.role, .required = true, .argument = "ROLE", .help = "role it reads in"},
        {.name = "ground",
         .text = &o.ground,
         .required = true,
         .argument = "GROUND",
         .help = "why: lawfulness, self-monitoring, integrity, criminal-proceedings or subject-rights"},
        {.name = "all", .flag = &o.all, .help = "closed ones too"},
        {.name = "run", .flag = &o.run, .help = "look through the searches now, without waiting for the night"},
        {.name = "reason", .text = &o.reason, .argument = "TEXT", .help = "close: what came of it"},
        {.name = "json", .flag = &o.json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {
        .usage = "dolen audit findings [close NUMBER --reason TEXT] --config FILE --user U --role R --ground G [--all] "
                 "[--run] [--json]",
        .table = table,
        .words_most = WORDS};

    const int wrong = dolen_options_read(&options, argc, argv, words, &count);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    const bool closes = count == WORDS && dolen_text_same(words[0], "close") && o.reason && !o.run;
    if (count && !closes) {
        dolen_options_print(&options, stderr);
        return DOLEN_TOOL_USAGE;
    }
    return ask(&o, closes ? words[1] : NULL);
}
