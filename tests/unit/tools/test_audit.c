#include "node/tools/audit.h"

#include <fcntl.h>
#include <jansson.h>

#include "governance/audit/lines.h"
#include "governance/audit/proof_file.h"
#include "node/tools/tool.h"
#include "tests/support/ledger_data.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tool_run.h"

enum { ARENA = 4 * 1024 * 1024, SIZE = 300, INDEX = 17 };

static const char origin[] = "broker.example/ledger";

#define RUN(printed, ...) tool_run(dolen_tool_audit, printed, (const char *const[]){__VA_ARGS__, NULL})

/* A downloaded log, a receipt of one of its entries, and the key to trust. */
typedef struct example {
    temp_folder folder;
    char checkpoint[PATH_MAX];
    char receipt[PATH_MAX];
    char printed[PATH_MAX];
    char key[DOLEN_NOTE_KEY_TEXT];
} example;

static example make_example(void)
{
    static data_tree tree;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key key = data_public(1, origin, DOLEN_NOTE_ED25519);
    const dolen_ledger_entry entry = data_entry(INDEX);
    example made = {.folder = temp_folder_make()};
    dolen_merkle_proof proof;
    const char *text;
    dolen_bytes bytes;
    dolen_err err;

    data_fill_entries(&tree, SIZE);
    const char *checkpoint = data_checkpoint(arena, &tree, SIZE, origin, 1);
    data_write_log(made.folder.path, &tree, SIZE, checkpoint);
    assert_ok(dolen_merkle_proof_make_inclusion(INDEX, SIZE, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
    assert_ok(dolen_ledger_entry_write(arena, &entry, &bytes, &err));
    dolen_ledger_place place = {.index = INDEX,
                                .size = SIZE,
                                .leaf = data_commitment(INDEX),
                                .proof = proof.hashes,
                                .proof_count = proof.count,
                                .checkpoint = checkpoint,
                                .entry = bytes};
    data_salt(INDEX, place.salt);
    assert_ok(dolen_proof_file_of_place(arena, &place, &text, &err));
    data_write(made.folder.path, "one.tlog-proof", dolen_bytes_of_string(text));
    temp_folder_file(&made.folder, "checkpoint", made.checkpoint);
    temp_folder_file(&made.folder, "one.tlog-proof", made.receipt);
    temp_folder_file(&made.folder, "printed", made.printed);
    dolen_note_write_key(&key, made.key);
    return made;
}

static void verifies_log_checkpoint_and_receipt(void **state)
{
    const example it = make_example();

    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "verify", "--log", it.folder.path, "--key", it.key));
    assert_int_equal(DOLEN_TOOL_DONE,
                     RUN(NULL, "verify", "--log", it.folder.path, "--earlier", it.checkpoint, "--key", it.key));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "verify", "--checkpoint", it.checkpoint, "--key", it.key));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "verify", "--receipt", it.receipt, "--key", it.key));
    temp_folder_remove(&it.folder);
}

static void prints_one_document_and_the_exit_code_says_whether_it_holds(void **state)
{
    const example it = make_example();

    assert_int_equal(DOLEN_TOOL_DONE, RUN(it.printed, "verify", "--log", it.folder.path, "--key", it.key, "--json"));
    json_t *good = json_load_file(it.printed, 0, NULL);
    assert_true(json_is_true(json_object_get(good, "ok")));
    assert_int_equal(SIZE, json_integer_value(json_object_get(good, "entries_checked")));
    json_decref(good);

    data_write(it.folder.path, "tile/entries/000", dolen_bytes_of("x", 1));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(it.printed, "verify", "--log", it.folder.path, "--key", it.key, "--json"));
    json_t *bad = json_load_file(it.printed, 0, NULL);
    assert_true(json_is_false(json_object_get(bad, "ok")));
    assert_true(json_array_size(json_object_get(bad, "problems")) > 0);
    json_decref(bad);
    temp_folder_remove(&it.folder);
}

static void shows_the_entry_of_a_receipt_that_verifies_only(void **state)
{
    const example it = make_example();
    const dolen_note_key other = data_public(2, origin, DOLEN_NOTE_ED25519);
    char key[DOLEN_NOTE_KEY_TEXT];

    dolen_note_write_key(&other, key);
    assert_int_equal(DOLEN_TOOL_DONE, RUN(it.printed, "show", "--receipt", it.receipt, "--key", it.key));
    json_t *entry = json_load_file(it.printed, 0, NULL);
    assert_string_equal("query", json_string_value(json_object_get(entry, "kind")));
    json_decref(entry);
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(it.printed, "show", "--receipt", it.receipt, "--key", key));
    temp_folder_remove(&it.folder);
}

/* Two checkpoints and the proof between them, as files. */
static void r_09_two_checkpoints_are_compared_from_files_alone(void **state)
{
    static data_tree tree;
    static data_tree other;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    const example it = make_example();
    dolen_merkle_proof proof;
    char before[PATH_MAX];
    char after[PATH_MAX];
    char forked[PATH_MAX];
    char hashes[PATH_MAX];
    char text[4096];
    size_t used = 0;
    dolen_err err;

    data_fill_entries(&tree, 40);
    data_fill_entries(&other, 40);
    other.leaves[3].bytes[0] ^= 1;
    assert_ok(dolen_merkle_proof_make_consistency(17, 40, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
    for (size_t i = 0; i < proof.count; i++) {
        char line[DOLEN_LINES_HASH_TEXT];
        dolen_lines_write_hash(&proof.hashes[i], line);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\n", line);
    }
    data_write(it.folder.path, "before", dolen_bytes_of_string(data_checkpoint(arena, &tree, 17, origin, 1)));
    data_write(it.folder.path, "after", dolen_bytes_of_string(data_checkpoint(arena, &tree, 40, origin, 1)));
    data_write(it.folder.path, "forked", dolen_bytes_of_string(data_checkpoint(arena, &other, 40, origin, 1)));
    data_write(it.folder.path, "hashes", dolen_bytes_of_string(text));
    temp_folder_file(&it.folder, "before", before);
    temp_folder_file(&it.folder, "after", after);
    temp_folder_file(&it.folder, "forked", forked);
    temp_folder_file(&it.folder, "hashes", hashes);

    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "verify", "--checkpoint", after, "--earlier", before, "--proof", hashes,
                                          "--key", it.key));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "verify", "--checkpoint", forked, "--earlier", before, "--proof",
                                             hashes, "--key", it.key));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "verify", "--checkpoint", before, "--earlier", after, "--proof",
                                             hashes, "--key", it.key));
    assert_int_equal(DOLEN_TOOL_USAGE,
                     RUN(NULL, "verify", "--checkpoint", after, "--earlier", before, "--key", it.key));
    temp_folder_remove(&it.folder);
}

static void refuses_wrong_usage_with_its_own_code(void **state)
{
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "verify"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "verify", "--log", "/x"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "verify", "--log", "/x", "--key", "k", "--policy", "p"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "verify", "--log", "/x", "--receipt", "r", "--key", "k"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "download", "--out", "/x"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "receipt", "--config", "/x"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "alarms", "--config", "/x", "--close", "1"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "reconcile", "--config", "/nowhere"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "witness", "--config", "/nowhere"));
    assert_int_equal(DOLEN_TOOL_USAGE, RUN(NULL, "forget", "--log", "/x", "--key", "k"));
    assert_int_equal(DOLEN_TOOL_REFUSED, RUN(NULL, "verify", "--log", "/nowhere", "--key", "k"));
    assert_int_equal(DOLEN_TOOL_DONE, RUN(NULL, "--help"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_log_checkpoint_and_receipt),
        cmocka_unit_test(prints_one_document_and_the_exit_code_says_whether_it_holds),
        cmocka_unit_test(shows_the_entry_of_a_receipt_that_verifies_only),
        cmocka_unit_test(r_09_two_checkpoints_are_compared_from_files_alone),
        cmocka_unit_test(refuses_wrong_usage_with_its_own_code),
    };

    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
