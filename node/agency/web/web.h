/**
 * The pages of an agency's node for its practitioners: sign in, search, result, recent searches, in English and Welsh.
 *
 * Every page is whole without scripts. A page's path begins with its language. Forms answer with a redirect, so that
 * loading again asks nothing twice; what was typed stays in this process's memory for half an hour so that a fault, a
 * change of language or a new sign-in does not lose it.
 * Owns: drafts and counts of failed sign-ins, in memory; all else belongs to the site's store. Secrets: drafts are
 * personal data and are wiped. Threads: dolen_web_answer by any number at once.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_H
#define DOLEN_NODE_AGENCY_WEB_WEB_H

#include "node/agency/web/page.h"
#include "node/agency/web/web_alerts.h"
#include "node/agency/web/web_openid.h"
#include "node/agency/web/web_oversight.h"
#include "node/agency/web/web_oversight_reviews.h"
#include "node/agency/web/web_status_data.h"
#include "node/agency/web/web_store.h"
#include "node/base/own.h"
#include "node/model/dimensions.h"
#include "node/model/statistics.h"

enum {
    DOLEN_WEB_IDLE = 15 * 60 * 1000,      /**< milliseconds after which an unused session ends */
    DOLEN_WEB_SESSION = 12 * 3600 * 1000, /**< milliseconds after which any session ends */
    DOLEN_WEB_BODY = 16 * 1024,           /**< bytes of a form at most */
    DOLEN_WEB_TOKEN_BODY = 20 * 1024,     /**< bytes of a form with a logout token in it */
    DOLEN_WEB_MEMORY = 8 * 1024 * 1024,   /**< arena that one request needs */
    DOLEN_WEB_HEADERS = 20,
};

/** A purpose as the search page offers it. */
typedef struct dolen_web_purpose {
    dolen_code code;
    dolen_both name;
    bool asks_consent;  /**< an agreement makes the person's consent a condition (IG-18) */
    bool asks_decision; /**< it rests on a recorded decision (IG-19) */
} dolen_web_purpose;

/** A role that an account may hold. */
typedef struct dolen_web_role {
    dolen_code code;
    dolen_both name;
} dolen_web_role;

/** A reason for urgency as the search page offers it (IG-20). */
typedef struct dolen_web_urgency {
    dolen_code code;
    dolen_both name;
} dolen_web_urgency;

/** What the pages are told about the node they belong to. */
typedef struct dolen_web_site {
    dolen_both agency_name;
    bool requires_second_factor; /**< whoever has no authenticator app must set one up first */
    void *context;               /**< given to the functions below */
    /** As dolen_search_ask. */
    dolen_status (*ask)(void *context, const dolen_search_request *request, dolen_arena *arena,
                        dolen_search_outcome *out, dolen_err *err);
    /** The purposes that a role may search for, in the order to show; none for a role that cannot search (IG-12). */
    dolen_status (*purposes)(void *context, dolen_code role, dolen_arena *arena, const dolen_web_purpose **out,
                             size_t *count, dolen_err *err);
    /** A flag code's name; both texts NULL when unknown. */
    dolen_both (*flag_name)(void *context, dolen_code flag);
    /** Must staff be told that something is wrong with the hub's ledger? NULL: never. */
    bool (*has_alarm)(void *context);
    /** The search's receipt as the witnesses have confirmed it, or else `plain`. NULL: always `plain`. */
    dolen_status (*receipt)(void *context, dolen_uuid id, const char *plain, dolen_arena *arena, const char **out,
                            dolen_err *err);
    /** The latest releases of statistics, oldest first, for this member of staff: as dolen_statistics_read. */
    dolen_status (*statistics)(void *context, const char *user, dolen_code role, dolen_arena *arena,
                               const dolen_statistics_release **out, size_t *count, dolen_err *err);
    /** What a figure's code is called, and which dimension it is a value of (DOLEN_COUNTED_BY: none). */
    dolen_both (*statistics_name)(void *context, dolen_code code, dolen_counted_by *dimension);
    /** A release as a file: CSV, or JSON. */
    dolen_status (*statistics_file)(void *context, const dolen_statistics_release *release, bool as_json,
                                    dolen_arena *arena, dolen_bytes *out, dolen_err *err);
    /** The roles that accounts may hold, in the rules' order. */
    dolen_status (*roles)(void *context, dolen_arena *arena, const dolen_web_role **out, size_t *count, dolen_err *err);
    /** How publishing, certificates and federation stand. */
    dolen_status (*status)(void *context, dolen_arena *arena, dolen_web_status *out, dolen_err *err);
    /** A purpose's name, of any role; both texts NULL when unknown. */
    dolen_both (*purpose_name)(void *context, dolen_code purpose);
    /** A member agency's name; both texts NULL when unknown. */
    dolen_both (*member_name)(void *context, dolen_code member);
    /** The reasons for urgency, in the order to show. */
    dolen_status (*urgencies)(void *context, dolen_arena *arena, const dolen_web_urgency **out, size_t *count,
                              dolen_err *err);
    dolen_web_oversight oversight;  /**< the officer's pages */
    const dolen_web_openid *openid; /**< NULL: people sign in with local accounts only */
    dolen_web_store store;
    dolen_web_oversight_reviews reviews;
    dolen_web_alerts alerts; /**< the inbox of alerts */
    dolen_clock clock;
} dolen_web_site;

/** A request as the HTTP server hands it over. Strings are never NULL; "" = the header is absent. */
typedef struct dolen_web_request {
    const char *method;
    const char *path;             /**< decoded, without query */
    const char *reason;           /**< the query parameter of this name */
    const char *about;            /**< the query parameter of this name: an account */
    const char *target;           /**< path and query as received; NULL: as `path` */
    dolen_web_openid_reply reply; /**< of the provider, in the query */
    const char *cookie;           /**< value of the cookie "__Host-session" */
    const char *content_type;
    const char *accept_language;
    const char *accept_encoding;
    const char *fetch_site; /**< Sec-Fetch-Site */
    dolen_bytes body;
    dolen_uuid id; /**< shown on a failure page and in the log */
} dolen_web_request;

typedef struct dolen_web_header {
    const char *name;
    const char *value;
} dolen_web_header;

/** A file as a response's body. */
typedef struct dolen_web_file {
    int descriptor; /**< from its beginning; whoever sends the response closes it */
    uint64_t size;
} dolen_web_file;

typedef struct dolen_web_response {
    int status;
    dolen_web_header headers[DOLEN_WEB_HEADERS];
    size_t header_count;
    dolen_bytes body;
    const dolen_web_file *file; /**< instead of `body`; NULL: none */
} dolen_web_response;

typedef struct dolen_web dolen_web;

/** The pages of `site`, which is copied; what it points at must outlive them. Never NULL. */
dolen_web *dolen_web_new(const dolen_web_site *site);

/** Wipe all drafts and free. NULL is fine. */
void dolen_web_free(dolen_web *web);
DOLEN_OWNED(dolen_web);

/**
 * Answer any request, also a malformed one. The response lives in `arena` (DOLEN_WEB_MEMORY), with every security
 * header set; no header holds a control character.
 */
void dolen_web_answer(dolen_web *web, const dolen_web_request *request, dolen_arena *arena, dolen_web_response *out);

/** Answer a request that the server refused with this HTTP status before it came to the pages. */
void dolen_web_refuse(dolen_web *web, const dolen_web_request *request, int status, dolen_arena *arena,
                      dolen_web_response *out);

/** The header's value, or NULL. Names are compared as written. */
const char *dolen_web_response_header(const dolen_web_response *response, const char *name);

#endif
