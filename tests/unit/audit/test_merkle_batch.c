#include "governance/audit/merkle_batch.h"

#include "tests/support/ledger_data.h"

enum { ARENA = 1024 * 1024, FINAL = 70 };

static void every_batch_proves_its_own_leaves(void **state)
{
    static data_tree tree;
    dolen_err err;

    data_fill(&tree, FINAL);
    for (uint64_t size = 0; size < FINAL; size += 3) {
        for (uint64_t count = 0; size + count <= FINAL; count += 5) {
            DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
            const dolen_digest root = data_root(&tree, size + count);
            dolen_merkle_frontier before;
            dolen_merkle_batch *batch;
            dolen_merkle_proof proof;
            assert_ok(dolen_merkle_proof_load(size, (dolen_merkle_source){data_fetch, &tree}, &before, &err));
            assert_ok(dolen_merkle_batch_make(arena, &before, tree.leaves + size, count, &batch, &err));
            const dolen_digest made = dolen_merkle_root(&batch->after);
            assert_memory_equal(&root, &made, sizeof root);
            for (uint64_t i = size; i < size + count; i++) {
                assert_ok(
                    dolen_merkle_proof_make_inclusion(i, size + count, dolen_merkle_batch_source(batch), &proof, &err));
                assert_ok(dolen_merkle_check_inclusion(i, size + count, tree.leaves[i], proof.hashes, proof.count, root,
                                                       &err));
            }
            assert_ok(dolen_merkle_proof_make_consistency(size, size + count, dolen_merkle_batch_source(batch), &proof,
                                                          &err));
            assert_ok(dolen_merkle_check_consistency((dolen_merkle_head){size, data_root(&tree, size)},
                                                     (dolen_merkle_head){size + count, root}, proof.hashes, proof.count,
                                                     &err));
        }
    }
}

static void lists_what_must_be_stored_once(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    const dolen_merkle_frontier empty = {0};
    dolen_merkle_batch *batch;
    dolen_err err;

    data_fill(&tree, FINAL);
    assert_ok(dolen_merkle_batch_make(arena, &empty, tree.leaves, FINAL, &batch, &err));

    assert_int_equal(70 + 35 + 17 + 8 + 4 + 2 + 1, batch->made_count);
    for (size_t i = 0; i < batch->made_count; i++) {
        const uint64_t width = (uint64_t)1 << batch->made[i].place.level;
        const dolen_digest expected = data_subtree(&tree, batch->made[i].place.index * width, width);
        assert_memory_equal(&expected, &batch->made[i].hash, sizeof expected);
    }
}

static void refuses_what_it_does_not_know(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    dolen_merkle_frontier before;
    dolen_merkle_batch *batch;
    dolen_merkle_proof proof;
    dolen_err err;

    data_fill(&tree, FINAL);
    assert_ok(dolen_merkle_proof_load(32, (dolen_merkle_source){data_fetch, &tree}, &before, &err));
    assert_ok(dolen_merkle_batch_make(arena, &before, tree.leaves + 32, 5, &batch, &err));

    assert_fails(DOLEN_E_ABSENT,
                 dolen_merkle_proof_make_inclusion(3, 37, dolen_merkle_batch_source(batch), &proof, &err));
    before.size = DOLEN_MERKLE_SIZE_LIMIT;
    assert_fails(DOLEN_E_LIMIT, dolen_merkle_batch_make(arena, &before, tree.leaves, 1, &batch, &err));
    assert_null(batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_batch_proves_its_own_leaves),
        cmocka_unit_test(lists_what_must_be_stored_once),
        cmocka_unit_test(refuses_what_it_does_not_know),
    };

    return cmocka_run_group_tests_name("merkle_batch", tests, NULL, NULL);
}
