#include "node/tools/search.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 60 * 1000 };

typedef struct search_options {
    const char *config;
    const char *user;
    const char *role;
    const char *purpose;
    const char *case_reference;
    const char *level;
    const char *forenames;
    const char *surname;
    const char *former_surname;
    const char *born;
    const char *sex;
    const char *line;
    const char *postcode;
    const char *uprn;
    const char *nhs_number;
    const char *decision_maker;
    const char *urgent_reason;
    const char *authoriser;
    bool override_protection;
    bool json;
} search_options;

static int read_options(search_options *o, int argc, char **argv, const char **subject)
{
    const dolen_option table[] = {
        {.name = "config",
         .text = &o->config,
         .required = true,
         .argument = "FILE",
         .help = "the node's configuration"},
        {.name = "user", .text = &o->user, .required = true, .argument = "USER", .help = "account that asks"},
        {.name = "role", .text = &o->role, .required = true, .argument = "ROLE", .help = "role it asks in"},
        {.name = "purpose", .text = &o->purpose, .required = true, .argument = "CODE", .help = "why, such as S47"},
        {.name = "case", .text = &o->case_reference, .argument = "REF", .help = "case reference"},
        {.name = "decision-maker",
         .text = &o->decision_maker,
         .argument = "NAME",
         .help = "who took the decision that the reference names"},
        {.name = "urgent",
         .text = &o->urgent_reason,
         .argument = "REASON",
         .help = "before the paperwork: a code of urgent.rules; opens a review"},
        {.name = "authoriser", .text = &o->authoriser, .argument = "NAME", .help = "who authorised the urgency"},
        {.name = "override-protection",
         .flag = &o->override_protection,
         .help = "open protected records: their owner is told at once, and a review is opened"},
        {.name = "level", .text = &o->level, .argument = "L0..L3", .help = "ask for less than the purpose allows"},
        {.name = "forenames", .text = &o->forenames, .argument = "TEXT", .help = "person"},
        {.name = "surname", .text = &o->surname, .argument = "TEXT", .help = "person"},
        {.name = "former-surname", .text = &o->former_surname, .argument = "TEXT", .help = "person"},
        {.name = "dob", .text = &o->born, .argument = "YYYY-MM-DD", .help = "person: date of birth"},
        {.name = "sex", .text = &o->sex, .argument = "M|F", .help = "person"},
        {.name = "nhs-number", .text = &o->nhs_number, .argument = "N", .help = "person"},
        {.name = "line", .text = &o->line, .argument = "TEXT", .help = "address: number or name, and street"},
        {.name = "postcode", .text = &o->postcode, .argument = "TEXT", .help = "person or address"},
        {.name = "uprn", .text = &o->uprn, .argument = "N", .help = "person or address"},
        {.name = "json", .flag = &o->json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {.usage = "dolen search person|address --config FILE --user U --role R --purpose P "
                                            "--case REF ...",
                                   .table = table,
                                   .words_least = 1,
                                   .words_most = 1};
    size_t words = 0;

    return dolen_options_read(&options, argc, argv, subject, &words);
}

static json_t *question_of(const search_options *o, const char *subject)
{
    json_t *question = json_pack("{s:s}", "subject", subject);

    dolen_document_add(question, "user", o->user);
    dolen_document_add(question, "role", o->role);
    dolen_document_add(question, "purpose", o->purpose);
    dolen_document_add(question, "case", o->case_reference);
    dolen_document_add(question, "decision_maker", o->decision_maker);
    dolen_document_add(question, "urgent_reason", o->urgent_reason);
    dolen_document_add(question, "authoriser", o->authoriser);
    dolen_document_add(question, "override_protection", o->override_protection ? "yes" : NULL);
    dolen_document_add(question, "level", o->level);
    dolen_document_add(question, "forenames", o->forenames);
    dolen_document_add(question, "surname", o->surname);
    dolen_document_add(question, "former_surname", o->former_surname);
    dolen_document_add(question, "dob", o->born);
    dolen_document_add(question, "sex", o->sex);
    dolen_document_add(question, "nhs_number", o->nhs_number);
    dolen_document_add(question, "address", o->line);
    dolen_document_add(question, "postcode", o->postcode);
    dolen_document_add(question, "uprn", o->uprn);
    return question;
}

static void print_flag(const json_t *flag)
{
    const char *from = dolen_document_text(flag, "from");
    const char *latest = dolen_document_text(flag, "latest");
    const char *month = NULL;
    json_t *count = NULL;

    printf("    %s", dolen_document_text(flag, "code"));
    if (*from)
        printf("  %s to %s", from, *dolen_document_text(flag, "to") ? dolen_document_text(flag, "to") : "now");
    json_object_foreach(json_object_get(flag, "months"), month, count)
        printf("  %s x%d", month, (int)json_integer_value(count));
    if (*latest)
        printf("  latest %s", latest);
    if (json_is_true(json_object_get(flag, "disputed")))
        printf("  DISPUTED");
    puts("");
}

static void print_member(const json_t *member)
{
    const json_t *contact = json_object_get(member, "contact");
    size_t i = 0;
    json_t *each = NULL;

    printf("%s: %s", dolen_document_text(json_object_get(member, "name"), "en"), dolen_document_text(member, "state"));
    if (*dolen_document_text(member, "match"))
        printf(" (%s)", dolen_document_text(member, "match"));
    if (json_is_true(json_object_get(member, "protected")))
        fputs(", PROTECTED RECORD", stdout);
    if (json_is_true(json_object_get(member, "out_of_date")) &&
        strcmp(dolen_document_text(member, "state"), "involved") == 0)
        fputs(", its data is out of date", stdout);
    puts("");
    if (json_is_object(contact))
        printf("    ring %s, %s\n", dolen_document_text(contact, "telephone"),
               dolen_document_text(json_object_get(contact, "team"), "en"));
    json_array_foreach(json_object_get(member, "flags"), i, each) print_flag(each);
    json_array_foreach(json_object_get(member, "why"), i, each)
        printf("    why: %s\n", dolen_document_text(each, "en"));
}

static void print_protection(const json_t *answer)
{
    if (strcmp(dolen_document_text(answer, "protected_record"), "held-back") == 0)
        puts(
            "An agency holds a protected record that was not shown. Its owner has been told of this search. To open it "
            "ask again with --override-protection: the owner is told at once, and a review is opened.");
    if (*dolen_document_text(answer, "review_due"))
        printf("This search is reviewed by %s\n", dolen_document_text(answer, "review_due"));
}

static void print_answer(const json_t *answer)
{
    const json_t *ledger = json_object_get(answer, "ledger");
    size_t i = 0;
    json_t *each = NULL;

    json_array_foreach(json_object_get(answer, "members"), i, each) print_member(each);
    json_array_foreach(json_object_get(answer, "advice"), i, each) printf("%s\n", dolen_document_text(each, "en"));
    print_protection(answer);
    printf("search %s, ledger entry %lld", dolen_document_text(answer, "request_id"),
           (long long)json_integer_value(json_object_get(ledger, "index")));
    if (*dolen_document_text(ledger, "receipt_file"))
        printf(", receipt %s", dolen_document_text(ledger, "receipt_file"));
    puts("");
}

static int refuse(const json_t *document)
{
    const char *trouble = dolen_document_text(document, "trouble");
    const json_t *faults = json_object_get(document, "faults");
    const char *field = NULL;
    json_t *fault = NULL;

    if (!json_object_size(faults) && (!*trouble || strcmp(trouble, "none") == 0))
        return dolen_node_call_refuse("search", document);
    fprintf(stderr, "dolen search: refused:");
    json_object_foreach((json_t *)(uintptr_t)faults, field, fault)
        fprintf(stderr, " %s: %s;", field, json_string_value(fault));
    if (*trouble && strcmp(trouble, "none") != 0)
        fprintf(stderr, " %s %s", trouble, dolen_document_text(document, "rule"));
    fputc('\n', stderr);
    return DOLEN_TOOL_REFUSED;
}

int dolen_tool_search(int argc, char **argv)
{
    DOLEN_OWN(dolen_node_call, call) = NULL;
    DOLEN_OWN(json_t, answer) = NULL;
    search_options o = {0};
    const char *subject = NULL;
    dolen_err err = {0};
    int status = 0;

    const int usage = read_options(&o, argc, argv, &subject);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(json_t, question) = question_of(&o, subject);
    if (dolen_node_call_new(o.config, TIMEOUT_MS, &call, &err) != DOLEN_OK ||
        dolen_node_call_send(call, "/search", question, &status, &answer, &err) != DOLEN_OK)
        return dolen_tool_refuse("search", &err);
    if (o.json)
        dolen_node_call_print(answer);
    if (status != 200)
        return refuse(answer);
    if (!o.json)
        print_answer(answer);
    return DOLEN_TOOL_DONE;
}
