#include "proto/codec/subject.h"

#include <stdlib.h>
#include <string.h>

#include "proto/codec/flags.h"
#include "proto/subject.pb-c.h"

static const int64_t year_2200 = INT64_C(7258118400000);

static const dolen_wire_type question_type = {&dolen__v1__subject_question__descriptor, DOLEN_SUBJECT_QUESTION_BYTES};
static const dolen_wire_type account_type = {&dolen__v1__subject_account__descriptor, DOLEN_SUBJECT_ACCOUNT_BYTES};
static const dolen_wire_type notice_type = {&dolen__v1__ledger_notice__descriptor, DOLEN_LEDGER_NOTICE_BYTES};
static const dolen_wire_type reply_type = {&dolen__v1__ledger_notice_reply__descriptor, DOLEN_LEDGER_NOTICE_BYTES};

static dolen_status check_names(const dolen_code *names, size_t count, dolen_err *err)
{
    if (count > DOLEN_SUBJECT_EXEMPTIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a question names more exemptions than it may");
    for (size_t i = 0; i < count; i++) {
        if (dolen_code_is_empty(names[i]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "an exemption has a name");
        if (i && strcmp(names[i - 1].text, names[i].text) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "exemptions stand in the order of their names, each once");
    }
    return DOLEN_OK;
}

static dolen_status check_question(const dolen_subject_question *question, dolen_err *err)
{
    if (dolen_code_is_empty(question->federation) || dolen_code_is_empty(question->agency) || question->epoch == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question names its federation, agency and epoch");
    if (question->fields & ~DOLEN_FIELDS_KNOWN)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown fields");
    if (question->token_count != DOLEN_SUBJECT_TOKENS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question has 24 pseudonyms");
    for (size_t i = 0; i < question->token_count; i++) {
        if (dolen_key_kind_subject(question->tokens[i].kind) != DOLEN_SUBJECT_PERSON)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a data subject is a person");
        if (i && dolen_token_compare(&question->tokens[i - 1], &question->tokens[i]) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "pseudonyms stand in ascending order, each once");
    }
    DOLEN_TRY(check_names(question->applied, question->applied_count, err));
    return check_names(question->waived, question->waived_count, err);
}

static dolen_status write_names(const dolen_code *names, size_t count, dolen_arena *arena, char ***out, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof **out, (void *)out, err));
    for (size_t i = 0; i < count; i++)
        (*out)[i] = dolen_wire_text(names[i].text);
    return DOLEN_OK;
}

static dolen_status read_names(char **names, size_t count, dolen_arena *arena, const dolen_code **out, dolen_err *err)
{
    dolen_code *list = NULL;

    if (count > DOLEN_SUBJECT_EXEMPTIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a question names more exemptions than it may");
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(dolen_wire_read_code(names[i], &list[i], err));
    *out = list;
    return DOLEN_OK;
}

static dolen_status sort_tokens(const dolen_subject_question *from, dolen_arena *arena, dolen_subject_question *out,
                                dolen_err *err)
{
    dolen_token *tokens = NULL;

    *out = *from;
    if (from->token_count != DOLEN_SUBJECT_TOKENS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a question has 24 pseudonyms");
    DOLEN_TRY(dolen_arena_take(arena, from->token_count, sizeof *tokens, (void *)&tokens, err));
    memcpy(tokens, from->tokens, from->token_count * sizeof *tokens);
    qsort(tokens, from->token_count, sizeof *tokens, dolen_token_compare);
    out->tokens = tokens;
    return DOLEN_OK;
}

dolen_status dolen_subject_question_encode(const dolen_subject_question *question, dolen_arena *arena, dolen_bytes *out,
                                           dolen_err *err)
{
    Dolen__V1__SubjectQuestion wire;
    dolen_wire_tokens tokens;
    dolen_subject_question sorted;

    *out = dolen_bytes_of(NULL, 0);
    dolen__v1__subject_question__init(&wire);
    DOLEN_TRY(sort_tokens(question, arena, &sorted, err));
    DOLEN_TRY(check_question(&sorted, err));
    wire.request_id = dolen_wire_data(sorted.request_id.bytes, sizeof sorted.request_id.bytes);
    wire.federation = dolen_wire_text(sorted.federation.text);
    wire.agency = dolen_wire_text(sorted.agency.text);
    wire.epoch = sorted.epoch;
    wire.staff = dolen_wire_data(sorted.staff.bytes, sizeof sorted.staff.bytes);
    wire.role = dolen_wire_text(sorted.role.text);
    wire.purpose = dolen_wire_text(sorted.purpose.text);
    wire.case_handle = dolen_wire_data(sorted.case_handle.bytes, sizeof sorted.case_handle.bytes);
    wire.fields = sorted.fields;
    wire.created = sorted.created;
    DOLEN_TRY(dolen_tokens_write(sorted.tokens, sorted.token_count, arena, &tokens, err));
    wire.n_tokens = tokens.count;
    wire.tokens = tokens.items;
    DOLEN_TRY(write_names(sorted.applied, sorted.applied_count, arena, &wire.applied, err));
    DOLEN_TRY(write_names(sorted.waived, sorted.waived_count, arena, &wire.waived, err));
    wire.n_applied = sorted.applied_count;
    wire.n_waived = sorted.waived_count;
    return dolen_wire_pack(question_type, &wire.base, arena, out, err);
}

static dolen_status read_question(const Dolen__V1__SubjectQuestion *wire, dolen_arena *arena,
                                  dolen_subject_question *out, dolen_err *err)
{
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, out->request_id.bytes, sizeof out->request_id.bytes, err));
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &out->federation, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &out->agency, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->staff, out->staff.bytes, sizeof out->staff.bytes, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->role, &out->role, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->purpose, &out->purpose, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->case_handle, out->case_handle.bytes, sizeof out->case_handle.bytes, err));
    if (wire->fields > UINT8_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "unknown fields");
    out->epoch = wire->epoch;
    out->fields = (uint8_t)wire->fields;
    out->created = wire->created;
    DOLEN_TRY(dolen_tokens_read((dolen_wire_tokens){wire->n_tokens, wire->tokens}, arena, &out->tokens, err));
    out->token_count = wire->n_tokens;
    DOLEN_TRY(read_names(wire->applied, wire->n_applied, arena, &out->applied, err));
    DOLEN_TRY(read_names(wire->waived, wire->n_waived, arena, &out->waived, err));
    out->applied_count = wire->n_applied;
    out->waived_count = wire->n_waived;
    return check_question(out, err);
}

dolen_status dolen_subject_question_decode(dolen_bytes bytes, dolen_arena *arena, dolen_subject_question *out,
                                           dolen_err *err)
{
    const Dolen__V1__SubjectQuestion *wire = NULL;
    dolen_subject_question read = {.epoch = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(question_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(read_question(wire, arena, &read, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_consultations(const dolen_subject_account *account, dolen_err *err)
{
    if (account->consultation_count > DOLEN_SUBJECT_CONSULTATIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an account has more consultations than it may");
    for (size_t i = 0; i < account->consultation_count; i++) {
        const dolen_subject_consultation *one = &account->consultations[i];
        if (dolen_code_is_empty(one->member) || dolen_code_is_empty(one->purpose) || dolen_code_is_empty(one->role))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a consultation names its member, role and purpose");
        if (one->asked < 0 || one->asked > year_2200 || one->granted_level > DOLEN_LEVEL_L3)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a consultation's time or level is out of bounds");
        if (i && account->consultations[i - 1].entry >= one->entry)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "consultations stand in the order of their entries, each once");
    }
    return DOLEN_OK;
}

static dolen_status check_exemptions(const dolen_subject_account *account, dolen_err *err)
{
    if (account->exemption_count > DOLEN_SUBJECT_EXEMPTIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an account has more exemptions than it may");
    for (size_t i = 0; i < account->exemption_count; i++) {
        const dolen_subject_exemption *one = &account->exemptions[i];
        if (dolen_code_is_empty(one->exemption) || one->count == 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "an exemption has a name and a count");
        if (i && strcmp(account->exemptions[i - 1].exemption.text, one->exemption.text) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "exemptions stand in the order of their names, each once");
    }
    return DOLEN_OK;
}

static dolen_status check_own(const dolen_subject_account *account, dolen_err *err)
{
    const dolen_month this_month = dolen_month_of(dolen_day_of(account->answered));

    if (account->own_count > DOLEN_RECORD_FLAGS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "there are at most 64 flags");
    for (size_t i = 0; i < account->own_count; i++) {
        DOLEN_TRY(dolen_flag_check(&account->own[i], this_month, err));
        if (i && strcmp(account->own[i - 1].code.text, account->own[i].code.text) >= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "flags stand in the order of their codes, each once");
    }
    return DOLEN_OK;
}

static dolen_status check_account(const dolen_subject_account *account, dolen_err *err)
{
    if (account->answered < 0 || account->answered > year_2200)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an account names its time");
    DOLEN_TRY(dolen_wire_check_version(account->rules_version, err));
    DOLEN_TRY(check_consultations(account, err));
    DOLEN_TRY(check_exemptions(account, err));
    return check_own(account, err);
}

static dolen_status write_consultations(const dolen_subject_account *account, dolen_arena *arena,
                                        Dolen__V1__SubjectAccount *wire, dolen_err *err)
{
    const size_t count = account->consultation_count;
    Dolen__V1__Consultation *items = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *items, (void *)&items, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof(Dolen__V1__Consultation *), (void *)&wire->consultations, err));
    for (size_t i = 0; i < count; i++) {
        const dolen_subject_consultation *one = &account->consultations[i];
        dolen__v1__consultation__init(&items[i]);
        items[i].entry = one->entry;
        items[i].asked = one->asked;
        items[i].member = dolen_wire_text(one->member.text);
        items[i].role = dolen_wire_text(one->role.text);
        items[i].purpose = dolen_wire_text(one->purpose.text);
        items[i].granted_level = (Dolen__V1__Level)one->granted_level;
        items[i].urgent = one->urgent;
        wire->consultations[i] = &items[i];
    }
    wire->n_consultations = count;
    return DOLEN_OK;
}

static dolen_status write_exemptions(const dolen_subject_account *account, dolen_arena *arena,
                                     Dolen__V1__SubjectAccount *wire, dolen_err *err)
{
    const size_t count = account->exemption_count;
    Dolen__V1__ExemptionApplied *items = NULL;

    DOLEN_TRY(dolen_arena_take(arena, count, sizeof *items, (void *)&items, err));
    DOLEN_TRY(dolen_arena_take(arena, count, sizeof(Dolen__V1__ExemptionApplied *), (void *)&wire->exemptions, err));
    for (size_t i = 0; i < count; i++) {
        dolen__v1__exemption_applied__init(&items[i]);
        items[i].exemption = dolen_wire_text(account->exemptions[i].exemption.text);
        items[i].count = account->exemptions[i].count;
        wire->exemptions[i] = &items[i];
    }
    wire->n_exemptions = count;
    return DOLEN_OK;
}

dolen_status dolen_subject_account_encode(const dolen_subject_account *account, dolen_arena *arena, dolen_bytes *out,
                                          dolen_err *err)
{
    Dolen__V1__SubjectAccount wire;
    dolen_wire_flags flags;

    *out = dolen_bytes_of(NULL, 0);
    dolen__v1__subject_account__init(&wire);
    DOLEN_TRY(check_account(account, err));
    wire.request_id = dolen_wire_data(account->request_id.bytes, sizeof account->request_id.bytes);
    wire.answered = account->answered;
    wire.rules_version = dolen_wire_text(account->rules_version);
    wire.rules_digest = dolen_wire_data(account->rules_digest.bytes, sizeof account->rules_digest.bytes);
    DOLEN_TRY(write_consultations(account, arena, &wire, err));
    DOLEN_TRY(write_exemptions(account, arena, &wire, err));
    DOLEN_TRY(dolen_flags_write(account->own, account->own_count, DOLEN_LEVEL_L3, arena, &flags, err));
    wire.n_own = flags.count;
    wire.own = flags.items;
    wire.cut_short = account->cut_short;
    wire.ledger_index = account->ledger_index;
    return dolen_wire_pack(account_type, &wire.base, arena, out, err);
}

static dolen_status read_consultation(const Dolen__V1__Consultation *wire, dolen_subject_consultation *out,
                                      dolen_err *err)
{
    out->entry = wire->entry;
    out->asked = wire->asked;
    out->granted_level = (dolen_level)wire->granted_level;
    out->urgent = wire->urgent;
    DOLEN_TRY(dolen_wire_read_code(wire->member, &out->member, err));
    DOLEN_TRY(dolen_wire_read_code(wire->role, &out->role, err));
    return dolen_wire_read_code(wire->purpose, &out->purpose, err);
}

static dolen_status read_lists(const Dolen__V1__SubjectAccount *wire, dolen_arena *arena, dolen_subject_account *out,
                               dolen_err *err)
{
    dolen_subject_consultation *consultations = NULL;
    dolen_subject_exemption *exemptions = NULL;

    if (wire->n_consultations > DOLEN_SUBJECT_CONSULTATIONS || wire->n_exemptions > DOLEN_SUBJECT_EXEMPTIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "an account has more consultations or exemptions than it may");
    DOLEN_TRY(dolen_arena_take(arena, wire->n_consultations, sizeof *consultations, (void *)&consultations, err));
    DOLEN_TRY(dolen_arena_take(arena, wire->n_exemptions, sizeof *exemptions, (void *)&exemptions, err));
    for (size_t i = 0; i < wire->n_consultations; i++)
        DOLEN_TRY(read_consultation(wire->consultations[i], &consultations[i], err));
    for (size_t i = 0; i < wire->n_exemptions; i++) {
        DOLEN_TRY(dolen_wire_read_code(wire->exemptions[i]->exemption, &exemptions[i].exemption, err));
        exemptions[i].count = wire->exemptions[i]->count;
    }
    out->consultations = consultations;
    out->consultation_count = wire->n_consultations;
    out->exemptions = exemptions;
    out->exemption_count = wire->n_exemptions;
    out->own_count = wire->n_own;
    return dolen_flags_read((dolen_wire_flags){wire->n_own, wire->own}, DOLEN_LEVEL_L3, arena, &out->own, err);
}

dolen_status dolen_subject_account_decode(dolen_bytes bytes, dolen_arena *arena, dolen_subject_account *out,
                                          dolen_err *err)
{
    const Dolen__V1__SubjectAccount *wire = NULL;
    dolen_subject_account read = {.answered = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(account_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, read.request_id.bytes, sizeof read.request_id.bytes, err));
    DOLEN_TRY(dolen_wire_read_version(wire->rules_version, read.rules_version, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->rules_digest, read.rules_digest.bytes, sizeof read.rules_digest.bytes, err));
    read.answered = wire->answered;
    read.cut_short = wire->cut_short;
    read.ledger_index = wire->ledger_index;
    DOLEN_TRY(read_lists(wire, arena, &read, err));
    DOLEN_TRY(check_account(&read, err));
    *out = read;
    return DOLEN_OK;
}

static dolen_status check_notice(const dolen_ledger_notice *notice, dolen_err *err)
{
    if (dolen_code_is_empty(notice->federation) || dolen_code_is_empty(notice->agency) ||
        dolen_code_is_empty(notice->action))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a notice names its federation, agency and action");
    if (notice->created < 0 || notice->created > year_2200 || notice->month < 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a notice's time or month is out of bounds");
    return DOLEN_OK;
}

dolen_status dolen_ledger_notice_encode(const dolen_ledger_notice *notice, dolen_arena *arena, dolen_bytes *out,
                                        dolen_err *err)
{
    Dolen__V1__LedgerNotice wire;

    *out = dolen_bytes_of(NULL, 0);
    dolen__v1__ledger_notice__init(&wire);
    DOLEN_TRY(check_notice(notice, err));
    wire.request_id = dolen_wire_data(notice->request_id.bytes, sizeof notice->request_id.bytes);
    wire.federation = dolen_wire_text(notice->federation.text);
    wire.agency = dolen_wire_text(notice->agency.text);
    wire.staff = dolen_wire_data(notice->staff.bytes, sizeof notice->staff.bytes);
    wire.role = dolen_wire_text(notice->role.text);
    wire.case_handle = dolen_wire_data(notice->case_handle.bytes, sizeof notice->case_handle.bytes);
    wire.action = dolen_wire_text(notice->action.text);
    wire.month = (uint32_t)notice->month;
    wire.count = notice->count;
    wire.created = notice->created;
    wire.ground = dolen_wire_text(notice->ground.text);
    return dolen_wire_pack(notice_type, &wire.base, arena, out, err);
}

dolen_status dolen_ledger_notice_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_notice *out, dolen_err *err)
{
    const Dolen__V1__LedgerNotice *wire = NULL;
    dolen_ledger_notice read = {.created = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(notice_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, read.request_id.bytes, sizeof read.request_id.bytes, err));
    DOLEN_TRY(dolen_wire_read_code(wire->federation, &read.federation, err));
    DOLEN_TRY(dolen_wire_read_code(wire->agency, &read.agency, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->staff, read.staff.bytes, sizeof read.staff.bytes, err));
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->role, &read.role, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->case_handle, read.case_handle.bytes, sizeof read.case_handle.bytes, err));
    DOLEN_TRY(dolen_wire_read_code(wire->action, &read.action, err));
    if (wire->month > INT32_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a notice's month is out of bounds");
    read.month = (dolen_month)wire->month;
    read.count = wire->count;
    read.created = wire->created;
    DOLEN_TRY(dolen_wire_read_code_or_none(wire->ground, &read.ground, err));
    DOLEN_TRY(check_notice(&read, err));
    *out = read;
    return DOLEN_OK;
}

dolen_status dolen_ledger_notice_reply_encode(const dolen_ledger_notice_reply *reply, dolen_arena *arena,
                                              dolen_bytes *out, dolen_err *err)
{
    Dolen__V1__LedgerNoticeReply wire;

    *out = dolen_bytes_of(NULL, 0);
    dolen__v1__ledger_notice_reply__init(&wire);
    wire.request_id = dolen_wire_data(reply->request_id.bytes, sizeof reply->request_id.bytes);
    wire.ledger_index = reply->ledger_index;
    return dolen_wire_pack(reply_type, &wire.base, arena, out, err);
}

dolen_status dolen_ledger_notice_reply_decode(dolen_bytes bytes, dolen_arena *arena, dolen_ledger_notice_reply *out,
                                              dolen_err *err)
{
    const Dolen__V1__LedgerNoticeReply *wire = NULL;
    dolen_ledger_notice_reply read = {.ledger_index = 0};

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_wire_unpack(reply_type, bytes, arena, (void *)&wire, err));
    DOLEN_TRY(dolen_wire_read_fixed(wire->request_id, read.request_id.bytes, sizeof read.request_id.bytes, err));
    read.ledger_index = wire->ledger_index;
    *out = read;
    return DOLEN_OK;
}
