#include "tests/bench/linkage_source/pseudonymous.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/memory.h"
#include "node/broker/candidates.h"

typedef struct search {
    const linkage_people *index;
    const linkage_people *queries;
    const linkage_truth *truth;
    const linkage_options *options;
    linkage_postings postings;
    uint64_t *kinds; /* by record: what agrees with the query in hand; zero between queries */
    dolen_candidate *found;
    size_t found_count;
    size_t found_room;
    dolen_candidate_match *matches;
} search;

static void fill_postings(search *with)
{
    for (size_t i = 0; i < with->index->count; i++) {
        const linkage_person *person = &with->index->items[i];
        for (size_t k = 0; k < person->key_count; k++) {
            const linkage_key *key = &with->index->keys[person->first_key + k];
            linkage_postings_add(&with->postings, (linkage_posting){key->value, (uint32_t)i, key->kind});
        }
    }
    linkage_postings_sort(&with->postings);
}

static void count_kinds(const linkage_postings *postings, linkage_pseudonymous *out)
{
    size_t run = 0;

    for (size_t i = 0; i < postings->count; i++) {
        const linkage_posting *one = &postings->items[i];
        run = i && postings->items[i - 1].value == one->value ? run + 1 : 1;
        out->issued[one->kind]++;
        if (run > out->commonest[one->kind])
            out->commonest[one->kind] = (uint32_t)run;
    }
}

static void add_candidate(search *with, uint32_t record)
{
    if (with->found_count == with->found_room) {
        with->found_room = with->found_room ? with->found_room * 2 : DOLEN_INDEX_CANDIDATES;
        with->found = dolen_memory_resize(with->found, with->found_room, sizeof *with->found);
        with->matches = dolen_memory_resize(with->matches, with->found_room, sizeof *with->matches);
    }
    with->found[with->found_count++] = (dolen_candidate){.record = record,
                                                         .agency = {.text = "A"},
                                                         .subject = DOLEN_SUBJECT_PERSON,
                                                         .fields = with->index->items[record].fields};
}

static int by_agreeing_kinds(const void *a, const void *b)
{
    const dolen_candidate *left = a;
    const dolen_candidate *right = b;
    const int difference = __builtin_popcountll(right->kinds) - __builtin_popcountll(left->kinds);

    return difference ? difference : (left->record > right->record) - (left->record < right->record);
}

/* What the index would give the broker: those with most agreeing kinds, at most DOLEN_INDEX_CANDIDATES. */
static void find(search *with, const linkage_person *query)
{
    with->found_count = 0;
    for (size_t k = 0; k < query->key_count; k++) {
        const linkage_key *key = &with->queries->keys[query->first_key + k];
        size_t count;
        const linkage_posting *postings = linkage_postings_find(&with->postings, key->value, &count);
        for (size_t i = 0; i < count; i++) {
            if (!with->kinds[postings[i].record])
                add_candidate(with, postings[i].record);
            with->kinds[postings[i].record] |= dolen_match_bit((dolen_key_kind)key->kind);
        }
    }
    for (size_t i = 0; i < with->found_count; i++) {
        with->found[i].kinds = with->kinds[with->found[i].record];
        with->kinds[with->found[i].record] = 0;
    }
    if (with->found_count > DOLEN_INDEX_CANDIDATES) {
        qsort(with->found, with->found_count, sizeof *with->found, by_agreeing_kinds);
        with->found_count = DOLEN_INDEX_CANDIDATES;
    }
}

static dolen_match_comparison comparison_of(const search *with, const linkage_person *query,
                                            const dolen_candidate *candidate)
{
    return (dolen_match_comparison){.kinds = candidate->kinds,
                                    .asked_fields = query->fields,
                                    .held_fields = candidate->fields,
                                    .index_records = with->index->count};
}

/* What the asker's knowledge of its own names would add: a factor for the chance of a stranger. */
static double evidence_of(const search *with, const linkage_person *query, dolen_match_levels levels)
{
    const linkage_options *options = with->options;
    int bits = 0;

    if (!options->evidence)
        return 1;
    if (levels.forename >= 2 && levels.forename != DOLEN_MATCH_UNKNOWN)
        bits += options->evidence(options->evidence_context, query, false, levels.forename);
    if (levels.surname >= 2 && levels.surname != DOLEN_MATCH_UNKNOWN)
        bits += options->evidence(options->evidence_context, query, true, levels.surname);
    return ldexp(1, -bits);
}

/* The score as a number to rank by: an NHS number that agrees goes before everything else. */
static double rank_of(const search *with, const linkage_person *query, const dolen_candidate *candidate)
{
    const dolen_match_comparison comparison = comparison_of(with, query, candidate);
    const dolen_match_score score = dolen_match_score_person(&comparison, with->options->thresholds);
    const double stranger =
        fmax(1 - score.probability - score.relative, 0) * evidence_of(with, query, dolen_match_levels_of(&comparison));
    const double relative = with->options->without_relative ? 0 : score.relative;
    const double rank = score.probability / (score.probability + stranger + relative);

    return score.agreement.nhs_number ? 1 + rank : rank;
}

static linkage_relation relation_of(const linkage_person *query, const linkage_person *record)
{
    if (query->entity == record->entity)
        return LINKAGE_SAME;
    return query->household && query->household == record->household ? LINKAGE_COHABITANT : LINKAGE_STRANGER;
}

static void count_levels(const search *with, const linkage_person *query, const dolen_candidate *candidate,
                         linkage_pseudonymous *out)
{
    const dolen_match_comparison comparison = comparison_of(with, query, candidate);
    const dolen_match_levels levels = dolen_match_levels_of(&comparison);
    const linkage_relation relation = relation_of(query, &with->index->items[candidate->record]);
    const uint8_t all[LINKAGE_FIELDS] = {levels.forename, levels.surname, levels.born,
                                         levels.place,    levels.sex,     levels.middle};

    for (size_t i = 0; i < LINKAGE_FIELDS; i++)
        out->levels[relation][i][all[i] == DOLEN_MATCH_UNKNOWN ? LINKAGE_LEVELS - 1 : all[i]]++;
}

static void count_release(const search *with, const linkage_person *query, size_t matches, dolen_band least,
                          linkage_release *out)
{
    linkage_release one = {0};

    for (size_t i = 0; i < matches; i++) {
        const linkage_person *record = &with->index->items[with->matches[i].candidate->record];
        if (with->matches[i].score.band < least)
            continue;
        const linkage_relation relation = relation_of(query, record);
        one.right_pairs += relation == LINKAGE_SAME;
        one.wrong_pairs += relation != LINKAGE_SAME;
        one.household += relation == LINKAGE_COHABITANT;
        one.twins += query->twin && query->twin == record->entity;
    }
    out->queries++;
    out->right_pairs += one.right_pairs;
    out->wrong_pairs += one.wrong_pairs;
    out->found += one.right_pairs > 0;
    out->mistaken += one.wrong_pairs > 0;
    out->household += one.household > 0;
    out->twins += one.twins > 0;
}

static void release(search *with, const linkage_person *query, linkage_release out[LINKAGE_BANDS])
{
    const dolen_candidate_question question = {.subject = DOLEN_SUBJECT_PERSON,
                                               .fields = query->fields,
                                               .index_records = with->index->count,
                                               .thresholds = with->options->thresholds};
    const size_t matches = dolen_candidates_match(&question, with->found, with->found_count, with->matches);

    count_release(with, query, matches, DOLEN_BAND_CONFIRMED, &out[0]);
    count_release(with, query, matches, DOLEN_BAND_PROBABLE, &out[1]);
}

static void hide_own(search *with, uint32_t entity)
{
    size_t kept = 0;

    for (size_t i = 0; i < with->found_count; i++)
        if (with->index->items[with->found[i].record].entity != entity)
            with->found[kept++] = with->found[i];
    with->found_count = kept;
}

static void ask(search *with, const linkage_person *query, linkage_pseudonymous *out)
{
    const bool known = linkage_truth_knows(with->truth, query->entity);

    find(with, query);
    out->candidates += with->found_count;
    for (size_t i = 0; i < with->found_count; i++) {
        count_levels(with, query, &with->found[i], out);
        linkage_curve_add(&out->curve, rank_of(with, query, &with->found[i]),
                          with->index->items[with->found[i].record].entity == query->entity);
    }
    release(with, query, out->released[known ? LINKAGE_KNOWN : LINKAGE_UNKNOWN]);
    if (!known)
        return;
    hide_own(with, query->entity);
    release(with, query, out->released[LINKAGE_WITHHELD]);
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void linkage_pseudonymous_run(const linkage_people *index, const linkage_people *queries, const linkage_truth *truth,
                              const linkage_options *options, linkage_pseudonymous *out)
{
    search with = {.index = index, .queries = queries, .truth = truth, .options = options};

    memset(out, 0, sizeof *out);
    fill_postings(&with);
    count_kinds(&with.postings, out);
    with.kinds = dolen_memory_make(index->count + 1, sizeof *with.kinds);
    const double start = seconds_now();
    for (size_t i = 0; i < queries->count; i++)
        ask(&with, &queries->items[i], out);
    out->seconds = seconds_now() - start;
    linkage_postings_end(&with.postings);
    free(with.kinds);
    free(with.found);
    free(with.matches);
}
