#include "proto/codec/statistics.h"

#include <string.h>

#include "proto/codec/wire.h"
#include "proto/statistics.pb-c.h"

static const dolen_wire_type request_type = {&dolen__v1__statistics_request__descriptor,
                                             DOLEN_STATISTICS_REQUEST_BYTES};
static const dolen_wire_type reply_type = {&dolen__v1__statistics_reply__descriptor, DOLEN_STATISTICS_REPLY_BYTES};

static dolen_status check_request(const dolen_statistics_request *request, dolen_err *err)
{
    if (dolen_code_is_empty(request->federation) || dolen_code_is_empty(request->agency))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a request names its federation and agency");
    if (request->month < 0 || (request->wants_list && request->month))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a list of releases has no month");
    return DOLEN_OK;
}

dolen_status dolen_statistics_request_encode(const dolen_statistics_request *request, dolen_arena *arena,
                                             dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__StatisticsRequest wire;

    dolen__v1__statistics_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_request(request, err));
    wire.request_id = dolen_wire_data(request->request_id.bytes, DOLEN_UUID_SIZE);
    wire.federation = dolen_wire_text(request->federation.text);
    wire.agency = dolen_wire_text(request->agency.text);
    wire.staff = dolen_wire_data(request->staff.bytes, DOLEN_STAFF_SIZE);
    wire.role = dolen_wire_text(request->role.text);
    wire.channel = dolen_wire_text(request->channel.text);
    wire.created = request->created;
    wire.what =
        request->wants_list ? DOLEN__V1__STATISTICS_REQUEST__WHAT__LIST : DOLEN__V1__STATISTICS_REQUEST__WHAT__RELEASE;
    wire.month = (uint32_t)request->month;
    return dolen_wire_pack(request_type, &wire.base, arena, out, err);
}

static dolen_status read_month(uint32_t number, dolen_month *out, dolen_err *err)
{
    *out = 0;
    if (number > 3000 * 12)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "there is no such month");
    *out = (dolen_month)number;
    return DOLEN_OK;
}

dolen_status dolen_statistics_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_statistics_request *out,
                                             dolen_err *err)
{
    const Dolen__V1__StatisticsRequest *wire = NULL;
    dolen_statistics_request read = {.created = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(request_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, read.request_id.bytes, DOLEN_UUID_SIZE, err));
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &read.federation, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &read.agency, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->staff, read.staff.bytes, DOLEN_STAFF_SIZE, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->role, &read.role, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->channel, &read.channel, err));
    DOLEN_TRY(read_month(wire->month, &read.month, err));
    if (wire->what == DOLEN__V1__STATISTICS_REQUEST__WHAT__WHAT_UNSPECIFIED)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a request says what it wants");
    read.wants_list = wire->what == DOLEN__V1__STATISTICS_REQUEST__WHAT__LIST;
    read.created = wire->created;
    DOLEN_TRY(check_request(&read, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_release(const dolen_statistics_release *release, dolen_err *err)
{
    if (release->month <= 0 || release->member_count > DOLEN_STATISTICS_MEMBERS ||
        release->figure_count > DOLEN_STATISTICS_FIGURES)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a release out of bounds");
    return dolen_wire_check_version(release->rules_version, err);
}

static dolen_status check_figure(const dolen_statistics_figure *figure, dolen_err *err)
{
    if (dolen_code_is_empty(figure->measure) || dolen_code_is_empty(figure->row) ||
        dolen_code_is_empty(figure->column) || figure->month <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a figure says what it counts");
    if (!figure->is_shown && figure->shown)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a figure that is not shown has no number");
    return DOLEN_OK;
}

static dolen_status write_figures(const dolen_statistics_release *release, dolen_arena *arena,
                                  Dolen__V1__StatisticsRelease *wire, dolen_err *err)
{
    const size_t count = release->figure_count;
    Dolen__V1__StatisticsFigure *figures = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *figures, (void *)&figures, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *wire->figures, (void *)&wire->figures, err));
    for (size_t i = 0; i < count; i++) {
        const dolen_statistics_figure *figure = &release->figures[i];
        DOLEN_TRY(check_figure(figure, err));
        dolen__v1__statistics_figure__init(&figures[i]);
        figures[i].measure = dolen_wire_text(figure->measure.text);
        figures[i].month = (uint32_t)figure->month;
        figures[i].row = dolen_wire_text(figure->row.text);
        figures[i].column = dolen_wire_text(figure->column.text);
        figures[i].is_shown = figure->is_shown;
        figures[i].shown = figure->shown;
        wire->figures[i] = &figures[i];
    }
    wire->n_figures = count;
    return DOLEN_OK;
}

static dolen_status write_release(const dolen_statistics_release *release, dolen_arena *arena,
                                  Dolen__V1__StatisticsRelease *wire, dolen_err *err)
{
    dolen__v1__statistics_release__init(wire);
    DOLEN_TRY(check_release(release, err));
    wire->month = (uint32_t)release->month;
    wire->made = release->made;
    wire->epoch = release->epoch;
    wire->rules_version = dolen_wire_text(release->rules_version);
    wire->as_of = release->as_of;
    wire->figure_count = (uint32_t)release->figure_count;
    DOLEN_TRY(dolen_arena_take(arena, release->member_count, sizeof *wire->members, (void *)&wire->members, err));
    for (size_t i = 0; i < release->member_count; i++)
        wire->members[i] = dolen_wire_text(release->members[i].text);
    wire->n_members = release->member_count;
    return release->figures ? write_figures(release, arena, wire, err) : DOLEN_OK;
}

dolen_status dolen_statistics_reply_encode(const dolen_statistics_reply *reply, dolen_arena *arena, dolen_bytes *out,
                                           dolen_err *err)
{
    Dolen__V1__StatisticsReply wire;
    Dolen__V1__StatisticsRelease *releases = NULL;

    dolen__v1__statistics_reply__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    if (reply->release_count > DOLEN_STATISTICS_RELEASES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many releases");
    wire.request_id = dolen_wire_data(reply->request_id.bytes, DOLEN_UUID_SIZE);
    wire.ledger_index = reply->ledger_index;
    DOLEN_TRY(dolen_arena_take(arena, reply->release_count, sizeof *releases, (void *)&releases, err));
    DOLEN_TRY(dolen_arena_take(arena, reply->release_count, sizeof *wire.releases, (void *)&wire.releases, err));
    for (size_t i = 0; i < reply->release_count; i++) {
        DOLEN_TRY(write_release(&reply->releases[i], arena, &releases[i], err));
        wire.releases[i] = &releases[i];
    }
    wire.n_releases = reply->release_count;
    return dolen_wire_pack(reply_type, &wire.base, arena, out, err);
}

static dolen_status read_figure(const Dolen__V1__StatisticsFigure *wire, dolen_statistics_figure *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_code(wire->measure, &out->measure, err));
    DOLEN_TRY(read_month(wire->month, &out->month, err));
    DOLEN_TRY(dolen_wire_read_code(wire->row, &out->row, err));
    DOLEN_TRY(dolen_wire_read_code(wire->column, &out->column, err));
    out->is_shown = wire->is_shown;
    out->shown = wire->shown;
    return check_figure(out, err);
}

static dolen_status read_figures(const Dolen__V1__StatisticsRelease *wire, dolen_arena *arena,
                                 dolen_statistics_release *out, dolen_err *err)
{
    dolen_statistics_figure *figures = NULL;

    out->figure_count = wire->figure_count;
    if (wire->n_figures == 0)
        return DOLEN_OK;
    if (wire->n_figures != wire->figure_count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a release has not as many figures as it says");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_figures, sizeof *figures, (void *)&figures, err));
    for (size_t i = 0; i < wire->n_figures; i++)
        DOLEN_TRY(read_figure(wire->figures[i], &figures[i], err));
    out->figures = figures;
    return DOLEN_OK;
}

static dolen_status read_release(const Dolen__V1__StatisticsRelease *wire, dolen_arena *arena,
                                 dolen_statistics_release *out, dolen_err *err)
{
    dolen_code *members = NULL;

    DOLEN_TRY(read_month(wire->month, &out->month, err));
    DOLEN_TRY(dolen_wire_read_version(wire->rules_version, out->rules_version, err));
    out->made = wire->made;
    out->epoch = wire->epoch;
    out->as_of = wire->as_of;
    DOLEN_TRY(dolen_arena_take(arena, wire->n_members, sizeof *members, (void *)&members, err));
    for (size_t i = 0; i < wire->n_members; i++)
        DOLEN_TRY(dolen_wire_read_code(wire->members[i], &members[i], err));
    out->members = members;
    out->member_count = wire->n_members;
    DOLEN_TRY(read_figures(wire, arena, out, err));
    return check_release(out, err);
}

dolen_status dolen_statistics_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_statistics_reply *out,
                                           dolen_err *err)
{
    const Dolen__V1__StatisticsReply *wire = NULL;
    dolen_statistics_release *releases = NULL;
    dolen_statistics_reply read = {.ledger_index = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(reply_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, read.request_id.bytes, DOLEN_UUID_SIZE, err));
    if (wire->n_releases > DOLEN_STATISTICS_RELEASES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many releases");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_releases, sizeof *releases, (void *)&releases, err));
    for (size_t i = 0; i < wire->n_releases; i++)
        DOLEN_TRY(read_release(wire->releases[i], arena, &releases[i], err));
    read.releases = releases;
    read.release_count = wire->n_releases;
    read.ledger_index = wire->ledger_index;
    *out = read;
    return DOLEN_OK;
}
