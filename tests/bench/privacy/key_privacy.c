/* What stored tokens tell somebody without a key: how common the commonest of each kind is, and whether an attacker who
 * knows everybody links records to people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "deploy/region/linkage_set.h"
#include "node/base/text.h"
#include "node/match/match_score.h"
#include "tests/bench/privacy/key_attack.h"
#include "tests/bench/privacy/key_shares.h"

enum { TOO_COMMON = 3, LINKED = 4, CONTROL_FAILED = 5, ROUNDS = 3 };

/* Where guessing does as well less often than this, an attack is better than chance. */
static const double least_luck = .001;

/* What attackers may link at most, of all records. The commonest token of a kind can be recognised now and then, so
 * frequencies are not worth exactly nothing: docs/matching.md has the figures, and what would bring them to nothing. */
static const double most_by_frequency = .0001, most_by_structure = .005;

static const char usage_text[] =
    "usage: key_privacy [--people N] [--attacked N] [--seed S] [--without KINDS]\n"
    "                   [--cap N] [--with-surname yes]\n"
    "  --people N          the commonest token of each kind among N people (1000000); 0: leave that out\n"
    "  --attacked N        attacks on the records of N people (100000), the attacker knowing half as many more; 0: "
    "none\n"
    "  --without KINDS     as if K12, or K12,K15, were not issued\n"
    "  --cap N             as if agencies dropped keys that more than N of their own records share\n"
    "  --with-surname yes  adds a kind that stands for the surname alone, to show that it is noticed\n"
    "Ends with 3 when a kind is too common, 4 when an attack links better than chance, 5 when a control finds "
    "nothing.\n";

typedef struct options {
    uint64_t people;
    uint64_t attacked;
    uint64_t seed;
    uint64_t without;
    uint64_t cap;
    bool with_surname;
} options;

static dolen_person person_of(const dolen_held *held, char sex[2])
{
    sex[0] = held->sex;
    sex[1] = '\0';
    return (dolen_person){.forenames = held->forenames,
                          .surname = held->surname,
                          .former_surname = held->former_surname,
                          .born = held->born,
                          .sex = sex,
                          .address = held->address,
                          .postcode = held->postcode,
                          .uprn = held->uprn,
                          .nhs_number = held->nhs_number};
}

static void add(dolen_key_graph *graph, uint32_t entity, const dolen_held *held, dolen_arena *arena)
{
    char sex[2];
    const dolen_person person = person_of(held, sex);

    dolen_key_graph_add(graph, entity, &person, arena);
}

static dolen_linkage_plan plan_of(uint64_t people, uint64_t others, uint64_t seed)
{
    dolen_linkage_plan plan = dolen_linkage_set_usual_plan();

    plan.people = (size_t)people;
    plan.queries = (size_t)others * 2;
    plan.seed = seed;
    plan.nhs_percent = 60;
    plan.uprn_percent = 50;
    return plan;
}

static void print_shares(const dolen_key_graph *graph, const dolen_key_share shares[DOLEN_KEY_GRAPH_KINDS])
{
    printf("%-8s %10s %10s %10s %10s\n", "kind", "a record", "commonest", "one in", "alone");
    for (uint32_t kind = 0; kind < DOLEN_KEY_GRAPH_KINDS; kind++) {
        const dolen_key_share *share = &shares[kind];
        if (share->edges)
            printf("%-8s %10.3f %10zu %10.0f %10.4f%s\n", dolen_key_graph_kind(kind),
                   (double)share->edges / (double)graph->record_count, share->commonest,
                   (double)graph->record_count / (double)share->commonest, (double)share->alone / (double)share->edges,
                   dolen_key_shares_is_common(share) ? "  TOO COMMON" : "");
    }
}

static int measure_shares(const options *wanted)
{
    const dolen_linkage_plan plan = plan_of(wanted->people, 0, wanted->seed);
    DOLEN_OWN(dolen_linkage_set, set) = dolen_linkage_set_new(&plan);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    uint8_t secret[DOLEN_KEY_GRAPH_SECRET];
    dolen_key_share shares[DOLEN_KEY_GRAPH_KINDS];
    dolen_linkage_person person;
    int worst = 0;

    randombytes_buf(secret, sizeof secret);
    DOLEN_OWN(dolen_key_graph, graph) = dolen_key_graph_new(secret, wanted->with_surname);
    graph->without = wanted->without;
    while (dolen_linkage_set_next(set, &person))
        add(graph, person.truth.index, &person.index, arena);
    dolen_key_graph_sort(graph);
    dolen_key_shares_count(graph, shares);
    printf("people: %zu; at most %d may share a token\n", graph->record_count, DOLEN_KEY_SHARES_MOST);
    print_shares(graph, shares);
    for (uint32_t kind = 0; kind < DOLEN_KEY_GRAPH_KINDS; kind++)
        if (dolen_key_shares_is_common(&shares[kind]))
            worst = TOO_COMMON;
    return worst;
}

/* What is stored, and what three attackers know. */
typedef struct scene {
    dolen_key_graph *stored;   /* an agency's records, under a secret */
    dolen_key_graph *open;     /* the same records hashed without a secret */
    dolen_key_graph *known;    /* everybody as a complete register has them, hashed likewise */
    dolen_key_graph *copied;   /* the agency's own records in plain text, hashed likewise */
    dolen_key_graph *surnames; /* as stored, and a token for the surname alone */
    dolen_key_graph *known_surnames;
} scene;

static void build(const options *wanted, scene *out)
{
    static const uint8_t none[DOLEN_KEY_GRAPH_SECRET] = {0};
    const dolen_linkage_plan plan = plan_of(wanted->attacked, wanted->attacked / 2, wanted->seed);
    DOLEN_OWN(dolen_linkage_set, set) = dolen_linkage_set_new(&plan);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    uint8_t secret[DOLEN_KEY_GRAPH_SECRET];
    dolen_linkage_person person;

    randombytes_buf(secret, sizeof secret);
    *out = (scene){.stored = dolen_key_graph_new(secret, wanted->with_surname),
                   .open = dolen_key_graph_new(none, false),
                   .known = dolen_key_graph_new(none, wanted->with_surname),
                   .copied = dolen_key_graph_new(none, false),
                   .surnames = dolen_key_graph_new(secret, true),
                   .known_surnames = dolen_key_graph_new(none, true)};
    dolen_key_graph *const all[] = {out->stored, out->open,     out->known,
                                    out->copied, out->surnames, out->known_surnames};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i]->without = wanted->without;
    while (dolen_linkage_set_next(set, &person)) {
        const dolen_held truth = dolen_linkage_set_truth(set, &person);
        dolen_key_graph *const of_index[] = {out->stored, out->open, out->copied, out->surnames};
        for (size_t i = 0; person.is_in_index && i < sizeof of_index / sizeof *of_index; i++)
            add(of_index[i], person.truth.index, &person.index, arena);
        add(out->known, person.truth.index, &truth, arena);
        add(out->known_surnames, person.truth.index, &truth, arena);
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        dolen_key_graph_sort(all[i]);
    for (size_t i = 0; i < sizeof all / sizeof *all && wanted->cap; i++)
        dolen_key_graph_cap(all[i], (size_t)wanted->cap);
}

static void demolish(scene *old)
{
    dolen_key_graph_free(old->stored);
    dolen_key_graph_free(old->open);
    dolen_key_graph_free(old->known);
    dolen_key_graph_free(old->copied);
    dolen_key_graph_free(old->surnames);
    dolen_key_graph_free(old->known_surnames);
}

/* True when the attack is better than chance. */
static bool report(const char *name, const dolen_key_attack *attack)
{
    const double luck = dolen_key_attack_luck(attack);

    printf("%-44s %8zu %10.2f %8.4f %9.3g %8zu %8zu %9zu %10.1f  %s\n", name, attack->claims, attack->linked,
           attack->chance, luck, attack->sharp, attack->sharp_right, attack->grouped, attack->grouped_chance,
           luck < least_luck ? "better than chance" : "chance");
    return luck < least_luck;
}

/* By somebody who knows everybody as a complete register has them. */
static bool attack_with_register(const scene *at)
{
    const dolen_key_attack common = dolen_key_attack_rank(at->stored, at->known);
    const dolen_key_attack shared = dolen_key_attack_structure(at->stored, at->known, 1);
    const dolen_key_attack graph = dolen_key_attack_structure(at->stored, at->known, ROUNDS);
    uint64_t ignored = 0;
    const dolen_key_attack chosen = dolen_key_attack_chosen(at->stored, at->known, ROUNDS, &ignored);
    const double records = (double)at->stored->record_count, most = most_by_structure * records;

    (void)report("register: frequencies", &common);
    (void)report("register: shared tokens of a record", &shared);
    (void)report("register: the graph, 3 rounds", &graph);
    (void)report("register: the graph, kinds chosen", &chosen);
    for (int kind = 0; kind < DOLEN_KEY_KINDS; kind++)
        if (ignored >> kind & 1)
            printf(" %s", dolen_key_kind_name((dolen_key_kind)kind));
    printf("%s\n", ignored ? " are the kinds left out" : " no kind is left out");
    return common.linked > most_by_frequency * records || shared.linked > most || chosen.linked > most;
}

/* By somebody who has the agency's own extract in plain text, and wants to know which token is whose. */
static void attack_with_copy(const scene *at)
{
    const dolen_key_attack attacks[] = {dolen_key_attack_rank(at->stored, at->copied),
                                        dolen_key_attack_structure(at->stored, at->copied, 1),
                                        dolen_key_attack_structure(at->stored, at->copied, ROUNDS)};

    (void)report("copy of the records: frequencies", &attacks[0]);
    (void)report("copy of the records: shared tokens", &attacks[1]);
    (void)report("copy of the records: the graph, 3 rounds", &attacks[2]);
}

/* What must succeed. */
static bool controls_find(const scene *at)
{
    const dolen_key_attack bare = dolen_key_attack_equal(at->open, at->known);
    const dolen_key_attack common = dolen_key_attack_rank(at->surnames, at->known_surnames);
    const bool bare_links = report("control, no secret: register", &bare);
    const bool common_links = report("control, a surname kind: frequencies", &common);

    return bare_links && bare.sharp_right * 2 > at->open->record_count && common_links;
}

static int attack_all(const options *wanted)
{
    scene at;

    build(wanted, &at);
    printf("records: %zu; people the attacker knows: %zu\n", at.stored->record_count, at.known->record_count);
    printf("%-44s %8s %10s %8s %9s %8s %8s %9s %10s\n", "attack", "claims", "linked", "chance", "luck", "sharp",
           "right", "grouped", "by chance");
    const bool links = attack_with_register(&at);
    attack_with_copy(&at);
    const bool found = controls_find(&at);
    demolish(&at);
    return !found ? CONTROL_FAILED : links ? LINKED : 0;
}

/* "K12,K15" */
static bool read_kinds(const char *value, uint64_t *kinds)
{
    for (const char *at = value; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        int kind = 0;
        while (kind < DOLEN_KEY_KINDS && strncmp(dolen_key_kind_name((dolen_key_kind)kind), at, strcspn(at, ",")) != 0)
            kind++;
        if (kind == DOLEN_KEY_KINDS)
            return false;
        *kinds |= dolen_match_bit((dolen_key_kind)kind);
    }
    return true;
}

static bool read_option(const char *name, const char *value, options *out)
{
    if (strcmp(name, "--with-surname") == 0) {
        out->with_surname = strcmp(value, "yes") == 0;
        return out->with_surname;
    }
    if (strcmp(name, "--without") == 0)
        return read_kinds(value, &out->without);
    uint64_t *number = strcmp(name, "--people") == 0     ? &out->people
                       : strcmp(name, "--attacked") == 0 ? &out->attacked
                       : strcmp(name, "--seed") == 0     ? &out->seed
                       : strcmp(name, "--cap") == 0      ? &out->cap
                                                         : NULL;
    return number && dolen_text_to_number(value, DOLEN_LINKAGE_SET_PEOPLE, number, NULL) == DOLEN_OK;
}

int main(int argc, char **argv)
{
    options wanted = {.people = 1000000, .attacked = 100000, .seed = 1};

    for (int i = 1; i < argc; i += 2)
        if (i + 1 == argc || !read_option(argv[i], argv[i + 1], &wanted)) {
            fputs(usage_text, stderr);
            return 2;
        }
    if (sodium_init() < 0)
        return 1;
    const int common = wanted.people ? measure_shares(&wanted) : 0;
    const int linked = wanted.attacked ? attack_all(&wanted) : 0;
    return common ? common : linked;
}
