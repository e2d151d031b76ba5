#include "tests/bench/linkage_source/measure.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

void linkage_truth_start(linkage_truth *truth, const linkage_people *index, const linkage_people *queries,
                         size_t entities)
{
    *truth = (linkage_truth){.records = dolen_memory_make(entities + 1, sizeof(uint32_t)), .entities = entities};
    for (size_t i = 0; i < index->count; i++)
        truth->records[index->items[i].entity]++;
    for (size_t i = 0; i < queries->count; i++) {
        const uint32_t records = truth->records[queries->items[i].entity];
        truth->pairs += records;
        truth->known += records > 0;
        truth->unknown += records == 0;
    }
}

void linkage_truth_end(linkage_truth *truth)
{
    free(truth->records);
    *truth = (linkage_truth){0};
}

/* Doubles of 0 and more sort like their bits; turned over, the best come first. */
void linkage_curve_add(linkage_curve *curve, double score, bool right)
{
    uint64_t bits = 0;

    curve->reached += right;
    if (score <= 0)
        return;
    memcpy(&bits, &score, sizeof bits);
    linkage_postings_add(&curve->pairs, (linkage_posting){~bits, right, 0});
    curve->sorted = false;
}

double linkage_curve_recall(linkage_curve *curve, double precision, uint64_t true_pairs)
{
    uint64_t right = 0;
    uint64_t best = 0;

    if (!curve->sorted && curve->pairs.count)
        linkage_postings_sort(&curve->pairs);
    curve->sorted = true;
    for (size_t i = 0; i < curve->pairs.count; i++) {
        right += curve->pairs.items[i].record;
        const bool tied = i + 1 < curve->pairs.count && curve->pairs.items[i + 1].value == curve->pairs.items[i].value;
        if (!tied && (double)right >= precision * (double)(i + 1))
            best = right;
    }
    return true_pairs ? (double)best / (double)true_pairs : 0;
}

void linkage_curve_end(linkage_curve *curve)
{
    linkage_postings_end(&curve->pairs);
    *curve = (linkage_curve){0};
}
