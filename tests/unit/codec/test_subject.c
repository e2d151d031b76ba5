#include "proto/codec/subject.h"

#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static dolen_code names[] = {{"CRIME"}, {"OTHERS"}};

static dolen_subject_question a_question(dolen_token tokens[DOLEN_SUBJECT_TOKENS])
{
    const dolen_query like = sample_query(tokens);

    return (dolen_subject_question){.request_id = like.request_id,
                                    .federation = like.federation,
                                    .agency = like.agency,
                                    .epoch = like.epoch,
                                    .staff = like.staff,
                                    .role = dolen_code_of("data-protection-officer"),
                                    .purpose = dolen_code_of("SUBJECT"),
                                    .case_handle = like.case_handle,
                                    .fields = like.fields,
                                    .created = like.created,
                                    .tokens = tokens,
                                    .token_count = DOLEN_SUBJECT_TOKENS,
                                    .applied = names,
                                    .applied_count = 2};
}

static const dolen_subject_consultation consulted[] = {
    {.entry = 0,
     .asked = 1,
     .member = {"NPT"},
     .role = {"practitioner"},
     .purpose = {"S47"},
     .granted_level = DOLEN_LEVEL_L3},
    {.entry = 9, .asked = 2, .member = {"SWP"}, .role = {"supervisor"}, .purpose = {"DA"}, .urgent = true},
};
static const dolen_subject_exemption exempt[] = {{{"CRIME"}, 2}, {{"OTHERS"}, 1}};
static const dolen_flag own[] = {
    {.code = {"CSC.CSP"}, .kind = DOLEN_FLAG_INVOLVEMENT, .opened = 2024 * 12, .disputed = true}};

static dolen_subject_account an_account(void)
{
    dolen_subject_account made = {.answered = sample_instant,
                                  .rules_version = "2026.1",
                                  .consultations = consulted,
                                  .consultation_count = 2,
                                  .exemptions = exempt,
                                  .exemption_count = 2,
                                  .own = own,
                                  .own_count = 1,
                                  .ledger_index = 12};

    sample_fill(made.request_id.bytes, sizeof made.request_id.bytes, 4);
    return made;
}

static dolen_ledger_notice a_notice(void)
{
    dolen_ledger_notice made = {.federation = dolen_code_of("demo"),
                                .agency = dolen_code_of("NPT"),
                                .role = dolen_code_of("data-protection-officer"),
                                .action = dolen_code_of("restricted"),
                                .count = 1,
                                .created = sample_instant};

    sample_fill(made.request_id.bytes, sizeof made.request_id.bytes, 5);
    return made;
}

static dolen_status ask(const dolen_subject_question *question)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    dolen_bytes bytes;

    return dolen_subject_question_encode(question, arena, &bytes, NULL);
}

static dolen_status tell(const dolen_subject_account *account)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    dolen_bytes bytes;

    return dolen_subject_account_encode(account, arena, &bytes, NULL);
}

static void questions_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    dolen_token tokens[DOLEN_SUBJECT_TOKENS];
    const dolen_subject_question sent = a_question(tokens);
    dolen_subject_question read;
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_subject_question_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_subject_question_decode(bytes, arena, &read, &err));

    assert_string_equal("SUBJECT", read.purpose.text);
    assert_int_equal(2, read.applied_count);
    assert_string_equal("OTHERS", read.applied[1].text);
    assert_int_equal(0, read.waived_count);
    assert_memory_equal(&sent.case_handle, &read.case_handle, sizeof read.case_handle);
    assert_int_equal(DOLEN_SUBJECT_TOKENS, read.token_count);
    assert_int_equal(sent.created, read.created);
}

static void malformed_questions_are_refused(void **state)
{
    dolen_token tokens[DOLEN_SUBJECT_TOKENS];
    const dolen_code doubled[] = {{"CRIME"}, {"CRIME"}};
    const dolen_subject_question fine = a_question(tokens);
    dolen_subject_question changed = fine;

    assert_int_equal(ask(&fine), DOLEN_OK);
    changed.token_count = 23;
    assert_fails(DOLEN_E_INPUT, ask(&changed));
    changed = fine;
    changed.epoch = 0;
    assert_fails(DOLEN_E_INPUT, ask(&changed));
    changed = fine;
    changed.fields = 64;
    assert_fails(DOLEN_E_INPUT, ask(&changed));
    changed = fine;
    changed.applied = doubled;
    assert_fails(DOLEN_E_INPUT, ask(&changed));
    changed = fine;
    changed.waived_count = DOLEN_SUBJECT_EXEMPTIONS + 1;
    assert_fails(DOLEN_E_LIMIT, ask(&changed));
    tokens[3].kind = DOLEN_KEY_A1;
    assert_fails(DOLEN_E_INPUT, ask(&fine));
}

static void accounts_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    const dolen_subject_account sent = an_account();
    dolen_subject_account read;
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_subject_account_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_subject_account_decode(bytes, arena, &read, &err));

    assert_int_equal(2, read.consultation_count);
    assert_int_equal(9, read.consultations[1].entry);
    assert_true(read.consultations[1].urgent);
    assert_string_equal("S47", read.consultations[0].purpose.text);
    assert_int_equal(2, read.exemptions[0].count);
    assert_int_equal(1, read.own_count);
    assert_true(read.own[0].disputed);
    assert_int_equal(12, read.ledger_index);
    assert_false(read.cut_short);
}

static void malformed_accounts_are_refused(void **state)
{
    const dolen_subject_consultation twice[] = {consulted[0], consulted[0]};
    const dolen_subject_exemption unordered[] = {exempt[1], exempt[0]};
    const dolen_subject_exemption none[] = {{{"CRIME"}, 0}};
    const dolen_flag doubled[] = {own[0], own[0]};
    const dolen_subject_account fine = an_account();
    dolen_subject_account changed = fine;

    assert_int_equal(tell(&fine), DOLEN_OK);
    changed.consultations = twice;
    assert_fails(DOLEN_E_INPUT, tell(&changed));
    changed = fine;
    changed.exemptions = unordered;
    assert_fails(DOLEN_E_INPUT, tell(&changed));
    changed = fine;
    changed.exemptions = none;
    changed.exemption_count = 1;
    assert_fails(DOLEN_E_INPUT, tell(&changed));
    changed = fine;
    changed.own = doubled;
    changed.own_count = 2;
    assert_fails(DOLEN_E_INPUT, tell(&changed));
    changed = fine;
    changed.consultation_count = DOLEN_SUBJECT_CONSULTATIONS + 1;
    assert_fails(DOLEN_E_LIMIT, tell(&changed));
    changed = fine;
    changed.answered = -1;
    assert_fails(DOLEN_E_INPUT, tell(&changed));
}

static void notices_and_their_replies_come_back_as_they_were(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    const dolen_ledger_notice sent = a_notice();
    const dolen_ledger_notice_reply answered = {.request_id = sent.request_id, .ledger_index = 77};
    dolen_ledger_notice read;
    dolen_ledger_notice_reply reply;
    dolen_bytes bytes;
    dolen_err err = {0};

    assert_ok(dolen_ledger_notice_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_ledger_notice_decode(bytes, arena, &read, &err));
    assert_string_equal("restricted", read.action.text);
    assert_int_equal(1, read.count);
    assert_ok(dolen_ledger_notice_reply_encode(&answered, arena, &bytes, &err));
    assert_ok(dolen_ledger_notice_reply_decode(bytes, arena, &reply, &err));
    assert_int_equal(77, reply.ledger_index);
}

static void ig_09_a_reading_carries_its_ground(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    dolen_ledger_notice sent = a_notice();
    dolen_ledger_notice read;
    dolen_bytes bytes;
    dolen_err err = {0};

    sent.action = dolen_code_of("read-entry");
    sent.ground = dolen_code_of("criminal-proceedings");
    assert_ok(dolen_ledger_notice_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_ledger_notice_decode(bytes, arena, &read, &err));
    assert_string_equal("criminal-proceedings", read.ground.text);
}

static void a_notice_without_an_action_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_ARENA);
    dolen_ledger_notice notice = a_notice();
    dolen_bytes bytes;

    notice.action = (dolen_code){{0}};
    assert_fails(DOLEN_E_INPUT, dolen_ledger_notice_encode(&notice, arena, &bytes, NULL));
    notice = a_notice();
    notice.created = -1;
    assert_fails(DOLEN_E_INPUT, dolen_ledger_notice_encode(&notice, arena, &bytes, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_come_back_as_they_were),
        cmocka_unit_test(malformed_questions_are_refused),
        cmocka_unit_test(accounts_come_back_as_they_were),
        cmocka_unit_test(malformed_accounts_are_refused),
        cmocka_unit_test(notices_and_their_replies_come_back_as_they_were),
        cmocka_unit_test(ig_09_a_reading_carries_its_ground),
        cmocka_unit_test(a_notice_without_an_action_is_refused),
    };

    return cmocka_run_group_tests_name("codec subject", tests, NULL, NULL);
}
