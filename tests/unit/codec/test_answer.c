#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void answers_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    sample_answer_room room;
    const dolen_answer sent = sample_answer(&room, 4, 2);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ANSWER_ARENA);
    dolen_answer read;
    dolen_bytes bytes;

    assert_ok(dolen_answer_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_answer_decode(bytes, arena, &read, &err));

    assert_int_equal(read.finding_count, 4);
    assert_int_equal(read.findings[1].flag_count, 3);
    assert_int_equal(read.findings[1].flags[2].months[11].count, 2);
    assert_int_equal(read.findings[1].agreement.surname, 3);
    assert_int_equal(read.findings[3].state, DOLEN_MEMBER_NOTHING);
    assert_true(read.protected_held);
    assert_true(read.findings[1].shielded);
    assert_true(read.findings[0].out_of_date);
    assert_false(read.findings[0].shielded);
    assert_string_equal(read.ledger.checkpoint, sent.ledger.checkpoint);
    assert_memory_equal(read.ledger.proof, room.proof, 3 * sizeof *room.proof);
    assert_true(dolen_bytes_same(read.ledger.entry, sent.ledger.entry));
}

static size_t encoded_size(size_t members, size_t involved)
{
    sample_answer_room room;
    const dolen_answer answer = sample_answer(&room, members, involved);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ANSWER_ARENA);
    dolen_bytes bytes;

    return dolen_answer_encode(&answer, arena, &bytes, NULL) == DOLEN_OK ? bytes.size : 0;
}

static void an_answer_has_one_length_whatever_was_found_among_30_members(void **state)
{
    for (size_t involved = 0; involved <= 30; involved++)
        assert_int_equal(encoded_size(30, involved), DOLEN_ANSWER_SMALL);
}

/* One entry byte more at a time, across every place where the padding's own length grows. */
static void every_length_is_padded_to_one_of_the_two_sizes(void **state)
{
    static uint8_t entry[DOLEN_ANSWER_ENTRY];
    sample_answer_room room;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ANSWER_ARENA);
    dolen_answer answer = sample_answer(&room, 64, 62);
    dolen_answer read;
    dolen_bytes bytes;
    size_t large = 0;

    for (size_t size = 1; size <= sizeof entry; size++) {
        dolen_err err = {0};
        answer.ledger.entry = dolen_bytes_of(entry, size);
        dolen_arena_reset(arena);
        assert_ok(dolen_answer_encode(&answer, arena, &bytes, &err));
        assert_ok(dolen_answer_decode(bytes, arena, &read, &err));
        assert_true(bytes.size == DOLEN_ANSWER_SMALL || bytes.size == DOLEN_ANSWER_LARGE);
        large += bytes.size == DOLEN_ANSWER_LARGE;
    }
    assert_in_range(large, 1, 1000);
}

static void padding_that_is_missing_or_not_zero_is_refused(void **state)
{
    dolen_err err = {0};
    sample_answer_room room;
    const dolen_answer sent = sample_answer(&room, 1, 0);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ANSWER_ARENA);
    uint8_t copy[DOLEN_ANSWER_SMALL];
    dolen_answer read;
    dolen_bytes bytes;

    assert_ok(dolen_answer_encode(&sent, arena, &bytes, &err));
    memcpy(copy, bytes.at, bytes.size);
    assert_ok(dolen_answer_decode(dolen_bytes_of(copy, sizeof copy), arena, &read, &err));
    copy[sizeof copy - 1] = 1;
    assert_fails(DOLEN_E_INPUT, dolen_answer_decode(dolen_bytes_of(copy, sizeof copy), arena, &read, &err));
    assert_fails(DOLEN_E_INPUT, dolen_answer_decode(dolen_bytes_of(copy, sizeof copy - 1), arena, &read, &err));
}

static void at_l2_codes_travel_alone(void **state)
{
    dolen_err err = {0};
    sample_answer_room room;
    dolen_answer sent = sample_answer(&room, 1, 1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ANSWER_ARENA);
    dolen_answer read;
    dolen_bytes bytes;

    sent.granted_level = DOLEN_LEVEL_L2;
    room.findings[0].level = DOLEN_LEVEL_L2;
    assert_ok(dolen_answer_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_answer_decode(bytes, arena, &read, &err));

    assert_int_equal(read.findings[0].flag_count, 3);
    assert_string_equal(read.findings[0].flags[0].code.text, "CSC.LAC");
    assert_int_equal(read.findings[0].flags[0].opened, 0);
    assert_int_equal(read.findings[0].flags[2].month_count, 0);
}

static dolen_status encode_changed(void (*change)(dolen_answer *answer, dolen_finding *finding))
{
    sample_answer_room room;
    dolen_answer answer = sample_answer(&room, 2, 1);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_ANSWER_ARENA);
    dolen_bytes bytes;

    change(&answer, room.findings);
    return dolen_answer_encode(&answer, arena, &bytes, NULL);
}

static void change_nothing(dolen_answer *answer, dolen_finding *finding)
{
}

static void lower_granted(dolen_answer *answer, dolen_finding *finding)
{
    answer->granted_level = DOLEN_LEVEL_L2;
}

static void lower_to_l1_with_flags(dolen_answer *answer, dolen_finding *finding)
{
    finding->level = DOLEN_LEVEL_L1;
}

static void lower_to_l0_with_contact(dolen_answer *answer, dolen_finding *finding)
{
    finding->level = DOLEN_LEVEL_L0;
    finding->flag_count = 0;
}

static void find_nothing_with_flags(dolen_answer *answer, dolen_finding *finding)
{
    finding->state = DOLEN_MEMBER_NOTHING;
}

static void remove_band(dolen_answer *answer, dolen_finding *finding)
{
    finding->band = DOLEN_BAND_NONE;
}

static void same_agency(dolen_answer *answer, dolen_finding *finding)
{
    finding[1].agency = finding[0].agency;
}

static void entry_outside(dolen_answer *answer, dolen_finding *finding)
{
    answer->ledger.index = answer->ledger.size;
}

static void inconsistent_findings_are_refused(void **state)
{
    assert_int_equal(encode_changed(change_nothing), DOLEN_OK);
    assert_fails(DOLEN_E_INPUT, encode_changed(lower_granted));
    assert_fails(DOLEN_E_INPUT, encode_changed(lower_to_l1_with_flags));
    assert_fails(DOLEN_E_INPUT, encode_changed(lower_to_l0_with_contact));
    assert_fails(DOLEN_E_INPUT, encode_changed(find_nothing_with_flags));
    assert_fails(DOLEN_E_INPUT, encode_changed(remove_band));
    assert_fails(DOLEN_E_INPUT, encode_changed(same_agency));
    assert_fails(DOLEN_E_INPUT, encode_changed(entry_outside));
}

static void involve_without_match(dolen_answer *answer, dolen_finding *finding)
{
    finding[1].state = DOLEN_MEMBER_INVOLVED;
}

static void unknown_state(dolen_answer *answer, dolen_finding *finding)
{
    finding[1].state = (dolen_member_state)0;
}

static void code_twice(dolen_answer *answer, dolen_finding *finding)
{
    static dolen_flag flags[2];

    flags[0] = flags[1] = finding->flags[0];
    finding->flags = flags;
    finding->flag_count = 2;
}

static void no_agency(dolen_answer *answer, dolen_finding *finding)
{
    finding->agency = (dolen_code){{0}};
}

static void match_without_level(dolen_answer *answer, dolen_finding *finding)
{
    finding->level = DOLEN_LEVEL_NONE;
    finding->flag_count = 0;
    finding->contact = 0;
}

static void agreement_out_of_range(dolen_answer *answer, dolen_finding *finding)
{
    finding->agreement.place = 5;
}

static void no_epoch(dolen_answer *answer, dolen_finding *finding)
{
    answer->epoch = 0;
}

static void far_future(dolen_answer *answer, dolen_finding *finding)
{
    answer->answered = INT64_MAX;
}

static void unheard_advice(dolen_answer *answer, dolen_finding *finding)
{
    answer->advice = 1U << 30;
}

static void no_entry(dolen_answer *answer, dolen_finding *finding)
{
    answer->ledger.entry.size = 0;
}

static void checkpoint_no_text(dolen_answer *answer, dolen_finding *finding)
{
    answer->ledger.checkpoint = "\xff\xfe";
}

static void flag_of_the_future(dolen_answer *answer, dolen_finding *finding)
{
    static dolen_flag flag;

    flag = finding->flags[0];
    flag.opened = SAMPLE_MONTH + 1;
    finding->flags = &flag;
    finding->flag_count = 1;
}

static void too_many_flags(dolen_answer *answer, dolen_finding *finding)
{
    finding->flag_count = DOLEN_RECORD_FLAGS + 1;
}

static void too_many_findings(dolen_answer *answer, dolen_finding *finding)
{
    answer->finding_count = DOLEN_ANSWER_MEMBERS + 1;
}

static void too_long_a_proof(dolen_answer *answer, dolen_finding *finding)
{
    answer->ledger.proof_count = DOLEN_PROOF_HASHES + 1;
}

static void too_long_an_entry(dolen_answer *answer, dolen_finding *finding)
{
    answer->ledger.entry.size = DOLEN_ANSWER_ENTRY + 1;
}

static void out_of_date_with_nothing(dolen_answer *answer, dolen_finding *finding)
{
    finding[1].state = DOLEN_MEMBER_OUT_OF_DATE;
}

static void every_part_of_an_answer_is_checked(void **state)
{
    static void (*const malformed[])(dolen_answer *, dolen_finding *) = {
        involve_without_match,  unknown_state, code_twice,     no_agency, match_without_level,
        agreement_out_of_range, no_epoch,      unheard_advice, no_entry,  checkpoint_no_text,
        flag_of_the_future,     far_future};
    static void (*const oversized[])(dolen_answer *, dolen_finding *) = {too_many_flags, too_many_findings,
                                                                         too_long_a_proof, too_long_an_entry};

    assert_int_equal(encode_changed(out_of_date_with_nothing), DOLEN_OK);
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        assert_fails(DOLEN_E_INPUT, encode_changed(malformed[i]));
    for (size_t i = 0; i < sizeof oversized / sizeof *oversized; i++)
        assert_fails(DOLEN_E_LIMIT, encode_changed(oversized[i]));
}

static void more_than_the_large_size_is_refused(void **state)
{
    static sample_answer_room room;
    static dolen_flag flags[DOLEN_RECORD_FLAGS];
    static dolen_month_count months[DOLEN_FLAG_MONTHS];
    dolen_answer answer = sample_answer(&room, DOLEN_ANSWER_MEMBERS, DOLEN_ANSWER_MEMBERS);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)16 * DOLEN_ANSWER_ARENA);
    dolen_bytes bytes;

    sample_flags(flags, months, DOLEN_FLAG_MONTHS);
    for (size_t i = 0; i < DOLEN_RECORD_FLAGS; i++) {
        flags[i] = flags[2];
        (void)snprintf(flags[i].code.text, sizeof flags[i].code.text, "X.%zu", i);
    }
    for (size_t i = 0; i < DOLEN_ANSWER_MEMBERS; i++) {
        room.findings[i].flags = flags;
        room.findings[i].flag_count = DOLEN_RECORD_FLAGS;
    }
    assert_fails(DOLEN_E_LIMIT, dolen_answer_encode(&answer, arena, &bytes, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_back_as_they_were),
        cmocka_unit_test(an_answer_has_one_length_whatever_was_found_among_30_members),
        cmocka_unit_test(every_length_is_padded_to_one_of_the_two_sizes),
        cmocka_unit_test(padding_that_is_missing_or_not_zero_is_refused),
        cmocka_unit_test(at_l2_codes_travel_alone),
        cmocka_unit_test(inconsistent_findings_are_refused),
        cmocka_unit_test(every_part_of_an_answer_is_checked),
        cmocka_unit_test(more_than_the_large_size_is_refused),
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
