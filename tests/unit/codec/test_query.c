#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void questions_come_back_with_their_tokens_in_order(void **state)
{
    dolen_err err = {0};
    dolen_token tokens[DOLEN_QUERY_TOKENS];
    dolen_query sent = sample_query(tokens);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_QUERY_ARENA);
    dolen_query read;
    dolen_bytes bytes;
    const dolen_token first = tokens[0];

    tokens[0] = tokens[23];
    tokens[23] = first;
    assert_ok(dolen_query_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_query_decode(bytes, arena, &read, &err));

    assert_int_equal(dolen_token_compare(&read.tokens[0], &first), 0);
    assert_true(dolen_code_same(read.purpose, sent.purpose));
    assert_int_equal(read.requested_level, DOLEN_LEVEL_L2);
    assert_memory_equal(&read.case_handle, &sent.case_handle, sizeof read.case_handle);
    assert_memory_equal(&read.staff, &sent.staff, sizeof read.staff);
    assert_int_equal(read.created, sent.created);
}

static dolen_status encode(const dolen_query *query)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_QUERY_ARENA);
    dolen_bytes bytes;

    return dolen_query_encode(query, arena, &bytes, NULL);
}

static void malformed_questions_are_refused(void **state)
{
    dolen_token tokens[DOLEN_QUERY_TOKENS];
    const dolen_query fine = sample_query(tokens);
    dolen_query changed = fine;

    assert_int_equal(encode(&fine), DOLEN_OK);
    changed.token_count = 23;
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    changed = fine;
    changed.subject = DOLEN_SUBJECT_ADDRESS;
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    changed = fine;
    changed.requested_level = DOLEN_LEVEL_NONE;
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    changed = fine;
    changed.fields = 64;
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    changed = fine;
    changed.epoch = 0;
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    changed = fine;
    changed.subject = DOLEN_SUBJECT_NONE;
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    changed = fine;
    changed.urgent_reason = dolen_code_of("DANGER");
    assert_fails(DOLEN_E_INPUT, encode(&changed));
    tokens[4] = tokens[5];
    assert_fails(DOLEN_E_INPUT, encode(&fine));
}

static void a_question_without_purpose_or_role_can_be_read_to_be_refused(void **state)
{
    dolen_token tokens[DOLEN_QUERY_TOKENS];
    dolen_query query = sample_query(tokens);

    query.purpose = (dolen_code){{0}};
    query.role = (dolen_code){{0}};

    assert_int_equal(encode(&query), DOLEN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_come_back_with_their_tokens_in_order),
        cmocka_unit_test(malformed_questions_are_refused),
        cmocka_unit_test(a_question_without_purpose_or_role_can_be_read_to_be_refused),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
