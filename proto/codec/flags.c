#include "proto/codec/flags.h"

#include <string.h>

/* Beyond any valid day, so that the calendar's arithmetic never sees more. */
enum { DAY_LIMIT = 100000, MONTH_LIMIT = 2300 * 12 };

static dolen_status write_months(const dolen_flag *flag, dolen_arena *arena, Dolen__V1__Flag *wire, dolen_err *err)
{
    Dolen__V1__MonthCount *months = NULL;

    if (flag->month_count > DOLEN_FLAG_MONTHS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an event has at most 36 months");
    DOLEN_TRY(dolen_arena_take(arena, flag->month_count, sizeof *months, (void *)&months, err));
    DOLEN_TRY(dolen_arena_take(arena, flag->month_count, sizeof *wire->months, (void *)&wire->months, err));
    for (size_t i = 0; i < flag->month_count; i++) {
        dolen__v1__month_count__init(&months[i]);
        months[i].month = (uint32_t)flag->months[i].month;
        months[i].count = flag->months[i].count;
        wire->months[i] = &months[i];
    }
    wire->n_months = flag->month_count;
    return DOLEN_OK;
}

static dolen_status write_flag(const dolen_flag *flag, dolen_level level, dolen_arena *arena, Dolen__V1__Flag *wire,
                               dolen_err *err)
{
    dolen__v1__flag__init(wire);
    wire->code = dolen_wire_text(flag->code.text);
    wire->kind = (Dolen__V1__Flag__Kind)flag->kind;
    wire->disputed = flag->disputed;
    if (level < DOLEN_LEVEL_L3)
        return DOLEN_OK;
    wire->opened = (uint32_t)flag->opened;
    wire->closed = (uint32_t)flag->closed;
    wire->latest = flag->latest.year ? (int32_t)dolen_day_number(flag->latest) : 0;
    return write_months(flag, arena, wire, err);
}

dolen_status dolen_flags_write(const dolen_flag *flags, size_t count, dolen_level level, dolen_arena *arena,
                               dolen_wire_flags *out, dolen_err *err)
{
    Dolen__V1__Flag *wire = NULL;

    *out = (dolen_wire_flags){.count = 0};
    if (count > DOLEN_RECORD_FLAGS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are at most 64 flags");
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *wire, (void *)&wire, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->items, (void *)&out->items, err));
    for (size_t i = 0; i < count; i++) {
        DOLEN_TRY(write_flag(&flags[i], level, arena, &wire[i], err));
        out->items[i] = &wire[i];
    }
    out->count = count;
    return DOLEN_OK;
}

static dolen_status read_month(uint32_t number, dolen_month *out, dolen_err *err)
{
    *out = 0;
    if (number > MONTH_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a month out of range");
    *out = (dolen_month)number;
    return DOLEN_OK;
}

static dolen_status read_months(const Dolen__V1__Flag *wire, dolen_arena *arena, dolen_flag *out, dolen_err *err)
{
    dolen_month_count *months = NULL;

    if (wire->n_months > DOLEN_FLAG_MONTHS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an event has at most 36 months");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_months, sizeof *months, (void *)&months, err));
    for (size_t i = 0; i < wire->n_months; i++) {
        DOLEN_TRY(read_month(wire->months[i]->month, &months[i].month, err));
        months[i].count = wire->months[i]->count;
    }
    out->months = months;
    out->month_count = wire->n_months;
    return DOLEN_OK;
}

static dolen_status read_flag(const Dolen__V1__Flag *wire, dolen_level level, dolen_arena *arena, dolen_flag *out,
                              dolen_err *err)
{
    const bool has_detail = wire->opened || wire->closed || wire->latest || wire->n_months;

    DOLEN_TRY(dolen_wire_read_code(wire->code, &out->code, err));
    out->kind = (dolen_flag_kind)wire->kind;
    out->disputed = wire->disputed;
    if (out->kind == DOLEN_FLAG_NONE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a flag is an involvement, a state or an event");
    if (level < DOLEN_LEVEL_L3)
        return has_detail ? DOLEN_FAIL(err, DOLEN_E_INPUT, "a flag says more than its level allows") : DOLEN_OK;
    DOLEN_TRY(read_month(wire->opened, &out->opened, err));
    DOLEN_TRY(read_month(wire->closed, &out->closed, err));
    if (wire->latest < -DAY_LIMIT || wire->latest > DAY_LIMIT || (wire->latest && out->kind != DOLEN_FLAG_EVENT))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a flag's latest day is out of range or not an event's");
    if (out->kind == DOLEN_FLAG_EVENT)
        out->latest = dolen_day_from_number(wire->latest);
    return read_months(wire, arena, out, err);
}

dolen_status dolen_flags_read(dolen_wire_flags flags, dolen_level level, dolen_arena *arena, const dolen_flag **out,
                              dolen_err *err)
{
    dolen_flag *read = NULL;

    *out = NULL;
    if (flags.count > DOLEN_RECORD_FLAGS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are at most 64 flags");
    DOLEN_TRY(dolen_arena_take(arena, flags.count, sizeof *read, (void *)&read, err));
    for (size_t i = 0; i < flags.count; i++)
        DOLEN_TRY(read_flag(flags.items[i], level, arena, &read[i], err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_tokens_write(const dolen_token *tokens, size_t count, dolen_arena *arena, dolen_wire_tokens *out,
                                dolen_err *err)
{
    Dolen__V1__Token *wire = NULL;

    *out = (dolen_wire_tokens){.count = 0};
    if (count > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are at most 24 pseudonyms");
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *wire, (void *)&wire, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *out->items, (void *)&out->items, err));
    for (size_t i = 0; i < count; i++) {
        dolen__v1__token__init(&wire[i]);
        wire[i].kind = (uint32_t)tokens[i].kind;
        wire[i].pseudonym = dolen_wire_data(tokens[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE);
        out->items[i] = &wire[i];
    }
    out->count = count;
    return DOLEN_OK;
}

dolen_status dolen_tokens_read(dolen_wire_tokens tokens, dolen_arena *arena, const dolen_token **out, dolen_err *err)
{
    dolen_token *read = NULL;

    *out = NULL;
    if (tokens.count > DOLEN_SUBJECT_PSEUDONYMS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are at most 24 pseudonyms");
    DOLEN_TRY(dolen_arena_take(arena, tokens.count, sizeof *read, (void *)&read, err));
    for (size_t i = 0; i < tokens.count; i++) {
        const Dolen__V1__Token *wire = tokens.items[i];
        if (wire->kind >= DOLEN_KEY_KINDS || !dolen_key_kind_is_known((int)wire->kind))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "an unknown kind of match key");
        read[i].kind = (dolen_key_kind)wire->kind;
        DOLEN_TRY(dolen_wire_read_fixed(wire->pseudonym, read[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE, err));
    }
    *out = read;
    return DOLEN_OK;
}
