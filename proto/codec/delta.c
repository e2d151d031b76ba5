#include "proto/codec/delta.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/cursor.h"
#include "proto/codec/flags.h"
#include "proto/delta.pb-c.h"

static const dolen_wire_type chunk_type = {&dolen__v1__delta_chunk__descriptor, DOLEN_CHUNK_BYTES};
static const dolen_wire_type reply_type = {&dolen__v1__chunk_reply__descriptor, DOLEN_DELTA_MESSAGE_BYTES};
static const dolen_wire_type commit_type = {&dolen__v1__delta_commit__descriptor, DOLEN_DELTA_MESSAGE_BYTES};
static const dolen_wire_type state_request_type = {&dolen__v1__delta_state_request__descriptor,
                                                   DOLEN_DELTA_MESSAGE_BYTES};
static const dolen_wire_type state_type = {&dolen__v1__delta_state__descriptor, DOLEN_DELTA_STATE_BYTES};
static const dolen_wire_type receipt_type = {&dolen__v1__delta_receipt__descriptor, DOLEN_DELTA_MESSAGE_BYTES};

static ProtobufCBinaryData digest_data(const dolen_digest *digest)
{
    return dolen_wire_data(digest->bytes, DOLEN_DIGEST_SIZE);
}

static dolen_status read_digest(ProtobufCBinaryData data, dolen_digest *out, dolen_err *err)
{
    return dolen_wire_read_fixed(data, out->bytes, DOLEN_DIGEST_SIZE, err);
}

size_t dolen_delta_record_size(const dolen_record *record)
{
    size_t size = 40 + record->token_count * 40 + (size_t)DOLEN_COUNTED_BY * (DOLEN_CODE_SIZE + 2);

    for (size_t i = 0; i < record->flag_count; i++)
        size += 56 + record->flags[i].month_count * 12;
    return size;
}

static dolen_status write_record(const dolen_record *record, dolen_arena *arena, Dolen__V1__Record *wire,
                                 dolen_err *err)
{
    dolen_wire_tokens tokens;
    dolen_wire_flags flags;

    dolen__v1__record__init(wire);
    wire->handle = dolen_wire_data(record->handle.bytes, DOLEN_UUID_SIZE);
    wire->subject = (Dolen__V1__Subject)record->subject;
    wire->fields = record->fields;
    wire->protection = (uint32_t)record->protection;
    wire->contact = record->contact;
    DOLEN_TRY(dolen_tokens_write(record->tokens, record->token_count, arena, &tokens, err));
    DOLEN_TRY(dolen_flags_write(record->flags, record->flag_count, DOLEN_LEVEL_L3, arena, &flags, err));
    wire->n_tokens = tokens.count;
    wire->tokens = tokens.items;
    wire->n_flags = flags.count;
    wire->flags = flags.items;
    wire->age_band = dolen_wire_text(record->dimensions.values[DOLEN_COUNTED_BY_AGE].text);
    wire->care_experience = dolen_wire_text(record->dimensions.values[DOLEN_COUNTED_BY_CARE].text);
    wire->local_authority = dolen_wire_text(record->dimensions.values[DOLEN_COUNTED_BY_AUTHORITY].text);
    wire->missing_reason = dolen_wire_text(record->dimensions.values[DOLEN_COUNTED_BY_REASON].text);
    return DOLEN_OK;
}

static dolen_status check_chunk(const dolen_delta_chunk *chunk, dolen_err *err)
{
    if (dolen_code_is_empty(chunk->agency) || chunk->epoch == 0 || chunk->sequence == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a chunk names its agency, epoch and sequence");
    if (chunk->index >= DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a delta has at most 65536 chunks");
    if (chunk->operation_count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a chunk without operations");
    if (chunk->operation_count > DOLEN_CHUNK_OPERATIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a chunk has at most 1024 operations");
    return DOLEN_OK;
}

static dolen_status check_reason(dolen_withdrawal reason, dolen_err *err)
{
    if (reason < DOLEN_WITHDRAWN_GONE || reason > DOLEN_WITHDRAWN_ERASED)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a withdrawal needs a known reason");
    return DOLEN_OK;
}

static int compare_handles(const void *a, const void *b)
{
    const dolen_uuid *left = a;
    const dolen_uuid *right = b;

    return dolen_uuid_compare(*left, *right);
}

static dolen_status check_handles(const dolen_delta_chunk *chunk, dolen_arena *arena, dolen_err *err)
{
    dolen_uuid *handles = NULL;

    DOLEN_TRY(dolen_arena_take(arena, chunk->operation_count, sizeof *handles, (void *)&handles, err));
    for (size_t i = 0; i < chunk->operation_count; i++) {
        const dolen_operation *operation = &chunk->operations[i];
        handles[i] = operation->put ? operation->put->handle : operation->withdraw;
    }
    qsort(handles, chunk->operation_count, sizeof *handles, compare_handles);
    for (size_t i = 1; i < chunk->operation_count; i++)
        if (dolen_uuid_same(handles[i - 1], handles[i]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a handle stands twice in one chunk");
    return DOLEN_OK;
}

static dolen_status write_operations(const dolen_delta_chunk *chunk, dolen_arena *arena, Dolen__V1__DeltaChunk *wire,
                                     dolen_err *err)
{
    const size_t count = chunk->operation_count;
    Dolen__V1__Record *records = NULL;
    Dolen__V1__Withdrawal *withdrawals = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *records, (void *)&records, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *withdrawals, (void *)&withdrawals, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *wire->puts, (void *)&wire->puts, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *wire->withdrawals, (void *)&wire->withdrawals, err));
    for (size_t i = 0; i < count; i++) {
        const dolen_operation *operation = &chunk->operations[i];
        if (operation->put) {
            DOLEN_TRY(write_record(operation->put, arena, &records[i], err));
            wire->puts[wire->n_puts++] = &records[i];
            continue;
        }
        DOLEN_TRY(check_reason(operation->reason, err));
        dolen__v1__withdrawal__init(&withdrawals[i]);
        withdrawals[i].handle = dolen_wire_data(operation->withdraw.bytes, DOLEN_UUID_SIZE);
        withdrawals[i].reason = (uint32_t)operation->reason;
        wire->withdrawals[wire->n_withdrawals++] = &withdrawals[i];
    }
    return DOLEN_OK;
}

dolen_status dolen_delta_chunk_encode(const dolen_delta_chunk *chunk, dolen_arena *arena, dolen_bytes *out,
                                      dolen_err *err)
{
    Dolen__V1__DeltaChunk wire;

    dolen__v1__delta_chunk__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_chunk(chunk, err));
    DOLEN_TRY(check_handles(chunk, arena, err));
    wire.agency = dolen_wire_text(chunk->agency.text);
    wire.epoch = chunk->epoch;
    wire.sequence = chunk->sequence;
    wire.index = chunk->index;
    DOLEN_TRY(write_operations(chunk, arena, &wire, err));
    return dolen_wire_pack(chunk_type, &wire.base, arena, out, err);
}

static dolen_status read_dimensions(const Dolen__V1__Record *wire, dolen_dimensions *out, dolen_err *err)
{
    const char *const texts[DOLEN_COUNTED_BY] = {[DOLEN_COUNTED_BY_AGE] = wire->age_band,
                                                 [DOLEN_COUNTED_BY_CARE] = wire->care_experience,
                                                 [DOLEN_COUNTED_BY_AUTHORITY] = wire->local_authority,
                                                 [DOLEN_COUNTED_BY_REASON] = wire->missing_reason};

    for (size_t i = 0; i < DOLEN_COUNTED_BY; i++)
        DOLEN_TRY(dolen_wire_read_code_or_none(texts[i], &out->values[i], err));
    return DOLEN_OK;
}

static dolen_status read_record(const Dolen__V1__Record *wire, dolen_month this_month, dolen_arena *arena,
                                dolen_record *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_fixed(wire->handle, out->handle.bytes, DOLEN_UUID_SIZE, err));
    if (wire->fields > DOLEN_FIELDS_KNOWN || wire->contact > UINT16_MAX || wire->protection > DOLEN_PROTECTION_SHIELDED)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a record with fields, contact or protection out of range");
    out->subject = (dolen_subject)wire->subject;
    out->fields = (uint8_t)wire->fields;
    out->protection = (dolen_protection)wire->protection;
    out->contact = (uint16_t)wire->contact;
    DOLEN_TRY(dolen_tokens_read((dolen_wire_tokens){wire->n_tokens, wire->tokens}, arena, &out->tokens, err));
    out->token_count = wire->n_tokens;
    DOLEN_TRY(
        dolen_flags_read((dolen_wire_flags){wire->n_flags, wire->flags}, DOLEN_LEVEL_L3, arena, &out->flags, err));
    out->flag_count = wire->n_flags;
    DOLEN_TRY(read_dimensions(wire, &out->dimensions, err));
    return dolen_record_check(out, this_month, err);
}

static dolen_status read_operations(const Dolen__V1__DeltaChunk *wire, dolen_month this_month, dolen_arena *arena,
                                    dolen_operation *out, dolen_err *err)
{
    dolen_record *records = NULL;

    DOLEN_TRY(dolen_arena_take(arena, wire->n_puts, sizeof *records, (void *)&records, err));
    for (size_t i = 0; i < wire->n_puts; i++) {
        DOLEN_TRY(read_record(wire->puts[i], this_month, arena, &records[i], err));
        out[i].put = &records[i];
    }
    for (size_t i = 0; i < wire->n_withdrawals; i++) {
        const Dolen__V1__Withdrawal *withdrawal = wire->withdrawals[i];
        dolen_operation *operation = &out[wire->n_puts + i];
        DOLEN_TRY(dolen_wire_read_fixed(withdrawal->handle, operation->withdraw.bytes, DOLEN_UUID_SIZE, err));
        operation->reason =
            withdrawal->reason <= DOLEN_WITHDRAWN_ERASED ? (dolen_withdrawal)withdrawal->reason : DOLEN_WITHDRAWN_NONE;
        DOLEN_TRY(check_reason(operation->reason, err));
    }
    return DOLEN_OK;
}

dolen_status dolen_delta_chunk_decode(dolen_bytes bytes, dolen_month this_month, dolen_arena *arena,
                                      dolen_delta_chunk *out, dolen_err *err)
{
    const Dolen__V1__DeltaChunk *wire = NULL;
    dolen_operation *operations = NULL;
    dolen_delta_chunk read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(chunk_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &read.agency, err));
    read.epoch = wire->epoch;
    read.sequence = wire->sequence;
    read.index = wire->index;
    read.operation_count = wire->n_puts + wire->n_withdrawals;
    DOLEN_TRY(check_chunk(&read, err));
    DOLEN_TRY(dolen_arena_take(arena, read.operation_count, sizeof *operations, (void *)&operations, err));
    DOLEN_TRY(read_operations(wire, this_month, arena, operations, err));
    read.operations = operations;
    DOLEN_TRY(check_handles(&read, arena, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_chunk_reply_encode(const dolen_chunk_reply *reply, dolen_arena *arena, dolen_bytes *out,
                                      dolen_err *err)
{
    Dolen__V1__ChunkReply wire;

    dolen__v1__chunk_reply__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    if (reply->index >= DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a delta has at most 65536 chunks");
    wire.index = reply->index;
    wire.digest = digest_data(&reply->digest);
    return dolen_wire_pack(reply_type, &wire.base, arena, out, err);
}

dolen_status dolen_chunk_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_chunk_reply *out, dolen_err *err)
{
    const Dolen__V1__ChunkReply *wire = NULL;
    dolen_chunk_reply read = {.index = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(reply_type, bytes, arena, (void *)&wire, err));
    if (wire->index >= DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a delta has at most 65536 chunks");
    read.index = wire->index;
    DOLEN_TRY(read_digest(wire->digest, &read.digest, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_delta(const dolen_delta *delta, dolen_err *err)
{
    if (dolen_code_is_empty(delta->federation) || dolen_code_is_empty(delta->agency) || delta->epoch == 0 ||
        delta->sequence == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a delta names its federation, agency, epoch and sequence");
    if (delta->kind != DOLEN_DELTA_INCREMENT && delta->kind != DOLEN_DELTA_SNAPSHOT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a delta is an increment or a snapshot");
    if (delta->chunk_count > DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a delta has at most 65536 chunks");
    const uint64_t room = (uint64_t)delta->chunk_count * DOLEN_CHUNK_OPERATIONS;
    if (delta->put_count > room || delta->withdraw_count > room - delta->put_count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a delta counts more operations than its chunks can hold");
    return dolen_wire_check_version(delta->rules_version, err);
}

static void write_delta(const dolen_delta *delta, Dolen__V1__Delta *wire)
{
    wire->federation = dolen_wire_text(delta->federation.text);
    wire->agency = dolen_wire_text(delta->agency.text);
    wire->epoch = delta->epoch;
    wire->sequence = delta->sequence;
    wire->previous = dolen_wire_data(delta->previous.bytes, DOLEN_DIGEST_SIZE);
    wire->created = delta->created;
    wire->rules_version = dolen_wire_text(delta->rules_version);
    wire->kind = (Dolen__V1__Delta__Kind)delta->kind;
    wire->chunk_count = delta->chunk_count;
    wire->put_count = delta->put_count;
    wire->withdraw_count = delta->withdraw_count;
    wire->chunks = dolen_wire_data(delta->chunks.bytes, DOLEN_DIGEST_SIZE);
    wire->set_digest = dolen_wire_data(delta->set_digest.bytes, DOLEN_DIGEST_SIZE);
    wire->extract_as_of = delta->extract_as_of;
}

static dolen_status read_delta(const Dolen__V1__Delta *wire, dolen_delta *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &out->federation, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &out->agency, err));
    DOLEN_TRY(dolen_wire_read_version(wire->rules_version, out->rules_version, err));
    DOLEN_TRY(read_digest(wire->previous, &out->previous, err));
    DOLEN_TRY(read_digest(wire->chunks, &out->chunks, err));
    DOLEN_TRY(read_digest(wire->set_digest, &out->set_digest, err));
    out->epoch = wire->epoch;
    out->sequence = wire->sequence;
    out->created = wire->created;
    out->kind = (dolen_delta_kind)wire->kind;
    out->chunk_count = wire->chunk_count;
    out->put_count = wire->put_count;
    out->withdraw_count = wire->withdraw_count;
    out->extract_as_of = wire->extract_as_of;
    return check_delta(out, err);
}

dolen_status dolen_delta_commit_encode(const dolen_delta_commit *commit, dolen_arena *arena, dolen_bytes *out,
                                       dolen_err *err)
{
    Dolen__V1__DeltaCommit wire;
    Dolen__V1__Delta delta;

    dolen__v1__delta_commit__init(&wire);
    dolen__v1__delta__init(&delta);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_delta(&commit->delta, err));
    write_delta(&commit->delta, &delta);
    wire.delta = &delta;
    wire.signature = dolen_wire_data(commit->signature, sizeof commit->signature);
    return dolen_wire_pack(commit_type, &wire.base, arena, out, err);
}

dolen_status dolen_delta_commit_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_commit *out, dolen_err *err)
{
    const Dolen__V1__DeltaCommit *wire = NULL;
    dolen_delta_commit read;

    memset(&read, 0, sizeof read);
    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(commit_type, bytes, arena, (void *)&wire, err));
    if (!wire->delta)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a commit without its delta");
    DOLEN_TRY(read_delta(wire->delta, &read.delta, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->signature, read.signature, sizeof read.signature, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_delta_state_request_encode(const dolen_delta_state_request *request, dolen_arena *arena,
                                              dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__DeltaStateRequest wire;

    dolen__v1__delta_state_request__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    if (dolen_code_is_empty(request->agency) || request->epoch == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a state is asked for by agency and epoch");
    wire.agency = dolen_wire_text(request->agency.text);
    wire.epoch = request->epoch;
    return dolen_wire_pack(state_request_type, &wire.base, arena, out, err);
}

dolen_status dolen_delta_state_request_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_state_request *out,
                                              dolen_err *err)
{
    const Dolen__V1__DeltaStateRequest *wire = NULL;
    dolen_delta_state_request read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(state_request_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &read.agency, err));
    read.epoch = wire->epoch;
    if (read.epoch == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a state is asked for by agency and epoch");
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_staged(const uint32_t *staged, size_t count, dolen_err *err)
{
    if (count > DOLEN_DELTA_CHUNKS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a delta has at most 65536 chunks");
    for (size_t i = 0; i < count; i++)
        if (staged[i] >= DOLEN_DELTA_CHUNKS || (i && staged[i] <= staged[i - 1]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "staged chunks stand in ascending order, each once");
    return DOLEN_OK;
}

dolen_status dolen_delta_state_encode(const dolen_delta_state *state, dolen_arena *arena, dolen_bytes *out,
                                      dolen_err *err)
{
    Dolen__V1__DeltaState wire;

    dolen__v1__delta_state__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_staged(state->staged, state->staged_count, err));
    DOLEN_TRY(dolen_arena_take(arena, state->staged_count, sizeof *wire.staged, (void *)&wire.staged, err));
    if (state->staged_count)
        memcpy(wire.staged, state->staged, state->staged_count * sizeof *wire.staged);
    wire.n_staged = state->staged_count;
    wire.sequence = state->sequence;
    wire.digest = digest_data(&state->digest);
    wire.set_digest = digest_data(&state->set_digest);
    return dolen_wire_pack(state_type, &wire.base, arena, out, err);
}

dolen_status dolen_delta_state_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_state *out, dolen_err *err)
{
    const Dolen__V1__DeltaState *wire = NULL;
    dolen_delta_state read = {.sequence = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(state_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(check_staged(wire->staged, wire->n_staged, err));
    DOLEN_TRY(read_digest(wire->digest, &read.digest, err));
    DOLEN_TRY(read_digest(wire->set_digest, &read.set_digest, err));
    read.sequence = wire->sequence;
    read.staged = wire->staged;
    read.staged_count = wire->n_staged;
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_receipt(const dolen_delta_receipt *receipt, dolen_err *err)
{
    if (dolen_code_is_empty(receipt->agency) || receipt->epoch == 0 || receipt->sequence == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a receipt names its agency, epoch and sequence");
    if (receipt->ledger_index >= receipt->ledger_size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a receipt's entry lies outside the ledger");
    return DOLEN_OK;
}

dolen_status dolen_delta_receipt_encode(const dolen_delta_receipt *receipt, dolen_arena *arena, dolen_bytes *out,
                                        dolen_err *err)
{
    Dolen__V1__DeltaReceipt wire;

    dolen__v1__delta_receipt__init(&wire);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check_receipt(receipt, err));
    wire.agency = dolen_wire_text(receipt->agency.text);
    wire.epoch = receipt->epoch;
    wire.sequence = receipt->sequence;
    wire.digest = digest_data(&receipt->digest);
    wire.set_digest = digest_data(&receipt->set_digest);
    wire.ledger_index = receipt->ledger_index;
    wire.ledger_size = receipt->ledger_size;
    wire.applied = receipt->applied;
    wire.signature = dolen_wire_data(receipt->signature, sizeof receipt->signature);
    return dolen_wire_pack(receipt_type, &wire.base, arena, out, err);
}

dolen_status dolen_delta_receipt_decode(dolen_bytes bytes, dolen_arena *arena, dolen_delta_receipt *out, dolen_err *err)
{
    const Dolen__V1__DeltaReceipt *wire = NULL;
    dolen_delta_receipt read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(receipt_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &read.agency, err));
    DOLEN_TRY(read_digest(wire->digest, &read.digest, err));
    DOLEN_TRY(read_digest(wire->set_digest, &read.set_digest, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->signature, read.signature, sizeof read.signature, err));
    read.epoch = wire->epoch;
    read.sequence = wire->sequence;
    read.ledger_index = wire->ledger_index;
    read.ledger_size = wire->ledger_size;
    read.applied = wire->applied;
    DOLEN_TRY(check_receipt(&read, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_delta_receipt_canonical(const dolen_delta_receipt *receipt, dolen_arena *arena, dolen_bytes *out,
                                           dolen_err *err)
{
    enum { ROOM = 256 };
    uint8_t *room = NULL;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(dolen_arena_take(arena, ROOM, 1, (void *)&room, err));
    dolen_writer writer = dolen_writer_of(room, ROOM);
    dolen_writer_block16(&writer, dolen_bytes_of_string("dolen receipt v1"));
    dolen_writer_block16(&writer, dolen_bytes_of_string(receipt->agency.text));
    dolen_writer_u32(&writer, receipt->epoch);
    dolen_writer_u64(&writer, receipt->sequence);
    dolen_writer_add(&writer, dolen_bytes_of(receipt->digest.bytes, DOLEN_DIGEST_SIZE));
    dolen_writer_add(&writer, dolen_bytes_of(receipt->set_digest.bytes, DOLEN_DIGEST_SIZE));
    dolen_writer_u64(&writer, receipt->ledger_index);
    dolen_writer_u64(&writer, receipt->ledger_size);
    dolen_writer_u64(&writer, (uint64_t)receipt->applied);
    *out = dolen_writer_bytes(&writer);
    return DOLEN_OK;
}
