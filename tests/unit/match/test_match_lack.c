#include "node/match/match_lack.h"

#include "tests/support/dolen_test.h"

static void assert_lacks(dolen_match_lack lack, const dolen_person *person)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    dolen_match_keys keys;
    dolen_err err = {0};

    assert_ok(dolen_match_person_keys(person, arena, &keys, &err));
    assert_int_equal(0, keys.count);
    assert_int_equal(lack, keys.lack);
}

static void a_person_without_any_key_has_the_reason(void **state)
{
    assert_lacks(DOLEN_MATCH_LACKS_LETTERS, &(dolen_person){.forenames = "Иван", .surname = "Петров"});
    assert_lacks(DOLEN_MATCH_LACKS_LETTERS, &(dolen_person){.surname = "محمد"});
    assert_lacks(DOLEN_MATCH_LACKS_LETTERS, &(dolen_person){.forenames = "-", .surname = "???"});
    assert_lacks(DOLEN_MATCH_LACKS_NAME, &(dolen_person){.forenames = "Baby", .surname = "Unknown"});
    assert_lacks(DOLEN_MATCH_LACKS_FIELDS, &(dolen_person){.forenames = "Dai", .surname = "Jones"});
    assert_lacks(DOLEN_MATCH_LACKS_FIELDS, &(dolen_person){.forenames = "", .surname = NULL});
}

static void what_is_left_of_a_name_gives_keys_as_before(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_MATCH_ARENA);
    const dolen_person person = {.forenames = "Иван", .surname = "Petrov", .born = {1985, 4, 3}, .postcode = "SA1 1AA"};
    dolen_match_keys keys;
    dolen_err err = {0};

    assert_ok(dolen_match_person_keys(&person, arena, &keys, &err));
    assert_true(keys.count > 0);
    assert_int_equal(DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN | DOLEN_FIELD_PLACE, keys.fields);
}

static void every_reason_has_a_name_of_its_own_and_words(void **state)
{
    for (int i = DOLEN_MATCH_LACKS_LETTERS; i <= DOLEN_MATCH_LACKS_POSTCODE; i++) {
        const char *name = dolen_match_lack_name((dolen_match_lack)i);
        assert_int_equal(strlen(name), strspn(name, "abcdefghijklmnopqrstuvwxyz-"));
        assert_true(strlen(dolen_match_lack_words((dolen_match_lack)i)) > 10);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(name, dolen_match_lack_name((dolen_match_lack)k));
    }
    assert_string_equal("none", dolen_match_lack_name(DOLEN_MATCH_LACKS_NOTHING));
    assert_string_equal("unknown", dolen_match_lack_name((dolen_match_lack)99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_without_any_key_has_the_reason),
        cmocka_unit_test(what_is_left_of_a_name_gives_keys_as_before),
        cmocka_unit_test(every_reason_has_a_name_of_its_own_and_words),
    };

    return cmocka_run_group_tests_name("match lack", tests, NULL, NULL);
}
