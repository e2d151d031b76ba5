#include "node/agency/search_json.h"

#include <string.h>

#include "node/agency/json_facts.h"
#include "node/agency/search_agreement.h"
#include "node/base/text.h"

enum { TEXT_LIMIT = 1000 };

typedef struct question_texts {
    const char *user;
    const char *role;
    const char *purpose;
    const char *case_reference;
    const char *level;
    const char *subject;
    const char *born;
    const char *urgent_reason;
    const char *override_protection;
} question_texts;

typedef struct member_target {
    const char *name;
    const char **target;
} member_target;

static dolen_status read_text(const json_t *value, dolen_arena *arena, const char **out, dolen_err *err)
{
    const char *text = json_string_value(value);

    if (!text || strlen(text) != json_string_length(value) || strlen(text) > TEXT_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "every member is a text of at most 1,000 bytes");
    *out = dolen_arena_copy_string(arena, text, strlen(text));
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
}

static dolen_status read_members(const json_t *document, dolen_arena *arena, const member_target *targets,
                                 dolen_err *err)
{
    for (const member_target *at = targets; at->name; at++)
        *at->target = "";
    for (void *each = json_object_iter((json_t *)(uintptr_t)document); each;
         each = json_object_iter_next((json_t *)(uintptr_t)document, each)) {
        const member_target *at = targets;
        while (at->name && strcmp(at->name, json_object_iter_key(each)) != 0)
            at++;
        if (!at->name)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the question has a member that nobody knows");
        DOLEN_TRY(read_text(json_object_iter_value(each), arena, at->target, err));
    }
    return DOLEN_OK;
}

static dolen_status read_code(const char *text, dolen_code *out, dolen_err *err)
{
    *out = (dolen_code){0};
    return *text ? dolen_code_read(text, strlen(text), out, err) : DOLEN_OK;
}

static dolen_status fill_request(const question_texts *texts, dolen_search_request *out, dolen_err *err)
{
    out->user = texts->user;
    out->case_reference = texts->case_reference;
    DOLEN_TRY(read_code(texts->role, &out->role, err));
    DOLEN_TRY(read_code(texts->purpose, &out->purpose, err));
    DOLEN_TRY(read_code(texts->urgent_reason, &out->urgent_reason, err));
    out->acknowledge_protected = dolen_text_same(texts->override_protection, "yes");
    if (*texts->override_protection && !out->acknowledge_protected)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the override of protection is \"yes\" or left out");
    if (*texts->level)
        DOLEN_TRY(dolen_level_read(texts->level, &out->requested_level, err));
    /* An impossible day is kept as day 0 of a year so that the search can name the field. */
    if (*texts->born && dolen_day_read(texts->born, &out->person.born, NULL) != DOLEN_OK)
        out->person.born = (dolen_day){.year = 1};
    if (dolen_text_same(texts->subject, "person"))
        out->subject = DOLEN_SUBJECT_PERSON;
    else if (dolen_text_same(texts->subject, "address"))
        out->subject = DOLEN_SUBJECT_ADDRESS;
    else
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the subject is \"person\" or \"address\"");
    out->address =
        (dolen_address){.line = out->person.address, .postcode = out->person.postcode, .uprn = out->person.uprn};
    return DOLEN_OK;
}

dolen_status dolen_search_json_read(const json_t *document, dolen_arena *arena, dolen_search_request *out,
                                    dolen_err *err)
{
    question_texts texts;
    *out = (dolen_search_request){0};
    const member_target targets[] = {
        {"user", &texts.user},
        {"role", &texts.role},
        {"purpose", &texts.purpose},
        {"case", &texts.case_reference},
        {"decision_maker", &out->decision_maker},
        {"urgent_reason", &texts.urgent_reason},
        {"authoriser", &out->authoriser},
        {"override_protection", &texts.override_protection},
        {"level", &texts.level},
        {"subject", &texts.subject},
        {"forenames", &out->person.forenames},
        {"surname", &out->person.surname},
        {"former_surname", &out->person.former_surname},
        {"dob", &texts.born},
        {"sex", &out->person.sex},
        {"address", &out->person.address},
        {"postcode", &out->person.postcode},
        {"uprn", &out->person.uprn},
        {"nhs_number", &out->person.nhs_number},
        {NULL, NULL},
    };

    if (!json_is_object(document))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the question must be a JSON object");
    DOLEN_TRY(read_members(document, arena, targets, err));
    return fill_request(&texts, out, err);
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *words(const dolen_reason *reason)
{
    return json_pack("{s:s, s:s, s:s}", "code", reason->code, "en", reason->en, "cy", reason->cy);
}

static json_t *month(dolen_month at)
{
    char text[DOLEN_MONTH_TEXT];

    if (at == 0)
        return json_null();
    dolen_month_write(at, text);
    return json_string(text);
}

json_t *dolen_search_json_flag(const dolen_flag *flag)
{
    char latest[DOLEN_DAY_TEXT];
    json_t *months = json_object();

    for (size_t i = 0; i < flag->month_count; i++) {
        char text[DOLEN_MONTH_TEXT];
        dolen_month_write(flag->months[i].month, text);
        json_object_set_new(months, text, json_integer(flag->months[i].count));
    }
    dolen_day_write(flag->latest, latest);
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:b}", "code", flag->code.text, "kind",
                     dolen_flag_kind_letter(flag->kind), "from", month(flag->opened), "to", month(flag->closed),
                     "months", months, "latest", flag->latest.year ? json_string(latest) : json_null(), "disputed",
                     (int)flag->disputed);
}

static const char *state_word(dolen_member_state state)
{
    switch (state) {
    case DOLEN_MEMBER_INVOLVED:
        return "involved";
    case DOLEN_MEMBER_NO_ANSWER:
        return "no-answer";
    case DOLEN_MEMBER_OUT_OF_DATE:
        return "out-of-date";
    case DOLEN_MEMBER_NOTHING:
        break;
    }
    return "nothing";
}

static json_t *why_document(const dolen_finding *finding, dolen_subject subject)
{
    dolen_reason reasons[DOLEN_AGREEMENT_REASONS];
    json_t *why = json_array();

    if (finding->band == DOLEN_BAND_NONE)
        return why;
    const size_t count = dolen_search_agreement_reasons(&finding->agreement, subject, reasons);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(why, words(&reasons[i]));
    return why;
}

static json_t *match_word(dolen_band band)
{
    return band == DOLEN_BAND_CONFIRMED  ? json_string("confirmed")
           : band == DOLEN_BAND_PROBABLE ? json_string("probable")
                                         : json_null();
}

static json_t *member_document(const dolen_search_member *member, dolen_subject subject)
{
    const dolen_finding *finding = member->finding;
    json_t *flags = json_array();
    json_t *contact = json_null();

    for (size_t i = 0; i < finding->flag_count; i++)
        json_array_append_new(flags, dolen_search_json_flag(&finding->flags[i]));
    if (member->telephone)
        contact = json_pack("{s:{s:o, s:o}, s:s}", "team", "en", text_or_null(member->team_en), "cy",
                            text_or_null(member->team_cy), "telephone", member->telephone);
    return json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:b, s:b, s:o, s:o, s:o, s:s, s:o, s:o}", "agency",
                     finding->agency.text, "name", "en", member->name_en, "cy", member->name_cy, "type", member->type,
                     "state", state_word(finding->state), "out_of_date",
                     (int)(finding->out_of_date || finding->state == DOLEN_MEMBER_OUT_OF_DATE), "protected",
                     (int)finding->shielded, "as_of", dolen_json_facts_instant(finding->as_of), "match",
                     match_word(finding->band), "why", why_document(finding, subject), "level",
                     dolen_level_name(finding->level), "flags", flags, "contact", contact);
}

static json_t *advice_document(uint32_t advice)
{
    json_t *list = json_array();

    for (uint32_t bit = 1; bit <= DOLEN_ADVICE_CHECK_IDENTITY; bit <<= 1)
        if (advice & bit) {
            const dolen_reason reason = dolen_search_agreement_advice(bit);
            json_array_append_new(list, words(&reason));
        }
    return list;
}

static json_t *ledger_document(const dolen_ledger_place *place, const char *receipt_file)
{
    char leaf[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_bytes_to_hex(dolen_bytes_of(place->leaf.bytes, DOLEN_DIGEST_SIZE), leaf);
    return json_pack("{s:I, s:s, s:I, s:o}", "index", (json_int_t)place->index, "leaf", leaf, "size",
                     (json_int_t)place->size, "receipt_file", text_or_null(receipt_file));
}

/* To a purpose that opens no protected record there is never anything but "none" (IG-03). */
static const char *protection_word(const dolen_search_outcome *outcome)
{
    return outcome->opened_protected ? "opened" : outcome->answer.protected_held ? "held-back" : "none";
}

json_t *dolen_search_json_answer(const dolen_search_request *request, const dolen_search_outcome *outcome,
                                 const char *receipt_file)
{
    char request_id[DOLEN_UUID_TEXT];
    json_t *members = json_array();

    dolen_uuid_write(outcome->request_id, request_id);
    for (size_t i = 0; i < outcome->member_count; i++)
        json_array_append_new(members, member_document(&outcome->members[i], request->subject));
    return json_pack(
        "{s:s, s:o, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "request_id", request_id, "asked",
        dolen_json_facts_instant(outcome->asked), "rules", outcome->answer.rules_version, "epoch",
        (json_int_t)outcome->answer.epoch, "subject", request->subject == DOLEN_SUBJECT_ADDRESS ? "address" : "person",
        "requested_level", dolen_level_name(outcome->requested_level), "granted_level",
        dolen_level_name(outcome->answer.granted_level), "protected_record", protection_word(outcome), "review_due",
        dolen_json_facts_instant(outcome->review_due), "members", members, "advice",
        advice_document(outcome->answer.advice), "ledger", ledger_document(&outcome->answer.ledger, receipt_file));
}

json_t *dolen_search_json_refusal(const dolen_search_outcome *outcome)
{
    char request_id[DOLEN_UUID_TEXT];
    json_t *faults = json_object();

    dolen_uuid_write(outcome->request_id, request_id);
    for (dolen_search_field field = 0; field < DOLEN_SEARCH_FIELDS; field++)
        if (outcome->faults[field] != DOLEN_SEARCH_FINE)
            json_object_set_new(faults, dolen_search_field_name(field),
                                json_string(dolen_search_fault_code(outcome->faults[field])));
    return json_pack("{s:s, s:o, s:s, s:s}", "request_id", request_id, "faults", faults, "trouble",
                     dolen_search_trouble_code(outcome->trouble), "rule", outcome->rule.text);
}
