#include "node/broker/candidates.h"
#include "tests/support/dolen_test.h"

static const dolen_candidate_question question = {.subject = DOLEN_SUBJECT_PERSON,
                                                  .fields = DOLEN_FIELD_FORENAME | DOLEN_FIELD_SURNAME |
                                                            DOLEN_FIELD_BORN | DOLEN_FIELD_PLACE,
                                                  .index_records = 100000,
                                                  .thresholds = {.confirmed = 0.99, .probable = 0.90}};

static uint64_t strong(void)
{
    return dolen_match_bit(DOLEN_KEY_K02) | dolen_match_bit(DOLEN_KEY_K04) | dolen_match_bit(DOLEN_KEY_K05) |
           dolen_match_bit(DOLEN_KEY_K12) | dolen_match_bit(DOLEN_KEY_K18) | dolen_match_bit(DOLEN_KEY_K15);
}

static dolen_candidate candidate(int64_t record, const char *agency, uint64_t kinds)
{
    return (dolen_candidate){
        .record = record, .agency = dolen_code_of(agency), .fields = question.fields, .kinds = kinds};
}

static void ig_21_leaves_no_trace_of_anything_below_probable(void **state)
{
    const dolen_candidate candidates[] = {candidate(1, "SWP", dolen_match_bit(DOLEN_KEY_K19)),
                                          candidate(2, "NPT", strong())};
    dolen_candidate_match matches[2];

    assert_int_equal(1, dolen_candidates_match(&question, candidates, 2, matches));
    assert_int_equal(2, matches[0].candidate->record);
    assert_int_equal(DOLEN_BAND_CONFIRMED, matches[0].score.band);
}

static void keeps_every_confirmed_record_of_an_agency(void **state)
{
    const dolen_candidate candidates[] = {candidate(7, "SWP", strong()), candidate(3, "NPT", strong()),
                                          candidate(5, "SWP", strong())};
    dolen_candidate_match matches[3];

    assert_int_equal(3, dolen_candidates_match(&question, candidates, 3, matches));
    assert_int_equal(3, matches[0].candidate->record);
    assert_int_equal(5, matches[1].candidate->record);
    assert_int_equal(7, matches[2].candidate->record);
}

static void joins_periods_and_adds_month_counts(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    const dolen_month_count one[] = {{24001, 1}, {24003, 2}};
    const dolen_month_count two[] = {{24002, 5}, {24003, 1}};
    const dolen_code lac = dolen_code_of("CSC.LAC");
    const dolen_code ed = dolen_code_of("HB.ED");
    const dolen_flag flags[] = {
        {.code = lac, .kind = DOLEN_FLAG_STATE, .opened = 24000, .closed = 24002},
        {.code = ed, .kind = DOLEN_FLAG_EVENT, .months = one, .month_count = 2, .latest = {2000, 4, 1}},
        {.code = lac, .kind = DOLEN_FLAG_STATE, .opened = 24001},
        {.code = ed, .kind = DOLEN_FLAG_EVENT, .months = two, .month_count = 2, .latest = {2000, 4, 9}},
    };
    const dolen_flag *merged = NULL;
    size_t count = 0;
    dolen_err err = {0};

    assert_ok(dolen_candidates_merge_flags(flags, 4, arena, &merged, &count, &err));

    assert_int_equal(2, count);
    assert_int_equal(24000, merged[0].opened);
    assert_int_equal(0, merged[0].closed);
    assert_int_equal(3, merged[1].month_count);
    assert_int_equal(3, merged[1].months[2].count);
    assert_int_equal(9, merged[1].latest.day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_21_leaves_no_trace_of_anything_below_probable),
        cmocka_unit_test(keeps_every_confirmed_record_of_an_agency),
        cmocka_unit_test(joins_periods_and_adds_month_counts),
    };

    return cmocka_run_group_tests_name("candidates", tests, NULL, NULL);
}
