#include "deploy/region/garble.h"

#include <string.h>

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The key to the right on a British keyboard, or to the left at the end of a row. */
static char neighbour(char letter)
{
    static const char keys[] = "qwertyuiopoasdfghjklkzxcvbnmn";
    const char lower = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    const char *at = strchr(keys, lower);
    const char found = at && at[1] ? at[1] : lower;

    return lower == letter ? found : (char)(found - 'a' + 'A');
}

/* A place past the first letter where this and the next byte are ASCII letters; 0 when there is none. */
static size_t find_place(dolen_dice *dice, const char *name)
{
    const size_t size = strlen(name);

    if (size < 4)
        return 0;
    for (int tries = 0; tries < 8; tries++) {
        const size_t at = 1 + dolen_dice_below(dice, (uint32_t)size - 2);
        if (is_letter(name[at]) && is_letter(name[at + 1]))
            return at;
    }
    return 0;
}

static void double_letter(char *name, size_t at, size_t room)
{
    const size_t size = strlen(name);

    if (size + 2 > room)
        return;
    memmove(name + at + 1, name + at, size + 1 - at);
}

void dolen_garble_name(dolen_dice *dice, char *name, size_t room)
{
    const size_t at = find_place(dice, name);
    const uint32_t kind = dolen_dice_below(dice, 4);
    const char letter = name[at];

    if (at == 0)
        return;
    if (kind == 0)
        name[at] = neighbour(letter);
    else if (kind == 1)
        memmove(name + at, name + at + 1, strlen(name + at));
    else if (kind == 2)
        double_letter(name, at, room);
    else {
        name[at] = name[at + 1];
        name[at + 1] = letter;
    }
}

void dolen_garble_digits(dolen_dice *dice, char *digits)
{
    const size_t size = strlen(digits);

    if (size < 2)
        return;
    const size_t at = dolen_dice_below(dice, (uint32_t)size - 1);
    const char digit = digits[at];
    if (dolen_dice_chance(dice, 500) && digits[at + 1] != digit) {
        digits[at] = digits[at + 1];
        digits[at + 1] = digit;
    } else
        digits[at] = (char)('0' + (digit - '0' + 1 + (int)dolen_dice_below(dice, 9)) % 10);
}

dolen_day dolen_garble_day(dolen_dice *dice, dolen_day day)
{
    dolen_day out = day;
    const uint32_t part = dolen_dice_below(dice, 3);

    if (part == 0)
        out.day = (uint8_t)(day.day > 9 ? day.day - 9 : day.day + 10);
    else if (part == 1)
        out.month = (uint8_t)(day.month == 12 ? 11 : day.month + 1);
    else
        out.year = (int16_t)(day.year - 1);
    return dolen_day_is_valid(out) ? out : day;
}

dolen_day dolen_garble_swap(dolen_day day)
{
    return day.day > 12 ? day : (dolen_day){.year = day.year, .month = day.day, .day = day.month};
}

/* The plain letter for the second byte of a two-byte letter of Welsh names, or 0. */
static char plain_letter(const unsigned char *at)
{
    static const struct {
        unsigned char first, second;
        char plain;
    } letters[] = {{0xc3, 0xa2, 'A'}, {0xc3, 0xaa, 'E'}, {0xc3, 0xae, 'I'}, {0xc3, 0xb4, 'O'}, {0xc3, 0xbb, 'U'},
                   {0xc5, 0xb5, 'W'}, {0xc5, 0xb7, 'Y'}, {0xc3, 0xab, 'E'}, {0xc3, 0xaf, 'I'}, {0xc3, 0xb6, 'O'},
                   {0xc3, 0xa1, 'A'}, {0xc3, 0xa9, 'E'}, {0xc3, 0x82, 'A'}, {0xc3, 0x8e, 'I'}};

    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (at[0] == letters[i].first && at[1] == letters[i].second)
            return letters[i].plain;
    return 0;
}

void dolen_garble_flatten(char *name)
{
    char *to = name;

    for (const char *from = name; *from; from++) {
        const char plain = (unsigned char)*from >= 0x80 ? plain_letter((const unsigned char *)from) : 0;
        if (plain) {
            *to++ = plain;
            from++;
        } else
            *to++ = *from >= 'a' && *from <= 'z' ? (char)(*from - 'a' + 'A') : *from;
    }
    *to = '\0';
}
