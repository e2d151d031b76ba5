#include "node/agency/search_agreement.h"

#include <string.h>

#include "tests/support/dolen_test.h"

enum { LEVELS = 4 };

static size_t reasons_of(dolen_agreement agreement, dolen_reason out[DOLEN_AGREEMENT_REASONS])
{
    return dolen_search_agreement_reasons(&agreement, DOLEN_SUBJECT_PERSON, out);
}

static void check_words(const dolen_reason *reason)
{
    assert_true(reason->code && reason->code[0]);
    assert_true(reason->en && strlen(reason->en) > 8);
    assert_true(reason->cy && strlen(reason->cy) > 8);
    assert_string_not_equal(reason->en, reason->cy);
}

static void every_level_of_every_field_has_words_of_its_own_in_both_languages(void **state)
{
    dolen_reason seen[4 * LEVELS + DOLEN_AGREEMENT_REASONS];
    size_t count = 0;

    for (uint8_t level = 1; level <= LEVELS; level++) {
        const dolen_agreement fields[] = {{.forename = level}, {.surname = level}, {.born = level}, {.place = level}};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            assert_int_equal(1, reasons_of(fields[i], &seen[count++]));
    }
    for (size_t i = 0; i < count; i++) {
        check_words(&seen[i]);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(seen[i].code, seen[k].code);
            assert_string_not_equal(seen[i].en, seen[k].en);
            assert_string_not_equal(seen[i].cy, seen[k].cy);
        }
    }
}

static void sex_middle_name_and_nhs_number_have_words(void **state)
{
    const dolen_agreement fields[] = {{.sex = true}, {.middle = true}, {.nhs_number = true}};
    dolen_reason reasons[DOLEN_AGREEMENT_REASONS];

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assert_int_equal(1, reasons_of(fields[i], reasons));
        check_words(&reasons[0]);
    }
}

static void all_that_agrees_is_said_at_once_the_nhs_number_first(void **state)
{
    const dolen_agreement all = {
        .forename = 3, .surname = 4, .born = 4, .place = 4, .sex = true, .middle = true, .nhs_number = true};
    dolen_reason reasons[DOLEN_AGREEMENT_REASONS];

    assert_int_equal(7, reasons_of(all, reasons));
    assert_string_equal("nhs-number-same", reasons[0].code);
}

static void what_does_not_agree_is_not_mentioned(void **state)
{
    dolen_reason reasons[DOLEN_AGREEMENT_REASONS];

    assert_int_equal(0, reasons_of((dolen_agreement){0}, reasons));
}

static void an_address_has_no_words_about_people(void **state)
{
    const dolen_agreement agreement = {.forename = 4, .place = 4};
    dolen_reason reasons[DOLEN_AGREEMENT_REASONS];

    assert_int_equal(1, dolen_search_agreement_reasons(&agreement, DOLEN_SUBJECT_ADDRESS, reasons));
    assert_string_equal("place-address", reasons[0].code);
}

static void every_advice_has_words_in_both_languages(void **state)
{
    for (uint32_t bit = 1; bit <= DOLEN_ADVICE_CHECK_IDENTITY; bit <<= 1) {
        const dolen_reason reason = dolen_search_agreement_advice(bit);
        check_words(&reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_of_every_field_has_words_of_its_own_in_both_languages),
        cmocka_unit_test(sex_middle_name_and_nhs_number_have_words),
        cmocka_unit_test(all_that_agrees_is_said_at_once_the_nhs_number_first),
        cmocka_unit_test(what_does_not_agree_is_not_mentioned),
        cmocka_unit_test(an_address_has_no_words_about_people),
        cmocka_unit_test(every_advice_has_words_in_both_languages),
    };

    return cmocka_run_group_tests_name("search_agreement", tests, NULL, NULL);
}
