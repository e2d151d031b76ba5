/* Writes a synthetic Welsh region as two files of records with truth, for tests/bench/linkage: see usage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/region/linkage_set.h"
#include "deploy/region/region_feed.h"
#include "node/base/text.h"

enum { LEAST = 100, MOST_ERRORS = 100, HUNDRED = 100 };

static const char usage_text[] =
    "usage: linkage_region --out-index FILE --out-query FILE [--relations FILE] [--people N] [--queries N] [--seed S]\n"
    "                      [--error-tenths N] [--nhs-percent N] [--uprn-percent N]\n"
    "  --people N        records of the index (200000), 100 to 1500000\n"
    "  --queries N       records asked about (a fifth of the index), half of them of people who are not in it\n"
    "  --error-tenths N  10: the usual mistakes; 25: two and a half times as many\n"
    "  --nhs-percent N   records on each side that hold the NHS number (0)\n"
    "  --uprn-percent N  the same for the UPRN (25)\n"
    "The same options always write the same files. `entity` is the truth; relations: entity,household,twin_of.\n";

typedef struct options {
    dolen_linkage_plan plan;
    const char *index;
    const char *query;
    const char *relations;
} options;

typedef struct outputs {
    FILE *index;
    FILE *query;
    FILE *relations;
} outputs;

static bool read_number(const char *name, const char *value, options *out)
{
    const struct {
        const char *name;
        uint64_t limit;
    } numbers[] = {{"--people", DOLEN_LINKAGE_SET_PEOPLE},
                   {"--queries", DOLEN_LINKAGE_SET_PEOPLE},
                   {"--seed", UINT32_MAX},
                   {"--error-tenths", MOST_ERRORS},
                   {"--nhs-percent", HUNDRED},
                   {"--uprn-percent", HUNDRED}};
    uint64_t read[sizeof numbers / sizeof *numbers] = {out->plan.people,      out->plan.queries,
                                                       out->plan.seed,        out->plan.error_tenths,
                                                       out->plan.nhs_percent, out->plan.uprn_percent};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(name, numbers[i].name) == 0) {
            if (dolen_text_to_number(value, numbers[i].limit, &read[i], NULL) != DOLEN_OK)
                return false;
            out->plan = (dolen_linkage_plan){(size_t)read[0],   (size_t)read[1],   read[2],
                                             (uint32_t)read[3], (uint32_t)read[4], (uint32_t)read[5]};
            return true;
        }
    return false;
}

static bool read_option(const char *name, const char *value, options *out)
{
    if (strcmp(name, "--out-index") == 0)
        out->index = value;
    else if (strcmp(name, "--out-query") == 0)
        out->query = value;
    else if (strcmp(name, "--relations") == 0)
        out->relations = value;
    else
        return read_number(name, value, out);
    return true;
}

static bool read_options(int argc, char **argv, options *out)
{
    out->plan = dolen_linkage_set_usual_plan();
    out->plan.queries = 0;
    for (int i = 1; i < argc; i += 2)
        if (i + 1 == argc || !read_option(argv[i], argv[i + 1], out))
            return false;
    if (!out->plan.queries)
        out->plan.queries = out->plan.people / 5;
    return out->plan.people >= LEAST && out->plan.queries <= out->plan.people && out->index && out->query;
}

static void put(FILE *file, const char *field)
{
    const char *quote = strpbrk(field, ",\"") ? "\"" : "";

    fprintf(file, "%s%s%s,", quote, field, quote);
}

static void put_record(FILE *file, uint32_t entity, const dolen_held *held)
{
    char born[DOLEN_DAY_TEXT] = "";
    const char sex[2] = {held->sex, '\0'};

    if (held->born.year != 0)
        dolen_day_write(held->born, born);
    fprintf(file, "%u,", (unsigned)entity);
    put(file, held->forenames);
    put(file, held->surname);
    put(file, born);
    put(file, sex);
    put(file, held->postcode);
    put(file, held->address);
    put(file, held->uprn);
    put(file, held->nhs_number);
    fprintf(file, "%s\n", held->former_surname);
}

static void put_person(const outputs *to, const dolen_linkage_person *person)
{
    const uint32_t entity = person->truth.index;

    if (person->is_in_index)
        put_record(to->index, entity, &person->index);
    if (person->is_asked)
        put_record(to->query, entity, &person->query);
    if (to->relations && person->twin_of != DOLEN_LINKAGE_SET_NOBODY)
        fprintf(to->relations, "%u,%u,%u\n", (unsigned)entity, (unsigned)person->household, (unsigned)person->twin_of);
    else if (to->relations)
        fprintf(to->relations, "%u,%u,\n", (unsigned)entity, (unsigned)person->household);
}

static void write_all(const options *wanted, const outputs *to)
{
    static const char header[] = "entity,forenames,surname,dob,sex,postcode,address,uprn,nhs_number,former_surname\n";
    DOLEN_OWN(dolen_linkage_set, set) = dolen_linkage_set_new(&wanted->plan);
    dolen_linkage_person person;

    fputs(header, to->index);
    fputs(header, to->query);
    if (to->relations)
        fputs("entity,household,twin_of\n", to->relations);
    while (dolen_linkage_set_next(set, &person))
        put_person(to, &person);
}

static bool close_all(const outputs *to)
{
    FILE *const files[] = {to->index, to->query, to->relations};
    bool whole = true;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        whole = (!files[i] || dolen_region_feed_close(files[i], NULL) == DOLEN_OK) && whole;
    return whole;
}

int main(int argc, char **argv)
{
    options wanted = {0};

    if (!read_options(argc, argv, &wanted)) {
        fputs(usage_text, stderr);
        return 2;
    }
    const outputs to = {.index = fopen(wanted.index, "we"),
                        .query = fopen(wanted.query, "we"),
                        .relations = wanted.relations ? fopen(wanted.relations, "we") : NULL};
    const bool opened = to.index && to.query && (!wanted.relations || to.relations);
    if (opened)
        write_all(&wanted, &to);
    if (!close_all(&to) || !opened) {
        fputs("linkage_region: a file could not be written\n", stderr);
        return 1;
    }
    return 0;
}
