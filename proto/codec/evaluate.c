#include "proto/codec/evaluate.h"

#include <string.h>

#include "proto/codec/wire.h"
#include "proto/evaluate.pb-c.h"

static const dolen_wire_type request_type = {&dolen__v1__evaluate_request__descriptor, DOLEN_EVALUATE_BYTES};
static const dolen_wire_type reply_type = {&dolen__v1__evaluate_reply__descriptor, DOLEN_EVALUATE_BYTES};

static dolen_status check_count(size_t count, dolen_err *err)
{
    if (count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a batch without elements");
    if (count > DOLEN_EVALUATE_ELEMENTS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a batch has at most 256 elements");
    return DOLEN_OK;
}

static dolen_status check_request(const dolen_evaluate_request *request, dolen_err *err)
{
    if (dolen_code_is_empty(request->federation) || request->epoch == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a batch names its federation and epoch");
    if (request->holder_count == 0 || request->holder_count > DOLEN_EVALUATE_HOLDERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a batch names 1 to 5 holders");
    for (size_t i = 0; i < request->holder_count; i++) {
        const uint8_t number = request->holders[i];
        if (number == 0 || number > DOLEN_EVALUATE_HOLDERS || (i && number <= request->holders[i - 1]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "holders are named in ascending order, each once");
    }
    if (request->is_question && request->element_count > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a question has at most 24 elements");
    return check_count(request->element_count, err);
}

static dolen_status check_reply(const dolen_evaluate_reply *reply, dolen_err *err)
{
    if (reply->epoch == 0 || reply->holder == 0 || reply->holder > DOLEN_EVALUATE_HOLDERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a reply names its epoch and holder");
    return check_count(reply->element_count, err);
}

static dolen_status write_elements(const uint8_t *elements, size_t count, dolen_arena *arena, ProtobufCBinaryData **out,
                                   dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof **out, (void *)out, err));
    for (size_t i = 0; i < count; i++)
        (*out)[i] = dolen_wire_data(elements + i * DOLEN_EVALUATE_ELEMENT, DOLEN_EVALUATE_ELEMENT);
    return DOLEN_OK;
}

static dolen_status read_elements(const ProtobufCBinaryData *elements, size_t count, dolen_arena *arena,
                                  const uint8_t **out, dolen_err *err)
{
    uint8_t *bytes = NULL;

    DOLEN_TRY(check_count(count, err));
    DOLEN_TRY(dolen_arena_take(arena, count, DOLEN_EVALUATE_ELEMENT, (void *)&bytes, err));
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(dolen_wire_read_fixed(elements[i], bytes + i * DOLEN_EVALUATE_ELEMENT, DOLEN_EVALUATE_ELEMENT, err));
    *out = bytes;
    return DOLEN_OK;
}

dolen_status dolen_evaluate_request_encode(const dolen_evaluate_request *request, dolen_arena *arena, dolen_bytes *out,
                                           dolen_err *err)
{
    Dolen__V1__EvaluateRequest wire;
    uint32_t holders[DOLEN_EVALUATE_HOLDERS];

    dolen__v1__evaluate_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_request(request, err));
    for (size_t i = 0; i < request->holder_count; i++)
        holders[i] = request->holders[i];
    wire.federation = dolen_wire_text(request->federation.text);
    wire.epoch = request->epoch;
    wire.batch = dolen_wire_data(request->batch.bytes, sizeof request->batch.bytes);
    wire.n_holders = request->holder_count;
    wire.holders = holders;
    wire.n_elements = request->element_count;
    if (request->is_question)
        wire.staff = dolen_wire_data(request->staff.bytes, sizeof request->staff.bytes);
    DOLEN_TRY(write_elements(request->elements, request->element_count, arena, &wire.elements, err));
    return dolen_wire_pack(request_type, &wire.base, arena, out, err);
}

dolen_status dolen_evaluate_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_evaluate_request *out,
                                           dolen_err *err)
{
    const Dolen__V1__EvaluateRequest *wire = NULL;
    dolen_evaluate_request read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(request_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &read.federation, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->batch, read.batch.bytes, sizeof read.batch.bytes, err));
    read.epoch = wire->epoch;
    read.holder_count = wire->n_holders;
    for (size_t i = 0; i < wire->n_holders && i < DOLEN_EVALUATE_HOLDERS; i++)
        read.holders[i] = wire->holders[i] <= DOLEN_EVALUATE_HOLDERS ? (uint8_t)wire->holders[i] : 0;
    DOLEN_TRY(read_elements(wire->elements, wire->n_elements, arena, &read.elements, err));
    read.element_count = wire->n_elements;
    read.is_question = wire->staff.len > 0;
    if (read.is_question)
        DOLEN_TRY(dolen_wire_read_fixed(wire->staff, read.staff.bytes, sizeof read.staff.bytes, err));
    DOLEN_TRY(check_request(&read, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_evaluate_reply_encode(const dolen_evaluate_reply *reply, dolen_arena *arena, dolen_bytes *out,
                                         dolen_err *err)
{
    Dolen__V1__EvaluateReply wire;

    dolen__v1__evaluate_reply__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_reply(reply, err));
    wire.epoch = reply->epoch;
    wire.batch = dolen_wire_data(reply->batch.bytes, sizeof reply->batch.bytes);
    wire.holder = reply->holder;
    wire.n_elements = reply->element_count;
    DOLEN_TRY(write_elements(reply->elements, reply->element_count, arena, &wire.elements, err));
    wire.proof = dolen_wire_data(reply->proof, sizeof reply->proof);
    return dolen_wire_pack(reply_type, &wire.base, arena, out, err);
}

dolen_status dolen_evaluate_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_evaluate_reply *out,
                                         dolen_err *err)
{
    const Dolen__V1__EvaluateReply *wire = NULL;
    dolen_evaluate_reply read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(reply_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->batch, read.batch.bytes, sizeof read.batch.bytes, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->proof, read.proof, sizeof read.proof, err));
    DOLEN_TRY(read_elements(wire->elements, wire->n_elements, arena, &read.elements, err));
    read.epoch = wire->epoch;
    read.holder = wire->holder <= DOLEN_EVALUATE_HOLDERS ? (uint8_t)wire->holder : 0;
    read.element_count = wire->n_elements;
    DOLEN_TRY(check_reply(&read, err));
    *out = read;
    return DOLEN_OK;
}
