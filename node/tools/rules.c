#include "node/tools/rules.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "governance/policy/policy.h"
#include "node/base/text.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen rules check FOLDER [--json]\n"
    "       dolen rules explain --rules FOLDER --purpose CODE --role CODE --from MEMBER --from-type TYPE\n"
    "                           --to MEMBER --to-type TYPE --code CODE [--subject person|address] [--level L0..L3]\n"
    "                           [--age YEARS] [--no-case] [--no-consent] [--no-decision-maker] [--urgent REASON]\n"
    "                           [--shielded] [--probable] [--day YYYY-MM-DD] [--json]\n"
    "       dolen rules matrix --rules FOLDER [--json]\n"
    "\n"
    "check    loads the set strictly: every mistake with file and line, or its version and digest.\n"
    "explain  what would be decided about one fact, and by which rule. Everything not given is taken as fulfilled.\n"
    "matrix   for every purpose and code whether it is released.\n";

enum { PROBLEMS = 50 };

typedef struct options {
    const char *folder, *purpose, *role, *from, *from_type, *to, *to_type, *code, *subject, *level, *age, *urgent, *day;
    bool no_case, no_consent, no_decision_maker, shielded, probable, json;
} options;

static bool read_options(int argc, char **argv, options *out)
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
        {"no-case", no_argument, NULL, 1},
        {"no-consent", no_argument, NULL, 1},
        {"no-decision-maker", no_argument, NULL, 1},
        {"shielded", no_argument, NULL, 1},
        {"probable", no_argument, NULL, 1},
        {"json", no_argument, NULL, 1},
        {NULL, 0, NULL, 0},
    };
    const char **const texts[] = {&out->folder, &out->purpose, &out->role, &out->from,    &out->from_type,
                                  &out->to,     &out->to_type, &out->code, &out->subject, &out->level,
                                  &out->age,    &out->urgent,  &out->day};
    bool *const marks[] = {&out->no_case,  &out->no_consent, &out->no_decision_maker,
                           &out->shielded, &out->probable,   &out->json};
    int index = 0;

    *out = (options){.subject = "person", .level = "L3"};
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
    return optind == argc && out->folder;
}

static dolen_rules *load(const char *folder, dolen_err *err)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_rules *rules = NULL;

    if (dolen_rules_load(folder, &rules, problems, err) != DOLEN_OK)
        dolen_problems_print(problems, stderr);
    return rules;
}

static int print_json(json_t *document)
{
    const int failed = json_dumpf(document, stdout, JSON_INDENT(2));

    putchar('\n');
    json_decref(document);
    return failed ? DOLEN_TOOL_REFUSED : DOLEN_TOOL_DONE;
}

static int check(const options *with)
{
    dolen_err err = {0};
    char digest[2 * DOLEN_DIGEST_SIZE + 1];
    size_t purposes = 0;
    size_t codes = 0;
    size_t agreements = 0;
    DOLEN_OWN(dolen_rules, rules) = load(with->folder, &err);

    if (!rules)
        return dolen_tool_refuse("rules", &err);
    const dolen_digest own = dolen_rules_digest(rules);
    dolen_bytes_to_hex(dolen_bytes_of(own.bytes, sizeof own.bytes), digest);
    (void)dolen_rules_all_purposes(rules, &purposes);
    (void)dolen_rules_all_headlines(rules, &codes);
    (void)dolen_rules_all_agreements(rules, &agreements);
    if (with->json)
        return print_json(json_pack("{s:s, s:s, s:I, s:I, s:I}", "version", dolen_rules_version(rules), "digest",
                                    digest, "purposes", (json_int_t)purposes, "codes", (json_int_t)codes, "agreements",
                                    (json_int_t)agreements));
    printf("version %s\ndigest %s\n%zu purposes, %zu codes, %zu agreements\n", dolen_rules_version(rules), digest,
           purposes, codes, agreements);
    return DOLEN_TOOL_DONE;
}

static dolen_status code_of(const char *text, dolen_code *out, dolen_err *err)
{
    if (!text)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "purpose, role, from, from-type, to, to-type and code are needed");
    return dolen_code_read(text, strlen(text), out, err);
}

static dolen_fact fact(bool missing)
{
    return missing ? DOLEN_FACT_NO : DOLEN_FACT_YES;
}

static dolen_status read_request(const options *with, dolen_policy_request *out, dolen_err *err)
{
    uint64_t age = 0;

    *out = (dolen_policy_request){.has_staff = true,
                                  .has_case = !with->no_case,
                                  .decision_maker = fact(with->no_decision_maker),
                                  .consent = fact(with->no_consent),
                                  .authoriser = DOLEN_FACT_YES,
                                  .urgent = with->urgent != NULL,
                                  .age = DOLEN_AGE_UNKNOWN,
                                  .today = dolen_day_of(dolen_clock_now(dolen_clock_system()))};
    DOLEN_TRY(code_of(with->from, &out->asker, err));
    DOLEN_TRY(code_of(with->from_type, &out->asker_type, err));
    DOLEN_TRY(code_of(with->role, &out->role, err));
    DOLEN_TRY(code_of(with->purpose, &out->purpose, err));
    DOLEN_TRY(dolen_level_read(with->level, &out->requested_level, err));
    if (with->urgent)
        DOLEN_TRY(code_of(with->urgent, &out->urgent_reason, err));
    if (with->day)
        DOLEN_TRY(dolen_day_read(with->day, &out->today, err));
    if (with->age) {
        DOLEN_TRY(dolen_text_to_number(with->age, 150, &age, err));
        out->age = (int)age;
    }
    out->subject = dolen_text_same(with->subject, "address") ? DOLEN_SUBJECT_ADDRESS : DOLEN_SUBJECT_PERSON;
    return DOLEN_OK;
}

/* A fact of this code that is current on the day. */
static dolen_flag current_flag(const dolen_rules *rules, dolen_code code, dolen_day today, dolen_month_count *month)
{
    const dolen_headline *headline = dolen_rules_find_headline(rules, code);
    dolen_flag flag = {.code = code, .kind = headline ? headline->kind : DOLEN_FLAG_NONE};

    *month = (dolen_month_count){.month = dolen_month_of(today), .count = 1};
    if (flag.kind == DOLEN_FLAG_EVENT) {
        flag.months = month;
        flag.month_count = 1;
        flag.latest = today;
    } else {
        flag.opened = month->month;
    }
    return flag;
}

static const char *verdict_word(dolen_verdict verdict)
{
    return verdict == DOLEN_VERDICT_PERMIT ? "permit" : verdict == DOLEN_VERDICT_REVIEW ? "review" : "deny";
}

static int print_decision(const dolen_rules *rules, const options *with, dolen_decision decision,
                          const dolen_admission *admission)
{
    const dolen_rule *rule = dolen_rules_find_rule(rules, decision.rule);
    const int code = decision.verdict == DOLEN_VERDICT_DENY ? DOLEN_TOOL_REFUSED : DOLEN_TOOL_DONE;

    if (with->json) {
        (void)print_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?}", "verdict", verdict_word(decision.verdict),
                                   "level", dolen_level_name(decision.level), "rule", decision.rule.text, "en",
                                   rule ? rule->text.en : "", "cy", rule ? rule->text.cy : "", "why", admission->what));
        return code;
    }
    printf("%s, level %s, under %s\n", verdict_word(decision.verdict), dolen_level_name(decision.level),
           decision.rule.text);
    if (admission->what)
        printf("%s\n", admission->what);
    if (rule)
        printf("%s\n%s\n", rule->text.en, rule->text.cy);
    if (admission->review_overdue)
        printf("The agreement is past its review date.\n");
    return code;
}

static int explain(const options *with)
{
    dolen_err err = {0};
    dolen_policy_request request;
    dolen_policy_record record = {.protection = with->shielded ? DOLEN_PROTECTION_SHIELDED : DOLEN_PROTECTION_NONE,
                                  .band = with->probable ? DOLEN_BAND_PROBABLE : DOLEN_BAND_CONFIRMED};
    dolen_code code;
    dolen_month_count month;
    DOLEN_OWN(dolen_rules, rules) = load(with->folder, &err);

    if (!rules || read_request(with, &request, &err) != DOLEN_OK ||
        code_of(with->to, &record.owner, &err) != DOLEN_OK ||
        code_of(with->to_type, &record.owner_type, &err) != DOLEN_OK || code_of(with->code, &code, &err) != DOLEN_OK)
        return dolen_tool_refuse("rules", &err);
    const dolen_flag flag = current_flag(rules, code, request.today, &month);
    const dolen_admission admission = dolen_policy_admit(rules, &request);
    return print_decision(rules, with, dolen_policy_decide_flag(rules, &request, &record, &flag), &admission);
}

/* What a purpose does with a code, whoever asks and holds it: the level, or the rule that keeps it back. */
static const char *cell(const dolen_purpose *purpose, const dolen_headline *headline)
{
    const bool named = dolen_code_list_has(purpose->releases, headline->code);

    if (purpose->level == DOLEN_LEVEL_NONE)
        return "-";
    if (dolen_code_list_has(purpose->excludes, headline->code))
        return "-";
    if (named || (headline->held == DOLEN_CLASS_OPEN && purpose->releases_open) ||
        (headline->held == DOLEN_CLASS_RESTRICTED && purpose->releases_restricted))
        return dolen_level_name(purpose->level);
    return "-";
}

static json_t *matrix_row(const dolen_headline *headline, const dolen_purpose *purposes, size_t count)
{
    json_t *row = json_object();

    for (size_t i = 0; i < count; i++) {
        const char *text = cell(&purposes[i], headline);
        json_object_set_new(row, purposes[i].code.text, *text == '-' ? json_null() : json_string(text));
    }
    return row;
}

static void print_matrix(const dolen_headline *headlines, size_t headline_count, const dolen_purpose *purposes,
                         size_t purpose_count)
{
    printf("%-20s", "");
    for (size_t i = 0; i < purpose_count; i++)
        printf(" %-9s", purposes[i].code.text);
    putchar('\n');
    for (size_t i = 0; i < headline_count; i++) {
        printf("%-20s", headlines[i].code.text);
        for (size_t j = 0; j < purpose_count; j++)
            printf(" %-9s", cell(&purposes[j], &headlines[i]));
        putchar('\n');
    }
}

static int matrix(const options *with)
{
    dolen_err err = {0};
    size_t headline_count = 0;
    size_t purpose_count = 0;
    DOLEN_OWN(dolen_rules, rules) = load(with->folder, &err);

    if (!rules)
        return dolen_tool_refuse("rules", &err);
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &headline_count);
    const dolen_purpose *purposes = dolen_rules_all_purposes(rules, &purpose_count);
    if (!with->json) {
        print_matrix(headlines, headline_count, purposes, purpose_count);
        return DOLEN_TOOL_DONE;
    }
    json_t *document = json_object();
    for (size_t i = 0; i < headline_count; i++)
        json_object_set_new(document, headlines[i].code.text, matrix_row(&headlines[i], purposes, purpose_count));
    return print_json(document);
}

int dolen_tool_rules(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const options *with);
    } commands[] = {{"check", check}, {"explain", explain}, {"matrix", matrix}};
    options with;

    if (argc == 2 && dolen_text_same(argv[1], "--help")) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (dolen_text_same(commands[i].name, argv[1]) && read_options(argc - 1, argv + 1, &with))
            return commands[i].run(&with);
    fputs(usage, stderr);
    return DOLEN_TOOL_USAGE;
}
