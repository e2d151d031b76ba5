#include "tests/bench/linkage_source/plaintext.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/base/memory.h"
#include "tests/bench/linkage_source/plaintext_internal.h"

enum { ROUNDS = 8, FITTED_QUERIES = 20000, AT_ONCE = 2000, FIRST_ROOM = 65536, SMALL = 20000 };

static const double confirmed = 0.99;
static const double probable = 0.9;
static const double prior_weight = 200;

const char *const linkage_variant_names[LINKAGE_VARIANTS] = {"fixed", "fixed, no relatives", "fitted",
                                                             "fitted, no relatives"};

/* One comparison. Of a query's pairs, all stand together. */
typedef struct pair {
    uint32_t query;
    uint32_t record;
    levels levels;
} pair;

typedef struct baseline {
    const linkage_people *index;
    const linkage_people *queries;
    const linkage_truth *truth;
    frequencies frequencies;
    name_cache cache;
    linkage_postings blocks;
    pair *pairs;
    size_t count;
    size_t room;
    bool small;
} baseline;

typedef struct weights {
    chances same;
    double prior;
    double relatives;
} weights;

static const weights fixed_weights = {{{{.049, .031, .034, .161, .725},
                                        {.070, .024, .035, .123, .748},
                                        {.002, .020, .075, .005, .897},
                                        {.099, .073, .038, .384, .405},
                                        {.021, .979},
                                        {.017, .983},
                                        {.09, .91}}},
                                      .5,
                                      1.6};

static const chances relative_chances = {{{.86, .09, .01, .02, .02},
                                          {.24, .01, .01, .02, .72},
                                          {.955, .03, .01, .001, .006},
                                          {.08, .02, .02, .03, .85},
                                          {.5, .5},
                                          {.9, .1},
                                          {1, 1e-4}}};

static double probability(const weights *by, const chances *stranger_chances, levels compared, double records)
{
    double same = by->prior;
    double stranger = records;
    double relative = by->relatives;

    for (size_t i = 0; i < FIELDS; i++) {
        const uint8_t level = compared.of[i];
        if (level == NOT_COMPARED)
            continue;
        same *= by->same.of[i][level];
        stranger *= stranger_chances->of[i][level];
        relative *= relative_chances.of[i][level];
    }
    return same / (same + stranger + relative);
}

static void fill_blocks(baseline *with)
{
    uint64_t values[BLOCKS];

    for (size_t i = 0; i < with->index->count; i++) {
        const size_t count =
            linkage_plaintext_blocks(with->cache.vocabulary, &with->index->items[i], with->small, values);
        for (size_t k = 0; k < count; k++)
            linkage_postings_add(&with->blocks, (linkage_posting){values[k], (uint32_t)i, 0});
    }
    linkage_postings_sort(&with->blocks);
}

static void add_pair(baseline *with, uint32_t query, uint32_t record)
{
    if (with->count == with->room) {
        with->room = with->room ? with->room + with->room / 2 : FIRST_ROOM;
        with->pairs = dolen_memory_resize(with->pairs, with->room, sizeof *with->pairs);
    }
    with->pairs[with->count++] =
        (pair){query, record,
               linkage_plaintext_compare(&with->cache, &with->queries->items[query], &with->index->items[record])};
}

/* The pairs of some queries, in place of those compared before. */
static void compare_queries(baseline *with, size_t first, size_t end)
{
    uint32_t *seen = dolen_memory_make(with->index->count + 1, sizeof *seen);
    uint64_t values[BLOCKS];

    with->count = 0;
    for (size_t i = first; i < end; i++) {
        const size_t count =
            linkage_plaintext_blocks(with->cache.vocabulary, &with->queries->items[i], with->small, values);
        for (size_t k = 0; k < count; k++) {
            size_t found;
            const linkage_posting *postings = linkage_postings_find(&with->blocks, values[k], &found);
            for (size_t j = 0; j < found; j++) {
                if (seen[postings[j].record] == i + 1)
                    continue;
                seen[postings[j].record] = (uint32_t)i + 1;
                add_pair(with, (uint32_t)i, postings[j].record);
            }
        }
    }
    free(seen);
}

static void fit_round(const baseline *with, weights *by)
{
    const double records = (double)with->index->count;
    chances sums;
    chances strangers = {0};
    double total = 0;
    uint32_t query = UINT32_MAX;
    size_t queries = 0;

    for (size_t i = 0; i < FIELDS; i++)
        for (size_t level = 0; level < LEVELS; level++)
            sums.of[i][level] = prior_weight * fixed_weights.same.of[i][level];
    for (size_t i = 0; i < with->count; i++) {
        if (with->pairs[i].query != query) {
            query = with->pairs[i].query;
            queries++;
            linkage_frequencies_chances(&with->frequencies, &with->queries->items[query], &strangers);
        }
        const double same = probability(by, &strangers, with->pairs[i].levels, records);
        if (same < 1e-4)
            continue;
        total += same;
        for (size_t f = 0; f < FIELDS; f++)
            if (with->pairs[i].levels.of[f] != NOT_COMPARED)
                sums.of[f][with->pairs[i].levels.of[f]] += same;
    }
    for (size_t i = 0; i < FIELDS; i++) {
        double sum = 0;
        for (size_t level = 0; level < LEVELS; level++)
            sum += sums.of[i][level];
        for (size_t level = 0; level < LEVELS; level++)
            by->same.of[i][level] = sums.of[i][level] / sum;
    }
    const double share = queries ? total / (double)queries : .5;
    by->prior = share > .98 ? .98 : share < .02 ? .02 : share;
}

/* What one query's best records are, over its pairs. */
static void end_query(const baseline *with, uint32_t query, double best_wrong, size_t variant, linkage_plaintext *out)
{
    const bool known = linkage_truth_knows(with->truth, with->queries->items[query].entity);

    out->wrong_confirmed[variant] += best_wrong >= confirmed;
    out->unknown_hit[variant] += !known && best_wrong >= probable;
}

static void score_all(const baseline *with, const weights *by, size_t variant, linkage_plaintext *out)
{
    const double records = (double)with->index->count;
    chances strangers = {0};
    double best_wrong = 0;

    for (size_t i = 0; i < with->count; i++) {
        const pair *one = &with->pairs[i];
        if (i == 0 || with->pairs[i - 1].query != one->query) {
            linkage_frequencies_chances(&with->frequencies, &with->queries->items[one->query], &strangers);
            best_wrong = 0;
        }
        const double score = probability(by, &strangers, one->levels, records);
        const bool right = with->queries->items[one->query].entity == with->index->items[one->record].entity;
        linkage_curve_add(&out->curves[variant], score > 1e-6 ? score : 0, right);
        if (!right && score > best_wrong)
            best_wrong = score;
        if (i + 1 == with->count || with->pairs[i + 1].query != one->query)
            end_query(with, one->query, best_wrong, variant, out);
    }
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Fit to the first queries; then score all, some at a time, so that memory does not grow with them. */
static void score_variants(baseline *with, linkage_plaintext *out)
{
    const size_t queries = with->queries->count;
    weights by[LINKAGE_VARIANTS] = {fixed_weights, fixed_weights, fixed_weights, fixed_weights};

    by[1].relatives = by[3].relatives = 0;
    compare_queries(with, 0, least(queries, FITTED_QUERIES));
    for (size_t variant = 2; variant < LINKAGE_VARIANTS; variant++)
        for (int i = 0; i < ROUNDS; i++)
            fit_round(with, &by[variant]);
    for (size_t first = 0; first < queries; first += AT_ONCE) {
        compare_queries(with, first, least(queries, first + AT_ONCE));
        out->comparisons += with->count;
        for (size_t variant = 0; variant < LINKAGE_VARIANTS; variant++)
            score_all(with, &by[variant], variant, out);
    }
}

void linkage_plaintext_run(const linkage_people *index, const linkage_people *queries, const linkage_truth *truth,
                           const linkage_vocabulary *vocabulary, linkage_plaintext *out)
{
    baseline with = {.index = index,
                     .queries = queries,
                     .truth = truth,
                     .cache = {.vocabulary = vocabulary},
                     .small = index->count < SMALL};
    const double start = seconds_now();

    memset(out, 0, sizeof *out);
    with.cache.items = dolen_memory_make(NAME_CACHE, sizeof *with.cache.items);
    linkage_frequencies_start(&with.frequencies, vocabulary, index, queries);
    fill_blocks(&with);
    score_variants(&with, out);
    out->seconds = seconds_now() - start;
    linkage_postings_end(&with.blocks);
    linkage_frequencies_end(&with.frequencies);
    free(with.cache.items);
    free(with.pairs);
}
