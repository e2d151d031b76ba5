#include <jansson.h>

#include "governance/audit/lines.h"
#include "node/base/text.h"
#include "tests/support/ledger_data.h"

enum { SMALL = 66, DIFFER = 1 };

static json_t *load(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, 0, &error);

    if (!document)
        fail_msg("%s: %s", path, error.text);
    return document;
}

static bool hash_of(json_t *value, dolen_digest *out)
{
    const char *text = json_string_value(value);

    return dolen_lines_hash(dolen_bytes_of_string(text), out, NULL) == DOLEN_OK;
}

/* False when a hash of the vector is no SHA-256: such a vector cannot even be given to the function. */
static bool proof_of(json_t *list, dolen_merkle_proof *out)
{
    bool usable = json_array_size(list) <= DOLEN_PROOF_HASHES;

    out->count = 0;
    for (size_t i = 0; usable && i < json_array_size(list); i++)
        usable = hash_of(json_array_get(list, i), &out->hashes[out->count++]);
    return usable;
}

static uint64_t number(json_t *object, const char *key)
{
    uint64_t value = 0;
    dolen_err err;

    assert_ok(dolen_text_to_number(json_string_value(json_object_get(object, key)), UINT64_MAX, &value, &err));
    return value;
}

static void agrees_with_the_published_inclusion_proofs(void **state)
{
    json_t *cases = load(DOLEN_TEST_DATA("vectors/ledger/merkle-inclusion.json"));
    size_t accepted = 0;

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *one = json_array_get(cases, i);
        dolen_merkle_proof proof;
        dolen_digest leaf;
        dolen_digest root;
        const bool ok = hash_of(json_object_get(one, "leafHash"), &leaf) &&
                        hash_of(json_object_get(one, "root"), &root) &&
                        proof_of(json_object_get(one, "proof"), &proof) &&
                        dolen_merkle_check_inclusion(number(one, "leafIdx"), number(one, "treeSize"), leaf,
                                                     proof.hashes, proof.count, root, NULL) == DOLEN_OK;
        accepted += ok;
        if (ok == json_is_true(json_object_get(one, "wantErr")))
            fail_msg("%s", json_string_value(json_object_get(one, "file")));
    }

    assert_int_equal(98, json_array_size(cases));
    assert_int_equal(6, accepted);
    json_decref(cases);
}

static void agrees_with_the_published_consistency_proofs(void **state)
{
    json_t *cases = load(DOLEN_TEST_DATA("vectors/ledger/merkle-consistency.json"));
    size_t differs = 0;

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *one = json_array_get(cases, i);
        dolen_merkle_head before = {.size = number(one, "size1")};
        dolen_merkle_head now = {.size = number(one, "size2")};
        dolen_merkle_proof proof;
        const bool given = hash_of(json_object_get(one, "root1"), &before.root) &&
                           hash_of(json_object_get(one, "root2"), &now.root) &&
                           proof_of(json_object_get(one, "proof"), &proof);
        const bool ok =
            given && dolen_merkle_check_consistency(before, now, proof.hashes, proof.count, NULL) == DOLEN_OK;
        if (ok != json_is_true(json_object_get(one, "wantErr")))
            continue;
        /* Our conventions: a root is a SHA-256; an empty tree has one root only, and everything continues it. */
        if (given && before.size)
            fail_msg("%s", json_string_value(json_object_get(one, "file")));
        differs++;
    }

    assert_int_equal(98, json_array_size(cases));
    assert_int_equal(DIFFER, differs);
    json_decref(cases);
}

static void gives_the_roots_of_the_reference_tree(void **state)
{
    json_t *tree = load(DOLEN_TEST_DATA("vectors/ledger/rfc6962-reference-tree.json"));
    json_t *inputs = json_object_get(tree, "leafInputsHex");
    json_t *roots = json_object_get(tree, "rootsBySize1to8");
    dolen_merkle_entry made[DOLEN_MERKLE_LEVELS];
    dolen_merkle_frontier frontier = {0};
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    dolen_err err;

    dolen_bytes_to_hex(dolen_bytes_of(dolen_merkle_root(&frontier).bytes, DOLEN_DIGEST_SIZE), hex);
    assert_string_equal(json_string_value(json_object_get(tree, "emptyRoot")), hex);
    for (size_t i = 0; i < json_array_size(inputs); i++) {
        const char *text = json_string_value(json_array_get(inputs, i));
        uint8_t bytes[64];
        assert_ok(dolen_bytes_from_hex(text, strlen(text), bytes, strlen(text) / 2, &err));
        dolen_merkle_append(&frontier, dolen_merkle_leaf(dolen_bytes_of(bytes, strlen(text) / 2)), made);
        dolen_bytes_to_hex(dolen_bytes_of(dolen_merkle_root(&frontier).bytes, DOLEN_DIGEST_SIZE), hex);
        assert_string_equal(json_string_value(json_array_get(roots, i)), hex);
    }

    assert_int_equal(8, frontier.size);
    json_decref(tree);
}

static void an_appended_tree_equals_the_recursive_definition(void **state)
{
    static data_tree tree;
    dolen_merkle_entry made[DOLEN_MERKLE_LEVELS];
    dolen_merkle_frontier frontier = {0};
    dolen_merkle_frontier loaded;
    dolen_err err;

    data_fill(&tree, 300);
    for (uint64_t i = 0; i < 300; i++) {
        const size_t count = dolen_merkle_append(&frontier, tree.leaves[i], made);
        for (size_t k = 0; k < count; k++) {
            const uint64_t width = (uint64_t)1 << made[k].place.level;
            const dolen_digest expected = data_subtree(&tree, made[k].place.index * width, width);
            assert_memory_equal(&expected, &made[k].hash, sizeof expected);
        }
        const dolen_digest expected = data_root(&tree, i + 1);
        const dolen_digest root = dolen_merkle_root(&frontier);
        assert_memory_equal(&expected, &root, sizeof root);
    }
    assert_ok(dolen_merkle_proof_load(300, (dolen_merkle_source){data_fetch, &tree}, &loaded, &err));
    const dolen_digest root = dolen_merkle_root(&loaded);
    const dolen_digest expected = data_root(&tree, 300);
    assert_memory_equal(&expected, &root, sizeof root);
}

static void every_inclusion_proof_holds_for_its_own_place_only(void **state)
{
    static data_tree tree;
    dolen_merkle_proof proof;
    dolen_err err;

    data_fill(&tree, SMALL);
    for (uint64_t size = 1; size <= SMALL; size++) {
        const dolen_digest root = data_root(&tree, size);
        for (uint64_t i = 0; i < size; i++) {
            assert_ok(
                dolen_merkle_proof_make_inclusion(i, size, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
            assert_ok(dolen_merkle_check_inclusion(i, size, tree.leaves[i], proof.hashes, proof.count, root, &err));
            assert_fails(DOLEN_E_CRYPTO, dolen_merkle_check_inclusion((i + 1) % (size + 1), size, tree.leaves[i],
                                                                      proof.hashes, proof.count, root, &err));
            if (proof.count == 0)
                continue;
            proof.hashes[i % proof.count].bytes[i % 32] ^= 1;
            assert_fails(DOLEN_E_CRYPTO,
                         dolen_merkle_check_inclusion(i, size, tree.leaves[i], proof.hashes, proof.count, root, &err));
        }
    }
}

static void every_consistency_proof_holds_for_its_own_trees_only(void **state)
{
    static data_tree tree;
    dolen_merkle_proof proof;
    dolen_err err;

    data_fill(&tree, SMALL);
    for (uint64_t size = 0; size <= SMALL; size++) {
        const dolen_merkle_head now = {size, data_root(&tree, size)};
        for (uint64_t old = 0; old <= size; old++) {
            dolen_merkle_head before = {old, data_root(&tree, old)};
            assert_ok(
                dolen_merkle_proof_make_consistency(old, size, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
            assert_ok(dolen_merkle_check_consistency(before, now, proof.hashes, proof.count, &err));
            before.root.bytes[old % 32] ^= 1;
            assert_fails(DOLEN_E_CRYPTO, dolen_merkle_check_consistency(before, now, proof.hashes, proof.count, &err));
        }
    }
}

/* R-09, with its twin: without the check of the roots, a log that dropped an entry would pass for the old one. */
static void a_dropped_entry_is_no_continuation(void **state)
{
    static data_tree honest;
    static data_tree forged;
    dolen_merkle_proof proof;
    dolen_err err;

    data_fill(&honest, 40);
    data_fill(&forged, 41);
    memmove(&forged.leaves[7], &forged.leaves[8], 33 * sizeof forged.leaves[0]);
    forged.size = 40;
    const dolen_merkle_head before = {20, data_root(&honest, 20)};
    const dolen_merkle_head claimed = {20, data_root(&forged, 20)};
    const dolen_merkle_head now = {40, data_root(&forged, 40)};
    assert_ok(dolen_merkle_proof_make_consistency(20, 40, (dolen_merkle_source){data_fetch, &forged}, &proof, &err));

    assert_fails(DOLEN_E_CRYPTO, dolen_merkle_check_consistency(before, now, proof.hashes, proof.count, &err));
    assert_ok(dolen_merkle_check_consistency(claimed, now, proof.hashes, proof.count, &err));
}

static void refuses_sizes_outside_the_limits(void **state)
{
    static data_tree tree;
    dolen_merkle_proof proof;
    dolen_err err;

    data_fill(&tree, 1);
    assert_fails(DOLEN_E_INPUT,
                 dolen_merkle_proof_make_inclusion(1, 1, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
    assert_fails(DOLEN_E_INPUT, dolen_merkle_proof_make_inclusion(
                                    0, UINT64_MAX, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
    assert_fails(DOLEN_E_INPUT,
                 dolen_merkle_proof_make_consistency(2, 1, (dolen_merkle_source){data_fetch, &tree}, &proof, &err));
    assert_fails(DOLEN_E_CRYPTO,
                 dolen_merkle_check_inclusion(0, UINT64_MAX, tree.leaves[0], proof.hashes, 0, tree.leaves[0], &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_published_inclusion_proofs),
        cmocka_unit_test(agrees_with_the_published_consistency_proofs),
        cmocka_unit_test(gives_the_roots_of_the_reference_tree),
        cmocka_unit_test(an_appended_tree_equals_the_recursive_definition),
        cmocka_unit_test(every_inclusion_proof_holds_for_its_own_place_only),
        cmocka_unit_test(every_consistency_proof_holds_for_its_own_trees_only),
        cmocka_unit_test(a_dropped_entry_is_no_continuation),
        cmocka_unit_test(refuses_sizes_outside_the_limits),
    };

    return cmocka_run_group_tests_name("merkle", tests, NULL, NULL);
}
