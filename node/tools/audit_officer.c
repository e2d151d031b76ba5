#include "node/tools/audit_officer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/base/memory.h"
#include "node/net/http_client.h"
#include "node/runtime/options.h"
#include "node/tools/audit_print.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum {
    TIMEOUT_MS = 120 * 1000,
    EXPORT_MS = 15 * 60 * 1000,
    EXPORT_LIMIT = 1024 * 1024 * 1024,
    PERSON_LIMIT = 16 * 1024,
    REPLY_ARENA = 256 * 1024,
};

/* What all three take. */
typedef struct reader {
    const char *config;
    const char *user;
    const char *role;
    const char *ground;
    bool json;
} reader;

typedef struct find_options {
    reader reader;
    const char *asked_by, *asked_in, *purpose, *from, *until, *outcome, *case_reference, *before;
    const char *forenames, *surname, *former_surname, *born, *sex, *line, *postcode, *uprn, *nhs_number;
    bool urgent, protected, finding, person;
} find_options;

#define READER_OPTIONS(r)                                                                                              \
    {.name = "config",                                                                                                 \
     .text = &(r)->config,                                                                                             \
     .required = true,                                                                                                 \
     .argument = "FILE",                                                                                               \
     .help = "the node's configuration"},                                                                              \
        {.name = "user", .text = &(r)->user, .required = true, .argument = "USER", .help = "account that reads"},      \
        {.name = "role", .text = &(r)->role, .required = true, .argument = "ROLE", .help = "role it reads in"},        \
        {.name = "ground",                                                                                             \
         .text = &(r)->ground,                                                                                         \
         .required = true,                                                                                             \
         .argument = "GROUND",                                                                                         \
         .help = "why: lawfulness, self-monitoring, integrity, criminal-proceedings or subject-rights"},               \
    {                                                                                                                  \
        .name = "json", .flag = &(r)->json, .help = "print one JSON document"                                          \
    }

static json_t *question_of(const reader *r, const char *action)
{
    json_t *question = json_pack("{s:s}", "action", action);

    dolen_document_add(question, "user", r->user);
    dolen_document_add(question, "role", r->role);
    dolen_document_add(question, "ground", r->ground);
    return question;
}

/* Ask, and print what comes back. */
static int ask(const reader *r, const char *tool, const json_t *question, void (*print)(const json_t *document))
{
    return dolen_node_call_ask(&(dolen_node_question){.tool = tool,
                                                      .config = r->config,
                                                      .path = "/oversight",
                                                      .question = question,
                                                      .timeout_ms = TIMEOUT_MS,
                                                      .json = r->json,
                                                      .print = print},
                               NULL);
}

/* What find and export look for. */
#define FILTER_OPTIONS(o)                                                                                              \
    {.name = "asked-by", .text = &(o)->asked_by, .argument = "USER", .help = "account that searched"},                 \
        {.name = "asked-in", .text = &(o)->asked_in, .argument = "ROLE", .help = "role it searched in"},               \
        {.name = "purpose", .text = &(o)->purpose, .argument = "CODE", .help = "such as S47"},                         \
        {.name = "from", .text = &(o)->from, .argument = "DAY", .help = "YYYY-MM-DD, or an instant"},                  \
        {.name = "until", .text = &(o)->until, .argument = "DAY", .help = "this day included; or an instant"},         \
        {.name = "outcome",                                                                                            \
         .text = &(o)->outcome,                                                                                        \
         .argument = "CODE",                                                                                           \
         .help = "answered, rules-forbid, over-quota, ..."},                                                           \
        {.name = "case", .text = &(o)->case_reference, .argument = "REF", .help = "case reference"},                   \
        {.name = "urgent", .flag = &(o)->urgent, .help = "asked before the paperwork"},                                \
        {.name = "protected", .flag = &(o)->protected, .help = "a protected record was opened"},                       \
        {.name = "finding", .flag = &(o)->finding, .help = "an open finding of unusual use names it"},                 \
        {.name = "person", .flag = &(o)->person, .help = "about the person on standard input: {\"surname\": ...}"},    \
        {.name = "forenames", .text = &(o)->forenames, .argument = "TEXT", .help = "about this person"},               \
        {.name = "surname", .text = &(o)->surname, .argument = "TEXT", .help = "about this person"},                   \
        {.name = "former-surname", .text = &(o)->former_surname, .argument = "TEXT", .help = "about this person"},     \
        {.name = "dob", .text = &(o)->born, .argument = "YYYY-MM-DD", .help = "about this person"},                    \
        {.name = "sex", .text = &(o)->sex, .argument = "M|F", .help = "about this person"},                            \
        {.name = "line", .text = &(o)->line, .argument = "TEXT", .help = "about this person: address"},                \
        {.name = "postcode", .text = &(o)->postcode, .argument = "TEXT", .help = "about this person"},                 \
        {.name = "uprn", .text = &(o)->uprn, .argument = "N", .help = "about this person"},                            \
    {                                                                                                                  \
        .name = "nhs-number", .text = &(o)->nhs_number, .argument = "N", .help = "about this person"                   \
    }

static int read_find(find_options *o, int argc, char **argv)
{
    const dolen_option table[] = {
        READER_OPTIONS(&o->reader),
        FILTER_OPTIONS(o),
        {.name = "before", .text = &o->before, .argument = "PLACE", .help = "go on where a list ended"},
        {0},
    };
    const dolen_options options = {
        .usage = "dolen audit find --config FILE --user U --role R --ground G [FILTER...] [--before PLACE] [--json]",
        .table = table};
    size_t words = 0;

    return dolen_options_read(&options, argc, argv, NULL, &words);
}

static void add_person(json_t *question, const find_options *o)
{
    dolen_document_add(question, "forenames", o->forenames);
    dolen_document_add(question, "surname", o->surname);
    dolen_document_add(question, "former_surname", o->former_surname);
    dolen_document_add(question, "dob", o->born);
    dolen_document_add(question, "sex", o->sex);
    dolen_document_add(question, "address", o->line);
    dolen_document_add(question, "postcode", o->postcode);
    dolen_document_add(question, "uprn", o->uprn);
    dolen_document_add(question, "nhs_number", o->nhs_number);
}

/* A person on standard input stands in no list of processes. False unless it is one object of texts of theirs. */
static bool read_person(json_t *question)
{
    static const char *const fields[] = {"forenames", "surname",  "former_surname", "dob",       "sex",
                                         "address",   "postcode", "uprn",           "nhs_number"};
    char text[PERSON_LIMIT];
    const size_t size = fread(text, 1, sizeof text, stdin);
    DOLEN_OWN(json_t, person) = size < sizeof text ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    size_t taken = 0;

    explicit_bzero(text, sizeof text);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (json_is_string(json_object_get(person, fields[i]))) {
            dolen_document_add(question, fields[i], dolen_document_text(person, fields[i]));
            taken++;
        }
    return taken && taken == json_object_size(person);
}

/* False, after saying so, when the person on standard input cannot be read. */
static bool add_filters(json_t *question, const find_options *o)
{
    dolen_document_add(question, "asked_by", o->asked_by);
    dolen_document_add(question, "asked_in", o->asked_in);
    dolen_document_add(question, "purpose", o->purpose);
    dolen_document_add(question, "from", o->from);
    dolen_document_add(question, "until", o->until);
    dolen_document_add(question, "outcome", o->outcome);
    dolen_document_add(question, "case", o->case_reference);
    dolen_document_add(question, "urgent", o->urgent ? "yes" : NULL);
    dolen_document_add(question, "protected", o->protected ? "yes" : NULL);
    dolen_document_add(question, "finding", o->finding ? "yes" : NULL);
    add_person(question, o);
    if (!o->person || read_person(question))
        return true;
    fputs("dolen audit: standard input must hold one JSON object with a person's fields\n", stderr);
    return false;
}

int dolen_audit_officer_find(int argc, char **argv)
{
    find_options o = {0};

    const int wrong = read_find(&o, argc, argv);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&o.reader, "find");
    if (!add_filters(question, &o))
        return DOLEN_TOOL_USAGE;
    dolen_document_add(question, "before", o.before);
    return ask(&o.reader, "audit find", question, dolen_audit_print_list);
}

static int refuse_file(const char *path)
{
    fprintf(stderr, "dolen audit export: %s: %s\n", path, strerror(errno));
    return DOLEN_TOOL_REFUSED;
}

typedef struct export_options {
    find_options find;
    const char *format;
    const char *out;
    bool with_subjects;
} export_options;

static int read_export(export_options *o, int argc, char **argv)
{
    const dolen_option table[] = {
        READER_OPTIONS(&o->find.reader),
        FILTER_OPTIONS(&o->find),
        {.name = "format", .text = &o->format, .required = true, .argument = "FORMAT", .help = "csv, json or fhir"},
        {.name = "out", .text = &o->out, .required = true, .argument = "FILE", .help = "a new file, mode 600"},
        {.name = "with-subjects",
         .flag = &o->with_subjects,
         .help = "who was searched, too: csv and json, for criminal-proceedings or subject-rights"},
        {0},
    };
    const dolen_options options = {.usage = "dolen audit export --config FILE --user U --role R --ground G "
                                            "--format csv|json|fhir --out FILE [FILTER...]",
                                   .table = table};
    size_t words = 0;

    return dolen_options_read(&options, argc, argv, NULL, &words);
}

/* The number after "NAME=" in a content type's parameters; -1 without it. */
static long long parameter(const char *type, const char *name)
{
    const char *found = strstr(type, name);

    return found ? strtoll(found + strlen(name), NULL, 10) : -1;
}

/* What the file holds, and whether that is all. */
static int print_export(const export_options *o, const char *type)
{
    const long long rows = parameter(type, "; rows=");
    const long long entry = parameter(type, "; entry=");
    const bool is_cut = strstr(type, "; cut=yes") != NULL;

    if (o->find.reader.json) {
        DOLEN_OWN(json_t, document) =
            json_pack("{s:I, s:b, s:o}", "rows", (json_int_t)rows, "cut", (int)is_cut, "ledger_index",
                      entry >= 0 ? json_integer((json_int_t)entry) : json_null());
        dolen_node_call_print(document);
        return DOLEN_TOOL_DONE;
    }
    printf("%lld searches", rows);
    if (entry >= 0)
        printf("; this export is entry %lld of the ledger", entry);
    puts(is_cut ? "; there are more: ask for a shorter period" : "");
    return DOLEN_TOOL_DONE;
}

/* The answer is the file, or a document that says why there is none. */
static int receive(const export_options *o, const json_t *question, FILE *into)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(REPLY_ARENA);
    DOLEN_FREED char *body = json_dumps(question, JSON_COMPACT);
    const dolen_http_call sent = {.path = "/oversight",
                                  .content_type = "application/json",
                                  .body = dolen_bytes_of_string(body ? body : ""),
                                  .into = into,
                                  .into_limit = EXPORT_LIMIT};
    dolen_http_reply reply;
    dolen_err err = {0};

    if (dolen_node_call_new(o->find.reader.config, EXPORT_MS, &call, &err) != DOLEN_OK ||
        dolen_http_client_send(dolen_node_call_client(call), arena, &sent, &reply, &err) != DOLEN_OK)
        return dolen_tool_refuse("audit export", &err);
    if (reply.status != 200) {
        DOLEN_OWN(json_t, document) = json_loadb((const char *)reply.body.at, reply.body.size, 0, NULL);
        return dolen_node_call_refuse("audit export", document);
    }
    if (fflush(into) != 0 || fsync(fileno(into)) != 0)
        return refuse_file(o->out);
    return print_export(o, reply.content_type);
}

int dolen_audit_officer_export(int argc, char **argv)
{
    export_options o = {0};

    const int wrong = read_export(&o, argc, argv);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&o.find.reader, "export");
    dolen_document_add(question, "format", o.format);
    dolen_document_add(question, "with_subjects", o.with_subjects ? "yes" : NULL);
    if (!add_filters(question, &o.find))
        return DOLEN_TOOL_USAGE;
    const int file = open(o.out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *into = file >= 0 ? fdopen(file, "w") : NULL;
    if (!into)
        return refuse_file(o.out);
    const int done = receive(&o, question, into);
    fclose(into);
    if (done != DOLEN_TOOL_DONE)
        unlink(o.out);
    return done;
}

int dolen_audit_officer_entry(int argc, char **argv)
{
    reader r = {0};
    const char *search = "";
    const dolen_option table[] = {
        READER_OPTIONS(&r),
        {.name = "search", .text = &search, .required = true, .argument = "NUMBER", .help = "the search's number"},
        {0},
    };
    const dolen_options options = {
        .usage = "dolen audit entry --config FILE --user U --role R --ground G --search NUMBER [--json]",
        .table = table};
    size_t words = 0;

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&r, "entry");
    dolen_document_add(question, "search", search);
    return ask(&r, "audit entry", question, dolen_audit_print_entry);
}

int dolen_audit_officer_readings(int argc, char **argv)
{
    reader r = {0};
    const char *before = NULL;
    const dolen_option table[] = {
        READER_OPTIONS(&r),
        {.name = "before", .text = &before, .argument = "PLACE", .help = "go on where a list ended"},
        {0},
    };
    const dolen_options options = {
        .usage = "dolen audit readings --config FILE --user U --role R --ground G [--before PLACE] [--json]",
        .table = table};
    size_t words = 0;

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&r, "readings");
    dolen_document_add(question, "before", before);
    return ask(&r, "audit readings", question, dolen_audit_print_readings);
}

int dolen_audit_officer_alerts(int argc, char **argv)
{
    find_options o = {0};
    const dolen_option table[] = {
        READER_OPTIONS(&o.reader),
        {.name = "by", .text = &o.asked_by, .argument = "USER", .help = "account that opened alerts"},
        {.name = "from", .text = &o.from, .argument = "DAY", .help = "YYYY-MM-DD, or an instant"},
        {.name = "until", .text = &o.until, .argument = "DAY", .help = "this day included; or an instant"},
        {.name = "before", .text = &o.before, .argument = "PLACE", .help = "go on where a list ended"},
        {0},
    };
    const dolen_options options = {.usage = "dolen audit alerts --config FILE --user U --role R --ground G [--by USER] "
                                            "[--from DAY] [--until DAY] [--before PLACE] [--json]",
                                   .table = table};
    size_t words = 0;

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&o.reader, "alert-steps");
    dolen_document_add(question, "asked_by", o.asked_by);
    dolen_document_add(question, "from", o.from);
    dolen_document_add(question, "until", o.until);
    dolen_document_add(question, "before", o.before);
    return ask(&o.reader, "audit alerts", question, dolen_audit_print_alert_steps);
}
