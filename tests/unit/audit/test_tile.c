#include "governance/audit/tile.h"

#include "tests/support/dolen_test.h"

static void writes_the_paths_of_the_specification(void **state)
{
    static const struct {
        dolen_tile tile;
        const char *path;
    } good[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{3, 1234067, 256}, "tile/3/x001/x234/067"},
        {{0, 273, 112}, "tile/0/273.p/112"},
        {{DOLEN_TILE_ENTRIES, 1000, 1}, "tile/entries/x001/000.p/1"},
        {{DOLEN_TILE_OPENED, 5, 255}, "opened/005.p/255"},
        {{7, ((uint64_t)1 << 55) - 1, 256}, "tile/7/x036/x028/x797/x018/x963/967"},
    };
    dolen_err err;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char path[DOLEN_TILE_PATH];
        dolen_tile back;
        dolen_tile_write(good[i].tile, path);
        assert_string_equal(good[i].path, path);
        assert_ok(dolen_tile_read(path, &back, &err));
        assert_int_equal(good[i].tile.level, back.level);
        assert_int_equal(good[i].tile.index, back.index);
        assert_int_equal(good[i].tile.width, back.width);
    }
}

static void refuses_every_other_path(void **state)
{
    static const char *const bad[] = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/8/000",
        "tile/-1/000",
        "tile/00/000",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/001",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/entries/../../etc/passwd",
        "opened/000 ",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
    };
    dolen_tile tile;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(DOLEN_E_INPUT, dolen_tile_read(bad[i], &tile, NULL));
}

static void knows_how_wide_a_tile_is(void **state)
{
    assert_int_equal(0, dolen_tile_width_in(0, 0, 0));
    assert_int_equal(1, dolen_tile_width_in(0, 0, 1));
    assert_int_equal(256, dolen_tile_width_in(0, 0, 257));
    assert_int_equal(1, dolen_tile_width_in(DOLEN_TILE_ENTRIES, 1, 257));
    assert_int_equal(1, dolen_tile_width_in(1, 0, 257));
    assert_int_equal(0, dolen_tile_width_in(1, 0, 255));
    assert_int_equal(0, dolen_tile_width_in(0, UINT64_MAX, 257));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_paths_of_the_specification),
        cmocka_unit_test(refuses_every_other_path),
        cmocka_unit_test(knows_how_wide_a_tile_is),
    };

    return cmocka_run_group_tests_name("tile", tests, NULL, NULL);
}
