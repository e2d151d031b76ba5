#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static dolen_status decode_chunk(const dolen_delta_chunk *chunk, dolen_month month, dolen_delta_chunk *read,
                                 dolen_arena *arena, dolen_err *err)
{
    dolen_bytes bytes;

    DOLEN_TRY(dolen_delta_chunk_encode(chunk, arena, &bytes, err));
    return dolen_delta_chunk_decode(bytes, month, arena, read, err);
}

static void chunks_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    sample_chunk_room room;
    const dolen_delta_chunk sent = sample_chunk(&room);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_bytes before;
    dolen_bytes after;
    dolen_delta_chunk read;

    assert_ok(decode_chunk(&sent, SAMPLE_MONTH, &read, arena, &err));
    assert_ok(dolen_record_canonical(sent.operations[0].put, arena, &before, &err));
    assert_ok(dolen_record_canonical(read.operations[0].put, arena, &after, &err));

    assert_true(dolen_bytes_same(before, after));
    assert_int_equal(read.operation_count, 2);
    assert_null(read.operations[1].put);
    assert_int_equal(read.operations[1].reason, DOLEN_WITHDRAWN_GONE);
    assert_true(dolen_uuid_same(read.operations[1].withdraw, sent.operations[1].withdraw));
}

static void a_record_that_the_model_refuses_is_refused(void **state)
{
    dolen_err err = {0};
    sample_chunk_room room;
    const dolen_delta_chunk sent = sample_chunk(&room);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_delta_chunk read;

    assert_ok(decode_chunk(&sent, SAMPLE_MONTH, &read, arena, &err));
    assert_fails(DOLEN_E_INPUT, decode_chunk(&sent, SAMPLE_MONTH - 1, &read, arena, &err));
    room.record.tokens[1] = room.record.tokens[0];
    assert_fails(DOLEN_E_INPUT, decode_chunk(&sent, SAMPLE_MONTH, &read, arena, &err));
}

static void a_handle_twice_in_one_chunk_is_refused(void **state)
{
    dolen_err err = {0};
    sample_chunk_room room;
    const dolen_delta_chunk sent = sample_chunk(&room);
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_delta_chunk read;

    room.operations[1].withdraw = room.record.record.handle;

    assert_fails(DOLEN_E_INPUT, decode_chunk(&sent, SAMPLE_MONTH, &read, arena, &err));
}

static void a_full_chunk_fits_its_limits(void **state)
{
    enum { RECORDS = 240 };
    dolen_err err = {0};
    static sample_record_room rooms[RECORDS];
    static dolen_operation operations[RECORDS];
    size_t estimate = DOLEN_DELTA_CHUNK_OWN_SIZE;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    DOLEN_OWN(dolen_arena, other) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_bytes bytes;
    dolen_delta_chunk read;

    for (unsigned int i = 0; i < RECORDS; i++) {
        operations[i].put = sample_record(&rooms[i], 0);
        sample_tokens(rooms[i].tokens, DOLEN_SUBJECT_PSEUDONYMS, DOLEN_KEY_K05);
        rooms[i].record.token_count = DOLEN_SUBJECT_PSEUDONYMS;
        rooms[i].record.handle.bytes[0] = (uint8_t)i;
        rooms[i].record.handle.bytes[1] = (uint8_t)(i >> 8);
        estimate += dolen_delta_record_size(&rooms[i].record);
    }
    const dolen_delta_chunk sent = {.agency = dolen_code_of("csc"),
                                    .epoch = 1,
                                    .sequence = 1,
                                    .operations = operations,
                                    .operation_count = RECORDS};

    assert_ok(dolen_delta_chunk_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_delta_chunk_decode(bytes, SAMPLE_MONTH, other, &read, &err));

    assert_true(bytes.size > 200 * 1024);
    assert_true(bytes.size <= estimate);
    assert_int_equal(read.operation_count, RECORDS);
}

static void commits_states_and_receipts_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    const uint32_t staged[] = {0, 1, 7};
    const dolen_delta_commit commit = sample_commit();
    const dolen_delta_state standing = sample_state(staged, 3);
    const dolen_delta_receipt receipt = sample_receipt();
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_MESSAGE_ARENA);
    dolen_delta_commit commit_read;
    dolen_delta_state state_read;
    dolen_delta_receipt receipt_read;
    dolen_bytes bytes;

    assert_ok(dolen_delta_commit_encode(&commit, arena, &bytes, &err));
    assert_ok(dolen_delta_commit_decode(bytes, arena, &commit_read, &err));
    assert_ok(dolen_delta_state_encode(&standing, arena, &bytes, &err));
    assert_ok(dolen_delta_state_decode(bytes, arena, &state_read, &err));
    assert_ok(dolen_delta_receipt_encode(&receipt, arena, &bytes, &err));
    assert_ok(dolen_delta_receipt_decode(bytes, arena, &receipt_read, &err));

    assert_memory_equal(commit_read.signature, commit.signature, sizeof commit.signature);
    assert_string_equal(commit_read.delta.rules_version, "2026.1");
    assert_int_equal(commit_read.delta.extract_as_of, commit.delta.extract_as_of);
    assert_int_equal(state_read.staged_count, 3);
    assert_int_equal(state_read.staged[2], 7);
    assert_int_equal(receipt_read.ledger_index, 41);
    assert_memory_equal(&receipt_read.set_digest, &receipt.set_digest, sizeof receipt.set_digest);
}

static void a_receipt_binds_every_field_that_is_signed(void **state)
{
    dolen_err err = {0};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_MESSAGE_ARENA);
    dolen_delta_receipt changed[] = {sample_receipt(), sample_receipt(), sample_receipt(), sample_receipt(),
                                     sample_receipt(), sample_receipt(), sample_receipt(), sample_receipt()};
    const dolen_delta_receipt receipt = sample_receipt();
    dolen_bytes original;
    dolen_bytes bytes;

    changed[0].agency = dolen_code_of("asc");
    changed[1].epoch++;
    changed[2].sequence++;
    changed[3].digest.bytes[0] ^= 1;
    changed[4].set_digest.bytes[31] ^= 1;
    changed[5].ledger_index--;
    changed[6].ledger_size++;
    changed[7].applied++;

    assert_ok(dolen_delta_receipt_canonical(&receipt, arena, &original, &err));
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        assert_ok(dolen_delta_receipt_canonical(&changed[i], arena, &bytes, &err));
        assert_false(dolen_bytes_same(original, bytes));
    }
}

static void a_commit_cannot_count_more_than_its_chunks_hold(void **state)
{
    dolen_err err = {0};
    dolen_delta_commit commit = sample_commit();
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_MESSAGE_ARENA);
    dolen_bytes bytes;

    commit.delta.put_count = 1023;
    assert_ok(dolen_delta_commit_encode(&commit, arena, &bytes, &err));
    commit.delta.put_count = 1024;
    assert_fails(DOLEN_E_INPUT, dolen_delta_commit_encode(&commit, arena, &bytes, &err));
    commit.delta.put_count = UINT64_MAX;
    assert_fails(DOLEN_E_INPUT, dolen_delta_commit_encode(&commit, arena, &bytes, &err));
}

static void all_chunks_staged_fits_the_state(void **state)
{
    dolen_err err = {0};
    static uint32_t staged[DOLEN_DELTA_CHUNKS];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_STATE_ARENA);
    dolen_delta_state read;
    dolen_bytes bytes;

    for (uint32_t i = 0; i < DOLEN_DELTA_CHUNKS; i++)
        staged[i] = i;
    const dolen_delta_state standing = sample_state(staged, DOLEN_DELTA_CHUNKS);

    assert_ok(dolen_delta_state_encode(&standing, arena, &bytes, &err));
    assert_ok(dolen_delta_state_decode(bytes, arena, &read, &err));
    assert_int_equal(read.staged_count, DOLEN_DELTA_CHUNKS);
}

static dolen_status encode_chunk(const dolen_delta_chunk *chunk)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_bytes bytes;

    return dolen_delta_chunk_encode(chunk, arena, &bytes, NULL);
}

static void malformed_chunks_are_refused(void **state)
{
    sample_chunk_room room;
    const dolen_delta_chunk fine = sample_chunk(&room);
    dolen_delta_chunk changed = fine;

    assert_int_equal(encode_chunk(&fine), DOLEN_OK);
    changed.sequence = 0;
    assert_fails(DOLEN_E_INPUT, encode_chunk(&changed));
    changed = fine;
    changed.index = DOLEN_DELTA_CHUNKS;
    assert_fails(DOLEN_E_LIMIT, encode_chunk(&changed));
    changed = fine;
    changed.operation_count = 0;
    assert_fails(DOLEN_E_INPUT, encode_chunk(&changed));
    changed.operation_count = DOLEN_CHUNK_OPERATIONS + 1;
    assert_fails(DOLEN_E_LIMIT, encode_chunk(&changed));
    room.operations[1].reason = (dolen_withdrawal)9;
    assert_fails(DOLEN_E_INPUT, encode_chunk(&fine));
    room.operations[1].reason = DOLEN_WITHDRAWN_GONE;
    room.record.flags[2].month_count = DOLEN_FLAG_MONTHS + 1;
    assert_fails(DOLEN_E_LIMIT, encode_chunk(&fine));
    room.record.record.flag_count = DOLEN_RECORD_FLAGS + 1;
    assert_fails(DOLEN_E_LIMIT, encode_chunk(&fine));
    room.record.record.token_count = DOLEN_SUBJECT_PSEUDONYMS + 1;
    assert_fails(DOLEN_E_LIMIT, encode_chunk(&fine));
}

static dolen_status encode_commit(const dolen_delta_commit *commit)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_MESSAGE_ARENA);
    dolen_bytes bytes;

    return dolen_delta_commit_encode(commit, arena, &bytes, NULL);
}

static void malformed_commits_and_receipts_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_MESSAGE_ARENA);
    dolen_delta_commit commit = sample_commit();
    dolen_delta_receipt receipt = sample_receipt();
    uint8_t headless[66] = {0x12, 0x40};
    dolen_delta_commit read;
    dolen_bytes bytes;

    assert_int_equal(encode_commit(&commit), DOLEN_OK);
    commit.delta.kind = DOLEN_DELTA_NONE;
    assert_fails(DOLEN_E_INPUT, encode_commit(&commit));
    commit = sample_commit();
    commit.delta.sequence = 0;
    assert_fails(DOLEN_E_INPUT, encode_commit(&commit));
    commit = sample_commit();
    commit.delta.chunk_count = DOLEN_DELTA_CHUNKS + 1;
    assert_fails(DOLEN_E_LIMIT, encode_commit(&commit));
    commit = sample_commit();
    memcpy(commit.delta.rules_version, "a b", 4);
    assert_fails(DOLEN_E_INPUT, encode_commit(&commit));
    assert_fails(DOLEN_E_INPUT,
                 dolen_delta_commit_decode(dolen_bytes_of(headless, sizeof headless), arena, &read, NULL));
    receipt.ledger_index = receipt.ledger_size;
    assert_fails(DOLEN_E_INPUT, dolen_delta_receipt_encode(&receipt, arena, &bytes, NULL));
    receipt = sample_receipt();
    receipt.epoch = 0;
    assert_fails(DOLEN_E_INPUT, dolen_delta_receipt_encode(&receipt, arena, &bytes, NULL));
}

static void malformed_states_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_MESSAGE_ARENA);
    const uint32_t twice[] = {3, 3};
    const uint32_t beyond[] = {DOLEN_DELTA_CHUNKS};
    const dolen_delta_state_request nobody = {.epoch = 1};
    const dolen_delta_state first = sample_state(twice, 2);
    const dolen_delta_state second = sample_state(beyond, 1);
    dolen_chunk_reply reply = sample_chunk_reply();
    dolen_bytes bytes;

    assert_fails(DOLEN_E_INPUT, dolen_delta_state_encode(&first, arena, &bytes, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_delta_state_encode(&second, arena, &bytes, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_delta_state_request_encode(&nobody, arena, &bytes, NULL));
    reply.index = DOLEN_DELTA_CHUNKS;
    assert_fails(DOLEN_E_LIMIT, dolen_chunk_reply_encode(&reply, arena, &bytes, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_come_back_as_they_were),
        cmocka_unit_test(a_record_that_the_model_refuses_is_refused),
        cmocka_unit_test(a_handle_twice_in_one_chunk_is_refused),
        cmocka_unit_test(a_full_chunk_fits_its_limits),
        cmocka_unit_test(commits_states_and_receipts_come_back_as_they_were),
        cmocka_unit_test(a_receipt_binds_every_field_that_is_signed),
        cmocka_unit_test(a_commit_cannot_count_more_than_its_chunks_hold),
        cmocka_unit_test(malformed_chunks_are_refused),
        cmocka_unit_test(malformed_commits_and_receipts_are_refused),
        cmocka_unit_test(malformed_states_are_refused),
        cmocka_unit_test(all_chunks_staged_fits_the_state),
    };
    return cmocka_run_group_tests_name("delta", tests, NULL, NULL);
}
