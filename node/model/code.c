#include "node/model/code.h"

#include <string.h>

#include "node/base/text.h"

dolen_status dolen_code_read(const char *text, size_t size, dolen_code *out, dolen_err *err)
{
    memset(out, 0, sizeof *out);
    if (size >= DOLEN_CODE_SIZE || !dolen_text_is_token(text, size, "._-"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code has 1 to 23 letters, digits, dots, dashes or underscores");
    memcpy(out->text, text, size);
    return DOLEN_OK;
}

dolen_code dolen_code_of(const char *literal)
{
    dolen_code code;

    DOLEN_MUST(dolen_code_read(literal, strlen(literal), &code, NULL) == DOLEN_OK);
    return code;
}

bool dolen_code_same(dolen_code a, dolen_code b)
{
    return strcmp(a.text, b.text) == 0;
}

bool dolen_code_is_empty(dolen_code code)
{
    return code.text[0] == '\0';
}
