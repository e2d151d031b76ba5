#include "node/agency/web/search_form.h"

#include <string.h>

#include "node/base/text.h"

enum { TEXT_LIMIT = 1000, YEAR_LIMIT = 9999, PART_LIMIT = 99 };

static dolen_status take(dolen_arena *arena, const dolen_http_form *form, const char *name, const char **out,
                         dolen_err *err)
{
    const char *given = dolen_http_form_value(form, name);
    const char *value = given ? given : "";
    char *copy = dolen_arena_copy_string(arena, value, strlen(value));

    *out = "";
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the form does not fit into the request's memory");
    *out = dolen_text_trim(copy);
    return DOLEN_OK;
}

static const dolen_search_form empty = {DOLEN_SUBJECT_NONE, "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""};

dolen_status dolen_search_form_read(dolen_arena *arena, const dolen_http_form *form, dolen_subject subject,
                                    dolen_search_form *out, dolen_err *err)
{
    *out = empty;
    out->subject = subject;
    DOLEN_TRY(take(arena, form, "purpose", &out->purpose, err));
    DOLEN_TRY(take(arena, form, "consent", &out->consent, err));
    DOLEN_TRY(take(arena, form, "case", &out->case_reference, err));
    DOLEN_TRY(take(arena, form, "decision_maker", &out->decision_maker, err));
    DOLEN_TRY(take(arena, form, "urgent_reason", &out->urgent_reason, err));
    DOLEN_TRY(take(arena, form, "authoriser", &out->authoriser, err));
    DOLEN_TRY(take(arena, form, "address", &out->address, err));
    DOLEN_TRY(take(arena, form, "postcode", &out->postcode, err));
    if (subject == DOLEN_SUBJECT_ADDRESS)
        return take(arena, form, "uprn", &out->uprn, err);
    DOLEN_TRY(take(arena, form, "forenames", &out->forenames, err));
    DOLEN_TRY(take(arena, form, "surname", &out->surname, err));
    DOLEN_TRY(take(arena, form, "dob-day", &out->day, err));
    DOLEN_TRY(take(arena, form, "dob-month", &out->month, err));
    DOLEN_TRY(take(arena, form, "dob-year", &out->year, err));
    return take(arena, form, "nhs_number", &out->nhs_number, err);
}

/* "03" counts as 3; 0 for anything that is no number of at most `limit`. */
static uint64_t number_of(const char *text, uint64_t limit)
{
    uint64_t number;

    while (text[0] == '0' && text[1])
        text++;
    return dolen_text_to_number(text, limit, &number, NULL) == DOLEN_OK ? number : 0;
}

static dolen_day day_of(const dolen_search_form *form)
{
    static const dolen_day impossible = {.year = 1, .month = 0, .day = 0};

    if (!*form->day && !*form->month && !*form->year)
        return (dolen_day){0};
    const dolen_day day = {.year = (int16_t)number_of(form->year, YEAR_LIMIT),
                           .month = (uint8_t)number_of(form->month, PART_LIMIT),
                           .day = (uint8_t)number_of(form->day, PART_LIMIT)};
    return dolen_day_is_valid(day) ? day : impossible;
}

void dolen_search_form_request(const dolen_search_form *form, const char *user, dolen_code role,
                               dolen_search_request *out)
{
    *out = (dolen_search_request){
        .channel = DOLEN_SEARCH_WEB,
        .user = user,
        .role = role,
        .case_reference = form->case_reference,
        .consent = dolen_text_same(form->consent, "yes"),
        .decision_maker = form->decision_maker,
        .authoriser = form->authoriser,
        .subject = form->subject,
        .person = {.forenames = form->forenames,
                   .surname = form->surname,
                   .former_surname = "",
                   .born = day_of(form),
                   .sex = "",
                   .address = form->address,
                   .postcode = form->postcode,
                   .uprn = form->uprn,
                   .nhs_number = form->nhs_number},
        .address = {.line = form->address, .postcode = form->postcode, .uprn = form->uprn},
    };
    if (dolen_code_read(form->purpose, strlen(form->purpose), &out->purpose, NULL) != DOLEN_OK)
        out->purpose = (dolen_code){0};
    if (*form->urgent_reason &&
        dolen_code_read(form->urgent_reason, strlen(form->urgent_reason), &out->urgent_reason, NULL) != DOLEN_OK)
        out->urgent_reason = dolen_code_of("unknown");
}

bool dolen_search_form_check(const dolen_search_form *form, dolen_search_fault faults[DOLEN_SEARCH_FIELDS])
{
    const struct {
        dolen_search_field field;
        const char *text;
    } texts[] = {
        {DOLEN_SEARCH_FIELD_CASE, form->case_reference},   {DOLEN_SEARCH_FIELD_FORENAMES, form->forenames},
        {DOLEN_SEARCH_FIELD_SURNAME, form->surname},       {DOLEN_SEARCH_FIELD_ADDRESS, form->address},
        {DOLEN_SEARCH_FIELD_POSTCODE, form->postcode},     {DOLEN_SEARCH_FIELD_UPRN, form->uprn},
        {DOLEN_SEARCH_FIELD_NHS_NUMBER, form->nhs_number}, {DOLEN_SEARCH_FIELD_DECISION_MAKER, form->decision_maker},
        {DOLEN_SEARCH_FIELD_AUTHORISER, form->authoriser},
    };
    bool any = false;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strlen(texts[i].text) > TEXT_LIMIT) {
            faults[texts[i].field] = DOLEN_SEARCH_TEXT_TOO_LONG;
            any = true;
        }
    return any;
}

dolen_message dolen_search_form_words(dolen_search_fault fault)
{
    static const dolen_message words[] = {
        [DOLEN_SEARCH_FINE] = DOLEN_MESSAGE_NONE,
        [DOLEN_SEARCH_PURPOSE_MISSING] = DOLEN_MESSAGE_FAULT_PURPOSE_MISSING,
        [DOLEN_SEARCH_PURPOSE_UNKNOWN] = DOLEN_MESSAGE_FAULT_PURPOSE_UNKNOWN,
        [DOLEN_SEARCH_CASE_MISSING] = DOLEN_MESSAGE_FAULT_CASE_MISSING,
        [DOLEN_SEARCH_CASE_TOO_LONG] = DOLEN_MESSAGE_FAULT_CASE_TOO_LONG,
        [DOLEN_SEARCH_NAME_MISSING] = DOLEN_MESSAGE_FAULT_NAME_MISSING,
        [DOLEN_SEARCH_NAME_UNUSABLE] = DOLEN_MESSAGE_FAULT_NAME_UNUSABLE,
        [DOLEN_SEARCH_TOO_LITTLE] = DOLEN_MESSAGE_FAULT_TOO_LITTLE,
        [DOLEN_SEARCH_BORN_IMPOSSIBLE] = DOLEN_MESSAGE_FAULT_BORN_IMPOSSIBLE,
        [DOLEN_SEARCH_BORN_IN_FUTURE] = DOLEN_MESSAGE_FAULT_BORN_IN_FUTURE,
        [DOLEN_SEARCH_POSTCODE_INVALID] = DOLEN_MESSAGE_FAULT_POSTCODE_INVALID,
        [DOLEN_SEARCH_NHS_NUMBER_INVALID] = DOLEN_MESSAGE_FAULT_NHS_NUMBER_INVALID,
        [DOLEN_SEARCH_UPRN_INVALID] = DOLEN_MESSAGE_FAULT_UPRN_INVALID,
        [DOLEN_SEARCH_ADDRESS_MISSING] = DOLEN_MESSAGE_FAULT_ADDRESS_MISSING,
        [DOLEN_SEARCH_ADDRESS_TOO_LITTLE] = DOLEN_MESSAGE_FAULT_ADDRESS_TOO_LITTLE,
        [DOLEN_SEARCH_TEXT_TOO_LONG] = DOLEN_MESSAGE_FAULT_TEXT_TOO_LONG,
        [DOLEN_SEARCH_DECISION_MAKER_MISSING] = DOLEN_MESSAGE_FAULT_DECISION_MAKER_MISSING,
        [DOLEN_SEARCH_URGENT_REASON_UNKNOWN] = DOLEN_MESSAGE_FAULT_URGENT_REASON_UNKNOWN,
        [DOLEN_SEARCH_AUTHORISER_MISSING] = DOLEN_MESSAGE_FAULT_AUTHORISER_MISSING,
        [DOLEN_SEARCH_AUTHORISER_SELF] = DOLEN_MESSAGE_FAULT_AUTHORISER_SELF,
    };

    return words[fault];
}
