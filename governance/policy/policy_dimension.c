#include "governance/policy/policy_dimension.h"

#include <string.h>

static bool is_of(const dolen_dimension_value *value, dolen_counted_by which)
{
    return value && strcmp(value->dimension.text, dolen_dimensions_name(which)) == 0;
}

static bool find_band(const dolen_rules *rules, int age, dolen_code *out)
{
    size_t count = 0;
    const dolen_dimension_value *all = dolen_rules_all_dimension_values(rules, &count);

    for (size_t i = 0; i < count; i++)
        if (is_of(&all[i], DOLEN_COUNTED_BY_AGE) && age >= all[i].age_from && age <= all[i].age_to) {
            *out = all[i].code;
            return true;
        }
    return false;
}

bool dolen_policy_dimension_find(const dolen_rules *rules, dolen_counted_by which, const char *value, int age,
                                 dolen_code *out)
{
    dolen_code code;

    *out = (dolen_code){0};
    if (!*value)
        return which == DOLEN_COUNTED_BY_AGE && find_band(rules, age, out);
    if (dolen_code_read(value, strlen(value), &code, NULL) != DOLEN_OK ||
        !is_of(dolen_rules_find_dimension_value(rules, code), which))
        return false;
    *out = code;
    return true;
}

dolen_status dolen_policy_dimension_check(const dolen_rules *rules, const dolen_dimensions *dimensions, dolen_err *err)
{
    for (int i = 0; i < DOLEN_COUNTED_BY; i++) {
        const dolen_code value = dimensions->values[i];
        if (!dolen_code_is_empty(value) && !is_of(dolen_rules_find_dimension_value(rules, value), (dolen_counted_by)i))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a value for statistics that the rules do not know (IG-13)");
    }
    return DOLEN_OK;
}
