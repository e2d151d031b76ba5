#include "governance/audit/verify.h"

#include <jansson.h>

#include "governance/audit/cosignature.h"
#include "governance/audit/ledger_json.h"
#include "governance/audit/proof_file.h"
#include "node/base/clock.h"
#include "tests/support/ledger_data.h"

enum { ARENA = 1024 * 1024, SIZE = 21, INDEX = 13 };

static const char origin[] = "broker.example/ledger";

/* A policy that trusts the log of seed 1 and, unless `alone`, asks for the witness of seed 2. */
static const dolen_policy_file *make_policy(dolen_arena *arena, bool alone)
{
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    const dolen_note_key witness = data_public(2, "police.example/w1", DOLEN_NOTE_COSIGNATURE);
    const dolen_policy_file *policy;
    char log_text[DOLEN_NOTE_KEY_TEXT];
    char witness_text[DOLEN_NOTE_KEY_TEXT];
    char text[1024];
    size_t line;
    dolen_err err;

    dolen_note_write_key(&log, log_text);
    dolen_note_write_key(&witness, witness_text);
    snprintf(text, sizeof text, "log %s\nwitness w %s\nquorum %s\n", log_text, witness_text, alone ? "none" : "w");
    assert_ok(dolen_policy_file_read(arena, dolen_bytes_of_string(text), &policy, &line, &err));
    return policy;
}

static const char *cosigned_at(dolen_arena *arena, const char *checkpoint, uint64_t time)
{
    DOLEN_OWN(dolen_signing_key, key) = data_key(2);
    dolen_note note;
    const char *line;
    dolen_err err;

    assert_ok(dolen_note_read(arena, dolen_bytes_of_string(checkpoint), &note, &err));
    assert_ok(dolen_cosignature_make(arena, note.text, "police.example/w1", key, time, &line, &err));
    const size_t room = strlen(checkpoint) + strlen(line) + 1;
    char *text = dolen_arena_make(arena, room, 1);
    dolen_writer writer = dolen_writer_of(text, room);
    dolen_writer_add(&writer, dolen_bytes_of_string(checkpoint));
    dolen_writer_add(&writer, dolen_bytes_of_string(line));
    return text;
}

static const char *cosigned(dolen_arena *arena, const char *checkpoint)
{
    return cosigned_at(arena, checkpoint, 1790000000);
}

static const char *make_receipt(dolen_arena *arena, bool opened)
{
    static data_tree tree;
    const dolen_ledger_entry entry = data_entry(INDEX);
    dolen_merkle_proof proof;
    dolen_bytes bytes;
    const char *text;
    dolen_err err;

    data_fill_entries(&tree, SIZE);
    assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
    assert_ok(dolen_merkle_proof_make_inclusion(INDEX, SIZE, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
    dolen_ledger_place place = {
        .index = INDEX,
        .size = SIZE,
        .leaf = data_commitment(INDEX),
        .proof = proof.hashes,
        .proof_count = proof.count,
        .checkpoint = cosigned(arena, data_checkpoint(arena, &tree, SIZE, origin, 1)),
        .entry = opened ? bytes : (dolen_bytes){0},
    };
    data_salt(INDEX, place.salt);
    assert_ok(dolen_proof_file_of_place(arena, &place, &text, &err));
    return text;
}

static void a_receipt_holds_opened_or_not(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy = make_policy(arena, false);
    const dolen_digest commitment = data_commitment(INDEX);
    dolen_verify_report report;
    dolen_err err;

    for (int opened = 0; opened < 2; opened++) {
        const dolen_bytes bytes = dolen_bytes_of_string(make_receipt(arena, opened));
        assert_ok(dolen_verify_receipt(policy, bytes, NULL, &report, &err));
        assert_ok(dolen_verify_receipt(policy, bytes, &commitment, &report, &err));
        assert_true(report.ok);
        assert_int_equal(1, report.entries_checked);
        assert_int_equal(opened, report.entries_opened);
        assert_int_equal(1, report.witnesses_present);
        assert_int_equal(SIZE, report.size);
    }
}

static void ig_10_changing_any_byte_of_a_receipt_is_detected(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy = make_policy(arena, false);
    const char *text = make_receipt(arena, true);
    char *copy = dolen_arena_copy_string(arena, text, strlen(text));
    static const unsigned int changes[] = {1, 2, 0x20, 0x80};
    dolen_verify_report report;

    for (size_t i = 0; i < strlen(text); i++)
        for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
            copy[i] = (char)((unsigned char)text[i] ^ changes[k]);
            const dolen_bytes bytes = dolen_bytes_of(copy, strlen(text));
            if (dolen_verify_receipt(policy, bytes, NULL, &report, NULL) == DOLEN_OK)
                fail_msg("byte %zu", i);
            assert_false(report.ok);
            copy[i] = text[i];
        }
    for (size_t size = 0; size < strlen(text); size++)
        assert_true(dolen_verify_receipt(policy, dolen_bytes_of(text, size), NULL, &report, NULL) != DOLEN_OK);
}

/* Twin of the above: a policy that asks for no witness accepts the receipt whose cosignature was cut off. */
static void ig_10_a_cosignature_from_the_future_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy = make_policy(arena, false);
    const uint64_t now = (uint64_t)(dolen_clock_now(dolen_clock_system()) / 1000);
    static data_tree tree;
    dolen_checkpoint checkpoint;
    dolen_verify_report report;
    dolen_err err;

    data_fill_entries(&tree, SIZE);
    const char *text = data_checkpoint(arena, &tree, SIZE, origin, 1);
    assert_ok(dolen_verify_checkpoint(policy, dolen_bytes_of_string(cosigned_at(arena, text, now)), &checkpoint,
                                      &report, &err));
    assert_fails(DOLEN_E_CRYPTO,
                 dolen_verify_checkpoint(policy, dolen_bytes_of_string(cosigned_at(arena, text, now + 3600)),
                                         &checkpoint, &report, NULL));
    assert_int_equal(2, report.problem_count);
}

static void a_missing_cosignature_matters_only_to_who_asks_for_it(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *strict = make_policy(arena, false);
    const dolen_policy_file *alone = make_policy(arena, true);
    const char *text = make_receipt(arena, true);
    const dolen_bytes cut = dolen_bytes_of(text, (size_t)(strstr(text, "\xe2\x80\x94 police") - text));
    dolen_verify_report report;
    dolen_err err;

    assert_fails(DOLEN_E_CRYPTO, dolen_verify_receipt(strict, cut, NULL, &report, NULL));
    assert_int_equal(1, report.witnesses_needed);
    assert_int_equal(0, report.witnesses_present);
    assert_ok(dolen_verify_receipt(alone, cut, NULL, &report, &err));
}

static void a_receipt_for_another_entry_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy = make_policy(arena, false);
    const dolen_bytes bytes = dolen_bytes_of_string(make_receipt(arena, false));
    const dolen_digest other = data_commitment(INDEX + 1);
    dolen_verify_report report;

    assert_fails(DOLEN_E_CRYPTO, dolen_verify_receipt(policy, bytes, &other, &report, NULL));
}

static void an_untrusted_log_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    const dolen_policy_file *policy = make_policy(arena, true);
    dolen_checkpoint checkpoint;
    dolen_verify_report report;
    dolen_err err;

    data_fill(&tree, 3);
    assert_ok(dolen_verify_checkpoint(policy, dolen_bytes_of_string(data_checkpoint(arena, &tree, 3, origin, 1)),
                                      &checkpoint, &report, &err));
    assert_fails(DOLEN_E_CRYPTO,
                 dolen_verify_checkpoint(policy, dolen_bytes_of_string(data_checkpoint(arena, &tree, 3, origin, 9)),
                                         &checkpoint, &report, NULL));
    assert_fails(DOLEN_E_CRYPTO, dolen_verify_checkpoint(
                                     policy, dolen_bytes_of_string(data_checkpoint(arena, &tree, 3, "x.example", 1)),
                                     &checkpoint, &report, NULL));
}

/* one size, two roots, both signed by the log itself. */
static void r_09_two_checkpoints_of_one_size_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree one;
    static data_tree two;
    const dolen_policy_file *policy = make_policy(arena, true);
    const dolen_merkle_proof empty = {0};
    dolen_verify_report report;
    dolen_err err;

    data_fill(&one, 9);
    data_fill(&two, 9);
    two.leaves[4].bytes[0] ^= 1;
    const dolen_bytes a = dolen_bytes_of_string(data_checkpoint(arena, &one, 9, origin, 1));
    const dolen_bytes b = dolen_bytes_of_string(data_checkpoint(arena, &two, 9, origin, 1));
    assert_ok(dolen_verify_consistency(policy, a, a, &empty, &report, &err));
    assert_fails(DOLEN_E_CRYPTO, dolen_verify_consistency(policy, a, b, &empty, &report, NULL));
    assert_string_equal("the later checkpoint does not continue the earlier one", report.problems[0].what);
}

static void the_report_as_json_has_the_documented_form(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_policy_file *policy = make_policy(arena, false);
    const dolen_digest other = data_commitment(INDEX + 1);
    dolen_verify_report report;

    assert_fails(DOLEN_E_CRYPTO,
                 dolen_verify_receipt(policy, dolen_bytes_of_string(make_receipt(arena, true)), &other, &report, NULL));
    char *text = dolen_ledger_json_report(&report);
    json_t *object = json_loads(text, 0, NULL);
    static const char *const keys[] = {"origin", "size", "root", "entries_checked", "witnesses", "ok", "problems"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_non_null(json_object_get(object, keys[i]));
    assert_true(json_is_false(json_object_get(object, "ok")));
    json_t *problem = json_array_get(json_object_get(object, "problems"), 0);
    assert_int_equal(INDEX, json_integer_value(json_object_get(problem, "index")));
    json_decref(object);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_holds_opened_or_not),
        cmocka_unit_test(ig_10_changing_any_byte_of_a_receipt_is_detected),
        cmocka_unit_test(ig_10_a_cosignature_from_the_future_is_refused),
        cmocka_unit_test(a_missing_cosignature_matters_only_to_who_asks_for_it),
        cmocka_unit_test(a_receipt_for_another_entry_is_refused),
        cmocka_unit_test(an_untrusted_log_is_refused),
        cmocka_unit_test(r_09_two_checkpoints_of_one_size_are_refused),
        cmocka_unit_test(the_report_as_json_has_the_documented_form),
    };

    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
