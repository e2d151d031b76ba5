#include "tests/support/codec_samples.h"
#include "tests/support/dolen_test.h"

static void entries_come_back_with_and_without_their_text(void **state)
{
    dolen_err err = {0};
    uint8_t salt[DOLEN_SALT_SIZE] = {1, 2, 3};
    const dolen_ledger_item sent[] = {
        {.index = 0}, {.index = 5, .salt = {salt, sizeof salt}, .entry = dolen_bytes_of_string("kind=query")}};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_LEDGER_REQUEST_ARENA);
    dolen_ledger_items read;
    dolen_bytes bytes;

    assert_ok(dolen_ledger_items_encode(&(dolen_ledger_items){sent, 2}, arena, &bytes, &err));
    assert_ok(dolen_ledger_items_decode(bytes, arena, &read, &err));

    assert_int_equal(read.count, 2);
    assert_int_equal(read.items[0].salt.size, 0);
    assert_int_equal(read.items[1].index, 5);
    assert_true(dolen_bytes_same(read.items[1].entry, sent[1].entry));
}

static void entries_out_of_order_or_half_erased_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_LEDGER_REQUEST_ARENA);
    dolen_ledger_item items[] = {{.index = 5}, {.index = 5}};
    dolen_bytes bytes;

    assert_fails(DOLEN_E_INPUT, dolen_ledger_items_encode(&(dolen_ledger_items){items, 2}, arena, &bytes, NULL));
    items[0].entry = dolen_bytes_of_string("no salt");
    assert_fails(DOLEN_E_INPUT, dolen_ledger_items_encode(&(dolen_ledger_items){items, 1}, arena, &bytes, NULL));
}

static void requests_out_of_range_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_LEDGER_REQUEST_ARENA);
    const dolen_ledger_entries_request entries[] = {{0, 0}, {0, 1025}, {UINT64_MAX, 2}};
    const dolen_ledger_proof_request proofs[] = {{0, 0, 0}, {3, 3, 0}, {0, 3, 4}, {1, 3, 2}};
    const dolen_ledger_proof_request fine = {.index = 2, .size = 3};
    dolen_bytes bytes;

    for (size_t i = 0; i < 3; i++)
        assert_true(dolen_ledger_entries_request_encode(&entries[i], arena, &bytes, NULL) != DOLEN_OK);
    for (size_t i = 0; i < 4; i++)
        assert_true(dolen_ledger_proof_request_encode(&proofs[i], arena, &bytes, NULL) != DOLEN_OK);
    assert_int_equal(dolen_ledger_proof_request_encode(&fine, arena, &bytes, NULL), DOLEN_OK);
}

static void proofs_come_back_as_they_were(void **state)
{
    dolen_err err = {0};
    static dolen_digest hashes[DOLEN_PROOF_HASHES + 2];
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_LEDGER_REQUEST_ARENA);
    dolen_ledger_proof sent = {hashes, DOLEN_PROOF_HASHES + 1};
    dolen_ledger_proof read;
    dolen_bytes bytes;

    sample_fill(hashes, sizeof hashes, 3);
    assert_ok(dolen_ledger_proof_encode(&sent, arena, &bytes, &err));
    assert_ok(dolen_ledger_proof_decode(bytes, arena, &read, &err));
    assert_int_equal(read.count, sent.count);
    assert_memory_equal(read.hashes, hashes, sent.count * sizeof *hashes);
    sent.count++;
    assert_fails(DOLEN_E_LIMIT, dolen_ledger_proof_encode(&sent, arena, &bytes, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_back_with_and_without_their_text),
        cmocka_unit_test(entries_out_of_order_or_half_erased_are_refused),
        cmocka_unit_test(requests_out_of_range_are_refused),
        cmocka_unit_test(proofs_come_back_as_they_were),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
