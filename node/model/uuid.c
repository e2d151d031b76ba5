#include "node/model/uuid.h"

#include <string.h>
#include <uuid/uuid.h>

dolen_uuid dolen_uuid_make(void)
{
    dolen_uuid made;

    uuid_generate_random(made.bytes);
    return made;
}

void dolen_uuid_write(dolen_uuid uuid, char out[DOLEN_UUID_TEXT])
{
    uuid_unparse_lower(uuid.bytes, out);
}

dolen_status dolen_uuid_read(const char *text, dolen_uuid *out, dolen_err *err)
{
    memset(out, 0, sizeof *out);
    if (strlen(text) != DOLEN_UUID_TEXT - 1 || uuid_parse(text, out->bytes) != 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "not a UUID");
    return DOLEN_OK;
}

bool dolen_uuid_same(dolen_uuid a, dolen_uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

int dolen_uuid_compare(dolen_uuid a, dolen_uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}
