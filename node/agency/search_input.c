#include "node/agency/search_input.h"

#include <string.h>

#include "node/base/text.h"
#include "node/match/normalise.h"

enum { CASE_LIMIT = 100, NAME_LIMIT = 200, TEXT_LIMIT = 1000 };

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool is_given(const char *text)
{
    return text && !is_blank(text);
}

static void fault(dolen_search_outcome *out, dolen_search_field field, dolen_search_fault what)
{
    if (out->faults[field] == DOLEN_SEARCH_FINE)
        out->faults[field] = what;
    out->has_faults = true;
}

static void check_reason(const dolen_rules *rules, const dolen_search_request *request, dolen_search_outcome *out)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, request->purpose);

    if (dolen_code_is_empty(request->purpose))
        fault(out, DOLEN_SEARCH_FIELD_PURPOSE, DOLEN_SEARCH_PURPOSE_MISSING);
    else if (!purpose)
        fault(out, DOLEN_SEARCH_FIELD_PURPOSE, DOLEN_SEARCH_PURPOSE_UNKNOWN);
    const bool urgent = !dolen_code_is_empty(request->urgent_reason);
    if (purpose && purpose->needs_case && !urgent && is_blank(request->case_reference))
        fault(out, DOLEN_SEARCH_FIELD_CASE, DOLEN_SEARCH_CASE_MISSING);
    if (strlen(request->case_reference) > CASE_LIMIT)
        fault(out, DOLEN_SEARCH_FIELD_CASE, DOLEN_SEARCH_CASE_TOO_LONG);
    if (purpose && purpose->needs_decision && !urgent && !is_given(request->decision_maker))
        fault(out, DOLEN_SEARCH_FIELD_DECISION_MAKER, DOLEN_SEARCH_DECISION_MAKER_MISSING);
    if (request->decision_maker && strlen(request->decision_maker) > NAME_LIMIT)
        fault(out, DOLEN_SEARCH_FIELD_DECISION_MAKER, DOLEN_SEARCH_TEXT_TOO_LONG);
}

/* Urgency is claimed whole or not at all (IG-20): a reason of the rules, and somebody else's authority. */
static void check_urgency(const dolen_rules *rules, const dolen_search_request *request, dolen_search_outcome *out)
{
    const bool urgent = !dolen_code_is_empty(request->urgent_reason);

    if (urgent && !dolen_rules_find_urgent_reason(rules, request->urgent_reason))
        fault(out, DOLEN_SEARCH_FIELD_URGENT_REASON, DOLEN_SEARCH_URGENT_REASON_UNKNOWN);
    if (!urgent && is_given(request->authoriser))
        fault(out, DOLEN_SEARCH_FIELD_URGENT_REASON, DOLEN_SEARCH_URGENT_REASON_UNKNOWN);
    if (urgent && !is_given(request->authoriser))
        fault(out, DOLEN_SEARCH_FIELD_AUTHORISER, DOLEN_SEARCH_AUTHORISER_MISSING);
    else if (urgent && dolen_text_same(request->authoriser, request->user))
        fault(out, DOLEN_SEARCH_FIELD_AUTHORISER, DOLEN_SEARCH_AUTHORISER_SELF);
    if (request->authoriser && strlen(request->authoriser) > NAME_LIMIT)
        fault(out, DOLEN_SEARCH_FIELD_AUTHORISER, DOLEN_SEARCH_TEXT_TOO_LONG);
}

/* Something was given, it is no wildcard, and it holds letters that a key can be made from. */
static void check_name(const char *name, dolen_search_field field, dolen_search_outcome *out)
{
    dolen_normal_words words;

    if (is_blank(name))
        return;
    if (strlen(name) > TEXT_LIMIT) {
        fault(out, field, DOLEN_SEARCH_TEXT_TOO_LONG);
        return;
    }
    dolen_normalise_words(name, &words);
    if (strpbrk(name, "*%?_") || words.count == 0)
        fault(out, field, DOLEN_SEARCH_NAME_UNUSABLE);
}

static void check_place(const char *postcode, const char *uprn, dolen_search_outcome *out)
{
    dolen_normal_postcode normal_postcode;
    char normal_uprn[DOLEN_NORMAL_UPRN];

    if (!is_blank(postcode) && !dolen_normalise_postcode(postcode, &normal_postcode))
        fault(out, DOLEN_SEARCH_FIELD_POSTCODE, DOLEN_SEARCH_POSTCODE_INVALID);
    if (!is_blank(uprn) && !dolen_normalise_uprn(uprn, normal_uprn))
        fault(out, DOLEN_SEARCH_FIELD_UPRN, DOLEN_SEARCH_UPRN_INVALID);
}

static void check_person(const dolen_person *person, dolen_day today, dolen_search_outcome *out)
{
    char number[DOLEN_NORMAL_NHS];

    check_name(person->forenames, DOLEN_SEARCH_FIELD_FORENAMES, out);
    check_name(person->surname, DOLEN_SEARCH_FIELD_SURNAME, out);
    if (is_blank(person->forenames) && is_blank(person->surname) && is_blank(person->nhs_number))
        fault(out, DOLEN_SEARCH_FIELD_SURNAME, DOLEN_SEARCH_NAME_MISSING);
    if (person->born.year != 0 && !dolen_day_is_valid(person->born))
        fault(out, DOLEN_SEARCH_FIELD_BORN, DOLEN_SEARCH_BORN_IMPOSSIBLE);
    else if (person->born.year != 0 && dolen_day_compare(person->born, today) > 0)
        fault(out, DOLEN_SEARCH_FIELD_BORN, DOLEN_SEARCH_BORN_IN_FUTURE);
    if (!is_blank(person->nhs_number) && !dolen_normalise_nhs_number(person->nhs_number, number))
        fault(out, DOLEN_SEARCH_FIELD_NHS_NUMBER, DOLEN_SEARCH_NHS_NUMBER_INVALID);
    if (strlen(person->address) > TEXT_LIMIT)
        fault(out, DOLEN_SEARCH_FIELD_ADDRESS, DOLEN_SEARCH_TEXT_TOO_LONG);
    check_place(person->postcode, person->uprn, out);
}

static void check_address(const dolen_address *address, dolen_search_outcome *out)
{
    if (is_blank(address->line) && is_blank(address->uprn))
        fault(out, DOLEN_SEARCH_FIELD_ADDRESS, DOLEN_SEARCH_ADDRESS_MISSING);
    if (strlen(address->line) > TEXT_LIMIT)
        fault(out, DOLEN_SEARCH_FIELD_ADDRESS, DOLEN_SEARCH_TEXT_TOO_LONG);
    check_place(address->postcode, address->uprn, out);
}

void dolen_search_input_check(const dolen_rules *rules, const dolen_search_request *request, dolen_day today,
                              dolen_search_outcome *out)
{
    check_reason(rules, request, out);
    check_urgency(rules, request, out);
    if (request->subject == DOLEN_SUBJECT_ADDRESS)
        check_address(&request->address, out);
    else
        check_person(&request->person, today, out);
}
