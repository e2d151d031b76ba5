/**
 * Handlers of the paths below "/openid/".
 *
 * Owns: nothing. Threads: any, one visit each.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_OPENID_PAGES_H
#define DOLEN_NODE_AGENCY_WEB_WEB_OPENID_PAGES_H

#include "node/agency/web/web_internal.h"

/* web_openid.h says what each is for. */
DOLEN_CHECKED dolen_status dolen_web_openid_start(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_openid_again(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_openid_callback(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_openid_leave(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_openid_signed_out(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_openid_logout(dolen_visit *visit, dolen_err *err);

#endif
