/**
 * In which of their roles somebody acts: chosen after signing in, changed from the foot of each page.
 *
 * Owns: nothing. Threads: any, one visit each.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_ROLE_H
#define DOLEN_NODE_AGENCY_WEB_WEB_ROLE_H

#include "node/agency/web/web_internal.h"

/** A role's name; its code where the rules have no such role any more. In the visit's arena or the rules'. */
dolen_both dolen_web_role_name(const dolen_visit *visit, dolen_code role);

/** How many of the session's roles have pages. */
size_t dolen_web_role_count(const dolen_web_session *session);

/* Handlers of "/role". */
DOLEN_CHECKED dolen_status dolen_web_role_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_role_take(dolen_visit *visit, dolen_err *err);

#endif
