#include <string.h>

#include "node/match/normalise.h"
#include "node/match/tables.h"

enum { INPUT = 4096, ASCII_END = 0x80, CONTINUATION_END = 0xC0, APOSTROPHE = '\'', WINDOWS_FIRST = 0x80 };

/* What Windows-1252 has from 0x80 to 0x9F; above, it is Latin-1. */
static const uint16_t windows[32] = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                     0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

static uint32_t point_of_windows(unsigned char byte)
{
    return byte >= WINDOWS_FIRST && byte < WINDOWS_FIRST + 32 ? windows[byte - WINDOWS_FIRST] : byte;
}

/* The byte that Windows-1252 has for a character, 0 for none. */
static uint32_t windows_of_point(uint32_t point)
{
    if (point <= 0xFF)
        return point;
    for (uint32_t i = 0; i < 32; i++)
        if (windows[i] == point)
            return WINDOWS_FIRST + i;
    return 0;
}

static size_t length_of(unsigned char first)
{
    return first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
}

static bool is_encodable(uint32_t point, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    return point >= least[length] && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

/* One character of UTF-8. A byte that fits nowhere is one of Windows-1252, the usual other encoding of exports.
 * Returns the bytes read. */
static size_t read_character(const unsigned char *at, size_t size, uint32_t *out)
{
    const size_t length = length_of(at[0]);
    uint32_t point = at[0] & (0xFFU >> (length + 1));

    *out = point_of_windows(at[0]);
    if (length == 1 || length > size)
        return 1;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 1;
        point = point << 6 | (at[i] & 0x3F);
    }
    if (!is_encodable(point, length))
        return 1;
    *out = point;
    return length;
}

/* "Ã¢": UTF-8 that was once taken for Windows-1252 and encoded again. Only leads of Latin letters and of quotation
 * marks, so that no spelling of a name is mistaken for it. `used` bytes were read for `point`; returns those now read.
 */
static size_t undo_double_encoding(const unsigned char *at, size_t size, size_t used, uint32_t *point)
{
    const uint32_t lead = *point;
    const size_t more = lead >= 0xC3 && lead <= 0xC5 ? 1 : lead == 0xE1 || lead == 0xE2 ? 2 : 0;
    uint32_t made = lead & (more == 1 ? 0x1F : 0x0F);
    size_t end = used;

    for (size_t i = 0; i < more; i++) {
        uint32_t next;
        if (end == size || at[end] < ASCII_END)
            return used;
        end += read_character(at + end, size - end, &next);
        const uint32_t byte = windows_of_point(next);
        if (byte < ASCII_END || byte >= CONTINUATION_END)
            return used;
        made = made << 6 | (byte & 0x3F);
    }
    if (more)
        *point = made;
    return end;
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
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t size = text ? strnlen(text, INPUT) : 0;
    size_t used = 0;
    size_t at = 0;

    while (at < size && used < DOLEN_NORMAL_FOLDED - 1) {
        if (bytes[at] < ASCII_END) {
            out[used++] = folded_ascii(text[at++]);
            continue;
        }
        uint32_t point;
        const size_t length = read_character(bytes + at, size - at, &point);
        at += undo_double_encoding(bytes + at, size - at, length, &point);
        for (const char *letter = folded(point); *letter && used < DOLEN_NORMAL_FOLDED - 1; letter++)
            out[used++] = *letter;
    }
    out[used] = '\0';
    return used;
}
