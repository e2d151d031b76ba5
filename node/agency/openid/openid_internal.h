/** What the files of this folder share: cjose's objects and their release. Private to node/agency/openid and its tests.
 */
#ifndef DOLEN_NODE_AGENCY_OPENID_OPENID_INTERNAL_H
#define DOLEN_NODE_AGENCY_OPENID_OPENID_INTERNAL_H

#include <cjose/cjose.h>
#include <jansson.h>

#include "node/agency/openid/openid_claims.h"
#include "node/agency/openid/openid_keys.h"
#include "node/base/own.h"

typedef json_t openid_document; /* json_t under a name of this folder, so that its release clashes with no other's */
DOLEN_OWNED_BY(openid_document, json_decref);
DOLEN_OWNED_BY(cjose_jws_t, cjose_jws_release);

/** The first key that has this id (any, when the token has none and only one key fits) and signs in this way, or NULL.
 */
const cjose_jwk_t *dolen_openid_keys_find(const dolen_openid_keys *keys, const char *id, const char *algorithm);

/** One rule that an ID token or logout token must meet. */
typedef struct openid_check {
    dolen_openid_fault fault;
    bool (*holds)(const json_t *claims, const dolen_openid_expectation *expected);
} openid_check;

/** The rules of each kind, which end with one without a function. */
extern const openid_check dolen_openid_identity_checks[];
extern const openid_check dolen_openid_logout_checks[];

#endif
