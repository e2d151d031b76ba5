#include "node/agency/web/web_rules.h"

static bool is_offered(const dolen_purpose *purpose, dolen_code role, dolen_code type)
{
    return purpose->level != DOLEN_LEVEL_NONE && dolen_code_list_has(purpose->roles, role) &&
           dolen_code_list_has(purpose->types, type);
}

static bool asks_consent(const dolen_rules *rules, dolen_code purpose)
{
    size_t count;
    const dolen_sharing_agreement *agreements = dolen_rules_all_agreements(rules, &count);

    for (size_t i = 0; i < count; i++)
        if (dolen_code_list_has(agreements[i].consent, purpose))
            return true;
    return false;
}

dolen_status dolen_web_rules_purposes(const dolen_rules *rules, dolen_code role, dolen_code type, dolen_arena *arena,
                                      const dolen_web_purpose **out, size_t *count, dolen_err *err)
{
    const dolen_role *known = dolen_rules_find_role(rules, role);
    size_t all_count;
    const dolen_purpose *all = dolen_rules_all_purposes(rules, &all_count);
    dolen_web_purpose *list;

    *out = NULL;
    *count = 0;
    if (!known || !known->may_ask)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, all_count + 1, sizeof *list, &list, err));
    for (size_t i = 0; i < all_count; i++)
        if (is_offered(&all[i], role, type))
            list[(*count)++] = (dolen_web_purpose){
                all[i].code, {all[i].name.en, all[i].name.cy}, asks_consent(rules, all[i].code), all[i].needs_decision};
    *out = list;
    return DOLEN_OK;
}

dolen_both dolen_web_rules_flag_name(const dolen_rules *rules, dolen_code flag)
{
    const dolen_headline *headline = dolen_rules_find_headline(rules, flag);

    return headline ? (dolen_both){headline->name.en, headline->name.cy} : (dolen_both){NULL, NULL};
}

dolen_both dolen_web_rules_purpose_name(const dolen_rules *rules, dolen_code code)
{
    const dolen_purpose *purpose = dolen_rules_find_purpose(rules, code);

    return purpose ? (dolen_both){purpose->name.en, purpose->name.cy} : (dolen_both){NULL, NULL};
}

dolen_status dolen_web_rules_urgencies(const dolen_rules *rules, dolen_arena *arena, const dolen_web_urgency **out,
                                       size_t *count, dolen_err *err)
{
    size_t all_count;
    const dolen_urgent_reason *all = dolen_rules_all_urgent_reasons(rules, &all_count);
    dolen_web_urgency *list;

    *out = NULL;
    *count = 0;
    DOLEN_TRY(dolen_arena_take(arena, all_count + 1, sizeof *list, &list, err));
    for (size_t i = 0; i < all_count; i++)
        list[i] = (dolen_web_urgency){all[i].code, {all[i].name.en, all[i].name.cy}};
    *out = list;
    *count = all_count;
    return DOLEN_OK;
}
