#include "proto/codec/signed.h"

#include <string.h>

#include "proto/codec/wire.h"
#include "proto/common.pb-c.h"

static const dolen_wire_type type = {&dolen__v1__signed__descriptor, DOLEN_SIGNED_BYTES};

static dolen_status check_body(dolen_bytes body, dolen_err *err)
{
    if (body.size == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a signed message has no body");
    if (body.size > DOLEN_SIGNED_BODY)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a signed message's body is too long");
    return DOLEN_OK;
}

dolen_status dolen_signed_encode(const dolen_signed *message, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__Signed wire;

    dolen__v1__signed__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_body(message->body, err));
    wire.body = dolen_wire_data(message->body.at, message->body.size);
    wire.signature = dolen_wire_data(message->signature, sizeof message->signature);
    return dolen_wire_pack(type, &wire.base, arena, out, err);
}

dolen_status dolen_signed_decode(dolen_bytes bytes, dolen_arena *arena, dolen_signed *out, dolen_err *err)
{
    const Dolen__V1__Signed *wire = NULL;
    dolen_signed read = {.body = {NULL, 0}};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(type, bytes, arena, (void *)&wire, err));
    read.body = dolen_wire_view(wire->body);
    DOLEN_TRY(check_body(read.body, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->signature, read.signature, sizeof read.signature, err));
    *out = read;
    return DOLEN_OK;
}
