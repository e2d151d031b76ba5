/*
 * linkage --index A.csv --query B.csv [--json] [--without K12,K04 | --only ...] [--no-relative] [--evidence]
 * [--no-plaintext]
 *
 * How well the product's match keys find people, beside a plaintext linker on the same data in the same run.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/linkage_source/report.h"

static const char usage[] =
    "linkage --index FILE --query FILE [--relations FILE] [--json] [--without KINDS] [--only KINDS] [--no-relative] "
    "[--evidence] "
    "[--no-plaintext]\n"
    "  FILE   CSV: entity,forenames,surname,dob,sex,postcode,address,uprn,nhs_number (and former_surname)\n"
    "  relations: entity,household,twin_of, to tell whose the mistakes are\n"
    "  KINDS  kinds of key, such as K12,K04: dropped from both sides, or the only ones kept\n";

typedef struct arguments {
    linkage_request request;
    bool json;
} arguments;

/* "K12,A1" as bits; 0 when one of them is unknown. */
static uint64_t read_kinds(const char *text)
{
    uint64_t kinds = 0;

    while (*text) {
        const size_t size = strcspn(text, ",");
        uint64_t found = 0;
        for (int kind = 1; kind < DOLEN_KEY_KINDS; kind++) {
            const char *name = dolen_key_kind_name((dolen_key_kind)kind);
            if (strlen(name) == size && memcmp(name, text, size) == 0)
                found = dolen_match_bit((dolen_key_kind)kind);
        }
        if (!found)
            return 0;
        kinds |= found;
        text += size + (text[size] == ',');
    }
    return kinds;
}

static bool read_arguments(int argc, char **argv, arguments *out)
{
    static const struct option options[] = {
        {"index", required_argument, NULL, 'i'},     {"query", required_argument, NULL, 'q'},
        {"relations", required_argument, NULL, 'R'}, {"json", no_argument, NULL, 'j'},
        {"without", required_argument, NULL, 'w'},   {"only", required_argument, NULL, 'o'},
        {"no-relative", no_argument, NULL, 'r'},     {"no-plaintext", no_argument, NULL, 'p'},
        {"evidence", no_argument, NULL, 'e'},        {NULL, 0, NULL, 0},
    };
    uint64_t named = 1;

    *out = (arguments){.request = {.kept_kinds = UINT64_MAX,
                                   .has_plaintext = true,
                                   .options.thresholds = {.confirmed = 0.99, .probable = 0.9}}};
    for (int option = 0; option != -1;) {
        option = getopt_long(argc, argv, "", options, NULL);
        switch (option) {
        case 'i':
            out->request.index = optarg;
            break;
        case 'q':
            out->request.query = optarg;
            break;
        case 'R':
            out->request.relations = optarg;
            break;
        case 'j':
            out->json = true;
            break;
        case 'w':
            named = read_kinds(optarg);
            out->request.kept_kinds &= ~named;
            break;
        case 'o':
            named = read_kinds(optarg);
            out->request.kept_kinds &= named;
            break;
        case 'r':
            out->request.options.without_relative = true;
            break;
        case 'p':
            out->request.has_plaintext = false;
            break;
        case 'e':
            out->request.has_evidence = true;
            break;
        case -1:
            break;
        default:
            return false;
        }
    }
    return out->request.index && out->request.query && optind == argc && named;
}

int main(int argc, char **argv)
{
    arguments with;
    linkage_report report;
    dolen_err err = {0};

    if (!read_arguments(argc, argv, &with)) {
        fputs(usage, stderr);
        return 2;
    }
    const dolen_status status = linkage_report_make(&with.request, &report, &err);
    if (status == DOLEN_OK)
        linkage_report_print(&report, with.json);
    linkage_report_end(&report);
    return status == DOLEN_OK ? 0 : 1;
}
