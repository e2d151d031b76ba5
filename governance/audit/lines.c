#include "governance/audit/lines.h"

#include <string.h>

#include <sodium/utils.h>

bool dolen_lines_next(dolen_bytes *rest, dolen_bytes *line)
{
    const uint8_t *end = rest->size ? memchr(rest->at, '\n', rest->size) : NULL;

    *line = dolen_bytes_of(NULL, 0);
    if (!end)
        return false;
    *line = dolen_bytes_of(rest->at, (size_t)(end - rest->at));
    *rest = dolen_bytes_of(end + 1, rest->size - line->size - 1);
    return true;
}

bool dolen_lines_has_prefix(dolen_bytes line, const char *prefix, dolen_bytes *rest)
{
    const size_t size = strlen(prefix);

    *rest = dolen_bytes_of(NULL, 0);
    if (line.size < size || memcmp(line.at, prefix, size) != 0)
        return false;
    *rest = dolen_bytes_of(line.at + size, line.size - size);
    return true;
}

dolen_status dolen_lines_number(dolen_bytes text, uint64_t limit, uint64_t *out, dolen_err *err)
{
    uint64_t number = 0;

    *out = 0;
    if (text.size == 0 || (text.size > 1 && text.at[0] == '0'))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a decimal number without leading zeros was expected");
    for (size_t i = 0; i < text.size; i++) {
        const unsigned int digit = (unsigned int)text.at[i] - '0';
        if (digit > 9)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a decimal number was expected");
        if (digit > limit || number > (limit - digit) / 10)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the number is too large");
        number = number * 10 + digit;
    }
    *out = number;
    return DOLEN_OK;
}

dolen_status dolen_lines_hash(dolen_bytes text, dolen_digest *out, dolen_err *err)
{
    size_t size = 0;

    *out = (dolen_digest){0};
    if (text.size != DOLEN_LINES_HASH_TEXT - 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a SHA-256 in base64 was expected");
    const int failed = sodium_base642bin(out->bytes, sizeof out->bytes, (const char *)text.at, text.size, NULL, &size,
                                         NULL, sodium_base64_VARIANT_ORIGINAL);
    char again[DOLEN_LINES_HASH_TEXT];
    dolen_lines_write_hash(out, again);
    if (failed || size != sizeof out->bytes || memcmp(again, text.at, text.size) != 0) {
        *out = (dolen_digest){0};
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a SHA-256 in base64 was expected");
    }
    return DOLEN_OK;
}

void dolen_lines_write_hash(const dolen_digest *hash, char out[DOLEN_LINES_HASH_TEXT])
{
    sodium_bin2base64(out, DOLEN_LINES_HASH_TEXT, hash->bytes, sizeof hash->bytes, sodium_base64_VARIANT_ORIGINAL);
}
