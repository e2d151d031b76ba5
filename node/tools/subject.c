#include "node/tools/subject.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 180 * 1000, POLL_NS = 200 * 1000 * 1000, LIST_ITEM = 64 };

typedef struct subject_options {
    const char *config;
    const char *user;
    const char *case_reference;
    const char *local_id;
    const char *extract;
    const char *code;
    const char *applied;
    const char *waived;
    const char *format;
    const char *out;
    const char *person[9];
    bool now;
} subject_options;

/* In the order of subject_options.person, as the interface calls them. */
static const char *const person_fields[] = {"forenames", "surname",  "former_surname", "dob",       "sex",
                                            "address",   "postcode", "uprn",           "nhs_number"};

static int read_options(subject_options *o, int argc, char **argv, const char **action)
{
    const dolen_option table[] = {
        {.name = "config",
         .text = &o->config,
         .required = true,
         .argument = "FILE",
         .help = "the node's configuration"},
        {.name = "user", .text = &o->user, .required = true, .argument = "USER", .help = "the officer's account"},
        {.name = "case",
         .text = &o->case_reference,
         .required = true,
         .argument = "REF",
         .help = "the request's reference"},
        {.name = "local-id", .text = &o->local_id, .argument = "ID", .help = "the person's id, as in the extract"},
        {.name = "extract", .text = &o->extract, .argument = "CSV", .help = "report: the extract that holds the id"},
        {.name = "code", .text = &o->code, .argument = "CODE", .help = "dispute, resolve: this code only"},
        {.name = "apply", .text = &o->applied, .argument = "LIST", .help = "report: exemptions that you apply"},
        {.name = "waive", .text = &o->waived, .argument = "LIST", .help = "report: exemptions that you do not use"},
        {.name = "format", .text = &o->format, .argument = "FORM", .help = "report: text, json or document (HTML)"},
        {.name = "out", .text = &o->out, .argument = "FILE", .help = "report: write it here, for you alone to read"},
        {.name = "forenames", .text = &o->person[0], .argument = "TEXT", .help = "report: the person"},
        {.name = "surname", .text = &o->person[1], .argument = "TEXT", .help = "report: the person"},
        {.name = "former-surname", .text = &o->person[2], .argument = "TEXT", .help = "report: the person"},
        {.name = "dob", .text = &o->person[3], .argument = "YYYY-MM-DD", .help = "report: date of birth"},
        {.name = "sex", .text = &o->person[4], .argument = "M|F", .help = "report: the person"},
        {.name = "line", .text = &o->person[5], .argument = "TEXT", .help = "report: the person's address"},
        {.name = "postcode", .text = &o->person[6], .argument = "TEXT", .help = "report: the person"},
        {.name = "uprn", .text = &o->person[7], .argument = "N", .help = "report: the person"},
        {.name = "nhs-number", .text = &o->person[8], .argument = "N", .help = "report: the person"},
        {.name = "now", .flag = &o->now, .help = "restrict, erase: withdraw at once, not with the next extract"},
        {0},
    };
    const dolen_options options = {.usage = "dolen subject report|restrict|lift|erase|dispute|resolve|list --config "
                                            "FILE --user U --case REF ...",
                                   .table = table,
                                   .words_least = 1,
                                   .words_most = 1};
    size_t words = 0;

    return dolen_options_read(&options, argc, argv, action, &words);
}

static void add_list(json_t *question, const char *name, const char *list)
{
    json_t *items = json_array();

    for (const char *at = list ? list : ""; *at;) {
        const size_t size = strcspn(at, ",");
        if (size > 0 && size < LIST_ITEM)
            json_array_append_new(items, json_stringn(at, size));
        at += size + (at[size] == ',');
    }
    json_object_set_new(question, name, items);
}

static json_t *question_of(const subject_options *o, const char *action)
{
    json_t *question = json_pack("{s:s, s:b}", "action", action, "now", (int)o->now);
    DOLEN_FREED char *real = o->extract ? realpath(o->extract, NULL) : NULL;

    dolen_document_add(question, "user", o->user);
    dolen_document_add(question, "case", o->case_reference);
    dolen_document_add(question, "local_id", o->local_id);
    dolen_document_add(question, "extract", real);
    dolen_document_add(question, "code", o->code);
    for (size_t i = 0; i < sizeof person_fields / sizeof *person_fields; i++)
        dolen_document_add(question, person_fields[i], o->person[i]);
    add_list(question, "applied", o->applied);
    add_list(question, "waived", o->waived);
    return question;
}

static void write_form(const char *format, const json_t *report, FILE *out)
{
    if (dolen_text_same(format, "document"))
        dolen_subject_document_write(report, out);
    else if (dolen_text_same(format, "json"))
        json_dumpf(report, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    else
        dolen_subject_text_write(report, out);
}

static dolen_status write_file(const char *format, const json_t *report, const char *path, dolen_err *err)
{
    DOLEN_FREED char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    if (!stream)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for the report");
    write_form(format, report, stream);
    if (fclose(stream) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for the report");
    const dolen_status written = dolen_file_write(path, dolen_bytes_of(text, size), 0600, err);
    dolen_memory_wipe(text, size);
    return written;
}

static int show_report(const subject_options *o, const json_t *report)
{
    dolen_err err = {0};

    if (!json_is_object(json_object_get(report, "person"))) {
        dolen_node_call_print(report);
        fprintf(stderr, "dolen subject: the question could not be asked\n");
        return DOLEN_TOOL_REFUSED;
    }
    if (!o->out)
        write_form(o->format, report, stdout);
    else if (write_file(o->format, report, o->out, &err) != DOLEN_OK)
        return dolen_tool_refuse("subject", &err);
    return DOLEN_TOOL_DONE;
}

/* The small delta that withdraws at once. */
static int wait_for_withdrawal(dolen_node_call *call)
{
    const struct timespec pause = {.tv_nsec = POLL_NS};
    dolen_err err = {0};
    int status = 0;

    for (;;) {
        DOLEN_OWN(json_t, job) = NULL;
        if (dolen_node_call_send(call, "/publish", NULL, &status, &job, &err) != DOLEN_OK)
            return dolen_tool_refuse("subject", &err);
        if (json_is_true(json_object_get(job, "running"))) {
            nanosleep(&pause, NULL);
            continue;
        }
        const json_t *result = json_object_get(job, "result");
        if (!json_is_object(result))
            return dolen_node_call_refuse("subject", job);
        printf("withdrawn: %lld\n", (long long)json_integer_value(json_object_get(result, "withdrawn")));
        return DOLEN_TOOL_DONE;
    }
}

static int show_deed(const subject_options *o, dolen_node_call *call, const json_t *answer)
{
    const json_t *entry = json_object_get(answer, "ledger_entry");

    printf("%s, %s; ", dolen_document_text(answer, "done"), dolen_document_text(answer, "takes_effect"));
    if (json_is_integer(entry))
        printf("ledger entry %lld\n", (long long)json_integer_value(entry));
    else
        puts("to be entered into the ledger when the broker answers");
    if (o->now && dolen_text_same(dolen_document_text(answer, "takes_effect"), "under way"))
        return wait_for_withdrawal(call);
    return DOLEN_TOOL_DONE;
}

static int show(const subject_options *o, dolen_node_call *call, const char *action, const json_t *answer)
{
    if (dolen_text_same(action, "report"))
        return show_report(o, answer);
    if (!dolen_text_same(action, "list"))
        return show_deed(o, call, answer);
    dolen_node_call_print(answer);
    return DOLEN_TOOL_DONE;
}

int dolen_tool_subject(int argc, char **argv)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(json_t, answer) = NULL;
    subject_options o = {.format = "text"};
    const char *action = NULL;
    dolen_err err = {0};
    int status = 0;

    const int usage = read_options(&o, argc, argv, &action);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&o, action);
    if (dolen_node_call_new(o.config, TIMEOUT_MS, &call, &err) != DOLEN_OK ||
        dolen_node_call_send(call, "/subject", question, &status, &answer, &err) != DOLEN_OK)
        return dolen_tool_refuse("subject", &err);
    if (status != 200)
        return dolen_node_call_refuse("subject", answer);
    return show(&o, call, action, answer);
}
