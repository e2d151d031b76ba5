/* Forms are kept for half an hour, for their writer only. */
#include "node/agency/web/drafts.h"
#include "tests/support/dolen_test.h"

static void put(dolen_drafts *drafts, const char *user, const char *body, int64_t now)
{
    dolen_draft draft = {.subject = DOLEN_SUBJECT_PERSON, .body = dolen_bytes_of_string(body)};

    draft.faults[DOLEN_SEARCH_FIELD_CASE] = DOLEN_SEARCH_CASE_MISSING;
    dolen_drafts_put(drafts, user, &draft, now);
}

static dolen_status find(dolen_drafts *drafts, const char *user, int64_t now, dolen_arena *arena, dolen_draft *out)
{
    return dolen_drafts_find(drafts, user, DOLEN_SUBJECT_PERSON, now, arena, out, NULL);
}

static void a_draft_comes_back_to_its_writer_only(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    DOLEN_OWN(dolen_drafts, drafts) = dolen_drafts_new();
    dolen_draft out;

    put(drafts, "asha", "first", 0);
    put(drafts, "asha", "surname=Llewelyn", 0);

    assert_fails(DOLEN_OK, find(drafts, "asha", 1, arena, &out));
    assert_true(dolen_bytes_same(out.body, dolen_bytes_of_string("surname=Llewelyn")));
    assert_int_equal(DOLEN_SEARCH_CASE_MISSING, out.faults[DOLEN_SEARCH_FIELD_CASE]);
    assert_fails(DOLEN_E_ABSENT, find(drafts, "bryn", 1, arena, &out));
    assert_fails(DOLEN_E_ABSENT, dolen_drafts_find(drafts, "asha", DOLEN_SUBJECT_ADDRESS, 1, arena, &out, NULL));
}

static void a_draft_goes_when_it_is_old_or_forgotten(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    DOLEN_OWN(dolen_drafts, drafts) = dolen_drafts_new();
    dolen_draft out;

    put(drafts, "asha", "x", 0);
    assert_fails(DOLEN_OK, find(drafts, "asha", DOLEN_DRAFTS_AGE, arena, &out));
    assert_fails(DOLEN_E_ABSENT, find(drafts, "asha", DOLEN_DRAFTS_AGE + 1, arena, &out));
    put(drafts, "asha", "x", 0);
    dolen_drafts_forget(drafts, "asha");
    assert_fails(DOLEN_E_ABSENT, find(drafts, "asha", 0, arena, &out));
}

static void the_oldest_makes_room(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    DOLEN_OWN(dolen_drafts, drafts) = dolen_drafts_new();
    dolen_draft out;
    char user[16];

    for (int i = 0; i <= DOLEN_DRAFTS_COUNT; i++) {
        snprintf(user, sizeof user, "user%d", i);
        put(drafts, user, "x", i);
    }

    assert_fails(DOLEN_E_ABSENT, find(drafts, "user0", DOLEN_DRAFTS_COUNT, arena, &out));
    assert_fails(DOLEN_OK, find(drafts, "user1", DOLEN_DRAFTS_COUNT, arena, &out));
}

static void a_draft_that_does_not_fit_is_refused(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(8);
    DOLEN_OWN(dolen_drafts, drafts) = dolen_drafts_new();
    dolen_draft out;

    put(drafts, "asha", "0123456789abcdef0123456789abcdef", 0);

    assert_fails(DOLEN_E_LIMIT, find(drafts, "asha", 0, arena, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_comes_back_to_its_writer_only),
        cmocka_unit_test(a_draft_goes_when_it_is_old_or_forgotten),
        cmocka_unit_test(the_oldest_makes_room),
        cmocka_unit_test(a_draft_that_does_not_fit_is_refused),
    };

    return cmocka_run_group_tests_name("drafts", tests, NULL, NULL);
}
