#include "node/tools/audit_print.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "node/base/printable.h"
#include "node/tools/document.h"

enum { CELL = 400 };

/* A member's text, harmless. */
static void put(const json_t *object, const char *name)
{
    char text[CELL];

    fputs(dolen_printable(dolen_document_text(object, name), text, sizeof text), stdout);
}

static void put_after(const char *before, const json_t *object, const char *name)
{
    if (*dolen_document_text(object, name) == '\0')
        return;
    fputs(before, stdout);
    put(object, name);
}

static long long number(const json_t *object, const char *name)
{
    return (long long)json_integer_value(json_object_get(object, name));
}

static void mark(const json_t *object, const char *name, const char *word)
{
    if (json_is_true(json_object_get(object, name)))
        printf("  %s", word);
}

static void print_next(const json_t *document)
{
    put_after("go on with --before ", document, "next");
    if (*dolen_document_text(document, "next"))
        puts("");
}

static void print_search(const json_t *search)
{
    put(search, "asked");
    put_after("  ", search, "user");
    put_after("  ", search, "purpose");
    put_after("  ", search, "outcome");
    printf("  %lld involved", number(search, "involved"));
    put_after("  as far as: ", search, "furthest");
    put_after("  case ", search, "case");
    mark(search, "urgent", "URGENT");
    mark(search, "opened_protected", "PROTECTED RECORD OPENED");
    mark(search, "finding", "UNUSUAL");
    if (strcmp(dolen_document_text(search, "review"), "none") != 0)
        put_after("  review ", search, "review");
    put_after("  search ", search, "search");
    if (json_is_integer(json_object_get(search, "entry")))
        printf("  entry %lld", number(search, "entry"));
    puts("");
}

void dolen_audit_print_list(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(document, "searches"), i, one) print_search(one);
    printf("%s%lld searches in all\n", json_is_true(json_object_get(document, "total_is_at_least")) ? "at least " : "",
           number(document, "total"));
    print_next(document);
}

static void print_alert_step(const json_t *one)
{
    const json_t *flag = json_object_get(one, "flag");
    const json_t *agency = json_object_get(one, "agency");

    put(one, "at");
    put_after("  ", one, "user");
    put_after(", ", json_object_get(one, "role"), "code");
    put_after("  ", one, "step");
    put_after(": ", one, "outcome");
    put_after("  ", json_object_get(one, "watch"), "code");
    if (json_is_object(flag))
        put_after("  ", flag, "code");
    else
        fputs("  consultation", stdout);
    if (json_is_object(agency))
        put_after(" of ", agency, "code");
    put_after("  ", one, "local_id");
    put_after("  ", one, "person");
    puts("");
}

void dolen_audit_print_alert_steps(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(document, "steps"), i, one) print_alert_step(one);
    print_next(document);
}

void dolen_audit_print_readings(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(document, "readings"), i, one)
    {
        put(one, "at");
        put_after("  ", one, "user");
        put_after(", ", one, "role");
        put_after("  ", one, "what");
        printf("  %lld", number(one, "count"));
        put_after("  ground: ", one, "ground");
        put_after("  search ", one, "about");
        if (json_is_integer(json_object_get(one, "entry")))
            printf("  entry %lld", number(one, "entry"));
        else
            fputs(json_is_true(json_object_get(one, "in_ledger")) ? "  in the ledger" : "  NOT YET IN THE LEDGER",
                  stdout);
        puts("");
    }
    print_next(document);
}

static void print_line(const char *label, const json_t *object, const char *name)
{
    if (*dolen_document_text(object, name) == '\0')
        return;
    printf("%s: ", label);
    put(object, name);
    puts("");
}

static void print_typed(const json_t *document)
{
    char text[CELL];
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach(json_object_get(document, "typed"), name, value)
        printf("    %s: %s\n", name, dolen_printable(json_string_value(value), text, sizeof text));
}

static void print_steps(const json_t *document)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(json_object_get(document, "steps"), i, one)
    {
        fputs("    ", stdout);
        put(one, "at");
        put_after("  ", one, "step");
        put_after(" ", one, "member");
        put_after("  by ", one, "user");
        puts("");
    }
}

static void print_decision(const json_t *steps, const char *indent)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(steps, i, one)
    {
        const bool refused = json_is_true(json_object_get(one, "refused"));
        fputs(indent, stdout);
        put(json_object_get(one, "step"), "en");
        fputs(refused ? ": NO. " : ": yes", stdout);
        if (refused)
            put(json_object_get(one, "why"), "en");
        puts("");
    }
}

static void print_ledger(const json_t *ledger)
{
    const char *proof = dolen_document_text(ledger, "proof");
    const json_t *report = json_object_get(ledger, "report");

    if (strcmp(proof, "none") == 0) {
        puts("ledger: not answered, so this agency has no receipt");
        return;
    }
    printf("ledger: entry %lld, ", number(ledger, "index"));
    if (strcmp(proof, "confirmed") == 0)
        printf("proven, and confirmed by %lld witnesses\n", number(json_object_get(report, "witnesses"), "present"));
    else if (strcmp(proof, "signed") == 0)
        puts("proven under the hub's signature; the witnesses have not confirmed it yet");
    else
        puts("THE RECEIPT DOES NOT HOLD: keep it, tell the partnership, and ask the other agencies what they see");
    if (strcmp(proof, "fails") != 0 && !json_is_true(json_object_get(ledger, "agrees")))
        puts("    THE ENTRY DOES NOT SAY WHAT THIS AGENCY'S RECORD SAYS");
}

static void print_disclosures(const json_t *document)
{
    const json_t *list = json_object_get(document, "disclosures");
    size_t i = 0;
    const json_t *one = NULL;

    puts(json_array_size(list) ? "disclosed:" : "disclosed: nothing");
    json_array_foreach(list, i, one)
    {
        put_after("    ", one, "member");
        put_after("  level ", one, "level");
        put_after(", match ", one, "match");
        mark(one, "protected", "PROTECTED RECORD");
        mark(one, "opened", "looked at");
        mark(one, "contact", "contact looked at");
        puts("");
        print_decision(json_object_get(one, "decision"), "        ");
    }
}

void dolen_audit_print_entry(const json_t *document)
{
    const json_t *review = json_object_get(document, "review");

    print_line("search", document, "search");
    print_line("asked", document, "asked");
    print_line("by", document, "user");
    print_line("name", document, "name");
    print_line("role", document, "role");
    print_line("purpose", document, "purpose");
    print_line("case", document, "case");
    print_line("decision by", document, "decision_maker");
    print_line("urgent", document, "urgent_reason");
    print_line("authorised by", document, "authoriser");
    print_line("through", document, "channel");
    print_line("outcome", document, "outcome");
    puts("typed:");
    print_typed(document);
    puts("steps:");
    print_steps(document);
    print_line("review due", review, "due");
    print_line("review closed", review, "closed");
    print_line("review outcome", review, "outcome");
    print_ledger(json_object_get(document, "ledger"));
    puts(json_is_true(json_object_get(document, "same_rules"))
             ? "decided by the rules in force, which were those of the time:"
             : "how the rules in force today would decide it:");
    print_decision(json_object_get(document, "decision"), "    ");
    print_disclosures(document);
}
