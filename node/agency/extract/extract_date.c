#include <string.h>

#include "node/agency/extract/extract_row.h"

enum { PARTS = 3, SERIAL_DIGITS = 5, MONTH_LETTERS = 3 };

/* Three parts of a date, numbers or an English month's name, and how many digits each had. */
typedef struct date_parts {
    unsigned value[PARTS];
    size_t digits[PARTS];
    size_t count;
} date_parts;

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static unsigned month_named(const char *text, size_t size)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char lower[MONTH_LETTERS];

    if (size < MONTH_LETTERS)
        return 0;
    for (size_t i = 0; i < MONTH_LETTERS; i++)
        lower[i] = (char)(text[i] | 0x20);
    for (unsigned month = 0; month < 12; month++)
        if (memcmp(names + (size_t)month * MONTH_LETTERS, lower, MONTH_LETTERS) == 0)
            return month + 1;
    return 0;
}

/* One number or month name from `text`; how many bytes it took, 0 when there is none. */
static size_t read_part(const char *text, date_parts *parts)
{
    size_t size = 0;
    unsigned value = 0;

    while (size < 8 && is_digit(text[size]))
        value = value * 10 + (unsigned)(text[size++] - '0');
    parts->digits[parts->count] = size;
    if (size == 0) {
        while ((text[size] | 0x20) >= 'a' && (text[size] | 0x20) <= 'z')
            size++;
        value = month_named(text, size);
        if (!value)
            return 0;
    }
    parts->value[parts->count++] = value;
    return size;
}

static bool is_separator(char letter)
{
    return letter == '/' || letter == '-' || letter == '.' || letter == ' ';
}

/* "T10:20:30Z" or " 00:00:00.000": anything of a time's letters. */
static bool is_time(const char *text)
{
    return *text == '\0' || ((*text == ' ' || *text == 'T') && strspn(text + 1, "0123456789:.Z") == strlen(text + 1) &&
                             is_digit(text[1]));
}

static bool split(const char *text, date_parts *parts)
{
    while (parts->count < PARTS) {
        const size_t size = read_part(text, parts);
        if (!size)
            return false;
        text += size;
        if (parts->count < PARTS && !is_separator(*text++))
            return false;
    }
    return is_time(text);
}

static dolen_extract_date_fault check(dolen_day day, dolen_day exchanged, dolen_day *out)
{
    if (dolen_day_is_valid(day)) {
        *out = day;
        return DOLEN_EXTRACT_DATE_FINE;
    }
    return dolen_day_is_valid(exchanged) ? DOLEN_EXTRACT_DATE_SWAPPED : DOLEN_EXTRACT_DATE_NONE;
}

static dolen_day day_of(unsigned year, unsigned month, unsigned day)
{
    if (year > 9999 || month > 99 || day > 99)
        return (dolen_day){0};
    return (dolen_day){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

static dolen_extract_date_fault read_compact(const char *text, dolen_day *out)
{
    date_parts parts = {0};
    const size_t size = read_part(text, &parts);

    if (size != 8 || parts.digits[0] != 8 || !is_time(text + 8))
        return DOLEN_EXTRACT_DATE_FORM;
    const unsigned all = parts.value[0];
    return check(day_of(all / 10000, all / 100 % 100, all % 100), day_of(all / 10000, all % 100, all / 100 % 100), out);
}

dolen_extract_date_fault dolen_extract_row_date(const char *text, dolen_mapping_dates form, dolen_day *out)
{
    date_parts parts = {0};

    *out = (dolen_day){0};
    if (strspn(text, "0123456789") == SERIAL_DIGITS && text[SERIAL_DIGITS] == '\0')
        return DOLEN_EXTRACT_DATE_SERIAL;
    if (form == DOLEN_MAPPING_COMPACT)
        return read_compact(text, out);
    if (!split(text, &parts))
        return DOLEN_EXTRACT_DATE_FORM;
    const unsigned *at = parts.value;
    if (form == DOLEN_MAPPING_ISO) {
        if (parts.digits[0] != 4 || parts.digits[1] != 2 || parts.digits[2] != 2)
            return DOLEN_EXTRACT_DATE_FORM;
        return check(day_of(at[0], at[1], at[2]), day_of(at[0], at[2], at[1]), out);
    }
    if (parts.digits[2] != 4 || parts.digits[0] > 2 || parts.digits[1] > 2)
        return DOLEN_EXTRACT_DATE_FORM;
    if (form == DOLEN_MAPPING_DMY && parts.digits[0])
        return check(day_of(at[2], at[1], at[0]), day_of(at[2], at[0], at[1]), out);
    if (form == DOLEN_MAPPING_MDY && parts.digits[1])
        return check(day_of(at[2], at[0], at[1]), day_of(at[2], at[1], at[0]), out);
    return DOLEN_EXTRACT_DATE_FORM;
}
