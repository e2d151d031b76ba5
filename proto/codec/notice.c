#include "proto/codec/notice.h"

#include <string.h>

#include "proto/codec/wire.h"
#include "proto/notice.pb-c.h"

static const dolen_wire_type request_type = {&dolen__v1__notice_request__descriptor, DOLEN_NOTICE_REQUEST_BYTES};
static const dolen_wire_type reply_type = {&dolen__v1__notice_reply__descriptor, DOLEN_NOTICE_REPLY_BYTES};

static dolen_status check_request(const dolen_notice_request *request, dolen_err *err)
{
    if (dolen_code_is_empty(request->federation) || dolen_code_is_empty(request->agency))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a request for notices names its federation and agency");
    if (request->after < -1 || request->created <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a request for notices says when it was made, and after what");
    return DOLEN_OK;
}

dolen_status dolen_notice_request_encode(const dolen_notice_request *request, dolen_arena *arena, dolen_bytes *out,
                                         dolen_err *err)
{
    Dolen__V1__NoticeRequest wire;

    dolen__v1__notice_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_request(request, err));
    wire.federation = dolen_wire_text(request->federation.text);
    wire.agency = dolen_wire_text(request->agency.text);
    wire.after = request->after;
    wire.created = request->created;
    return dolen_wire_pack(request_type, &wire.base, arena, out, err);
}

dolen_status dolen_notice_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_notice_request *out,
                                         dolen_err *err)
{
    const Dolen__V1__NoticeRequest *wire = NULL;
    dolen_notice_request read = {.after = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(request_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &read.federation, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &read.agency, err));
    read.after = wire->after;
    read.created = wire->created;
    DOLEN_TRY(check_request(&read, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_notice(const dolen_notice *notice, const dolen_notice *before, dolen_err *err)
{
    if (notice->outcome < DOLEN_CONSULTED_WITHHELD || notice->outcome > DOLEN_CONSULTED_OPENED || notice->asked <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a notice says what was consulted, and when");
    if (notice->entry > INT64_MAX || dolen_code_is_empty(notice->agency) != dolen_code_is_empty(notice->purpose))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a notice names who asked and why, or neither");
    if (before && (before->entry > notice->entry ||
                   (before->entry == notice->entry &&
                    memcmp(before->handle.bytes, notice->handle.bytes, sizeof notice->handle.bytes) >= 0)))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "notices stand in ascending order, each once");
    return DOLEN_OK;
}

static dolen_status check_reply(const dolen_notice_reply *reply, dolen_err *err)
{
    if (reply->notice_count > DOLEN_NOTICES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a reply holds at most 512 notices");
    for (size_t i = 0; i < reply->notice_count; i++)
        DOLEN_TRY(check_notice(&reply->notices[i], i ? &reply->notices[i - 1] : NULL, err));
    const bool has_last = reply->notice_count > 0;
    if (reply->reached < -1 || (has_last && reply->notices[reply->notice_count - 1].entry >
                                                (uint64_t)(reply->reached < 0 ? 0 : reply->reached)))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a reply reaches at least its last notice");
    return DOLEN_OK;
}

static void write_notice(const dolen_notice *notice, Dolen__V1__Notice *wire)
{
    dolen__v1__notice__init(wire);
    wire->entry = notice->entry;
    wire->handle = dolen_wire_data(notice->handle.bytes, sizeof notice->handle.bytes);
    wire->outcome = (Dolen__V1__Notice__Outcome)notice->outcome;
    wire->asked = notice->asked;
    wire->agency = dolen_wire_text(notice->agency.text);
    wire->purpose = dolen_wire_text(notice->purpose.text);
    wire->urgent = notice->urgent;
}

dolen_status dolen_notice_reply_encode(const dolen_notice_reply *reply, dolen_arena *arena, dolen_bytes *out,
                                       dolen_err *err)
{
    Dolen__V1__NoticeReply wire;
    Dolen__V1__Notice *notices = NULL;

    dolen__v1__notice_reply__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_reply(reply, err));
    DOLEN_TRY(dolen_arena_take(arena, reply->notice_count, sizeof *notices, (void *)&notices, err));
    DOLEN_TRY(dolen_arena_take(arena, reply->notice_count, sizeof *wire.notices, (void *)&wire.notices, err));
    for (size_t i = 0; i < reply->notice_count; i++) {
        write_notice(&reply->notices[i], &notices[i]);
        wire.notices[i] = &notices[i];
    }
    wire.n_notices = reply->notice_count;
    wire.reached = reply->reached;
    return dolen_wire_pack(reply_type, &wire.base, arena, out, err);
}

static dolen_status read_notice(const Dolen__V1__Notice *wire, dolen_notice *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_fixed(wire->handle, out->handle.bytes, sizeof out->handle.bytes, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->agency, &out->agency, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->purpose, &out->purpose, err));
    out->entry = wire->entry;
    out->outcome = (dolen_consulted_outcome)wire->outcome;
    out->asked = wire->asked;
    out->urgent = wire->urgent;
    return DOLEN_OK;
}

dolen_status dolen_notice_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_notice_reply *out, dolen_err *err)
{
    const Dolen__V1__NoticeReply *wire = NULL;
    dolen_notice_reply read = {.reached = 0};
    dolen_notice *notices = NULL;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(reply_type, bytes, arena, (void *)&wire, err));
    if (wire->n_notices > DOLEN_NOTICES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a reply holds at most 512 notices");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_notices, sizeof *notices, (void *)&notices, err));
    for (size_t i = 0; i < wire->n_notices; i++)
        DOLEN_TRY(read_notice(wire->notices[i], &notices[i], err));
    read = (dolen_notice_reply){.notices = notices, .notice_count = wire->n_notices, .reached = wire->reached};
    DOLEN_TRY(check_reply(&read, err));
    *out = read;
    return DOLEN_OK;
}
