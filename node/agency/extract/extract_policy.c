#include "node/agency/extract/extract_policy.h"

#include "governance/policy/policy.h"
#include "governance/policy/policy_dimension.h"

dolen_flag_kind dolen_extract_policy_kind(void *context, dolen_code code, dolen_subject subject)
{
    const dolen_extract_policy *policy = context;
    const dolen_headline *headline = dolen_rules_find_headline(policy->rules, code);

    if (!headline)
        return DOLEN_FLAG_NONE;
    if (dolen_code_is_empty(policy->member_type)) {
        const bool fits = subject == DOLEN_SUBJECT_PERSON ? headline->about_people : headline->about_addresses;
        return fits ? headline->kind : DOLEN_FLAG_NONE;
    }
    const dolen_flag flag = {.code = code, .kind = headline->kind};
    if (dolen_policy_check_published(policy->rules, policy->member_type, subject, &flag, NULL) != DOLEN_OK)
        return DOLEN_FLAG_NONE;
    return headline->kind;
}

bool dolen_extract_policy_dimension(void *context, dolen_counted_by which, const char *value, int age, dolen_code *out)
{
    const dolen_extract_policy *policy = context;

    return dolen_policy_dimension_find(policy->rules, which, value, age, out);
}
