#include "node/tools/extract.h"

#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "governance/federation/federation.h"
#include "node/agency/extract/extract_policy.h"
#include "node/base/sections.h"
#include "node/base/text.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen extract check [--config FILE] [--mapping FILE] [--rules FOLDER] [--agency CODE] [--type CODE]\n"
    "                           [--today YYYY-MM-DD] [--need-manifest] [--before RECORDS] FILE.csv\n"
    "\n"
    "Checks a whole extract as publishing it would: columns, rows, codes, order, manifest. Nothing is stored or sent.\n"
    "From the configuration file come [agency] code, [publish] mapping, [rules] folder and, for the type of member,\n"
    "[federation] file and governance-key; options go before them. --before: the records published last time.\n";

enum { ARENA = 4 * 1024 * 1024, PROBLEMS = 200, SHRINK_LIMIT = 1000000000 };

typedef struct options {
    const char *config, *mapping, *rules, *agency, *type, *today, *before, *csv;
    bool needs_manifest;
} options;

/* All that a check needs, loaded. */
typedef struct settings {
    dolen_arena *arena;
    dolen_mapping *mapping;
    dolen_rules *rules;
    dolen_extract_policy policy;
    dolen_day today;
    uint64_t before;
} settings;

static bool read_options(int argc, char **argv, options *out)
{
    static const struct option known[] = {
        {"config", required_argument, NULL, 'v'},
        {"mapping", required_argument, NULL, 'v'},
        {"rules", required_argument, NULL, 'v'},
        {"agency", required_argument, NULL, 'v'},
        {"type", required_argument, NULL, 'v'},
        {"today", required_argument, NULL, 'v'},
        {"before", required_argument, NULL, 'v'},
        {"need-manifest", no_argument, NULL, 'n'},
        {NULL, 0, NULL, 0},
    };
    const char **const places[] = {&out->config, &out->mapping, &out->rules, &out->agency,
                                   &out->type,   &out->today,   &out->before};
    int index = 0;

    *out = (options){0};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index)) {
        if (got == 'v')
            *places[index] = optarg;
        else if (got == 'n')
            out->needs_manifest = true;
        else
            return false;
    }
    out->csv = optind + 1 == argc ? argv[optind] : NULL;
    return out->csv && (out->config || out->rules);
}

/* A path of the configuration file is relative to that file's folder. */
static dolen_status place(dolen_arena *arena, const char *config, const char *path, const char **out, dolen_err *err)
{
    char whole[PATH_MAX];
    char text[PATH_MAX];

    DOLEN_TRY(dolen_text_copy(text, sizeof text, config, err));
    if (path[0] == '/')
        DOLEN_TRY(dolen_text_copy(whole, sizeof whole, path, err));
    else if ((size_t)snprintf(whole, sizeof whole, "%s/%s", dirname(text), path) >= sizeof whole)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a path of the configuration is too long");
    *out = dolen_arena_copy_string(arena, whole, strlen(whole));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the configuration is too large");
}

/* One value of the configuration, unless an option said it already. */
static dolen_status take(dolen_arena *arena, const dolen_sections *file, const char *section, const char *key,
                         const char **out, dolen_err *err)
{
    const dolen_section *found = dolen_sections_find(file, section, "");
    const char *value = found ? dolen_section_value(found, key, NULL) : NULL;
    const bool is_path = strcmp(key, "code") != 0;

    if (*out || !value)
        return DOLEN_OK;
    if (is_path)
        return place(arena, file->source, value, out, err);
    *out = value;
    return DOLEN_OK;
}

/* The type of the member, out of the signed federation file. */
static dolen_status find_type(const dolen_sections *file, options *all, settings *out, dolen_problems *problems,
                              dolen_err *err)
{
    const dolen_section *section = dolen_sections_find(file, "federation", "");
    const char *key_text = section ? dolen_section_value(section, "governance-key", NULL) : NULL;
    const char *path = NULL;
    dolen_federation *read = NULL;
    dolen_note_key key;
    dolen_code code;

    if (all->type || !all->agency || !key_text)
        return DOLEN_OK;
    DOLEN_TRY(take(out->arena, file, "federation", "file", &path, err));
    DOLEN_TRY(dolen_code_read(all->agency, strlen(all->agency), &code, err));
    DOLEN_TRY(dolen_note_read_key(dolen_bytes_of_string(key_text), &key, err));
    if (!path)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the configuration names no federation file");
    DOLEN_TRY(dolen_federation_read_file(path, &key, &read, problems, err));
    DOLEN_OWN(dolen_federation, federation) = read;
    const dolen_federation_member *member = dolen_federation_member_of(federation, code);
    if (!member)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the federation file does not know this agency");
    out->policy.member_type = member->type;
    return DOLEN_OK;
}

static dolen_status read_config(options *all, settings *out, dolen_problems *problems, dolen_err *err)
{
    dolen_sections file;

    if (!all->config)
        return DOLEN_OK;
    DOLEN_TRY(dolen_sections_read_file(out->arena, all->config, &file, problems, err));
    DOLEN_TRY(take(out->arena, &file, "agency", "code", &all->agency, err));
    DOLEN_TRY(take(out->arena, &file, "publish", "mapping", &all->mapping, err));
    DOLEN_TRY(take(out->arena, &file, "rules", "folder", &all->rules, err));
    return find_type(&file, all, out, problems, err);
}

static dolen_status load(options *all, settings *out, dolen_problems *problems, dolen_err *err)
{
    out->today = dolen_day_of(dolen_clock_now(dolen_clock_system()));
    DOLEN_TRY(read_config(all, out, problems, err));
    if (!all->rules)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the configuration names no folder of rules");
    DOLEN_TRY(dolen_rules_load(all->rules, &out->rules, problems, err));
    if (all->today)
        DOLEN_TRY(dolen_day_read(all->today, &out->today, err));
    if (all->before)
        DOLEN_TRY(dolen_text_to_number(all->before, SHRINK_LIMIT, &out->before, err));
    if (all->type)
        DOLEN_TRY(dolen_code_read(all->type, strlen(all->type), &out->policy.member_type, err));
    out->policy.rules = out->rules;
    if (all->mapping)
        return dolen_mapping_read(all->mapping, &out->mapping, problems, err);
    out->mapping = dolen_mapping_new();
    return DOLEN_OK;
}

static void print_figures(const dolen_extract_figures *figures)
{
    const struct {
        const char *what;
        uint64_t count;
        bool always;
    } lines[] = {
        {"rows", figures->rows, true},
        {"people to publish", figures->people, true},
        {"addresses to publish", figures->addresses, true},
        {"flags of theirs", figures->flags, true},
        {"of them protected", figures->shielded, false},
        {"ids on the list of protections", figures->protections, false},
        {"rows left out for a fault", figures->rejected, true},
        {"rows with an unknown code, left out", figures->unknown_codes, true},
        {"values for statistics that the rules do not know: not published", figures->unknown_dimensions, false},
        {"rows with an unknown team", figures->unknown_teams, false},
        {"ids with nothing in the last 36 months", figures->outlived, false},
        {"earlier periods left out", figures->dropped_periods, false},
        {"people without a date of birth", figures->without_born, false},
        {"rows with a name in another script, or that stands for none", figures->unusable_name, false},
        {"rows with an unusable date of birth", figures->unusable_born, false},
        {"rows with an unusable postcode", figures->unusable_postcode, false},
        {"rows with an unusable NHS number", figures->unusable_nhs_number, false},
        {"rows with an unusable UPRN", figures->unusable_uprn, false},
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].always || lines[i].count)
            printf("%10" PRIu64 "  %s\n", lines[i].count, lines[i].what);
    puts(figures->has_manifest ? "            its manifest was read" : "            there is no manifest");
}

static dolen_status check(options *all, settings *out, dolen_problems *problems, dolen_err *err)
{
    dolen_extract_figures figures = {0};
    dolen_extract *opened = NULL;

    DOLEN_TRY(load(all, out, problems, err));
    const dolen_extract_rules rules = {.kind_of = dolen_extract_policy_kind,
                                       .dimension_of = dolen_extract_policy_dimension,
                                       .context = &out->policy,
                                       .today = out->today,
                                       .agency = all->agency,
                                       .needs_manifest = all->needs_manifest};
    const dolen_status status = dolen_extract_open(all->csv, out->mapping, &rules, &opened, &figures, problems, err);
    dolen_extract_free(opened);
    print_figures(&figures);
    DOLEN_TRY(status);
    if (dolen_extract_has_shrunk(&figures, out->before, dolen_rules_limits(out->rules)->shrink_per_cent))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the extract has shrunk too much: a supervisor must release it");
    return DOLEN_OK;
}

static int run(options *all)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    settings loaded = {.arena = arena};
    dolen_err err = {0};

    const dolen_status status = check(all, &loaded, problems, &err);
    dolen_problems_print(problems, stderr);
    dolen_mapping_free(loaded.mapping);
    dolen_rules_free(loaded.rules);
    return status == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("extract", &err);
}

int dolen_tool_extract(int argc, char **argv)
{
    options all;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return DOLEN_TOOL_DONE;
    }
    if (argc < 2 || strcmp(argv[1], "check") != 0 || !read_options(argc - 1, argv + 1, &all)) {
        fputs(usage, stderr);
        return DOLEN_TOOL_USAGE;
    }
    return run(&all);
}
