/**
 * Acts that need a recent proof of who somebody is: what leaves the audit record or is closed in it.
 *
 * Routes say so in their table (DOLEN_PAGE_RECENT, DOLEN_PAGE_RECENT_TAKE of pages.h); a handler for which it depends
 * on more may ask here. Whoever is asked proves it, by password and code or at the agency's provider, and goes on where
 * they were: a form that they sent is kept for them.
 * Owns: nothing. Secrets: a kept form may be personal data; it is a draft (drafts.h). Threads: any, one visit each.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_AGAIN_H
#define DOLEN_NODE_AGENCY_WEB_WEB_AGAIN_H

#include "node/agency/web/web_internal.h"

enum { DOLEN_WEB_RECENT = 15 * 60 * 1000 /**< milliseconds */ };

/** Is the session's last proof older than DOLEN_WEB_RECENT? */
bool dolen_web_again_is_needed(const dolen_visit *visit);

/**
 * Keep what was asked for, a form with a good token included, and lead to the page that asks for the proof. The visit
 * is then answered. As dolen_visit_read_form for a form that is malformed or not ours.
 */
DOLEN_CHECKED dolen_status dolen_web_again_ask(dolen_visit *visit, dolen_err *err);

/**
 * The proof was given now: renew the token and the session, and go on. `sid` as in dolen_web_session. The visit is then
 * answered.
 */
DOLEN_CHECKED dolen_status dolen_web_again_done(dolen_visit *visit, const char *sid, dolen_err *err);

/* Handlers: "/again" asks a local account's password, "/again/continue" offers the kept form. */
DOLEN_CHECKED dolen_status dolen_web_again_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_again_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_again_continue(dolen_visit *visit, dolen_err *err);

#endif
