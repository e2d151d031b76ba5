#include "node/agency/openid/openid_roles.h"

#include <string.h>

dolen_status dolen_openid_roles_add(dolen_openid_role_map *map, const char *item, dolen_err *err)
{
    const char *colon = strrchr(item, ':');

    if (!colon || colon == item)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "[openid] roles: an item is VALUE:role-code");
    if (map->count == DOLEN_OPENID_ROLES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "[openid] roles: there are more than 64");
    dolen_openid_role *role = &map->roles[map->count];
    DOLEN_TRY(dolen_code_read(colon + 1, strlen(colon + 1), &role->role, err));
    role->value = item;
    role->value_size = (size_t)(colon - item);
    map->count++;
    return DOLEN_OK;
}

static bool is_value(const json_t *value, const dolen_openid_role *role)
{
    return json_is_string(value) && json_string_length(value) == role->value_size &&
           memcmp(json_string_value(value), role->value, role->value_size) == 0;
}

static bool is_given(const json_t *claim, const dolen_openid_role *role)
{
    for (size_t i = 0; i < json_array_size(claim); i++)
        if (is_value(json_array_get(claim, i), role))
            return true;
    return is_value(claim, role);
}

static bool holds(const dolen_code *roles, size_t count, dolen_code role)
{
    for (size_t i = 0; i < count; i++)
        if (dolen_code_same(roles[i], role))
            return true;
    return false;
}

void dolen_openid_roles_of(const dolen_openid_role_map *map, const json_t *claims, const char *name,
                           dolen_code roles[DOLEN_OPENID_ROLES_HELD], size_t *count)
{
    const json_t *claim = json_object_get(claims, name);

    *count = 0;
    for (size_t i = 0; i < map->count && *count < DOLEN_OPENID_ROLES_HELD; i++)
        if (is_given(claim, &map->roles[i]) && !holds(roles, *count, map->roles[i].role))
            roles[(*count)++] = map->roles[i].role;
}
