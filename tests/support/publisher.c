#include "tests/support/publisher.h"

#include <string.h>

#include "node/base/cursor.h"
#include "node/crypto/hash.h"

enum { ARENA = 16 * 1024 * 1024, EPOCH = 1 };

static const dolen_key_kind kinds[PUBLISHER_TOKENS] = {DOLEN_KEY_K02, DOLEN_KEY_K04, DOLEN_KEY_K05, DOLEN_KEY_K07,
                                                       DOLEN_KEY_K20, DOLEN_KEY_K09, DOLEN_KEY_K22, DOLEN_KEY_K11,
                                                       DOLEN_KEY_K12, DOLEN_KEY_K23, DOLEN_KEY_K24, DOLEN_KEY_K15,
                                                       DOLEN_KEY_K16, DOLEN_KEY_K25, DOLEN_KEY_K18, DOLEN_KEY_K19};

static dolen_status append(void *context, dolen_connection *connection, const dolen_delta *delta,
                           const dolen_digest *digest, dolen_delta_entry *out, dolen_err *err)
{
    publisher_broker *broker = context;

    (void)delta;
    (void)digest;
    *out = (dolen_delta_entry){0};
    if (broker->before_append)
        DOLEN_TRY(broker->before_append(broker->context, connection, err));
    *out = (dolen_delta_entry){.index = broker->entries, .size = broker->entries + 1};
    broker->entries++;
    return DOLEN_OK;
}

void publisher_broker_start(publisher_broker *broker, dolen_pool *pool)
{
    *broker = (publisher_broker){0};
    broker->token_secret = dolen_secret_new_random(32);
    broker->handle_secret = dolen_secret_new_random(32);
    broker->tokens = dolen_stored_token_key_new(broker->token_secret);
    broker->handles = dolen_handle_seal_new(broker->handle_secret);
    broker->signing = dolen_signing_key_new();
    broker->desk = (dolen_delta_desk){.pool = pool,
                                      .federation = dolen_code_of("test"),
                                      .tokens = broker->tokens,
                                      .handles = broker->handles,
                                      .signing = broker->signing,
                                      .clock = dolen_clock_system(),
                                      .append = append,
                                      .append_context = broker};
}

void publisher_broker_stop(publisher_broker *broker)
{
    dolen_signing_key_free(broker->signing);
    dolen_handle_seal_free(broker->handles);
    dolen_stored_token_key_free(broker->tokens);
    dolen_secret_free(broker->handle_secret);
    dolen_secret_free(broker->token_secret);
}

void publisher_start(publisher *self, publisher_broker *broker, const char *agency)
{
    *self = (publisher){.broker = broker, .agency = dolen_code_of(agency), .epoch = EPOCH};
    self->signing = dolen_signing_key_new();
    self->key = dolen_signing_key_public(self->signing);
}

void publisher_stop(publisher *self)
{
    dolen_signing_key_free(self->signing);
}

/* Bytes that hang on all that is given, as a pseudonym or a handle hangs on a person. */
static dolen_digest derive(const publisher *self, char use, uint32_t number, uint32_t version, uint32_t item)
{
    uint8_t room[64];
    dolen_writer writer = dolen_writer_of(room, sizeof room);

    dolen_writer_block16(&writer, dolen_bytes_of_string(self->agency.text));
    dolen_writer_u8(&writer, (uint8_t)use);
    dolen_writer_u32(&writer, number);
    dolen_writer_u32(&writer, version);
    dolen_writer_u32(&writer, item);
    return dolen_hash_sha256(dolen_writer_bytes(&writer));
}

dolen_record *publisher_record(const publisher *self, dolen_arena *arena, uint32_t number, uint32_t version)
{
    dolen_record *record = dolen_arena_make(arena, 1, sizeof *record);
    dolen_token *tokens = dolen_arena_make(arena, PUBLISHER_TOKENS, sizeof *tokens);
    dolen_flag *flags = dolen_arena_make(arena, 2, sizeof *flags);
    dolen_month_count *months = dolen_arena_make(arena, 2, sizeof *months);

    DOLEN_MUST(record && tokens && flags && months);
    const dolen_digest handle = derive(self, 'h', number, 0, 0);
    memcpy(record->handle.bytes, handle.bytes, sizeof record->handle.bytes);
    record->subject = DOLEN_SUBJECT_PERSON;
    record->fields = DOLEN_FIELD_FORENAME | DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN;
    record->contact = (uint16_t)(number % 7);
    for (uint32_t i = 0; i < PUBLISHER_TOKENS; i++) {
        const dolen_digest pseudonym = derive(self, 't', number, version / 2, i);
        tokens[i].kind = kinds[i];
        memcpy(tokens[i].pseudonym.bytes, pseudonym.bytes, DOLEN_PSEUDONYM_SIZE);
    }
    flags[0] = (dolen_flag){.code = dolen_code_of("cp-plan"), .kind = DOLEN_FLAG_STATE, .opened = 2020 * 12};
    months[0] = (dolen_month_count){2021 * 12, version};
    months[1] = (dolen_month_count){2021 * 12 + 3, 2};
    flags[1] = (dolen_flag){.code = dolen_code_of("police-call"),
                            .kind = DOLEN_FLAG_EVENT,
                            .months = months,
                            .month_count = 2,
                            .latest = {2021, 4, 9}};
    record->tokens = tokens;
    record->token_count = PUBLISHER_TOKENS;
    record->flags = flags;
    record->flag_count = 2;
    if (self->shape)
        self->shape(self, arena, record, number, version);
    return record;
}

/* Keep the agency's own set digest. */
static dolen_status account(publisher *self, dolen_arena *arena, dolen_digest *sum, const publisher_change *change,
                            bool whole, dolen_err *err)
{
    dolen_bytes canonical = {0};

    if (change->version) {
        DOLEN_TRY(dolen_record_canonical(publisher_record(self, arena, change->number, change->version), arena,
                                         &canonical, err));
        const dolen_digest element = dolen_set_digest_of(canonical);
        DOLEN_TRY(dolen_set_digest_add(sum, &element, err));
    }
    if (change->old_version && !whole) {
        DOLEN_TRY(dolen_record_canonical(publisher_record(self, arena, change->number, change->old_version), arena,
                                         &canonical, err));
        const dolen_digest element = dolen_set_digest_of(canonical);
        DOLEN_TRY(dolen_set_digest_subtract(sum, &element, err));
    }
    return DOLEN_OK;
}

dolen_status publisher_stage_chunk(publisher *self, uint64_t sequence, uint32_t index, const publisher_change *changes,
                                   size_t count, dolen_digest *digest, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    DOLEN_OWN(dolen_arena, work) = dolen_arena_new(DOLEN_DELTA_STAGE_ARENA);
    dolen_operation *operations = dolen_arena_make(arena, count, sizeof *operations);
    dolen_bytes bytes = {0};
    uint64_t expected = 0;

    DOLEN_MUST(operations);
    for (size_t i = 0; i < count; i++) {
        const dolen_record *record = publisher_record(self, arena, changes[i].number, changes[i].version);
        if (changes[i].version)
            operations[i].put = record;
        else
            operations[i] = (dolen_operation){.withdraw = record->handle, .reason = DOLEN_WITHDRAWN_GONE};
    }
    const dolen_delta_chunk chunk = {.agency = self->agency,
                                     .epoch = self->epoch,
                                     .sequence = sequence,
                                     .index = index,
                                     .operations = operations,
                                     .operation_count = count};
    DOLEN_TRY(dolen_delta_chunk_encode(&chunk, arena, &bytes, err));
    *digest = dolen_hash_sha256(bytes);
    return dolen_delta_stage(&self->broker->desk, &chunk, digest, work, &expected, err);
}

dolen_status publisher_stage(publisher *self, dolen_delta_kind kind, const publisher_change *changes, size_t count,
                             size_t per_chunk, dolen_delta *out, dolen_err *err)
{
    const bool whole = kind == DOLEN_DELTA_SNAPSHOT;
    dolen_hash hash = dolen_hash_start();

    *out = (dolen_delta){.federation = self->broker->desk.federation,
                         .agency = self->agency,
                         .epoch = self->epoch,
                         .sequence = self->sequence + 1,
                         .previous = self->previous,
                         .created = dolen_clock_now(self->broker->desk.clock),
                         .rules_version = "test",
                         .kind = kind,
                         .set_digest = whole ? dolen_set_digest_empty() : self->set_digest,
                         .extract_as_of = 1700000000000};
    for (size_t first = 0; first < count; first += per_chunk) {
        DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
        const size_t size = count - first < per_chunk ? count - first : per_chunk;
        dolen_digest digest;
        DOLEN_TRY(publisher_stage_chunk(self, out->sequence, out->chunk_count++, changes + first, size, &digest, err));
        dolen_hash_add(&hash, dolen_bytes_of(digest.bytes, sizeof digest.bytes));
        for (size_t i = first; i < first + size; i++) {
            dolen_arena_reset(arena);
            out->put_count += changes[i].version != 0;
            out->withdraw_count += changes[i].version == 0;
            DOLEN_TRY(account(self, arena, &out->set_digest, &changes[i], whole, err));
        }
    }
    out->chunks = dolen_hash_finish(&hash);
    return DOLEN_OK;
}

dolen_status publisher_apply(publisher *self, const dolen_delta *delta, dolen_digest *receipt, uint64_t *expected,
                             dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_bytes canonical = {0};
    dolen_bytes answer = {0};

    DOLEN_TRY(dolen_delta_canonical(delta, arena, &canonical, err));
    const dolen_signature signature = dolen_sign_make(self->signing, "delta", canonical);
    DOLEN_TRY(dolen_delta_apply(&self->broker->desk, delta, &signature, &self->key, arena, &answer, expected, err));
    self->sequence = delta->sequence;
    self->previous = dolen_hash_sha256(canonical);
    self->set_digest = delta->set_digest;
    if (receipt)
        *receipt = dolen_hash_sha256(answer);
    return DOLEN_OK;
}

dolen_status publisher_publish(publisher *self, dolen_delta_kind kind, const publisher_change *changes, size_t count,
                               dolen_err *err)
{
    dolen_delta delta;
    uint64_t expected = 0;

    DOLEN_TRY(publisher_stage(self, kind, changes, count, 100, &delta, err));
    return publisher_apply(self, &delta, NULL, &expected, err);
}
