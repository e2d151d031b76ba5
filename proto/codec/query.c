#include "proto/codec/query.h"

#include <stdlib.h>
#include <string.h>

#include "proto/codec/flags.h"
#include "proto/query.pb-c.h"

static const dolen_wire_type type = {&dolen__v1__query__descriptor, DOLEN_QUERY_BYTES};

static dolen_status check_tokens(const dolen_query *query, dolen_err *err)
{
    if (query->token_count != DOLEN_QUERY_TOKENS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question has 24 pseudonyms");
    for (size_t i = 0; i < query->token_count; i++) {
        if (dolen_key_kind_subject(query->tokens[i].kind) != query->subject)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a pseudonym's kind does not fit the question's subject");
        if (i && dolen_token_compare(&query->tokens[i - 1], &query->tokens[i]) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "pseudonyms stand in ascending order, each once");
    }
    return DOLEN_OK;
}

static dolen_status check(const dolen_query *query, dolen_err *err)
{
    if (dolen_code_is_empty(query->federation) || dolen_code_is_empty(query->agency) || query->epoch == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question names its federation, agency and epoch");
    if (query->subject != DOLEN_SUBJECT_PERSON && query->subject != DOLEN_SUBJECT_ADDRESS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question is about a person or an address");
    if (query->requested_level < DOLEN_LEVEL_L0 || query->requested_level > DOLEN_LEVEL_L3)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question asks for a level");
    if (!query->urgent && !dolen_code_is_empty(query->urgent_reason))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a reason for urgency without urgency");
    if (query->fields & ~DOLEN_FIELDS_KNOWN)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown fields");
    return check_tokens(query, err);
}

static dolen_status sort_tokens(const dolen_query *query, dolen_arena *arena, dolen_query *out, dolen_err *err)
{
    dolen_token *tokens = NULL;

    if (query->token_count != DOLEN_QUERY_TOKENS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question has 24 pseudonyms");
    DOLEN_TRY(dolen_arena_take(arena, query->token_count, sizeof *tokens, (void *)&tokens, err));
    memcpy(tokens, query->tokens, query->token_count * sizeof *tokens);
    qsort(tokens, query->token_count, sizeof *tokens, dolen_token_compare);
    *out = *query;
    out->tokens = tokens;
    return DOLEN_OK;
}

static void write_fields(const dolen_query *query, Dolen__V1__Query *wire)
{
    wire->request_id = dolen_wire_data(query->request_id.bytes, sizeof query->request_id.bytes);
    wire->federation = dolen_wire_text(query->federation.text);
    wire->agency = dolen_wire_text(query->agency.text);
    wire->epoch = query->epoch;
    wire->staff = dolen_wire_data(query->staff.bytes, sizeof query->staff.bytes);
    wire->role = dolen_wire_text(query->role.text);
    wire->purpose = dolen_wire_text(query->purpose.text);
    wire->case_handle = dolen_wire_data(query->case_handle.bytes, sizeof query->case_handle.bytes);
    wire->urgent = query->urgent;
    wire->urgent_reason = dolen_wire_text(query->urgent_reason.text);
    wire->subject = (Dolen__V1__Subject)query->subject;
    wire->fields = query->fields;
    wire->requested_level = (Dolen__V1__Level)query->requested_level;
    wire->created = query->created;
    wire->acknowledge_protected = query->acknowledge_protected;
}

dolen_status dolen_query_encode(const dolen_query *query, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__Query wire;
    dolen_wire_tokens tokens;
    dolen_query sorted;

    dolen__v1__query__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(sort_tokens(query, arena, &sorted, err));
    DOLEN_TRY(check(&sorted, err));
    write_fields(&sorted, &wire);
    DOLEN_TRY(dolen_tokens_write(sorted.tokens, sorted.token_count, arena, &tokens, err));
    wire.n_tokens = tokens.count;
    wire.tokens = tokens.items;
    return dolen_wire_pack(type, &wire.base, arena, out, err);
}

static dolen_status read_codes(const Dolen__V1__Query *wire, dolen_query *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &out->federation, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &out->agency, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->role, &out->role, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->purpose, &out->purpose, err));
    return dolen_wire_read_code_or_none(wire->urgent_reason, &out->urgent_reason, err);
}

static dolen_status read_fixed(const Dolen__V1__Query *wire, dolen_query *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, out->request_id.bytes, sizeof out->request_id.bytes, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->staff, out->staff.bytes, sizeof out->staff.bytes, err));
    return dolen_wire_read_fixed(wire->case_handle, out->case_handle.bytes, sizeof out->case_handle.bytes, err);
}

dolen_status dolen_query_decode(dolen_bytes bytes, dolen_arena *arena, dolen_query *out, dolen_err *err)
{
    const Dolen__V1__Query *wire = NULL;
    dolen_query read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(read_codes(wire, &read, err));
    DOLEN_TRY(read_fixed(wire, &read, err));
    if (wire->fields > UINT8_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown fields");
    read.epoch = wire->epoch;
    read.urgent = wire->urgent;
    read.subject = (dolen_subject)wire->subject;
    read.fields = (uint8_t)wire->fields;
    read.requested_level = (dolen_level)wire->requested_level;
    read.created = wire->created;
    read.acknowledge_protected = wire->acknowledge_protected;
    DOLEN_TRY(dolen_tokens_read((dolen_wire_tokens){wire->n_tokens, wire->tokens}, arena, &read.tokens, err));
    read.token_count = wire->n_tokens;
    DOLEN_TRY(check(&read, err));
    *out = read;
    return DOLEN_OK;
}
