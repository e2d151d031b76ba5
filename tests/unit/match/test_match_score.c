#include "node/match/match_score.h"

#include <inttypes.h>
#include <math.h>

#include "tests/support/dolen_test.h"

static const dolen_match_thresholds defaults = {0.99, 0.90};

enum { REGION = 100000, ALL = 31, LEAST_VECTORS = 500, LINE = 512 };

static dolen_match_comparison comparing(uint64_t kinds, unsigned asked, unsigned held)
{
    return (dolen_match_comparison){kinds, (uint8_t)asked, (uint8_t)held, REGION};
}

static uint64_t kinds_of(const dolen_key_kind *kinds, size_t count)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < count; i++)
        bits |= dolen_match_bit(kinds[i]);
    return bits;
}

#define KINDS(...)                                                                                                     \
    kinds_of((const dolen_key_kind[]){__VA_ARGS__},                                                                    \
             sizeof((const dolen_key_kind[]){__VA_ARGS__}) / sizeof(dolen_key_kind))

static char level_letter(uint8_t level)
{
    return level == DOLEN_MATCH_UNKNOWN ? '-' : (char)('0' + level);
}

static bool near(double expected, double actual)
{
    return fabs(expected - actual) <= 1e-12 * (expected + 1e-300) + 1e-15;
}

static void check_vector(const char *line)
{
    dolen_match_comparison comparison = {0};
    unsigned fields;
    unsigned weak;
    char levels[6][2];
    double same;
    double relative;
    double actual_same;
    double actual_relative;

    assert_int_equal(12, sscanf(line, "%" SCNx64 " %u %u %" SCNu64 " %1s %1s %1s %1s %1s %1s %lf %lf",
                                &comparison.kinds, &fields, &weak, &comparison.index_records, levels[0], levels[1],
                                levels[2], levels[3], levels[4], levels[5], &same, &relative));
    comparison.asked_fields = comparison.held_fields = (uint8_t)(fields | (weak ? DOLEN_FIELD_BORN_WEAK : 0));
    const dolen_match_levels actual = dolen_match_levels_of(&comparison);
    dolen_match_weigh(actual, comparison.index_records, &actual_same, &actual_relative);

    assert_int_equal(levels[0][0], level_letter(actual.forename));
    assert_int_equal(levels[1][0], level_letter(actual.surname));
    assert_int_equal(levels[2][0], level_letter(actual.born));
    assert_int_equal(levels[3][0], level_letter(actual.place));
    assert_int_equal(levels[4][0], level_letter(actual.sex));
    assert_int_equal(levels[5][0], level_letter(actual.middle));
    assert_true(near(same, actual_same));
    assert_true(near(relative, actual_relative));
}

static void levels_and_probabilities_equal_those_worked_out_apart(void **state)
{
    FILE *in = fopen(DOLEN_TEST_DATA("data/score/vectors.tsv"), "r");
    char line[LINE];
    size_t count = 0;

    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        if (line[0] == '#')
            continue;
        check_vector(line);
        count++;
    }
    fclose(in);
    assert_true(count >= LEAST_VECTORS);
}

/* All kinds that agree for two records of one person that are alike but for the forename's short form. */
static uint64_t same_person(void)
{
    return KINDS(DOLEN_KEY_K02, DOLEN_KEY_K05, DOLEN_KEY_K09, DOLEN_KEY_K12, DOLEN_KEY_K18, DOLEN_KEY_K19,
                 DOLEN_KEY_K23, DOLEN_KEY_K24, DOLEN_KEY_K25);
}

static void a_short_form_with_the_same_date_and_address_is_confirmed(void **state)
{
    const dolen_match_comparison comparison = comparing(same_person(), 15, 15);

    const dolen_match_score score = dolen_match_score_person(&comparison, defaults);

    assert_int_equal(DOLEN_BAND_CONFIRMED, score.band);
    assert_int_equal(3, score.agreement.forename);
    assert_int_equal(3, score.agreement.surname);
    assert_int_equal(4, score.agreement.born);
    assert_int_equal(4, score.agreement.place);
}

static void a_name_alike_in_sound_and_letters_is_the_same(void **state)
{
    const dolen_match_comparison comparison = comparing(same_person() | KINDS(DOLEN_KEY_K15), 15, 15);

    const dolen_match_levels levels = dolen_match_levels_of(&comparison);

    assert_int_equal(4, levels.forename);
    assert_int_equal(4, levels.surname);
}

static void two_keys_with_parts_of_a_date_make_it_whole(void **state)
{
    const dolen_match_comparison part = comparing(KINDS(DOLEN_KEY_K09), 15, 15);
    const dolen_match_comparison either_order = comparing(KINDS(DOLEN_KEY_K02), 15, 15);
    const dolen_match_comparison parts = comparing(KINDS(DOLEN_KEY_K09, DOLEN_KEY_K11), 15, 15);
    const dolen_match_comparison ordered = comparing(KINDS(DOLEN_KEY_K02, DOLEN_KEY_K09), 15, 15);

    assert_int_equal(2, dolen_match_levels_of(&part).born);
    assert_int_equal(3, dolen_match_levels_of(&either_order).born);
    assert_int_equal(4, dolen_match_levels_of(&parts).born);
    assert_int_equal(4, dolen_match_levels_of(&ordered).born);
}

static void a_threshold_is_a_rule_and_not_a_constant(void **state)
{
    const dolen_match_comparison comparison = comparing(same_person(), 15, 15);
    const dolen_match_thresholds impossible = {2, 0.9};

    assert_int_equal(DOLEN_BAND_PROBABLE, dolen_match_score_person(&comparison, impossible).band);
}

/* What twins share: surname, date of birth, postcode, address. */
static uint64_t twins(void)
{
    return KINDS(DOLEN_KEY_K05, DOLEN_KEY_K12, DOLEN_KEY_K18, DOLEN_KEY_K25);
}

static void ig_21_twins_of_different_names_are_never_released(void **state)
{
    const dolen_match_comparison comparison = comparing(twins(), 15, 15);

    assert_int_equal(DOLEN_BAND_NONE, dolen_match_score_person(&comparison, defaults).band);
}

/* Twin of the test above: with the hypothesis of a relative left out, the same twins would pass for one person. */
static void ig_21_without_the_relative_hypothesis_twins_would_be_released(void **state)
{
    const dolen_match_comparison comparison = comparing(twins(), 15, 15);
    const dolen_match_levels levels = dolen_match_levels_of(&comparison);
    double same;
    double relative;

    dolen_match_weigh(levels, REGION, &same, &relative);

    assert_true(same / (1 - relative) > 0.99);
}

/* One twin has the other's forename as her second one (K02), or one that ends alike (K04). */
static void ig_21_a_twin_is_not_confirmed_on_a_second_forename_or_part_of_one(void **state)
{
    const dolen_match_comparison second = comparing(twins() | KINDS(DOLEN_KEY_K02), 15, 15);
    const dolen_match_comparison part = comparing(twins() | KINDS(DOLEN_KEY_K04), 15, 15);
    const dolen_match_comparison first = comparing(twins() | KINDS(DOLEN_KEY_K02, DOLEN_KEY_K19), 15, 15);

    assert_int_not_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_person(&second, defaults).band);
    assert_int_not_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_person(&part, defaults).band);
    assert_int_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_person(&first, defaults).band);
}

/* Twin of the test above: the probability alone would confirm her. */
static void ig_21_the_probability_alone_would_confirm_such_a_twin(void **state)
{
    const dolen_match_comparison second = comparing(twins() | KINDS(DOLEN_KEY_K02), 15, 15);

    assert_true(dolen_match_score_person(&second, defaults).probability >= defaults.confirmed);
}

static void a_name_alone_releases_nothing(void **state)
{
    const dolen_match_comparison initials = comparing(KINDS(DOLEN_KEY_K24), 3, 15);

    assert_int_equal(DOLEN_BAND_NONE, dolen_match_score_person(&initials, defaults).band);
}

static void nothing_in_common_is_nothing(void **state)
{
    const dolen_match_comparison comparison = comparing(0, 31, 31);
    const dolen_match_score score = dolen_match_score_person(&comparison, defaults);

    assert_int_equal(DOLEN_BAND_NONE, score.band);
    assert_true(score.probability < 1e-9);
}

static void a_nhs_number_with_its_date_of_birth_is_confirmed(void **state)
{
    const dolen_match_comparison comparison = comparing(KINDS(DOLEN_KEY_K20, DOLEN_KEY_K11), ALL, ALL);

    assert_int_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_person(&comparison, defaults).band);
    assert_true(dolen_match_score_person(&comparison, defaults).agreement.nhs_number);
}

static void a_nhs_number_whose_date_of_birth_contradicts_counts_for_nothing(void **state)
{
    const dolen_match_comparison comparison = comparing(KINDS(DOLEN_KEY_K20), ALL, ALL);

    const dolen_match_score score = dolen_match_score_person(&comparison, defaults);

    assert_int_equal(DOLEN_BAND_NONE, score.band);
    assert_false(score.agreement.nhs_number);
}

static void a_nhs_number_without_a_date_on_one_side_is_probable_only(void **state)
{
    const dolen_match_comparison comparison =
        comparing(KINDS(DOLEN_KEY_K20), DOLEN_FIELD_NHS_NUMBER, DOLEN_FIELD_NHS_NUMBER | DOLEN_FIELD_BORN);

    assert_int_equal(DOLEN_BAND_PROBABLE, dolen_match_score_person(&comparison, defaults).band);
}

static void the_first_of_january_proves_less(void **state)
{
    const uint64_t kinds = KINDS(DOLEN_KEY_K02, DOLEN_KEY_K05, DOLEN_KEY_K09);
    const dolen_match_comparison good = comparing(kinds, 7, 7);
    const dolen_match_comparison weak = comparing(kinds, 7 | DOLEN_FIELD_BORN_WEAK, 7 | DOLEN_FIELD_BORN_WEAK);

    assert_true(dolen_match_score_person(&weak, defaults).probability <
                dolen_match_score_person(&good, defaults).probability);
    assert_int_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_person(&good, defaults).band);
    assert_int_not_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_person(&weak, defaults).band);
}

static void addresses_agree_by_uprn_or_number_street_and_postcode_and_by_less_are_probable_only(void **state)
{
    const dolen_match_comparison uprn = comparing(KINDS(DOLEN_KEY_A1), 8, 8);
    const dolen_match_comparison postcode = comparing(KINDS(DOLEN_KEY_A2), 8, 8);
    const dolen_match_comparison both = comparing(KINDS(DOLEN_KEY_A2, DOLEN_KEY_A3), 8, 8);
    const dolen_match_comparison street = comparing(KINDS(DOLEN_KEY_A3), 8, 8);
    const dolen_match_comparison outcode_only = comparing(KINDS(DOLEN_KEY_A3), 0, 8);
    const dolen_match_comparison nothing = comparing(0, 8, 8);

    assert_int_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_address(&uprn).band);
    assert_int_equal(DOLEN_BAND_CONFIRMED, dolen_match_score_address(&both).band);
    assert_int_equal(DOLEN_BAND_PROBABLE, dolen_match_score_address(&postcode).band);
    assert_int_equal(DOLEN_BAND_PROBABLE, dolen_match_score_address(&outcode_only).band);
    assert_int_equal(DOLEN_BAND_NONE, dolen_match_score_address(&street).band); /* another postcode */
    assert_int_equal(DOLEN_BAND_NONE, dolen_match_score_address(&nothing).band);
}

static void advice_names_the_fields_that_are_missing(void **state)
{
    assert_int_equal(DOLEN_ADVICE_GIVE_BORN | DOLEN_ADVICE_GIVE_PLACE | DOLEN_ADVICE_GIVE_NHS_NUMBER,
                     dolen_match_needs(DOLEN_SUBJECT_PERSON, 3, DOLEN_BAND_NONE));
    assert_int_equal(DOLEN_ADVICE_CHECK_IDENTITY | DOLEN_ADVICE_GIVE_NHS_NUMBER,
                     dolen_match_needs(DOLEN_SUBJECT_PERSON, 15, DOLEN_BAND_PROBABLE));
    assert_int_equal(0, dolen_match_needs(DOLEN_SUBJECT_PERSON, 3, DOLEN_BAND_CONFIRMED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_and_probabilities_equal_those_worked_out_apart),
        cmocka_unit_test(a_short_form_with_the_same_date_and_address_is_confirmed),
        cmocka_unit_test(a_threshold_is_a_rule_and_not_a_constant),
        cmocka_unit_test(ig_21_twins_of_different_names_are_never_released),
        cmocka_unit_test(ig_21_a_twin_is_not_confirmed_on_a_second_forename_or_part_of_one),
        cmocka_unit_test(ig_21_the_probability_alone_would_confirm_such_a_twin),
        cmocka_unit_test(a_name_alike_in_sound_and_letters_is_the_same),
        cmocka_unit_test(two_keys_with_parts_of_a_date_make_it_whole),
        cmocka_unit_test(ig_21_without_the_relative_hypothesis_twins_would_be_released),
        cmocka_unit_test(a_name_alone_releases_nothing),
        cmocka_unit_test(nothing_in_common_is_nothing),
        cmocka_unit_test(a_nhs_number_with_its_date_of_birth_is_confirmed),
        cmocka_unit_test(a_nhs_number_whose_date_of_birth_contradicts_counts_for_nothing),
        cmocka_unit_test(a_nhs_number_without_a_date_on_one_side_is_probable_only),
        cmocka_unit_test(the_first_of_january_proves_less),
        cmocka_unit_test(addresses_agree_by_uprn_or_number_street_and_postcode_and_by_less_are_probable_only),
        cmocka_unit_test(advice_names_the_fields_that_are_missing),
    };

    return cmocka_run_group_tests_name("match_score", tests, NULL, NULL);
}
