/* Escaping by context. */
#include "node/agency/web/page.h"
#include "tests/support/dolen_test.h"

static void check(void (*write)(dolen_page *, const char *), const char *text, const char *expected)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    dolen_page page = dolen_page_of(arena, DOLEN_ENGLISH);
    dolen_err err = {0};
    dolen_bytes out;

    write(&page, text);
    assert_ok(dolen_page_finish(&page, &out, &err));
    assert_int_equal(strlen(expected), out.size);
    if (out.size)
        assert_memory_equal(expected, out.at, out.size);
}

static void text_cannot_become_markup(void **state)
{
    check(dolen_page_text, "<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    check(dolen_page_text, "a & \"b\"", "a &amp; &quot;b&quot;");
    check(dolen_page_text, NULL, "");
}

static void text_keeps_welsh_and_four_byte_letters(void **state)
{
    check(dolen_page_text, "Siân Ŵyn \xF0\x9F\x90\x89", "Siân Ŵyn \xF0\x9F\x90\x89");
}

static void controls_and_direction_overrides_are_replaced(void **state)
{
    check(dolen_page_text, "a\x01z", "a\xEF\xBF\xBDz");
    check(dolen_page_text, "a\x7Fz", "a\xEF\xBF\xBDz");
    check(dolen_page_text, "a\xC2\x85z", "a\xEF\xBF\xBDz");
    check(dolen_page_text, "a\xE2\x80\xAEz", "a\xEF\xBF\xBDz");
    check(dolen_page_text, "a\xE2\x81\xA6z", "a\xEF\xBF\xBDz");
    check(dolen_page_text, "a\xE2\x80\x99z", "a\xE2\x80\x99z");
}

static void malformed_bytes_are_replaced_one_by_one(void **state)
{
    check(dolen_page_text, "\xC3<", "\xEF\xBF\xBD&lt;");
    check(dolen_page_text, "\xF0\x9F", "\xEF\xBF\xBD\xEF\xBF\xBD");
    check(dolen_page_text, "\xFF\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void attributes_cannot_be_left(void **state)
{
    check(dolen_page_attribute, "\" onclick=\"x\n", "&quot; onclick=&quot;x&#10;");
    check(dolen_page_attribute, "' onclick='x", "&#39; onclick=&#39;x");
}

static void urls_stay_on_this_site(void **state)
{
    check(dolen_page_url, "/en/search", "/en/search");
    check(dolen_page_url, "/en/search?reason=a&b=c", "/en/search?reason=a&amp;b=c");
    check(dolen_page_url, "//example.org/", "/");
    check(dolen_page_url, "/\\example.org/", "/");
    check(dolen_page_url, "javascript:alert(1)", "/");
    check(dolen_page_url, "https://example.org/", "/");
    check(dolen_page_url, "/a\tb", "/");
    check(dolen_page_url, NULL, "/");
    check(dolen_page_url_part, "a/../b?c&d\"", "a%2F..%2Fb%3Fc%26d%22");
}

static void a_full_arena_is_told_at_the_end(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(20 * 1024);
    dolen_page page = dolen_page_of(arena, DOLEN_ENGLISH);
    dolen_bytes out;

    for (int i = 0; i < 20 * 1024; i++)
        dolen_page_markup(&page, "abcd");

    assert_fails(DOLEN_E_LIMIT, dolen_page_finish(&page, &out, NULL));
}

static void messages_exist_in_both_languages(void **state)
{
    for (int i = 1; i < DOLEN_MESSAGES; i++) {
        assert_true(dolen_page_has(dolen_messages[i][DOLEN_ENGLISH]));
        assert_true(dolen_page_has(dolen_messages[i][DOLEN_WELSH]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_become_markup),
        cmocka_unit_test(text_keeps_welsh_and_four_byte_letters),
        cmocka_unit_test(controls_and_direction_overrides_are_replaced),
        cmocka_unit_test(malformed_bytes_are_replaced_one_by_one),
        cmocka_unit_test(attributes_cannot_be_left),
        cmocka_unit_test(urls_stay_on_this_site),
        cmocka_unit_test(a_full_arena_is_told_at_the_end),
        cmocka_unit_test(messages_exist_in_both_languages),
    };

    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
