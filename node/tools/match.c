#include "node/tools/match.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "node/base/text.h"
#include "node/match/match_lack.h"
#include "node/match/match_score.h"
#include "node/match/normalise.h"
#include "node/tools/tool.h"

static const char usage[] =
    "usage: dolen match explain [--forenames TEXT] [--surname TEXT] [--former-surname TEXT] [--born YYYY-MM-DD]\n"
    "                           [--sex TEXT] [--address TEXT] [--postcode TEXT] [--uprn N] [--nhs-number N]\n"
    "                           [--records N] [--with ... the same for a second record]\n"
    "\n"
    "Shows the normal form and the match keys of a person; with --with, those of a second one, which keys both have,\n"
    "and how likely they are one person among N records (100000). Without names, date and NHS number: of an address.\n"
    "Nothing is stored or sent.\n";

enum { RECORDS_LIMIT = 1000000000, MOST_RECORDS = 2, OPTIONS = 9 };

typedef struct options {
    dolen_person people[MOST_RECORDS];
    const char *born[MOST_RECORDS];
    size_t count; /* of records */
    uint64_t records;
} options;

/* Where the value of option number `index` of a record goes. */
static const char **place_of(options *all, size_t record, int index)
{
    dolen_person *person = &all->people[record];
    const char **const places[OPTIONS] = {&person->forenames, &person->surname, &person->former_surname,
                                          &all->born[record], &person->sex,     &person->address,
                                          &person->postcode,  &person->uprn,    &person->nhs_number};

    return places[index];
}

static bool read_born(options *all, size_t record)
{
    const char *text = all->born[record];

    return !text || dolen_day_read(text, &all->people[record].born, NULL) == DOLEN_OK;
}

static bool read_options(int argc, char **argv, options *out)
{
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
        {NULL, 0, NULL, 0},
    };
    int index = 0;

    *out = (options){.count = 1, .records = 100000};
    optind = 1;
    for (int got = getopt_long(argc, argv, "", known, &index); got != -1;
         got = getopt_long(argc, argv, "", known, &index)) {
        if (got == 'w' && out->count < MOST_RECORDS)
            out->count++;
        else if (got == 'v')
            *place_of(out, out->count - 1, index) = optarg;
        else if (got != 'r' || dolen_text_to_number(optarg, RECORDS_LIMIT, &out->records, NULL) != DOLEN_OK)
            return false;
    }
    return optind == argc && read_born(out, 0) && read_born(out, 1);
}

static bool is_address(const dolen_person *person)
{
    return !person->forenames && !person->surname && !person->nhs_number && person->born.year == 0;
}

static void print_words(const char *what, const dolen_normal_words *words)
{
    if (!words->count)
        return;
    printf("  %-16s", what);
    for (size_t i = 0; i < words->count; i++)
        printf(" %s", words->text[i]);
    putchar('\n');
}

static void print_text(const char *what, const char *text)
{
    if (text[0])
        printf("  %-16s %s\n", what, text);
}

static void print_normal_form(const dolen_person *person)
{
    dolen_normal_name name;
    dolen_normal_postcode postcode;
    dolen_normal_line line;

    dolen_normalise_name(person->forenames, person->surname, person->former_surname, &name);
    (void)dolen_normalise_postcode(person->postcode, &postcode);
    dolen_normalise_line(person->address, &line);
    print_words("forenames", &name.forenames);
    if (name.forenames.count)
        print_text("stands for", dolen_normalise_nickname(name.forenames.text[0]));
    print_words("surname parts", &name.surnames);
    print_text("surname", name.surname);
    print_text("former surname", name.former_surname);
    if (person->born.year && dolen_normalise_born(person->born) != DOLEN_BORN_GOOD)
        print_text("date of birth",
                   dolen_normalise_born(person->born) == DOLEN_BORN_WEAK ? "1 January: weak" : "not used");
    print_text("postcode", postcode.whole[0] ? postcode.whole : postcode.outcode);
    print_text("unit numbers", line.units);
    print_text("street", line.street);
    print_text("house", line.house);
}

static void print_keys(const dolen_match_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        printf("  %-4s %.*s\n", dolen_key_kind_name(keys->items[i].kind), (int)keys->items[i].canonical.size,
               (const char *)keys->items[i].canonical.at);
    if (keys->count == 0)
        printf("  no key: %s\n", dolen_match_lack_words(keys->lack));
}

static dolen_status explain_one(const dolen_person *person, dolen_arena *arena, dolen_match_keys *keys, dolen_err *err)
{
    const dolen_address address = {person->address, person->postcode, person->uprn};

    print_normal_form(person);
    if (is_address(person))
        DOLEN_TRY(dolen_match_address_keys(&address, arena, keys, err));
    else
        DOLEN_TRY(dolen_match_person_keys(person, arena, keys, err));
    print_keys(keys);
    return DOLEN_OK;
}

static bool holds(const dolen_match_keys *keys, const dolen_match_key *one)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->items[i].kind == one->kind && dolen_bytes_same(keys->items[i].canonical, one->canonical))
            return true;
    return false;
}

static uint64_t print_agreement(const dolen_match_keys *a, const dolen_match_keys *b)
{
    uint64_t kinds = 0;

    printf("both have");
    for (size_t i = 0; i < a->count; i++) {
        if (!holds(b, &a->items[i]))
            continue;
        kinds |= dolen_match_bit(a->items[i].kind);
        printf(" %s", dolen_key_kind_name(a->items[i].kind));
    }
    puts(kinds ? "" : " no key");
    return kinds;
}

static void print_score(const options *all, const dolen_match_keys *keys)
{
    static const dolen_match_thresholds defaults = {0.99, 0.90};
    static const char *const bands[] = {"nothing is released", "probable", "confirmed"};
    const dolen_match_comparison comparison = {print_agreement(&keys[0], &keys[1]), keys[0].fields, keys[1].fields,
                                               all->records};
    const dolen_match_score score = is_address(&all->people[0]) ? dolen_match_score_address(&comparison)
                                                                : dolen_match_score_person(&comparison, defaults);

    printf("levels: forename %u, surname %u, date of birth %u, place %u%s%s%s\n", score.agreement.forename,
           score.agreement.surname, score.agreement.born, score.agreement.place, score.agreement.sex ? ", sex" : "",
           score.agreement.middle ? ", middle name" : "", score.agreement.nhs_number ? ", NHS number" : "");
    printf("the same with probability %.4f, relatives %.4f: %s (at the default thresholds)\n", score.probability,
           score.relative, bands[score.band]);
}

static dolen_status explain(const options *all, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)MOST_RECORDS * DOLEN_MATCH_ARENA);
    dolen_match_keys keys[MOST_RECORDS];

    printf("normaliser %s\n", DOLEN_NORMALISER_VERSION);
    for (size_t i = 0; i < all->count; i++) {
        printf("record %zu\n", i + 1);
        DOLEN_TRY(explain_one(&all->people[i], arena, &keys[i], err));
    }
    if (all->count == MOST_RECORDS && is_address(&all->people[0]) != is_address(&all->people[1]))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a person and an address cannot be compared");
    if (all->count == MOST_RECORDS)
        print_score(all, keys);
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
    return explain(&all, &err) == DOLEN_OK ? DOLEN_TOOL_DONE : dolen_tool_refuse("match", &err);
}
