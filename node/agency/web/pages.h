/**
 * Which pages there are, at whose desk each lies, and what their menus show: one table.
 *
 * A desk is what somebody does with the service. The rules decide what a role may ask (IG-12); the desk decides which
 * pages it finds. Nobody sees the pages of another desk.
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_PAGES_H
#define DOLEN_NODE_AGENCY_WEB_PAGES_H

#include "node/agency/web/web_internal.h"

enum {
    DOLEN_DESK_PRACTICE = 1,       /**< asks about people: practitioner, supervisor, duty desk */
    DOLEN_DESK_SUPERVISION = 2,    /**< supervisor */
    DOLEN_DESK_AUDIT = 4,          /**< data-protection officer */
    DOLEN_DESK_ADMINISTRATION = 8, /**< administrator */
    DOLEN_DESK_GOVERNANCE = 16,    /**< governance lead */
    DOLEN_DESK_ANY = 31,           /**< whoever is signed in */
    DOLEN_DESK_NONE_NEEDED = 0,    /**< without signing in */
};

/** What a route may say besides its desks: when it needs a proof of who it is within the last 15 minutes (web_again.h).
 */
enum {
    DOLEN_PAGE_RECENT_TAKE = 1 << 16, /**< for its form */
    DOLEN_PAGE_RECENT = 1 << 17,      /**< for the page as well: a file with audit records in it */
};

typedef dolen_status (*dolen_page_handler)(dolen_visit *visit, dolen_err *err);

typedef struct dolen_page_route {
    const char *path;        /**< after the language; "*" stands for the number of a search or alert */
    unsigned int desks;      /**< at which of them it lies, with DOLEN_PAGE_... where it needs more;
                                DOLEN_DESK_NONE_NEEDED: everybody may see it */
    dolen_page_handler show; /**< GET and HEAD; NULL: leads home */
    dolen_page_handler take; /**< POST; NULL: refused */
    dolen_message menu;      /**< its name in the menu; DOLEN_MESSAGE_NONE: not in the menu */
} dolen_page_route;

/** The desks of a role's code; 0 for one that has no pages (publisher). */
unsigned int dolen_pages_desks(dolen_code role);

/** The page at the visit's path, whoever may see it; sets the visit's `id`. NULL when there is none. */
const dolen_page_route *dolen_pages_find(dolen_visit *visit);

/** Where somebody at these desks begins: the search page for who may ask, else a page that lists their pages. */
const char *dolen_pages_home(unsigned int desks);

/** The menu of these desks, in the visit's arena; `current` is the path of the present item, or NULL. */
const dolen_view_link *dolen_pages_menu(dolen_visit *visit, unsigned int desks, const char *current, size_t *count);

#endif
