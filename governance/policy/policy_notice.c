/* What an owner may be told about a consultation of its records. */
#include "governance/policy/policy.h"

bool dolen_policy_is_sensitive_service(const dolen_rules *rules, dolen_code member_type)
{
    const dolen_member_type *type = dolen_rules_find_type(rules, member_type);
    size_t count = 0;
    const dolen_headline *headlines = dolen_rules_all_headlines(rules, &count);

    for (size_t i = 0; type && i < count; i++)
        if (dolen_code_list_has(type->groups, headlines[i].group) && headlines[i].held != DOLEN_CLASS_SENSITIVE &&
            headlines[i].held != DOLEN_CLASS_PROTECTED)
            return false;
    return true;
}
