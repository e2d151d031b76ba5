#include "proto/codec/refusal.h"

#include <string.h>

#include "node/base/text.h"
#include "proto/codec/wire.h"
#include "proto/common.pb-c.h"

static const dolen_wire_type type = {&dolen__v1__refusal__descriptor, DOLEN_REFUSAL_BYTES};

dolen_refusal dolen_refusal_of(const dolen_err *err)
{
    return (dolen_refusal){.status = err->status == DOLEN_OK ? DOLEN_E_SYSTEM : err->status,
                           .what = err->what ? err->what : "it did not work"};
}

static dolen_status check_what(const char *what, dolen_err *err)
{
    const size_t size = strnlen(what, DOLEN_REFUSAL_WHAT + 1);

    if (size == 0 || size > DOLEN_REFUSAL_WHAT || !dolen_text_is_utf8(what, size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a refusal says why in 1 to 200 bytes");
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)what[i] < 0x20 || what[i] == 0x7f)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a control character in a refusal");
    return DOLEN_OK;
}

static dolen_status read_status(const char *word, dolen_status *out, dolen_err *err)
{
    *out = DOLEN_OK;
    for (int i = DOLEN_OK + 1; i <= DOLEN_E_CRYPTO; i++)
        if (dolen_text_same(dolen_status_word((dolen_status)i), word)) {
            *out = (dolen_status)i;
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a refusal with an unknown status");
}

dolen_status dolen_refusal_encode(const dolen_refusal *refusal, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__Refusal wire;

    dolen__v1__refusal__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    if (refusal->status == DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a refusal needs a status");
    DOLEN_TRY(check_what(refusal->what, err));
    wire.status = dolen_wire_text(dolen_status_word(refusal->status));
    wire.what = dolen_wire_text(refusal->what);
    wire.expected_sequence = refusal->expected_sequence;
    wire.rule = dolen_wire_text(refusal->rule.text);
    return dolen_wire_pack(type, &wire.base, arena, out, err);
}

dolen_status dolen_refusal_decode(dolen_bytes bytes, dolen_arena *arena, dolen_refusal *out, dolen_err *err)
{
    const Dolen__V1__Refusal *wire = NULL;
    dolen_refusal read = {.status = DOLEN_OK};

    *out = (dolen_refusal){.status = DOLEN_OK};
    DOLEN_TRY(dolen_wire_unpack(type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(read_status(wire->status, &read.status, err));
    DOLEN_TRY(check_what(wire->what, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->rule, &read.rule, err));
    read.what = wire->what;
    read.expected_sequence = wire->expected_sequence;
    *out = read;
    return DOLEN_OK;
}
