/**
 * Roles from a claim: which of the provider's groups or app roles mean which role here.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_ROLES_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_ROLES_H

#include <jansson.h>

#include "node/base/status.h"
#include "node/model/code.h"

enum { DOLEN_OPENID_ROLES = 64, DOLEN_OPENID_ROLES_HELD = 8 };

/** A value of the claim and the role it gives. */
typedef struct dolen_openid_role {
    const char *value; /**< borrowed */
    size_t value_size;
    dolen_code role;
} dolen_openid_role;

/** The configured ones, in the order of the file, which is the order in which somebody holds them. */
typedef struct dolen_openid_role_map {
    dolen_openid_role roles[DOLEN_OPENID_ROLES];
    size_t count;
} dolen_openid_role_map;

/** Add "VALUE:role-code"; the last colon divides, so a value may hold some. DOLEN_E_INPUT, DOLEN_E_LIMIT. */
DOLEN_CHECKED dolen_status dolen_openid_roles_add(dolen_openid_role_map *map, const char *item, dolen_err *err);

/**
 * The roles that the claim `name` (a text or a list of texts) gives, each once, at most DOLEN_OPENID_ROLES_HELD; values
 * that the map does not know give none.
 */
void dolen_openid_roles_of(const dolen_openid_role_map *map, const json_t *claims, const char *name,
                           dolen_code roles[DOLEN_OPENID_ROLES_HELD], size_t *count);

#endif
