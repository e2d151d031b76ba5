#include "node/agency/web/audit_wish.h"

#include <string.h>

#include "node/agency/web/oversight_words.h"
#include "node/agency/web/words.h"
#include "node/base/text.h"

enum { DAY = 24 * 3600 * 1000, MINUTE = 60 * 1000 };

dolen_status dolen_audit_wish_read(const dolen_visit *visit, dolen_paper_kind kind, dolen_audit_wish *out,
                                   dolen_err *err)
{
    dolen_http_form form = {0};
    dolen_bytes kept;

    *out = (dolen_audit_wish){0};
    const dolen_status found = dolen_papers_find(visit->web->papers, dolen_oversight_words_hand(visit), kind,
                                                 visit->now, visit->arena, &kept, err);
    if (found == DOLEN_OK)
        DOLEN_TRY(dolen_http_form_read(visit->arena, kept, &form, err));
    else if (found != DOLEN_E_ABSENT)
        return found;
    out->asked_by = dolen_oversight_words_typed(visit, &form, "asked_by");
    out->role = dolen_oversight_words_typed(visit, &form, "role");
    out->purpose = dolen_oversight_words_typed(visit, &form, "purpose");
    out->outcome = dolen_oversight_words_typed(visit, &form, "outcome");
    out->from = dolen_oversight_words_typed(visit, &form, "from");
    out->until = dolen_oversight_words_typed(visit, &form, "until");
    out->case_reference = dolen_oversight_words_typed(visit, &form, "case_reference");
    out->urgent = dolen_oversight_words_typed(visit, &form, "urgent");
    out->protected_only = dolen_oversight_words_typed(visit, &form, "protected");
    out->finding = dolen_oversight_words_typed(visit, &form, "finding");
    return dolen_search_form_read(visit->arena, &form, DOLEN_SUBJECT_PERSON, &out->person, err);
}

bool dolen_audit_wish_has_person(const dolen_audit_wish *wish)
{
    const dolen_search_form *person = &wish->person;

    return *person->forenames || *person->surname || *person->day || *person->month || *person->year ||
           *person->nhs_number || *person->address || *person->postcode;
}

/* Midnight in the United Kingdom. */
static bool read_day(const char *text, int64_t days_later, int64_t *out)
{
    dolen_day day;

    *out = 0;
    if (!*text)
        return true;
    if (dolen_day_read(text, &day, NULL) != DOLEN_OK)
        return false;
    const int64_t midnight = (dolen_day_number(day) + days_later) * (int64_t)DAY;
    *out = midnight - (int64_t)dolen_words_summer_minutes(midnight) * MINUTE;
    return true;
}

static dolen_code code_of(const char *text)
{
    dolen_code code;

    if (!*text || dolen_code_read(text, strlen(text), &code, NULL) != DOLEN_OK)
        return (dolen_code){0};
    return code;
}

static void check_period(dolen_audit_wish *wish, dolen_find_criteria *out)
{
    if (!read_day(wish->from, 0, &out->from))
        wish->from_fault = DOLEN_MESSAGE_FAULT_AUDIT_DAY;
    if (!read_day(wish->until, 1, &out->until))
        wish->until_fault = DOLEN_MESSAGE_FAULT_AUDIT_DAY;
    else if (out->from && out->until && out->until <= out->from)
        wish->until_fault = DOLEN_MESSAGE_FAULT_AUDIT_PERIOD;
}

static void take_person(dolen_audit_wish *wish, dolen_find_criteria *out, dolen_person *person)
{
    dolen_search_request request;

    if (!dolen_audit_wish_has_person(wish))
        return;
    dolen_search_form_request(&wish->person, "", (dolen_code){0}, &request);
    *person = request.person;
    out->subject = person;
    if (*wish->person.day || *wish->person.month || *wish->person.year)
        if (!dolen_day_is_valid(person->born))
            wish->born_fault = dolen_search_form_words(DOLEN_SEARCH_BORN_IMPOSSIBLE);
}

bool dolen_audit_wish_criteria(dolen_audit_wish *wish, dolen_find_criteria *out, dolen_person *person)
{
    *out = (dolen_find_criteria){.user = wish->asked_by,
                                 .role = code_of(wish->role),
                                 .purpose = code_of(wish->purpose),
                                 .outcome = wish->outcome,
                                 .case_reference = wish->case_reference,
                                 .urgent_only = dolen_text_same(wish->urgent, "yes"),
                                 .protected_only = dolen_text_same(wish->protected_only, "yes"),
                                 .finding_only = dolen_text_same(wish->finding, "yes")};
    check_period(wish, out);
    take_person(wish, out, person);
    return wish->from_fault == DOLEN_MESSAGE_NONE && wish->until_fault == DOLEN_MESSAGE_NONE &&
           wish->born_fault == DOLEN_MESSAGE_NONE;
}
