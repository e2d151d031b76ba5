#include <string.h>

#include "node/match/normalise.h"
#include "node/match/words_internal.h"

enum { POSTCODE_LEAST = 5, POSTCODE_MOST = 7, NHS_DIGITS = 10, UPRN_DIGITS = 12, BORN_LEAST = 1880, BORN_MOST = 2098 };

/* Letters and digits only of a folded field; false when more than `room` - 1 of them. */
static bool keep_letters_and_digits(const char *text, char *out, size_t room)
{
    char folded[DOLEN_NORMAL_FOLDED];
    size_t used = 0;

    dolen_normalise_fold(text, folded);
    for (const char *at = folded; *at; at++) {
        if (!dolen_words_is_letter(*at) && !dolen_words_is_digit(*at))
            continue;
        if (used == room - 1)
            return false;
        out[used++] = *at;
    }
    out[used] = '\0';
    return true;
}

/* The forms of an outcode: A9 A99 A9A AA9 AA99 AA9A. */
static bool is_outcode(const char *text, size_t size)
{
    const size_t area = size > 1 && dolen_words_is_letter(text[1]) ? 2 : 1;

    if (size < area + 1 || size > area + 2 || !dolen_words_is_letter(text[0]) || !dolen_words_is_digit(text[area]))
        return false;
    return size == area + 1 || dolen_words_is_digit(text[area + 1]) || dolen_words_is_letter(text[area + 1]);
}

/* Pseudo postcodes (ZZ99 3VZ: no fixed abode) lie in no area that exists. */
static bool is_area(const char *text)
{
    const size_t size = dolen_words_is_letter(text[1]) ? 2 : 1;
    const char area[3] = {text[0], size == 2 ? text[1] : '\0', '\0'};

    return dolen_words_has(&dolen_table_postcode_areas, area);
}

static bool is_postcode(const char *text, size_t size)
{
    return size >= POSTCODE_LEAST && size <= POSTCODE_MOST && is_outcode(text, size - 3) &&
           dolen_words_is_digit(text[size - 3]) && dolen_words_is_letter(text[size - 2]) &&
           dolen_words_is_letter(text[size - 1]);
}

static void to_digit(char *letter)
{
    *letter = (char)(*letter == 'o' ? '0' : *letter == 'i' || *letter == 'l' ? '1' : *letter);
}

static void to_letter(char *digit)
{
    *digit = (char)(*digit == '0' ? 'o' : *digit == '1' ? 'i' : *digit);
}

/* O, I and L never end an outcode: they are digits that look so. */
static void repair_outcode(char *text, size_t size)
{
    if (size > 2 && dolen_words_is_digit(text[size - 2]))
        to_digit(&text[size - 1]);
}

/* What was mistyped shows by position: a digit and two letters at the end, then the outcode, whose form is looser. */
static void repair(char *text, size_t size)
{
    to_digit(&text[size - 3]);
    to_letter(&text[size - 2]);
    to_letter(&text[size - 1]);
    if (is_postcode(text, size))
        return;
    to_letter(&text[0]);
    if (is_postcode(text, size))
        return;
    if (size == POSTCODE_LEAST)
        to_digit(&text[1]);
    if (size == POSTCODE_MOST) {
        to_letter(&text[1]);
        to_digit(&text[2]);
    }
    if (size == POSTCODE_LEAST + 1 && !dolen_words_is_digit(text[1]))
        to_digit(&text[2]);
}

/* Letters and digits of a postcode or an outcode into its parts. */
static bool read_postcode(char *plain, dolen_normal_postcode *out)
{
    const size_t size = strlen(plain);

    /* A word without any digit is no mistyped postcode. */
    if (size >= POSTCODE_LEAST && plain[strcspn(plain, "0123456789")] && !is_postcode(plain, size))
        repair(plain, size);
    if (is_postcode(plain, size))
        repair_outcode(plain, size - 3);
    if (size < 2 || !is_area(plain))
        return false;
    if (is_postcode(plain, size)) {
        memcpy(out->whole, plain, size);
        memcpy(out->sector, plain, size - 2);
        memcpy(out->outcode, plain, size - 3);
        return true;
    }
    if (!is_outcode(plain, size))
        return false;
    memcpy(out->outcode, plain, size);
    return true;
}

bool dolen_normalise_postcode(const char *text, dolen_normal_postcode *out)
{
    char plain[DOLEN_NORMAL_POSTCODE];

    memset(out, 0, sizeof *out);
    return keep_letters_and_digits(text, plain, sizeof plain) && read_postcode(plain, out);
}

/* Numbers that stand as examples in documents. Those from 999, set aside for tests, are taken: training and test
 * regions must have numbers that no person has, and no feed of real people holds one. */
static bool is_dummy(const char *number)
{
    static const char *const dummies[] = {"1234567881", "4010232137", "9434765919", "9876543210"};

    for (size_t i = 0; i < sizeof dummies / sizeof *dummies; i++)
        if (strcmp(number, dummies[i]) == 0)
            return true;
    return strspn(number, (const char[]){number[0], '\0'}) == NHS_DIGITS || strncmp(number, "000", 3) == 0;
}

static bool has_check_digit(const char *number)
{
    int sum = 0;

    for (int i = 0; i < NHS_DIGITS - 1; i++)
        sum += (number[i] - '0') * (NHS_DIGITS - i);
    const int check = (11 - sum % 11) % 11;
    return check != 10 && check == number[NHS_DIGITS - 1] - '0';
}

/* ".0" at the end: a spreadsheet took the number for an amount. */
static bool is_no_fraction(const char *at)
{
    return *at == '.' && at[1] && at[strspn(at + 1, "0") + 1] == '\0';
}

/* Digits with spaces and dashes between them, and nothing else. */
static bool keep_digits(const char *text, char *out, size_t room)
{
    char folded[DOLEN_NORMAL_FOLDED];
    size_t used = 0;

    dolen_normalise_fold(text, folded);
    for (const char *at = folded; *at; at++) {
        if (*at == ' ' || *at == '-')
            continue;
        if (used && is_no_fraction(at))
            break;
        if (!dolen_words_is_digit(*at) || used == room - 1)
            return false;
        out[used++] = *at;
    }
    out[used] = '\0';
    return used > 0;
}

bool dolen_normalise_nhs_number(const char *text, char out[DOLEN_NORMAL_NHS])
{
    char digits[DOLEN_NORMAL_NHS];

    out[0] = '\0';
    if (!keep_digits(text, digits, sizeof digits) || strlen(digits) != NHS_DIGITS || is_dummy(digits) ||
        !has_check_digit(digits))
        return false;
    memcpy(out, digits, sizeof digits);
    return true;
}

bool dolen_normalise_uprn(const char *text, char out[DOLEN_NORMAL_UPRN])
{
    char digits[DOLEN_NORMAL_FOLDED];

    out[0] = '\0';
    if (!keep_digits(text, digits, sizeof digits))
        return false;
    const char *number = digits + strspn(digits, "0");
    const size_t size = strlen(number);
    if (size == 0 || size > UPRN_DIGITS || strspn(number, "9") == size)
        return false;
    memcpy(out, number, size + 1);
    return true;
}

char dolen_normalise_sex(const char *text)
{
    static const struct {
        char word[10];
        char sex;
    } words[] = {{"m", 'm'},         {"1", 'm'},         {"male", 'm'}, {"man", 'm'},   {"boy", 'm'},   {"gwryw", 'm'},
                 {"gwrywaidd", 'm'}, {"bachgen", 'm'},   {"dyn", 'm'},  {"f", 'f'},     {"2", 'f'},     {"female", 'f'},
                 {"woman", 'f'},     {"benywaidd", 'f'}, {"girl", 'f'}, {"benyw", 'f'}, {"merch", 'f'}, {"menyw", 'f'}};
    char plain[10];

    if (!keep_letters_and_digits(text, plain, sizeof plain))
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(plain, words[i].word) == 0)
            return words[i].sex;
    return 0;
}

dolen_normal_born dolen_normalise_born(dolen_day day)
{
    static const dolen_day placeholders[] = {
        {1899, 12, 30}, {1899, 12, 31}, {1900, 1, 1}, {1901, 1, 1}, {1911, 11, 11}};

    if (day.year < BORN_LEAST || day.year > BORN_MOST || !dolen_day_is_valid(day))
        return DOLEN_BORN_NONE;
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if (dolen_day_compare(day, placeholders[i]) == 0)
            return DOLEN_BORN_NONE;
    return day.month == 1 && day.day == 1 ? DOLEN_BORN_WEAK : DOLEN_BORN_GOOD;
}
