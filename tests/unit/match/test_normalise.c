#include "node/match/normalise.h"

#include <sodium.h>

#include "node/match/phonetic.h"
#include "tests/support/dolen_test.h"

static void assert_folds(const char *expected, const char *text)
{
    char out[DOLEN_NORMAL_FOLDED];

    assert_int_equal(strlen(expected), dolen_normalise_fold(text, out));
    assert_string_equal(expected, out);
}

static void folds_latin_letters_to_ascii_and_strips_marks(void **state)
{
    assert_folds("llyr", "Llŷr");
    assert_folds("llyr", "Lly\xCC\x82r"); /* y and a combining circumflex */
    assert_folds("lukasz dordevic oster strasse aebelo", "Łukasz Đorđević Øster Straße Æbelø");
    assert_folds("nguyen", "NGUYỄN");
    assert_folds("o'neill", "O’Neill");
    assert_folds("john", "Ｊｏｈｎ");
}

static void bytes_that_are_no_utf_8_are_read_as_windows_1252(void **state)
{
    assert_folds("sian llyr", "Si\xE2n Ll\xFFr");
    assert_folds("o'neill", "O\x92Neill");
    assert_folds("a", "\xC0");
    assert_folds("a \n b", "a\t\r\x01"
                           "b");
}

static size_t encode(uint32_t point, char out[5])
{
    const size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = size - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(0xF00U >> size | point);
    out[size] = '\0';
    return size;
}

static void every_character_folds_as_when_the_table_was_frozen(void **state)
{
    static const char expected[] = "4057cc0649c9e67c36421aa896c59d1f";
    crypto_generichash_state all;
    uint8_t digest[16];
    char text[2 * sizeof digest + 1];
    char one[5];
    char out[DOLEN_NORMAL_FOLDED];

    crypto_generichash_init(&all, NULL, 0, sizeof digest);
    for (uint32_t point = 0x80; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        encode(point, one);
        crypto_generichash_update(&all, (const uint8_t *)out, dolen_normalise_fold(one, out) + 1);
    }
    crypto_generichash_final(&all, digest, sizeof digest);
    assert_string_equal(expected, sodium_bin2hex(text, sizeof text, digest, sizeof digest));
}

static void undoes_what_was_encoded_twice(void **state)
{
    assert_folds("sian", "SiÃ¢n");
    assert_folds("llyr", "LlÅ·r");
    assert_folds("o'neill", "Oâ€™Neill");
    assert_folds("joao", "João");
}

static void letters_of_other_scripts_are_marked_and_never_passed_over(void **state)
{
    dolen_normal_name name;

    assert_folds("\032\032a", "Жа");
    dolen_normalise_name("Иван", "Smith", "", &name);
    assert_int_equal(0, name.forenames.count);
    assert_true(name.has_foreign);
    dolen_normalise_name("M\u0430ry", "Jоnes", "", &name);
    assert_string_equal("mary", name.forenames.text[0]);
    assert_string_equal("jones", name.surname);
    assert_false(name.has_foreign);
}

static void assert_name(const char *forename, const char *surname, dolen_normal_name name)
{
    assert_string_equal(forename, name.forenames.count ? name.forenames.text[0] : "");
    assert_string_equal(surname, name.surname);
}

static void splits_a_whole_name_in_one_field(void **state)
{
    dolen_normal_name name;

    dolen_normalise_name("Jan van der Berg", "", "", &name);
    assert_name("jan", "vanderberg", name);
    dolen_normalise_name("", "Siân Llŷr", "", &name);
    assert_name("sian", "llyr", name);
    dolen_normalise_name("", "Smith-Jones", NULL, &name);
    assert_name("", "smithjones", name);
    dolen_normalise_name("Mr", "Lord", "", &name);
    assert_name("", "lord", name);
    dolen_normalise_name("Ann", "Mrs", "", &name);
    assert_name("ann", "", name);
}

static void a_surname_that_is_a_title_has_words_and_a_filler_has_none(void **state)
{
    dolen_normal_words words;

    dolen_normalise_words("Mr Lord", &words);
    assert_int_equal(1, words.count);
    dolen_normalise_words("Not known", &words);
    assert_int_equal(0, words.count);
    dolen_normalise_words("Иван", &words);
    assert_int_equal(0, words.count);
}

static void nicknames_have_one_form_but_sion_is_not_sean(void **state)
{
    assert_string_equal("david", dolen_normalise_nickname("dai"));
    assert_string_equal("david", dolen_normalise_nickname("dafydd"));
    assert_string_equal("catherine", dolen_normalise_nickname("katie"));
    assert_string_equal(dolen_normalise_nickname("sion"), dolen_normalise_nickname("sion"));
    assert_string_not_equal(dolen_normalise_nickname("sion"), dolen_normalise_nickname("sean"));
}

static void assert_postcode(const char *expected, const char *text)
{
    dolen_normal_postcode postcode;

    assert_int_equal(expected[0] != 0, dolen_normalise_postcode(text, &postcode) && postcode.whole[0]);
    assert_string_equal(expected, postcode.whole);
}

static void repairs_postcodes_by_position_and_refuses_pseudo_ones(void **state)
{
    assert_postcode("cf100at", "CF10 OAT");
    assert_postcode("cf100at", "cf1O 0at");
    assert_postcode("sa11aa", "SAI 1AA");
    assert_postcode("ox11aa", "0X1 1AA");
    assert_postcode("", "ZZ99 3VZ");
    assert_postcode("", "LONDON");
    assert_postcode("", "12345");
    assert_postcode("", "SA1");
}

static void keeps_an_outcode_alone(void **state)
{
    dolen_normal_postcode postcode;

    assert_true(dolen_normalise_postcode("SA1", &postcode));

    assert_string_equal("sa1", postcode.outcode);
    assert_string_equal("", postcode.sector);
}

static void takes_nhs_numbers_with_a_right_check_digit_only(void **state)
{
    char number[DOLEN_NORMAL_NHS];

    assert_true(dolen_normalise_nhs_number("946 350 3838", number));
    assert_string_equal("9463503838", number);
    assert_false(dolen_normalise_nhs_number("946 350 3839", number));
    assert_string_equal("", number);
    assert_false(dolen_normalise_nhs_number("9434765919", number));
    assert_false(dolen_normalise_nhs_number("4444444444", number));
    assert_false(dolen_normalise_nhs_number("946350383", number));
    assert_false(dolen_normalise_nhs_number("9463503838x", number));
}

static void uprns_lose_leading_zeros_and_placeholders_are_none(void **state)
{
    char uprn[DOLEN_NORMAL_UPRN];

    assert_true(dolen_normalise_uprn("000100012345", uprn));
    assert_string_equal("100012345", uprn);
    assert_false(dolen_normalise_uprn("999999999999", uprn));
    assert_false(dolen_normalise_uprn("0", uprn));
    assert_false(dolen_normalise_uprn("1.00E+11", uprn));
}

static void assert_line(const char *units, const char *street, const char *text)
{
    dolen_normal_line line;

    dolen_normalise_line(text, &line);
    assert_string_equal(units, line.units);
    assert_string_equal(street, line.street);
}

static void welsh_and_english_addresses_have_one_form(void **state)
{
    assert_line("12", "high st", "12 High Street");
    assert_line("12", "high st", "12 Stryd Fawr");
    assert_line("12", "high st", "12, Y Stryd Fawr, Aberystwyth");
    assert_line("7", "station rd", "7 Heol yr Orsaf");
    assert_line("7", "station rd", "7 Station Road, Swansea, SA1 1AA");
    assert_line("12/3", "high st", "Flat 3, 12 High Street");
    assert_line("12/3", "high st", "Fflat 3, 12 Stryd Fawr");
    assert_line("12/3", "high st", "12 High St Flat 3");
    assert_line("12/3", "high st", "12 High Street Flat 3 SA1 1AA");
    assert_line("12/c", "st marys cl", "12C St. Mary's Close");
}

static void a_house_name_counts_only_without_numbers_and_not_for_a_street(void **state)
{
    dolen_normal_line line;

    dolen_normalise_line("Rose Cottage, Llangadog", &line);
    assert_string_equal("rose cottage", line.house);
    dolen_normalise_line("High Street", &line);
    assert_string_equal("", line.house);
    dolen_normalise_line("Heol Fawr", &line);
    assert_string_equal("", line.house);
}

static void dates_that_stand_for_not_known_are_none_or_weak(void **state)
{
    assert_int_equal(DOLEN_BORN_NONE, dolen_normalise_born((dolen_day){0}));
    assert_int_equal(DOLEN_BORN_NONE, dolen_normalise_born((dolen_day){2001, 2, 30}));
    assert_int_equal(DOLEN_BORN_NONE, dolen_normalise_born((dolen_day){1900, 1, 1}));
    assert_int_equal(DOLEN_BORN_WEAK, dolen_normalise_born((dolen_day){1990, 1, 1}));
    assert_int_equal(DOLEN_BORN_GOOD, dolen_normalise_born((dolen_day){1990, 1, 2}));
}

static void assert_sounds_alike(const char *a, const char *b)
{
    char left[DOLEN_PHONETIC_SIZE];
    char right[DOLEN_PHONETIC_SIZE];

    dolen_phonetic_code(a, strlen(a), left);
    dolen_phonetic_code(b, strlen(b), right);
    assert_string_equal(left, right);
    assert_true(left[0] != 0);
}

static void welsh_spellings_sound_like_the_english_ones(void **state)
{
    assert_sounds_alike("griffith", "gruffudd");
    assert_sounds_alike("lloyd", "llwyd");
    assert_sounds_alike("price", "prys");
    assert_sounds_alike("evan", "ifan");
    assert_sounds_alike("meredith", "maredudd");
    assert_sounds_alike("phillips", "ffylip");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_latin_letters_to_ascii_and_strips_marks),
        cmocka_unit_test(bytes_that_are_no_utf_8_are_read_as_windows_1252),
        cmocka_unit_test(every_character_folds_as_when_the_table_was_frozen),
        cmocka_unit_test(undoes_what_was_encoded_twice),
        cmocka_unit_test(letters_of_other_scripts_are_marked_and_never_passed_over),
        cmocka_unit_test(splits_a_whole_name_in_one_field),
        cmocka_unit_test(a_surname_that_is_a_title_has_words_and_a_filler_has_none),
        cmocka_unit_test(nicknames_have_one_form_but_sion_is_not_sean),
        cmocka_unit_test(repairs_postcodes_by_position_and_refuses_pseudo_ones),
        cmocka_unit_test(keeps_an_outcode_alone),
        cmocka_unit_test(takes_nhs_numbers_with_a_right_check_digit_only),
        cmocka_unit_test(uprns_lose_leading_zeros_and_placeholders_are_none),
        cmocka_unit_test(welsh_and_english_addresses_have_one_form),
        cmocka_unit_test(a_house_name_counts_only_without_numbers_and_not_for_a_street),
        cmocka_unit_test(dates_that_stand_for_not_known_are_none_or_weak),
        cmocka_unit_test(welsh_spellings_sound_like_the_english_ones),
    };

    return cmocka_run_group_tests_name("normalise", tests, NULL, NULL);
}
