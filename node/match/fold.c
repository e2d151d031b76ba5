#include <string.h>

#include "node/match/normalise.h"
#include "node/match/tables.h"

enum { INPUT = 4096, INVALID = 0x110000, ASCII_END = 0x80, APOSTROPHE = '\'' };

/* One character of lenient UTF-8: a byte that fits nowhere is one unknown character. Returns the bytes read. */
static size_t read_character(const unsigned char *at, size_t size, uint32_t *out)
{
    const size_t length = at[0] < 0xC2 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 1;
    uint32_t point = at[0] & (0xFFU >> (length + 1));

    *out = INVALID;
    if (length == 1 || length > size)
        return 1;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 1;
        point = point << 6 | (at[i] & 0x3F);
    }
    *out = point;
    return length;
}

static const char *folded(uint32_t point)
{
    size_t low = 0;
    size_t high = dolen_table_fold_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const dolen_table_fold *one = &dolen_table_folds[middle];
        if (point < one->first)
            high = middle;
        else if (point > one->last)
            low = middle + 1;
        else
            return one->text;
    }
    return " ";
}

static char folded_ascii(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return (char)(letter - 'A' + 'a');
    if (letter == '`')
        return APOSTROPHE;
    if (letter == '\r')
        return '\n';
    if ((letter < ' ' && letter != '\n') || letter == 0x7F)
        return ' ';
    return letter;
}

size_t dolen_normalise_fold(const char *text, char out[DOLEN_NORMAL_FOLDED])
{
    const size_t size = text ? strnlen(text, INPUT) : 0;
    size_t used = 0;
    size_t at = 0;

    while (at < size && used < DOLEN_NORMAL_FOLDED - 1) {
        if ((unsigned char)text[at] < ASCII_END) {
            out[used++] = folded_ascii(text[at++]);
            continue;
        }
        uint32_t point;
        at += read_character((const unsigned char *)text + at, size - at, &point);
        for (const char *letter = folded(point); *letter && used < DOLEN_NORMAL_FOLDED - 1; letter++)
            out[used++] = *letter;
    }
    out[used] = '\0';
    return used;
}
