#include "node/crypto/one_time_code.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { DIGITS = 6, STEP_SECONDS = 30, WINDOW = 1 };

static bool read_digits(const char *code, char out[DIGITS + 1])
{
    size_t size = 0;

    for (; *code; code++) {
        if (*code == ' ')
            continue;
        if (*code < '0' || *code > '9' || size == DIGITS)
            return false;
        out[size++] = *code;
    }
    out[size] = '\0';
    return size == DIGITS;
}

dolen_status dolen_one_time_code_check(const uint8_t secret[DOLEN_ONE_TIME_SECRET], int64_t now, const char *code,
                                       int64_t *step, dolen_err *err)
{
    char digits[DIGITS + 1];
    uint64_t counter = 0;

    *step = 0;
    if (!read_digits(code, digits))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a security code has six digits");
    const int found = oath_totp_validate3((const char *)secret, DOLEN_ONE_TIME_SECRET, (time_t)(now / 1000),
                                          STEP_SECONDS, 0, WINDOW, NULL, &counter, digits);
    if (found < 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the security code is not right");
    *step = (int64_t)counter;
    return DOLEN_OK;
}

void dolen_one_time_code_text(const uint8_t secret[DOLEN_ONE_TIME_SECRET], char out[DOLEN_ONE_TIME_TEXT])
{
    char *text = NULL;
    size_t size = 0;

    DOLEN_MUST(oath_base32_encode((const char *)secret, DOLEN_ONE_TIME_SECRET, &text, &size) == OATH_OK);
    DOLEN_MUST(size == DOLEN_ONE_TIME_TEXT - 1);
    memcpy(out, text, size + 1);
    dolen_memory_wipe(text, size);
    free(text);
}
