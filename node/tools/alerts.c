#include "node/tools/alerts.h"

#include <stdio.h>
#include <string.h>

#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 60 * 1000 };

typedef struct alert_options {
    const char *config;
    const char *user;
    const char *role;
    const char *which;
    const char *alert;
    const char *from;
    const char *outcome;
    bool json;
} alert_options;

static json_t *question_of(const alert_options *o, const char *action)
{
    json_t *question = json_pack("{s:s}", "action", action);

    dolen_document_add(question, "user", o->user);
    dolen_document_add(question, "role", o->role);
    dolen_document_add(question, "which", o->which);
    dolen_document_add(question, "alert", o->alert);
    dolen_document_add(question, "from", o->from);
    dolen_document_add(question, "outcome", o->outcome);
    return question;
}

static void print_outline(const json_t *alert)
{
    const char *due = dolen_document_text(alert, "due");
    const char *holder = dolen_document_text(alert, "holder");

    printf("%s  %s  %s  %s (%s)  raised %s", dolen_document_text(alert, "alert"), dolen_document_text(alert, "state"),
           dolen_document_text(alert, "watch"), dolen_document_text(alert, "name"),
           dolen_document_text(alert, "local_id"), dolen_document_text(alert, "raised"));
    if (*due)
        printf("  %s due %s%s", dolen_document_text(alert, "clock"), due,
               json_is_true(json_object_get(alert, "overdue")) ? "  OVERDUE" : "");
    if (*holder)
        printf("  %s", holder);
    printf("%s%s\n", *dolen_document_text(alert, "outcome") ? ", " : "", dolen_document_text(alert, "outcome"));
}

static void print_line(const char *label, const char *text)
{
    if (*text)
        printf("  %-10s %s\n", label, text);
}

static void print_alert(const json_t *alert)
{
    const char *agency = dolen_document_text(alert, "agency");
    size_t i = 0;
    json_t *each = NULL;

    print_outline(alert);
    print_line("ring", dolen_document_text(alert, "telephone"));
    print_line("team", dolen_document_text(alert, "team"));
    print_line("agency", *agency ? agency : "(not named: a sensitive service)");
    print_line("headline", dolen_document_text(alert, "flag"));
    print_line("latest", dolen_document_text(alert, "latest"));
    print_line("month", dolen_document_text(alert, "month"));
    print_line("purpose", dolen_document_text(alert, "purpose"));
    print_line("our team", dolen_document_text(alert, "own_team"));
    json_array_foreach(json_object_get(alert, "ends"), i, each) print_line("ends as", json_string_value(each));
    json_array_foreach(json_object_get(alert, "history"), i, each)
        printf("  %s  %s  %s %s\n", dolen_document_text(each, "at"), dolen_document_text(each, "user"),
               dolen_document_text(each, "step"), dolen_document_text(each, "outcome"));
}

static void print_document(const json_t *document)
{
    const json_t *one = json_object_get(document, "alert");
    size_t i = 0;
    json_t *each = NULL;

    if (one) {
        print_alert(one);
        return;
    }
    json_array_foreach(json_object_get(document, "alerts"), i, each) print_outline(each);
    printf("%lld open, %lld waiting, %lld overdue\n", (long long)json_integer_value(json_object_get(document, "open")),
           (long long)json_integer_value(json_object_get(document, "waiting")),
           (long long)json_integer_value(json_object_get(document, "overdue")));
}

/* Somebody else was quicker: the alert says who. */
static int judge(const json_t *document)
{
    if (!json_is_false(json_object_get(document, "carried_out")))
        return DOLEN_TOOL_DONE;
    fprintf(stderr, "dolen alerts: nothing was changed: somebody else has this alert, or it has ended\n");
    return DOLEN_TOOL_REFUSED;
}

static int ask(const alert_options *o, const char *action)
{
    DOLEN_OWN(json_t, question) = question_of(o, action);
    DOLEN_OWN(json_t, document) = NULL;

    const int asked = dolen_node_call_ask(&(dolen_node_question){.tool = "alerts",
                                                                 .config = o->config,
                                                                 .path = "/alerts",
                                                                 .question = question,
                                                                 .timeout_ms = TIMEOUT_MS,
                                                                 .json = o->json,
                                                                 .print = print_document},
                                          &document);
    return asked == DOLEN_TOOL_DONE ? judge(document) : asked;
}

int dolen_tool_alerts(int argc, char **argv)
{
    alert_options o = {0};
    const char *action = NULL;
    size_t words = 0;
    const dolen_option table[] = {
        {.name = "config", .text = &o.config, .required = true, .argument = "FILE", .help = "the node's configuration"},
        {.name = "user", .text = &o.user, .required = true, .argument = "USER", .help = "account that looks or acts"},
        {.name = "role",
         .text = &o.role,
         .required = true,
         .argument = "ROLE",
         .help = "practitioner, duty-desk or supervisor"},
        {.name = "which", .text = &o.which, .argument = "CHOICE", .help = "list: open (the default), overdue or done"},
        {.name = "alert", .text = &o.alert, .argument = "NUMBER", .help = "show, take, done: which"},
        {.name = "from", .text = &o.from, .argument = "USER", .help = "take: over from this account, which has it"},
        {.name = "outcome",
         .text = &o.outcome,
         .argument = "CODE",
         .help = "done: one of those that `show` says it ends as"},
        {.name = "json", .flag = &o.json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {.usage = "dolen alerts list|show|take|done --config FILE --user U --role R ...",
                                   .table = table,
                                   .words_least = 0,
                                   .words_most = 1};

    const int usage = dolen_options_read(&options, argc, argv, &action, &words);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    return ask(&o, words ? action : "list");
}
