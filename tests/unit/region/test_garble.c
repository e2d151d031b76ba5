#include "deploy/region/garble.h"

#include "tests/support/dolen_test.h"

enum { TRIES = 400, ROOM = 48 };

/* Does any of many mistakes of this kind turn `name` into `wanted`? */
static bool comes_out_as(const char *name, dolen_words_mistake mistake, const char *wanted)
{
    DOLEN_OWN(dolen_words, words) = dolen_words_new();
    bool found = false;

    for (uint32_t i = 0; i < TRIES && !found; i++) {
        dolen_dice dice = dolen_dice_of(1, 1, i);
        char text[ROOM];
        snprintf(text, sizeof text, "%s", name);
        found = dolen_garble_by_rule(&dice, words, mistake, text, sizeof text) && strcmp(text, wanted) == 0;
    }
    return found;
}

static void mishears_letters_and_keeps_the_capital(void **state)
{
    assert_true(comes_out_as("Philip", DOLEN_WORDS_HEARD, "Filip"));
    assert_true(comes_out_as("Catrin", DOLEN_WORDS_HEARD, "Katrin"));
    assert_true(comes_out_as("Jane", DOLEN_WORDS_HEARD, "Jan"));
}

static void minds_where_in_the_word_a_rule_holds(void **state)
{
    assert_false(comes_out_as("Erica", DOLEN_WORDS_HEARD, "rica"));
}

static void misreads_shapes_in_their_case(void **state)
{
    assert_true(comes_out_as("Williams", DOLEN_WORDS_SCANNED, "Williarns"));
    assert_true(comes_out_as("Swansea", DOLEN_WORDS_SCANNED, "5wansea"));
}

static void never_writes_past_the_room(void **state)
{
    DOLEN_OWN(dolen_words, words) = dolen_words_new();

    for (uint32_t i = 0; i < TRIES; i++) {
        dolen_dice dice = dolen_dice_of(2, 2, i);
        char text[] = "Williams";
        (void)dolen_garble_by_rule(&dice, words, i % 2 ? DOLEN_WORDS_HEARD : DOLEN_WORDS_SCANNED, text, sizeof text);
        assert_true(memchr(text, '\0', sizeof text) && text[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mishears_letters_and_keeps_the_capital),
        cmocka_unit_test(minds_where_in_the_word_a_rule_holds),
        cmocka_unit_test(misreads_shapes_in_their_case),
        cmocka_unit_test(never_writes_past_the_room),
    };

    return cmocka_run_group_tests_name("garble", tests, NULL, NULL);
}
