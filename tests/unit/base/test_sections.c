#include "node/base/sections.h"
#include "tests/support/dolen_test.h"

static dolen_status read_text(dolen_arena *arena, const char *text, dolen_sections *out, dolen_problems *problems)
{
    return dolen_sections_read(arena, "test.conf", dolen_bytes_of_string(text), out, problems, NULL);
}

static void reads_sections_and_continued_values(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_sections sections;

    assert_fails(DOLEN_OK, read_text(arena, "# c\n[purpose S47]\nname.en = One\n  and two\nlevel=L3\r\n\n[x]\n",
                                     &sections, problems));

    const dolen_section *purpose = dolen_sections_find(&sections, "purpose", "S47");
    assert_non_null(purpose);
    assert_string_equal("One and two", dolen_section_value(purpose, "name.en", ""));
    assert_string_equal("L3", dolen_section_value(purpose, "level", ""));
    assert_non_null(dolen_sections_find(&sections, "x", ""));
}

static void names_the_line_of_every_mistake(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_sections sections;

    assert_fails(DOLEN_E_INPUT, read_text(arena, "a=1\n[s]\nb=1\nb=2\n[s]\nnonsense\n[t\n", &sections, problems));

    const size_t lines[] = {1, 4, 5, 6, 7};
    assert_int_equal(5, dolen_problems_count(problems));
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(lines[i], dolen_problems_at(problems, i)->line);
}

static void suggests_the_nearest_key(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    static const char *const known[] = {"listen", "certificate", "name.*", NULL};
    dolen_sections sections;

    assert_fails(DOLEN_OK, read_text(arena, "[s]\nlisen = 1\nname.cy = x\n", &sections, problems));
    dolen_section_check_keys(&sections, &sections.items[0], known, problems);

    assert_int_equal(1, dolen_problems_count(problems));
    assert_string_equal("listen", dolen_problems_at(problems, 0)->nearest);
}

static void splits_lists(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    const char *const *items;
    size_t count;

    assert_fails(DOLEN_OK, dolen_section_list(arena, " a, b ,,c", &items, &count, NULL));

    assert_int_equal(3, count);
    assert_string_equal("b", items[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sections_and_continued_values),
        cmocka_unit_test(names_the_line_of_every_mistake),
        cmocka_unit_test(suggests_the_nearest_key),
        cmocka_unit_test(splits_lists),
    };

    return cmocka_run_group_tests_name("sections", tests, NULL, NULL);
}
