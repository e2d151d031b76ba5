/**
 * What the handlers of the pages share: one visit from request to response.
 *
 * Owns: nothing; a visit lives for one request, in its arena. Threads: one visit belongs to one thread.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_WEB_INTERNAL_H
#define DOLEN_NODE_AGENCY_WEB_WEB_INTERNAL_H

#include <semaphore.h>

#include "node/agency/web/attempts.h"
#include "node/agency/web/drafts.h"
#include "node/agency/web/papers.h"
#include "node/agency/web/templates.h"
#include "node/agency/web/web.h"
#include "node/net/http_form.h"

enum {
    DOLEN_VISIT_TOKEN = 65,    /**< room for a cookie's 64 hexadecimal digits and a NUL */
    DOLEN_VISIT_PASSWORDS = 2, /**< password checks at once; each takes 64 MiB */
};

struct dolen_web {
    dolen_web_site site;
    dolen_drafts *drafts;
    dolen_drafts *kept; /**< requests that wait for a new proof of who somebody is (web_again.h) */
    dolen_papers *papers;
    dolen_attempts *attempts;
    sem_t passwords;
};

typedef struct dolen_visit {
    dolen_web *web;
    const dolen_web_request *request;
    dolen_arena *arena;
    dolen_web_response *response;
    dolen_language language;
    const char *path; /**< after the language: "/search" */
    const char *id;   /**< of the search in the path, or "" */
    int64_t now;      /**< instant */
    char request_id[DOLEN_UUID_TEXT];
    char token[DOLEN_VISIT_TOKEN]; /**< of the session cookie; "" when there is none */
    char csrf[DOLEN_VISIT_TOKEN];  /**< goes with the token */
    bool has_session;
    bool must_set_up_factor; /**< signed in, but a second factor is required and missing */
    bool is_timed_out;       /**< there was a session, and it has ended from disuse */
    dolen_web_session session;
} dolen_visit;

/* visit.c: cookies, sessions, answers without a page. */

/** Add a header. Both must be free of control characters, else the process aborts: no header is made from input. */
void dolen_visit_add_header(dolen_visit *visit, const char *name, const char *value);

/** Answer with "303 See Other" to a path of ours in the visit's language, such as "/search". */
void dolen_visit_redirect(dolen_visit *visit, const char *path);

/** Answer with "303 See Other" to a page of the OpenID provider. DOLEN_E_REMOTE for an address that cannot be a header.
 */
DOLEN_CHECKED dolen_status dolen_visit_leave(dolen_visit *visit, const char *url, dolen_err *err);

/** Does the request say that its body is a form? */
bool dolen_visit_is_form(const dolen_visit *visit);

/** Read the cookie and find the session. DOLEN_E_REMOTE and the like when the store fails. */
DOLEN_CHECKED dolen_status dolen_visit_find_session(dolen_visit *visit, dolen_err *err);

/** Give the browser a new random token, replacing whatever it had. */
void dolen_visit_renew_token(dolen_visit *visit);

/** Tell the browser to forget its token. */
void dolen_visit_drop_token(dolen_visit *visit);

/** The name that the store knows the token by. */
dolen_digest dolen_visit_session_id(const dolen_visit *visit);

/**
 * Read the request's form. DOLEN_E_INPUT or DOLEN_E_LIMIT when it is malformed; DOLEN_E_DENIED when it was sent by
 * another site or its token is missing or wrong.
 */
DOLEN_CHECKED dolen_status dolen_visit_read_form(dolen_visit *visit, dolen_http_form *out, dolen_err *err);

/** A field of a form; "" when it is absent or there twice. */
const char *dolen_visit_form_value(const dolen_http_form *form, const char *name);

/** "/en" and `path`, joined. */
const char *dolen_visit_url(const dolen_visit *visit, const char *path);

/* web_page.c: the frame around each page, and the pages that tell of a failure. */

/** An empty page in the visit's language. */
dolen_page dolen_web_page_new(dolen_visit *visit);

/** The frame with this title; `current` is the path of the menu's present item, or NULL. */
dolen_view_frame dolen_web_page_frame(dolen_visit *visit, dolen_message title, const char *current);

/** Make the page the response. */
void dolen_web_page_send(dolen_visit *visit, const dolen_page *page, int status);

/** Answer with the failure page that fits the status. */
void dolen_web_page_fail(dolen_visit *visit, dolen_status status);

/** Answer with the failure page for a search without an answer. */
void dolen_web_page_trouble(dolen_visit *visit, const dolen_search_outcome *outcome);

/** Append a fault to a form's summary, unless `what` is DOLEN_MESSAGE_NONE. `list` must have room. */
void dolen_web_page_add_fault(dolen_view_fault_link *list, size_t *count, const char *field, dolen_message what);

/* web_sign_in.c */

/** dolen_password_check, few at once: each takes much memory on purpose. DOLEN_E_REMOTE when too many wait. */
DOLEN_CHECKED dolen_status dolen_web_sign_in_check_password(dolen_web *web, const char *password, const char *hash,
                                                            dolen_err *err);

/** The field for an authenticator app's code. */
dolen_view_text_field dolen_web_sign_in_code_field(dolen_message fault, bool is_optional);

/* web_alerts.c */

/** How many alerts wait, for the menu; 0 when that cannot be found out. */
int64_t dolen_web_alerts_waiting(const dolen_visit *visit);

/* The handlers, one file for each group. Failures they cannot show themselves are returned. */
DOLEN_CHECKED dolen_status dolen_web_sign_in_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_sign_in_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_sign_in_out(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_sign_in_gone(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_second_factor_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_second_factor_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_accounts_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_account_new_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_account_new_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_account_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_account_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_status_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_password_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_password_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_home_alive(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_home_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_search_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_search_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_result_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_result_open(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_reviews_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_reviews_closed(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_review_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_review_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_alerts_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_alerts_overdue(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_alerts_ended(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_alert_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_alert_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_result_receipt(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_recent_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_statistics_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_statistics_csv(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_statistics_json(dolen_visit *visit, dolen_err *err);

/* The data-protection officer's pages (web_oversight.h). */
DOLEN_CHECKED dolen_status dolen_web_officer_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_integrity_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_integrity_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_coverage_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_ground_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_alerts_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_alerts_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_export_take(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_entry_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_audit_entry_receipt(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_readings_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_findings_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_finding_show(dolen_visit *visit, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_web_finding_take(dolen_visit *visit, dolen_err *err);

#endif
