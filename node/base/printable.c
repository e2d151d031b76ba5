#include "node/base/printable.h"

#include <stdbool.h>
#include <string.h>

#include "node/base/text.h"

static const char replacement[] = "\xEF\xBF\xBD";

/* Controls (C0, DEL, C1), line and paragraph ends, and U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069. */
static bool is_unwanted(const char *at, size_t size)
{
    const unsigned char *letter = (const unsigned char *)at;

    if (size == 1)
        return *letter < 0x20 || *letter == 0x7F;
    if (size == 2)
        return (letter[0] == 0xC2 && letter[1] < 0xA0) || (letter[0] == 0xD8 && letter[1] == 0x9C);
    return size == 3 && letter[0] == 0xE2 &&
           ((letter[1] == 0x80 &&
             (letter[2] == 0x8E || letter[2] == 0x8F || (letter[2] >= 0xA8 && letter[2] <= 0xAE))) ||
            (letter[1] == 0x81 && letter[2] >= 0xA6 && letter[2] <= 0xA9));
}

const char *dolen_printable(const char *text, char *out, size_t room)
{
    size_t used = 0;

    if (text && *text && strchr("=+-@\t\r", *text))
        out[used++] = '\'';
    for (const char *at = text ? text : ""; *at;) {
        const size_t size = dolen_text_letter_size(at);
        const bool kept = size && !is_unwanted(at, size);
        const size_t add = kept ? size : sizeof replacement - 1;
        if (used + add >= room)
            break;
        memcpy(out + used, kept ? at : replacement, add);
        used += add;
        at += size ? size : 1;
    }
    out[used] = '\0';
    return out;
}
