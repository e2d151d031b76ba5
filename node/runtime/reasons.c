#include "node/runtime/reasons.h"

#include "node/base/text.h"

bool dolen_reasons_has(const dolen_reasons *reasons, const char *code)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (dolen_text_same(reasons->codes[i], code))
            return true;
    return false;
}

void dolen_reasons_append(dolen_reasons *reasons, const char *code)
{
    if (reasons->count < DOLEN_REASONS_LIMIT && !dolen_reasons_has(reasons, code))
        reasons->codes[reasons->count++] = code;
}
