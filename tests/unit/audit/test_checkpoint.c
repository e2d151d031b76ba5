#include "governance/audit/checkpoint.h"

#include "governance/audit/cosignature.h"
#include "governance/audit/lines.h"
#include "tests/support/ledger_data.h"

enum { ARENA = 256 * 1024 };

static const char good[] = "broker.example/audit\n70013\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n";

static void opens_the_set_that_other_verifiers_accept(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_merkle_proof proof = {0};
    dolen_checkpoint before;
    dolen_checkpoint now;
    dolen_note_key log;
    dolen_note_key witness;
    dolen_note note;
    dolen_bytes text;
    dolen_bytes line;
    uint64_t time;
    bool found;
    dolen_err err;

    assert_ok(dolen_file_read(arena, DOLEN_TEST_DATA("vectors/ledger/own-c2sp/keys.txt"), 4096, &text, &err));
    assert_true(dolen_lines_next(&text, &line));
    assert_ok(dolen_note_read_key(line, &log, &err));
    assert_true(dolen_lines_next(&text, &line));
    assert_ok(dolen_note_read_key(line, &witness, &err));
    assert_ok(dolen_file_read(arena, DOLEN_TEST_DATA("vectors/ledger/own-c2sp/checkpoint.old"), 4096, &text, &err));
    assert_ok(dolen_checkpoint_open(arena, text, &log, &before, NULL, &err));
    assert_ok(dolen_file_read(arena, DOLEN_TEST_DATA("vectors/ledger/own-c2sp/checkpoint.new"), 4096, &text, &err));
    assert_ok(dolen_checkpoint_open(arena, text, &log, &now, &note, &err));
    assert_ok(dolen_cosignature_check(&note, &witness, &found, &time, &err));
    assert_true(found);
    assert_int_equal(1760000000, time);
    assert_int_equal(43210, before.size);
    assert_int_equal(70013, now.size);
    assert_ok(dolen_file_read(arena, DOLEN_TEST_DATA("vectors/ledger/own-c2sp/consistency.txt"), 4096, &text, &err));
    while (dolen_lines_next(&text, &line))
        assert_ok(dolen_lines_hash(line, &proof.hashes[proof.count++], &err));
    assert_ok(dolen_merkle_check_consistency(dolen_checkpoint_head(&before), dolen_checkpoint_head(&now), proof.hashes,
                                             proof.count, &err));
    proof.count = 0;
    assert_ok(dolen_file_read(arena, DOLEN_TEST_DATA("vectors/ledger/own-c2sp/inclusion.txt"), 4096, &text, &err));
    while (dolen_lines_next(&text, &line))
        assert_ok(dolen_lines_hash(line, &proof.hashes[proof.count++], &err));
    assert_ok(dolen_file_read(arena, DOLEN_TEST_DATA("vectors/ledger/own-c2sp/leaf.txt"), 4096, &text, &err));
    assert_ok(dolen_merkle_check_inclusion(12345, now.size, dolen_merkle_leaf(text), proof.hashes, proof.count,
                                           now.root, &err));
}

static void what_is_written_reads_back(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_checkpoint checkpoint;
    dolen_bytes text;
    dolen_err err;

    assert_ok(dolen_checkpoint_read(dolen_bytes_of_string(good), &checkpoint, &err));
    assert_string_equal("broker.example/audit", checkpoint.origin);
    assert_ok(dolen_checkpoint_write(arena, &checkpoint, &text, &err));
    assert_true(dolen_bytes_same(text, dolen_bytes_of_string(good)));
}

static void refuses_malformed_checkpoints(void **state)
{
    static const char *const bad[] = {
        "",
        "o\n1\n",
        "\n1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n",
        "o\n01\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n",
        "o\n+1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n",
        "o\n9223372036854775808\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n",
        "o\n1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3cp=\n",
        "o\n1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3c==\n",
        "o\n1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=",
        "o\n1\nkV1PDouDlr2OIBVfor/apjW6Lgrxmp6zZujYQTEe3co=\n\n",
    };
    dolen_checkpoint checkpoint;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, dolen_checkpoint_read(dolen_bytes_of_string(bad[i]), &checkpoint, NULL));
}

/* Twin: the same bytes open under the key and name that signed them. */
static void refuses_another_logs_checkpoint(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    const dolen_note_key own = data_public(1, "broker.example/ledger", DOLEN_NOTE_ED25519);
    const dolen_note_key renamed = data_public(1, "other.example/ledger", DOLEN_NOTE_ED25519);
    const dolen_note_key stranger = data_public(2, "broker.example/ledger", DOLEN_NOTE_ED25519);
    dolen_checkpoint checkpoint;
    dolen_err err;

    data_fill(&tree, 5);
    const dolen_bytes text = dolen_bytes_of_string(data_checkpoint(arena, &tree, 5, "broker.example/ledger", 1));
    assert_ok(dolen_checkpoint_open(arena, text, &own, &checkpoint, NULL, &err));
    assert_fails(DOLEN_E_CRYPTO, dolen_checkpoint_open(arena, text, &renamed, &checkpoint, NULL, &err));
    assert_fails(DOLEN_E_CRYPTO, dolen_checkpoint_open(arena, text, &stranger, &checkpoint, NULL, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_the_set_that_other_verifiers_accept),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(refuses_malformed_checkpoints),
        cmocka_unit_test(refuses_another_logs_checkpoint),
    };

    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
