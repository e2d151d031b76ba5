#include "node/agency/search_facts.h"

#include <string.h>

static int age_on(dolen_day born, dolen_day today)
{
    if (born.year == 0)
        return DOLEN_AGE_UNKNOWN;
    const bool before = today.month < born.month || (today.month == born.month && today.day < born.day);

    return today.year - born.year - before;
}

static dolen_fact is_given(const char *text)
{
    return text && text[strspn(text, " \t\r\n")] != '\0' ? DOLEN_FACT_YES : DOLEN_FACT_NO;
}

dolen_policy_request dolen_search_facts(const dolen_federation_member *asker, const dolen_search_request *request,
                                        int64_t asked, dolen_level requested_level)
{
    const dolen_day today = dolen_day_of(asked);

    return (dolen_policy_request){
        .asker = asker->code,
        .asker_type = asker->type,
        .role = request->role,
        .purpose = request->purpose,
        .has_staff = *request->user != '\0',
        .has_case = *request->case_reference != '\0',
        .decision_maker = is_given(request->decision_maker),
        .consent = request->consent ? DOLEN_FACT_YES : DOLEN_FACT_NO,
        .urgent = !dolen_code_is_empty(request->urgent_reason),
        .urgent_reason = request->urgent_reason,
        .authoriser = is_given(request->authoriser),
        .subject = request->subject,
        .age = request->subject == DOLEN_SUBJECT_PERSON ? age_on(request->person.born, today) : DOLEN_AGE_UNKNOWN,
        .requested_level = requested_level,
        .today = today,
    };
}
