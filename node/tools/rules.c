#include "node/tools/rules.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/base/text.h"
#include "node/tools/rules_internal.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen rules check FOLDER [--json]\n"
    "       dolen rules explain --rules FOLDER --purpose CODE --role CODE --from MEMBER --code CODE\n"
    "                           [--from-type TYPE] [--to MEMBER] [--to-type TYPE] [--subject person|address]\n"
    "                           [--level L0..L3] [--age YEARS] [--day YYYY-MM-DD] [--no-case] [--no-consent]\n"
    "                           [--no-decision-maker] [--urgent REASON] [--no-authoriser] [--shielded] [--probable]\n"
    "                           [--language en|cy] [--json]\n"
    "       dolen rules explain --rules FOLDER --watch CODE --from MEMBER --code CODE [...]\n"
    "       dolen rules matrix --rules FOLDER [--format text|csv|markdown|html|json] [--language en|cy]\n"
    "       dolen rules compare OLD NEW [--refuse-more] [--json]\n"
    "       dolen rules papers --rules FOLDER --out FOLDER [--language en|cy] [--templates FOLDER]\n"
    "\n"
    "check    loads the set strictly: every mistake with file and line, or its version and digest.\n"
    "explain  what would be decided about one fact, by which rule, and every step on the way. Everything not given\n"
    "         is taken as fulfilled. --from is who would be shown it; with --watch, who would be told without asking.\n"
    "matrix   who may see what, for every purpose and code, as a table that people can sign.\n"
    "compare  what NEW discloses more or less than OLD; --refuse-more answers 1 when it discloses anything more.\n"
    "papers   the documents that people sign, from the templates beside the rules (../papers), with every figure, "
    "code,\n"
    "         purpose and recipient from the rules.\n";

enum { PROBLEMS = 50 };

dolen_rules *dolen_rules_open(const char *folder, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_rules *rules = NULL;

    if (dolen_rules_load(folder, &rules, problems, err) != DOLEN_OK)
        dolen_problems_print(problems, stderr);
    return rules;
}

bool dolen_rules_is_welsh(const dolen_rules_options *with)
{
    return with->language && dolen_text_same(with->language, "cy");
}

const char *dolen_rules_say(dolen_words words, bool welsh)
{
    return welsh ? words.cy : words.en;
}

void dolen_rules_hex(const dolen_rules *rules, char out[2 * DOLEN_DIGEST_SIZE + 1])
{
    const dolen_digest digest = dolen_rules_digest(rules);

    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), out);
}

int dolen_rules_print_json(json_t *document)
{
    const int failed = json_dumpf(document, stdout, JSON_INDENT(2));

    putchar('\n');
    json_decref(document);
    return failed ? DOLEN_TOOL_REFUSED : DOLEN_TOOL_DONE;
}

static bool is_one_of(const char *text, const char *const *words)
{
    if (!text)
        return true;
    for (; *words; words++)
        if (dolen_text_same(text, *words))
            return true;
    return false;
}

static bool are_words_known(const dolen_rules_options *with)
{
    static const char *const languages[] = {"en", "cy", NULL};
    static const char *const formats[] = {"text", "csv", "markdown", "html", "json", NULL};
    static const char *const subjects[] = {"person", "address", NULL};

    return is_one_of(with->language, languages) && is_one_of(with->format, formats) &&
           is_one_of(with->subject, subjects);
}

static bool read_options(int argc, char **argv, dolen_rules_options *out)
{
    static const struct option known[] = {
        {"rules", required_argument, NULL, 0},
        {"purpose", required_argument, NULL, 0},
        {"role", required_argument, NULL, 0},
        {"from", required_argument, NULL, 0},
        {"from-type", required_argument, NULL, 0},
        {"to", required_argument, NULL, 0},
        {"to-type", required_argument, NULL, 0},
        {"code", required_argument, NULL, 0},
        {"subject", required_argument, NULL, 0},
        {"level", required_argument, NULL, 0},
        {"age", required_argument, NULL, 0},
        {"urgent", required_argument, NULL, 0},
        {"day", required_argument, NULL, 0},
        {"language", required_argument, NULL, 0},
        {"format", required_argument, NULL, 0},
        {"out", required_argument, NULL, 0},
        {"templates", required_argument, NULL, 0},
        {"watch", required_argument, NULL, 0},
        {"no-case", no_argument, NULL, 1},
        {"no-consent", no_argument, NULL, 1},
        {"no-decision-maker", no_argument, NULL, 1},
        {"no-authoriser", no_argument, NULL, 1},
        {"shielded", no_argument, NULL, 1},
        {"probable", no_argument, NULL, 1},
        {"json", no_argument, NULL, 1},
        {"refuse-more", no_argument, NULL, 1},
        {NULL, 0, NULL, 0},
    };
    const char **const texts[] = {&out->folder, &out->purpose,   &out->role, &out->from,     &out->from_type,
                                  &out->to,     &out->to_type,   &out->code, &out->subject,  &out->level,
                                  &out->age,    &out->urgent,    &out->day,  &out->language, &out->format,
                                  &out->out,    &out->templates, &out->watch};
    bool *const marks[] = {&out->no_case,       &out->no_consent, &out->no_decision_maker,
                           &out->no_authoriser, &out->shielded,   &out->probable,
                           &out->json,          &out->refuse_more};
    int index = 0;

    *out = (dolen_rules_options){.subject = "person", .level = "L3"};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index)) {
        if (got == '?')
            return false;
        if (got == 0)
            *texts[index] = optarg;
        else
            *marks[(size_t)index - sizeof texts / sizeof *texts] = true;
    }
    if (optind < argc && !out->folder)
        out->folder = argv[optind++];
    if (optind < argc)
        out->second = argv[optind++];
    return optind == argc && out->folder && are_words_known(out);
}

static int check(const dolen_rules_options *with)
{
    dolen_err err = {0};
    char digest[2 * DOLEN_DIGEST_SIZE + 1];
    size_t purposes = 0;
    size_t codes = 0;
    size_t agreements = 0;
    DOLEN_OWN(dolen_rules, rules) = dolen_rules_open(with->folder, &err);

    if (!rules)
        return dolen_tool_refuse("rules", &err);
    dolen_rules_hex(rules, digest);
    (void)dolen_rules_all_purposes(rules, &purposes);
    (void)dolen_rules_all_headlines(rules, &codes);
    (void)dolen_rules_all_agreements(rules, &agreements);
    if (with->json)
        return dolen_rules_print_json(json_pack("{s:s, s:s, s:I, s:I, s:I}", "version", dolen_rules_version(rules),
                                                "digest", digest, "purposes", (json_int_t)purposes, "codes",
                                                (json_int_t)codes, "agreements", (json_int_t)agreements));
    printf("version %s\ndigest %s\n%zu purposes, %zu codes, %zu agreements\n", dolen_rules_version(rules), digest,
           purposes, codes, agreements);
    return DOLEN_TOOL_DONE;
}

int dolen_tool_rules(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool takes_two;
        int (*run)(const dolen_rules_options *with);
    } commands[] = {{"check", false, check},
                    {"explain", false, dolen_rules_explain},
                    {"matrix", false, dolen_rules_matrix},
                    {"compare", true, dolen_rules_compare},
                    {"papers", false, dolen_rules_papers}};
    dolen_rules_options with;

    if (argc == 2 && dolen_text_same(argv[1], "--help")) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (dolen_text_same(commands[i].name, argv[1]) && read_options(argc - 1, argv + 1, &with) &&
            (with.second != NULL) == commands[i].takes_two)
            return commands[i].run(&with);
    fputs(usage, stderr);
    return DOLEN_TOOL_USAGE;
}
