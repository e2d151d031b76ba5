#include "node/agency/json_facts.h"

#include "node/base/clock.h"

json_t *dolen_json_facts_instant(int64_t at)
{
    char text[DOLEN_INSTANT_TEXT];

    if (at == 0)
        return json_null();
    dolen_instant_write(at, text);
    return json_string(text);
}
