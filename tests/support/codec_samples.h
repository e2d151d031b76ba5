/** One valid example of each message's model struct, for tests, fuzz corpora and measurements. */
#ifndef DOLEN_TESTS_SUPPORT_CODEC_SAMPLES_H
#define DOLEN_TESTS_SUPPORT_CODEC_SAMPLES_H

#include <stdio.h>
#include <string.h>

#include "proto/codec/answer.h"
#include "proto/codec/delta.h"
#include "proto/codec/evaluate.h"
#include "proto/codec/notice.h"
#include "proto/codec/query.h"
#include "proto/codec/refusal.h"
#include "proto/codec/signed.h"

enum { SAMPLE_MONTH = 2026 * 12 + 10 };

static const int64_t sample_instant = INT64_C(1795269600000); /* 2026-11-21T14:00:00Z */

static inline void sample_fill(void *out, size_t size, unsigned int seed)
{
    uint8_t *bytes = out;

    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(seed * 31 + i * 7 + 1);
}

static inline dolen_signed sample_signed(void)
{
    dolen_signed made = {.body = dolen_bytes_of_string("a body")};

    sample_fill(made.signature, sizeof made.signature, 1);
    return made;
}

static inline dolen_refusal sample_refusal(void)
{
    return (dolen_refusal){.status = DOLEN_E_CONFLICT,
                           .what = "the sequence does not follow",
                           .expected_sequence = 7,
                           .rule = dolen_code_of("IG-22")};
}

static inline dolen_evaluate_request sample_evaluate_request(uint8_t *elements, size_t count)
{
    dolen_evaluate_request made = {.federation = dolen_code_of("demo"),
                                   .epoch = 1,
                                   .holders = {1, 3},
                                   .holder_count = 2,
                                   .elements = elements,
                                   .element_count = count};

    made.is_question = count <= DOLEN_SUBJECT_PSEUDONYMS;
    if (made.is_question)
        sample_fill(made.staff.bytes, sizeof made.staff.bytes, 7);
    sample_fill(made.batch.bytes, sizeof made.batch.bytes, 2);
    sample_fill(elements, count * DOLEN_EVALUATE_ELEMENT, 3);
    return made;
}

static inline dolen_evaluate_reply sample_evaluate_reply(uint8_t *elements, size_t count)
{
    dolen_evaluate_reply made = {.epoch = 1, .holder = 3, .elements = elements, .element_count = count};

    sample_fill(made.batch.bytes, sizeof made.batch.bytes, 2);
    sample_fill(made.proof, sizeof made.proof, 4);
    sample_fill(elements, count * DOLEN_EVALUATE_ELEMENT, 5);
    return made;
}

/** Fill `count` tokens of one kind with different values, ascending. */
static inline void sample_tokens(dolen_token *tokens, size_t count, dolen_key_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        tokens[i].kind = kind;
        sample_fill(tokens[i].pseudonym.bytes, DOLEN_PSEUDONYM_SIZE, 9);
        tokens[i].pseudonym.bytes[0] = (uint8_t)i;
    }
}

/** A state, an involvement and an event with `month_count` months. */
static inline size_t sample_flags(dolen_flag flags[3], dolen_month_count *months, size_t month_count)
{
    for (size_t i = 0; i < month_count; i++)
        months[i] = (dolen_month_count){.month = SAMPLE_MONTH - (dolen_month)(month_count - 1 - i), .count = 2};
    flags[0] = (dolen_flag){.code = dolen_code_of("CSC.LAC"), .kind = DOLEN_FLAG_STATE, .opened = 2025 * 12 + 3};
    flags[1] = (dolen_flag){.code = dolen_code_of("CSC.CSP"),
                            .kind = DOLEN_FLAG_INVOLVEMENT,
                            .opened = 2024 * 12,
                            .closed = 2025 * 12 + 5,
                            .disputed = true};
    flags[2] = (dolen_flag){.code = dolen_code_of("POL.MISSING"),
                            .kind = DOLEN_FLAG_EVENT,
                            .months = months,
                            .month_count = month_count,
                            .latest = {2026, 11, 9}};
    return 3;
}

typedef struct sample_record_room {
    dolen_token tokens[DOLEN_SUBJECT_PSEUDONYMS];
    dolen_flag flags[3];
    dolen_month_count months[DOLEN_FLAG_MONTHS];
    dolen_record record;
} sample_record_room;

static inline const dolen_record *sample_record(sample_record_room *room, unsigned int seed)
{
    room->record = (dolen_record){.subject = DOLEN_SUBJECT_PERSON,
                                  .fields = DOLEN_FIELD_SURNAME | DOLEN_FIELD_BORN,
                                  .contact = 2,
                                  .tokens = room->tokens,
                                  .token_count = 8,
                                  .flags = room->flags};
    room->record.flag_count = sample_flags(room->flags, room->months, 2);
    sample_fill(room->record.handle.bytes, DOLEN_UUID_SIZE, seed);
    room->record.dimensions.values[DOLEN_COUNTED_BY_AGE] = dolen_code_of("age.11-15");
    room->record.dimensions.values[DOLEN_COUNTED_BY_REASON] = dolen_code_of("missing.family");
    sample_tokens(room->tokens, 8, DOLEN_KEY_K05);
    return &room->record;
}

typedef struct sample_chunk_room {
    sample_record_room record;
    dolen_operation operations[2];
} sample_chunk_room;

static inline dolen_delta_chunk sample_chunk(sample_chunk_room *room)
{
    room->operations[0] = (dolen_operation){.put = sample_record(&room->record, 11)};
    room->operations[1] = (dolen_operation){.reason = DOLEN_WITHDRAWN_GONE};
    sample_fill(room->operations[1].withdraw.bytes, DOLEN_UUID_SIZE, 12);
    return (dolen_delta_chunk){.agency = dolen_code_of("csc"),
                               .epoch = 1,
                               .sequence = 4,
                               .index = 0,
                               .operations = room->operations,
                               .operation_count = 2};
}

static inline dolen_delta_commit sample_commit(void)
{
    dolen_delta_commit made;

    memset(&made, 0, sizeof made);
    made.delta = (dolen_delta){.federation = dolen_code_of("demo"),
                               .agency = dolen_code_of("csc"),
                               .epoch = 1,
                               .sequence = 4,
                               .created = sample_instant,
                               .rules_version = "2026.1",
                               .kind = DOLEN_DELTA_INCREMENT,
                               .chunk_count = 1,
                               .put_count = 1,
                               .withdraw_count = 1,
                               .extract_as_of = sample_instant - 3600000};
    sample_fill(made.delta.previous.bytes, DOLEN_DIGEST_SIZE, 13);
    sample_fill(made.delta.chunks.bytes, DOLEN_DIGEST_SIZE, 14);
    sample_fill(made.delta.set_digest.bytes, DOLEN_DIGEST_SIZE, 15);
    sample_fill(made.signature, sizeof made.signature, 16);
    return made;
}

static inline dolen_chunk_reply sample_chunk_reply(void)
{
    dolen_chunk_reply made = {.index = 3};

    sample_fill(made.digest.bytes, DOLEN_DIGEST_SIZE, 17);
    return made;
}

static inline dolen_delta_state sample_state(const uint32_t *staged, size_t count)
{
    dolen_delta_state made = {.sequence = 4, .staged = staged, .staged_count = count};

    sample_fill(made.digest.bytes, DOLEN_DIGEST_SIZE, 18);
    sample_fill(made.set_digest.bytes, DOLEN_DIGEST_SIZE, 19);
    return made;
}

static inline dolen_delta_receipt sample_receipt(void)
{
    dolen_delta_receipt made = {.agency = dolen_code_of("csc"),
                                .epoch = 1,
                                .sequence = 4,
                                .ledger_index = 41,
                                .ledger_size = 42,
                                .applied = sample_instant};

    sample_fill(made.digest.bytes, DOLEN_DIGEST_SIZE, 20);
    sample_fill(made.set_digest.bytes, DOLEN_DIGEST_SIZE, 21);
    sample_fill(made.signature, sizeof made.signature, 22);
    return made;
}

/** `tokens` has room for DOLEN_QUERY_TOKENS. */
static inline dolen_query sample_query(dolen_token *tokens)
{
    dolen_query made = {.federation = dolen_code_of("demo"),
                        .agency = dolen_code_of("csc"),
                        .epoch = 1,
                        .role = dolen_code_of("practitioner"),
                        .purpose = dolen_code_of("S47"),
                        .subject = DOLEN_SUBJECT_PERSON,
                        .fields = DOLEN_FIELD_SURNAME,
                        .requested_level = DOLEN_LEVEL_L2,
                        .created = sample_instant,
                        .tokens = tokens,
                        .token_count = DOLEN_QUERY_TOKENS};

    sample_fill(made.request_id.bytes, DOLEN_UUID_SIZE, 23);
    sample_fill(made.staff.bytes, DOLEN_STAFF_SIZE, 24);
    sample_fill(made.case_handle.bytes, DOLEN_DIGEST_SIZE, 25);
    sample_tokens(tokens, DOLEN_QUERY_TOKENS, DOLEN_KEY_K05);
    return made;
}

typedef struct sample_answer_room {
    dolen_finding findings[DOLEN_ANSWER_MEMBERS];
    dolen_flag flags[3];
    dolen_month_count months[DOLEN_FLAG_MONTHS];
    dolen_digest proof[DOLEN_PROOF_HASHES];
} sample_answer_room;

/** `members` findings, the first `involved` of them with three flags at L3. */
static inline dolen_answer sample_answer(sample_answer_room *room, size_t members, size_t involved)
{
    dolen_answer made = {.epoch = 1,
                         .granted_level = DOLEN_LEVEL_L3,
                         .rules_version = "2026.1",
                         .answered = sample_instant,
                         .advice = DOLEN_ADVICE_GIVE_BORN,
                         .protected_held = involved == 2,
                         .findings = room->findings,
                         .finding_count = members};

    memset(room, 0, sizeof *room);
    sample_flags(room->flags, room->months, 12);
    for (size_t i = 0; i < members; i++) {
        dolen_finding *finding = &room->findings[i];
        (void)snprintf(finding->agency.text, sizeof finding->agency.text, "member-%zu", i);
        finding->state = i < involved ? DOLEN_MEMBER_INVOLVED : DOLEN_MEMBER_NOTHING;
        finding->as_of = sample_instant - 7200000;
        if (i >= involved)
            continue;
        finding->band = DOLEN_BAND_CONFIRMED;
        finding->level = DOLEN_LEVEL_L3;
        finding->contact = 1;
        finding->shielded = i == 1;
        finding->out_of_date = i == 0;
        finding->agreement = (dolen_agreement){.forename = 4, .surname = 3, .born = 4, .sex = true};
        finding->flags = room->flags;
        finding->flag_count = 3;
    }
    sample_fill(made.request_id.bytes, DOLEN_UUID_SIZE, 23);
    sample_fill(made.rules_digest.bytes, DOLEN_DIGEST_SIZE, 26);
    sample_fill(made.ledger.leaf.bytes, DOLEN_DIGEST_SIZE, 27);
    sample_fill(made.ledger.salt, DOLEN_SALT_SIZE, 28);
    sample_fill(room->proof, sizeof room->proof, 29);
    made.ledger.index = 41;
    made.ledger.size = 42;
    made.ledger.proof = room->proof;
    made.ledger.proof_count = 3;
    made.ledger.checkpoint = "log.example\n42\nAAAA\n\n\u2014 log.example AAAA\n";
    made.ledger.entry = dolen_bytes_of_string("kind=query");
    return made;
}

#endif
