#include "node/tools/reviews.h"

#include <stdio.h>
#include <string.h>

#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/tools/document.h"
#include "node/tools/node_call.h"
#include "node/tools/tool.h"

enum { TIMEOUT_MS = 60 * 1000 };

typedef struct review_options {
    const char *config;
    const char *user;
    const char *role;
    const char *review;
    const char *outcome;
    const char *follow_up;
    const char *note;
    const char *week;
    const char *local_id;
    bool all;
    bool protected_only;
    bool json;
} review_options;

static json_t *question_of(const review_options *o, const char *action)
{
    json_t *question = json_pack("{s:s}", "action", action);

    dolen_document_add(question, "user", o->user);
    dolen_document_add(question, "role", o->role);
    dolen_document_add(question, "review", o->review);
    dolen_document_add(question, "outcome", o->outcome);
    dolen_document_add(question, "follow_up", o->follow_up);
    dolen_document_add(question, "note", o->note);
    dolen_document_add(question, "week", o->week);
    dolen_document_add(question, "local_id", o->local_id);
    dolen_document_add(question, "all", o->all ? "yes" : NULL);
    dolen_document_add(question, "protected", o->protected_only ? "yes" : NULL);
    return question;
}

static void print_outcome(const json_t *review)
{
    const char *follow_up = dolen_document_text(review, "follow_up");

    printf("  %s, %s", dolen_document_text(review, "outcome"), dolen_document_text(review, "closed_by"));
    if (strcmp(follow_up, "none") != 0)
        printf("; %s", follow_up);
    putchar('\n');
}

static void print_review(const json_t *review)
{
    const json_t *reasons = json_object_get(review, "reasons");
    size_t i = 0;
    json_t *each = NULL;

    printf("%lld  ", (long long)json_integer_value(json_object_get(review, "review")));
    json_array_foreach(reasons, i, each) printf("%s%s", i ? "+" : "", json_string_value(each));
    printf("  %s  %s  asked by %s", dolen_document_text(review, "purpose"), dolen_document_text(review, "opened"),
           dolen_document_text(review, "user"));
    if (*dolen_document_text(review, "authoriser"))
        printf(", %s authorised by %s", dolen_document_text(review, "urgent_reason"),
               dolen_document_text(review, "authoriser"));
    if (*dolen_document_text(review, "outcome"))
        print_outcome(review);
    else
        printf("  due %s%s\n", dolen_document_text(review, "due"),
               json_is_true(json_object_get(review, "overdue")) ? "  OVERDUE" : "");
}

static void print_notice(const json_t *notice)
{
    const char *agency = dolen_document_text(notice, "agency");
    const char *local_id = dolen_document_text(notice, "local_id");

    printf("%s  %s  %s  %s%s  record %s\n", dolen_document_text(notice, "asked"),
           *agency ? agency : "(a sensitive service)", *agency ? dolen_document_text(notice, "purpose") : "-",
           dolen_document_text(notice, "outcome"), json_is_true(json_object_get(notice, "urgent")) ? ", urgent" : "",
           *local_id ? local_id : dolen_document_text(notice, "record"));
}

static long long number_of(const json_t *document, const char *name)
{
    return json_integer_value(json_object_get(document, name));
}

/* The draw of a week, and how anybody can repeat it. */
static void print_sample(const json_t *sample)
{
    const json_t *searches = json_object_get(sample, "searches");
    size_t i = 0;
    json_t *each = NULL;

    printf("week from %s: %lld of %lld searches drawn\n", dolen_document_text(sample, "week"),
           number_of(sample, "size"), number_of(sample, "population"));
    if (*dolen_document_text(sample, "origin"))
        printf("root  %s\n      of %s at %lld entries\n", dolen_document_text(sample, "root"),
               dolen_document_text(sample, "origin"), number_of(sample, "tree_size"));
    else
        printf("root  %s\n      random bytes, as this node had no confirmed checkpoint\n",
               dolen_document_text(sample, "root"));
    printf("seed  %s  = SHA-256(\"dolen review sample v1 ROOT %lld\")\n", dolen_document_text(sample, "seed"),
           number_of(sample, "number"));
    printf("the lowest of SHA-256(\"SEED NUMBER\"):\n");
    json_array_foreach(searches, i, each)
        printf("%.16s  %s\n", dolen_document_text(each, "rank"), dolen_document_text(each, "search"));
    if (!json_is_true(json_object_get(sample, "repeatable")))
        printf("%lld of its searches are still kept: the draw cannot be repeated whole\n",
               number_of(sample, "still_kept"));
    else
        puts(json_is_true(json_object_get(sample, "holds")) ? "repeated: the same searches are under review"
                                                            : "REPEATED: NOT THE SEARCHES THAT ARE UNDER REVIEW");
}

static void print_document(const json_t *document)
{
    size_t i = 0;
    json_t *each = NULL;

    if (json_object_get(document, "seed")) {
        print_sample(document);
        return;
    }

    json_array_foreach(json_object_get(document, "reviews"), i, each) print_review(each);
    json_array_foreach(json_object_get(document, "notices"), i, each) print_notice(each);
    if (json_object_get(document, "open"))
        printf("%lld open, %lld overdue\n", (long long)json_integer_value(json_object_get(document, "open")),
               (long long)json_integer_value(json_object_get(document, "overdue")));
}

static int ask(const review_options *o, const char *action)
{
    DOLEN_OWN(json_t, question) = question_of(o, action);

    return dolen_node_call_ask(&(dolen_node_question){.tool = "reviews",
                                                      .config = o->config,
                                                      .path = "/reviews",
                                                      .question = question,
                                                      .timeout_ms = TIMEOUT_MS,
                                                      .json = o->json,
                                                      .print = print_document},
                               NULL);
}

int dolen_tool_reviews(int argc, char **argv)
{
    review_options o = {0};
    const char *action = NULL;
    size_t words = 0;
    const dolen_option table[] = {
        {.name = "config", .text = &o.config, .required = true, .argument = "FILE", .help = "the node's configuration"},
        {.name = "user", .text = &o.user, .required = true, .argument = "USER", .help = "account that looks"},
        {.name = "role",
         .text = &o.role,
         .required = true,
         .argument = "ROLE",
         .help = "supervisor or data-protection-officer"},
        {.name = "all", .flag = &o.all, .help = "list: closed ones too"},
        {.name = "review", .text = &o.review, .argument = "N", .help = "close: its number"},
        {.name = "outcome",
         .text = &o.outcome,
         .argument = "CODE",
         .help = "close: justified, not-justified or referred"},
        {.name = "follow-up",
         .text = &o.follow_up,
         .argument = "CODE",
         .help = "close: none, training, manager-informed, access-withdrawn or incident-reported"},
        {.name = "note", .text = &o.note, .argument = "TEXT", .help = "close: a note of at most 500 bytes, kept here"},
        {.name = "week", .text = &o.week, .argument = "YYYY-MM-DD", .help = "sample: a day of the week; else the last"},
        {.name = "local-id", .text = &o.local_id, .argument = "ID", .help = "notices: of this record only"},
        {.name = "protected", .flag = &o.protected_only, .help = "notices: of protected records only"},
        {.name = "json", .flag = &o.json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {.usage =
                                       "dolen reviews list|close|notices|sample --config FILE --user U --role R ...",
                                   .table = table,
                                   .words_least = 1,
                                   .words_most = 1};

    const int usage = dolen_options_read(&options, argc, argv, &action, &words);
    if (usage != 0)
        return usage < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    return ask(&o, action);
}
