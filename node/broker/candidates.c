#include "node/broker/candidates.h"

#include <stdlib.h>
#include <string.h>

static int compare_matches(const void *a, const void *b)
{
    const dolen_candidate_match *left = a;
    const dolen_candidate_match *right = b;
    const int agencies = strcmp(left->candidate->agency.text, right->candidate->agency.text);

    if (agencies != 0)
        return agencies;
    if (left->score.band != right->score.band)
        return left->score.band > right->score.band ? -1 : 1;
    if (left->score.probability > right->score.probability)
        return -1;
    if (left->score.probability < right->score.probability)
        return 1;
    return (left->candidate->record > right->candidate->record) - (left->candidate->record < right->candidate->record);
}

static dolen_match_score score_of(const dolen_candidate_question *question, const dolen_candidate *candidate)
{
    const dolen_match_comparison comparison = {.kinds = candidate->kinds,
                                               .asked_fields = question->fields,
                                               .held_fields = candidate->fields,
                                               .index_records = question->index_records};

    if (question->subject == DOLEN_SUBJECT_ADDRESS)
        return dolen_match_score_address(&comparison);
    return dolen_match_score_person(&comparison, question->thresholds);
}

/* Keeps every confirmed match, and a probable one only where it is its agency's first. */
static size_t keep_best(dolen_candidate_match *matches, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const bool first =
            kept == 0 || !dolen_code_same(matches[kept - 1].candidate->agency, matches[i].candidate->agency);
        if (first || matches[i].score.band == DOLEN_BAND_CONFIRMED)
            matches[kept++] = matches[i];
    }
    return kept;
}

size_t dolen_candidates_match(const dolen_candidate_question *question, const dolen_candidate *candidates, size_t count,
                              dolen_candidate_match *matches)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const dolen_match_score score = score_of(question, &candidates[i]);
        if (score.band != DOLEN_BAND_NONE)
            matches[found++] = (dolen_candidate_match){.candidate = &candidates[i], .score = score};
    }
    if (found == 0)
        return 0;
    qsort(matches, found, sizeof *matches, compare_matches);
    return keep_best(matches, found);
}

static int compare_flags(const void *a, const void *b)
{
    const dolen_flag *left = a;
    const dolen_flag *right = b;

    return strcmp(left->code.text, right->code.text);
}

static void join_period(dolen_flag *into, const dolen_flag *from)
{
    if (from->opened < into->opened)
        into->opened = from->opened;
    if (into->closed && (from->closed == 0 || from->closed > into->closed))
        into->closed = from->closed;
}

static dolen_status add_months(dolen_flag *into, const dolen_flag *from, dolen_arena *arena, dolen_err *err)
{
    dolen_month_count *sum = NULL;
    size_t count = 0;

    DOLEN_TRY(dolen_arena_take(arena, into->month_count + from->month_count, sizeof *sum, (void *)&sum, err));
    for (size_t i = 0, j = 0; i < into->month_count || j < from->month_count;) {
        const bool left =
            j == from->month_count || (i < into->month_count && into->months[i].month <= from->months[j].month);
        const dolen_month_count next = left ? into->months[i++] : from->months[j++];
        if (count && sum[count - 1].month == next.month)
            sum[count - 1].count += next.count;
        else
            sum[count++] = next;
    }
    const size_t surplus = count > DOLEN_FLAG_MONTHS ? count - DOLEN_FLAG_MONTHS : 0;
    into->months = sum + surplus;
    into->month_count = count - surplus;
    if (dolen_day_compare(from->latest, into->latest) > 0)
        into->latest = from->latest;
    return DOLEN_OK;
}

static dolen_status merge(dolen_flag *into, const dolen_flag *from, dolen_arena *arena, dolen_err *err)
{
    into->disputed = into->disputed || from->disputed;
    if (into->kind == DOLEN_FLAG_EVENT)
        return add_months(into, from, arena, err);
    join_period(into, from);
    return DOLEN_OK;
}

dolen_status dolen_candidates_merge_flags(const dolen_flag *flags, size_t count, dolen_arena *arena,
                                          const dolen_flag **out, size_t *out_count, dolen_err *err)
{
    dolen_flag *merged = NULL;
    size_t kept = 0;

    *out = NULL;
    *out_count = 0;
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *merged, (void *)&merged, err));
    if (count)
        memcpy(merged, flags, count * sizeof *merged);
    qsort(merged, count, sizeof *merged, compare_flags);
    for (size_t i = 0; i < count; i++) {
        const bool same =
            kept && dolen_code_same(merged[kept - 1].code, merged[i].code) && merged[kept - 1].kind == merged[i].kind;
        if (same)
            DOLEN_TRY(merge(&merged[kept - 1], &merged[i], arena, err));
        else
            merged[kept++] = merged[i];
    }
    *out = merged;
    *out_count = kept;
    return DOLEN_OK;
}
