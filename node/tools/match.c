#include "node/tools/match.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "node/base/text.h"
#include "node/tools/match_internal.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen match explain --file FILE [--records N] [--json]\n"
    "       dolen match explain [--forenames TEXT] [--surname TEXT] [--former-surname TEXT] [--born YYYY-MM-DD]\n"
    "                           [--sex TEXT] [--address TEXT] [--postcode TEXT] [--uprn N] [--nhs-number N]\n"
    "                           [--records N] [--json] [--with ... the same for a second record]\n"
    "\n"
    "Shows step by step how a person's details are brought into normal form and which match keys they give; with a\n"
    "second record, why the two agree and how likely they are one person among N records (100000). Without names, "
    "date\n"
    "and NHS number: of an address. Nothing is stored or sent.\n"
    "\n"
    "FILE (- for standard input) holds lines such as `forenames: Dai`, `born: 2004-03-12`, with an empty line before "
    "a\n"
    "second record. Prefer it for real people: every user of the machine can read command lines.\n";

enum { RECORDS_LIMIT = 1000000000, FILE_ARENA = 128 * 1024 };

typedef struct options {
    dolen_match_question question;
    const char *file;
    bool json;
    bool has_fields;
} options;

static const struct option known[] = {
    {"forenames", required_argument, NULL, 'v'},
    {"surname", required_argument, NULL, 'v'},
    {"former-surname", required_argument, NULL, 'v'},
    {"born", required_argument, NULL, 'v'},
    {"sex", required_argument, NULL, 'v'},
    {"address", required_argument, NULL, 'v'},
    {"postcode", required_argument, NULL, 'v'},
    {"uprn", required_argument, NULL, 'v'},
    {"nhs-number", required_argument, NULL, 'v'},
    {"records", required_argument, NULL, 'r'},
    {"with", no_argument, NULL, 'w'},
    {"file", required_argument, NULL, 'f'},
    {"json", no_argument, NULL, 'j'},
    {NULL, 0, NULL, 0},
};

static bool read_option(options *out, int got, int index)
{
    dolen_match_question *question = &out->question;

    switch (got) {
    case 'v':
        question->records[question->count - 1].fields[index] = optarg;
        out->has_fields = true;
        return true;
    case 'w':
        return question->count < DOLEN_MATCH_RECORDS && ++question->count;
    case 'f':
        out->file = optarg;
        return true;
    case 'j':
        out->json = true;
        return true;
    case 'r':
        return dolen_text_to_number(optarg, RECORDS_LIMIT, &question->index_records, NULL) == DOLEN_OK;
    default:
        return false;
    }
}

static bool has_dates(const dolen_match_question *question)
{
    dolen_person person;

    for (size_t i = 0; i < question->count; i++)
        if (dolen_match_input_person(&question->records[i], &person, NULL) != DOLEN_OK)
            return false;
    return true;
}

static bool read_options(int argc, char **argv, options *out)
{
    int index = 0;

    *out = (options){.question = {.count = 1, .index_records = 100000}};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index))
        if (!read_option(out, got, index))
            return false;
    return optind == argc && has_dates(&out->question) && !(out->file && (out->has_fields || out->question.count > 1));
}

static dolen_status explain(options *all, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_ARENA);
    DOLEN_OWN(json_t, explanation) = NULL;

    if (all->file)
        DOLEN_TRY(dolen_match_input_read(all->file, arena, &all->question, err));
    DOLEN_TRY(dolen_match_explain_make(&all->question, &explanation, err));
    if (all->json) {
        json_dumpf(explanation, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        dolen_match_print(explanation);
    }
    return DOLEN_OK;
}

int dolen_tool_match(int argc, char **argv)
{
    dolen_err err = {0};
    options all;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    if (argc < 2 || strcmp(argv[1], "explain") != 0 || !read_options(argc - 1, argv + 1, &all)) {
        fputs(usage, stderr);
        return DOLEN_TOOL_USAGE;
    }
    if (all.has_fields)
        fputs("match: other users of this machine can read the command line: use --file for real people\n", stderr);
    return explain(&all, &err) == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("match", &err);
}
