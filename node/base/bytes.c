#include "node/base/bytes.h"

#include <string.h>

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

dolen_bytes dolen_bytes_of(const void *at, size_t size)
{
    return (dolen_bytes){.at = at, .size = size};
}

dolen_bytes dolen_bytes_of_string(const char *string)
{
    return dolen_bytes_of(string, strlen(string));
}

bool dolen_bytes_same(dolen_bytes a, dolen_bytes b)
{
    if (a.size != b.size)
        return false;
    unsigned int differ = 0;
    for (size_t i = 0; i < a.size; i++)
        differ |= (unsigned int)a.at[i] ^ b.at[i];
    return differ == 0;
}

void dolen_bytes_to_hex(dolen_bytes bytes, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes.size; i++) {
        *out++ = digits[bytes.at[i] >> 4];
        *out++ = digits[bytes.at[i] & 15];
    }
    *out = '\0';
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

dolen_status dolen_bytes_from_hex(const char *hex, size_t hex_size, uint8_t *out, size_t size, dolen_err *err)
{
    memset(out, 0, size);
    if (hex_size != 2 * size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "hexadecimal text of another length was expected");
    for (size_t i = 0; i < size; i++) {
        const int high = hex_value(hex[2 * i]);
        const int low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            memset(out, 0, size);
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "not a hexadecimal digit");
        }
        out[i] = (uint8_t)(high << 4 | low);
    }
    return DOLEN_OK;
}

char *dolen_bytes_to_base64(dolen_arena *arena, dolen_bytes bytes)
{
    char *text = dolen_arena_make(arena, (bytes.size + 2) / 3 * 4 + 1, 1);
    if (!text)
        return NULL;
    char *out = text;

    for (size_t i = 0; i < bytes.size; i += 3) {
        const size_t left = bytes.size - i;
        const uint32_t group = (uint32_t)bytes.at[i] << 16 | (left > 1 ? (uint32_t)bytes.at[i + 1] << 8 : 0) |
                               (left > 2 ? (uint32_t)bytes.at[i + 2] : 0);
        *out++ = base64_digits[group >> 18];
        *out++ = base64_digits[group >> 12 & 63];
        *out++ = left > 1 ? base64_digits[group >> 6 & 63] : '=';
        *out++ = left > 2 ? base64_digits[group & 63] : '=';
    }
    return text;
}

static int base64_value(char digit)
{
    const char *found = digit ? strchr(base64_digits, digit) : NULL;

    return found ? (int)(found - base64_digits) : -1;
}

/* One group of four digits into up to three bytes; the number of bytes, or 0 when malformed. */
static size_t base64_group(const char *text, uint8_t out[3])
{
    const size_t padding = text[3] == '=' ? (text[2] == '=' ? 2 : 1) : 0;
    uint32_t group = 0;

    for (size_t i = 0; i < 4; i++) {
        const int value = i < 4 - padding ? base64_value(text[i]) : 0;
        if (value < 0)
            return 0;
        group = group << 6 | (uint32_t)value;
    }
    if ((padding == 1 && (group & 0xff)) || (padding == 2 && (group & 0xffff)))
        return 0;
    out[0] = (uint8_t)(group >> 16);
    out[1] = (uint8_t)(group >> 8);
    out[2] = (uint8_t)group;
    return 3 - padding;
}

dolen_status dolen_bytes_from_base64(dolen_arena *arena, const char *text, size_t text_size, dolen_bytes *out,
                                     dolen_err *err)
{
    *out = dolen_bytes_of(NULL, 0);
    if (text_size % 4)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "base64 text must be padded to a multiple of four");
    uint8_t *bytes = NULL;
    DOLEN_TRY(dolen_arena_take(arena, text_size / 4 * 3 + 1, 1, &bytes, err));
    size_t size = 0;
    for (size_t i = 0; i < text_size; i += 4) {
        const size_t got = base64_group(text + i, bytes + size);
        if (got == 0 || (got < 3 && i + 4 < text_size))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "not base64");
        size += got;
    }
    *out = dolen_bytes_of(bytes, size);
    return DOLEN_OK;
}
