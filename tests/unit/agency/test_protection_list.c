#include "node/agency/extract/protection_list.h"

#include "tests/support/dolen_test.h"

static dolen_status read_list(const char *text, size_t width, dolen_protection_list **out)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_err err = {0};

    return dolen_protection_list_read_text("list", dolen_bytes_of_string(text), width, out, problems, &err);
}

static void a_list_holds_what_stands_on_it(void **unused)
{
    DOLEN_OWN(dolen_protection_list, list) = NULL;

    assert_int_equal(DOLEN_OK, read_list("local_id\r\n0815\r\nC 7\n4711\n", 0, &list));
    assert_int_equal(3, dolen_protection_list_count(list));
    assert_true(dolen_protection_list_has(list, "4711"));
    assert_true(dolen_protection_list_has(list, "C 7"));
    assert_false(dolen_protection_list_has(list, "815"));
    assert_false(dolen_protection_list_has(NULL, "4711"));
}

static void a_list_may_protect_nobody(void **unused)
{
    DOLEN_OWN(dolen_protection_list, list) = NULL;

    assert_int_equal(DOLEN_OK, read_list("local_id\n", 0, &list));
    assert_int_equal(0, dolen_protection_list_count(list));
    assert_false(dolen_protection_list_has(list, "1"));
}

static void assert_refused(const char *text, size_t width)
{
    dolen_protection_list *list = NULL;

    assert_int_equal(DOLEN_E_INPUT, read_list(text, width, &list));
    assert_null(list);
}

static void ig_15_a_list_with_anything_wrong_is_no_list(void **unused)
{
    assert_refused("", 0);
    assert_refused("1\n2\n", 0);
    assert_refused("local_id\n1\n\n2\n", 0);
    assert_refused("local_id\n1\n2", 0);
    assert_refused("local_id\n1\n2\n1\n", 0);
    assert_refused("local_id\n 1\n", 0);
    assert_refused("local_id\n1\t\n", 0);
    assert_refused("local_id\n\xff\n", 0);
    assert_refused("local_id\n0123456789012345678901234567890123456789012345678901234567890123456789\n", 0);
    assert_refused("local_id\n00012\n012\n", 5);
}

static void the_list_lies_beside_the_extract(void **unused)
{
    char path[64];
    dolen_err err = {0};

    assert_ok(dolen_protection_list_path("/in/NPT.csv", path, sizeof path, &err));
    assert_string_equal("/in/NPT.protections", path);
    assert_fails(DOLEN_E_LIMIT, dolen_protection_list_path("/in/NPT.csv", path, 12, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_holds_what_stands_on_it),
        cmocka_unit_test(a_list_may_protect_nobody),
        cmocka_unit_test(ig_15_a_list_with_anything_wrong_is_no_list),
        cmocka_unit_test(the_list_lies_beside_the_extract),
    };

    return cmocka_run_group_tests_name("protection_list", tests, NULL, NULL);
}
