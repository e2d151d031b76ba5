/**
 * Sign-in at the agency's OpenID provider with the node's own accounts behind it.
 *
 * The provider says who somebody is and which roles they have; the node keeps a row for them, so that confirmation,
 * training and vetting hold as for everybody (IG-30). A row is found by the provider's subject. The first time it is
 * found by name, and only when it has no password; or it is made, and waits to be confirmed.
 * Owns: the client of the provider. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_SERVICE_OPENID_DESK_H
#define DOLEN_NODE_AGENCY_SERVICE_OPENID_DESK_H

#include "node/agency/agency.h"
#include "node/agency/web/web_openid.h"

typedef struct dolen_openid_desk dolen_openid_desk;

/** As the settings say; `*out` is NULL when they name no provider. DOLEN_E_INPUT for settings that cannot be right. */
DOLEN_CHECKED dolen_status dolen_openid_desk_open(dolen_agency *agency, dolen_openid_desk **out, dolen_err *err);

/** Close it; NULL is fine. */
void dolen_openid_desk_free(dolen_openid_desk *desk);
DOLEN_OWNED(dolen_openid_desk);

/** What the pages need, valid as long as the desk; NULL for NULL. */
const dolen_web_openid *dolen_openid_desk_pages(const dolen_openid_desk *desk);

#endif
