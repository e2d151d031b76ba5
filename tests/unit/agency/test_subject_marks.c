#include "node/agency/subject_marks.h"

#include "tests/support/dolen_test.h"

static dolen_uuid key_of(uint8_t number)
{
    return (dolen_uuid){{number}};
}

static const dolen_subject_mark items[] = {
    {.key = {{1}}, .kind = DOLEN_SUBJECT_RESTRICTED}, {.key = {{2}}, .kind = DOLEN_SUBJECT_DISPUTED, .code = {"HB.ED"}},
    {.key = {{4}}, .kind = DOLEN_SUBJECT_RESTRICTED}, {.key = {{4}}, .kind = DOLEN_SUBJECT_ERASED},
    {.key = {{5}}, .kind = DOLEN_SUBJECT_DISPUTED},
};
static const dolen_subject_marks marks = {.items = items, .count = sizeof items / sizeof *items};

static void ig_27_who_is_restricted_or_erased_is_not_published(void **state)
{
    assert_int_equal(DOLEN_WITHDRAWN_RESTRICTED, dolen_subject_marks_reason(&marks, key_of(1)));
    assert_int_equal(DOLEN_WITHDRAWN_ERASED, dolen_subject_marks_reason(&marks, key_of(4)));
}

static void ig_27_who_is_on_no_list_or_only_disputes_is_published(void **state)
{
    assert_int_equal(DOLEN_WITHDRAWN_GONE, dolen_subject_marks_reason(&marks, key_of(2)));
    assert_int_equal(DOLEN_WITHDRAWN_GONE, dolen_subject_marks_reason(&marks, key_of(3)));
    assert_int_equal(DOLEN_WITHDRAWN_GONE, dolen_subject_marks_reason(&marks, key_of(0)));
    assert_int_equal(DOLEN_WITHDRAWN_GONE, dolen_subject_marks_reason(&marks, key_of(255)));
    assert_int_equal(DOLEN_WITHDRAWN_GONE, dolen_subject_marks_reason(NULL, key_of(1)));
}

static void ig_27_what_is_disputed_carries_its_marker(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(64 * 1024);
    const dolen_flag flags[] = {{.code = {"CSC.CSP"}}, {.code = {"HB.ED"}}, {.code = {"HB.MIU"}, .disputed = true}};
    dolen_extract_entry one = {.flags = flags, .flag_count = 3};
    dolen_extract_entry whole = one;
    dolen_extract_entry other = one;
    dolen_err err = {0};

    assert_ok(dolen_subject_marks_dispute(&marks, key_of(2), arena, &one, &err));
    assert_ok(dolen_subject_marks_dispute(&marks, key_of(5), arena, &whole, &err));
    assert_ok(dolen_subject_marks_dispute(&marks, key_of(3), arena, &other, &err));

    assert_true(!one.flags[0].disputed && one.flags[1].disputed && one.flags[2].disputed);
    assert_true(whole.flags[0].disputed && whole.flags[1].disputed && whole.flags[2].disputed);
    assert_ptr_equal(flags, other.flags);
    assert_false(flags[1].disputed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_27_who_is_restricted_or_erased_is_not_published),
        cmocka_unit_test(ig_27_who_is_on_no_list_or_only_disputes_is_published),
        cmocka_unit_test(ig_27_what_is_disputed_carries_its_marker),
    };

    return cmocka_run_group_tests_name("subject marks", tests, NULL, NULL);
}
