#include "proto/codec/alert.h"

#include <string.h>

#include "proto/alert.pb-c.h"
#include "proto/codec/wire.h"

enum { DAY_LIMIT = 100000, MONTH_LIMIT = 2200 * 12 };

static const dolen_wire_type request_type = {&dolen__v1__alert_request__descriptor, DOLEN_ALERT_REQUEST_BYTES};
static const dolen_wire_type reply_type = {&dolen__v1__alert_reply__descriptor, DOLEN_ALERT_REPLY_BYTES};

static dolen_status check_request(const dolen_alert_request *request, dolen_err *err)
{
    if (dolen_code_is_empty(request->federation) || dolen_code_is_empty(request->agency))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a request for alerts names its federation and agency");
    if (request->after < -1 || request->created <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a request for alerts says when it was made, and after what");
    return DOLEN_OK;
}

dolen_status dolen_alert_request_encode(const dolen_alert_request *request, dolen_arena *arena, dolen_bytes *out,
                                        dolen_err *err)
{
    Dolen__V1__AlertRequest wire;

    dolen__v1__alert_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_request(request, err));
    wire.federation = dolen_wire_text(request->federation.text);
    wire.agency = dolen_wire_text(request->agency.text);
    wire.after = request->after;
    wire.created = request->created;
    return dolen_wire_pack(request_type, &wire.base, arena, out, err);
}

dolen_status dolen_alert_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_alert_request *out, dolen_err *err)
{
    const Dolen__V1__AlertRequest *wire = NULL;
    dolen_alert_request read = {.after = 0};

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

static dolen_status check_reply(const dolen_alert_reply *reply, dolen_err *err)
{
    if (reply->alert_count > DOLEN_ALERTS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a reply holds at most 512 alerts");
    for (size_t i = 0; i < reply->alert_count; i++) {
        DOLEN_TRY(dolen_alert_check(&reply->alerts[i], err));
        if (i && dolen_alert_compare(&reply->alerts[i - 1], &reply->alerts[i]) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "alerts stand in ascending order, each once");
    }
    const bool has_last = reply->alert_count > 0;
    if (reply->reached < -1 || (has_last && (int64_t)reply->alerts[reply->alert_count - 1].entry > reply->reached))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a reply reaches at least its last alert");
    return DOLEN_OK;
}

static void write_alert(const dolen_alert *alert, Dolen__V1__Alert *wire)
{
    dolen__v1__alert__init(wire);
    wire->entry = alert->entry;
    wire->handle = dolen_wire_data(alert->handle.bytes, sizeof alert->handle.bytes);
    wire->watch = dolen_wire_text(alert->watch.text);
    wire->agency = dolen_wire_text(alert->agency.text);
    wire->flag = dolen_wire_text(alert->flag.text);
    wire->kind = (Dolen__V1__Flag__Kind)alert->kind;
    wire->month = (uint32_t)alert->month;
    wire->latest = alert->latest.year ? (int32_t)dolen_day_number(alert->latest) : 0;
    wire->contact = alert->contact;
    wire->disputed = alert->disputed;
    wire->raised = alert->raised;
}

dolen_status dolen_alert_reply_encode(const dolen_alert_reply *reply, dolen_arena *arena, dolen_bytes *out,
                                      dolen_err *err)
{
    Dolen__V1__AlertReply wire;
    Dolen__V1__Alert *alerts = NULL;

    dolen__v1__alert_reply__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_reply(reply, err));
    DOLEN_TRY(dolen_arena_take(arena, reply->alert_count, sizeof *alerts, (void *)&alerts, err));
    DOLEN_TRY(dolen_arena_take(arena, reply->alert_count, sizeof *wire.alerts, (void *)&wire.alerts, err));
    for (size_t i = 0; i < reply->alert_count; i++) {
        write_alert(&reply->alerts[i], &alerts[i]);
        wire.alerts[i] = &alerts[i];
    }
    wire.n_alerts = reply->alert_count;
    wire.reached = reply->reached;
    return dolen_wire_pack(reply_type, &wire.base, arena, out, err);
}

static dolen_status read_times(const Dolen__V1__Alert *wire, dolen_alert *out, dolen_err *err)
{
    const bool has_day = wire->kind == DOLEN__V1__FLAG__KIND__EVENT && wire->month > 0;

    if (wire->month > MONTH_LIMIT || wire->latest < -DAY_LIMIT || wire->latest > DAY_LIMIT ||
        (wire->latest && !has_day))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an alert's month or day is out of range or not of its kind");
    out->kind = (dolen_flag_kind)wire->kind;
    out->month = (dolen_month)wire->month;
    if (has_day)
        out->latest = dolen_day_from_number(wire->latest);
    return DOLEN_OK;
}

static dolen_status read_alert(const Dolen__V1__Alert *wire, dolen_alert *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_fixed(wire->handle, out->handle.bytes, sizeof out->handle.bytes, err));
    DOLEN_TRY(dolen_wire_read_code(wire->watch, &out->watch, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &out->agency, err));
    DOLEN_TRY(dolen_wire_read_code(wire->flag, &out->flag, err));
    DOLEN_TRY(read_times(wire, out, err));
    if (wire->contact > UINT16_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an alert's contact is out of range");
    out->entry = wire->entry;
    out->contact = (uint16_t)wire->contact;
    out->disputed = wire->disputed;
    out->raised = wire->raised;
    return DOLEN_OK;
}

dolen_status dolen_alert_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_alert_reply *out, dolen_err *err)
{
    const Dolen__V1__AlertReply *wire = NULL;
    dolen_alert_reply read = {.reached = 0};
    dolen_alert *alerts = NULL;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(reply_type, bytes, arena, (void *)&wire, err));
    if (wire->n_alerts > DOLEN_ALERTS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a reply holds at most 512 alerts");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_alerts, sizeof *alerts, (void *)&alerts, err));
    for (size_t i = 0; i < wire->n_alerts; i++)
        DOLEN_TRY(read_alert(wire->alerts[i], &alerts[i], err));
    read = (dolen_alert_reply){.alerts = alerts, .alert_count = wire->n_alerts, .reached = wire->reached};
    DOLEN_TRY(check_reply(&read, err));
    *out = read;
    return DOLEN_OK;
}
