/* dolen rules matrix: who may see what, for people who sign it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/tools/paper.h"
#include "node/tools/rules_internal.h"
#include "node/tools/rules_lists.h"
#include "node/tools/tool.h"

/* The level at which a purpose shows a code, whoever asks and holds it; NULL for none. */
static const char *cell(const dolen_purpose *purpose, const dolen_headline *headline)
{
    if (purpose->level == DOLEN_LEVEL_NONE || dolen_policy_releases(purpose, headline) != DOLEN_WHY_NONE)
        return NULL;
    return dolen_level_name(purpose->level);
}

static json_t *matrix_json(const dolen_rules *rules)
{
    size_t headline_count = 0;
    size_t purpose_count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &headline_count);
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &purpose_count);
    json_t *document = json_object();

    for (size_t i = 0; i < headline_count; i++) {
        json_t *row = json_object();
        for (size_t j = 0; j < purpose_count; j++) {
            const char *text = cell(&purposes[j], &headlines[i]);
            json_object_set_new(row, purposes[j].code.text, text ? json_string(text) : json_null());
        }
        json_object_set_new(document, headlines[i].code.text, row);
    }
    return document;
}

/* Quoted; what a spreadsheet would take for a formula becomes text. */
static void put_csv(const char *text, bool last)
{
    putchar('"');
    if (strchr("=+-@\t\r", *text) && *text)
        putchar('\'');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    fputs(last ? "\"\r\n" : "\",", stdout);
}

static void csv_row(const dolen_rules *rules, const dolen_purpose *purpose, const dolen_headline *headline, bool welsh)
{
    const char *level = cell(purpose, headline);
    DOLEN_FREED char *roles = dolen_rules_list_roles(rules, purpose->roles, welsh);
    DOLEN_FREED char *types = dolen_rules_list_types(rules, purpose->types, welsh);
    DOLEN_FREED char *ages = dolen_rules_list_ages(headline->age_from, headline->age_to);
    const bool person = headline->about_people && purpose->about_people;
    const bool address = headline->about_addresses && purpose->about_addresses;

    put_csv(headline->code.text, false);
    put_csv(dolen_rules_say(headline->name, welsh), false);
    put_csv(dolen_rules_say(dolen_rules_list_class(headline->held), welsh), false);
    put_csv(ages, false);
    put_csv(purpose->code.text, false);
    put_csv(dolen_rules_say(purpose->name, welsh), false);
    put_csv(level ? level : "", false);
    put_csv(level && person ? "yes" : "", false);
    put_csv(level && address ? "yes" : "", false);
    put_csv(roles, false);
    put_csv(types, true);
}

static void print_csv(const dolen_rules *rules, bool welsh)
{
    size_t headline_count = 0;
    size_t purpose_count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &headline_count);
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &purpose_count);

    fputs("code,code_name,held,ages,purpose,purpose_name,level,by_person,by_address,roles,member_types\r\n", stdout);
    for (size_t i = 0; i < headline_count; i++)
        for (size_t j = 0; j < purpose_count; j++)
            csv_row(rules, &purposes[j], &headlines[i], welsh);
}

static void matrix_table(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    size_t headline_count = 0;
    size_t purpose_count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &headline_count);
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &purpose_count);
    const size_t shown = purpose_count < DOLEN_PAPER_COLUMNS - 2 ? purpose_count : DOLEN_PAPER_COLUMNS - 2;
    const char *cells[DOLEN_PAPER_COLUMNS] = {welsh ? "Cod" : "Code", welsh ? "Enw" : "Name"};

    for (size_t j = 0; j < shown; j++)
        cells[j + 2] = purposes[j].code.text;
    dolen_paper_row(paper, cells, shown + 2);
    for (size_t i = 0; i < headline_count; i++) {
        cells[0] = headlines[i].code.text;
        cells[1] = dolen_rules_say(headlines[i].name, welsh);
        for (size_t j = 0; j < shown; j++) {
            const char *text = cell(&purposes[j], &headlines[i]);
            cells[j + 2] = text ? text : "-";
        }
        dolen_paper_row(paper, cells, shown + 2);
    }
    dolen_paper_end_table(paper);
}

static void say_version(dolen_paper *paper, const dolen_rules *rules, bool welsh)
{
    char digest[2 * DOLEN_DIGEST_SIZE + 1];
    char text[256];

    dolen_rules_hex(rules, digest);
    (void)snprintf(text, sizeof text, welsh ? "%s, fersiwn %s" : "%s, version %s",
                   dolen_rules_say(dolen_rules_name(rules), welsh), dolen_rules_version(rules));
    dolen_paper_say(paper, text);
    (void)snprintf(text, sizeof text, welsh ? "Crynodeb (SHA-256): %s" : "Digest (SHA-256): %s", digest);
    dolen_paper_say(paper, text);
}

static void print_paper(const dolen_rules *rules, dolen_paper_format format, bool welsh)
{
    DOLEN_OWN(dolen_paper, paper) =
        dolen_paper_new(stdout, format, welsh ? "cy" : "en", welsh ? "Pwy a gaiff weld beth" : "Who may see what");

    say_version(paper, rules, welsh);
    dolen_paper_heading(paper, 2, welsh ? "Codau yn ôl diben" : "Codes by purpose");
    dolen_paper_say(paper, welsh ? "Mae cell yn dweud faint a ddangosir ar y mwyaf; mae - yn golygu dim byd."
                                 : "A cell says how much is shown at most; - means nothing.");
    dolen_rules_list_levels(paper, rules, welsh);
    matrix_table(paper, rules, welsh);
    dolen_paper_heading(paper, 2, welsh ? "Pwy a gaiff ofyn" : "Who may ask");
    dolen_rules_list_purposes(paper, rules, welsh);
    dolen_paper_heading(paper, 2, welsh ? "Cytundebau" : "Agreements");
    dolen_rules_list_agreements(paper, rules, welsh);
    dolen_paper_heading(paper, 2, welsh ? "Llofnodion" : "Signatures");
    dolen_rules_list_signatures(paper, rules, welsh);
}

int dolen_rules_matrix(const dolen_rules_options *with)
{
    dolen_err err = {0};
    const char *format = with->json ? "json" : with->format ? with->format : "text";
    const bool welsh = dolen_rules_is_welsh(with);
    DOLEN_OWN(dolen_rules, rules) = dolen_rules_open(with->folder, &err);

    if (!rules)
        return dolen_tool_refuse("rules", &err);
    if (dolen_text_same(format, "json"))
        return dolen_rules_print_json(matrix_json(rules));
    if (dolen_text_same(format, "csv"))
        print_csv(rules, welsh);
    else
        print_paper(rules,
                    dolen_text_same(format, "html")       ? DOLEN_PAPER_HTML
                    : dolen_text_same(format, "markdown") ? DOLEN_PAPER_MARKDOWN
                                                          : DOLEN_PAPER_TEXT,
                    welsh);
    return fflush(stdout) == 0 && !ferror(stdout) ? DOLEN_TOOL_DONE : DOLEN_TOOL_REFUSED;
}
