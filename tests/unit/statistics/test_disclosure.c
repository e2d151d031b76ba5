#include "governance/statistics/disclosure.h"

#include <string.h>

#include "tests/support/dolen_test.h"

/*
 * The attacker below is another program than the one that protects: it propagates intervals through every sum until
 * nothing gets narrower, also across two releases of which it knows that no count changed by more than `drift`. It
 * knows the rules, which of the marks hide small counts, and that the secret offsets stay the same.
 */

enum {
    ROWS = 5,
    COLUMNS = 4,
    CELLS = 96,
    ARENA = 4 * 1024 * 1024,
    WIDE = 1 << 20,
    TABLES = 400,
    BELOW = 5,
    SECRET = 4,
    NEAREST = 2,
    EXACT = 0
};

static const dolen_disclosure_rules rules = {.suppress_below = BELOW, .round_to = 5};

typedef struct table {
    dolen_disclosure_cell cells[CELLS];
    dolen_disclosure_network network;
} table;

typedef struct interval {
    int low;
    int high;
} interval;

static uint32_t dice_state;

static uint32_t dice(uint32_t sides)
{
    dice_state = dice_state * 1664525U + 1013904223U;
    return (dice_state >> 8) % sides;
}

static void add(table *t, uint32_t from, uint32_t to, uint32_t count)
{
    t->cells[t->network.cell_count++] =
        (dolen_disclosure_cell){.from = from, .to = to, .count = count, .people = count, .counts_people = true};
}

static void key(table *t)
{
    for (size_t i = 0; i < t->network.cell_count; i++) {
        t->cells[i].threshold_offset = (uint8_t)dice(BELOW);
        t->cells[i].rounding_offset = (uint8_t)dice(5);
    }
}

/* Rows 1 to ROWS, columns after them; 0 is where the rows' totals come from, and the last where the columns' go. */
static void two_way(table *t, uint32_t counts[ROWS][COLUMNS])
{
    const uint32_t end = 1 + ROWS + COLUMNS;
    uint32_t total = 0;

    t->network = (dolen_disclosure_network){.cells = t->cells, .nodes = end + 1};
    for (uint32_t r = 0; r < ROWS; r++) {
        uint32_t sum = 0;
        for (uint32_t c = 0; c < COLUMNS; c++) {
            add(t, 1 + r, 1 + ROWS + c, counts[r][c]);
            sum += counts[r][c];
        }
        add(t, 0, 1 + r, sum);
        total += sum;
    }
    for (uint32_t c = 0; c < COLUMNS; c++) {
        uint32_t sum = 0;
        for (uint32_t r = 0; r < ROWS; r++)
            sum += counts[r][c];
        add(t, 1 + ROWS + c, end, sum);
    }
    add(t, end, 0, total);
}

static void one_way(table *t, const uint32_t *counts, size_t count)
{
    uint32_t total = 0;

    t->network = (dolen_disclosure_network){.cells = t->cells, .nodes = 2};
    for (size_t i = 0; i < count; i++) {
        add(t, 0, 1, counts[i]);
        total += counts[i];
    }
    add(t, 1, 0, total);
}

static void throw_counts(uint32_t counts[ROWS][COLUMNS])
{
    for (size_t r = 0; r < ROWS; r++)
        for (size_t c = 0; c < COLUMNS; c++)
            counts[r][c] = dice(3) ? dice(12) : dice(90);
}

/* How much a number that is shown may be off: 4 with a secret offset, 2 for the nearest multiple of 5, 0 as counted. */
static interval range_of(const dolen_disclosure_cell *cell, int slack)
{
    if (cell->is_small)
        return (interval){0, slack < SECRET ? BELOW - 1 : 2 * BELOW - 2};
    if (cell->is_suppressed)
        return (interval){BELOW, WIDE};
    const int low = (int)cell->shown - slack;
    return (interval){low > BELOW ? low : BELOW, (int)cell->shown + slack};
}

static bool narrow(interval *known, int low, int high)
{
    const interval before = *known;

    known->low = low > known->low ? low : known->low;
    known->high = high < known->high ? high : known->high;
    return before.low != known->low || before.high != known->high;
}

/* At each node: a count is what flows on the other side less its companions. */
static bool propagate(const dolen_disclosure_network *network, interval *known)
{
    bool changed = false;

    for (size_t i = 0; i < network->cell_count; i++) {
        const uint32_t nodes[] = {network->cells[i].from, network->cells[i].to};
        for (size_t k = 0; k < 2; k++) {
            int low = 0;
            int high = 0;
            for (size_t j = 0; j < network->cell_count; j++) {
                const bool out = network->cells[j].from == nodes[k];
                if (j == i || (!out && network->cells[j].to != nodes[k]))
                    continue;
                const bool same = out == (k == 0);
                low += same ? -known[j].high : known[j].low;
                high += same ? -known[j].low : known[j].high;
            }
            changed = narrow(&known[i], low, high > WIDE ? WIDE : high) || changed;
        }
    }
    return changed;
}

static void attack(const table *t, interval *known, int slack)
{
    for (size_t i = 0; i < t->network.cell_count; i++)
        known[i] = range_of(&t->cells[i], slack);
    while (propagate(&t->network, known))
        ;
}

/* What one cell of two releases says together: the same secret offset in both, and no more than `drift` between. */
static bool compare(const dolen_disclosure_cell *one, const dolen_disclosure_cell *two, interval *a, interval *b,
                    int drift)
{
    interval hull_a = {WIDE, 0};
    interval hull_b = {WIDE, 0};

    for (int offset = 0; offset < 5; offset++) {
        interval first = *a;
        interval second = *b;
        if (!one->is_suppressed)
            narrow(&first, (int)one->shown - offset, (int)one->shown - offset + 4);
        if (!two->is_suppressed)
            narrow(&second, (int)two->shown - offset, (int)two->shown - offset + 4);
        narrow(&first, second.low - drift, second.high + drift);
        narrow(&second, first.low - drift, first.high + drift);
        if (first.low > first.high || second.low > second.high)
            continue;
        hull_a.low = first.low < hull_a.low ? first.low : hull_a.low;
        hull_a.high = first.high > hull_a.high ? first.high : hull_a.high;
        hull_b.low = second.low < hull_b.low ? second.low : hull_b.low;
        hull_b.high = second.high > hull_b.high ? second.high : hull_b.high;
    }
    const bool changed = narrow(a, hull_a.low, hull_a.high);
    return narrow(b, hull_b.low, hull_b.high) || changed;
}

static void attack_two(const table *one, const table *two, interval *a, interval *b, int drift)
{
    bool changed = true;

    attack(one, a, SECRET);
    attack(two, b, SECRET);
    while (changed) {
        changed = false;
        for (size_t i = 0; i < one->network.cell_count; i++)
            changed = compare(&one->cells[i], &two->cells[i], &a[i], &b[i], drift) || changed;
        changed = propagate(&one->network, a) || changed;
        changed = propagate(&two->network, b) || changed;
    }
}

static void protect(table *t)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_err err = {0};

    assert_ok(dolen_disclosure_protect(&rules, &t->network, arena, &err));
}

static void ig_36_no_count_below_five_is_shown_and_the_rest_are_multiples_of_five(void **state)
{
    uint32_t counts[ROWS][COLUMNS];
    table t;

    dice_state = 1;
    for (int i = 0; i < TABLES; i++) {
        throw_counts(counts);
        two_way(&t, counts);
        key(&t);
        protect(&t);
        for (size_t k = 0; k < t.network.cell_count; k++) {
            const dolen_disclosure_cell *cell = &t.cells[k];
            assert_true(cell->count >= BELOW || cell->is_suppressed);
            assert_int_equal(0, cell->shown % 5);
            assert_true(cell->is_suppressed || (cell->shown < cell->count + 5 && cell->count < cell->shown + 5));
            assert_true(!cell->is_suppressed || cell->shown == 0);
        }
    }
}

static void ig_36_rounding_favours_neither_side(void **state)
{
    uint64_t counted = 0;
    uint64_t shown = 0;
    table t;

    dice_state = 2;
    for (int i = 0; i < 20000; i++) {
        const uint32_t counts[] = {20 + dice(80), 200};
        one_way(&t, counts, 2);
        key(&t);
        protect(&t);
        counted += t.cells[0].count;
        shown += t.cells[0].shown;
    }
    assert_true(shown > counted - counted / 500 && shown < counted + counted / 500);
}

static void ig_36_no_small_count_can_be_worked_out_from_totals_and_neighbours(void **state)
{
    uint32_t counts[ROWS][COLUMNS];
    interval known[CELLS];
    size_t small = 0;
    size_t hidden = 0;
    table t;

    dice_state = 3;
    for (int i = 0; i < TABLES; i++) {
        throw_counts(counts);
        two_way(&t, counts);
        key(&t);
        protect(&t);
        attack(&t, known, SECRET);
        for (size_t k = 0; k < t.network.cell_count; k++) {
            const int count = (int)t.cells[k].count;
            assert_true(known[k].low <= count && count <= known[k].high);
            hidden += t.cells[k].is_suppressed;
            if (!t.cells[k].is_small)
                continue;
            small++;
            assert_true(known[k].high - known[k].low >= BELOW - 1);
        }
    }
    assert_true(small > TABLES);
    assert_true(hidden < TABLES * (size_t)(ROWS * COLUMNS + ROWS + COLUMNS + 1) * 8 / 10);
}

/* How many small counts have a range narrower than the threshold, and how many are known exactly. */
static void attack_plain_tables(uint32_t round_to, int slack, size_t *narrowed, size_t *recovered)
{
    const dolen_disclosure_rules plain = {.suppress_below = BELOW, .round_to = round_to};
    uint32_t counts[ROWS][COLUMNS];
    interval known[CELLS];
    table t;

    *narrowed = *recovered = 0;
    dice_state = 3;
    for (int i = 0; i < TABLES; i++) {
        throw_counts(counts);
        two_way(&t, counts);
        dolen_disclosure_protect_plainly(&plain, &t.network);
        attack(&t, known, slack);
        for (size_t k = 0; k < t.network.cell_count; k++) {
            *narrowed += t.cells[k].is_small && known[k].high - known[k].low < BELOW - 1;
            *recovered += t.cells[k].is_small && known[k].high == known[k].low;
        }
    }
}

static void twin_without_complementary_suppression_small_counts_are_worked_out(void **state)
{
    size_t narrowed = 0;
    size_t recovered = 0;

    attack_plain_tables(1, EXACT, &narrowed, &recovered);
    assert_true(recovered > TABLES);
    attack_plain_tables(5, NEAREST, &narrowed, &recovered);
    assert_true(narrowed > TABLES / 4);
}

static void ig_36_the_exact_range_is_never_narrower_than_promised(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    uint32_t counts[ROWS][COLUMNS];
    interval known[CELLS];
    dolen_err err = {0};
    table t;

    dice_state = 4;
    for (int i = 0; i < TABLES / 4; i++) {
        throw_counts(counts);
        two_way(&t, counts);
        key(&t);
        protect(&t);
        attack(&t, known, SECRET);
        for (size_t k = 0; k < t.network.cell_count; k++) {
            dolen_disclosure_range range;
            if (!t.cells[k].is_small)
                continue;
            dolen_arena_reset(arena);
            assert_ok(dolen_disclosure_work_out(&rules, &t.network, k, arena, &range, &err));
            assert_true(range.high - range.low >= BELOW - 1);
            assert_true((int)range.low >= known[k].low && (int)range.high <= known[k].high);
        }
    }
}

static void ig_36_a_lone_small_count_takes_a_neighbour_with_it(void **state)
{
    const uint32_t counts[] = {3, 9, 60};
    table t;

    one_way(&t, counts, 3);
    t.cells[3].rounding_offset = 4;
    protect(&t);

    assert_true(t.cells[0].is_small);
    assert_true(t.cells[0].is_suppressed);
    assert_true(t.cells[2].shown == 60);
    interval known[CELLS];
    attack(&t, known, SECRET);
    assert_true(known[0].high - known[0].low >= BELOW - 1);
}

static void copy_offsets(const table *from, table *to)
{
    for (size_t i = 0; i < from->network.cell_count; i++) {
        to->cells[i].threshold_offset = from->cells[i].threshold_offset;
        to->cells[i].rounding_offset = from->cells[i].rounding_offset;
    }
}

static void ig_36_two_releases_with_one_person_more_or_less_give_no_small_count_away(void **state)
{
    uint32_t counts[12];
    interval a[CELLS];
    interval b[CELLS];
    size_t small = 0;
    table one;
    table two;

    dice_state = 5;
    for (int i = 0; i < 4 * TABLES; i++) {
        const size_t places = 4 + dice(8);
        for (size_t k = 0; k < places; k++)
            counts[k] = dice(14);
        one_way(&one, counts, places);
        key(&one);
        const size_t changed = dice((uint32_t)places);
        counts[changed] += counts[changed] == 0 || dice(2) ? 1 : 0U - 1;
        one_way(&two, counts, places);
        copy_offsets(&one, &two);
        protect(&one);
        protect(&two);
        attack_two(&one, &two, a, b, 1);
        for (size_t k = 0; k < places; k++) {
            small += one.cells[k].is_small;
            assert_true(a[k].low <= (int)one.cells[k].count && (int)one.cells[k].count <= a[k].high);
            if (one.cells[k].count < BELOW)
                assert_true(a[k].high - a[k].low >= BELOW - 1);
            if (two.cells[k].count < BELOW)
                assert_true(b[k].high - b[k].low >= BELOW - 1);
        }
    }
    assert_true(small > TABLES);
}

/* No such table is published (decision 0022): two months of events share none. Even so a range loses one value at most.
 */
static void ig_36_two_releases_of_a_two_way_table_give_no_small_count_away(void **state)
{
    uint32_t counts[ROWS][COLUMNS];
    interval a[CELLS];
    interval b[CELLS];
    size_t small = 0;
    size_t narrower = 0;
    table one;
    table two;

    dice_state = 6;
    for (int i = 0; i < TABLES; i++) {
        throw_counts(counts);
        two_way(&one, counts);
        key(&one);
        uint32_t *changed = &counts[dice(ROWS)][dice(COLUMNS)];
        *changed += *changed == 0 || dice(2) ? 1 : 0U - 1;
        two_way(&two, counts);
        copy_offsets(&one, &two);
        protect(&one);
        protect(&two);
        attack_two(&one, &two, a, b, 1);
        for (size_t k = 0; k < one.network.cell_count; k++) {
            small += one.cells[k].count < BELOW;
            if (one.cells[k].count < BELOW) {
                assert_true(a[k].high - a[k].low >= BELOW - 2);
                narrower += a[k].high - a[k].low < BELOW - 1;
            }
            if (two.cells[k].count < BELOW) {
                assert_true(b[k].high - b[k].low >= BELOW - 2);
                narrower += b[k].high - b[k].low < BELOW - 1;
            }
            assert_true(a[k].low <= (int)one.cells[k].count && (int)one.cells[k].count <= a[k].high);
        }
    }
    assert_true(small > TABLES);
    assert_true(narrower * 100 < small);
}

static void twin_with_a_limit_that_everybody_knows_two_releases_give_a_count_away(void **state)
{
    const uint32_t before[] = {4, 40, 60};
    const uint32_t after[] = {5, 40, 60};
    interval a;
    interval b;
    table one;
    table two;

    one_way(&one, before, 3);
    one_way(&two, after, 3);
    dolen_disclosure_protect_plainly(&rules, &one.network);
    dolen_disclosure_protect_plainly(&rules, &two.network);
    a = range_of(&one.cells[0], NEAREST);
    b = range_of(&two.cells[0], NEAREST);
    narrow(&a, b.low - 1, b.high + 1);

    assert_int_equal(4, a.low);
    assert_int_equal(4, a.high);
}

static void counts_that_do_not_add_up_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const uint32_t counts[] = {7, 8, 9};
    dolen_err err = {0};
    table t;

    one_way(&t, counts, 3);
    t.cells[3].count++;
    assert_int_equal(DOLEN_E_INPUT, dolen_disclosure_protect(&rules, &t.network, arena, &err));
    t.cells[3].count--;
    t.cells[0].to = 9;
    assert_int_equal(DOLEN_E_INPUT, dolen_disclosure_protect(&rules, &t.network, arena, &err));
}

static void limits_and_offsets_out_of_range_are_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const uint32_t counts[] = {7, 8, 9};
    const dolen_disclosure_rules loose = {.suppress_below = 1, .round_to = 5};
    const dolen_disclosure_rules coarse = {.suppress_below = 5, .round_to = 101};
    dolen_disclosure_range range;
    table t;

    one_way(&t, counts, 3);
    assert_fails(DOLEN_E_INPUT, dolen_disclosure_protect(&loose, &t.network, arena, NULL));
    assert_fails(DOLEN_E_INPUT, dolen_disclosure_protect(&coarse, &t.network, arena, NULL));
    t.cells[1].threshold_offset = BELOW;
    assert_fails(DOLEN_E_INPUT, dolen_disclosure_work_out(&rules, &t.network, 0, arena, &range, NULL));
    t.cells[1].threshold_offset = 0;
    t.cells[1].people = 99;
    assert_fails(DOLEN_E_INPUT, dolen_disclosure_protect(&rules, &t.network, arena, NULL));
    t.network.nodes = DOLEN_DISCLOSURE_CELLS + 1;
    assert_fails(DOLEN_E_LIMIT, dolen_disclosure_protect(&rules, &t.network, arena, NULL));
}

static void many_events_of_few_people_are_not_shown(void **state)
{
    const uint32_t counts[] = {40, 60, 70, 80};
    table t;

    one_way(&t, counts, 4);
    t.cells[1].people = 2;
    t.cells[1].counts_people = false;
    protect(&t);

    assert_true(t.cells[1].is_suppressed);
    assert_false(t.cells[3].is_suppressed && t.cells[2].is_suppressed && t.cells[0].is_suppressed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_36_no_count_below_five_is_shown_and_the_rest_are_multiples_of_five),
        cmocka_unit_test(ig_36_rounding_favours_neither_side),
        cmocka_unit_test(ig_36_no_small_count_can_be_worked_out_from_totals_and_neighbours),
        cmocka_unit_test(twin_without_complementary_suppression_small_counts_are_worked_out),
        cmocka_unit_test(ig_36_the_exact_range_is_never_narrower_than_promised),
        cmocka_unit_test(ig_36_a_lone_small_count_takes_a_neighbour_with_it),
        cmocka_unit_test(ig_36_two_releases_with_one_person_more_or_less_give_no_small_count_away),
        cmocka_unit_test(ig_36_two_releases_of_a_two_way_table_give_no_small_count_away),
        cmocka_unit_test(limits_and_offsets_out_of_range_are_refused),
        cmocka_unit_test(twin_with_a_limit_that_everybody_knows_two_releases_give_a_count_away),
        cmocka_unit_test(counts_that_do_not_add_up_are_refused),
        cmocka_unit_test(many_events_of_few_people_are_not_shown),
    };

    return cmocka_run_group_tests_name("disclosure", tests, NULL, NULL);
}
