#include "node/net/http_form.h"

#include "tests/support/dolen_test.h"

static dolen_status read_form(dolen_arena *arena, const char *text, dolen_http_form *out)
{
    return dolen_http_form_read(arena, dolen_bytes_of_string(text), out, NULL);
}

static void reads_names_and_values(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    dolen_http_form form;

    assert_fails(DOLEN_OK, read_form(arena, "a=1&b=x+y%26z&c&=v&d=%C5%B5&a=2&e=", &form));

    assert_null(dolen_http_form_value(&form, "a"));
    assert_string_equal("2", dolen_http_form_value_at(&form, "a", 1));
    assert_null(dolen_http_form_value_at(&form, "a", 2));
    assert_string_equal("x y&z", dolen_http_form_value(&form, "b"));
    assert_string_equal("", dolen_http_form_value(&form, "c"));
    assert_string_equal("\xC5\xB5", dolen_http_form_value(&form, "d"));
    assert_string_equal("", dolen_http_form_value(&form, "e"));
    assert_null(dolen_http_form_value(&form, "f"));
}

static void refuses_what_is_no_clean_text(void **state)
{
    static const char *const wrong[] = {"a=%",   "a=%4",     "a=%g0", "a=%00",  "a=%1b",
                                        "a=%ff", "a=%c0%80", "%7f=1", "a=\x01", "a=%ed%a0%80"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
        dolen_http_form form;
        assert_fails(DOLEN_E_INPUT, read_form(arena, wrong[i], &form));
        assert_int_equal(0, form.count);
    }
}

static void refuses_too_many_fields_and_too_little_memory(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    DOLEN_OWN(dolen_arena, small) = dolen_arena_new(16);
    dolen_http_form form;
    char text[256];

    memset(text, '&', sizeof text);
    assert_fails(DOLEN_OK, dolen_http_form_read(arena, dolen_bytes_of(text, 127), &form, NULL));
    assert_int_equal(128, form.count);
    assert_fails(DOLEN_E_LIMIT, dolen_http_form_read(arena, dolen_bytes_of(text, 128), &form, NULL));
    assert_fails(DOLEN_E_LIMIT, read_form(small, "a=1&b=2", &form));
}

static void escapes_so_that_reading_gives_the_same(void **state)
{
    static const char *const texts[] = {"", "plain", "a b&c=d+e%f", "\xC5\xB5 \"<>'", "--name value"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
        dolen_http_form form;
        char body[256];
        snprintf(body, sizeof body, "x=%s", dolen_http_form_escape(arena, texts[i]));
        assert_fails(DOLEN_OK, read_form(arena, body, &form));
        assert_string_equal(texts[i], dolen_http_form_value(&form, "x"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_names_and_values),
        cmocka_unit_test(refuses_what_is_no_clean_text),
        cmocka_unit_test(refuses_too_many_fields_and_too_little_memory),
        cmocka_unit_test(escapes_so_that_reading_gives_the_same),
    };

    return cmocka_run_group_tests_name("http_form", tests, NULL, NULL);
}
