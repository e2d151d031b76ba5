#include "node/base/text.h"

#include <string.h>

enum { NEAREST_LENGTH = 63 };

dolen_status dolen_text_copy(char *out, size_t room, const char *text, dolen_err *err)
{
    const size_t size = strlen(text);

    if (size >= room) {
        if (room)
            out[0] = '\0';
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the text is too long");
    }
    memcpy(out, text, size + 1);
    return DOLEN_OK;
}

bool dolen_text_same(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(a, b) == 0;
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool dolen_text_is_token(const char *text, size_t size, const char *also)
{
    for (size_t i = 0; i < size; i++)
        if (!is_alphanumeric(text[i]) && (text[i] == '\0' || !strchr(also, text[i])))
            return false;
    return size > 0;
}

/* The length of the well-formed sequence at `s` (RFC 3629 section 4), or 0. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    if (s[0] >= 0x01 && s[0] <= 0x7f)
        return 1;
    size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xbf;
    if (s[0] >= 0xc2 && s[0] <= 0xdf) {
        length = 2;
    } else if (s[0] >= 0xe0 && s[0] <= 0xef) {
        length = 3;
        low = s[0] == 0xe0 ? 0xa0 : 0x80;
        high = s[0] == 0xed ? 0x9f : 0xbf;
    } else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
        length = 4;
        low = s[0] == 0xf0 ? 0x90 : 0x80;
        high = s[0] == 0xf4 ? 0x8f : 0xbf;
    }
    if (length == 0 || left < length || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (s[i] < 0x80 || s[i] > 0xbf)
            return 0;
    return length;
}

bool dolen_text_is_utf8(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0; i < size;) {
        const size_t length = utf8_length(bytes + i, size - i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

dolen_status dolen_text_to_number(const char *text, uint64_t limit, uint64_t *out, dolen_err *err)
{
    uint64_t number = 0;

    *out = 0;
    if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a number without leading zeros was expected");
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9')
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a whole number was expected");
        const uint64_t digit = (uint64_t)(*at - '0');
        if (digit > limit || number > (limit - digit) / 10)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the number is too large");
        number = number * 10 + digit;
    }
    *out = number;
    return DOLEN_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char *dolen_text_trim(char *text)
{
    while (is_space(*text))
        text++;
    size_t size = strlen(text);
    while (size && is_space(text[size - 1]))
        text[--size] = '\0';
    return text;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein distance with one row; both texts are at most NEAREST_LENGTH bytes. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[NEAREST_LENGTH + 1];
    const size_t b_size = strlen(b);

    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            const size_t above = row[j];
            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_size];
}

const char *dolen_text_nearest(const char *text, const char *const *names)
{
    const char *best = NULL;
    size_t best_distance = strlen(text) / 3 + 1;

    if (strlen(text) > NEAREST_LENGTH)
        return NULL;
    for (; *names; names++) {
        if (strlen(*names) > NEAREST_LENGTH)
            continue;
        const size_t distance = edit_distance(text, *names);
        if (distance <= best_distance && (!best || distance < best_distance)) {
            best = *names;
            best_distance = distance;
        }
    }
    return best;
}

size_t dolen_text_letter_size(const char *at)
{
    const unsigned char first = (unsigned char)*at;
    const size_t size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;

    return strnlen(at, size) == size && dolen_text_is_utf8(at, size) ? size : 0;
}
