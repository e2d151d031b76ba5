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

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool stands_at(const char *text, const char *letters, bool any_case)
{
    for (; *letters; text++, letters++)
        if (*text != *letters && (!any_case || small(*text) != *letters))
            return false;
    return true;
}

static bool may_stand(const char *text, size_t at, size_t size, const char *where)
{
    const bool starts = at == 0 || text[at - 1] == ' ' || text[at - 1] == '-';
    const char after = text[at + size];
    const bool ends = !after || after == ' ' || after == '-';

    switch (where[0]) {
    case 'S':
        return starts;
    case 'E':
        return ends;
    case 'M':
        return !starts && !ends;
    default:
        return true;
    }
}

/* The first place where the rule fits, or SIZE_MAX. */
static size_t place_of(const dolen_words_rule *rule, const char *text, bool any_case)
{
    const size_t size = strlen(rule->from);

    for (size_t at = 0; text[at]; at++)
        if (stands_at(text + at, rule->from, any_case) && may_stand(text, at, size, rule->where))
            return at;
    return SIZE_MAX;
}

static void put_rule(const dolen_words_rule *rule, size_t at, char *text)
{
    const size_t from = strlen(rule->from), to = strlen(rule->to);
    const bool capital = text[at] >= 'A' && text[at] <= 'Z';

    memmove(text + at + to, text + at + from, strlen(text + at + from) + 1);
    memcpy(text + at, rule->to, to);
    if (capital && text[at] >= 'a' && text[at] <= 'z')
        text[at] = (char)(text[at] - 'a' + 'A');
}

bool dolen_garble_by_rule(dolen_dice *dice, const dolen_words *words, dolen_words_mistake mistake, char *text,
                          size_t room)
{
    const bool any_case = mistake == DOLEN_WORDS_HEARD;
    dolen_words_rule chosen = {.where = "", .from = "", .to = ""};
    uint32_t fitting = 0;

    for (size_t i = 0; i < dolen_words_rules(words, mistake); i++) {
        const dolen_words_rule rule = dolen_words_rule_at(words, mistake, i);
        const bool fits = strlen(text) + strlen(rule.to) < room && place_of(&rule, text, any_case) != SIZE_MAX;
        if (fits && dolen_dice_below(dice, ++fitting) == 0)
            chosen = rule;
    }
    if (!fitting || strlen(text) + strlen(chosen.to) < strlen(chosen.from) + 2)
        return false;
    put_rule(&chosen, place_of(&chosen, text, any_case), text);
    return true;
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
