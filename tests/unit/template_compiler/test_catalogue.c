/* A message in one language only fails the build. */
#include "node/agency/web/compiler/catalogue.h"
#include "tests/support/dolen_test.h"

static dolen_status read_text(dolen_arena *arena, const char *text, dolen_catalogue *out, dolen_problems *problems)
{
    return dolen_catalogue_read(arena, "messages", dolen_bytes_of_string(text), out, problems, NULL);
}

static void reads_both_languages(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_catalogue catalogue = {0};

    assert_int_equal(DOLEN_OK, read_text(arena, "[message a.b]\nen = One\ncy = Un\n", &catalogue, problems));

    assert_string_equal("Un", dolen_catalogue_find(&catalogue, "a.b")->welsh);
    assert_null(dolen_catalogue_find(&catalogue, "a"));
    assert_string_equal("a.b", dolen_catalogue_nearest(&catalogue, "a.c"));
}

static void refuses_what_is_missing_or_malformed(void **state)
{
    static const char *const bad[] = {
        "[message a]\nen = One\n",
        "[message a]\ncy = Un\n",
        "[message a]\nen = One\ncy =\n",
        "[message a]\nen = One\ncy = Un\nfr = Un\n",
        "[message A b]\nen = One\ncy = Un\n",
        "[other a]\nen = One\ncy = Un\n",
        "[message a.b]\nen = One\ncy = Un\n[message a_b]\nen = One\ncy = Un\n",
        "[message a]\nen = One {number}\ncy = Un\n",
        "[message a]\nen = <b>One</b>\ncy = Un\n",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
        DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
        dolen_catalogue catalogue = {0};
        assert_int_equal(DOLEN_E_INPUT, read_text(arena, bad[i], &catalogue, problems));
        assert_true(dolen_problems_count(problems) > 0);
    }
}

static void joins_files_and_refuses_an_id_of_another_file(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_catalogue catalogue = {0};

    assert_int_equal(DOLEN_OK, read_text(arena, "[message a.b]\nen = One\ncy = Un\n", &catalogue, problems));
    assert_int_equal(DOLEN_OK, read_text(arena, "[message a.c]\nen = Two\ncy = Dau\n", &catalogue, problems));
    assert_int_equal(DOLEN_E_INPUT, read_text(arena, "[message a_b]\nen = Three\ncy = Tri\n", &catalogue, problems));

    assert_int_equal(2, catalogue.count);
    assert_string_equal("Un", dolen_catalogue_find(&catalogue, "a.b")->welsh);
    assert_string_equal("Dau", dolen_catalogue_find(&catalogue, "a.c")->welsh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_both_languages),
        cmocka_unit_test(joins_files_and_refuses_an_id_of_another_file),
        cmocka_unit_test(refuses_what_is_missing_or_malformed),
    };

    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
