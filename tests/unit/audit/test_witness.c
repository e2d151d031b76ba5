#include "governance/audit/witness.h"

#include "tests/support/ledger_data.h"

enum { ARENA = 512 * 1024, NOW = 1790000000, SIZE = 200, EARLIER = 70 };

static const char origin[] = "broker.example/ledger";

/* What a hub lays before a witness that stands at `old` of `tree`. */
static const char *lay(dolen_arena *arena, data_tree *tree, uint64_t old, uint64_t size, const char *name, uint8_t seed)
{
    dolen_witness_request request = {.old_size = old};
    const char *text = NULL;

    if (old <= size)
        DOLEN_MUST(dolen_merkle_proof_make_consistency(old, size, (dolen_merkle_source){data_fetch, tree},
                                                       &request.proof, NULL) == DOLEN_OK);
    request.checkpoint = dolen_bytes_of_string(data_checkpoint(arena, tree, size, name, seed));
    DOLEN_MUST(dolen_witness_request_write(arena, &request, &text, NULL) == DOLEN_OK);
    return text;
}

static dolen_witness_verdict judge(dolen_arena *arena, const char *text, const dolen_witness_memory *memory)
{
    const dolen_note_key log = data_public(1, origin, DOLEN_NOTE_ED25519);
    dolen_witness_case one;

    return dolen_witness_judge(arena, dolen_bytes_of_string(text), &log, memory, NOW, &one);
}

static dolen_witness_memory memory_of(const data_tree *tree, uint64_t size)
{
    return (dolen_witness_memory){.size = size, .root = data_root(tree, size), .time = NOW - 100};
}

static void cosigns_what_continues_what_it_knows(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    const dolen_witness_memory nothing = {0};

    data_fill(&tree, SIZE);
    assert_int_equal(DOLEN_WITNESS_SOUND, judge(arena, lay(arena, &tree, 0, SIZE, origin, 1), &nothing));
    for (uint64_t old = 1; old <= SIZE; old += 13) {
        const dolen_witness_memory memory = memory_of(&tree, old);
        assert_int_equal(DOLEN_WITNESS_SOUND, judge(arena, lay(arena, &tree, old, SIZE, origin, 1), &memory));
    }
}

static void r_09_two_histories_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    static data_tree other;

    data_fill(&tree, SIZE);
    data_fill(&other, SIZE);
    other.leaves[EARLIER - 5].bytes[0] ^= 1;
    const dolen_witness_memory same = memory_of(&tree, SIZE);
    const dolen_witness_memory earlier = memory_of(&tree, EARLIER);
    const dolen_witness_memory unknowing = {0};
    assert_int_equal(DOLEN_WITNESS_FORK, judge(arena, lay(arena, &other, SIZE, SIZE, origin, 1), &same));
    assert_int_equal(DOLEN_WITNESS_FORK, judge(arena, lay(arena, &other, EARLIER, SIZE, origin, 1), &earlier));

    /* The twin: a witness without a memory cosigns either. */
    assert_int_equal(DOLEN_WITNESS_SOUND, judge(arena, lay(arena, &tree, 0, SIZE, origin, 1), &unknowing));
    assert_int_equal(DOLEN_WITNESS_SOUND, judge(arena, lay(arena, &other, 0, SIZE, origin, 1), &unknowing));
}

static void r_09_dropped_added_reordered_and_doubled_entries_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    static data_tree other;

    data_fill(&tree, SIZE);
    const dolen_witness_memory memory = memory_of(&tree, EARLIER);
    for (int how = 0; how < 4; how++) {
        data_fill(&other, SIZE);
        if (how == 0)
            memmove(&other.leaves[10], &other.leaves[11], (SIZE - 11) * sizeof *other.leaves);
        if (how == 1)
            other.leaves[10] = dolen_merkle_leaf(dolen_bytes_of_string("added"));
        if (how == 2) {
            const dolen_digest moved = other.leaves[10];
            other.leaves[10] = other.leaves[11];
            other.leaves[11] = moved;
        }
        if (how == 3)
            other.leaves[11] = other.leaves[10];
        assert_int_equal(DOLEN_WITNESS_FORK, judge(arena, lay(arena, &other, EARLIER, SIZE, origin, 1), &memory));
    }
    assert_int_equal(DOLEN_WITNESS_SOUND, judge(arena, lay(arena, &tree, EARLIER, SIZE, origin, 1), &memory));
}

static void r_04_a_shrunk_ledger_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;

    data_fill(&tree, SIZE);
    const dolen_witness_memory memory = memory_of(&tree, SIZE);
    assert_int_equal(DOLEN_WITNESS_SHRUNK, judge(arena, lay(arena, &tree, SIZE, SIZE - 1, origin, 1), &memory));
    assert_int_equal(DOLEN_WITNESS_SHRUNK, judge(arena, lay(arena, &tree, 0, EARLIER, origin, 1), &memory));
}

static void ig_10_another_origin_or_key_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    const dolen_witness_memory nothing = {0};

    data_fill(&tree, SIZE);
    assert_int_equal(DOLEN_WITNESS_WRONG_ORIGIN,
                     judge(arena, lay(arena, &tree, 0, SIZE, "other.example/ledger", 1), &nothing));
    assert_int_equal(DOLEN_WITNESS_WRONG_KEY, judge(arena, lay(arena, &tree, 0, SIZE, origin, 2), &nothing));
    assert_int_equal(DOLEN_WITNESS_MALFORMED, judge(arena, "old 0\n\nno checkpoint\n", &nothing));
}

static void a_changed_signature_is_a_wrong_key(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;
    const dolen_witness_memory nothing = {0};

    data_fill(&tree, SIZE);
    const char *text = lay(arena, &tree, 0, SIZE, origin, 1);
    char *changed = dolen_arena_copy_string(arena, text, strlen(text));
    char *size = strstr(changed, "\n200\n");
    assert_non_null(size);
    size[3] = '1';
    assert_int_equal(DOLEN_WITNESS_WRONG_KEY, judge(arena, changed, &nothing));
}

static void a_text_for_another_state_is_asked_for_again(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;

    data_fill(&tree, SIZE);
    const dolen_witness_memory memory = memory_of(&tree, EARLIER);
    assert_int_equal(DOLEN_WITNESS_STALE, judge(arena, lay(arena, &tree, EARLIER - 1, SIZE, origin, 1), &memory));
    assert_false(dolen_witness_verdict_is_alarming(DOLEN_WITNESS_STALE));
}

static void r_21_a_clock_that_went_back_cosigns_nothing(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    static data_tree tree;

    data_fill(&tree, SIZE);
    dolen_witness_memory memory = memory_of(&tree, EARLIER);
    memory.time = NOW + 1;
    assert_int_equal(DOLEN_WITNESS_CLOCK, judge(arena, lay(arena, &tree, EARLIER, SIZE, origin, 1), &memory));
    memory.time = NOW;
    assert_int_equal(DOLEN_WITNESS_SOUND, judge(arena, lay(arena, &tree, EARLIER, SIZE, origin, 1), &memory));
}

static void every_verdict_says_what_to_do(void **state)
{
    for (dolen_witness_verdict verdict = DOLEN_WITNESS_MALFORMED; verdict <= DOLEN_WITNESS_CLOCK; verdict++)
        assert_true(*dolen_witness_verdict_advice(verdict) && *dolen_witness_verdict_code(verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cosigns_what_continues_what_it_knows),
        cmocka_unit_test(r_09_two_histories_are_refused),
        cmocka_unit_test(r_09_dropped_added_reordered_and_doubled_entries_are_refused),
        cmocka_unit_test(r_04_a_shrunk_ledger_is_refused),
        cmocka_unit_test(ig_10_another_origin_or_key_is_refused),
        cmocka_unit_test(a_changed_signature_is_a_wrong_key),
        cmocka_unit_test(a_text_for_another_state_is_asked_for_again),
        cmocka_unit_test(r_21_a_clock_that_went_back_cosigns_nothing),
        cmocka_unit_test(every_verdict_says_what_to_do),
    };

    return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
