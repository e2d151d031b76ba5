/* Twelve months as a picture and as words. */
#include "node/agency/web/timeline.h"
#include "tests/support/dolen_test.h"

enum { LAST = 2026 * 12 + 10, ARENA = 1 << 20 };

static const dolen_month_count counts[] = {{2025 * 12 + 3, 4}, {2026 * 12 + 1, 2}, {2026 * 12 + 10, 1}};
static const dolen_flag event = {.kind = DOLEN_FLAG_EVENT, .months = counts, .month_count = 3};
static const dolen_flag open_state = {.kind = DOLEN_FLAG_STATE, .opened = 2020 * 12};
static const dolen_flag past = {.kind = DOLEN_FLAG_INVOLVEMENT, .opened = 2020 * 12, .closed = 2021 * 12};
static const dolen_flag undated = {.kind = DOLEN_FLAG_INVOLVEMENT};

static void draw(dolen_arena *arena, const dolen_flag *flag, dolen_view_timeline *out)
{
    const dolen_timeline_item item = {{"Police", "Heddlu"}, {"Flag", "Fflag"}, flag};
    dolen_err err = {0};

    assert_ok(dolen_timeline_draw(arena, DOLEN_ENGLISH, LAST, &item, 1, out, &err));
}

static void events_stand_in_their_months(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_view_timeline out;

    draw(arena, &event, &out);

    assert_int_equal(12, out.columns_count);
    assert_int_equal(DOLEN_MESSAGE_SHORT_MONTH_12, out.columns[0].month);
    assert_string_equal("2025", out.columns[0].year);
    assert_string_equal("2026", out.columns[1].year);
    assert_int_equal(2, out.lines[0].marks_count);
    assert_string_equal("2", out.lines[0].marks[0].count);
    assert_false(out.lines[0].marks[0].is_wide);
    assert_int_equal(out.columns[2].text_x, out.lines[0].marks[0].x);
    assert_int_equal(out.columns[11].text_x, out.lines[0].marks[1].x);
    assert_string_equal("February 2026: 2; November 2026: 1", out.lines[0].when);
}

static void periods_are_cut_to_the_twelve_months(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_view_timeline out;

    draw(arena, &open_state, &out);

    assert_int_equal(1, out.lines[0].bars_count);
    assert_true(out.lines[0].bars[0].is_state);
    assert_true(out.lines[0].bars[0].is_open);
    assert_true(out.lines[0].bars[0].x >= out.lines[0].left);
    assert_true(out.lines[0].bars[0].x + out.lines[0].bars[0].width <= out.lines[0].right);
    assert_string_equal("Started: January 2020; Still open", out.lines[0].when);
}

static void what_is_past_or_undated_is_left_out(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_view_timeline out;

    draw(arena, &past, &out);
    assert_int_equal(0, out.lines_count);
    draw(arena, &undated, &out);
    assert_int_equal(0, out.lines_count);
}

static void an_agency_is_named_once_above_its_lines(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_timeline_item items[] = {{{"Police", "Heddlu"}, {"One", "Un"}, &event},
                                         {{"Police", "Heddlu"}, {"Two", "Dau"}, &open_state},
                                         {{"Health", NULL}, {"One", "Un"}, &event}};
    dolen_view_timeline out;
    dolen_err err = {0};

    assert_ok(dolen_timeline_draw(arena, DOLEN_WELSH, LAST, items, 3, &out, &err));

    assert_string_equal("Heddlu", out.lines[0].heading);
    assert_null(out.lines[1].heading);
    assert_string_equal("Health", out.lines[2].heading);
    assert_true(out.lines[0].heading_y < out.lines[0].label_y);
    assert_true(out.lines[2].heading_y > out.lines[1].axis_y);
    assert_true(out.bottom > out.lines[2].axis_y);
}

static void long_names_and_large_counts_keep_their_place(void **state)
{
    static const dolen_month_count many[] = {{2026 * 12 + 1, 99}, {2026 * 12 + 2, 100}};
    static const dolen_flag often = {.kind = DOLEN_FLAG_EVENT, .months = many, .month_count = 2};
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    char name[601];
    dolen_view_timeline out;
    dolen_err err = {0};

    for (size_t i = 0; i + 1 < sizeof name; i += 2)
        memcpy(name + i, "ŵ", 2);
    name[600] = '\0';
    const dolen_timeline_item item = {{name, NULL}, {"One", "Un"}, &often};
    assert_ok(dolen_timeline_draw(arena, DOLEN_ENGLISH, LAST, &item, 1, &out, &err));

    assert_int_equal(89 * strlen("ŵ") + strlen("…"), strlen(out.lines[0].heading));
    assert_string_equal("99", out.lines[0].marks[0].count);
    assert_string_equal("99+", out.lines[0].marks[1].count);
    assert_true(out.lines[0].marks[1].is_wide);
    assert_string_equal("February 2026: 99; March 2026: 100", out.lines[0].when);
}

static void a_full_arena_is_told(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64);
    dolen_view_timeline out;

    assert_fails(DOLEN_E_LIMIT, dolen_timeline_draw(arena, DOLEN_ENGLISH, LAST, NULL, 0, &out, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_stand_in_their_months),
        cmocka_unit_test(periods_are_cut_to_the_twelve_months),
        cmocka_unit_test(what_is_past_or_undated_is_left_out),
        cmocka_unit_test(an_agency_is_named_once_above_its_lines),
        cmocka_unit_test(long_names_and_large_counts_keep_their_place),
        cmocka_unit_test(a_full_arena_is_told),
    };

    return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
