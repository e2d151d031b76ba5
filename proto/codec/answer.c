#include "proto/codec/answer.h"

#include <string.h>

#include "node/base/text.h"
#include "proto/codec/flags.h"
#include "proto/query.pb-c.h"

enum {
    ADVICE =
        DOLEN_ADVICE_GIVE_BORN | DOLEN_ADVICE_GIVE_PLACE | DOLEN_ADVICE_GIVE_NHS_NUMBER | DOLEN_ADVICE_CHECK_IDENTITY,
    PADDING_TAG = 1, /* field 15, wire type 2: one byte */
    AGREEMENT_LIMIT = 4,
};

static const dolen_wire_type type = {&dolen__v1__answer__descriptor, DOLEN_ANSWER_LARGE};

static bool carries_nothing(const dolen_finding *finding)
{
    static const dolen_agreement none;
    const dolen_agreement *a = &finding->agreement;

    return finding->band == DOLEN_BAND_NONE && finding->level == DOLEN_LEVEL_NONE && finding->contact == 0 &&
           finding->flag_count == 0 && !finding->shielded && a->forename == none.forename &&
           a->surname == none.surname && a->born == none.born && a->place == none.place && !a->sex && !a->middle &&
           !a->nhs_number;
}

static dolen_status check_state(const dolen_finding *finding, dolen_err *err)
{
    const bool involved = finding->band != DOLEN_BAND_NONE;

    if (finding->out_of_date && finding->state != DOLEN_MEMBER_INVOLVED)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a member that is not involved says that it is out of date twice");
    if (!involved && !carries_nothing(finding))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a finding without a match carries something");
    switch (finding->state) {
    case DOLEN_MEMBER_NOTHING:
    case DOLEN_MEMBER_NO_ANSWER:
        if (involved)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a match where nothing was found");
        return DOLEN_OK;
    case DOLEN_MEMBER_INVOLVED:
        if (!involved)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "an involvement without a match");
        return DOLEN_OK;
    case DOLEN_MEMBER_OUT_OF_DATE:
        return DOLEN_OK;
    }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown state of a member");
}

static dolen_status check_flags(const dolen_finding *finding, dolen_month this_month, dolen_err *err)
{
    if (finding->level < DOLEN_LEVEL_L2 && finding->flag_count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "flags below their level");
    if (finding->flag_count > DOLEN_RECORD_FLAGS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are at most 64 flags");
    for (size_t i = 0; i < finding->flag_count; i++) {
        for (size_t j = 0; j < i; j++)
            if (dolen_code_same(finding->flags[i].code, finding->flags[j].code))
                return DOLEN_FAIL(err, DOLEN_E_INPUT, "a code stands twice in one finding");
        if (finding->level == DOLEN_LEVEL_L3)
            DOLEN_TRY(dolen_flag_check(&finding->flags[i], this_month, err));
    }
    return DOLEN_OK;
}

static dolen_status check_finding(const dolen_finding *finding, const dolen_answer *answer, dolen_err *err)
{
    const dolen_agreement *agreement = &finding->agreement;
    const dolen_month this_month = dolen_month_of(dolen_day_of(answer->answered));

    if (dolen_code_is_empty(finding->agency))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a finding names its agency");
    if (finding->level > answer->granted_level)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a finding above the level granted");
    if (finding->band != DOLEN_BAND_NONE && finding->level == DOLEN_LEVEL_NONE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a match without a level");
    if (finding->level < DOLEN_LEVEL_L1 && finding->contact)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a contact below its level");
    if (agreement->forename > AGREEMENT_LIMIT || agreement->surname > AGREEMENT_LIMIT ||
        agreement->born > AGREEMENT_LIMIT || agreement->place > AGREEMENT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an agreement out of range");
    DOLEN_TRY(check_state(finding, err));
    return check_flags(finding, this_month, err);
}

static dolen_status check_ledger(const dolen_ledger_place *place, dolen_err *err)
{
    const size_t size = strnlen(place->checkpoint, DOLEN_ANSWER_CHECKPOINT + 1);

    if (place->index >= place->size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an answer's entry lies outside the ledger");
    if (place->proof_count > DOLEN_PROOF_HASHES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a proof has at most 63 hashes");
    if (place->entry.size > DOLEN_ANSWER_ENTRY || size > DOLEN_ANSWER_CHECKPOINT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an answer's entry or checkpoint is too long");
    if (place->entry.size == 0 || size == 0 || !dolen_text_is_utf8(place->checkpoint, size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an answer's entry or checkpoint is missing or no text");
    return DOLEN_OK;
}

static dolen_status check(const dolen_answer *answer, dolen_err *err)
{
    const int64_t year_2200 = INT64_C(7258118400000);

    if (answer->epoch == 0 || answer->answered < 0 || answer->answered > year_2200)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an answer names its epoch and time");
    if (answer->advice & ~(unsigned int)ADVICE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown advice");
    if (answer->finding_count > DOLEN_ANSWER_MEMBERS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an answer is about at most 64 members");
    DOLEN_TRY(dolen_wire_check_version(answer->rules_version, err));
    for (size_t i = 0; i < answer->finding_count; i++) {
        DOLEN_TRY(check_finding(&answer->findings[i], answer, err));
        for (size_t j = 0; j < i; j++)
            if (dolen_code_same(answer->findings[i].agency, answer->findings[j].agency))
                return DOLEN_FAIL(err, DOLEN_E_INPUT, "an agency stands twice in one answer");
    }
    return check_ledger(&answer->ledger, err);
}

static void write_agreement(const dolen_agreement *agreement, Dolen__V1__Agreement *wire)
{
    dolen__v1__agreement__init(wire);
    wire->forename = agreement->forename;
    wire->surname = agreement->surname;
    wire->born = agreement->born;
    wire->place = agreement->place;
    wire->sex = agreement->sex;
    wire->middle = agreement->middle;
    wire->nhs_number = agreement->nhs_number;
}

static dolen_status write_finding(const dolen_finding *finding, dolen_arena *arena, Dolen__V1__Finding *wire,
                                  dolen_err *err)
{
    dolen_wire_flags flags;

    dolen__v1__finding__init(wire);
    wire->agency = dolen_wire_text(finding->agency.text);
    wire->state = (Dolen__V1__Finding__State)finding->state;
    wire->as_of = finding->as_of;
    wire->band = (Dolen__V1__Finding__Band)finding->band;
    wire->level = (Dolen__V1__Level)finding->level;
    wire->contact = finding->contact;
    wire->out_of_date = finding->out_of_date;
    wire->shielded = finding->shielded;
    if (finding->band != DOLEN_BAND_NONE) {
        DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *wire->agreement, (void *)&wire->agreement, err));
        write_agreement(&finding->agreement, wire->agreement);
    }
    DOLEN_TRY(dolen_flags_write(finding->flags, finding->flag_count, finding->level, arena, &flags, err));
    wire->n_flags = flags.count;
    wire->flags = flags.items;
    return DOLEN_OK;
}

static dolen_status write_findings(const dolen_answer *answer, dolen_arena *arena, Dolen__V1__Answer *wire,
                                   dolen_err *err)
{
    Dolen__V1__Finding *findings = NULL;

    DOLEN_TRY(dolen_arena_take(arena, answer->finding_count, sizeof *findings, (void *)&findings, err));
    DOLEN_TRY(dolen_arena_take(arena, answer->finding_count, sizeof *wire->findings, (void *)&wire->findings, err));
    for (size_t i = 0; i < answer->finding_count; i++) {
        DOLEN_TRY(write_finding(&answer->findings[i], arena, &findings[i], err));
        wire->findings[i] = &findings[i];
    }
    wire->n_findings = answer->finding_count;
    return DOLEN_OK;
}

static dolen_status write_ledger(const dolen_ledger_place *place, dolen_arena *arena, Dolen__V1__LedgerPlace *wire,
                                 dolen_err *err)
{
    wire->index = place->index;
    wire->size = place->size;
    wire->leaf = dolen_wire_data(place->leaf.bytes, DOLEN_DIGEST_SIZE);
    wire->salt = dolen_wire_data(place->salt, DOLEN_SALT_SIZE);
    DOLEN_TRY(dolen_arena_take(arena, place->proof_count, sizeof *wire->proof, (void *)&wire->proof, err));
    for (size_t i = 0; i < place->proof_count; i++)
        wire->proof[i] = dolen_wire_data(place->proof[i].bytes, DOLEN_DIGEST_SIZE);
    wire->n_proof = place->proof_count;
    wire->checkpoint = dolen_wire_text(place->checkpoint);
    wire->entry = dolen_wire_data(place->entry.at, place->entry.size);
    return DOLEN_OK;
}

/* What a piece of padding costs besides its bytes: its tag and its length. */
static size_t padding_cost(size_t padding)
{
    size_t cost = PADDING_TAG + 1;

    for (size_t rest = padding >> 7; rest; rest >>= 7)
        cost++;
    return cost;
}

/* The bytes of one piece that fills exactly `room`, or 0 when no piece does: just past a longer length none does. */
static size_t padding_for(size_t room)
{
    for (size_t cost = PADDING_TAG + 1; cost < room && cost <= PADDING_TAG + 3; cost++)
        if (padding_cost(room - cost) == cost)
            return room - cost;
    return 0;
}

static bool fill(size_t size, size_t target, Dolen__V1__Answer *wire, ProtobufCBinaryData pieces[2])
{
    enum { SMALLEST = PADDING_TAG + 2 };

    if (size + SMALLEST > target)
        return false;
    pieces[0].len = padding_for(target - size);
    wire->n_padding = 1;
    if (pieces[0].len == 0) {
        pieces[0].len = 1;
        pieces[1].len = padding_for(target - size - SMALLEST);
        wire->n_padding = 2;
    }
    return pieces[wire->n_padding - 1].len > 0;
}

static dolen_status pad(Dolen__V1__Answer *wire, ProtobufCBinaryData pieces[2], dolen_arena *arena, dolen_err *err)
{
    const size_t size = protobuf_c_message_get_packed_size(&wire->base);

    if (!fill(size, DOLEN_ANSWER_SMALL, wire, pieces) && !fill(size, DOLEN_ANSWER_LARGE, wire, pieces))
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the answer is longer than answers may be");
    wire->padding = pieces;
    for (size_t i = 0; i < wire->n_padding; i++)
        DOLEN_TRY(dolen_arena_take(arena, pieces[i].len, 1, (void *)&pieces[i].data, err));
    return DOLEN_OK;
}

dolen_status dolen_answer_encode(const dolen_answer *answer, dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__Answer wire;
    Dolen__V1__LedgerPlace place;
    ProtobufCBinaryData pieces[2] = {{0, NULL}, {0, NULL}};

    dolen__v1__answer__init(&wire);
    dolen__v1__ledger_place__init(&place);
    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(check(answer, err));
    wire.request_id = dolen_wire_data(answer->request_id.bytes, DOLEN_UUID_SIZE);
    wire.epoch = answer->epoch;
    wire.granted_level = (Dolen__V1__Level)answer->granted_level;
    wire.rules_version = dolen_wire_text(answer->rules_version);
    wire.rules_digest = dolen_wire_data(answer->rules_digest.bytes, DOLEN_DIGEST_SIZE);
    wire.answered = answer->answered;
    wire.advice = answer->advice;
    wire.protected_held = answer->protected_held;
    DOLEN_TRY(write_findings(answer, arena, &wire, err));
    DOLEN_TRY(write_ledger(&answer->ledger, arena, &place, err));
    wire.ledger = &place;
    DOLEN_TRY(pad(&wire, pieces, arena, err));
    return dolen_wire_pack(type, &wire.base, arena, out, err);
}

static uint8_t small_number(uint32_t number)
{
    return number <= AGREEMENT_LIMIT ? (uint8_t)number : UINT8_MAX;
}

static dolen_status read_finding(const Dolen__V1__Finding *wire, dolen_arena *arena, dolen_finding *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &out->agency, err));
    out->state = (dolen_member_state)wire->state;
    out->as_of = wire->as_of;
    out->band = (dolen_band)wire->band;
    out->level = (dolen_level)wire->level;
    out->out_of_date = wire->out_of_date;
    out->shielded = wire->shielded;
    if (wire->contact > UINT16_MAX || (wire->agreement != NULL) != (out->band != DOLEN_BAND_NONE))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a contact out of range, or an agreement without a match");
    out->contact = (uint16_t)wire->contact;
    if (wire->agreement)
        out->agreement = (dolen_agreement){.forename = small_number(wire->agreement->forename),
                                           .surname = small_number(wire->agreement->surname),
                                           .born = small_number(wire->agreement->born),
                                           .place = small_number(wire->agreement->place),
                                           .sex = wire->agreement->sex,
                                           .middle = wire->agreement->middle,
                                           .nhs_number = wire->agreement->nhs_number};
    out->flag_count = wire->n_flags;
    return dolen_flags_read((dolen_wire_flags){wire->n_flags, wire->flags}, out->level, arena, &out->flags, err);
}

static dolen_status read_findings(const Dolen__V1__Answer *wire, dolen_arena *arena, dolen_answer *out, dolen_err *err)
{
    dolen_finding *findings = NULL;

    if (wire->n_findings > DOLEN_ANSWER_MEMBERS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an answer is about at most 64 members");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_findings, sizeof *findings, (void *)&findings, err));
    for (size_t i = 0; i < wire->n_findings; i++)
        DOLEN_TRY(read_finding(wire->findings[i], arena, &findings[i], err));
    out->findings = findings;
    out->finding_count = wire->n_findings;
    return DOLEN_OK;
}

static dolen_status read_ledger(const Dolen__V1__LedgerPlace *wire, dolen_arena *arena, dolen_ledger_place *out,
                                dolen_err *err)
{
    dolen_digest *proof = NULL;

    if (!wire)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an answer without its place in the ledger");
    if (wire->n_proof > DOLEN_PROOF_HASHES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a proof has at most 63 hashes");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_proof, sizeof *proof, (void *)&proof, err));
    for (size_t i = 0; i < wire->n_proof; i++)
        DOLEN_TRY(dolen_wire_read_fixed(wire->proof[i], proof[i].bytes, DOLEN_DIGEST_SIZE, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->leaf, out->leaf.bytes, DOLEN_DIGEST_SIZE, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->salt, out->salt, DOLEN_SALT_SIZE, err));
    out->index = wire->index;
    out->size = wire->size;
    out->proof = proof;
    out->proof_count = wire->n_proof;
    out->checkpoint = wire->checkpoint;
    out->entry = dolen_wire_view(wire->entry);
    return DOLEN_OK;
}

static bool is_padded(const Dolen__V1__Answer *wire, size_t size)
{
    if ((size != DOLEN_ANSWER_SMALL && size != DOLEN_ANSWER_LARGE) || wire->n_padding > 2)
        return false;
    for (size_t i = 0; i < wire->n_padding; i++)
        for (size_t j = 0; j < wire->padding[i].len; j++)
            if (wire->padding[i].data[j])
                return false;
    return true;
}

dolen_status dolen_answer_decode(dolen_bytes bytes, dolen_arena *arena, dolen_answer *out, dolen_err *err)
{
    const Dolen__V1__Answer *wire = NULL;
    dolen_answer read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(type, bytes, arena, (void *)&wire, err));
    if (!is_padded(wire, bytes.size))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an answer is not padded to one of its two sizes");
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, read.request_id.bytes, DOLEN_UUID_SIZE, err));
    DOLEN_TRY(dolen_wire_read_version(wire->rules_version, read.rules_version, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->rules_digest, read.rules_digest.bytes, DOLEN_DIGEST_SIZE, err));
    read.epoch = wire->epoch;
    read.granted_level = (dolen_level)wire->granted_level;
    read.answered = wire->answered;
    read.advice = wire->advice;
    read.protected_held = wire->protected_held;
    DOLEN_TRY(read_findings(wire, arena, &read, err));
    DOLEN_TRY(read_ledger(wire->ledger, arena, &read.ledger, err));
    DOLEN_TRY(check(&read, err));
    *out = read;
    return DOLEN_OK;
}
